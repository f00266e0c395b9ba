"""usage: check.py [--fixes] FILE [dma-tidy options] -- analyses FILE alone and prints the report.

With --fixes it prints the edits that come with the findings instead, one a line.
The unit's command is a plain compile with Inputs/ on the include path. Exits with 0 whatever was
found, and with dma-tidy's status when the analysis itself failed."""
import json
import os
import subprocess
import sys
import tempfile

fixes = sys.argv[1] == "--fixes"
file, *options = sys.argv[1 + fixes:]
file = os.path.abspath(file)
inputs = os.path.dirname(os.path.abspath(__file__))
compiler = "clang++" if file.endswith(".cpp") else "clang"
extra = [o[len("--cc="):] for o in options if o.startswith("--cc=")]
options = [o for o in options if not o.startswith("--cc=")]
if fixes:
    options.append("--format=json")
with tempfile.TemporaryDirectory() as folder:
    entry = {"directory": os.path.dirname(file), "file": file,
             "arguments": [compiler, "-isystem", inputs, *extra, "-c", file]}
    with open(os.path.join(folder, "compile_commands.json"), "w") as out:
        json.dump([entry], out)
    done = subprocess.run(["dma-tidy", "-p", folder, "-j1", "--no-cache", *options], capture_output=True, text=True)
if fixes:
    for finding in json.loads(done.stdout)["findings"]:
        for f in finding["fixes"]:
            print(f"fix: {f['line']}:{f['column']}-{f['end_line']}:{f['end_column']} '{f['text']}' "
                  f"[{finding['check']}]")
else:
    sys.stdout.write(done.stdout.replace(os.path.dirname(file) + "/", ""))
sys.stderr.write(done.stderr)
sys.exit(0 if done.returncode in (0, 1) else done.returncode)
