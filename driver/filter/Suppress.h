//===-- Suppress.h - NOLINT comments ----------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_SUPPRESS_H
#define DMA_TIDY_DRIVER_FILTER_SUPPRESS_H

#include "driver/files/Sources.h"
#include "driver/filter/Checks.h"

namespace dmatidy {

/// Reads NOLINT, NOLINTNEXTLINE, NOLINTBEGIN and NOLINTEND as clang-tidy does
/// (https://clang.llvm.org/extra/clang-tidy: "Suppressing Undesired
/// Diagnostics"): anywhere in a line, whatever the comment looks like, for all
/// checks or for those that a list of globs in parentheses names.
class Suppressions {
public:
  /// \p Text must outlive this.
  explicit Suppressions(Sources &Text) : Text(Text) {}

  /// True if a finding of \p Check in line \p Line of \p File is suppressed.
  bool covers(llvm::StringRef Check, llvm::StringRef File, unsigned Line);

  /// What is wrong with the comments read so far: a NOLINTBEGIN without its
  /// end, or the reverse, which suppresses nothing; a name that begins like our
  /// checks' and is none; "file:line: text" each, in the order of files and
  /// lines.
  std::vector<std::string> complaints() const;

private:
  struct Mark {
    enum MarkKind { Line, NextLine, Begin, End } Kind;
    unsigned At;
    /// The list as written; nothing stands for all checks.
    std::optional<std::string> List;
    CheckGlobs Globs;
    bool matches(llvm::StringRef Check) const {
      return !List || Globs.match(Check);
    }
  };
  /// What one file says.
  struct FileMarks {
    std::vector<Mark> Single;
    /// Blocks, from the line of the begin to that of the end.
    std::vector<std::pair<Mark, unsigned>> Blocks;
    std::vector<std::pair<unsigned, std::string>> Complaints;
  };
  static void readLine(llvm::StringRef Line, unsigned Number,
                       std::vector<Mark> &Marks);
  const FileMarks &marksOf(llvm::StringRef File);

  Sources &Text;
  llvm::StringMap<FileMarks> Files;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_SUPPRESS_H
