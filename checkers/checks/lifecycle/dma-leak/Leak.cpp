//===-- Leak.cpp - The check dma-leak ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object is left behind. Nine forms, each with its reason in the finding:
//
//   lost      nothing names the object any more and nobody was given it
//   shown     the function fails, nothing of its own names the object any more,
//             and those it was shown to have not taken it: another path
//             releases it after the same calls, or the call itself has failed
//   error     the function fails with the object live in a struct, another of
//             its error paths releases it, and no caller does
//   freed     the mapped buffer has been freed and the mapping is still there
//   later     the function fails because a later acquisition failed
//   given out the function fails with a mapping in a variable of a caller's,
//             and no caller releases what that holds
//   alone     the function fails with a streaming mapping it has made, all its
//             callers are known, and none releases it after the call
//   probe     what fails is a function after whose failure nothing of the
//             driver's is called
//   kept      probe succeeds and keeps it, and only a probe that fails releases
//             it, though the driver can be removed
//
// error, later, alone and probe hold only where no caller in the unit releases
// the same place; the first three only where what was left does not last for
// the next call.
//
// The runtime oracle reports all of them when the driver is unbound ("device
// driver has pending DMA allocations while released from device"), if the path
// ever ran.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/checks/Check.h"
#include "checkers/checks/lifecycle/dma-leak/LeakEvidence.h"
#include "checkers/checks/lifecycle/dma-leak/LeakExits.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

/// The paths of one function, and what is known around it.
struct Walked {
  const FunctionDecl *Function;
  const FunctionLog &Log;
  const UnitFacts &Facts;
  const Model &Api;
  /// Nothing runs after the function has failed.
  bool IsFinal;
};

class Leak : public PathCheck {
public:
  void onFunctionDone(const FunctionLog &Log, const Decl *Analysed,
                      const UnitFacts &Facts, const Model &Api,
                      BugReporter &BR) const override {
    const auto *Function = dyn_cast<FunctionDecl>(Analysed);
    if (!Function)
      return;
    const Walked In{Function, Log, Facts, Api,
                    Facts.isFinalOnFailure(Function)};
    // The surest reason first: an acquisition is reported for one.
    SmallPtrSet<const CallExpr *, 8> Reported;
    for (auto Form : {&Leak::asShown, &Leak::asLost, &Leak::asFreed,
                      &Leak::asLeftOnError, &Leak::asKept}) {
      MapVector<const CallExpr *, SmallPtrSet<const Stmt *, 4>> Exits;
      for (const LeakCandidate &Left : Log.LeakCandidates) {
        if (Reported.contains(siteOf(Left)))
          continue;
        auto Told = Exits.find(siteOf(Left));
        bool IsFurther = Told != Exits.end();
        FunctionExit Exit = exitOf(Left);
        if (IsFurther && (!Exit.By || Told->second.contains(Exit.By)))
          continue;
        std::optional<Finding> Found = (this->*Form)(Left, In);
        if (!Found)
          continue;
        Told = Exits.try_emplace(siteOf(Left)).first;
        Told->second.insert(Exit.By);
        Exit.IsFurther = IsFurther;
        Found->Exit = Exit;
        report(*Found, BR);
        for (auto &[Merged, Node] : mergedExits(Left, Log)) {
          if (!Told->second.insert(Merged.By).second)
            continue;
          Merged.IsFurther = true;
          Found->Exit = Merged;
          Found->Node = Node;
          report(*Found, BR);
        }
      }
      for (const auto &[Site, Told] : Exits)
        Reported.insert(Site);
    }
  }

private:
  static bool isShown(const LeakCandidate &Left, const Walked &In) {
    return Left.Where == LeftKind::Forgotten && isLeft(Left) &&
           (Left.Exit == ExitKind::Error || Left.Exit == ExitKind::False) &&
           Left.What.isTested() &&
           !isWithOthers(Left, In.Log, In.Facts, In.Api) &&
           isShownInVain(Left, entryOf(Left, In.Log)) &&
           !ranCleanup(Left, In.Facts, In.Api);
  }

  static bool isLostToAll(const LeakCandidate &Left, const Walked &In) {
    return isLost(Left, entryOf(Left, In.Log), In.Facts) && isLeft(Left) &&
           !isOneOfHelpers(Left) && !leftSwitch(Left) &&
           !isGivenElsewhere(Left, In.Log) &&
           !(Left.Where == LeftKind::Stranded &&
             isSharedInText(Left, In.Api)) &&
           !isWithOthers(Left, In.Log, In.Facts, In.Api) &&
           !In.Log.isDoomed(Left.Node) && !ranCleanup(Left, In.Facts, In.Api);
  }

  /// True for memory that functions of the kernel's may know of, and nobody
  /// else: they use a driver's memory, and never free it.
  static bool isWithKernel(const LeakCandidate &Left) {
    return Left.What.isMemory() && !Left.What.hasEscapedForGood() &&
           all_of(Left.Escapes, [](const Escape &To) {
             if (To.Kind != Escape::Taken)
               return To.Kind != Escape::Asked;
             const auto *Call = dyn_cast_or_null<CallExpr>(To.Where);
             const FunctionDecl *Callee =
                 Call ? Call->getDirectCallee() : nullptr;
             return Callee &&
                    !isDriverDecl(Callee,
                                  Callee->getASTContext().getSourceManager());
           });
  }

  static std::string remedy(const LeakCandidate &Left, const Model &Api) {
    return (" is left behind when the function gives up here; call " +
            Api.releaseFor(*Left.What.acquireRow()) + "() first")
        .str();
  }

  /// What every finding about \p Left has.
  static Finding findingOf(const LeakCandidate &Left, const Walked &In) {
    Finding Result;
    Result.Node = Left.Node;
    Result.Id = Left.Id;
    Result.Unique = siteOf(Left);
    Result.IsOfPath = true;
    Result.Obligations = obligationsOf(Left, entryOf(Left, In.Log), In.Facts);
    return Result;
  }

  std::optional<Finding> asLost(const LeakCandidate &Left,
                                const Walked &In) const {
    if (!isLostToAll(Left, In))
      return std::nullopt;
    ProgramStateRef State = Left.Node->getFirstPred()->getState();
    Finding Result = findingOf(Left, In);
    Result.Level = Confidence::High;
    Result.Kind = "lost";
    Result.Object =
        nameOf(State, Left.Id, Left.What, Left.Node->getLocationContext());
    Result.Message =
        Result.Object +
        " is never released on this path and nothing refers to it any more; "
        "call " +
        In.Api.releaseFor(*Left.What.acquireRow()).str() + "() before leaving";
    return Result;
  }

  std::optional<Finding> asShown(const LeakCandidate &Left,
                                 const Walked &In) const {
    if (!isShown(Left, In))
      return std::nullopt;
    const SiteLog &Entry = entryOf(Left, In.Log);
    Finding Result = findingOf(Left, In);
    Result.Kind = "shown";
    Result.Object = nameOf(Left.Node->getState(), Left.Id, Left.What,
                           Left.Node->getLocationContext());
    Result.Message = Result.Object + remedy(Left, In.Api);
    Result.Level = Confidence::High;
    if (const CallExpr *Failed = believed(Left, Entry)) {
      Result.Level = Confidence::Medium;
      Result.Assumption =
          quote(Failed->getCallee(),
                Left.Node->getLocationContext()->getDecl()->getASTContext()) +
          " keeps nothing of it when it fails";
    }
    if (Entry.Released) {
      Result.Also = Entry.Released;
      Result.AlsoText = "another path of this function releases it here";
    } else {
      Result.Level = Confidence::Medium;
    }
    return Result;
  }

  std::optional<Finding> asFreed(const LeakCandidate &Left,
                                 const Walked &In) const {
    if (!isPlaced(Left) || !isLeft(Left) || Left.What.hasEscaped() ||
        !Left.What.bufferFreedAt() || !Left.What.isTested() ||
        ranCleanup(Left, In.Facts, In.Api))
      return std::nullopt;
    Finding Result = findingOf(Left, In);
    Result.Level = Confidence::Medium;
    Result.Kind = "buffer-freed";
    Result.Object = nameOf(Left.Node->getState(), Left.Id, Left.What,
                           Left.Node->getLocationContext());
    Result.Message = Result.Object +
                     " is left behind although its buffer is freed; call " +
                     In.Api.releaseFor(*Left.What.acquireRow()).str() +
                     "() before freeing the buffer";
    Result.Assumption =
        "nothing releases it later from the place where it is kept";
    return Result;
  }

  /// What the finding calls an object that is kept in a field: by the field
  /// that the acquisition was assigned to, if it ends up there.
  static std::string keptName(const LeakCandidate &Left,
                              const UnitFacts &Facts) {
    // A helper's local name says less than the field it ends up in.
    if (!Left.What.isOwnOfTopFrame()) {
      const ValueDecl *Target = Facts.targetOf(siteOf(Left));
      std::string Name;
      for (const auto &[Spelling, Field] : Left.Spellings) {
        // A field that took the number of entries is not the list.
        if (Left.What.acquireRow()->List >= 0 &&
            Field->getType()->isIntegerType())
          continue;
        if (Name.empty() || Field == Target)
          Name = Spelling;
      }
      if (!Name.empty())
        return "'" + Name + "'";
    }
    return nameOf(Left.Node->getState(), Left.Id, Left.What,
                  Left.Node->getLocationContext());
  }

  std::optional<Finding> asKept(const LeakCandidate &Left,
                                const Walked &In) const {
    if (!isPlaced(Left) || !isLeft(Left) ||
        (Left.What.hasEscaped() && !isWithKernel(Left)) ||
        Left.Exit != ExitKind::Success || !Left.What.isTested() ||
        !In.IsFinal || none_of(Left.Fields, IsaPred<FieldDecl>) ||
        isCallers(Left))
      return std::nullopt;
    Finding Result = findingOf(Left, In);
    Result.Level = Confidence::Medium;
    Result.Kind = "kept-after-probe";
    Result.Object = keptName(Left, In.Facts);
    Result.Message =
        (Result.Object + " is released when " + In.Function->getNameAsString() +
         "() fails, but by nothing that runs once it has worked; call " +
         In.Api.releaseFor(*Left.What.acquireRow()) +
         "() when the driver is removed, too")
            .str();
    Result.Assumption = "no other module releases it";
    Result.Obligations.push_back({ObligationKind::ReleasedOnFailureOnly, "",
                                  Left.What.acquireRow()->Name, 0,
                                  fieldNames(Left, In.Facts)});
    return Result;
  }

  std::optional<Finding> asLeftOnError(const LeakCandidate &Left,
                                       const Walked &In) const {
    const auto &[Function, Log, Facts, Api, IsFinal] = In;
    if (!isPlaced(Left) || !isLeft(Left) ||
        isWithOthers(Left, Log, Facts, Api) || Left.Exit != ExitKind::Error ||
        !isKept(Left))
      return std::nullopt;
    const SiteLog &Entry = entryOf(Left, Log);
    // What a helper has released there was another element.
    const CallExpr *Sibling =
        isOneOfHelpers(Left) ? nullptr
                             : siblingOf(Function, Left, Entry, Facts, Api);
    // Where nothing ever asks whether it worked, the cleanup does not either.
    if (!Left.What.isTested() && (Entry.Tested || !Entry.ReleasedOnError))
      return std::nullopt;
    // An operation of the one kind that calls one of the other has two ends.
    if (!IsFinal && Facts.isCleanedUpAfter(Function))
      return std::nullopt;
    if (IsFinal
            ? Facts.isRepeated(Function) && isFoundEmpty(Left, Facts)
            : lasts(Left, Sibling && Left.What.isOwnOfTopFrame(), Facts, Api))
      return std::nullopt;
    // What the caller handed in, the caller can release: only a sibling that
    // does it here says that this function ought to.
    const CallExpr *ByCaller = !Sibling && !IsFinal && !Left.What.isMemory()
                                   ? releaseByCaller(Function, Left, Facts, Api)
                                   : nullptr;
    bool InVain = isCallers(Left) && !Sibling && !IsFinal && !ByCaller;
    if (InVain && !isGivenOutInVain(Function, Left, Facts, Api))
      return std::nullopt;
    bool IsFunctions =
        Sibling || IsFinal || ByCaller || InVain ||
        (Left.FailedLater && !isReleasedAround(Function, Left, Facts)) ||
        isAlone(Function, Left, Facts);
    if (!IsFunctions || ranCleanup(Left, Facts, Api) ||
        // Callers are followed last, since that takes longest.
        (!IsFinal && isSwallowed(Function, Left, Facts, Api)) ||
        (callerReleases(Function, Left, Facts, Api) &&
         !ownsOnFailure(Function, Left, Log, Facts, Api)))
      return std::nullopt;
    Finding Result = leftOnError(Left, In, Sibling, ByCaller);
    // What is in a caller's variable is nobody else's business.
    if (InVain)
      erase_if(Result.Obligations, [](const Obligation &Due) {
        return Due.Kind == ObligationKind::CallersLeaveAlone;
      });
    return Result;
  }

  static Finding leftOnError(const LeakCandidate &Left, const Walked &In,
                             const CallExpr *Sibling,
                             const CallExpr *ByCaller) {
    const auto &[Function, Log, Facts, Api, IsFinal] = In;
    const SiteLog &Entry = entryOf(Left, Log);
    bool WholeStory = isWholeStory(Function, Facts);
    Finding Result = findingOf(Left, In);
    const CallExpr *Failed = believed(Left, Entry);
    bool Sure = Sibling && WholeStory && !Failed;
    Result.Level = Sure ? Confidence::High : Confidence::Medium;
    Result.Kind = "left-on-error";
    Result.Object = keptName(Left, Facts);
    Result.Message = Result.Object + remedy(Left, Api);
    // A sibling that releases it is reason enough to believe that callers which
    // nobody sees do not. Where the last operation that runs is called by
    // another, what that releases is what there was before.
    for (const FunctionDecl *Entrance : Facts.entrancesOf(Function))
      Result.Obligations.push_back(
          {Sibling || ByCaller ||
                   // Who calls an operation by its table is the framework in
                   // which it has failed, and is looked at.
                   (Entrance->getCanonicalDecl() !=
                        Function->getCanonicalDecl() &&
                    Facts.isAddressTaken(Function)) ||
                   (Facts.isFinalOnFailure(Function) &&
                    Facts.isCleanedUpAfter(Function))
               ? ObligationKind::KnownCallersLeaveAlone
               : ObligationKind::CallersLeaveAlone,
           Entrance->getNameAsString(), "", 0, fieldNames(Left, Facts)});
    if (Sibling) {
      Result.Also = Sibling;
      Result.AlsoText = Sibling == Entry.ReleasedOnError
                            ? "another error path of this function releases it "
                              "here"
                            : "the cleanup of this function releases it here";
    } else if (ByCaller) {
      Result.Also = ByCaller;
      Result.AlsoText = "a caller releases it here, when this has worked";
    }
    if (!Sure)
      Result.Assumption = "nothing releases it after this function has failed";
    if (Failed)
      Result.Assumption +=
          ", and " +
          quote(Failed->getCallee(),
                Left.Node->getLocationContext()->getDecl()->getASTContext()) +
          " keeps nothing of it when it fails";
    return Result;
  }
};

} // namespace

static void checkLeakInUnit(ArrayRef<SyntaxContext> Unit) {
  checkFreedMapped(Unit);
  checkFreedUnmapped(Unit);
  SmallVector<const FieldDecl *, 16> Released = releasedFields(Unit);
  for (const SyntaxContext &In : Unit) {
    UnwindLadder Ladder(In);
    checkUnwindOrder(In, Ladder);
    checkForgottenUnwind(In, Ladder, Released);
    checkForgottenTeardown(In, Ladder);
    checkClearedUnreleased(In);
    checkIdleLoops(In);
    checkPairedCalls(In);
  }
}

static constexpr char Page[] = {
#embed "dma-leak.md"
};

const dmatidy::CheckInfo dmatidy::LeakCheck = {
    "dma-leak",
    CheckGroup::Lifecycle,
    Confidence::Medium,
    "a mapping or DMA memory is left behind",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<Leak>, checkUnwindLoops, checkLeakInUnit,
     checkLeakInModule}};
