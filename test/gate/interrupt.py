"""usage: interrupt.py [--kill] COMMAND... -- runs it, sends SIGINT after a while; prints what it says and its status.

With --kill, SIGKILL to the first of its processes alone. Fails if it has not ended some seconds later, or leaves
a process behind."""
import os
import signal
import subprocess
import sys
import time

from processes import living

kill = sys.argv[1] == "--kill"
run = subprocess.Popen(sys.argv[1 + kill:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                       start_new_session=True)
time.sleep(3)
if kill:
    run.kill()
else:
    # As a terminal does: to every process of the group.
    os.killpg(run.pid, signal.SIGINT)
out, _ = run.communicate(timeout=20)
print(out, end="")
print("status", run.returncode)
if kill:
    time.sleep(0.5)
if living(run.pid):
    sys.exit("a process is left behind")
