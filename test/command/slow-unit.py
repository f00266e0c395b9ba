"""usage: slow-unit.py DIR INPUTS -- a unit whose preprocessing takes minutes, and a quick one."""
import json
import os
import sys

folder, inputs = sys.argv[1:]
lines = ["#include <kernel.h>", "#define A0 dma_addr_t"]
lines += [f"#define A{i} A{i - 1} A{i - 1}" for i in range(1, 40)]
open(os.path.join(folder, "slow.c"), "w").write("\n".join(lines) + "\n/* dma_unmap_single */ A39\n")
open(os.path.join(folder, "fine.c"), "w").write(
    "#include <kernel.h>\nstruct s { dma_addr_t d; };\nvoid f(struct device *dev, struct s *s, void *p) {\n"
    "  s->d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);\n}\n")
json.dump([{"directory": folder, "file": name, "command": f"cc -isystem {inputs} -c {name}"}
           for name in ("slow.c", "fine.c")],
          open(os.path.join(folder, "compile_commands.json"), "w"))
