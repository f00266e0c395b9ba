"""usage: interrupt.py COMMAND... -- runs it, sends SIGINT after a while; prints what it says and its status.

Fails if it has not ended some seconds later, or leaves a process behind."""
import os
import signal
import subprocess
import sys
import time

run = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                       start_new_session=True)
time.sleep(3)
# As a terminal does: to every process of the group.
os.killpg(run.pid, signal.SIGINT)
out, _ = run.communicate(timeout=20)
print(out, end="")
print("status", run.returncode)
try:
    os.killpg(run.pid, 0)
    sys.exit("a process is left behind")
except ProcessLookupError:
    pass
