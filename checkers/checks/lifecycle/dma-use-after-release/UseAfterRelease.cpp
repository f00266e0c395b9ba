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

#include "checkers/checks/lifecycle/dma-use-after-release/UseAfterRelease.h"
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
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = "buffer-freed";
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message = "the buffer of " + Result.Object +
                     " was freed while it was still mapped; free it after the "
                     "release";
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    report(std::move(Result), C.getBugReporter());
  }

  /// A pool must not be destroyed while a block of it is in use
  /// (Documentation/core-api/dma-api.rst).
  void checkBlocks(const ObjectCall &What, CheckerContext &C) const {
    SymbolRef Pool = What.Value.getAsSymbol();
    if (!Pool)
      return;
    for (auto [Id, Block] : C.getState()->get<DmaObjects>()) {
      if (!Block.isLive() || Block.hasEscaped() || Block.isOneOfMany() ||
          C.getState()->get<ObjectEscapes>(Id) || !Block.isTested() ||
          !Block.acquireRow() || Block.acquireRow()->Pool < 0 ||
          Block.arguments().Pool.getAsSymbol() != Pool)
        continue;
      Finding Result;
      Result.Level = Confidence::High;
      Result.Kind = "pool-destroyed";
      Result.Object = quote(What.Argument, C.getASTContext());
      Result.Message = Result.Object +
                       " is destroyed while a block of it is in use; give the "
                       "block back first";
      Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Result.Id = Id;
      Result.Unique = Block.acquireSite();
      report(std::move(Result), C.getBugReporter());
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
    const MemRegion *Place = originOf(What.Value);
    const ValueDecl *Field = Place ? declOf(Place) : nullptr;
    if (!Field)
      return;
    for (auto [Freed, Site] : C.getState()->get<FreedPlaces>()) {
      const ValueDecl *Buffer = declOf(Freed);
      if (!Buffer || !isInOneRecord(Freed, Place) ||
          !What.Facts.isBufferOf(Buffer, Field) ||
          !isBefore(Site, What.Site, C.getSourceManager()))
        continue;
      Finding Result;
      Result.Level = Confidence::Medium;
      Result.Assumption =
          "the mapping is of the buffer in '" + Buffer->getNameAsString() + "'";
      Result.Kind = "buffer-freed";
      Result.Object = quote(What.Argument, C.getASTContext());
      Result.Message =
          "the buffer of " + Result.Object +
          " was freed while it was still mapped; free it after the "
          "release";
      Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Result.Also = Site;
      Result.AlsoText =
          "'" + spell(Freed) + "', which is mapped, is freed here";
      report(std::move(Result), C.getBugReporter());
      return;
    }
  }

  void onUse(ObjectId Id, const Object &What, StringRef How, const Expr *Where,
             CheckerContext &C) const override {
    if (!What.isReleased())
      return;
    bool Followed = What.acquireSite() != nullptr;
    if (!Followed &&
        wentRoundBetween(What.releaseSite(), Where, Id, C.getPredecessor()))
      return;
    // What a variable held when it was released is still that, whatever has
    // been called in between.
    const VarDecl *Released =
        namedVariable(What.releaseSite()->getArg(What.releaseRow()->object()));
    Followed |= Released && Released->hasLocalStorage();
    Finding Result;
    Result.Level = Followed ? Confidence::High : Confidence::Medium;
    Result.Kind = "used";
    Result.Object = quote(Where, C.getASTContext());
    Result.Message =
        (Result.Object + " is " + How +
         " after its release; move the release behind the last use")
            .str();
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = Id;
    Result.Unique = What.releaseSite();
    if (!Followed)
      Result.Assumption = "no function called in between gives it a new value";
    report(std::move(Result), C.getBugReporter());
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
    {registerPathCheck<UseAfterRelease>, checkUsesAfterRelease,
     checkFreesBeforeRelease, nullptr}};
