//===-- Assemble.cpp - From results of units to findings ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/linking/Assemble.h"
#include "driver/report/Report.h"
#include <set>

using namespace clang;
using namespace llvm;

namespace dmatidy {

void Assembler::take(size_t Index, UnitResult &Result) {
  Linker.take(Index, Result);
  Findings[Index] = std::move(Result.Findings);
}

std::vector<Diagnostic>
Assembler::finish(function_ref<bool(const Diagnostic &)> IsShown) {
  std::vector<Diagnostic> Result;
  for (std::vector<Diagnostic> &OfUnit : Findings)
    for (Diagnostic &Finding : OfUnit)
      if (IsShown(Finding))
        Result.push_back(std::move(Finding));
  std::set<std::tuple<std::string, unsigned, std::string>> OnPaths;
  for (const Diagnostic &Finding : Result)
    OnPaths.emplace(Finding.Place.File, Finding.Place.Line, Finding.Check);
  // What a path shows is told by its notes; the contract says the same again.
  for (Diagnostic &Finding : Linker.finish())
    if (IsShown(Finding) &&
        !OnPaths.count({Finding.Place.File, Finding.Place.Line, Finding.Check}))
      Result.push_back(std::move(Finding));
  sortFindings(Result);
  return Result;
}

} // namespace dmatidy
