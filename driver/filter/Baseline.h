//===-- Baseline.h - Findings that are known --------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_BASELINE_H
#define DMA_TIDY_DRIVER_FILTER_BASELINE_H

#include "checkers/finding/Diagnostic.h"
#include "llvm/Support/Error.h"

namespace dmatidy {

/// What stays of a finding when lines move: no line numbers.
struct BaselineEntry {
  std::string Fingerprint, Check, File, Function, Message, Text;
  /// See Diagnostic.
  std::string ExitFingerprint = "";
};

/// A set of findings, compared with another one. A finding is known again by
/// its exit's fingerprint or its own; failing that by check, message and line
/// of code, in another file or function; failing that by check, file, function
/// and the shape of message and line, in which names do not count. Each known
/// finding stands for one.
class Baseline {
public:
  Baseline() = default;
  explicit Baseline(llvm::ArrayRef<Diagnostic> Findings);

  /// Takes in \p More, too.
  void add(llvm::ArrayRef<BaselineEntry> More) {
    Entries.insert(Entries.end(), More.begin(), More.end());
  }
  /// Reads what write() has written. The error names \p File, and what is
  /// wrong with it.
  static llvm::Expected<Baseline> read(llvm::StringRef File);
  /// Writes it; files below the folder of \p File relative to that. An old file
  /// stays until the new one is complete.
  llvm::Error write(llvm::StringRef File) const;

  /// Takes what is known out of \p Findings; each further exit is known or
  /// not by itself.
  /// \returns what it has taken, each exit as a finding.
  std::vector<Diagnostic> takeKnown(std::vector<Diagnostic> &Findings);
  /// The known findings that takeKnown() did not meet.
  llvm::ArrayRef<BaselineEntry> gone() const { return Entries; }

private:
  /// Tells by index which of \p Findings are not known.
  std::vector<bool> unknown(llvm::ArrayRef<Diagnostic> Findings);

  std::vector<BaselineEntry> Entries;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_BASELINE_H
