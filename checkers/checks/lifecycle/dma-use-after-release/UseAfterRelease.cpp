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
#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/path/modeling/PathCheck.h"
#include "clang/AST/ParentMap.h"

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

  /// A handle that was released and set to 0 is synchronised.
  void onModeled(const ApiFunction &Row, const Model &Api,
                 const CallEvent &Call, const CallExpr *Site,
                 CheckerContext &C) const override {
    if (Row.Role != FunctionRole::Sync || Row.Handle < 0 ||
        !Call.getArgSVal(Row.Handle).isZeroConstant())
      return;
    const Expr *Handle = Site->getArg(Row.Handle);
    const ValueDecl *Place = namedPlace(Handle);
    for (auto [Id, Ended] : C.getState()->get<DmaObjects>()) {
      const CallExpr *Release =
          Ended.isReleased() ? Ended.releaseSite() : nullptr;
      const ApiFunction *By =
          Release ? rowOf(Api, Release->getDirectCallee()) : nullptr;
      if (!Place || !By || By->Handle < 0 ||
          namedPlace(Release->getArg(By->Handle)) != Place)
        continue;
      Finding Result;
      Result.Level = Confidence::High;
      Result.Kind = "zeroed-handle";
      Result.Object = quote(Handle, C.getASTContext());
      Result.Message = Result.Object +
                       " is 0 here, since its mapping was released; "
                       "synchronise it before the release";
      Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
      Result.Id = Id;
      Result.Also = Release;
      Result.AlsoText = "it is released here";
      report(std::move(Result), C.getBugReporter());
      return;
    }
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
      const auto *Member =
          dyn_cast<MemberExpr>(What.Site->getArg(I)->IgnoreParenCasts());
      if (Place && Member && Place->isSubRegionOf(Memory) &&
          declOf(Place) == Member->getMemberDecl())
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

  /// True if \p Free and \p Unmap, of the function at hand, are steps of one
  /// turn of a loop, or stand in none. Two loops may well come to one index.
  static bool isInOneTurn(const CallExpr *Free, const CallExpr *Unmap,
                          CheckerContext &C) {
    const LocationContext *Frame = C.getLocationContext();
    if (!Frame->getParentMap().hasParent(Free))
      return false;
    return inOneLoop(Free, Unmap, Frame)
               ? !wentRoundSince(Free, C.getPredecessor())
               : !inOneLoop(Free, Free, Frame) &&
                     !inOneLoop(Unmap, Unmap, Frame);
  }

  /// True if \p Site has freed in \p Freed the buffer whose mapping's handle is
  /// kept at \p Place: where such handles are made, what is kept beside them is
  /// mapped, in one record or at one index of two arrays; or the handle is in
  /// the packet itself whose data is mapped.
  static bool isBufferAt(const MemRegion *Place, const SymbolicRegion *Freed,
                         const CallExpr *Site, const ObjectCall &What,
                         CheckerContext &C) {
    const ValueDecl *Handle = declOf(Place);
    if (Place->isSubRegionOf(Freed)) {
      const FunctionDecl *Callee = Site->getDirectCallee();
      const ApiFunction *Row = rowOf(What.Api, Callee);
      const FieldDecl *Data = Row ? readThrough(*Row, Callee) : nullptr;
      return Data && What.Facts.isBufferOf(Data, Handle);
    }
    const MemRegion *Origin = Freed->getSymbol()->getOriginRegion();
    const ValueDecl *Buffer = Origin ? declOf(Origin) : nullptr;
    if (!Buffer || !What.Facts.isBufferOf(Buffer, Handle))
      return false;
    if (isInOneRecord(Origin, Place))
      return true;
    // Another packet's handle, at the same index of another array.
    const auto *Holder = dyn_cast<SymbolicRegion>(Place->getBaseRegion());
    if (Holder &&
        C.getASTContext().hasSameUnqualifiedType(Holder->getPointeeStaticType(),
                                                 Freed->getPointeeStaticType()))
      return false;
    return Buffer->getDeclContext() != Handle->getDeclContext() &&
           isFoundBeside(Origin, Place) && isInOneTurn(Site, What.Site, C);
  }

  /// The same for a mapping from before the path.
  void checkOldBuffer(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.List >= 0 || What.Row.Memory >= 0)
      return;
    const MemRegion *Place = originOf(What.Value);
    if (!Place || !declOf(Place))
      return;
    for (auto [Freed, Site] : C.getState()->get<FreedMemory>()) {
      if (!isBefore(Site, What.Site, C.getSourceManager()) ||
          !isBufferAt(Place, Freed, Site, What, C))
        continue;
      const MemRegion *Origin = Freed->getSymbol()->getOriginRegion();
      // A variable says less than the field that it was read from.
      const ApiFunction *Row = rowOf(What.Api, Site->getDirectCallee());
      const Expr *Named = Row ? Site->getArg(Row->Memory) : Site;
      std::string Kept = namedVariable(Named) && Origin ? spell(Origin) : "";
      std::string Name =
          Kept.empty() ? quote(Named, C.getASTContext()) : "'" + Kept + "'";
      Finding Result;
      // With packets, a device that only reads is done when it says so.
      bool ReadsOnly =
          What.Row.Direction >= 0 &&
          numberOf(What.Call.getArgSVal(What.Row.Direction)) == ToDevice &&
          Row && readThrough(*Row, Site->getDirectCallee());
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

static void checkUseAfterReleaseInUnit(ArrayRef<SyntaxContext> Unit) {
  checkFreesBeforeRelease(Unit);
  checkKeptPointers(Unit);
}

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
     checkUseAfterReleaseInUnit, nullptr}};
