//===-- ReleaseMismatch.cpp - The check dma-release-mismatch -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release must be the twin of the acquisition and repeat its arguments
// (Documentation/core-api/dma-api.rst: "All the parameters passed to the unmap
// API must be identical to those passed in (and returned) by the mapping API").
// Constants and the object's own values are compared; run-time values that only
// may differ are not.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/ReleaseMismatch.h"
#include "checkers/checks/Check.h"
#include "checkers/checks/lifecycle/dma-release-mismatch/SizeComparison.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/reporting/Fixes.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class ReleaseMismatch : public PathCheck {
public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before)
      return compareWithSync(What, C);
    if (!What.Before->isLive() || !What.Before->acquireRow())
      return;
    const ApiFunction &Acquired = *What.Before->acquireRow();
    const ApiFunction &Released = What.Row;
    if (!Released.releases(*Acquired.Family)) {
      reportFunction(What, Acquired, C);
      return;
    }
    compareConstants(What, Released.Size, Acquired.Size,
                     What.Before->arguments().Size, "size", " bytes", C);
    compareTerms(What, C);
    compareDirection(What, C);
    compareCount(What, C);
    compareAddress(What, C);
    comparePlaces(What, Released.Pool, What.Before->arguments().Pool, "pool",
                  C);
    compareDevice(What, C);
  }

  void onFree(const ObjectCall &What, CheckerContext &C) const override {
    reportFunction(What, *What.Before->acquireRow(), C);
  }

private:
  /// \p Assumption is what a medium finding rests on.
  void emit(const ObjectCall &What, StringRef Kind, Confidence Level,
            const Twine &Message, CheckerContext &C,
            const Twine &Assumption = "",
            ArrayRef<FixItHint> Fixes = {}) const {
    Finding Result;
    bool Several =
        isOneOfSeveral(What.Site, What.Row, What.Api, C.getLocationContext());
    Result.Level = Several ? Confidence::Low : Level;
    if (!Several)
      Result.Fixes.append(Fixes.begin(), Fixes.end());
    Result.Kind = Kind;
    Result.Object = name(What, C);
    Result.Message = Message.str();
    Result.Assumption = Assumption.str();
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    report(std::move(Result), C.getBugReporter());
  }

  std::string name(const ObjectCall &What, CheckerContext &C) const {
    return quote(What.Argument, C.getASTContext());
  }
  std::string acquiredBy(const ObjectCall &What) const {
    return spelledCallee(*What.Before->acquireRow(),
                         What.Before->acquireSite());
  }

  /// True if what is kept there is acquired, or released here, in several ways:
  /// what chose one may have chosen the other.
  static bool hasOtherKinds(const ObjectCall &What, const ApiFunction &Acquired,
                            CheckerContext &C) {
    // A list is put where it is by others.
    if (Acquired.List >= 0 || What.Row.List >= 0)
      return true;
    const ValueDecl *Target = What.Facts.targetOf(What.Before->acquireSite());
    if (!Target || What.Facts.anyAcquiredTo(Target, [&](const CallExpr *Site) {
          return rowOf(What.Api, Site->getDirectCallee())->Family !=
                 Acquired.Family;
        }))
      return true;
    const ValueDecl *Place = namedPlace(What.Argument);
    return !Place ||
           any_of(releasesIn(C.getLocationContext()->getDecl()->getBody(),
                             Place, What.Api),
                  [&](const CallExpr *Other) {
                    return rowOf(What.Api, Other->getDirectCallee())->Family !=
                           What.Row.Family;
                  });
  }

  void reportFunction(const ObjectCall &What, const ApiFunction &Acquired,
                      CheckerContext &C) const {
    bool SameEffect = What.Row.nearlyReleases(*Acquired.Family);
    StringRef Twin = What.Api.releaseFor(Acquired);
    bool ByChoice = choseByOldMemory(C.getPredecessor(), What.Id) &&
                    hasOtherKinds(What, Acquired, C);
    bool Sure = !SameEffect && !ByChoice;
    SmallVector<FixItHint, 1> Fixes;
    if (const ApiFunction *Row = What.Api.releaseRow(Acquired);
        Row && !ByChoice && !Acquired.Managed)
      replaceCallee(What.Site, What.Row, *Row, C.getASTContext(), Fixes);
    emit(What, "function", Sure ? Confidence::High : Confidence::Low,
         name(What, C) + " was acquired with " + acquiredBy(What) +
             "() and must not be released with " +
             spelledCallee(What.Row, What.Site) + "(); use " +
             (Acquired.Managed ? "nothing, the device core does it, or " : "") +
             Twin + "()",
         C, "", Fixes);
  }

  static const APSInt *constant(SVal Value) {
    if (auto Number = Value.getAs<nonloc::ConcreteInt>())
      return Number->getValue().get();
    return nullptr;
  }

  /// The edit that gives the release, as its argument \p Index, what the
  /// acquisition had as its argument \p Given, \p Value.
  static SmallVector<FixItHint, 1> asAcquired(const ObjectCall &What, int Index,
                                              int Given, SVal Value,
                                              CheckerContext &C) {
    SmallVector<FixItHint, 1> Fixes;
    const CallExpr *Site = What.Before->acquireSite();
    if (Given >= 0 && unsigned(Given) < Site->getNumArgs())
      replaceArgument(What.Site, Index,
                      stillWritten(Site->getArg(Given), Value, C),
                      C.getASTContext(), Fixes);
    return Fixes;
  }

  /// True if the acquisition's argument \p Given and the release's argument
  /// \p Index are the same call, or, in two functions, the same words: what
  /// that was once, it is again, whatever the path has forgotten in between.
  static bool isAskedTwice(const ObjectCall &What, int Index, int Given,
                           CheckerContext &C) {
    const CallExpr *Site = What.Before->acquireSite();
    if (Given < 0 || !Site || unsigned(Given) >= Site->getNumArgs())
      return false;
    const Expr *Then = Site->getArg(Given)->IgnoreParenImpCasts();
    bool InOne = C.getLocationContext()->getParentMap().hasParent(Site);
    return (isa<CallExpr>(Then) ||
            (!InOne && !Then->isEvaluatable(C.getASTContext()))) &&
           quote(Then, C.getASTContext()) ==
               quote(What.Site->getArg(Index)->IgnoreParenImpCasts(),
                     C.getASTContext());
  }

  void compareConstants(const ObjectCall &What, int Index, int Given,
                        SVal Acquired, StringRef Noun, StringRef Unit,
                        CheckerContext &C) const {
    if (Index < 0)
      return;
    const APSInt *Then = constant(Acquired);
    const APSInt *Now = constant(What.Call.getArgSVal(Index));
    if (!Then || !Now || APSInt::isSameValue(*Then, *Now) ||
        isAskedTwice(What, Index, Given, C))
      return;
    emit(What, Noun, Confidence::High,
         name(What, C) + " is released with a " + Noun + " of " +
             toString(*Now, 10) + Unit + ", but was acquired with " +
             toString(*Then, 10) + Unit + "; release it with the same " + Noun,
         C, "", asAcquired(What, Index, Given, Acquired, C));
  }

  /// A mapping from before the path: what it was synchronised as tells what it
  /// was mapped as. One for both directions is synchronised as either.
  void compareWithSync(const ObjectCall &What, CheckerContext &C) const {
    SymbolRef Handle = What.Value.getAsSymbol();
    const CallExpr *const *Sync = Handle && What.Row.Direction >= 0
                                      ? C.getState()->get<SyncedHandles>(Handle)
                                      : nullptr;
    if (!Sync)
      return;
    int Index = rowOf(What.Api, (*Sync)->getDirectCallee())->Direction;
    Expr::EvalResult Then;
    const APSInt *Now = constant(What.Call.getArgSVal(What.Row.Direction));
    if (Index < 0 || !Now ||
        !(*Sync)->getArg(Index)->EvaluateAsInt(Then, C.getASTContext()))
      return;
    int64_t Synced = Then.Val.getInt().getExtValue(),
            Released = Now->getExtValue();
    if (Synced == Released || Released == Bidirectional)
      return;
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = "direction";
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message =
        Result.Object + " is released as " + directionName(Released).str() +
        ", but was synchronised as " + directionName(Synced).str() +
        "; use the direction of the mapping";
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Also = *Sync;
    Result.AlsoText = "it is synchronised here";
    Result.Assumption = "no function called in between maps it anew";
    report(std::move(Result), C.getBugReporter());
  }

  /// True if \p Size is a number only because the path has found out what some
  /// term of \p Text is, by leaving a loop over as many elements, say.
  static bool isFoundOut(SVal Size, const Expr *Text, CheckerContext &C) {
    return constant(Size) && !Text->isEvaluatable(C.getASTContext());
  }

  /// One size is the other and something more, or several times the other.
  void compareTerms(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Size < 0)
      return;
    SVal Then = What.Before->arguments().Size,
         Now = What.Call.getArgSVal(What.Row.Size);
    int Acquired = What.Before->acquireRow()->Size;
    if (Acquired < 0 || isFoundOut(Now, What.Site->getArg(What.Row.Size), C) ||
        isFoundOut(Then, What.Before->acquireSite()->getArg(Acquired), C))
      return;
    // Of an skb that was mapped as a whole nothing is paged.
    SizeDifference How = isRest(Now) ? SizeDifference::None
                                     : compareSizes(Then, Now, C.getState());
    bool IsMore = How != SizeDifference::None;
    if (!IsMore)
      How = compareSizes(Now, Then, C.getState());
    StringRef Assumption;
    switch (How) {
    case SizeDifference::None:
      return;
    case SizeDifference::Number:
    case SizeDifference::Scale:
      break;
    case SizeDifference::Term:
      Assumption = "what makes the difference is not 0";
      break;
    case SizeDifference::Count:
      Assumption = "what makes the difference is not 1";
      break;
    }
    emit(What, "size", Confidence::Medium,
         name(What, C) + " is released with " +
             quote(What.Site->getArg(What.Row.Size), C.getASTContext()) +
             " bytes, but was acquired with " + (IsMore ? "more" : "fewer") +
             "; release it with the same size",
         C, Assumption);
  }

  void compareDirection(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Direction < 0)
      return;
    const APSInt *Then = constant(What.Before->arguments().Direction);
    const APSInt *Now = constant(What.Call.getArgSVal(What.Row.Direction));
    if (!Then || !Now || APSInt::isSameValue(*Then, *Now))
      return;
    // A variable that an old value chose may have been chosen alike before.
    bool ByChoice = namedVariable(What.Site->getArg(What.Row.Direction)) &&
                    choseByOldMemory(C.getPredecessor(), What.Id);
    emit(What, "direction", ByChoice ? Confidence::Low : Confidence::High,
         name(What, C) + " is released as " +
             directionName(Now->getExtValue()) + ", but was mapped as " +
             directionName(Then->getExtValue()) +
             "; release it with the same direction",
         C, "",
         asAcquired(What, What.Row.Direction,
                    What.Before->acquireRow()->Direction,
                    What.Before->arguments().Direction, C));
  }

  void compareCount(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Count < 0)
      return;
    compareConstants(What, What.Row.Count, What.Before->acquireRow()->Count,
                     What.Before->arguments().Count, "count", " entries", C);
  }

  void compareAddress(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Memory < 0)
      return;
    ProgramStateRef State = C.getState();
    SVal Memory = What.Call.getArgSVal(What.Row.Memory);
    ObjectId Given = findExactObject(State, Memory);
    if (Given != What.Id) {
      // Another object's address, or an address inside this one. An address
      // that is merely not known here is not held against anybody.
      if (Given || (findObject(State, Memory) == What.Id && !isStart(Memory)))
        emit(What, "address",
             isGuardedByField(C.getPredecessor(), What.Site, What.Id)
                 ? Confidence::Low
             : Given ? Confidence::High
                     : Confidence::Medium,
             quote(What.Site->getArg(What.Row.Memory), C.getASTContext()) +
                 " is not the address that " + acquiredBy(What) +
                 "() returned; release the address itself",
             C, Given ? "" : "what is added to it or masked off is not 0");
      return;
    }
    if (What.Row.Handle < 0)
      return;
    SVal Handle = What.Call.getArgSVal(What.Row.Handle);
    SVal Own = What.Before->arguments().Handle;
    if (Own.isUnknown() || Handle.isUnknownOrUndef() || Handle == Own)
      return;
    // The path may have found out that the handle is 0.
    if (const APSInt *Number = constant(Handle))
      if (const APSInt *Known = C.getSValBuilder().getKnownValue(State, Own);
          Known && APSInt::isSameValue(*Known, *Number))
        return;
    ObjectId Other = findExactObject(State, Handle);
    if (!Other && findObject(State, Handle) == What.Id)
      Other = What.Id;
    if (!Other && !constant(Handle))
      return;
    if (Other == What.Id && !isShifted(Handle))
      return;
    // Another element's, perhaps.
    if (What.Before->isOneOfMany())
      return;
    emit(What, "handle",
         Other && Other != What.Id ? Confidence::High
         : isMasked(Handle)        ? Confidence::Low
                                   : Confidence::Medium,
         quote(What.Site->getArg(What.Row.Handle), C.getASTContext()) +
             " is not the DMA handle that " + acquiredBy(What) +
             "() gave for " + name(What, C) + "; release it with that handle",
         C,
         Other && Other != What.Id
             ? ""
             : "what is added to it or masked off is not 0");
  }

  /// True if \p Address is where its object begins: a member at offset 0, and
  /// container_of() of it.
  static bool isStart(SVal Address) {
    const MemRegion *Region = Address.getAsRegion();
    if (!Region)
      return false;
    RegionOffset At = Region->getAsOffset();
    return !At.hasSymbolicOffset() && At.getOffset() == 0;
  }

  /// True if \p Value is a handle with something added or masked off. Not if
  /// something is subtracted, which gives a handle back that was moved before,
  /// nor if it is put together from halves.
  static bool isShifted(SVal Value) {
    const auto *Term = dyn_cast_or_null<BinarySymExpr>(Value.getAsSymbol());
    return Term && (Term->getOpcode() == BO_Add || Term->getOpcode() == BO_And);
  }

  /// A mask alone: what it takes off may be known to be 0, by the alignment of
  /// a pool or by the device's mask.
  static bool isMasked(SVal Value) {
    const auto *Term = dyn_cast_or_null<BinarySymExpr>(Value.getAsSymbol());
    if (!Term || Term->getOpcode() != BO_And)
      return false;
    const auto *Inner = dyn_cast<SymIntExpr>(Term);
    const auto *Sum =
        Inner ? dyn_cast<BinarySymExpr>(Inner->getLHS()) : nullptr;
    return !Sum || Sum->getOpcode() != BO_Add;
  }

  /// Reports two values that were read from differently named fields.
  void comparePlaces(const ObjectCall &What, int Index, SVal Acquired,
                     StringRef Noun, CheckerContext &C) const {
    if (Index < 0)
      return;
    SVal Released = What.Call.getArgSVal(Index);
    SymbolRef Then = Acquired.getAsSymbol(), Now = Released.getAsSymbol();
    if (!Then || !Now || Then == Now || !Then->getOriginRegion() ||
        !Now->getOriginRegion())
      return;
    const ValueDecl *From = declOf(Then->getOriginRegion());
    const ValueDecl *To = declOf(Now->getOriginRegion());
    if (!isa_and_nonnull<FieldDecl>(From) || !isa_and_nonnull<FieldDecl>(To) ||
        From == To)
      return;
    emit(What, "owner", Confidence::Medium,
         name(What, C) + " is released to the " + Noun + " in '" +
             To->getName() + "', but comes from the one in '" +
             From->getName() + "'; release it to the same " + Noun,
         C,
         "'" + From->getName() + "' and '" + To->getName() +
             "' do not hold the same " + Noun);
  }

  /// The record that a `&x->dev` is part of, or null.
  static const RecordDecl *ownerOf(SVal Device) {
    const auto *Field = dyn_cast_or_null<FieldRegion>(Device.getAsRegion());
    return Field ? Field->getDecl()->getParent() : nullptr;
  }

  void compareDevice(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Device < 0)
      return;
    const RecordDecl *Then = ownerOf(What.Before->arguments().Device);
    const RecordDecl *Now = ownerOf(What.Call.getArgSVal(What.Row.Device));
    if (!Then || !Now || Then == Now || !Then->getIdentifier() ||
        !Now->getIdentifier())
      return;
    emit(What, "device", Confidence::High,
         name(What, C) + " is released for the device of a struct " +
             Now->getName() + ", but was acquired for that of a struct " +
             Then->getName() + "; release it for the same device",
         C);
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-release-mismatch.md"
};

static void checkUnit(ArrayRef<SyntaxContext> Unit) {
  checkFieldsInUnit(Unit);
  checkPlaceDirections(Unit);
}

const dmatidy::CheckInfo dmatidy::ReleaseMismatchCheck = {
    "dma-release-mismatch",
    CheckGroup::Lifecycle,
    Confidence::Medium,
    "a release differs from the acquisition: function, size, direction, count, "
    "device, address or pool",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<ReleaseMismatch>, nullptr, checkUnit,
     checkReleaseMismatchInModule}};
