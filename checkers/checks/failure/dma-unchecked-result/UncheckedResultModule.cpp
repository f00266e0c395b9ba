//===-- UncheckedResultModule.cpp - dma-unchecked-result across functions ===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function maps for its callers and returns the handle; nobody whom it can
// reach tests it with dma_mapping_error(). Within one function the paths tell
// (UncheckedResult.cpp).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/failure/dma-unchecked-result/UncheckedResult.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

void checkUncheckedResultInModule(const Module &All, ModuleReport &Report) {
  for (const LinkedCall &Map : All.calls()) {
    if (!Map.Row->isAcquire() ||
        Map.Row->Failure != FailureKind::MappingError ||
        any_of(All.callsOn(Map), [](const LinkedCall *Call) {
          return Call->Row->Role == FunctionRole::Test;
        }))
      continue;
    // A test of something unknown may mean this mapping.
    if (any_of(All.calls(), [&](const LinkedCall &Other) {
          return Other.Row->Role == FunctionRole::Test &&
                 Other.Row->Failure == FailureKind::MappingError &&
                 (All.meantBy(Other).Acquisitions.empty() ||
                  All.meantBy(Other).Cut) &&
                 !All.isNeverCalled(Other);
        }))
      continue;
    auto Locations = All.reachedFrom(Map.Result);
    if (!Locations)
      continue;
    bool Returned = false, Taken = false, Away = false;
    for (NodeId Id : *Locations) {
      bool IsResult = StringRef(All.node(Id).Name).ends_with("()");
      Taken |= Returned && !IsResult;
      Returned |= IsResult;
      Away |= All.isUnseenParameter(Id);
    }
    if (!Taken || Away)
      continue;
    Report
        .add({"dma-unchecked-result", "untested-by-callers"},
             Confidence::Medium, Map,
             "what " + Map.Spelled +
                 "() gives here is handed to the callers "
                 "of " +
                 Map.Site.Function +
                 "(), and none of them tests it; test it "
                 "with " +
                 All.model().testFor(*Map.Row) +
                 "() before the device may see it",
             {})
        .Notes.push_back({Map.Site.File, Map.Site.Line, Map.Site.Column,
                          "assuming that no other module tests it"});
  }
}

} // namespace dmatidy
