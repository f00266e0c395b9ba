//===-- Leak.cpp - The check dma-leak ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object is left behind. Eight forms, each with its reason in the finding:
//
//   lost      nothing names the object any more and nobody was given it
//   shown     the function fails, nothing of its own names the object any more,
//             and those it was shown to have not taken it: another path
//             releases it after the same calls, or the call itself has failed
//   error     the function fails with the object live in a struct, another of
//             its error paths releases it, and no caller does
//   freed     the mapped buffer has been freed and the mapping is still there
//   later     the function fails because a later acquisition failed
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
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/Cleanup.h"
#include "checkers/program/unit/FailureFlow.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class Leak : public PathCheck {
public:
  void onFunctionDone(const FunctionLog &Log, const Decl *Analysed,
                      const UnitFacts &Facts, const Model &Api,
                      BugReporter &BR) const override {
    const auto *Function = dyn_cast<FunctionDecl>(Analysed);
    if (!Function)
      return;
    SmallPtrSet<const CallExpr *, 8> Reported;
    std::error_code EC_;
    raw_fd_ostream DBG("/tmp/dtdbg.log", EC_, sys::fs::OF_Append); // DTDBG
    if (getenv("DTDBG"))
      for (const LeakCandidate &Left : Log.LeakCandidates) { // DTDBG
        const SiteLog &E = entryOf(Left, Log);               // DTDBG
        const SourceManager &SM = BR.getSourceManager();     // DTDBG
        DBG << Function->getNameAsString() << ": site "
            << SM.getExpansionLineNumber(siteOf(Left)->getBeginLoc()) // DTDBG
            << " lost " << Left.Lost << " exit " << int(Left.Exit) << " fields "
            << Left.Fields.size() << " " << Left.Spelling << " good "
            << Left.What.hasEscapedForGood() << " tested "
            << Left.What.isTested() << " own " << Left.What.isOwnOfTopFrame()
            << " relErr " << !!E.ReleasedOnError << " rel " << !!E.Released
            << " later " << !!Left.FailedLater << " callers "
            << callerReleases(Function, Left, Facts, Api) << " cleaned "
            << Facts.isCleanedUpAfter(Function) << " final "
            << Facts.isFinalOnFailure(Function) << " lasts "
            << lasts(Left, Facts, Api) << " ran "
            << ranCleanup(Left, Facts, Api) << " isCallers " << isCallers(Left)
            << " alone " << isAlone(Function, Left, Facts); // DTDBG
        for (auto &T : Left.What.escapes())
          DBG << " [" << SM.getExpansionLineNumber(T.Where->getBeginLoc())
              << " k" << T.Kind << " r" << T.Result
              << (E.leavesAlone(T) ? " alone" : "") << "]"; // DTDBG
        DBG << (Log.Complete ? "" : " INCOMPLETE") << "\n"; // DTDBG
      } // DTDBG
    // The surest reason first: a site is reported once.
    for (const LeakCandidate &Left : Log.LeakCandidates)
      if (Left.What.isForgotten() && isLeft(Left) &&
          (Left.Exit == ExitKind::Error || Left.Exit == ExitKind::Code) &&
          Left.What.isTested() && !isWithOthers(Left, Log) &&
          !Reported.contains(siteOf(Left)) &&
          isShownInVain(Left, entryOf(Left, Log))) {
        Reported.insert(siteOf(Left));
        reportShown(Left, entryOf(Left, Log), Api, BR);
      }
    for (const LeakCandidate &Left : Log.LeakCandidates)
      if (isLost(Left) && isLeft(Left) && !isWithOthers(Left, Log) &&
          !Reported.contains(siteOf(Left)) && !Log.isDoomed(Left.Node) &&
          !ranCleanup(Left, Facts, Api)) {
        Reported.insert(siteOf(Left));
        reportLost(Left, entryOf(Left, Log), Api, BR);
      }
    for (const LeakCandidate &Left : Log.LeakCandidates)
      if (!Left.Lost && isLeft(Left) && !isWithOthers(Left, Log) &&
          Left.What.bufferFreedAt() && Left.What.isTested() &&
          !Reported.contains(siteOf(Left)) && !ranCleanup(Left, Facts, Api)) {
        Reported.insert(siteOf(Left));
        reportFreed(Left, entryOf(Left, Log), Api, BR);
      }
    for (const LeakCandidate &Left : Log.LeakCandidates) {
      if (Left.Lost || Left.What.isForgotten() || !isLeft(Left) ||
          isWithOthers(Left, Log) || Left.Exit != ExitKind::Error ||
          !isPlaced(Left) || Reported.contains(siteOf(Left)))
        continue;
      if (!Left.What.isTested() || Facts.isCleanedUpAfter(Function) ||
          (!ownsOnFailure(Left, Log) &&
           callerReleases(Function, Left, Facts, Api)))
        continue;
      if (!Facts.isFinalOnFailure(Function) && lasts(Left, Facts, Api))
        continue;
      const SiteLog &Entry = entryOf(Left, Log);
      // What the caller handed in, the caller can release: only a sibling that
      // does it here says that this function ought to.
      if (isCallers(Left) && !Entry.ReleasedOnError &&
          !Facts.isFinalOnFailure(Function))
        continue;
      if ((Entry.ReleasedOnError || Facts.isFinalOnFailure(Function) ||
           Left.FailedLater || isAlone(Function, Left, Facts)) &&
          !ranCleanup(Left, Facts, Api)) {
        Reported.insert(siteOf(Left));
        reportOnError(Left, Entry, Function, Facts, Api, BR);
      }
    }
    for (const LeakCandidate &Left : Log.LeakCandidates)
      if (!Left.Lost && isLeft(Left) && !isWithOthers(Left, Log) &&
          Left.Exit == ExitKind::Success && Left.What.isTested() &&
          Facts.isFinalOnFailure(Function) &&
          any_of(Left.Fields, IsaPred<FieldDecl>) && !isCallers(Left) &&
          Reported.insert(siteOf(Left)).second)
        reportKept(Left, entryOf(Left, Log), Function, Facts, Api, BR);
  }

private:
  static const CallExpr *siteOf(const LeakCandidate &Left) {
    return Left.What.acquireSite();
  }
  static bool isLeft(const LeakCandidate &Left) {
    return !Left.What.hasEscapedForGood() && !Left.What.acquireRow()->Managed;
  }
  /// True if nothing names it but functions of other files.
  static bool isLost(const LeakCandidate &Left) {
    return Left.Lost || (Left.What.isForgotten() &&
                         all_of(Left.What.escapes(), [](const Escape &To) {
                           return To.Kind == Escape::Asked;
                         }));
  }
  static const SiteLog &entryOf(const LeakCandidate &Left,
                                const FunctionLog &Log) {
    return Log.Sites.find(siteOf(Left))->second;
  }

  /// True if somebody \p Left was shown to may have taken it, for all that this
  /// function's paths say.
  static bool isWithOthers(const LeakCandidate &Left, const FunctionLog &Log) {
    const SiteLog &Entry = entryOf(Left, Log);
    return any_of(Left.What.escapes(), [&](const Escape &To) {
      return To.Kind == Escape::Taken && !Entry.leavesAlone(To) &&
             (Left.Exit != ExitKind::Error || To.Result != Escape::Failed);
    });
  }
  /// The call that failed, and is believed to have kept nothing of \p Left for
  /// that; or null if that is not needed.
  static const CallExpr *believed(const LeakCandidate &Left,
                                  const SiteLog &Entry) {
    for (const Escape &To : Left.What.escapes())
      if (To.Kind == Escape::Taken && !Entry.leavesAlone(To))
        return dyn_cast<CallExpr>(To.Where);
    return nullptr;
  }
  /// True if \p Left, which only others know of, is with none of them: what
  /// registers and descriptors were told is read back from there where the
  /// function works, and may be where another path does not release it.
  static bool isShownInVain(const LeakCandidate &Left, const SiteLog &Entry) {
    return all_of(Left.What.escapes(), [&](const Escape &To) {
      return Entry.leavesAlone(To) || To.Kind == Escape::Taken ||
             (To.Kind == Escape::Number && Left.FailedLater && Entry.Released);
    });
  }

  /// True if a function that calls \p Function, at whatever distance, also
  /// releases what it left behind.
  static bool callerReleases(const FunctionDecl *Function,
                             const LeakCandidate &Left, const UnitFacts &Facts,
                             const Model &Api) {
    return releaseAfterFailure(Function, placesOf(Left, Facts), Facts, Api);
  }
  /// True if another path that fails releases it and leaves its name where it
  /// is kept: did a caller release that, it would do so a second time.
  static bool ownsOnFailure(const LeakCandidate &Left, const FunctionLog &Log) {
    // In a loop the other path has released another element.
    return !inOneLoop(siteOf(Left), siteOf(Left),
                      Left.Node->getLocationContext()) &&
           any_of(Log.Dangling, [&](const DanglingObject &Other) {
             return Other.Exit == ExitKind::Error &&
                    Other.What.acquireSite() == siteOf(Left);
           });
  }
  /// A streaming mapping is for one transfer: where a function that has set one
  /// up fails, whoever called it has no use for it. The callers are all known
  /// and none of them, nor theirs, releases it afterwards. Where the buffer is
  /// kept for others to find, what they do with it includes the mapping.
  static bool isAlone(const FunctionDecl *Function, const LeakCandidate &Left,
                      const UnitFacts &Facts) {
    return Left.What.acquireRow()->Result != ResultKind::Memory &&
           Left.What.isOwnOfTopFrame() && !Left.What.isBufferKept() &&
           (Facts.isAddressTaken(Function) || Function->isExternallyVisible() ||
            !Facts.callersOf(Function).empty()) &&
           !Facts.isFinalOnFailure(Function);
  }
  /// True if memory that outlives the function names it.
  static bool isPlaced(const LeakCandidate &Left) {
    return !dmatidy::placesOf(Left.Node->getState(), Left.Id).empty();
  }
  static bool isCallers(const LeakCandidate &Left) {
    return any_of(Left.Fields, IsaPred<ParmVarDecl>);
  }

  /// True if the unit shows everybody who calls \p Function.
  static bool isWholeStory(const FunctionDecl *Function,
                           const UnitFacts &Facts) {
    return Facts.isFinalOnFailure(Function) ||
           (!Facts.mayHaveUnseenCallers(Function) &&
            !Facts.isAddressTaken(Function) &&
            !Facts.callersOf(Function).empty());
  }

  /// True if the path ran cleanup for what it left behind and went past the
  /// release in it.
  static bool ranCleanup(const LeakCandidate &Left, const UnitFacts &Facts,
                         const Model &Api) {
    return ranCleanupOf(placesOf(Left, Facts), Left.Node, Left.Id, Facts, Api);
  }
  /// True if what was left is there for the next call.
  static bool lasts(const LeakCandidate &Left, const UnitFacts &Facts,
                    const Model &Api) {
    return lastsBetweenCalls(placesOf(Left, Facts), Left.Node, Left.Id, Facts,
                             Api);
  }
  /// Where it is kept, or said to be by the acquiring call.
  static SmallVector<const ValueDecl *, 4> placesOf(const LeakCandidate &Left,
                                                    const UnitFacts &Facts) {
    SmallVector<const ValueDecl *, 4> Places(Left.Fields.begin(),
                                             Left.Fields.end());
    const ApiFunction &Row = *Left.What.acquireRow();
    for (int Index : {Row.List, Row.HandleOut})
      if (Index >= 0)
        if (const ValueDecl *Place = namedPlace(siteOf(Left)->getArg(Index)))
          Places.push_back(Place);
    if (const ValueDecl *Target = Facts.targetOf(siteOf(Left)))
      Places.push_back(Target);
    return Places;
  }

  std::string remedy(const LeakCandidate &Left, const Model &Api) const {
    return (" is left behind when the function gives up here; call " +
            Api.releaseFor(*Left.What.acquireRow()) + "() first")
        .str();
  }

  /// What other files may have to do with it.
  static std::vector<Obligation> obligationsOf(const LeakCandidate &Left,
                                               const SiteLog &Entry) {
    std::vector<Obligation> Due;
    for (const Escape &To : Left.What.escapes()) {
      // Where the function works, who was shown it may have taken it over.
      if (To.Kind != Escape::Asked ||
          (Left.Exit == ExitKind::Error && Entry.leavesAlone(To)))
        continue;
      std::string Callee = To.Callee->getNameAsString();
      auto Same = find_if(Due, [&](const Obligation &Other) {
        return Other.Function == Callee;
      });
      if (Same != Due.end())
        Same->Parameters |= To.Parameters;
      else
        Due.push_back({ObligationKind::CalleeLeavesAlone,
                       std::move(Callee),
                       Left.What.acquireRow()->Name,
                       To.Parameters,
                       {}});
    }
    return Due;
  }

  /// The fields that hold it, as the module knows them.
  static std::vector<std::string> fieldNames(const LeakCandidate &Left,
                                             const UnitFacts &Facts,
                                             const SourceManager &SM) {
    std::vector<std::string> Names;
    for (const ValueDecl *Place : placesOf(Left, Facts))
      if (const auto *Field = dyn_cast<FieldDecl>(Place))
        Names.push_back(fieldName(Field, SM));
    return Names;
  }

  /// What every finding about \p Left has.
  static Finding findingOf(const LeakCandidate &Left, const SiteLog &Entry) {
    Finding Result;
    Result.Node = Left.Node;
    Result.Id = Left.Id;
    Result.Unique = siteOf(Left);
    Result.Obligations = obligationsOf(Left, Entry);
    return Result;
  }

  void reportLost(const LeakCandidate &Left, const SiteLog &Entry,
                  const Model &Api, BugReporter &BR) const {
    ProgramStateRef State = Left.Node->getFirstPred()->getState();
    Finding Result = findingOf(Left, Entry);
    Result.Level = Confidence::High;
    Result.Kind = "lost";
    Result.Object =
        nameOf(State, Left.Id, Left.What, Left.Node->getLocationContext());
    Result.Message =
        Result.Object +
        " is never released on this path and nothing refers to it any more; "
        "call " +
        Api.releaseFor(*Left.What.acquireRow()).str() + "() before leaving";
    report(std::move(Result), BR);
  }

  void reportShown(const LeakCandidate &Left, const SiteLog &Entry,
                   const Model &Api, BugReporter &BR) const {
    Finding Result = findingOf(Left, Entry);
    Result.Kind = "shown";
    Result.Object = nameOf(Left.Node->getState(), Left.Id, Left.What,
                           Left.Node->getLocationContext());
    Result.Message = Result.Object + remedy(Left, Api);
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
    report(std::move(Result), BR);
  }

  void reportFreed(const LeakCandidate &Left, const SiteLog &Entry,
                   const Model &Api, BugReporter &BR) const {
    Finding Result = findingOf(Left, Entry);
    Result.Level = Confidence::Medium;
    Result.Kind = "buffer-freed";
    Result.Object = nameOf(Left.Node->getState(), Left.Id, Left.What,
                           Left.Node->getLocationContext());
    Result.Message = Result.Object +
                     " is left behind although its buffer is freed; call " +
                     Api.releaseFor(*Left.What.acquireRow()).str() +
                     "() before freeing the buffer";
    Result.Assumption =
        "nothing releases it later from the place where it is kept";
    report(std::move(Result), BR);
  }

  /// What the finding calls an object that is kept in a field.
  static std::string keptName(const LeakCandidate &Left) {
    // A helper's local name says less than the field it ends up in.
    if (!Left.What.isOwnOfTopFrame() && !Left.Spelling.empty())
      return "'" + Left.Spelling + "'";
    return nameOf(Left.Node->getState(), Left.Id, Left.What,
                  Left.Node->getLocationContext());
  }

  void reportKept(const LeakCandidate &Left, const SiteLog &Entry,
                  const FunctionDecl *Function, const UnitFacts &Facts,
                  const Model &Api, BugReporter &BR) const {
    Finding Result = findingOf(Left, Entry);
    Result.Level = Confidence::Medium;
    Result.Kind = "kept-after-probe";
    Result.Object = keptName(Left);
    Result.Message =
        (Result.Object + " is released when " + Function->getNameAsString() +
         "() fails, but by nothing that runs once it has worked; call " +
         Api.releaseFor(*Left.What.acquireRow()) +
         "() when the driver is removed, too")
            .str();
    Result.Assumption = "no other module releases it";
    Result.Obligations.push_back(
        {ObligationKind::ReleasedOnFailureOnly, "",
         Left.What.acquireRow()->Name, 0,
         fieldNames(Left, Facts, BR.getSourceManager())});
    report(std::move(Result), BR);
  }

  void reportOnError(const LeakCandidate &Left, const SiteLog &Entry,
                     const FunctionDecl *Function, const UnitFacts &Facts,
                     const Model &Api, BugReporter &BR) const {
    bool WholeStory = isWholeStory(Function, Facts);
    Finding Result = findingOf(Left, Entry);
    const CallExpr *Failed = believed(Left, Entry);
    bool Sure = Entry.ReleasedOnError && WholeStory && !Failed;
    Result.Level = Sure ? Confidence::High : Confidence::Medium;
    Result.Kind = "left-on-error";
    Result.Object = keptName(Left);
    Result.Message = Result.Object + remedy(Left, Api);
    // A sibling that releases it is reason enough to believe that callers which
    // nobody sees do not.
    for (const FunctionDecl *Entrance : Facts.entrancesOf(Function))
      Result.Obligations.push_back(
          {Entry.ReleasedOnError ? ObligationKind::KnownCallersLeaveAlone
                                 : ObligationKind::CallersLeaveAlone,
           Entrance->getNameAsString(), "", 0,
           fieldNames(Left, Facts, BR.getSourceManager())});
    if (Entry.ReleasedOnError) {
      Result.Also = Entry.ReleasedOnError;
      Result.AlsoText = "another error path of this function releases it here";
    }
    if (!Sure)
      Result.Assumption = "nothing releases it after this function has failed";
    if (Failed)
      Result.Assumption +=
          ", and " +
          quote(Failed->getCallee(),
                Left.Node->getLocationContext()->getDecl()->getASTContext()) +
          " keeps nothing of it when it fails";
    report(std::move(Result), BR);
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-leak.md"
};

const dmatidy::CheckInfo dmatidy::LeakCheck = {
    "dma-leak",
    CheckGroup::Lifecycle,
    Confidence::Medium,
    "a mapping or DMA memory is left behind",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<Leak>, checkUnwindLoops, nullptr, checkLeakInModule}};
