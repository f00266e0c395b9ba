"""usage: formats.py FOLDER -- holds FOLDER/out.FORM to what FORM's readers demand, for every form that others read."""
import csv
import json
import os
import sys
import xml.etree.ElementTree as tree

FILE, LEAK = "a,b &<c.c", "'d' is never released"


def read(form, parse):
    with open(os.path.join(sys.argv[1], "out." + form), newline="", encoding="utf-8") as file:
        return parse(file)


def hold(value, keys, where):
    assert set(value) == set(keys), (where, value)
    return value


# GitLab: an array; a relative path without ./, one fingerprint each, one of five severities.
gitlab = read("gitlab", json.load)
for entry in gitlab:
    hold(entry, ["description", "check_name", "fingerprint", "severity", "location"], "gitlab")
    hold(entry["location"], ["path", "lines"], "gitlab")
    assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert entry["location"]["lines"]["begin"] >= 1 and not entry["location"]["path"].startswith(("/", "./"))
assert len({entry["fingerprint"] for entry in gitlab}) == len(gitlab) == 3
leak = next(entry for entry in gitlab if entry["check_name"] == "dma-leak")
assert leak["description"].startswith(LEAK) and "mapping is made here" in leak["description"]
assert leak["severity"] == "critical" and leak["location"] == {"path": FILE, "lines": {"begin": 7}}
assert next(entry for entry in gitlab if entry["severity"] == "blocker")["location"]["path"] == "bad.c"

# JUnit: counts that are right, a case per finding, an error per unit that failed.
suites = read("junit", tree.parse).getroot()
suite = suites[0]
assert (suites.tag, suite.tag) == ("testsuites", "testsuite")
for counts in (suites, suite):
    assert (counts.get("tests"), counts.get("failures"), counts.get("errors")) == ("3", "2", "1")
    float(counts.get("time"))
assert len(suite) == 3 and len(suite.findall("testcase/failure")) == 2 and len(suite.findall("testcase/error")) == 1
case = next(case for case in suite if case.get("name").startswith("dma-leak in f "))
assert case.get("file") == FILE and LEAK in case[0].get("message") and "mapping is made here" in case[0].text
empty = read("empty", tree.parse).getroot()
assert empty.get("failures") == "0" and len(empty[0]) == 1 and not len(empty[0][0])

# Checkstyle.
style = read("checkstyle", tree.parse).getroot()
assert style.tag == "checkstyle" and {file.get("name") for file in style} == {FILE, "bad.c"}
errors = style.findall("file/error")
assert len(errors) == 3 and all(error.get("severity") in ("error", "warning", "info") for error in errors)
error = next(error for error in errors if error.get("source") == "dma-leak")
assert (error.get("line"), error.get("column")) == ("7", "13") and error.get("message").startswith(LEAK)

# reviewdog: nothing but what its message types have.
rdjson = hold(read("rdjson", json.load), ["source", "diagnostics"], "rdjson")
assert rdjson["source"] == {"name": "dma-tidy"} and len(rdjson["diagnostics"]) == 3
for entry in rdjson["diagnostics"]:
    assert set(entry) <= {"message", "location", "severity", "code", "suggestions", "relatedLocations"}
    assert entry["severity"] in ("ERROR", "WARNING", "INFO")
    for place in [entry["location"], *(related["location"] for related in entry.get("relatedLocations", []))]:
        assert set(place) <= {"path", "range"} and not place["path"].startswith("/")
        if "range" in place:
            hold(place["range"]["start"], ["line", "column"], "rdjson")
fixed = next(entry for entry in rdjson["diagnostics"] if "suggestions" in entry)
suggestion = hold(fixed["suggestions"][0], ["range", "text"], "rdjson")
assert suggestion["text"] == "DMA_TO_DEVICE" and set(suggestion["range"]) == {"start", "end"}

# CSV: what Python's reader makes of it.
rows = list(read("csv", lambda file: list(csv.DictReader(file, strict=True))))
assert len(rows) == 2 and all(None not in row and None not in row.values() for row in rows)
row = next(row for row in rows if row["check"] == "dma-leak")
assert (row["file"], row["line"], row["function"], row["confidence"], row["error"]) == (FILE, "7", "f", "high", "yes")
assert row["message"].startswith(LEAK) and len(row["fingerprint"]) == 16
print("all read")
