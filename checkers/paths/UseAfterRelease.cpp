//===-- UseAfterRelease.cpp - The check dma-use-after-release -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mapping is synchronised, or coherent memory is read, written or mapped to
// user space, after it was released. The runtime oracle sees only the former
// ("tries to sync DMA memory it has not allocated").
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Checks.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class UseAfterRelease : public PathCheck {
public:
  /// A buffer that is freed first is the device's to write into until the
  /// unmap.
  void onRelease(const Release &What, CheckerContext &C) const override {
    if (!What.Before || !What.Before->isLive() || !What.Before->bufferFreedAt())
      return;
    Finding Found;
    Found.Level = Confidence::High;
    Found.Message = "the buffer of " + quote(What.Argument, C.getASTContext()) +
                    " was freed while it was still mapped; free it after the "
                    "release";
    Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Found.Id = What.Id;
    report(std::move(Found), C.getBugReporter());
  }

  void onUse(ObjectId Id, const Object &What, StringRef How, const Expr *Where,
             CheckerContext &C) const override {
    if (!What.isReleased())
      return;
    bool Followed = What.acquireSite() != nullptr;
    if (!Followed &&
        inOneLoop(What.releaseSite(), Where, C.getLocationContext()))
      return;
    Finding Found;
    Found.Level = Followed ? Confidence::High : Confidence::Medium;
    Found.Message = (quote(Where, C.getASTContext()) + " is " + How +
                     " after its release; move the release behind the last use")
                        .str();
    Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Found.Id = Id;
    if (!Followed)
      Found.Assumption = "no function called in between gives it a new value";
    report(std::move(Found), C.getBugReporter());
  }
};

} // namespace

void dmatidy::registerUseAfterRelease(CheckerManager &Manager) {
  Manager.getChecker<Modeling>()->listen(
      *Manager.registerChecker<UseAfterRelease>());
}
