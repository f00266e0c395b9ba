"""usage: further-exits.py REPORT.json -- holds that its one finding has one further exit, with a path and a fingerprint."""
import json
import sys

(finding,) = json.load(open(sys.argv[1]))["findings"]
(exit_,) = finding["exits"]
assert {finding["line"], exit_["line"]} == {7, 9}, (finding["line"], exit_["line"])
assert exit_["fingerprint"] != finding["fingerprint"] and len(exit_["fingerprint"]) == 16
assert exit_["exits"] == [] and exit_["notes"], exit_
assert finding["notes"][-1]["line"] == exit_["line"] and "here, too" in finding["notes"][-1]["message"]
