//===-- Report.cpp - Text and JSON ----------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Report.h"
#include "driver/Worker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

void sortFindings(std::vector<Diagnostic> &Findings) {
  auto Key = [](const Diagnostic &D) {
    return std::tie(D.Place.File, D.Place.Line, D.Place.Column, D.Check,
                    D.Place.Message, D.Fingerprint);
  };
  llvm::sort(Findings, [&](const Diagnostic &A, const Diagnostic &B) {
    return std::make_tuple(Key(A), StringRef(A.Level), A.Notes.size()) <
           std::make_tuple(Key(B), StringRef(B.Level), B.Notes.size());
  });
  Findings.erase(llvm::unique(Findings,
                              [&](const Diagnostic &A, const Diagnostic &B) {
                                return Key(A) == Key(B);
                              }),
                 Findings.end());
}

static void writePlace(const Note &Place, raw_ostream &OS) {
  OS << Place.File << ':' << Place.Line << ':' << Place.Column << ": ";
}

void writeText(const RunReport &Report, raw_ostream &OS) {
  for (const Diagnostic &Finding : Report.Findings) {
    writePlace(Finding.Place, OS);
    OS << "warning: " << Finding.Place.Message << " [" << Finding.Check << ", "
       << Finding.Level << "]\n";
    for (const Note &Step : Finding.Notes) {
      writePlace(Step, OS);
      OS << "note: " << Step.Message << '\n';
    }
  }
  OS << Report.Findings.size()
     << (Report.Findings.size() == 1 ? " finding" : " findings") << " in "
     << Report.Analyzed << " of " << Report.Units << " units; "
     << Report.Skipped << " cannot touch DMA, " << Report.Failed
     << " could not be analysed\n";
}

void writeJSON(const RunReport &Report, raw_ostream &OS) {
  json::Array Findings, Failures;
  for (const Diagnostic &Finding : Report.Findings)
    Findings.push_back(toJSON(Finding));
  for (const UnitFailure &Failure : Report.Failures)
    Failures.push_back(json::Object{{"file", json::fixUTF8(Failure.File)},
                                    {"reason", Failure.Reason}});
  json::Object Summary{{"units", Report.Units},
                       {"analyzed", Report.Analyzed},
                       {"skipped", Report.Skipped},
                       {"failed", Report.Failed},
                       {"findings", Report.Findings.size()},
                       {"seconds", Report.Seconds}};
  OS << formatv("{0:2}",
                json::Value(json::Object{{"version", 1},
                                         {"findings", std::move(Findings)},
                                         {"failures", std::move(Failures)},
                                         {"summary", std::move(Summary)}}))
     << '\n';
}

} // namespace dmatidy
