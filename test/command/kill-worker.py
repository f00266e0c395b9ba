"""usage: kill-worker.py DIR -- analyses DIR's units and kills the worker that is still busy when the
other one is done."""
import os
import signal
import subprocess
import sys
import time

from processes import children

tool = subprocess.Popen(["dma-tidy", "-p", sys.argv[1], "-j2", "--timeout=0"], stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT, text=True)
alone = 0
while tool.poll() is None:
    # One that has been alone for a while is the slow one.
    now = children(tool.pid)
    alone = alone + 1 if len(now) == 1 else 0
    if alone == 50:
        os.kill(now[0], signal.SIGSEGV)
        break
    time.sleep(0.02)
print(tool.communicate()[0], end="")
print("status", tool.returncode)
