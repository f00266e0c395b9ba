//===-- FailureWalk.cpp - The ways behind a call that fails ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/FailureWalk.h"
#include "checkers/program/source/Expressions.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

static const CallExpr *callAt(const CFGBlock &Block, size_t Index) {
  auto Element = Block[Index].getAs<CFGStmt>();
  return Element ? dyn_cast<CallExpr>(Element->getStmt()) : nullptr;
}

static const ValueDecl *canonical(const ValueDecl *Place) {
  return Place ? cast<ValueDecl>(Place->getCanonicalDecl()) : nullptr;
}

FailureWalk::FailureWalk(const FunctionDecl *Caller, const Model &Api)
    : Caller(Caller), Api(Api), Parents(Caller->getBody()) {
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Graph = CFG::buildCFG(Caller, Caller->getBody(), &Caller->getASTContext(),
                        Options);
}

const CallExpr *FailureWalk::find(CallTest Fails, CallVisit Visit) {
  PassesOn = false;
  if (!Graph)
    return nullptr;
  for (const CFGBlock *Block : *Graph)
    for (size_t I = 0, E = Block->size(); I != E; ++I)
      if (const CallExpr *Call = callAt(*Block, I); Call && Fails(Call))
        if (const CallExpr *Found = walkFrom(Block, I, Call, Visit))
          return Found;
  return nullptr;
}

const CallExpr *FailureWalk::walkFrom(const CFGBlock *Block, size_t Index,
                                      const CallExpr *Call, CallVisit Visit) {
  // What takes the result; the call itself stands in for it before that.
  Result = Call;
  const ValueDecl *Carrier = nullptr;
  for (const Stmt *At = Call, *Up; (Up = Parents.getParent(At)); At = Up) {
    if (isa<CastExpr, ParenExpr>(Up))
      continue;
    if (const auto *Assign = dyn_cast<BinaryOperator>(Up);
        Assign && Assign->getOpcode() == BO_Assign && Assign->getRHS() == At)
      Carrier = canonical(namedPlace(Assign->getLHS()));
    else if (const auto *Declared = dyn_cast<DeclStmt>(Up);
             Declared && Declared->isSingleDecl())
      Carrier = dyn_cast<VarDecl>(Declared->getSingleDecl());
    break;
  }
  return walk({Block, Index + 1, Carrier}, Visit);
}

const CallExpr *FailureWalk::walk(Step First, CallVisit Visit) {
  DenseSet<std::pair<const CFGBlock *, const ValueDecl *>> Seen;
  SmallVector<Step, 16> Work(1, First);
  while (!Work.empty()) {
    Step At = Work.pop_back_val();
    // The way back to the call is another one than that from it.
    if (At.Index == 0 && !Seen.insert({At.Block, At.Carrier}).second)
      continue;
    if (const CallExpr *Found = walkBlock(At, Visit))
      return Found;
    const Expr *Asked =
        At.Block->succ_size() == 2 ? At.Block->getLastCondition() : nullptr;
    std::optional<bool> Way = Asked ? answer(Asked, At.Carrier) : std::nullopt;
    // The last one pushed is the next to be walked.
    for (unsigned Number = At.Block->succ_size(); Number-- > 0;)
      if (const CFGBlock *Next = *(At.Block->succ_begin() + Number);
          Next && (!Way || *Way == (Number == 0)))
        Work.push_back({Next, 0, At.Carrier});
  }
  return nullptr;
}

const CallExpr *FailureWalk::walkBlock(Step &At, CallVisit Visit) {
  for (size_t E = At.Block->size(); At.Index != E; ++At.Index) {
    auto Element = (*At.Block)[At.Index].getAs<CFGStmt>();
    if (!Element)
      continue;
    const Stmt *S = Element->getStmt();
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (Visit(Result, Call))
        return Call;
    } else if (const auto *Assign = dyn_cast<BinaryOperator>(S)) {
      if (At.Carrier && Assign->isAssignmentOp() &&
          canonical(namedPlace(Assign->getLHS())) == At.Carrier &&
          !saysFailed(Assign->getRHS(), At.Carrier))
        At.Carrier = nullptr;
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      PassesOn |= !isZero(Return->getRetValue());
    }
  }
  return nullptr;
}

bool FailureWalk::isZero(const Expr *E) const {
  Expr::EvalResult Value;
  return !E || (!E->getType()->isPointerType() && !E->isValueDependent() &&
                E->EvaluateAsInt(Value, Caller->getASTContext()) &&
                Value.Val.getInt() == 0);
}

bool FailureWalk::saysFailed(const Expr *E, const ValueDecl *Carrier) const {
  if (isResult(E, Carrier))
    return true;
  Expr::EvalResult Value;
  if (!E->isValueDependent() &&
      E->EvaluateAsInt(Value, Caller->getASTContext()))
    return Value.Val.getInt().isNegative();
  return false;
}

bool FailureWalk::isResult(const Expr *E, const ValueDecl *Carrier) const {
  E = E->IgnoreParenCasts();
  if (E == Result)
    return true;
  if (const auto *Assign = dyn_cast<BinaryOperator>(E))
    return Assign->getOpcode() == BO_Assign &&
           isResult(Assign->getRHS(), Carrier);
  return Carrier && canonical(namedPlace(E)) == Carrier;
}

std::optional<bool> FailureWalk::answer(const Expr *E,
                                        const ValueDecl *Carrier) const {
  E = E->IgnoreParenCasts();
  auto Not = [](std::optional<bool> Inner) {
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  };
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_LNot)
    return Not(answer(Unary->getSubExpr(), Carrier));
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && E != Result) {
    if (Call->getBuiltinCallee() == Builtin::BI__builtin_expect)
      return answer(Call->getArg(0), Carrier);
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? rowOf(Api, Callee) : nullptr;
    bool AsksError = Row && Row->Role == FunctionRole::Test &&
                     Row->Failure != FailureKind::MappingError;
    return AsksError && Call->getNumArgs() == 1 &&
                   isResult(Call->getArg(0), Carrier)
               ? std::optional<bool>(true)
               : std::nullopt;
  }
  if (isResult(E, Carrier))
    return !E->getType()->isPointerType() && !E->getType()->isBooleanType();
  const auto *Compare = dyn_cast<BinaryOperator>(E);
  if (!Compare || !Compare->isComparisonOp() ||
      !isResult(Compare->getLHS(), Carrier))
    return std::nullopt;
  if (Compare->getRHS()->isNullPointerConstant(
          Caller->getASTContext(), Expr::NPC_ValueDependentIsNotNull) &&
      Compare->getLHS()->getType()->isPointerType())
    return Compare->getOpcode() == BO_EQ;
  if (!isZero(Compare->getRHS()))
    return std::nullopt;
  switch (Compare->getOpcode()) {
  case BO_LT:
  case BO_LE:
  case BO_NE:
    return true;
  default:
    return false;
  }
}

} // namespace dmatidy
