"""usage: options.py ROOT BUILD -- docs/command.md names every option of the table."""
import os
import re
import sys

root, build = sys.argv[1:]
sys.path.insert(0, os.path.join(root, "tools", "packaging"))
from share import options  # noqa: E402

text = open(os.path.join(root, "docs", "command.md")).read()
names = [row[1] for row in options(os.path.join(build, "driver", "Options.json"))]
assert len(names) > 25, names
sys.exit("\n".join(f"docs/command.md does not name {name}" for name in names
                   if not re.search(rf"`{name}(?![\w-])" if name[-1] != "=" else f"`{name}", text)) or 0)
