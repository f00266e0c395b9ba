//===-- Config.h - .dma-tidy files ------------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_CONFIG_H
#define DMA_TIDY_DRIVER_FILTER_CONFIG_H

#include "checkers/finding/Confidence.h"
#include "driver/filter/Checks.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

namespace dmatidy {

/// What one configuration says; nothing where it is silent. docs/config.md has
/// the keys.
struct Config {
  std::optional<std::string> Checks, WarningsAsErrors;
  std::optional<Confidence> MinConfidence;
  /// Absolute.
  std::vector<std::string> Models;
  /// Absolute paths and globs of what is not looked at.
  std::vector<std::string> Exclude;
  /// The least confidence by check.
  std::map<std::string, Confidence> OfCheck;
  bool InheritParent = false;

  /// Reads \p Text, called \p Name in errors; relative paths in it start at \p
  /// Folder. The error names line and column.
  static llvm::Expected<Config>
  parse(llvm::StringRef Text, llvm::StringRef Name, llvm::StringRef Folder);
  /// Puts \p Nearer, which wins where both speak, on top of this.
  void add(const Config &Nearer);
  /// Lets \p Command, which the command line says, replace what this says, and
  /// fills in what neither says.
  void settle(const Config &Command);
  /// The error of the first glob that is none or that matches no check, after
  /// the name of what it was given to.
  llvm::Error checkGlobs(llvm::StringRef OfChecks,
                         llvm::StringRef OfErrors) const;
  /// The checks that Checks enables.
  std::vector<std::string> enabledChecks() const;
  /// The least confidence that findings of \p Check are shown from.
  Confidence least(llvm::StringRef Check) const;
  /// True if \p File is excluded.
  bool excludes(llvm::StringRef File) const;
  /// Writes it in the form that parse() reads.
  void write(llvm::raw_ostream &OS) const;
};

/// The configurations of a tree: for each file that of the nearest .dma-tidy
/// upwards, over those further up as long as they are to be inherited.
class Configs {
public:
  Configs() = default;
  /// \p Fixed, if there, holds for every file, and no .dma-tidy is looked for.
  /// \p Command is what the command line says.
  Configs(std::optional<Config> Fixed, Config Command)
      : Fixed(std::move(Fixed)), Command(std::move(Command)) {}

  /// What holds for \p File, an absolute path, settled. The error names a file
  /// that is wrong, with line and column.
  llvm::Expected<const Config &> of(llvm::StringRef File);

private:
  llvm::Expected<const Config &> ofFolder(llvm::StringRef Folder);
  std::optional<Config> Fixed;
  Config Command;
  /// As the files say it, and with the command line.
  llvm::StringMap<Config> Folders, Settled;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_CONFIG_H
