//===-- Report.h - Text and JSON --------------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_REPORT_H
#define DMA_TIDY_DRIVER_REPORT_H

#include "checkers/Engine.h"
#include "llvm/Support/raw_ostream.h"

namespace dmatidy {

/// A unit that could not be analysed, and why.
struct UnitFailure {
  std::string File;
  std::string Reason;
};

/// Everything one run found.
struct RunReport {
  std::vector<Diagnostic> Findings;
  std::vector<UnitFailure> Failures;
  /// Units chosen, analysed, left out because they cannot touch DMA, failed.
  size_t Units = 0, Analyzed = 0, Skipped = 0, Failed = 0;
  /// Wall-clock time of the whole run.
  double Seconds = 0;
};

/// Orders findings by file, line, column and check, and drops those that
/// several units found in one header.
void sortFindings(std::vector<Diagnostic> &Findings);

/// Writes \p Report as people read it: a line per finding in the compilers'
/// form, its notes below, a summary at the end.
void writeText(const RunReport &Report, llvm::raw_ostream &OS);

/// Writes \p Report as one JSON document; see docs/json.md.
void writeJSON(const RunReport &Report, llvm::raw_ostream &OS);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_REPORT_H
