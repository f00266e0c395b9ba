"""usage: sarif.py FILE -- holds a SARIF log to the object model of SARIF 2.1.0.

The model (Debian's python3-sarif-python-om) was generated from the official schema: which properties
each object has, and which of them are required. Where DMA_TIDY_SARIF_SCHEMA names the schema itself
and python3-jsonschema is there, the log is validated against that, too. What the schema leaves to the
text is checked as well: rules, indices, places and fingerprints."""
import json
import os
import sys

import attr
import sarif_om

# Which class the objects of a property are of.
CLASSES = {"runs": "Run", "tool": "Tool", "driver": "ToolComponent", "rules": "ReportingDescriptor",
           "shortDescription": "MultiformatMessageString",
           "fullDescription": "MultiformatMessageString", "help": "MultiformatMessageString",
           "defaultConfiguration": "ReportingConfiguration", "invocations": "Invocation",
           "toolExecutionNotifications": "Notification", "message": "Message", "locations": None,
           "physicalLocation": "PhysicalLocation", "artifactLocation": "ArtifactLocation",
           "results": "Result", "region": "Region", "snippet": "ArtifactContent",
           "logicalLocations": "LogicalLocation", "codeFlows": "CodeFlow", "threadFlows": "ThreadFlow",
           "location": "Location", "relatedLocations": "Location",
           "automationDetails": "RunAutomationDetails", "fixes": "Fix", "description": "Message",
           "artifactChanges": "ArtifactChange", "replacements": "Replacement",
           "deletedRegion": "Region", "insertedContent": "ArtifactContent"}


def hold(value, name, where):
    known = {a.metadata.get("schema_property_name", a.name): a
             for a in attr.fields(getattr(sarif_om, name))}
    for key in value:
        assert key in known or key == "$schema", f"{where}: {name} has no property {key}"
    for key, field in known.items():
        assert field.default is not attr.NOTHING or key in value, f"{where}: {name} without {key}"
    for key, part in value.items():
        of = CLASSES.get(key)
        if key == "locations":
            of = "ThreadFlowLocation" if name == "ThreadFlow" else "Location"
        if of is None:
            continue
        for index, one in enumerate(part if isinstance(part, list) else [part]):
            hold(one, of, f"{where}.{key}[{index}]")


log = json.load(open(sys.argv[1]))
hold(log, "SarifLog", "log")
assert log["version"] == "2.1.0"
run = log["runs"][0]
rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
assert len(set(rules)) == len(rules)
# What GitHub's code scanning wants beside the schema.
assert run["automationDetails"]["id"] == "dma-tidy/"
base = run["originalUriBaseIds"]["SRCROOT"]["uri"]
assert base.startswith("file:///") and base.endswith("/")
for rule in run["tool"]["driver"]["rules"]:
    more = rule["properties"]
    assert rule["fullDescription"]["text"] and rule["helpUri"].startswith("https://")
    assert more["precision"] in ("very-high", "high", "medium") and "dma" in more["tags"]
    assert 0 < float(more.get("security-severity", 1)) <= 10
hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
assert len(set(hashes)) == len(hashes)
for result in run["results"]:
    assert rules[result["ruleIndex"]] == result["ruleId"]
    assert result["partialFingerprints"]["dmaTidy/v2"]
    for place in result["locations"]:
        region = place["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["startColumn"] >= 1
        artifact = place["physicalLocation"]["artifactLocation"]
        assert artifact["uri"].startswith("file:///") or artifact["uriBaseId"] == "SRCROOT", artifact
schema = os.environ.get("DMA_TIDY_SARIF_SCHEMA")
if schema:
    import jsonschema
    jsonschema.Draft7Validator(json.load(open(schema))).validate(log)
print(f"{len(run['results'])} results, {len(rules)} rules")
