//===-- FailureFlow.cpp - What callers do about a failure -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/FailureFlow.h"
#include "checkers/program/unit/FailureWalk.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/CFG.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if \p Call, in \p Caller, is one of \p Function, by name or through a
/// table.
static bool isCallOf(const CallExpr *Call, const FunctionDecl *Function,
                     const UnitFacts &Facts) {
  if (const FunctionDecl *Callee = Call->getDirectCallee())
    return Callee->getCanonicalDecl() == Function->getCanonicalDecl();
  const FieldDecl *Operation = operationOf(Call->getCallee());
  return Operation && Facts.isOperation(Function, Operation);
}

/// True if \p Call, in \p Caller, releases what one of \p Places keeps.
static bool releases(const CallExpr *Call, const FunctionDecl *Caller,
                     ArrayRef<const ValueDecl *> Places, const UnitFacts &Facts,
                     const Model &Api) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return false;
  if (const ApiFunction *Row = rowOf(Api, Callee))
    return Row->isRelease() &&
           any_of(objectPlaces(*Row, Call), [&](const ValueDecl *Object) {
             return any_of(Places, [&](const ValueDecl *Place) {
               return Object->getCanonicalDecl() == Place->getCanonicalDecl() ||
                      Facts.comesFrom(Caller, Object, Place);
             });
           });
  return any_of(Places, [&](const ValueDecl *Place) {
    return Facts.releasesFor(Caller, Callee, Place);
  });
}

/// Follows the failure of \p Function into those who call it, and into those
/// who call them as far as they are told: \p Enter is asked about each function
/// that fails, and ends it by returning false; the first call on the ways of a
/// caller for which \p IsSought holds ends it, too, and is returned.
static const CallExpr *
followFailure(const FunctionDecl *Function, const UnitFacts &Facts,
              const Model &Api,
              function_ref<bool(const FunctionDecl *Failing)> Enter,
              function_ref<bool(const CallExpr *Failing, const CallExpr *Call,
                                const FunctionDecl *Caller)>
                  IsSought) {
  SmallVector<const FunctionDecl *, 8> Work(1, Function->getCanonicalDecl());
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  while (!Work.empty()) {
    const FunctionDecl *Failing = Work.pop_back_val();
    if (!Enter(Failing))
      return nullptr;
    for (const FunctionDecl *Caller : Facts.callersOf(Failing)) {
      const FunctionDecl *Definition = nullptr;
      if (!Caller->hasBody(Definition) || !Seen.insert(Caller).second)
        continue;
      FailureWalk Walk(Definition, Api);
      auto Fails = [&](const CallExpr *Call) {
        return isCallOf(Call, Failing, Facts);
      };
      if (const CallExpr *Sought =
              Walk.find(Fails, [&](const CallExpr *From, const CallExpr *Call) {
                return !Fails(Call) && IsSought(From, Call, Definition);
              }))
        return Sought;
      // A function that returns nothing tells nobody of the failure.
      if (Walk.passesOn() && !Caller->getReturnType()->isVoidType())
        Work.push_back(Caller);
    }
  }
  return nullptr;
}

/// The field that \p Argument, `&x->field`, is the address of, a record; or
/// null.
static const FieldDecl *recordGiven(const Expr *Argument) {
  const auto *Address = dyn_cast<UnaryOperator>(Argument->IgnoreParenCasts());
  const auto *Member =
      Address && Address->getOpcode() == UO_AddrOf
          ? dyn_cast<MemberExpr>(Address->getSubExpr()->IgnoreParens())
          : nullptr;
  return Member && Member->getType()->isRecordType()
             ? dyn_cast<FieldDecl>(Member->getMemberDecl())
             : nullptr;
}

/// True if \p Cleanup is given another record than \p Failing, of the same
/// type: what was there before, not what has failed.
static bool isOfOtherRecord(const CallExpr *Failing, const CallExpr *Cleanup) {
  bool IsOther = false;
  for (const Expr *Argument : Cleanup->arguments())
    for (const Expr *Before : Failing->arguments()) {
      const FieldDecl *Now = recordGiven(Argument), *Then = recordGiven(Before);
      if (!Now || !Then ||
          Now->getType().getCanonicalType() !=
              Then->getType().getCanonicalType())
        continue;
      if (Now == Then)
        return false;
      IsOther = true;
    }
  return IsOther;
}

/// The variables that \p S names.
static void variablesIn(const Stmt *S,
                        SmallPtrSetImpl<const VarDecl *> &Variables) {
  if (const auto *E = dyn_cast_or_null<Expr>(S))
    if (const VarDecl *Variable = namedVariable(E))
      Variables.insert(Variable);
  for (const Stmt *Part : S->children())
    if (Part)
      variablesIn(Part, Variables);
}

/// True if \p S, or the first statement in it, counts one of \p Variables down.
static bool countsDown(const Stmt *S,
                       const SmallPtrSetImpl<const VarDecl *> &Variables) {
  if (!S)
    return false;
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return !Block->body_empty() && countsDown(Block->body_front(), Variables);
  const auto *Unary = dyn_cast<UnaryOperator>(S);
  if (Unary && Unary->isDecrementOp() &&
      Variables.contains(namedVariable(Unary->getSubExpr())))
    return true;
  return isa<Expr>(S) && any_of(S->children(), [&](const Stmt *Part) {
           return countsDown(Part, Variables);
         });
}

/// True if \p Condition is `k < n` with one of \p Variables as `n`.
static bool goesUpTo(const Expr *Condition,
                     const SmallPtrSetImpl<const VarDecl *> &Variables) {
  const auto *Compared = dyn_cast_or_null<BinaryOperator>(
      Condition ? Condition->IgnoreParenImpCasts() : nullptr);
  return Compared && Compared->getOpcode() == BO_LT &&
         Variables.contains(namedVariable(Compared->getRHS()));
}

namespace {
/// The innermost loop around each call of a function.
class LoopsOfCalls : public RecursiveASTVisitor<LoopsOfCalls> {
  using Base = RecursiveASTVisitor<LoopsOfCalls>;

public:
  explicit LoopsOfCalls(Stmt *Body) { TraverseStmt(Body); }

  bool TraverseForStmt(ForStmt *Loop) {
    return within(Loop, [&] { return Base::TraverseForStmt(Loop); });
  }
  bool TraverseWhileStmt(WhileStmt *Loop) {
    return within(Loop, [&] { return Base::TraverseWhileStmt(Loop); });
  }
  bool VisitCallExpr(CallExpr *Call) {
    if (Current)
      LoopOf[Call] = Current;
    return true;
  }

  /// True if \p Cleanup stands in a loop that first counts down what \p Failing
  /// was called with, in a loop as well, or goes up to what that loop has come
  /// to: `while (i--)` and `for (k = 0; k < i; k++)` come by the elements
  /// before the one that has failed.
  bool unwindsBefore(const CallExpr *Failing, const CallExpr *Cleanup) const {
    const Stmt *Loop = LoopOf.lookup(Cleanup), *Around = LoopOf.lookup(Failing);
    if (!Loop || !Around || Loop == Around)
      return false;
    SmallPtrSet<const VarDecl *, 4> Variables;
    for (const Expr *Argument : Failing->arguments())
      if (!Argument->getType()->isPointerType() ||
          !isa<DeclRefExpr>(Argument->IgnoreParenCasts()))
        variablesIn(Argument, Variables);
    if (const auto *Counting = dyn_cast<ForStmt>(Around);
        Counting && Counting->getInc())
      variablesIn(Counting->getInc(), Variables);
    if (const auto *While = dyn_cast<WhileStmt>(Loop))
      return countsDown(While->getCond(), Variables) ||
             countsDown(While->getBody(), Variables);
    const auto *For = cast<ForStmt>(Loop);
    return countsDown(For->getInit(), Variables) ||
           countsDown(For->getCond(), Variables) ||
           goesUpTo(For->getCond(), Variables);
  }

private:
  bool within(const Stmt *Loop, function_ref<bool()> Traverse) {
    const Stmt *Outer = std::exchange(Current, Loop);
    bool GoOn = Traverse();
    Current = Outer;
    return GoOn;
  }
  const Stmt *Current = nullptr;
  DenseMap<const CallExpr *, const Stmt *> LoopOf;
};
} // namespace

const CallExpr *releaseAfterFailure(const FunctionDecl *Function,
                                    ArrayRef<const ValueDecl *> Places,
                                    const UnitFacts &Facts, const Model &Api) {
  return followFailure(
      Function, Facts, Api, [](const FunctionDecl *) { return true; },
      [&](const CallExpr *Failing, const CallExpr *Call,
          const FunctionDecl *Caller) {
        return releases(Call, Caller, Places, Facts, Api) &&
               !isOfOtherRecord(Failing, Call) &&
               !LoopsOfCalls(Caller->getBody()).unwindsBefore(Failing, Call);
      });
}

bool isFailureSwallowed(const FunctionDecl *Function, const UnitFacts &Facts,
                        const Model &Api) {
  bool IsTold = false;
  followFailure(
      Function, Facts, Api,
      [&](const FunctionDecl *Failing) {
        // Who is called from elsewhere tells those who are not seen.
        IsTold = Facts.isAddressTaken(Failing) ||
                 Failing->isExternallyVisible() ||
                 Facts.callersOf(Failing).empty();
        return !IsTold;
      },
      [](const CallExpr *, const CallExpr *, const FunctionDecl *) {
        return false;
      });
  return !IsTold;
}

std::vector<FailureWays> failureWaysOf(const FunctionDecl *Function,
                                       const Model &Api) {
  const SourceManager &SM = Function->getASTContext().getSourceManager();
  MapVector<const NamedDecl *, SmallVector<const CallExpr *, 2>> Called;
  for (const CallExpr *Call : callsIn(Function->getBody())) {
    if (Call->getType()->isVoidType())
      continue;
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee ? isDriverDecl(Callee, SM) && !Callee->getBuiltinID() &&
                     !rowOf(Api, Callee)
               : operationOf(Call->getCallee()) != nullptr)
      Called[Callee ? cast<NamedDecl>(Callee->getCanonicalDecl())
                    : operationOf(Call->getCallee())]
          .push_back(Call);
  }
  std::vector<FailureWays> All;
  if (Called.empty())
    return All;
  LoopsOfCalls Loops(Function->getBody());
  FailureWalk Walk(Function, Api);
  for (auto &Entry : Called) {
    FailureWays Ways;
    Ways.Callee = Entry.first;
    Walk.find(
        [&](const CallExpr *Call) { return is_contained(Entry.second, Call); },
        [&](const CallExpr *Failing, const CallExpr *Call) {
          if (isOfOtherRecord(Failing, Call) ||
              Loops.unwindsBefore(Failing, Call))
            return false;
          const FunctionDecl *Next = Call->getDirectCallee();
          const ApiFunction *Row = Next ? rowOf(Api, Next) : nullptr;
          if (Row && Row->isRelease())
            for (const ValueDecl *Place : objectPlaces(*Row, Call))
              Ways.Released.insert(Place);
          else if (Next && isDriverDecl(Next, SM))
            Ways.Calls.insert(Next->getCanonicalDecl());
          else if (!Next && operationOf(Call->getCallee()))
            Ways.Calls.insert(operationOf(Call->getCallee()));
          return false;
        });
    Ways.PassesOn = Walk.passesOn();
    All.push_back(std::move(Ways));
  }
  return All;
}

/// True if \p E asks for fields.
static bool asksFields(const Stmt *E) {
  return E && (isa<MemberExpr>(E) || any_of(E->children(), asksFields));
}

/// True if \p S leaves its function or loop.
static bool leaves(const Stmt *S) {
  return S && (isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S) ||
               any_of(S->children(), leaves));
}

/// True if \p Call, in \p Body, is made whenever \p Place is not empty: what is
/// asked around it, or before it by who leaves, is that, or no field.
static bool runsForPlace(const CallExpr *Call, const Stmt *Body,
                         const ValueDecl *Place) {
  auto IsPlace = [Place](const ValueDecl *Named) {
    return Named->getCanonicalDecl() == Place->getCanonicalDecl();
  };
  ParentMap Parents(const_cast<Stmt *>(Body));
  for (const Stmt *At = Call, *Up; (Up = Parents.getParent(At)); At = Up) {
    if (isa<ForStmt, WhileStmt, DoStmt, SwitchStmt, ConditionalOperator>(Up))
      return false;
    if (const auto *If = dyn_cast<IfStmt>(Up);
        If && asksFields(If->getCond()) && !names(If->getCond(), IsPlace))
      return false;
    if (isa<CompoundStmt>(Up))
      for (const Stmt *Before : Up->children()) {
        if (Before == At)
          break;
        const auto *If = dyn_cast<IfStmt>(Before);
        if (If && leaves(If->getThen()) && asksFields(If->getCond()) &&
            !names(If->getCond(), IsPlace))
          return false;
      }
  }
  return true;
}

bool releasesSurely(const FunctionDecl *Callee, const ValueDecl *Place,
                    const UnitFacts &Facts, const Model &Api, unsigned Depth) {
  const FunctionDecl *Definition = nullptr;
  if (!Depth || !Callee->hasBody(Definition))
    return false;
  return any_of(callsIn(Definition->getBody()), [&](const CallExpr *Call) {
    const FunctionDecl *Next = Call->getDirectCallee();
    const ApiFunction *Row = Next ? rowOf(Api, Next) : nullptr;
    bool Releases =
        Row ? Row->isRelease() && is_contained(objectPlaces(*Row, Call), Place)
            : Next && Facts.releases(Next, Place) &&
                  releasesSurely(Next, Place, Facts, Api, Depth - 1);
    return Releases && runsForPlace(Call, Definition->getBody(), Place);
  });
}

/// True if all that \p Release is given was given to \p Failing: they speak of
/// the same record.
static bool isOfSameRecord(const CallExpr *Failing, const CallExpr *Release) {
  return Release->getNumArgs() > 0 &&
         all_of(Release->arguments(), [&](const Expr *Argument) {
           const VarDecl *Given = namedVariable(Argument);
           return Given && any_of(Failing->arguments(), [&](const Expr *Other) {
                    return namedVariable(Other) == Given;
                  });
         });
}

const CallExpr *repeatedAfterFailure(const FunctionDecl *Function,
                                     const ValueDecl *Place,
                                     const UnitFacts &Facts, const Model &Api) {
  return followFailure(
      Function, Facts, Api, [](const FunctionDecl *) { return true; },
      [&](const CallExpr *Failing, const CallExpr *Call,
          const FunctionDecl *Caller) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        return Callee && !rowOf(Api, Callee) && Facts.releases(Callee, Place) &&
               isOfSameRecord(Failing, Call) &&
               runsForPlace(Call, Caller->getBody(), Place) &&
               releasesSurely(Callee, Place, Facts, Api);
      });
}

} // namespace dmatidy
