//===-- ExprOrigins.cpp - Where a value may come from ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/ExprOrigins.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Collects the origins of one expression.
class Follower {
public:
  explicit Follower(const Model &Api) : Api(Api) {}

  void follow(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (isa<VarDecl>(Ref->getDecl()))
        found(Ref->getDecl());
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      found(Member->getMemberDecl());
      if (Member->getType()->isArrayType())
        follow(Member->getBase());
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      follow(Element->getBase());
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      followUnary(Unary);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isComparisonOp() || Binary->isLogicalOp() ||
          Binary->isMultiplicativeOp())
        return;
      if (!Binary->isAssignmentOp())
        follow(Binary->getRHS());
      follow(Binary->getLHS());
    } else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
      follow(Choice->getTrueExpr());
      follow(Choice->getFalseExpr());
    } else if (const auto *Same = dyn_cast<OpaqueValueExpr>(E)) {
      if (Same->getSourceExpr())
        follow(Same->getSourceExpr());
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      followCall(Call);
    } else if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
      if (!Compound->getSubStmt()->body_empty())
        if (const auto *Last =
                dyn_cast<Expr>(Compound->getSubStmt()->body_back()))
          follow(Last);
    } else {
      for (const Stmt *Child : E->children())
        if (const auto *Part = dyn_cast_or_null<Expr>(Child))
          follow(Part);
    }
  }

  ExprOrigins Result;

private:
  void found(const Decl *Place) {
    Result.Places.push_back(Place->getCanonicalDecl());
  }

  void followUnary(const UnaryOperator *Unary) {
    if (Unary->getOpcode() == UO_LNot)
      return;
    follow(Unary->getSubExpr());
    // &p->x is computed from p.
    if (Unary->getOpcode() != UO_AddrOf)
      return;
    const Expr *Base = Unary->getSubExpr()->IgnoreParenCasts();
    while (const auto *Member = dyn_cast<MemberExpr>(Base)) {
      Base = Member->getBase()->IgnoreParenCasts();
      if (Member->isArrow() || !isa<MemberExpr>(Base))
        return follow(Base);
    }
  }

  void followCall(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (const ApiFunction *Row = rowOf(Api, Callee); Row && Row->isAcquire())
      Result.Acquires = true;
    if (Callee)
      found(Callee);
    // cpu_to_le64() and its like give another form of what they are given.
    if (Call->getNumArgs() == 1 && Call->getType()->isIntegerType() &&
        Call->getArg(0)->getType()->isIntegerType())
      follow(Call->getArg(0));
  }

  const Model &Api;
};

} // namespace

ExprOrigins originsOf(const Expr *E, const Model &Api) {
  Follower All(Api);
  All.follow(E);
  return std::move(All.Result);
}

} // namespace dmatidy
