"""usage: same.py TESTS PLUGIN MODULE CLANG -- the findings of all faces are the same for every file of the tests.

Compared are line, column (save in the editor), check and message of what each shows in the file itself, with its defaults."""
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

tests, plugin, module, clang = sys.argv[1:]
sys.path.insert(0, os.path.join(tests, "..", "tools"))
import lsp  # noqa: E402

work = tempfile.TemporaryDirectory()
os.environ["XDG_CONFIG_HOME"] = os.path.join(work.name, "no-config")
# Configuration is looked for upwards, and the project has one of its own.
tests = shutil.copytree(tests, os.path.join(os.path.realpath(work.name), "t"))
inputs = os.path.join(tests, "Inputs")
files = sorted(path for folder in ("checks/*", "engine", "contracts", "cxx") for kind in ("c", "cpp")
               for path in glob.glob(os.path.join(tests, folder, "*." + kind)))


def command(path):
    return [clang + ("++" if path.endswith(".cpp") else ""), "-isystem", inputs, "-c", path]


def write_database(paths):
    with open(os.path.join(work.name, "compile_commands.json"), "w") as out:
        json.dump([{"directory": os.path.dirname(path), "file": path, "arguments": command(path)} for path in paths],
                  out)


def plain(message):
    message = re.sub(r" \(confidence: \w+\)| \(fix(es)? available\)", "", message.splitlines()[0])
    return message[:1].lower() + message[1:]


def lines_of(text):
    """The findings in what clang and clang-tidy print, by file."""
    found = collections.defaultdict(set)
    for path, line, column, message, check in re.findall(
            r"^(/[^:\n]+):(\d+):(\d+): warning: (.*) \[(dma[.-][a-z-]+)\]$", text, re.M):
        found[os.path.realpath(path)].add((int(line), int(column), check.replace(".", "-"), plain(message)))
    return found


def of_command():
    found = collections.defaultdict(set)
    for path in files:
        # Alone: what other files say of a function is not known to the other faces.
        write_database([path])
        done = subprocess.run(["dma-tidy", "-p", work.name, "--no-cache", "--format=json"], capture_output=True,
                              text=True)
        report = json.loads(done.stdout)
        assert report["summary"]["analyzed"] == 1 and not report["failures"], (path, report["failures"])
        for f in report["findings"]:
            found[f["file"]].add((f["line"], f["column"], f["check"], plain(f["message"])))
    return found


def of_plugin():
    text = ""
    for path in files:
        words = [w for w in command(path) if w != "-c"]
        done = subprocess.run([*words, "--analyze", "--analyzer-no-default-checks", "-Xclang", "-load", "-Xclang",
                               plugin, "-Xclang", "-analyzer-checker=dma", "-o", os.path.join(work.name, "plist")],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        text += done.stderr
    return lines_of(text)


def of_clang_tidy():
    done = subprocess.run(["clang-tidy", f"--load={module}", "-p", work.name, "--checks=-*,dma-*", "--quiet", *files],
                          capture_output=True, text=True)
    return lines_of(done.stdout)


def of_clangd():
    client = lsp.Client(["dma-clangd", f"--compile-commands-dir={work.name}", "--background-index=0", "--log=error",
                         "--dma-budget=60000"], root=work.name)
    found = collections.defaultdict(set)
    for path in files:
        client.open(path)
        for d in client.wait(path)[1]:
            if str(d.get("code", "")).startswith("dma-"):
                at = d["range"]["start"]
                found[path].add((at["line"] + 1, at["character"] + 1, d["code"], plain(d["message"])))
        client.close(path)
    client.stop()
    return found


def differences(name, theirs, ours):
    if name == "dma-clangd":
        # clangd begins where the edit does that comes with a finding.
        theirs, ours = ({path: {(f[0], *f[2:]) for f in found[path]} for path in files} for found in (theirs, ours))
    for path in files:
        where = os.path.relpath(path, tests)
        for finding in sorted(ours[path] - theirs[path]):
            yield f"{where}: {name} does not show {finding}"
        for finding in sorted(theirs[path] - ours[path]):
            yield f"{where}: only {name} shows {finding}"


expected = of_command()
write_database(files)
assert len(files) > 60 and sum(map(len, expected.values())) > 200, (len(files), expected)
wrong = [line for name, face in (("clang --analyze", of_plugin), ("clang-tidy", of_clang_tidy), ("dma-clangd", of_clangd))
         for line in differences(name, face(), expected)]
print("\n".join(wrong) or f"the same in {len(files)} files")
sys.exit(bool(wrong))
