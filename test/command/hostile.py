"""usage: hostile.py FOLDER INPUTS -- gives dma-tidy databases that nobody should trust.

Each case is one entry beside a good unit and six that share a header with it, which is parsed once. Whatever the entry says: dma-tidy ends with a documented
status, in time; each good unit's finding is reported once, unless the database as a whole is no
database (status 2, one line on stderr); and nothing is run, loaded or written: FOLDER holds what it
held before. Prints the cases that fail and how many there were."""
import json
import os
import subprocess
import sys

folder, inputs = os.path.realpath(sys.argv[1]), sys.argv[2]
good = os.path.join(folder, "good.c")
bad = os.path.join(folder, "bad.c")
target = os.path.join(folder, "target")
canary = os.path.join(folder, "canary")
bug = "#include <big.h>\nvoid f(struct device *dev) { dma_unmap_single(dev, 0, 64, DMA_NONE); }\n"


def put(name, content):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


include = os.path.join(os.path.dirname(folder), "include")
os.makedirs(include, exist_ok=True)
with open(os.path.join(include, "big.h"), "w") as out:
    # Long enough to be worth it.
    out.write("#ifndef BIG_H\n#define BIG_H\n#include <kernel.h>\n/* " + "long\n" * 100000 + "*/\n#endif\n")
put("good.c", bug)
friends = [os.path.join(folder, f"friend{i}.c") for i in range(6)]
for friend in friends:
    put(friend, bug)
put("bad.c", bug.replace("f(", "g("))
put("evil.rsp", f"-fplugin={folder}/evil.so -MD -MF {target} -o {target}")
put("loop.rsp", f"@{folder}/loop.rsp -c")
put("evil.cfg", f"-fplugin={folder}/evil.so\n-o {target}\n")
put("evil.specs", f"*cc1:\n+ %:exec({canary})\n")
put("cc1", f"#!/bin/sh\ntouch {canary}\n")
put("evil.so", b"\x7fELF no library")
put("self.c", "dma_addr_t a;\n#include \"self.c\"\n#include \"self.c\"\n")
put("huge.c", b"/* dma_addr_t " + b"a" * (100 << 20) + b" */\n")
put("nul.c", b"dma_addr_t a;\0\0\0" * 1000)
put("line.c", b"dma_addr_t a;" * 100000)
put("deep.c", "dma_addr_t a = " + "(" * 100000 + "1;\n")
put("macros.c", "dma_addr_t a;\n#define A0 1+1\n" + "".join(f"#define A{i} A{i-1}+A{i-1}\n" for i in range(1, 64)) + "int b = A63;\n")
put(b"latin\xe9.c", bug.replace("f(", "h("))
put("a b;touch canary;.c", bug.replace("f(", "i("))
put("-o.c", bug.replace("f(", "j("))
put("script.c", f"#!/bin/sh\ntouch {canary}\ndma_addr_t a;\n")
put("include.c", "dma_addr_t a;\n#include \"/dev/zero\"\n")
put("include-fifo.c", f"dma_addr_t a;\n#include \"{folder}/fifo.c\"\n")
put("embed.c", "dma_addr_t a;\nchar b[] = {\n#embed \"/dev/zero\"\n};\n")
put("pragma.c", f"dma_addr_t a;\n#pragma clang module import \"{folder}/evil.so\"\n#pragma comment(lib, \"evil\")\n"
    f"#pragma GCC dependency \"{folder}/fifo.c\"\n")
put("asm.c", f"dma_addr_t a;\n__asm__(\".incbin \\\"/dev/zero\\\"\");\n")
os.chmod(os.path.join(folder, "cc1"), 0o755)
os.chmod(os.path.join(folder, "script.c"), 0o755)
os.mkfifo(os.path.join(folder, "fifo.c"))
os.symlink("circle.c", os.path.join(folder, "circle.c"))
os.symlink("/dev/zero", os.path.join(folder, "zero.c"))
os.mkdir(os.path.join(folder, "folder.c"))
os.mkdir(os.path.join(folder, "modules"))


def unit(file, *flags, **more):
    return {"directory": folder, "file": file,
            "arguments": ["gcc", "-isystem", include, "-isystem", inputs, *flags, "-c", file], **more}


def command(text, **more):
    return {"directory": folder, "file": bad, "command": text.replace("CANARY", canary), **more}


def cases():
    for flags in (
            ["-o", target], [f"-o{target}"], ["-MD", "-MF", target], [f"-Wp,-MMD,{target}"], [f"-Wp,-MD,{target}"],
            ["-MMD", f"-MF{target}"], ["-MJ", target], ["--serialize-diagnostics", target], [f"-ftime-trace={target}"],
            ["-save-temps"], ["-save-temps=cwd"], ["-save-stats"], [f"-fprofile-instr-generate={target}"],
            ["-gsplit-dwarf"], [f"-fcrash-diagnostics-dir={folder}"], [f"-index-store-path", folder],
            ["-fmodules", f"-fmodules-cache-path={folder}/modules"], [f"-foptimization-record-file={target}"],
            ["-fsave-optimization-record"], ["-Xclang", "-emit-obj", "-Xclang", "-o", "-Xclang", target],
            ["-Xclang", "-emit-pch", "-o", target], ["-Xclang", "-dependency-file", "-Xclang", target],
            ["-Xclang", "-header-include-file", "-Xclang", target], ["-Xclang", "-dependency-dot", "-Xclang", target],
            [f"-stats-file={target}"], [f"-fproc-stat-report={target}"], ["-E", "-o", target], ["-S", "-o", target],
            ["-dD"], ["-emit-ast", "-o", target], ["--analyze", "-o", target], ["-M", "-MF", target],
            [f"-fplugin={folder}/evil.so"], [f"-fpass-plugin={folder}/evil.so"], [f"-fplugin-arg-evil-run=1"],
            ["-Xclang", "-load", "-Xclang", f"{folder}/evil.so"], ["-Xclang", "-plugin", "-Xclang", "evil"],
            ["-mllvm", f"-load={folder}/evil.so"], ["-Xclang", "-ast-dump"], ["-Xclang", "-analyze"],
            [f"-B{folder}"], [f"-specs={folder}/evil.specs"], [f"--config={folder}/evil.cfg"], ["-no-integrated-cc1"],
            ["-wrapper", f"{folder}/cc1"], [f"-fuse-ld={folder}/cc1"], [f"--gcc-toolchain={folder}"], ["-pipe"],
            [f"-resource-dir={folder}"], ["-fintegrated-cc1", "-###"], ["-v"], ["--help"], ["--version"],
            ["-include-pch", f"{folder}/evil.so"], [f"-fmodule-file={folder}/evil.so"], ["-include", f"{folder}/fifo.c"],
            ["-include", "/dev/zero"], ["-imacros", f"{folder}/fifo.c"], [f"@{folder}/evil.rsp"], [f"@{folder}/loop.rsp"],
            [f"@{folder}/fifo.c"], ["@/dev/zero"], [f"-ivfsoverlay", f"{folder}/evil.so"],
            [f"-fsanitize-ignorelist={folder}/fifo.c"], [f"-fprofile-use={folder}/fifo.c"], ["-x", "ir"],
            ["-x", "assembler"], ["-x", "none"], ["-target", "no-such-machine"], ["-march=nothing"], ["-std=c++99"],
            ["-D" + "A" * 100000], ["-I" + "/a" * 50000], ["-cc1", "-emit-obj", "-o", target], ["-cc1as", "-o", target]):
        yield " ".join(flags)[:60], unit(bad, *flags)
    for file in ("self.c", "huge.c", "nul.c", "line.c", "deep.c", "macros.c", "latin\udce9.c", "a b;touch canary;.c", "-o.c",
                 "script.c", "include.c", "include-fifo.c", "embed.c", "pragma.c", "asm.c", "fifo.c", "circle.c", "zero.c",
                 "folder.c", "gone.c", "", ".", "-", "/", "/dev/zero", "/dev/stdin", "/dev/tty", "/proc/self/mem",
                 "../../../../../../../../etc/passwd", "a\nb.c", "a" * 5000, "@evil.rsp", "$(touch canary)", "`touch canary`"):
        yield f"file {file[:40]!r}", unit(file)
    for text in ("gcc -c bad.c; touch CANARY", "gcc -c bad.c && touch CANARY", "gcc -c bad.c | tee CANARY", "touch CANARY",
                 "gcc -c bad.c > CANARY", "gcc $(touch CANARY) -c bad.c", "gcc `touch CANARY` -c bad.c", "gcc -c bad.c &",
                 "sh -c 'touch CANARY'", "gcc -c 'bad.c", "gcc -c \"bad.c", "gcc -c bad.c\ntouch CANARY", "", " ", "\\",
                 "env X=1 gcc -c bad.c", "ccache gcc -c bad.c", f"{folder}/cc1 -c bad.c", "./cc1 -c bad.c", "gcc",
                 "-c bad.c", "gcc -c good.c bad.c", "gcc -c -", "gcc -x c /dev/null -c"):
        yield f"command {text[:40]!r}", command(text)
    for name, entry in (("no directory", {"file": bad, "arguments": ["gcc", "-c", bad]}), ("no command", {"directory": folder, "file": bad}),
                        ("a number", 1), ("null", None), ("numbers", {"directory": 1, "file": 2, "arguments": 3}),
                        ("empty arguments", unit(bad) | {"arguments": []}), ("arguments of numbers", unit(bad) | {"arguments": [1, 2]}),
                        ("no such folder", unit(bad) | {"directory": "/no/such/folder"}), ("relative folder", unit(bad) | {"directory": "../.."}),
                        ("folder is a file", unit(bad) | {"directory": good}), ("unknown keys", unit(bad) | {"run": "touch " + canary}),
                        ("output", unit(bad) | {"output": target}), ("twice", [unit(bad)] * 2), ("many", [unit("gone.c")] * 3000)):
        yield f"entry: {name}", entry


def snapshot():
    return {os.path.join(at, name): os.lstat(os.path.join(at, name)).st_mtime_ns
            for at, folders, files in os.walk(os.fsencode(folder)) for name in folders + files}


databases = os.path.join(os.path.dirname(folder), "database")
os.makedirs(databases, exist_ok=True)
before, count, failed = snapshot(), 0, 0
for name, entry in cases():
    count += 1
    with open(os.path.join(databases, "compile_commands.json"), "wb") as out:
        entries = entry if isinstance(entry, list) else [entry]
        out.write(json.dumps(entries + [unit(one) for one in [good, *friends]], ensure_ascii=False).encode(errors="surrogateescape"))
    try:
        done = subprocess.run(["dma-tidy", "-p", databases, "-j2", "--no-cache", "--timeout=5", "--format=json"],
                              capture_output=True, timeout=120, stdin=subprocess.DEVNULL, cwd=folder)
    except subprocess.TimeoutExpired:
        print(f"{name}: did not end")
        failed += 1
        continue
    wrong = []
    if done.returncode == 2:
        if not done.stderr.startswith(b"dma-tidy: ") or done.stderr.count(b"\n") != 1:
            wrong.append(f"status 2 with {done.stderr[:200]!r}")
    elif done.returncode in (1, 3):
        for one in [good, *friends]:
            found = [f for f in json.loads(done.stdout)["findings"] if f["file"] == one and f["line"] == 2]
            if sum(f["check"] == "dma-direction" for f in found) != 1:
                wrong.append(f"the good unit {one}: {found}")
    else:
        wrong.append(f"status {done.returncode}: {done.stderr[-200:]!r}")
    after = snapshot()
    if after != before:
        wrong.append(f"the folder differs: {set(after.items()) ^ set(before.items())}")
        before = after
    if wrong:
        failed += 1
        print(f"{name}: {'; '.join(wrong)}")
print(f"{count} cases, {failed} failed")
sys.exit(failed != 0)
