"""usage: options.py ROOT -- every option of the command stands in help, man page, docs and completions."""
import os
import re
import sys

root = sys.argv[1]


def text(name):
    return open(os.path.join(root, name)).read().replace("\\-", "-")


options = re.findall(r'(?:cl::opt|cl::list)<[^>]*>\s*\w+\(\s*"([\w-]+)"', text("driver/Options.cpp"))
assert len(options) > 25, options
missing = [(name, option) for option in options
           for name in ("driver/help.txt", "packaging/dma-tidy.1", "packaging/dma-tidy.bash", "packaging/_dma-tidy",
                        "docs/command.md")
           if not re.search(rf"(?<![\w-])-{{1,2}}{option}(?![\w-])", text(name))]
sys.exit("\n".join(f"{name} does not name --{option}" for name, option in missing) or 0)
