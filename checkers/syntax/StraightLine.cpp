//===-- StraightLine.cpp - What runs behind a call for certain ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/StraightLine.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

StraightLine::StraightLine(const SyntaxContext &In) {
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Graph =
      CFG::buildCFG(In.Function, In.Function->getBody(), &In.Context, Options);
}

std::pair<const CFGBlock *, size_t>
StraightLine::behind(const CallExpr *From) const {
  if (Graph)
    for (const CFGBlock *Candidate : *Graph)
      for (size_t I = 0, E = Candidate->size(); I != E; ++I)
        if (auto Element = (*Candidate)[I].getAs<CFGStmt>();
            Element && Element->getStmt() == From)
          return {Candidate, I + 1};
  return {nullptr, 0};
}

bool StraightLine::mayReach(const CallExpr *From,
                            function_ref<bool(const Stmt *)> IsSuch) const {
  auto [First, Index] = behind(From);
  SmallVector<const CFGBlock *, 16> Work;
  SmallPtrSet<const CFGBlock *, 16> Seen;
  // The first block is seen from the call on; a loop comes to all of it.
  for (const CFGBlock *Block = First; Block;
       Block = Work.empty() ? nullptr : Work.pop_back_val(), Index = 0) {
    for (size_t E = Block->size(); Index != E; ++Index)
      if (auto Element = (*Block)[Index].getAs<CFGStmt>();
          Element && IsSuch(Element->getStmt()))
        return true;
    for (const CFGBlock *Next : Block->succs())
      if (Next && Seen.insert(Next).second)
        Work.push_back(Next);
  }
  return false;
}

bool StraightLine::surelyReaches(
    const CallExpr *From, const CallExpr *To,
    function_ref<bool(const Stmt *)> MayChange) const {
  auto [First, Index] = behind(From);
  SmallVector<const CFGBlock *, 16> Work;
  SmallPtrSet<const CFGBlock *, 16> Seen;
  bool IsReached = false;
  for (const CFGBlock *Block = First; Block;
       Block = Work.empty() ? nullptr : Work.pop_back_val(), Index = 0) {
    bool IsThere = false;
    for (size_t E = Block->size(); Index != E && !IsThere; ++Index) {
      auto Element = (*Block)[Index].getAs<CFGStmt>();
      IsThere = Element && Element->getStmt() == To;
      if (Element && !IsThere && MayChange(Element->getStmt()))
        return false;
    }
    IsReached |= IsThere;
    if (IsThere || Block->hasNoReturnElement())
      continue;
    if (Block == &Graph->getExit())
      return false;
    for (const CFGBlock *Next : Block->succs())
      if (Next && Seen.insert(Next).second)
        Work.push_back(Next);
  }
  return IsReached;
}

void StraightLine::forEachAfter(const CallExpr *From,
                                function_ref<bool(const Stmt *)> Visit) const {
  auto [Block, Index] = behind(From);
  SmallPtrSet<const CFGBlock *, 8> Seen;
  while (Block && Seen.insert(Block).second) {
    for (size_t E = Block->size(); Index != E; ++Index)
      if (auto Element = (*Block)[Index].getAs<CFGStmt>();
          Element && !Visit(Element->getStmt()))
        return;
    Index = 0;
    if (Block->succ_size() != 1)
      return;
    Block = *Block->succ_begin();
  }
}

ValueWatch::ValueWatch(const Expr *E, const SyntaxContext &In) : In(In) {
  SmallVector<const Stmt *, 8> Work(1, E);
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl())) {
        Named.insert(Variable);
        NamesMemory |= !Variable->hasLocalStorage();
      }
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      Named.insert(cast<ValueDecl>(Member->getMemberDecl()));
      NamesMemory = true;
    }
    for (const Stmt *Child : S->children())
      if (Child)
        Work.push_back(Child);
  }
}

bool ValueWatch::names(const Expr *E) const {
  const ValueDecl *Place = namedPlace(E);
  return Place && Named.contains(Place);
}

bool ValueWatch::mayChange(const Stmt *S) const {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp() && names(Binary->getLHS());
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return (Unary->isIncrementDecrementOp() ||
            Unary->getOpcode() == UO_AddrOf) &&
           names(Unary->getSubExpr());
  if (const auto *Declared = dyn_cast<DeclStmt>(S))
    return any_of(Declared->decls(), [&](const Decl *D) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      return Variable && Named.contains(Variable);
    });
  const auto *Call = dyn_cast<CallExpr>(S);
  if (!Call)
    return false;
  // The address of what is named is met before the call. A function of the
  // driver's may change any field; one behind a pointer is one.
  const FunctionDecl *Callee = Call->getDirectCallee();
  const ApiFunction *Row = Callee ? rowOf(In.Api, Callee) : nullptr;
  return NamesMemory && !Row &&
         (!Callee || isDriverDecl(Callee, In.Context.getSourceManager()) ||
          any_of(Callee->parameters(), [&](const ParmVarDecl *Parameter) {
            const RecordDecl *Record = pointeeRecord(Parameter->getType());
            return Record && Record->getIdentifier() &&
                   In.Api.isLink(Record->getName());
          }));
}

/// True if \p S, of a function's body, changes nothing, and neither does what
/// it calls, \p Depth calls away.
static bool onlyReads(const Stmt *S, unsigned Depth) {
  if (!S)
    return true;
  const auto *Binary = dyn_cast<BinaryOperator>(S);
  const auto *Unary = dyn_cast<UnaryOperator>(S);
  const auto *Call = dyn_cast<CallExpr>(S);
  if ((Binary && Binary->isAssignmentOp()) ||
      (Unary &&
       (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)) ||
      isa<AsmStmt, GotoStmt, ForStmt, WhileStmt, DoStmt>(S))
    return false;
  if (Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Callee->getMemoryFunctionKind() ||
        (!Callee->getBuiltinID() && (Depth == 0 || !Callee->getBody() ||
                                     !onlyReads(Callee->getBody(), Depth - 1))))
      return false;
  }
  return all_of(S->children(),
                [&](const Stmt *Part) { return onlyReads(Part, Depth); });
}

bool onlyComputes(const FunctionDecl *Callee) {
  constexpr unsigned MostCalls = 3;
  return Callee && !Callee->getReturnType()->isVoidType() &&
         Callee->getBody() && onlyReads(Callee->getBody(), MostCalls);
}

bool isSameValue(const Expr *A, const Expr *B, const SyntaxContext &In) {
  A = A->IgnoreParenCasts();
  B = B->IgnoreParenCasts();
  const auto *CallA = dyn_cast<CallExpr>(A);
  const auto *CallB = dyn_cast<CallExpr>(B);
  if (!CallA || !CallB)
    return isSameExpr(A, B, In.Context);
  const FunctionDecl *Callee = CallA->getDirectCallee();
  return Callee && Callee == CallB->getDirectCallee() &&
         (!isDriverDecl(Callee, In.Context.getSourceManager()) ||
          onlyComputes(Callee)) &&
         CallA->getNumArgs() == CallB->getNumArgs() &&
         all_of(zip(CallA->arguments(), CallB->arguments()),
                [&](const auto &Pair) {
                  return isSameValue(std::get<0>(Pair), std::get<1>(Pair), In);
                });
}

} // namespace dmatidy
