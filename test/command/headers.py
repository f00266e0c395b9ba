"""usage: headers.py FOLDER INPUTS -- makes up units that share headers and holds a run of all of them, which parses the
headers once, to runs of each by itself, which do not."""
import json
import os
import re
import subprocess
import sys

folder, inputs = sys.argv[1:3]

# What is not worth parsing once has no share in this.
FILLER = "".join(f"struct filler_{i} {{ int a, b, c; }}; /* {'x' * 80} */\n" for i in range(6000))
HEADERS = {
    "big.h": "#include <kernel.h>\n" + FILLER,
    "more.h": """
#include <linux/big.h>
extern int more_count;
#define MORE_TWICE 1
#ifndef MORE_DEFAULT
#define MORE_DEFAULT 1
#endif
#ifdef KEEP
#define FINISH(dev, d) use(d)
#else
#define FINISH(dev, d) dma_unmap_single(dev, d, 64, DMA_TO_DEVICE)
#endif
#if LEVEL > 3
#define LEAVE(dev, d) use(d)
#else
#define LEAVE(dev, d) dma_unmap_single(dev, d, 64, DMA_TO_DEVICE)
#endif
""",
    "broken.h": "#include <linux/big.h>\nint broken(\n",
}
INCLUDES = "#include <linux/big.h>\n#include <linux/more.h>\n"
USE = "void use(dma_addr_t);\n"


def twice(macro):
    return f"void f(struct device *dev, dma_addr_t d)\n{{\n\t{macro}(dev, d);\n\t{macro}(dev, d);\n}}\n"


# By name: the text, whether the unit can share headers, and how many findings it has.
PLAIN = {f"plain{i}.c": (INCLUDES + USE + twice("FINISH"), True, 1) for i in range(8)}
SPECIAL = {
    # It says what the header does, before.
    "decides.c": ("#define KEEP\n" + INCLUDES + USE + twice("FINISH"), False, 0),
    # The same, too late.
    "late.c": (INCLUDES + USE + "#define KEEP\n" + twice("FINISH"), True, 1),
    # What a header only has a default for.
    "default.c": ("#define MORE_DEFAULT 7\n" + INCLUDES + USE + twice("FINISH"), True, 1),
    # It asks for a macro before the header that defines it.
    "early.c": ("#include <linux/big.h>\n#ifndef MORE_TWICE\n#define ONLY_HERE\n#endif\n#include <linux/more.h>\n" +
                USE + "#ifdef ONLY_HERE\n" + twice("FINISH") + "#endif\n", False, 1),
    "early2.c": ("#include <linux/big.h>\n#if 0\n#elifndef MORE_TWICE\n#define ONLY_HERE\n#endif\n" +
                 "#include <linux/more.h>\n" + USE + "#ifdef ONLY_HERE\n" + twice("FINISH") + "#endif\n", False, 1),
    # It uses one before.
    "expands.c": ("#include <linux/big.h>\nenum { first = 2, MORE_TWICE };\n#include <linux/more.h>\n" + USE +
                  twice("FINISH"), False, 1),
    # It does not include the header, and has other things by those names.
    "comment.c": ("#include <linux/big.h>\n/*\n#include <linux/more.h>\n*/\n" + USE +
                  "#define FINISH(dev, d) dma_unmap_single(dev, d, 64, DMA_TO_DEVICE)\n" + twice("FINISH"), False, 1),
    "clash.c": ("#include <linux/big.h>\n/*\n#include <linux/more.h>\n*/\n" + USE + "static char *more_count;\n" +
                "#define FINISH(dev, d) dma_unmap_single(dev, d, 64, DMA_TO_DEVICE)\n" + twice("FINISH"), False, 1),
}
LEVELS = {f"level{i}.c": (INCLUDES + USE + twice("LEAVE"), i == 0, int(i <= 3)) for i in range(8)}
CXX = {f"cxx{i}.cpp": (INCLUDES + USE + "namespace n {\n" + twice("FINISH") + "}\n", True, 1) for i in range(8)}
BROKEN = {f"broken{i}.c": ("#include <linux/broken.h>\n" + USE, False, 0) for i in range(8)}


def write(name, text):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w") as out:
        out.write(text)


def run(where, *files, cache="--no-cache"):
    done = subprocess.run(["dma-tidy", "-p", where, cache, "--format=json", "--verbose", *files],
                          capture_output=True, text=True)
    report = json.loads(done.stdout)
    sharing = re.search(r"(\d+) units began with headers", done.stderr)
    return report["findings"], report.get("failures", []), int(sharing[1]) if sharing else 0


def check(name, units, option):
    where = os.path.join(folder, name)
    for unit, (text, _, _) in units.items():
        write(os.path.join(where, unit), text)
    write(os.path.join(where, "compile_commands.json"), json.dumps(
        [{"directory": where, "file": unit,
          "arguments": ["cc", "-isystem", inputs, f"-I{folder}/include", *option(unit), "-c", unit]}
         for unit in units]))
    together, failures, sharing = run(where)
    expected = sum(shares for _, shares, _ in units.values())
    if sharing != expected:
        print(f"{name}: {sharing} units share headers instead of {expected}")
    apart, alone_failures = [], []
    for unit, (_, _, count) in units.items():
        found, failed, shared = run(where, os.path.join(where, unit))
        if shared:
            print(f"{unit}: shares headers with nobody")
        if len(found) != count:
            print(f"{unit}: {len(found)} findings instead of {count}")
        apart += found
        alone_failures += failed
    by_place = lambda one: (one["file"], one.get("line", 0), one.get("message", ""))
    if sorted(together, key=by_place) != sorted(apart, key=by_place):
        print(f"{name}: found {together}, but {apart} one by one")
    if sorted(failures, key=by_place) != sorted(alone_failures, key=by_place):
        print(f"{name}: failed {failures}, but {alone_failures} one by one")
    print(f"{name}: {len(together)} findings, {len(failures)} failures, {sharing} share headers")


for header, content in HEADERS.items():
    write(os.path.join(folder, "include/linux", header), f"#ifndef {header[:-2].upper()}_H\n"
          f"#define {header[:-2].upper()}_H\n{content}\n#endif\n")
check("plain", {**PLAIN, **SPECIAL}, lambda unit: [])
check("levels", LEVELS, lambda unit: [f"-DLEVEL={unit[5]}"])
check("cxx", CXX, lambda unit: [])
check("broken", BROKEN, lambda unit: [])

# What is kept of a unit holds as long as the headers it shared do.
plain, cache = os.path.join(folder, "plain"), f"--cache-dir={folder}/cache"
before = len(run(plain, cache=cache)[0])
more = os.path.join(folder, "include/linux/more.h")
write(more, open(more).read().replace("FINISH(dev, d) dma_unmap_single(dev, d, 64, DMA_TO_DEVICE)", "FINISH(dev, d) use(d)"))
print(f"changed: {before} findings, then {len(run(plain, cache=cache)[0])}")
