"""usage: session.py FOLDER SCRIPT [server options] -- plays a script to dma-clangd and prints what it says.

FOLDER has the sources and gets a compile_commands.json, as project.py writes it. SCRIPT has a command a line:
  open FILE [TEXT]      opens FILE, with the text of file TEXT
  change FILE TEXT      replaces its text, unsaved
  show FILE             waits for FILE's diagnostics and prints them
  await FILE CODE       waits until diagnostics with CODE come, and prints them
  fix FILE              applies the first quick fix of the first dma-* diagnostic, and shows
  pause SECONDS         does nothing for so long
  log                   prints what dma-tidy has said on stderr so far
At the end the server is shut down; its exit status is printed."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "..", "tools"))
import lsp  # noqa: E402

folder, script, *options = sys.argv[1:]
# Configuration is looked for upwards, and the project has one of its own.
elsewhere = tempfile.TemporaryDirectory()
folder = shutil.copytree(folder, os.path.join(os.path.realpath(elsewhere.name), "t"))
subprocess.run([sys.executable, os.path.join(here, "..", "..", "Inputs", "project.py"), folder], check=True)
log = tempfile.TemporaryFile()
# Nobody's own configuration is read.
os.environ["XDG_CONFIG_HOME"] = os.path.join(folder, "no-config")
client = lsp.Client(["dma-clangd", f"--compile-commands-dir={folder}", "--background-index=0", "--log=error",
                     *options], root=folder, stderr=log)
texts = {}


def path(name):
    return os.path.join(folder, name)


def read(name):
    return open(path(name)).read()


def show(name):
    _, found = client.wait(path(name))
    print(f"== {name}, version {client.versions[path(name)]}")
    for d in found:
        at = d["range"]["start"]
        print(f"{at['line'] + 1}:{at['character'] + 1}: {d.get('source')}: {d['message'].splitlines()[0]} [{d.get('code')}]")
        if "codeDescription" in d:
            print(f"   page: {d['codeDescription']['href']}")
        for note in d.get("relatedInformation", []):
            at = note["location"]["range"]["start"]
            print(f"   {at['line'] + 1}:{at['character'] + 1}: {note['message']}")
    return found


for line in open(path(script)):
    word, *rest = line.split() or ["#"]
    if word == "open":
        texts[rest[0]] = read(rest[-1])
        client.open(path(rest[0]), texts[rest[0]])
    elif word == "change":
        texts[rest[0]] = read(rest[1])
        client.change(path(rest[0]), texts[rest[0]])
    elif word == "pause":
        time.sleep(float(rest[0]))
    elif word == "show":
        show(rest[0])
    elif word == "await":
        until = time.monotonic() + 60
        while rest[1] not in {d.get("code") for d in client.wait(path(rest[0]))[1]}:
            client.step(until)
        show(rest[0])
    elif word == "fix":
        name = rest[0]
        first = next(d for d in client.wait(path(name))[1] if d.get("code", "").startswith("dma-"))
        action = next(a for a in client.actions(path(name), first) if "NOLINT" not in a["title"])
        print(f"== action: {action['title']}")
        edits = action["edit"]["changes"][lsp.uri(path(name))]
        texts[name] = lsp.edited(texts[name], edits)
        client.change(path(name), texts[name])
        show(name)
    elif word == "log":
        log.seek(0)
        for said in log.read().decode(errors="replace").splitlines():
            if said.startswith("dma-tidy:"):
                print(said)
    elif word != "#":
        sys.exit(f"session.py: unknown command {word}")
print(f"== exit status {client.stop()}")
