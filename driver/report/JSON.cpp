//===-- JSON.cpp - The report as one document -----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "driver/results/UnitResult.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace dmatidy {

void writeJSON(const RunReport &Report, raw_ostream &OS) {
  json::Array Findings, Failures;
  for (const Diagnostic &Finding : Report.Findings)
    Findings.push_back(toJSON(Finding));
  for (const UnitFailure &Failure : Report.Failures)
    Failures.push_back(json::Object{{"file", json::fixUTF8(Failure.File)},
                                    {"reason", json::fixUTF8(Failure.Reason)}});
  json::Object Summary{{"units", Report.Units},
                       {"analyzed", Report.Analyzed},
                       {"skipped", Report.Skipped},
                       {"failed", Report.Failed},
                       {"findings", Report.Findings.size()},
                       {"unaffected", Report.Unaffected},
                       {"unreached", Report.Unreached},
                       {"bounded", Report.Bounded},
                       {"seconds", Report.Seconds}};
  OS << formatv("{0:2}",
                json::Value(json::Object{{"version", 1},
                                         {"findings", std::move(Findings)},
                                         {"failures", std::move(Failures)},
                                         {"summary", std::move(Summary)}}))
     << '\n';
}

} // namespace dmatidy
