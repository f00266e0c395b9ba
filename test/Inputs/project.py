"""usage: project.py FOLDER -- writes FOLDER/compile_commands.json for every .c file below FOLDER.

The files of one folder are one module. They see the mini kernel of Inputs/, and a
folder inc beside them before it. COMPILER in the environment has the words that call the compiler, clang without it."""
import json
import os
import sys

folder = os.path.realpath(sys.argv[1])
inputs = os.path.dirname(os.path.abspath(__file__))
entries = []
compiler = os.environ.get("COMPILER", "clang")
for where, _, names in sorted(os.walk(folder)):
    for name in sorted(names):
        if name.endswith(".c"):
            module = os.path.basename(where)
            entries.append({"directory": where, "file": name,
                            "command": f"{compiler} -Iinc -isystem {inputs} -DKBUILD_MODNAME={module} -c {name}"})
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump(entries, out)
