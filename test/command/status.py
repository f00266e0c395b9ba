"""usage: status.py STATUS COMMAND... -- runs it, prints all its output, checks its exit status."""
import subprocess
import sys

done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
print(done.stdout, end="")
if done.returncode != int(sys.argv[1]):
    sys.exit(f"status {done.returncode} instead of {sys.argv[1]}")
