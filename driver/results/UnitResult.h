//===-- UnitResult.h - What became of one unit ------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_RESULTS_UNITRESULT_H
#define DMA_TIDY_DRIVER_RESULTS_UNITRESULT_H

#include "checkers/program/module/UnitSummary.h"
#include "driver/compilation/Bodies.h"
#include "driver/files/Inputs.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <map>

namespace dmatidy {

/// What became of one unit.
struct UnitResult {
  std::vector<Diagnostic> Findings;
  /// Why the unit could not be analysed; empty if it could.
  std::string Failure;
  /// What the unit says about its module's places.
  UnitSummary Facts;
  /// Functions that were not explored to the end.
  std::vector<std::string> Bounded;
  /// Rows of the user's that do not fit what the unit declares: "file:line:
  /// text" each.
  std::vector<std::string> Refused;
  /// For --suggest-model: what the unit tells, in a form of its own.
  std::vector<std::string> Suggestions;
  /// Rows of what the unit defines for the other units of its module, by name,
  /// each as it stands in a model file.
  std::map<std::string, std::string> Wrappers;
  /// What of these, of other units, its paths were walked with, as a model
  /// file; "" if nothing.
  std::string Rows;
  /// What units of its module say that are read only for whom they call.
  std::vector<UnitSummary> Callers;
  /// Peak resident memory of the process that analysed it, in KiB.
  int64_t PeakMemory = 0;
  /// It began with headers that were parsed for several units.
  bool SharesHeaders = false;
  /// Everything it has read, sorted by path.
  std::vector<Input> Inputs;
  /// What it has shown about the functions of headers.
  ShortBodies Bodies;
  /// Of headers: the text of their HeaderFacts.
  std::string Headers;
};

/// All of it but the rows of others, the memory, the inputs, the bodies and
/// what is about headers.
llvm::json::Object toJSON(const UnitResult &Result);
/// The reverse of toJSON(); false if \p Value is not its output.
bool fromJSON(const llvm::json::Value &Value, UnitResult &Result);

/// The JSON form of a finding in reports.
llvm::json::Object toJSON(const Diagnostic &Finding);

/// What a worker process says to its parent, and the reverse: \p Result with
/// everything. A text that is no such message is an error.
std::string toMessage(const UnitResult &Result);
llvm::Expected<UnitResult> fromMessage(llvm::StringRef Text);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_RESULTS_UNITRESULT_H
