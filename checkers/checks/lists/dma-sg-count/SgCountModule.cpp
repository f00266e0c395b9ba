//===-- SgCountModule.cpp - dma-sg-count across functions ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// dma_unmap_sg() and dma_sync_sg_*() want the number of entries that was passed
// to dma_map_sg(), not the number it returned
// (Documentation/core-api/dma-api.rst). Reported when every value that the
// count can have is such a returned number.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lists/dma-sg-count/SgCount.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

/// The acquisitions that return the number \p Count is; empty if it can be
/// anything else.
class CountOrigin {
public:
  explicit CountOrigin(const Module &All) : All(All) {
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->isAcquire() && Call.Row->Result == ResultKind::Count)
        ByResult[Call.Result] = &Call;
  }

  SmallVector<const LinkedCall *, 2> of(const Value &Count) const {
    SmallVector<const LinkedCall *, 2> Acquisitions;
    SmallVector<NodeId, 8> Seen;
    return follow(Count, Acquisitions, Seen)
               ? Acquisitions
               : SmallVector<const LinkedCall *, 2>();
  }

private:
  bool follow(const Value &Count,
              SmallVectorImpl<const LinkedCall *> &Acquisitions,
              SmallVectorImpl<NodeId> &Seen) const {
    if (!Count.Known)
      return false;
    if (Count.isConstant())
      return Count.Constant == 0 || int32_t(Count.Constant) < 0;
    std::optional<NodeId> Base = Count.base();
    if (!Base || Count.Constant)
      return false;
    if (is_contained(Seen, *Base))
      return true;
    Seen.push_back(*Base);
    if (const LinkedCall *Call = ByResult.lookup(*Base)) {
      Acquisitions.push_back(Call);
      return true;
    }
    std::optional<std::vector<Value>> Sources = All.sourcesOf(*Base);
    return Sources && all_of(*Sources, [&](const Value &From) {
             return follow(From, Acquisitions, Seen);
           });
  }

  const Module &All;
  DenseMap<NodeId, const LinkedCall *> ByResult;
};

} // namespace

void checkSgCountInModule(const Module &All, ModuleReport &Report) {
  CountOrigin Counts(All);
  for (const LinkedCall &Call : All.calls()) {
    bool IsRelease = Call.Row->isRelease();
    if ((!IsRelease && Call.Row->Role != FunctionRole::Sync) ||
        Call.Row->Count < 0)
      continue;
    SmallVector<const LinkedCall *, 2> From = Counts.of(Call.Count);
    if (From.empty())
      continue;
    // A single entry cannot become fewer; the rule is broken, nothing else.
    bool Single = all_of(From, [&](const LinkedCall *Map) {
      return All.constant(Map->Count) == 1;
    });
    Report.add({"dma-sg-count", "mapped-count"},
               Single ? Confidence::Medium : Confidence::High, Call,
               Call.Object + " is " +
                   (IsRelease ? "released" : "synchronised") +
                   " with the number of entries that " + From.front()->Spelled +
                   "() returned; use the number that "
                   "was passed to it",
               {{From.front(), "the number is returned here"}});
  }
}

} // namespace dmatidy
