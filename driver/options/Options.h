//===-- Options.h - What the command was asked for --------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_OPTIONS_OPTIONS_H
#define DMA_TIDY_DRIVER_OPTIONS_OPTIONS_H

#include "checkers/finding/Confidence.h"
#include "driver/options/Format.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace dmatidy {

/// One report to write.
struct OutputOption {
  Format Form = Format::Text;
  /// "-" is stdout; a folder for HTML.
  std::string Path = "-";
};

/// A part of the units: those of every module whose number is \p Index, from 1,
/// of \p Count.
struct Shard {
  unsigned Index = 0, Count = 0;
};

/// So many parts there can be.
constexpr unsigned MostParts = 65536;

/// The command line (docs/command.md), taken apart.
struct Options {
  enum RunMode {
    Analyze,
    Merge,
    Kbuild,
    Explain,
    ListChecks,
    VerifyModel,
    SuggestModel,
    DumpConfig,
    Help,
    Version
  } Mode = Analyze;
  /// Files, folders and globs; for Merge the files to merge, for Kbuild the
  /// compiler's arguments.
  std::vector<std::string> Arguments;
  /// What stands behind `--`: the compiler's options of every file that is
  /// named; no database is read then.
  std::optional<std::vector<std::string>> Flags;
  /// Nothing where the database is looked for.
  std::optional<std::string> BuildPath;
  /// The folder of a module outside the kernel's tree, whose build says the
  /// commands, and the kernel it is built for; "" for the one that runs.
  std::optional<std::string> ModuleFolder;
  std::string KernelBuild;
  unsigned Jobs = 0;
  /// What --checks says; goes on top of the configuration.
  std::optional<std::string> Checks;
  std::optional<Confidence> MinConfidence;
  /// Globs of the checks whose findings fail the gate, and how sure such a
  /// finding must be.
  std::optional<std::string> WarningsAsErrors;
  Confidence FailOn = Confidence::High;
  std::vector<OutputOption> Outputs;
  std::vector<std::string> Models;
  unsigned Timeout = 0, MaxNodes = 0;
  bool AllUnits = false, Verbose = false;
  std::string ExplainedCheck;
  /// A configuration instead of the .dma-tidy files: its text, or its file.
  std::optional<std::string> ConfigText, ConfigFile;
  /// "" where there is none.
  std::string Baseline, WriteBaseline;
  /// A revision of git, or "-" for a diff on stdin.
  std::string Diff;
  bool ApplyFixes = false;
  /// The edits are printed, not made.
  bool DryRun = false;
  std::string ExportFixes;
  bool UseCache = true;
  std::string CacheFolder;
  /// In bytes.
  uint64_t CacheLimit = 0;
  Shard Part;
};

/// Takes the command line apart, as Options.td says, and prints nothing. The
/// error is the line that says what is wrong.
llvm::Expected<Options> parseOptions(int ArgCount, const char *const *Args);

/// Prints the options there are.
void printHelp(llvm::raw_ostream &OS);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_OPTIONS_OPTIONS_H
