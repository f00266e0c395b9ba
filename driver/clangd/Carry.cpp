//===-- Carry.cpp - Findings of an earlier text ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Carry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>

using namespace llvm;

namespace dmatidy {

std::vector<Diagnostic> carried(std::vector<Diagnostic> Findings,
                                StringRef File, StringRef Before,
                                StringRef After) {
  SmallVector<StringRef, 0> Old, New;
  Before.split(Old, '\n');
  After.split(New, '\n');
  // How many lines at the beginning and at the end are the same.
  size_t Head =
      std::mismatch(Old.begin(), Old.end(), New.begin(), New.end()).first -
      Old.begin();
  size_t Tail = std::mismatch(Old.rbegin(), Old.rend() - Head, New.rbegin(),
                              New.rend() - Head)
                    .first -
                Old.rbegin();
  int64_t Shift = int64_t(New.size()) - int64_t(Old.size());
  auto Move = [&](StringRef Of, unsigned &Line) {
    if (Of != File || Line <= Head)
      return true;
    if (Line <= Old.size() - Tail)
      return false;
    Line += Shift;
    return true;
  };
  erase_if(Findings, [&](Diagnostic &Finding) {
    bool Stands = Move(Finding.Place.File, Finding.Place.Line);
    for (Note &Step : Finding.Notes)
      Stands &= Move(Step.File, Step.Line);
    for (Fix &Edit : Finding.Fixes)
      Stands &= Move(Edit.File, Edit.Line) && Move(Edit.File, Edit.EndLine);
    return !Stands;
  });
  return Findings;
}

} // namespace dmatidy
