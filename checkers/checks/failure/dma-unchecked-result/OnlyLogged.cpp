//===-- OnlyLogged.cpp - dma-unchecked-result: failure only logged --------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text of one function:
//
//   if (dma_mapping_error(dev, handle)) dev_err(...);   or `if (!memory)`
//   put(ring, handle);
//
// The test's branch prints, counts, and does nothing else; what has failed is
// used behind it as if it had not
// (Documentation/core-api/dma-api-howto.rst, "Handling Errors").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/failure/dma-unchecked-result/UncheckedResult.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class OnlyLogged : public RecursiveASTVisitor<OnlyLogged> {
public:
  explicit OnlyLogged(const SyntaxContext &In)
      : In(In), Parents(In.Function->getBody()) {}

  bool VisitIfStmt(IfStmt *If) {
    const Expr *Failed = If->getElse() ? nullptr : failedIn(If->getCond());
    if (!Failed)
      return true;
    const Stmt *Use = onlyPrints(If->getThen(), In.Context.getSourceManager())
                          ? useBehind(If, Failed)
                          : nullptr;
    if (!Use)
      return true;
    std::string Name = quote(Failed, In.Context);
    In.add({"dma-unchecked-result", "only-logged"}, Name, Confidence::High,
           If->getBeginLoc(),
           Name + " is used although this has found that it was not acquired, "
                  "and only prints that; give up here");
    In.note(Use->getBeginLoc(), "it is used here");
    return true;
  }

private:
  /// What has failed wherever \p Condition holds; null if it says nothing of
  /// the kind.
  const Expr *failedIn(const Expr *Condition) const {
    for (const CallExpr *Call : callsIn(Condition))
      if (const Expr *Asked = askedForMapping(Call))
        return bareCondition(Condition) == Call ? Asked->IgnoreParenImpCasts()
                                                : nullptr;
    for (const ModeledSite &Site : In.Calls) {
      if (!Site.Row->isAcquire() || Site.Row->Failure != FailureKind::Null)
        continue;
      const Expr *Target = targetOf(Site.Call);
      if (Target &&
          In.comesBefore(Site.Call->getBeginLoc(), Condition->getBeginLoc()) &&
          In.holdsForNone(Condition, Target))
        return Target;
    }
    return nullptr;
  }
  /// What \p Call, of dma_mapping_error() or the like, asks about; null for any
  /// other: IS_ERR() is asked about anything.
  const Expr *askedForMapping(const CallExpr *Call) const {
    const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
    return Row && Row->Failure == FailureKind::MappingError
               ? askedByTest(Call, In.Api)
               : nullptr;
  }
  /// What takes the result of \p Call in its own statement; or null.
  const Expr *targetOf(const CallExpr *Call) const {
    const Stmt *Parent = Parents.getParentIgnoreParenCasts(Call);
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(Parent);
    return Binary && Binary->getOpcode() == BO_Assign
               ? Binary->getLHS()->IgnoreParenImpCasts()
               : nullptr;
  }
  /// The statement behind \p If, in its block, that uses what \p Failed names
  /// before anything asks for it or sets it anew; or null.
  const Stmt *useBehind(const IfStmt *If, const Expr *Failed) const {
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Parents.getParent(If));
    if (!Block)
      return nullptr;
    for (const Stmt *Next :
         make_range(std::next(find(Block->body(), If)), Block->body_end()))
      if (const Expr *Named = namedIn(Next, Failed))
        return isUse(Next, Named) ? Next : nullptr;
    return nullptr;
  }
  /// Where \p S names what \p Failed does; null if it does not.
  const Expr *namedIn(const Stmt *S, const Expr *Failed) const {
    const auto *E = dyn_cast_or_null<Expr>(S);
    if (E && isSameExpr(E, Failed, In.Context))
      return E;
    if (S)
      for (const Stmt *Child : S->children())
        if (const Expr *Named = namedIn(Child, Failed))
          return Named;
    return nullptr;
  }
  /// True if \p Named, in \p Next, is stored or given to a function, and is
  /// neither what something is decided by, nor released, nor set anew.
  bool isUse(const Stmt *Next, const Expr *Named) const {
    const Stmt *Part = Named;
    for (const Stmt *Outer = Parents.getParent(Part); Part != Next;
         Part = std::exchange(Outer, Parents.getParent(Outer))) {
      if (isa<Expr>(Part) && !isa<Expr, CompoundStmt>(Outer))
        return false;
      const auto *Call = dyn_cast<CallExpr>(Outer);
      const ApiFunction *Row =
          Call ? rowOf(In.Api, Call->getDirectCallee()) : nullptr;
      if (Row && (Row->isRelease() || Row->Role == FunctionRole::Test))
        return false;
      if (const auto *Binary = dyn_cast<BinaryOperator>(Outer);
          Binary && Binary->isAssignmentOp() && Binary->getLHS() == Part)
        return false;
    }
    return true;
  }

  const SyntaxContext &In;
  ParentMap Parents;
};

} // namespace

void checkOnlyLogged(const SyntaxContext &In) {
  // Where nothing is acquired or tested there is nothing to log.
  if (In.Calls.empty())
    return;
  OnlyLogged(In).TraverseStmt(In.Function->getBody());
}

} // namespace dmatidy
