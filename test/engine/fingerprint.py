"""usage: fingerprint.py FOLDER INPUTS FILE... -- the fingerprints in the files, units of one module, in that order."""
import json
import os
import subprocess
import sys

folder, inputs, *files = sys.argv[1:]
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": file,
                "arguments": ["clang", "-isystem", inputs, "-DKBUILD_MODNAME=m", "-c", file]}
               for file in (os.path.join(os.path.realpath(folder), name) for name in files)], out)
done = subprocess.run(["dma-tidy", "-p", folder, "-j1", "--no-cache", "--format=json"], capture_output=True, text=True)
assert done.returncode == 1, done.stderr
print("\n".join(sorted(f["fingerprint"] + " " + f["function"] for f in json.loads(done.stdout)["findings"])))
