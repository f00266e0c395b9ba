//===-- GitLab.cpp - The report as GitLab's code quality report -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// https://docs.gitlab.com/ci/testing/code_quality/
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

void writeGitLab(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  json::OStream J(OS, 2);
  // GitLab takes two entries with one fingerprint for one.
  StringMap<unsigned> Seen;
  auto Entry = [&](const Twine &Description, StringRef Check,
                   StringRef Fingerprint, StringRef Severity, StringRef File,
                   unsigned Line) {
    unsigned Times = ++Seen[Fingerprint];
    J.object([&] {
      J.attribute("description", json::fixUTF8(Description.str()));
      J.attribute("check_name", Check);
      J.attribute("fingerprint",
                  Times == 1 ? Fingerprint.str()
                             : (Fingerprint + "-" + Twine(Times)).str());
      J.attribute("severity", Severity);
      J.attributeObject("location", [&] {
        J.attribute("path", json::fixUTF8(namedFrom(Root, File)));
        J.attributeObject("lines",
                          [&] { J.attribute("begin", std::max(1u, Line)); });
      });
    });
  };
  J.array([&] {
    for (auto [Index, Finding] : enumerate(Report.Findings))
      Entry(withSteps(Finding, Root), Finding.Check, Finding.Fingerprint,
            Report.isError(Index)       ? "critical"
            : Finding.Level == "high"   ? "major"
            : Finding.Level == "medium" ? "minor"
                                        : "info",
            Finding.Place.File, Finding.Place.Line);
    for (const UnitFailure &Failure : Report.Failures)
      Entry("could not be analysed: " + Failure.Reason, "dma-tidy",
            ("failed " + namedFrom(Root, Failure.File)).str(), "blocker",
            Failure.File, 1);
  });
  OS << '\n';
}

} // namespace dmatidy
