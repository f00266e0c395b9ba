"""Configuration of the lit suite: one folder per check, tests are single files."""
import importlib.util
import os
import shutil
import sys

import lit.formats

config.name = "dma-tidy"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".cpp", ".test"]
config.excludes = ["Inputs", "tree", "fuzz", "unit"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.build, "test")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.build, "bin"), config.llvm_tools, config.environment["PATH"]])
config.environment["PYTHONPATH"] = os.path.join(config.test_source_root, "Inputs")
# Nobody's own cache is touched.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.build, "test", "cache")
config.substitutions += [
    # Analyses one file with the mini kernel of Inputs/kernel.h; prints the report and nothing else.
    ("%check", f"{sys.executable} {config.test_source_root}/Inputs/check.py"),
    # Prints the edits that come with the findings.
    ("%fixes", f"{sys.executable} {config.test_source_root}/Inputs/check.py --fixes"),
    ("%build", config.build),
    ("%python", sys.executable),
    ("%inputs", os.path.join(config.test_source_root, "Inputs")),
    ("%module", os.path.join(config.build, "lib", "libdma-tidy-module.so")),
    ("%plugin", os.path.join(config.build, "lib", "libdma-checkers.so")),
    ("%clang", os.path.join(config.llvm_tools, "clang")),
    # Every finding of a file has its CHECK line; FileCheck prints what came instead.
    ("%FileCheck", "FileCheck --implicit-check-not=warning: --dump-input=fail"),
]

# tools/check installs these.
if importlib.util.find_spec("sarif_om"):
    config.available_features.add("sarif-om")
if os.path.exists(os.path.join(config.llvm_tools, "clang-apply-replacements")):
    config.available_features.add("clang-apply-replacements")
if shutil.which("dpkg-shlibdeps"):
    config.available_features.add("dpkg")
if shutil.which("chromium"):
    config.available_features.add("chromium")
# Under AddressSanitizer a crash is no signal, and clang cannot load the plugin.
if "asan" in os.path.basename(config.build):
    config.available_features.add("asan")
