//===-- Fixes.h - Edits that come with findings -----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_REPORT_FIXES_H
#define DMA_TIDY_DRIVER_REPORT_FIXES_H

#include "driver/files/Inputs.h"
#include "driver/report/Report.h"

namespace dmatidy {

/// Writes the findings that have edits to \p File in the form that
/// clang-apply-replacements reads. The error names what could not be written.
llvm::Error exportFixes(const RunReport &Report, Sources &Text,
                        llvm::StringRef File);

/// What applyFixes() did.
struct FixCounts {
  size_t Applied = 0;
  /// Edits that overlap one that was applied.
  size_t Conflicting = 0;
  /// Why files were left alone, a line each.
  std::vector<std::string> Refused;
};

/// Edits the files. One whose text is not that which was analysed, by \p
/// Analyzed (path to contentHash()), is left alone. A finding's edits are
/// applied all or not at all; of two that overlap the first one is. Where there
/// is a \p Diff, nothing is edited: it takes the edits as a unified diff, by
/// diff(1).
FixCounts applyFixes(const RunReport &Report,
                     const llvm::StringMap<uint64_t> &Analyzed,
                     llvm::raw_ostream *Diff);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_REPORT_FIXES_H
