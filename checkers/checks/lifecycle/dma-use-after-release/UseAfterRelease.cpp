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
    if (checkFreedRecord(What, C))
      return;
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

  /// The argument of \p What's call that is read from \p Memory there, or null.
  static const Expr *readFrom(const SymbolicRegion *Memory,
                              const ObjectCall &What) {
    for (unsigned I = 0, E = What.Call.getNumArgs(); I != E; ++I) {
      const MemRegion *Place = originOf(What.Call.getArgSVal(I));
      if (Place && Place->isSubRegionOf(Memory) &&
          isa<MemberExpr>(What.Site->getArg(I)->IgnoreParenCasts()))
        return What.Site->getArg(I);
    }
    return nullptr;
  }

  /// The record with the handle, or another argument, has been freed before the
  /// release.
  bool checkFreedRecord(const ObjectCall &What, CheckerContext &C) const {
    for (auto [Freed, Site] : C.getState()->get<FreedMemory>()) {
      const Expr *Read = readFrom(Freed, What);
      if (!Read || !isBefore(Site, What.Site, C.getSourceManager()))
        continue;
      Finding Result;
      Result.Level = Confidence::High;
      Result.Kind = "record-freed";
      Result.Object = quote(Read, C.getASTContext());
      Result.Message = Result.Object +
                       " is read for the release after its memory was freed; "
                       "free the memory after the release";
      Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Result.Also = Site;
      Result.AlsoText = "the memory is freed here";
      report(std::move(Result), C.getBugReporter());
      return true;
    }
    return false;
  }

  /// The field whose buffers are mapped where handles of \p Handle are made and
  /// whose buffer \p Site, which frees \p Freed, frees: the one that had the
  /// pointer, or one of a record that is freed with what it points to. Null if
  /// there is none.
  static const ValueDecl *bufferFreed(const SymbolicRegion *Freed,
                                      const CallExpr *Site,
                                      const ValueDecl *Handle,
                                      const ObjectCall &What) {
    const MemRegion *Origin = Freed->getSymbol()->getOriginRegion();
    const ValueDecl *Buffer = Origin ? declOf(Origin) : nullptr;
    if (Buffer && What.Facts.isBufferOf(Buffer, Handle))
      return Buffer;
    const FunctionDecl *Callee = Site->getDirectCallee();
    const ApiFunction *Row = rowOf(What.Api, Callee);
    Buffer = Row ? readThrough(*Row, Callee) : nullptr;
    return Buffer && What.Facts.isBufferOf(Buffer, Handle) ? Buffer : nullptr;
  }

  /// The same for a mapping from before the path: what was freed is what is
  /// mapped where the handle is made, and the two belong together: they stand
  /// in one record, at one index of two arrays, or the one in the other.
  void checkOldBuffer(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.List >= 0 || What.Row.Memory >= 0)
      return;
    const MemRegion *Place = originOf(What.Value);
    const ValueDecl *Field = Place ? declOf(Place) : nullptr;
    if (!Field)
      return;
    for (auto [Freed, Site] : C.getState()->get<FreedMemory>()) {
      const MemRegion *Origin = Freed->getSymbol()->getOriginRegion();
      const ValueDecl *Buffer = bufferFreed(Freed, Site, Field, What);
      if (!Buffer || !isBefore(Site, What.Site, C.getSourceManager()) ||
          !(Place->isSubRegionOf(Freed) ||
            (Origin &&
             (isInOneRecord(Origin, Place) || isFoundBeside(Origin, Place)))))
        continue;
      // A variable says less than the field that it was read from.
      const ApiFunction &Row = *rowOf(What.Api, Site->getDirectCallee());
      const Expr *Named = Site->getArg(Row.Memory);
      std::string Kept = namedVariable(Named) && Origin ? spell(Origin) : "";
      std::string Name =
          Kept.empty() ? quote(Named, C.getASTContext()) : "'" + Kept + "'";
      Finding Result;
      // With packets, a device that only reads is done when it says so.
      bool ReadsOnly =
          What.Row.Direction >= 0 &&
          numberOf(What.Call.getArgSVal(What.Row.Direction)) == ToDevice &&
          readThrough(Row, Site->getDirectCallee());
      Result.Level = ReadsOnly ? Confidence::Low : Confidence::Medium;
      Result.Assumption = "the mapping is of the buffer of " + Name;
      Result.Kind = "buffer-freed";
      Result.Object = quote(What.Argument, C.getASTContext());
      Result.Message =
          "the buffer of " + Result.Object +
          " was freed while it was still mapped; free it after the "
          "release";
      Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Result.Also = Site;
      Result.AlsoText = Name + ", which is mapped, is freed here";
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
