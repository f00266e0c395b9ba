//===-- UseAfterRelease.cpp - The check dma-use-after-release ------------===//
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

#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class UseAfterRelease : public PathCheck {
public:
  /// A buffer that is freed first is the device's to write into until the
  /// unmap.
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before)
      checkOldBuffer(What, C);
    checkBlocks(What, C);
    if (!What.Before || !What.Before->isLive() || !What.Before->bufferFreedAt())
      return;
    Finding Found;
    Found.Level = Confidence::High;
    Found.Kind = "buffer-freed";
    Found.Object = quote(What.Argument, C.getASTContext());
    Found.Message = "the buffer of " + Found.Object +
                    " was freed while it was still mapped; free it after the "
                    "release";
    Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Found.Id = What.Id;
    report(std::move(Found), C.getBugReporter());
  }

  /// A pool must not be destroyed while a block of it is in use
  /// (Documentation/core-api/dma-api.rst).
  void checkBlocks(const ObjectCall &What, CheckerContext &C) const {
    SymbolRef Pool = What.Value.getAsSymbol();
    if (!Pool)
      return;
    for (auto [Id, Known] : C.getState()->get<DmaObjects>()) {
      if (!Known.isLive() || Known.hasEscaped() || !Known.isTested() ||
          !Known.acquireRow() || Known.acquireRow()->Pool < 0 ||
          Known.arguments().Pool.getAsSymbol() != Pool)
        continue;
      Finding Found;
      Found.Level = Confidence::High;
      Found.Kind = "pool-destroyed";
      Found.Object = quote(What.Argument, C.getASTContext());
      Found.Message = Found.Object +
                      " is destroyed while a block of it is in use; give the "
                      "block back first";
      Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Found.Id = Id;
      Found.Unique = Known.acquireSite();
      report(std::move(Found), C.getBugReporter());
      return;
    }
  }

  /// Behind the unmap, the free was that of another turn of a loop.
  static bool isBefore(const CallExpr *Free, const CallExpr *Unmap,
                       const SourceManager &SM) {
    return SM.isBeforeInTranslationUnit(
        SM.getExpansionLoc(Free->getBeginLoc()),
        SM.getExpansionLoc(Unmap->getBeginLoc()));
  }

  /// The same for a mapping from before the path: the field that was freed is
  /// the one whose pointer is mapped where the handle is made.
  void checkOldBuffer(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.List >= 0 || What.Row.Memory >= 0)
      return;
    SymbolRef Handle = What.Value.getAsSymbol();
    const MemRegion *Place = Handle ? Handle->getOriginRegion() : nullptr;
    const ValueDecl *Field = Place ? declOf(Place) : nullptr;
    if (!Field)
      return;
    for (auto [Freed, Site] : C.getState()->get<FreedPlaces>()) {
      const ValueDecl *Buffer = declOf(Freed);
      if (!Buffer || !isInOneRecord(Freed, Place) ||
          !What.Facts.isBufferOf(Buffer, Field) ||
          !isBefore(Site, What.Site, C.getSourceManager()))
        continue;
      Finding Found;
      Found.Level = Confidence::Medium;
      Found.Assumption =
          "the mapping is of the buffer in '" + Buffer->getNameAsString() + "'";
      Found.Kind = "buffer-freed";
      Found.Object = quote(What.Argument, C.getASTContext());
      Found.Message = "the buffer of " + Found.Object +
                      " was freed while it was still mapped; free it after the "
                      "release";
      Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Found.Also = Site;
      Found.AlsoText = "'" + spell(Freed) + "', which is mapped, is freed here";
      report(std::move(Found), C.getBugReporter());
      return;
    }
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
    Found.Kind = "used";
    Found.Object = quote(Where, C.getASTContext());
    Found.Message = (Found.Object + " is " + How +
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

static constexpr char Page[] = {
#embed "dma-use-after-release.md"
};

const dmatidy::CheckInfo dmatidy::UseAfterReleaseCheck = {
    "dma-use-after-release",
    CheckGroup::Lifecycle,
    Confidence::High,
    "an object is used after its release",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<UseAfterRelease>, nullptr, nullptr, nullptr}};
