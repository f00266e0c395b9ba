//===-- GitHub.cpp - Workflow commands of GitHub Actions ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ::warning file=NAME,line=N,col=N,title=TEXT::MESSAGE
// (docs.github.com: "Workflow commands for GitHub Actions"). What would end the
// command or a property is escaped, so that no source text can add a command.
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

static std::string escaped(StringRef Text, bool IsProperty) {
  std::string Result;
  for (char C : Text) {
    bool Ends = C == '%' || C == '\r' || C == '\n' ||
                (IsProperty && (C == ':' || C == ','));
    if (Ends) {
      static const char Digits[] = "0123456789ABCDEF";
      Result += '%';
      Result += Digits[static_cast<unsigned char>(C) >> 4];
      Result += Digits[C & 15];
    } else {
      Result += C;
    }
  }
  return Result;
}

void writeGitHub(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  for (auto [Index, Finding] : enumerate(Report.Findings))
    OS << Report.severity(Index, "::error", "::warning", "::notice")
       << " file=" << escaped(namedFrom(Root, Finding.Place.File), true)
       << ",line=" << Finding.Place.Line << ",col=" << Finding.Place.Column
       << ",title=" << escaped(Finding.Check, true) << " ("
       << escaped(Finding.Level, true)
       << ")::" << escaped(withSteps(Finding, Root), false) << '\n';
  for (const UnitFailure &Failure : Report.Failures)
    OS << "::error file=" << escaped(namedFrom(Root, Failure.File), true)
       << ",title=dma-tidy::could not be analysed: "
       << escaped(Failure.Reason, false) << '\n';
}

} // namespace dmatidy
