"""usage: ci.py DOCS REPO -- runs the commands of the CI files in DOCS on the project in REPO."""
import os
import re
import subprocess
import sys

docs, repo = (os.path.abspath(path) for path in sys.argv[1:])
env = dict(os.environ, GIT_AUTHOR_NAME="x", GIT_AUTHOR_EMAIL="x@x", GIT_COMMITTER_NAME="x",
           GIT_COMMITTER_EMAIL="x@x", XDG_CACHE_HOME=os.path.join(repo, "..", "cache"))


def sh(command, status=0, **extra):
    done = subprocess.run(["sh", "-ec", command], cwd=repo, env=dict(env, **extra), capture_output=True, text=True)
    assert done.returncode == status, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def add(name, body):
    with open(os.path.join(repo, name), "w") as out:
        out.write("#include <kernel.h>\n" + body)
    sh(f"{sys.executable} {os.path.dirname(os.path.abspath(__file__))}/../Inputs/project.py .")


text = open(os.path.join(docs, "github-actions.yml")).read()
github = re.search(r"- name: Analyse\n(?:.*\n)*?        run: \|\n((?: {10}.*\n)+)", text).group(1)
gitlab = re.findall(r"^    - (dma-tidy .*)$", open(os.path.join(docs, "gitlab-ci.yml")).read(), re.M)
assert "dma-tidy" in github and len(gitlab) == 2
hook = os.path.join(docs, "pre-push")

sh("git init -q . && printf '%s\\n' '*.part' dma-report '*.sarif' > .gitignore && git add . && git commit -qm old "
   "&& git branch -q base && git checkout -q -b work && git branch -q -u base")
base = sh("git rev-parse base").strip()

# Nothing new: nothing fails, although there is an old finding.
assert "dma-tidy" not in sh(github, BASE=base)
sh(hook)
sh("dma-tidy -p . --write-baseline=dma-baseline.json >/dev/null", status=1)
for node in "1234":
    sh(gitlab[0], CI_NODE_INDEX=node, CI_NODE_TOTAL="4")
assert "1 known before" in sh(gitlab[1])

# A new finding fails all three, and is the only one.
add("new.c", "void fresh(struct device *dev) { dma_unmap_page(dev, 0, 64, DMA_NONE); }\n")
said = sh(github, status=1, BASE=base)
assert said.count("::error ") == 1 and "file=new.c" in said, said
assert os.path.getsize(os.path.join(repo, "dma-tidy.sarif"))
said = sh(hook, status=1)
assert said.count(" error: ") == 1 and "new.c" in said, said
for node in "1234":
    sh(gitlab[0], CI_NODE_INDEX=node, CI_NODE_TOTAL="4")
said = sh(gitlab[1], status=1)
assert said.count(" error: ") == 1 and "new.c" in said, said
assert os.path.exists(os.path.join(repo, "dma-report", "index.html"))
print("as it should be")
