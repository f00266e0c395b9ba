//===-- Options.td - The options there are --------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The parser, --help, the man page and the completions are made of this file.
//
//===----------------------------------------------------------------------===//

include "llvm/Option/OptParser.td"

/// What an option puts into struct Options, and what is there without it.
class Sets<string member, string default = "{}"> {
  code KeyPath = member;
  code DefaultValue = default;
}

/// --NAME=VALUE and --NAME VALUE. Where there are only some values, they stand
/// in the order of their enumeration.
multiclass Takes<string name, string meta, string help, string member = "",
                 string default = "{}", string values = ""> {
  def _EQ : Joined<["--", "-"], name # "=">, MetaVarName<meta>, HelpText<help>,
            Sets<member, default>, Values<values>;
  def "" : Separate<["--", "-"], name>, Alias<!cast<Option>(NAME # "_EQ")>;
}

multiclass Counts<string name, string meta, string help, string member,
                  int default>
    : Takes<name, meta, help # " (default: " # default # ")", member,
            "" # default>;

/// Turns round what holds without it.
class Switch<string name, string help, string member = "",
             string default = "false">
    : Flag<["--", "-"], name>, HelpText<help>, Sets<member, default>;

// --help sorts them by their titles.
def analysis : OptionGroup<"analysis">, HelpText<"Analysis">;
def reports : OptionGroup<"reports">, HelpText<"Reports">;
def running : OptionGroup<"running">, HelpText<"Running">;
def more : OptionGroup<"more">, HelpText<"To know more">;

defvar Levels = "low,medium,high";

let Group = analysis in {
def p : Separate<["-", "--"], "p">, MetaVarName<"PATH">,
        HelpText<"compile_commands.json, or its folder (default: the\n"
                 "nearest, from the current folder or the first file up)">,
        Sets<"BuildPath">;
def p_EQ : Joined<["-", "--"], "p=">, Alias<p>;
defm module : Takes<"module", "DIR",
                    "the module in DIR, outside the kernel's tree; its\n"
                    "commands are make's, which says what it would do",
                    "ModuleFolder">;
defm kernel_build : Takes<"kernel-build", "DIR",
                          "the kernel that --module is built for\n"
                          "(default: /lib/modules/RELEASE/build)",
                          "KernelBuild">;
defm checks : Takes<"checks", "GLOBS",
                    "checks to run, -GLOB takes away (default: what the\n"
                    "configuration says, or *)", "Checks">;
defm min_confidence : Takes<"min-confidence", "LEVEL",
                            "low, medium (default) or high: the least sure\n"
                            "findings to show", "MinConfidence", "{}", Levels>;
defm model : Takes<"model", "FILE",
                   "further rows for the API model (repeatable)">;
defm config : Takes<"config", "YAML",
                    "a configuration instead of the .dma-tidy files",
                    "ConfigText">;
defm config_file : Takes<"config-file", "FILE", "a configuration in FILE instead of those",
                         "ConfigFile">;
def dump_config : Switch<"dump-config", "print the configuration that holds">;
def all_units : Switch<"all-units", "also units that name no DMA function",
                       "AllUnits">;
defm max_nodes : Counts<"max-nodes", "N", "how far a function is followed",
                        "MaxNodes", 10000>;
}

let Group = reports in {
defm format : Takes<"format", "FORM",
                    "text (default), json, sarif, html, github, gitlab, junit,\n"
                    "checkstyle, rdjson or csv; several pairs with --output\n"
                    "write several reports", "", "{}",
                    "text,json,sarif,html,github,gitlab,junit,checkstyle,rdjson,csv">;
defm output : Takes<"output", "FILE",
                    "where the --format in front of it goes (default: stdout);\n"
                    "a folder for html">;
defm diff : Takes<"diff", "REV",
                  "only what the change since REV brought; - takes a\n"
                  "unified diff from stdin", "Diff">;
defm baseline : Takes<"baseline", "FILE", "only what is not in FILE",
                      "Baseline">;
defm write_baseline : Takes<"write-baseline", "FILE",
                            "keep what is found in FILE", "WriteBaseline">;
defm warnings_as_errors : Takes<"warnings-as-errors", "GLOBS",
                                "only findings of these checks fail the run",
                                "WarningsAsErrors">;
defm fail_on : Takes<"fail-on", "LEVEL",
                     "how sure what fails the run must be: low,\n"
                     "medium or high (default)",
                     "FailOn", "Confidence::High", Levels>;
def fix : Switch<"fix", "edit the sources", "ApplyFixes">;
def dry_run : Switch<"dry-run", "with --fix: print the edits as a diff instead",
                     "DryRun">;
defm export_fixes : Takes<"export-fixes", "FILE",
                          "write the edits down for clang-apply-replacements",
                          "ExportFixes">;
}

let Group = running in {
def j : JoinedOrSeparate<["-", "--"], "j">, MetaVarName<"N">,
        HelpText<"units at a time (default: all cores)">, Sets<"Jobs">;
def j_EQ : Joined<["-", "--"], "j=">, Alias<j>;
defm timeout : Counts<"timeout", "S", "seconds a unit may take, 0: no limit",
                      "Timeout", 120>;
defm cache_dir : Takes<"cache-dir", "DIR",
                       "where results are kept (default: ~/.cache/dma-tidy)",
                       "CacheFolder">;
defm cache_size : Counts<"cache-size", "MB", "how much of them",
                         "CacheLimit", 2048>;
def no_cache : Switch<"no-cache", "neither use nor keep results", "UseCache",
                      "true">;
defm shard : Takes<"shard", "K/N",
                   "analyse one part of N and write it to --output, for merge",
                   "Part">;
def kbuild : Flag<["--"], "kbuild">,
             HelpText<"called by the kernel's build; behind it come the\n"
                      "compiler's arguments">;
def verbose : Switch<"verbose", "say on stderr what was left out, and why",
                     "Verbose">;
def color_EQ : Joined<["--", "-"], "color=">, MetaVarName<"WHEN">,
               HelpText<"colour: auto (default: on a terminal), always or\n"
                        "never; NO_COLOR and CLICOLOR_FORCE count without it">,
               Values<"never,always,false,true,0,1,auto">;
def color : Flag<["--", "-"], "color">, Alias<color_EQ>, AliasArgs<["always"]>;
}

let Group = more in {
def list_checks : Switch<"list-checks", "name the enabled checks">;
defm explain : Takes<"explain", "CHECK", "print the page of a check",
                     "ExplainedCheck">;
def verify_model : Switch<"verify-model",
                          "compare the API model with the headers of the tree">;
def suggest_model : Switch<"suggest-model",
                           "print rows for functions that acquire or release elsewhere">;
def help : Switch<"help", "print this">;
def h : Flag<["-"], "h">, Alias<help>;
def version : Switch<"version", "print the version">;
}
