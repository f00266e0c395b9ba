//===-- Config.h - .dma-tidy files ------------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CONFIG_H
#define DMA_TIDY_DRIVER_CONFIG_H

#include "checkers/Confidence.h"
#include "driver/Checks.h"
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
  /// \p Fixed holds for every file; no .dma-tidy is looked for.
  explicit Configs(Config Fixed) : Fixed(std::move(Fixed)) {}

  /// What holds for \p File, an absolute path. The error names a file that is
  /// wrong, with line and column.
  llvm::Expected<const Config &> of(llvm::StringRef File);

private:
  llvm::Expected<const Config &> ofFolder(llvm::StringRef Folder);
  std::optional<Config> Fixed;
  llvm::StringMap<Config> Folders;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CONFIG_H
