//===-- Report.h - The forms a run's findings are written in ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_REPORT_REPORT_H
#define DMA_TIDY_DRIVER_REPORT_REPORT_H

#include "checkers/finding/Diagnostic.h"
#include "driver/files/Sources.h"
#include "llvm/Support/Error.h"
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
  /// By finding: it fails the gate.
  std::vector<bool> IsError;
  /// Some finding makes the run fail: an error or, where no errors were asked
  /// for, any.
  bool Fails = false;
  std::vector<UnitFailure> Failures;
  /// Units chosen, analysed, left out because they cannot touch DMA, failed.
  size_t Units = 0, Analyzed = 0, Skipped = 0, Failed = 0;
  /// Units whose modules read nothing that a change has touched.
  size_t Unaffected = 0;
  /// Units that an interrupt has kept from being analysed; no failures.
  size_t Unreached = 0;
  /// Functions that were not followed to their end.
  size_t Bounded = 0;
  /// Findings that a comment suppresses, and those that the baseline has or
  /// that were there before the change: not among Findings.
  size_t Suppressed = 0, Baselined = 0;
  /// Wall-clock time of the whole run.
  double Seconds = 0;

  bool isError(size_t Index) const {
    return Index < IsError.size() && IsError[Index];
  }
  /// Of the words that a form has for an error, for a low finding and for any
  /// other, the one for finding \p Index.
  llvm::StringRef severity(size_t Index, llvm::StringRef Error,
                           llvm::StringRef Warning, llvm::StringRef Low) const {
    return isError(Index)                   ? Error
           : Findings[Index].Level == "low" ? Low
                                            : Warning;
  }
};

/// Writes \p Report as people read it: a line per finding in the compilers'
/// form with its line of source, its notes below, a summary at the end unless
/// \p Brief. In colour on a terminal.
void writeText(const RunReport &Report, Sources &Text, bool Brief,
               llvm::raw_ostream &OS);

/// Writes \p Report as one JSON document; see docs/json.md.
void writeJSON(const RunReport &Report, llvm::raw_ostream &OS);

// In all forms below, paths below \p Root are relative to it.

/// Writes \p Report as a SARIF 2.1.0 log (docs/reports.md).
void writeSARIF(const RunReport &Report, Sources &Text, llvm::StringRef Root,
                llvm::raw_ostream &OS);

/// Writes \p Report as workflow commands of GitHub Actions, a line per finding.
void writeGitHub(const RunReport &Report, llvm::StringRef Root,
                 llvm::raw_ostream &OS);

/// Writes \p Report as GitLab's code quality report, a JSON array.
void writeGitLab(const RunReport &Report, llvm::StringRef Root,
                 llvm::raw_ostream &OS);

/// Writes \p Report as JUnit's XML: a finding is a test that failed, a unit
/// that could not be analysed one in error; without either one has passed.
void writeJUnit(const RunReport &Report, llvm::StringRef Root,
                llvm::raw_ostream &OS);

/// Writes \p Report as Checkstyle's XML.
void writeCheckstyle(const RunReport &Report, llvm::StringRef Root,
                     llvm::raw_ostream &OS);

/// Writes \p Report as one document of reviewdog's diagnostic format.
void writeRDJSON(const RunReport &Report, llvm::StringRef Root,
                 llvm::raw_ostream &OS);

/// Writes \p Report as comma-separated values (RFC 4180) with a line of names,
/// without the paths' notes.
void writeCSV(const RunReport &Report, llvm::StringRef Root,
              llvm::raw_ostream &OS);

/// \p File relative to \p Root if it is below that; \p File otherwise.
llvm::StringRef namedFrom(llvm::StringRef Root, llvm::StringRef File);

/// The message of \p Finding and behind it, a line each, the steps that lead to
/// it: what forms have that know no path.
std::string withSteps(const Diagnostic &Finding, llvm::StringRef Root);

/// Writes \p Report into \p Folder, which is made: an overview, index.html, and
/// a page for each finding. Pages of an earlier report are removed. The error
/// names what could not be written.
llvm::Error writeHTML(const RunReport &Report, Sources &Text,
                      llvm::StringRef Folder);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_REPORT_REPORT_H
