"""usage: browser.py FOLDER -- looks at an HTML report in headless Chromium.

Each page is shown with a script behind its own that acts as a user and writes what it sees into the
document, which Chromium then prints."""
import glob
import os
import re
import subprocess
import sys
import tempfile

ACT = """<script>
function say(name, value) {
  var p = document.createElement("p");
  p.textContent = "said " + name + "=" + value + ";";
  document.body.appendChild(p);
}
function visible() {
  return Array.prototype.filter.call(document.querySelectorAll("#findings tbody tr"),
                                     function (row) { return !row.hidden; }).length;
}
say("images", document.images.length);
say("title", document.title);
%s
</script></body>"""
INDEX = """
say("all", visible());
var choice = document.getElementById("check");
choice.value = "dma-leak"; choice.dispatchEvent(new Event("input"));
say("leaks", visible());
choice.value = ""; choice.dispatchEvent(new Event("input"));
var search = document.getElementById("search");
search.value = "released as"; search.dispatchEvent(new Event("input"));
say("found", visible());
say("count", document.getElementById("count").textContent);
"""
PAGE = """
say("steps", document.querySelectorAll(".step").length);
var key = function (k) { document.dispatchEvent(new KeyboardEvent("keydown", {key: k})); };
key("j"); key("j"); key("k");
say("current", document.querySelector(".step.current").id);
say("text", document.querySelector(".source").textContent.indexOf("<script>document.title"));
"""


def look(path, act):
    html = open(path).read()
    assert html.count("</body>") == 1
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "page.html")
        with open(copy, "w") as out:
            out.write(html.replace("</body>", ACT % act))
        shown = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000",
                                f"--user-data-dir={folder}/profile", "--dump-dom", "file://" + copy],
                               capture_output=True, text=True, timeout=120).stdout
    return dict(re.findall(r"said (\w+)=([^;]*);</p>", shown))


folder = sys.argv[1]
said = look(os.path.join(folder, "index.html"), INDEX)
assert said == {"images": "0", "title": "dma-tidy: findings", "all": "2", "leaks": "1", "found": "1",
                "count": "1 shown"}, said
for page in glob.glob(os.path.join(folder, "[0-9a-f]*[0-9a-f].html")):
    said = look(page, PAGE)
    assert said["images"] == "0" and said["title"].startswith("dma-tidy: dma-"), said
    assert int(said["steps"]) >= 2 and said["current"] == "step1" and int(said["text"]) > 0, said
print("as it should be")
