"""usage: faults.py FOLDER -- analyses FOLDER's units, one finding in each, while something goes wrong.

Whatever it is: every unit's finding is reported once, or the unit is named as not analysed; the exit
status says which (1 or 3; 2 where nothing can be reported); no process and no temporary file stays
behind. Prints the cases that fail and how many there were."""
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

from processes import children, living

folder = os.path.realpath(sys.argv[1])
units = sum(name.endswith(".c") for name in os.listdir(folder))
scratch = tempfile.mkdtemp()
temporary = os.path.join(scratch, "tmp")
os.mkdir(temporary)
environment = dict(os.environ, TMPDIR=temporary, HOME=scratch, XDG_CACHE_HOME=os.path.join(scratch, "cache"))
command = ["dma-tidy", "-p", folder, "-j2", "--format=json"]
count, failed = 0, []


def untimed(out):
    """A report without how long it took."""
    said = json.loads(out) if out else {}
    said.get("summary", {}).pop("seconds", None)
    return said


def run(name, options=(), limit=None, during=None, closed=False, statuses=(1,), **more):
    """Runs the tool; holds what it says to what is promised."""
    global count
    count += 1

    def prepare():
        os.setsid()
        if closed:
            os.close(1)
        if limit:
            resource.setrlimit(*limit)

    tool = subprocess.Popen(command + list(options), stderr=subprocess.PIPE, env=environment, preexec_fn=prepare,
                            **{"stdout": subprocess.PIPE, **more})
    while during and tool.poll() is None:
        during(tool)
    try:
        out, err = tool.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(tool.pid, signal.SIGKILL)
        return failed.append(f"{name}: did not end")
    wrong = []
    if tool.returncode not in statuses:
        wrong.append(f"status {tool.returncode}: {err[-200:]!r}")
    if tool.returncode in (1, 3) and out:
        said = json.loads(out)
        found = sorted(os.path.basename(f["file"]) for f in said["findings"])
        lost = sorted(os.path.basename(f["file"]) for f in said["failures"])
        unreached = said["summary"]["unreached"]
        sources = {n for n in os.listdir(folder) if n.endswith(".c")}
        if len(found + lost) + unreached != len(sources) or len(set(found + lost)) != len(found + lost):
            wrong.append(f"{len(found)} found, {len(lost)} named as lost, {unreached} not reached, of {units}")
        if bool(lost or unreached) != (tool.returncode == 3):
            wrong.append(f"status {tool.returncode} with {len(lost)} lost")
    if b"crashed (Terminated)" in err:
        wrong.append("a unit that was told to end is said to have crashed")
    if tool.returncode == 2 and not err.startswith(b"dma-tidy: "):
        wrong.append(f"no reason: {err[-200:]!r}")
    if living(tool.pid):
        wrong.append("a process stays behind")
    if os.listdir(temporary):
        wrong.append(f"files stay behind: {os.listdir(temporary)}")
    failed.extend(f"{name}: {one}" for one in wrong)
    return untimed(out)


def kill_some(chance):
    def during(tool):
        for child in children(tool.pid):
            if random.random() < chance:
                try:
                    os.kill(child, random.choice([signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM]))
                except ProcessLookupError:
                    pass
        time.sleep(0.005)
    return during


def end(sign, whole):
    """Sends the tool, or all its processes, a signal once it has some."""
    def during(tool):
        if children(tool.pid):
            (os.killpg if whole else os.kill)(tool.pid, sign)
            tool.wait(10)
            time.sleep(0.2)
        time.sleep(0.001)
    return during


random.seed(7)
plain = run("nothing", ["--no-cache"])
for turn in range(12):
    run(f"workers killed, {turn}", ["--no-cache"], during=kill_some(0.02 * turn), statuses=(1, 3))
for turn in range(6):
    run(f"killed, {turn}", ["--no-cache"], during=end(signal.SIGKILL, whole=False), statuses=(-signal.SIGKILL, 1))
    run(f"told to end, {turn}", ["--no-cache"], during=end(signal.SIGTERM, whole=True), statuses=(3, 1))
for number in (384, 512, 768, 1024):
    run(f"{number} MiB of memory", ["--no-cache"], (resource.RLIMIT_AS, (number << 20, number << 20)), statuses=(1, 2, 3))
for number in (8, 12, 16, 24):
    run(f"{number} open files", ["--no-cache"], (resource.RLIMIT_NOFILE, (number, number)), statuses=(1, 2, 3))
run("no processor time", ["--no-cache"], (resource.RLIMIT_CPU, (1, 1)), statuses=(1, 3))
run("stdout is full", ["--no-cache"], stdout=open("/dev/full", "w"), statuses=(2, 3))
run("stdout is closed", ["--no-cache"], closed=True, statuses=(2, 3))
reader, writer = os.pipe()
os.close(reader)
run("nobody reads stdout", ["--no-cache"], stdout=writer, statuses=(1, 2, 3, -signal.SIGPIPE))
for where in ("/proc/none", "/dev/null", os.path.join(folder, "compile_commands.json"), "/sys/kernel"):
    if run(f"cache in {where}", [f"--cache-dir={where}"]) != plain:
        failed.append(f"cache in {where}: another report")
cache = os.path.join(scratch, "results")
stamps = {name: os.stat(os.path.join(folder, name)) for name in os.listdir(folder)}
for name, moment in (("new", None), ("1970", 0), ("2100", 4102444800), ("before the epoch", -86400), ("back", "back")):
    for file, stamp in stamps.items():
        if moment is not None:
            os.utime(os.path.join(folder, file), ns=(stamp.st_atime_ns, stamp.st_mtime_ns) if moment == "back" else
                     (moment * 10**9, moment * 10**9))
    for turn in ("first", "second"):
        if run(f"clock: {name}, {turn}", [f"--cache-dir={cache}"]) != plain:
            failed.append(f"clock: {name}, {turn}: another report")
# A text that changes behind the clock's back: the same length, the same time.
victim = os.path.join(folder, sorted(n for n in stamps if n.endswith(".c"))[0])
text, stamp = open(victim).read(), os.stat(victim)
with open(victim, "w") as out:
    out.write(text.replace("DMA_NONE", "1+0+0+0 "))
os.utime(victim, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
count += 1
again = subprocess.run(command + [f"--cache-dir={cache}"], capture_output=True, env=environment).stdout
fresh = subprocess.run(command + ["--no-cache"], capture_output=True, env=environment).stdout
if untimed(again) != untimed(fresh):
    failed.append("clock: a text that changes without it: an old report")
with open(victim, "w") as out:
    out.write(text)
print("\n".join(failed))
print(f"{count} cases, {len(failed)} failed")
sys.exit(bool(failed))
