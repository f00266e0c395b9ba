//===-- DoubleRelease.cpp - The check dma-double-release -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object that the path has already released is released again. The kernel's
// runtime oracle calls it "device driver tries to free DMA memory it has not
// allocated" (kernel/dma/debug.c, check_unmap()).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class DoubleRelease : public PathCheck {
  /// The node on the path to \p Node where \p Id, which is released there, has
  /// just been released.
  static const ExplodedNode *released(const ExplodedNode *Node, ObjectId Id) {
    for (const ExplodedNode *Before = Node->getFirstPred(); Before;
         Node = Before, Before = Node->getFirstPred()) {
      const Object *Tracked = Before->getState()->get<DmaObjects>(Id);
      if (!Tracked || !Tracked->isReleased())
        break;
    }
    return Node;
  }

public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before || !What.Before->isReleased())
      return;
    bool Followed = What.Before->acquireSite() != nullptr;
    if (!Followed && inOneLoop(What.Before->releaseSite(), What.Site,
                               C.getLocationContext()))
      return;
    Finding Result;
    bool Guarded = isGuardedByField(C.getPredecessor(), What.Site, What.Id) ||
                   isGuardedByField(released(C.getPredecessor(), What.Id),
                                    What.Before->releaseSite(), What.Id);
    Result.Level = Guarded    ? Confidence::Low
                   : Followed ? Confidence::High
                              : Confidence::Medium;
    Result.Kind = "released-twice";
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message =
        Result.Object +
        " has already been released on this path; release it once, "
        "and clear it after the first release if another may follow";
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    if (!Followed)
      Result.Assumption = "no function called in between gives it a new value";
    report(std::move(Result), C.getBugReporter());
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-double-release.md"
};

const dmatidy::CheckInfo dmatidy::DoubleReleaseCheck = {
    "dma-double-release",
    CheckGroup::Lifecycle,
    Confidence::High,
    "an object is released twice",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<DoubleRelease>, nullptr, nullptr, nullptr}};
