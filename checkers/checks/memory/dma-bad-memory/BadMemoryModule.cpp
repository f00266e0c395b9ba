//===-- BadMemoryModule.cpp - dma-bad-memory across functions ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer is allocated in one function and mapped in another. Reported if all
// that the mapped pointer can be comes from vmalloc() or its like, or is memory
// that has a DMA address already (Documentation/core-api/dma-api-howto.rst,
// "What memory is DMA'able?"; kernel/dma/debug.c: "device driver maps memory
// from vmalloc area").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/memory/dma-bad-memory/BadMemory.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

static const LinkedCall *
firstOf(const SmallPtrSetImpl<const LinkedCall *> &Calls) {
  return *llvm::min_element(Calls);
}

void checkBadMemoryInModule(const Module &All, ModuleReport &Report) {
  constexpr StringRef Check = "dma-bad-memory";
  for (const LinkedCall &Map : All.calls()) {
    if (!Map.Row->transfersMemory())
      continue;
    ValueOrigins From = All.originsOf(Map.Memory);
    // Within one variable's life, the text tells.
    bool Kept =
        any_of(From.Nodes, [&](NodeId Id) { return All.node(Id).IsField; });
    if (!From.Complete || !Kept)
      continue;
    auto Assume = [&](Diagnostic &Finding, const Twine &What) {
      Finding.Notes.push_back({Map.Site.File, Map.Site.Line, Map.Site.Column,
                               ("assuming that " + What).str()});
    };
    if (From.Acquisitions.empty() && !From.Allocations.empty()) {
      const LinkedCall *First = firstOf(From.Allocations);
      // Who may get either kind, and asks, knows what to do.
      if (First->Row->OnlyIfLarge && All.asksMemory())
        continue;
      Assume(Report.add({Check, "bad-memory"}, Confidence::Medium, Map,
                        Map.Buffer + " comes from " + First->Spelled +
                            "() and is used for DMA by " + Map.Spelled +
                            "(); allocate it with kmalloc()",
                        {{First, "it is allocated here"}}),
             First->Row->OnlyIfLarge
                 ? "it is too large for kmalloc()"
                 : "nothing else is stored where " + Map.Buffer + " is kept");
    } else if (Map.Row->isAcquire() && From.Allocations.empty() &&
               !From.Acquisitions.empty() &&
               all_of(From.Acquisitions, [](const LinkedCall *Acquisition) {
                 return Acquisition->Row->givesMemory() &&
                        Acquisition->Row->HandleOut >= 0;
               })) {
      const LinkedCall *First = firstOf(From.Acquisitions);
      Assume(Report.add({Check, "mapped-again"}, Confidence::Medium, Map,
                        Map.Buffer + " is " + First->Row->Family->Noun +
                            ", which must not be mapped again by " +
                            Map.Spelled + "(); use the DMA address that " +
                            First->Spelled + "() gave",
                        {{First, acquiredHere(*First)}}),
             "nothing else is stored where " + Map.Buffer + " is kept");
    }
  }
}

} // namespace dmatidy
