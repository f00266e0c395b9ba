//===-- ModuleCallers.cpp - Units read for whom they call -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/ModuleCallers.h"
#include "driver/compilation/SourceText.h"
#include "driver/files/Sources.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace dmatidy {

ModuleCallers::ModuleCallers(ArrayRef<const Unit *> Left, const Overlay *Over)
    : Over(Over) {
  // A unit without a module is alone in its own.
  for (const Unit *TU : Left)
    if (!TU->module().empty())
      Modules[TU->module()].push_back(TU);
}

/// True if a finding that is due \p Due depends on who calls its function.
static bool asksForCallers(const Obligation &Due) {
  switch (Due.Kind) {
  case ObligationKind::CallersLeaveAlone:
  case ObligationKind::KnownCallersLeaveAlone:
  case ObligationKind::CallersReleaseOnFailure:
    return true;
  case ObligationKind::CalleeLeavesAlone:
  case ObligationKind::FailedCalleeLeavesAlone:
  case ObligationKind::CalleeTransfers:
  case ObligationKind::NobodySynchronisesForCpu:
  case ObligationKind::NobodySynchronisesForDevice:
  case ObligationKind::ReleasedOnFailureOnly:
  case ObligationKind::OtherModulesLeaveAlone:
    break;
  }
  return false;
}

std::vector<const Unit *>
ModuleCallers::askedFor(StringRef Module, ArrayRef<size_t> Units,
                        ArrayRef<UnitResult> Results) const {
  std::vector<const Unit *> Asked;
  auto Left = Modules.find(Module);
  if (Left == Modules.end())
    return Asked;
  StringSet<> Functions;
  for (size_t Index : Units)
    for (const Diagnostic &Finding : Results[Index].Findings)
      for (const Obligation &Due : Finding.Obligations)
        if (asksForCallers(Due))
          Functions.insert(Due.Function);
  if (Functions.empty())
    return Asked;
  Sources Texts(Over);
  for (const Unit *TU : Left->second) {
    bool Names = false;
    forEachWord(Texts.text(TU->RealPath),
                [&](StringRef Word) { Names |= Functions.contains(Word); });
    if (Names)
      Asked.push_back(TU);
  }
  return Asked;
}

} // namespace dmatidy
