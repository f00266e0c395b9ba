//===-- ModuleMismatch.cpp - Findings about a module's releases -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/ModuleMismatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

void ModuleMismatch::report(StringRef Kind, const LinkedCall &Release,
                            const LinkedCalls &Acquired, const Twine &Message) {
  SmallVector<std::pair<const LinkedCall *, std::string>, 4> Notes;
  for (const LinkedCall *Call : Acquired)
    Notes.emplace_back(Call, acquiredHere(*Call));
  Diagnostic &Finding = Report.add({"dma-release-mismatch", Kind},
                                   Confidence::Medium, Release, Message, Notes);
  Finding.Notes.push_back({Release.Site.File, Release.Site.Line,
                           Release.Site.Column,
                           "assuming that nothing else is stored where " +
                               Release.Object + " is kept"});
  Reported.insert(&Release);
}

void ModuleMismatch::note(const LinkedCall &At, const Twine &Text) {
  Report.Findings.back().Notes.push_back(noteAt(At.Site, Text));
}

void ModuleMismatch::assume(const Twine &Text) {
  Report.Findings.back().Notes.back().Message = Text.str();
}

bool ModuleMismatch::allDiffer(const LinkedCall &Release,
                               const LinkedCalls &Acquired,
                               Value ModeledCall::*Part) const {
  return all_of(Acquired, [&](const LinkedCall *Call) {
    return All.compare(Call->*Part, Release.*Part) == Comparison::Different;
  });
}

} // namespace dmatidy
