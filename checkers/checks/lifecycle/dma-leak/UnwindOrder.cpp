//===-- UnwindOrder.cpp - Failures that skip what others undo
//---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
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
#include "checkers/checks/lifecycle/dma-leak/StepMatch.h"
#include "checkers/program/unit/FailureFlow.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class UnwindOrder {
public:
  explicit UnwindOrder(const SyntaxContext &In) : In(In), Ladder(In) {}

  void run() {
    for (unsigned Number = 0; Number < Ladder.rungs().size(); ++Number)
      checkUnreached(Number);
    for (const WayOut &Way : Ladder.waysOut())
      checkSkipped(Way);
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

  /// \p Way skips what others do that come before it, or behind it.
  void checkSkipped(const WayOut &Way) {
    if (!Ladder.isFailure(Way) || !Ladder.isUnwinding(Way.To) ||
        asksForCleanup(Way))
      return;
    SmallVector<UnwindStep, 4> Taken = Ladder.stepsFrom(Way.To);
    append_range(Taken, Ladder.stepsIn(Way));
    auto Check = [&](const WayOut &Other,
                     function_ref<const Stmt *(const UnwindStep &)> Reason) {
      if (!Other.To || Other.To == Way.To || !Ladder.isUnwinding(Other.To))
        return false;
      SmallVector<UnwindStep, 4> Steps = Ladder.stepsFrom(Other.To);
      for (const UnwindStep &Step : Steps)
        if (Step.Always && isSkipped(Step, Steps, Taken))
          if (const Stmt *Shown = Reason(Step);
              Shown && !isLeftToCallers(Step)) {
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
    SmallVector<const Stmt *, 32> Parts = UnwindLadder::partsBefore(Way);
    for (const WayOut &Behind : Ladder.waysOut())
      if (UnwindLadder::runsBefore(Way, Behind) &&
          Check(Behind, [&](const UnwindStep &Step) {
            return mayBeAcquiredIn(Step, UnwindLadder::partsBetween(
                                             Way, Behind, /*WholeLoop=*/true))
                       ? nullptr
                       : acquisitionFor(Step, Way, Parts);
          }))
        return;
    checkBetween(Way, Taken);
  }

  /// \p Way, which takes \p Taken, does not do what a failure before it and one
  /// behind it do in their own branches.
  void checkBetween(const WayOut &Way, ArrayRef<UnwindStep> Taken) {
    for (const WayOut &Before : reverse(Ladder.waysOut())) {
      if (!UnwindLadder::runsBefore(Before, Way) || !Ladder.isFailure(Before))
        continue;
      for (const UnwindStep &Step : Ladder.stepsIn(Before))
        if (Step.Always && isSkipped(Step, {}, Taken) &&
            isAcquiredBefore(Step, Before) && isDoneBehind(Step, Way) &&
            !match(Step).isSettledBy(
                UnwindLadder::partsBetween(Before, Way, !Step.InLoop)) &&
            !isLeftToCallers(Step)) {
          report(Way, Before, Step, Before.Leaves);
          return;
        }
    }
  }
  /// True if a failure behind \p Way does in its branch what \p Step does.
  bool isDoneBehind(const UnwindStep &Step, const WayOut &Way) const {
    return any_of(Ladder.waysOut(), [&](const WayOut &Behind) {
      return UnwindLadder::runsBefore(Way, Behind) &&
             Ladder.isFailure(Behind) &&
             any_of(Ladder.stepsIn(Behind), [&](const UnwindStep &Other) {
               return Other.Always && match(Step).isRepeatedBy(Other.Call);
             });
    });
  }

  /// True if the branch of \p Way calls a function of the driver's, other than
  /// to print: that may clean up in a way of its own.
  bool asksForCleanup(const WayOut &Way) const {
    auto Asks = [&](const Stmt *S, auto &&Asks) -> bool {
      const auto *Call = dyn_cast_or_null<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      return (Callee && !Callee->isVariadic() && !Callee->getBuiltinID() &&
              isDriverDecl(Callee, In.Context.getSourceManager())) ||
             (Call && !Callee) ||
             (S && any_of(S->children(),
                          [&](const Stmt *Part) { return Asks(Part, Asks); }));
    };
    return Asks(Way.Branch, Asks);
  }

  /// True if, once this function has failed, somebody who calls it may release
  /// what \p Step does, or goes on as if it had not.
  bool isLeftToCallers(const UnwindStep &Step) const {
    SmallVector<const ValueDecl *, 4> Places = match(Step).fields();
    return !Places.empty() &&
           (releaseAfterFailure(In.Function, Places, In.Facts, In.Api) ||
            isFailureSwallowed(In.Function, In.Facts, In.Api));
  }
  /// True if something that \p Way comes by acquires what \p Step releases, or
  /// may, where it stands in another file.
  bool isAcquiredBefore(const UnwindStep &Step, const WayOut &Way) const {
    return mayBeAcquiredIn(Step, UnwindLadder::partsBefore(Way));
  }
  bool mayBeAcquiredIn(const UnwindStep &Step,
                       ArrayRef<const Stmt *> Parts) const {
    return any_of(Parts, [&](const Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      return Call && (match(Step).isAcquiredBy(Call) ||
                      match(Step).mayBeAcquiredBy(Call));
    });
  }
  /// The last of \p Parts, which \p Way comes by, that acquires what \p Step
  /// releases; null if there is none, or it has just failed, or something
  /// behind it settles that.
  const CallExpr *acquisitionFor(const UnwindStep &Step, const WayOut &Way,
                                 ArrayRef<const Stmt *> Parts) const {
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
    bool IsInBranch = any_of(Ladder.stepsIn(Other), [&](const auto &Own) {
      return Own.Call == Step.Call;
    });
    Diagnostic &Finding =
        In.add({"dma-leak", "skipped-release"}, Object, Confidence::Medium,
               Way.Leaves->getBeginLoc(),
               Object + " is left behind when the function gives up here; " +
                   (IsInBranch ? "release it" : "go to " + label(Other.To)) +
                   ", as other failures do");
    std::vector<std::string> Fields;
    for (const ValueDecl *Field : match(Step).fields())
      Fields.push_back(
          fieldName(cast<FieldDecl>(Field), In.Context.getSourceManager()));
    sort(Fields);
    if (!Fields.empty())
      for (const FunctionDecl *Entrance : In.Facts.entrancesOf(In.Function))
        Finding.Obligations.push_back({ObligationKind::KnownCallersLeaveAlone,
                                       Entrance->getNameAsString(), "", 0,
                                       Fields});
    if (!IsBefore)
      In.note(Reason->getBeginLoc(), "it is acquired here");
    if (IsInBranch)
      In.note(Step.Call->getBeginLoc(), "an earlier failure releases it here");
    else
      In.note(Other.Leaves->getBeginLoc(),
              Twine(IsBefore ? "an earlier" : "a later") + " failure goes to " +
                  label(Other.To));
    if (!IsInBranch)
      In.note(Step.Call->getBeginLoc(),
              Way.To ? "where it is released; " + label(Way.To) +
                           " comes after that"
                     : std::string("where it is released"));
    In.note(Way.Leaves->getBeginLoc(),
            "assuming that nothing else releases it in between");
  }

  const SyntaxContext &In;
  UnwindLadder Ladder;
};

} // namespace

void checkUnwindOrder(ArrayRef<SyntaxContext> Unit) {
  for (const SyntaxContext &In : Unit)
    UnwindOrder(In).run();
}

} // namespace dmatidy
