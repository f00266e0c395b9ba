"""usage: make-databases.py TESTS A B -- one database of all C tests in A, and reversed in B."""
import glob
import json
import os
import sys

tests, a, b = sys.argv[1:]
inputs = os.path.join(os.path.abspath(tests), "Inputs")
entries = [{"directory": inputs, "file": os.path.abspath(f), "command": f"cc -isystem {inputs} -c {os.path.abspath(f)}"}
           for f in sorted(glob.glob(os.path.join(tests, "checks", "dma-*", "*.c")))]
for folder, rows in ((a, entries), (b, entries[::-1])):
    json.dump(rows, open(os.path.join(folder, "compile_commands.json"), "w"))
