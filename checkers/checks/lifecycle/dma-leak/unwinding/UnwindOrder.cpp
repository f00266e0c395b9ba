//===-- UnwindOrder.cpp - Failures that skip what others undo -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The labels at the end of a function undo its steps, the last one first; a
// later failure goes to an earlier label. Where one does not, what lies between
// is left behind, whoever has acquired it:
//
//     err = setup(p);      if (err) goto free_rings;
//     err = start(p);      if (err) goto free_buf;      free_rings is skipped
//     err = listen(p);     if (err) return err;         likewise
//
// and so it is where nothing goes to the label.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/checks/lifecycle/dma-leak/unwinding/Unwinding.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class UnwindOrder {
public:
  UnwindOrder(const SyntaxContext &In, const UnwindLadder &Ladder)
      : In(In), Ladder(Ladder) {}

  void run() {
    for (unsigned Number = 0; Number < Ladder.rungs().size(); ++Number)
      checkUnreached(Number);
    for (const WayOut &Way : Ladder.waysOut())
      if (Way.IsFailure)
        checkSkipped(Way);
      else
        checkSharedExit(Way);
  }

private:
  static std::string label(const LabelDecl *Label) {
    return "'" + Label->getNameAsString() + "'";
  }
  StepMatch match(const UnwindStep &Step) const { return {Step, In}; }

  /// Nothing goes to rung \p Number, and nothing runs into it.
  void checkUnreached(unsigned Number) {
    const UnwindLadder::Rung &Rung = Ladder.rungs()[Number];
    if (Rung.IsFallenInto ||
        any_of(Ladder.rungs(), [&](const UnwindLadder::Rung &Other) {
          return Other.First == Rung.First && Other.Uses;
        }))
      return;
    SmallVector<UnwindStep, 4> Steps = Ladder.stepsOfRung(Number);
    if (Steps.empty())
      return;
    std::string Object = Ladder.objectOf(Steps.front());
    In.add({"dma-leak", "unreached-release"}, Object, Confidence::Medium,
           Steps.front().Call->getBeginLoc(),
           Object + " is never released here: nothing goes to " +
               label(Rung.Label) +
               "; go there where a step that comes after it fails");
  }

  /// The steps that \p Way takes.
  SmallVector<UnwindStep, 4> takenBy(const WayOut &Way) const {
    SmallVector<UnwindStep, 4> Taken(Ladder.stepsFrom(Way.To));
    append_range(Taken, Way.Steps);
    return Taken;
  }

  /// \p Way, which has not failed, goes past what is released whether or not
  /// the function has failed, and what nobody but the function knows of.
  void checkSharedExit(const WayOut &Way) {
    if (!Ladder.isUnwinding(Way.To) || mayReleaseIn(Way.Branch) || !Way.If ||
        !asksForGiven(Way.If->getCond()))
      return;
    SmallVector<UnwindStep, 4> Taken = takenBy(Way);
    for (const UnwindLadder::Rung &Rung : Ladder.rungs()) {
      if (!Rung.IsFallenInto || !Rung.Uses || Rung.Label == Way.To ||
          !Ladder.isUnwinding(Rung.Label))
        continue;
      for (const UnwindStep &Step : Rung.Steps)
        if (Step.Row && Step.Always && isOwn(Step) &&
            isSkipped(Step, Rung.Steps, Taken))
          if (const CallExpr *Acquired = acquisitionFor(Step, Way)) {
            reportPast(Way, Rung, Step, Acquired);
            return;
          }
    }
  }
  /// True if something in \p Branch may lead to a release.
  bool mayReleaseIn(const Stmt *Branch) const {
    return any_of(callsIn(Branch), [&](const CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      return !Callee ||
             isUnseenDriverFunction(Callee, In.Context.getSourceManager()) ||
             In.Facts.reachesRelease(Callee);
    });
  }
  /// True if \p Condition asks for nothing but what the function was given:
  /// what has been done since does not decide it.
  bool asksForGiven(const Expr *Condition) const {
    return callsIn(Condition).empty() &&
           !names(Condition, [&](const ValueDecl *Named) {
             return isa<VarDecl>(Named) &&
                    (!isa<ParmVarDecl>(Named) ||
                     Ladder.isWritten(cast<VarDecl>(Named)));
           });
  }
  /// True if what \p Step releases is in a variable of the function's, or in a
  /// record that is one.
  static bool isOwn(const UnwindStep &Step) {
    const Expr *E = Step.Call->getArg(Step.Row->object())->IgnoreParenCasts();
    while (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return false;
      E = Member->getBase()->IgnoreParenCasts();
    }
    const VarDecl *Variable = namedVariable(E);
    return Variable && Variable->isLocalVarDecl() &&
           Variable->hasLocalStorage();
  }
  void reportPast(const WayOut &Way, const UnwindLadder::Rung &Rung,
                  const UnwindStep &Step, const CallExpr *Acquired) {
    std::string Object = Ladder.objectOf(Step);
    In.add({"dma-leak", "skipped-release"}, Object, Confidence::Medium,
           Way.Leaves->getBeginLoc(),
           Object + " is left behind when the function leaves here; go to " +
               label(Rung.Label) + ", which others run into");
    In.note(Acquired->getBeginLoc(), "it is acquired here");
    In.note(Step.Call->getBeginLoc(),
            "it is released here, whether or not the function has failed");
    In.note(Way.Leaves->getBeginLoc(),
            "assuming that nobody has taken it over before");
    joinFirst(Way, Step);
  }

  /// \p Way skips what others do that come before it, or behind it.
  void checkSkipped(const WayOut &Way) {
    if (!Ladder.isUnwinding(Way.To) || asksForCleanup(Way))
      return;
    SmallVector<UnwindStep, 4> Taken = takenBy(Way);
    auto Check = [&](const WayOut &Other,
                     function_ref<const Stmt *(const UnwindStep &)> Reason) {
      if (!Other.To || Other.To == Way.To || !Ladder.isUnwinding(Other.To))
        return false;
      ArrayRef<UnwindStep> Steps = Ladder.stepsFrom(Other.To);
      for (const UnwindStep &Step : Steps)
        if (Step.Always && isSkipped(Step, Steps, Taken))
          if (const Stmt *Shown = Reason(Step);
              Shown && !isLeftToCallers(match(Step).fields(), In)) {
            report(Way, Other, Step, Shown);
            return true;
          }
      return false;
    };
    for (const WayOut &Before : reverse(Ladder.waysOut()))
      if (UnwindLadder::runsBefore(Before, Way) &&
          Check(Before, [&](const UnwindStep &Step) {
            return isAcquiredBefore(Step, Before) &&
                           !match(Step).isSettledBy(UnwindLadder::partsBetween(
                               Before, Way, !Step.InLoop))
                       ? Before.Leaves
                       : nullptr;
          }))
        return;
    for (const WayOut &Behind : Ladder.waysOut())
      if (UnwindLadder::runsBefore(Way, Behind) &&
          Check(Behind, [&](const UnwindStep &Step) {
            return mayBeAcquiredIn(Step, UnwindLadder::partsBetween(
                                             Way, Behind, /*WholeLoop=*/true))
                       ? nullptr
                       : acquisitionFor(Step, Way);
          }))
        return;
    if (checkBetween(Way, Taken))
      return;
    // Another arm, say: neither comes before the other, and both come behind
    // the acquisition.
    for (const WayOut &Beside : Ladder.waysOut())
      if (Beside.IsFailure && !UnwindLadder::runsBefore(Beside, Way) &&
          !UnwindLadder::runsBefore(Way, Beside) &&
          Check(Beside, [&](const UnwindStep &Step) -> const Stmt * {
            const CallExpr *Acquired = acquisitionFor(Step, Way);
            return Acquired == acquisitionFor(Step, Beside) ? Acquired
                                                            : nullptr;
          }))
        return;
  }

  /// \p Way, which takes \p Taken, does not do what a failure before it and one
  /// behind it do in their own branches. True if that is told.
  bool checkBetween(const WayOut &Way, ArrayRef<UnwindStep> Taken) {
    for (const WayOut &Before : reverse(Ladder.waysOut())) {
      if (!UnwindLadder::runsBefore(Before, Way) || !Before.IsFailure)
        continue;
      for (const UnwindStep &Step : Before.Steps)
        if (Step.Always && isSkipped(Step, {}, Taken) &&
            isAcquiredBefore(Step, Before) &&
            (isDoneBehind(Step, Way) || isDoneByAllBefore(Step, Way)) &&
            !match(Step).isSettledBy(
                UnwindLadder::partsBetween(Before, Way, !Step.InLoop)) &&
            !isLeftToCallers(match(Step).fields(), In)) {
          report(Way, Before, Step, Before.Leaves);
          return true;
        }
    }
    return false;
  }
  /// True if a failure behind \p Way does in its branch what \p Step does.
  bool isDoneBehind(const UnwindStep &Step, const WayOut &Way) const {
    return any_of(Ladder.waysOut(), [&](const WayOut &Behind) {
      return UnwindLadder::runsBefore(Way, Behind) && Behind.IsFailure &&
             any_of(Behind.Steps, [&](const UnwindStep &Other) {
               return Other.Always && match(Step).isRepeatedBy(Other.Call);
             });
    });
  }

  /// True if two failures or more that come before \p Way do in their branches
  /// what \p Step does, or one in a loop that has ended, and no other one that
  /// comes behind the acquisition.
  bool isDoneByAllBefore(const UnwindStep &Step, const WayOut &Way) const {
    unsigned Count = 0;
    for (const WayOut &Before : Ladder.waysOut()) {
      if (!UnwindLadder::runsBefore(Before, Way) || !Before.IsFailure)
        continue;
      // What fails in a loop is one of several.
      bool IsInLoop = isInLoopBefore(Before, Way);
      if (IsInLoop ? !isAcquiredBefore(Step, Before)
                   : !acquisitionFor(Step, Before))
        continue;
      if (none_of(Before.Steps, [&](const UnwindStep &Other) {
            return Other.Always && match(Step).isRepeatedBy(Other.Call);
          }))
        return false;
      Count += IsInLoop ? 2 : 1;
    }
    return Count > 1;
  }

  /// True if \p Before stands in a loop that has ended where \p Way is come by.
  static bool isInLoopBefore(const WayOut &Before, const WayOut &Way) {
    return any_of(Before.At, [&](const WayOut::Position &Around) {
      const Stmt *Line = Around.Block->body_begin()[Around.Index];
      return isa<ForStmt, WhileStmt, DoStmt>(Line) &&
             none_of(Way.At, [&](const WayOut::Position &Other) {
               return Other.Block == Around.Block &&
                      Other.Index == Around.Index;
             });
    });
  }

  /// True if the branch of \p Way calls a function of the driver's, other than
  /// to print: that may clean up in a way of its own.
  bool asksForCleanup(const WayOut &Way) const {
    return any_of(callsIn(Way.Branch), [&](const CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      return !Callee || (!Callee->isVariadic() && !Callee->getBuiltinID() &&
                         isDriverDecl(Callee, In.Context.getSourceManager()));
    });
  }

  /// True if something that \p Way comes by acquires what \p Step releases, or
  /// may, where it stands in another file.
  bool isAcquiredBefore(const UnwindStep &Step, const WayOut &Way) const {
    return mayBeAcquiredIn(Step, Way.Before);
  }
  bool mayBeAcquiredIn(const UnwindStep &Step,
                       ArrayRef<const Stmt *> Parts) const {
    return any_of(Parts, [&](const Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      return Call && (match(Step).isAcquiredBy(Call) ||
                      match(Step).mayBeAcquiredBy(Call));
    });
  }
  /// The last call that \p Way comes by which acquires what \p Step releases;
  /// null if there is none, or it has just failed, or something behind it
  /// settles that.
  const CallExpr *acquisitionFor(const UnwindStep &Step,
                                 const WayOut &Way) const {
    ArrayRef<const Stmt *> Parts(Way.Before);
    for (size_t Index = Parts.size(); Index-- > 0;) {
      const auto *Call = dyn_cast<CallExpr>(Parts[Index]);
      if (Call && match(Step).isAcquiredBy(Call))
        return Ladder.isAskedFirst(Call, Way) ||
                       match(Step).isSettledBy(Parts.drop_front(Index + 1))
                   ? nullptr
                   : Call;
    }
    return nullptr;
  }

  /// True if none of \p Taken may do what \p Step, one of \p Steps, does.
  bool isSkipped(const UnwindStep &Step, ArrayRef<UnwindStep> Steps,
                 ArrayRef<UnwindStep> Taken) const {
    return none_of(Taken, [&](const UnwindStep &Other) {
      return Other.Call == Step.Call ||
             (none_of(Steps,
                      [&](const UnwindStep &Known) {
                        return Known.Call == Other.Call;
                      }) &&
              match(Step).isRepeatedBy(Other.Call));
    });
  }

  /// \p Way leaves behind what \p Step releases, as \p Other does not; \p
  /// Reason is where \p Other leaves, or the acquisition.
  void report(const WayOut &Way, const WayOut &Other, const UnwindStep &Step,
              const Stmt *Reason) {
    std::string Object = Ladder.objectOf(Step);
    bool IsBefore = Reason == Other.Leaves;
    bool IsInBranch = any_of(
        Other.Steps, [&](const auto &Own) { return Own.Call == Step.Call; });
    Diagnostic &Finding =
        In.add({"dma-leak", "skipped-release"}, Object, Confidence::Medium,
               Way.Leaves->getBeginLoc(),
               Object + " is left behind when the function gives up here; " +
                   (IsInBranch ? "release it" : "go to " + label(Other.To)) +
                   ", as other failures do");
    askOtherCallers(Finding, match(Step).fields(), In);
    if (!IsBefore)
      In.note(Reason->getBeginLoc(), "it is acquired here");
    if (IsInBranch)
      In.note(Step.Call->getBeginLoc(), "an earlier failure releases it here");
    else
      In.note(Other.Leaves->getBeginLoc(),
              Twine(IsBefore                               ? "an earlier"
                    : UnwindLadder::runsBefore(Way, Other) ? "a later"
                                                           : "another") +
                  " failure goes to " + label(Other.To));
    if (!IsInBranch)
      In.note(Step.Call->getBeginLoc(),
              Way.To ? "where it is released; " + label(Way.To) +
                           " comes after that"
                     : std::string("where it is released"));
    In.note(Way.Leaves->getBeginLoc(),
            "assuming that nothing else releases it in between");
    joinFirst(Way, Step);
  }

  /// Makes the finding added last, that \p Way leaves behind what \p Step
  /// releases, a further exit of the first one that says the same.
  void joinFirst(const WayOut &Way, const UnwindStep &Step) {
    ParentMap Parents(In.Function->getBody());
    const Stmt *Failed = decidedBy(Way.Leaves, Parents);
    In.Findings.back().Failed =
        siteAt((Failed ? Failed : Way.Leaves)->getBeginLoc(), "", In.Context)
            .Text;
    auto [First, IsFirst] =
        FirstOf.try_emplace(Step.Call, In.Findings.size() - 1);
    if (IsFirst)
      return;
    Diagnostic Exit = std::move(In.Findings.back());
    In.Findings.pop_back();
    Exit.Text = Exit.Failed;
    In.Findings[First->second].Exits.push_back(std::move(Exit));
  }

  const SyntaxContext &In;
  const UnwindLadder &Ladder;
  /// By the release, where the first finding stands that misses it.
  DenseMap<const CallExpr *, size_t> FirstOf;
};

} // namespace

void checkUnwindOrder(const SyntaxContext &In, const UnwindLadder &Ladder) {
  UnwindOrder(In, Ladder).run();
}

} // namespace dmatidy
