//===-- Assemble.cpp - From results of units to findings ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/linking/Assemble.h"
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
  std::map<std::string, std::vector<Diagnostic>> ByModule = Linker.finish();
  for (auto [Module, OfUnit] : zip(Plan.ModuleOf, Findings))
    append_range(ByModule[Module], std::move(OfUnit));
  std::vector<Diagnostic> Result;
  for (auto &[Module, OfModule] : ByModule) {
    dropRetold(OfModule);
    sortFindings(OfModule);
    fingerprint(OfModule, Linker.folderOf(Module));
    for (Diagnostic &Finding : OfModule)
      if (keepExits(Finding, IsShown))
        Result.push_back(std::move(Finding));
  }
  std::set<std::tuple<StringRef, unsigned, StringRef>> OnPaths;
  auto PlaceOf = [](const Diagnostic &Finding) {
    return std::make_tuple(StringRef(Finding.Place.File), Finding.Place.Line,
                           StringRef(Finding.Check));
  };
  for (const Diagnostic &Finding : Result)
    if (!Finding.FromModule)
      OnPaths.insert(PlaceOf(Finding));
  // What a path shows is told by its notes; the module says the same again.
  std::vector<Diagnostic> Shown;
  copy_if(Result, std::back_inserter(Shown), [&](const Diagnostic &Finding) {
    return !Finding.FromModule || !OnPaths.count(PlaceOf(Finding));
  });
  sortFindings(Shown);
  return Shown;
}

} // namespace dmatidy
