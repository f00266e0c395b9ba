"""Run a command as if the disk were full, or kill it again and again while it runs.

usage: cache-faults.py full BYTES COMMAND...   no file may become larger than BYTES
       cache-faults.py kill TIMES COMMAND...   started TIMES times and killed a little later each time, from at once
                                               to twice what it takes
"""
import resource
import signal
import subprocess
import sys
import time

what, number, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
if what == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    # Python ignores SIGXFSZ; so must the command, to be told as of a full disk.
    sys.exit(subprocess.run(command, restore_signals=False).returncode)


def taken():
    """Seconds that the command takes when it is left alone."""
    began = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


# The machine may be busy with something else for a while.
whole = min(taken() for _ in range(3))
killed = 0
for turn in range(number):
    process = subprocess.Popen(command + [f"--max-nodes={1000 + turn}"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        process.wait(2 * whole * turn / number)
    except subprocess.TimeoutExpired:
        process.kill()
        killed += process.wait() == -signal.SIGKILL
print(f"killed {killed} of {number}" if killed < number // 4 else "killed often enough")
