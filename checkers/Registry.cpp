//===-- Registry.cpp - Every check, in one list ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

ArrayRef<const CheckInfo *> allChecks() {
  static const std::vector<const CheckInfo *> Rows = [] {
    std::vector<const CheckInfo *> Result = {
#define DMA_TIDY_CHECK(NAME) &NAME##Check,
#include "Checks.inc"
#undef DMA_TIDY_CHECK
    };
    llvm::sort(Result, [](const CheckInfo *A, const CheckInfo *B) {
      return std::tie(A->Group, A->Name) < std::tie(B->Group, B->Name);
    });
    return Result;
  }();
  return Rows;
}

const CheckInfo *findCheck(StringRef Name) {
  const auto *Row = find_if(
      allChecks(), [&](const CheckInfo *Check) { return Check->Name == Name; });
  return Row == allChecks().end() ? nullptr : *Row;
}

std::string noSuchCheck(StringRef Name) {
  constexpr unsigned Typing = 3;
  StringRef Nearest;
  unsigned Best = Typing + 1;
  for (const CheckInfo *Check : allChecks())
    if (unsigned Distance = Name.edit_distance(Check->Name); Distance < Best) {
      Best = Distance;
      Nearest = Check->Name;
    }
  return ("no check is called '" + Name + "'; " +
          (Nearest.empty() ? "--list-checks names them"
                           : "did you mean '" + Nearest + "'?"))
      .str();
}

std::vector<const CheckInfo *> enabledChecks(ArrayRef<std::string> Names) {
  std::vector<const CheckInfo *> Result;
  copy_if(allChecks(), std::back_inserter(Result), [&](const CheckInfo *Check) {
    return is_contained(Names, Check->Name);
  });
  return Result;
}

} // namespace dmatidy
