//===-- UnwindLoops.cpp - Loops that undo what a loop has done -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// After `for (i = 0; ...)` has failed at i, elements 0 to i - 1 are to be
// released. Three shapes of the loop that does it are wrong whatever else
// happens:
//
//   while (--i > 0)      release(x[i])   element 0 stays          dma-leak
//   while (i-- >= 0)     release(x[i])   goes on to element -1    dma-release-
//                                                                 unacquired
//   for (j = 0; j < i;   release(x[i])   the loop's variable is   dma-leak
//        j++)                            not the element's
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What a statement says about variables and releases.
class BodyReader : public RecursiveASTVisitor<BodyReader> {
public:
  explicit BodyReader(const Model &Api) : Api(Api) {}

  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Element) {
    if (const VarDecl *Index = namedVariable(Element->getIdx()))
      Elements.emplace_back(Element, Index);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      Used.insert(Variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp())
      if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
        Changed.insert(Variable);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      if (const VarDecl *Variable = namedVariable(Unary->getSubExpr()))
        Changed.insert(Variable);
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    Changed.insert(Variable);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
    if (Row && Row->isAcquire())
      Acquires = true;
    if (Row && Row->isRelease())
      Releases.push_back(Call);
    Calls.push_back(Call);
    return true;
  }

  SmallVector<std::pair<const ArraySubscriptExpr *, const VarDecl *>, 4>
      Elements;
  SmallPtrSet<const VarDecl *, 8> Used, Changed;
  SmallVector<const CallExpr *, 2> Releases, Calls;
  bool Acquires = false;

private:
  const Model &Api;
};

class LoopVisitor : public RecursiveASTVisitor<LoopVisitor> {
public:
  explicit LoopVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitForStmt(ForStmt *For) {
    noteStart(For);
    checkCondition(For->getCond(), For->getBody());
    checkIndex(For);
    return true;
  }
  bool VisitWhileStmt(WhileStmt *While) {
    checkCondition(While->getCond(), While->getBody());
    return true;
  }

private:
  BodyReader read(const Stmt *Body) const {
    BodyReader Reader(In.Api);
    Reader.TraverseStmt(const_cast<Stmt *>(Body));
    return Reader;
  }

  /// Remembers the variable of a loop that counts from 0.
  void noteStart(const ForStmt *For) {
    const auto *Start = dyn_cast_or_null<BinaryOperator>(For->getInit());
    if (Start && Start->getOpcode() == BO_Assign)
      if (const auto *Zero =
              dyn_cast<IntegerLiteral>(Start->getRHS()->IgnoreParenCasts());
          Zero && Zero->getValue() == 0)
        if (const VarDecl *Variable = namedVariable(Start->getLHS()))
          FromZero.insert(Variable);
  }

  /// The call in \p Body that releases an element at \p Index, or null: a
  /// release of the model, or a function that is handed the element's address
  /// and whose callers count down, which is what one does to release.
  const CallExpr *releaseOf(const BodyReader &Body, const VarDecl *Index,
                            bool AnyCall) const {
    for (const CallExpr *Call : AnyCall ? Body.Calls : Body.Releases) {
      BodyReader Reader = read(Call);
      for (auto [Element, By] : Reader.Elements)
        if (By == Index)
          return Call;
    }
    return nullptr;
  }

  void checkCondition(const Expr *Condition, const Stmt *Body) {
    const auto *Compare =
        Condition ? dyn_cast<BinaryOperator>(Condition->IgnoreParenCasts())
                  : nullptr;
    const auto *Step =
        Compare ? dyn_cast<UnaryOperator>(Compare->getLHS()->IgnoreParenCasts())
                : nullptr;
    const auto *Limit =
        Compare
            ? dyn_cast<IntegerLiteral>(Compare->getRHS()->IgnoreParenCasts())
            : nullptr;
    if (!Step || !Limit || Limit->getValue() != 0)
      return;
    const VarDecl *Index = namedVariable(Step->getSubExpr());
    if (!Index)
      return;
    if (Step->getOpcode() == UO_PreDec && Compare->getOpcode() == BO_GT &&
        FromZero.contains(Index))
      reportMissed(Condition, Body, Index);
    if (Step->getOpcode() == UO_PostDec && Compare->getOpcode() == BO_GE &&
        Index->getType()->isSignedIntegerType())
      reportBelow(Condition, Body, Index);
  }

  void reportMissed(const Expr *Condition, const Stmt *Body,
                    const VarDecl *Index) {
    BodyReader Reader = read(Body);
    const CallExpr *Release = releaseOf(Reader, Index, /*AnyCall=*/false);
    if (!Release)
      return;
    In.add({"dma-leak", "unwind-stops-early"}, Index->getName(),
           Confidence::High, Condition->getBeginLoc(),
           "this loop ends before it reaches element 0, which is left behind; "
           "go on while '" +
               Index->getName() + "' is not negative");
    In.note(Release->getBeginLoc(), "the elements are released here");
  }

  void reportBelow(const Expr *Condition, const Stmt *Body,
                   const VarDecl *Index) {
    BodyReader Reader = read(Body);
    const CallExpr *Release = releaseOf(Reader, Index, /*AnyCall=*/true);
    if (!Release)
      return;
    In.add({"dma-release-unacquired", "unwind-goes-too-far"}, Index->getName(),
           Confidence::High, Condition->getBeginLoc(),
           "this loop goes on to element -1, which was never acquired; "
           "compare '" +
               Index->getName() + "' before it is counted down");
    In.note(Release->getBeginLoc(),
            "the element at '" + Index->getName() + "' is given up here");
  }

  /// A loop that counts with one variable and releases by another.
  void checkIndex(const ForStmt *For) {
    const auto *Step = dyn_cast_or_null<UnaryOperator>(For->getInc());
    const VarDecl *Counter = Step && Step->isIncrementDecrementOp()
                                 ? namedVariable(Step->getSubExpr())
                                 : nullptr;
    if (!Counter || !For->getCond())
      return;
    BodyReader Body = read(For->getBody());
    BodyReader Bound = read(For->getCond());
    if (Body.Acquires || Body.Changed.contains(Counter))
      return;
    for (const CallExpr *Release : Body.Releases) {
      BodyReader Call = read(Release);
      if (Call.Used.contains(Counter) || Call.Elements.empty())
        continue;
      auto [Element, Index] = Call.Elements.front();
      // The element does not change as the loop goes on, and the loop counts up
      // to it: up to, and without, the one that failed.
      if (any_of(Call.Used,
                 [&](const VarDecl *Variable) {
                   return Body.Changed.contains(Variable);
                 }) ||
          !Bound.Used.contains(Index) || Index == Counter)
        continue;
      In.add({"dma-leak", "same-element-released"}, quote(Element, In.Context),
             Confidence::High, Release->getBeginLoc(),
             quote(Element, In.Context) +
                 " is released in every turn of a loop "
                 "that counts with '" +
                 Counter->getName() +
                 "', and the elements before it are left behind; release the "
                 "element at '" +
                 Counter->getName() + "'");
      In.note(For->getForLoc(), "the loop begins here");
      return;
    }
  }

  const SyntaxContext &In;
  SmallPtrSet<const VarDecl *, 4> FromZero;
};

} // namespace

void checkUnwindLoops(const SyntaxContext &In) {
  LoopVisitor(In).TraverseStmt(In.Function->getBody());
}

} // namespace dmatidy
