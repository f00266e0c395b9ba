//===-- ClearedUnreleased.cpp - Fields cleared with what they hold ------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A cleanup function that asks whether a field holds memory or a mapping, and
// then only clears it, has lost that:
//
//     if (ring->desc) {
//       ring->desc = NULL;
//       ring->dma = 0;
//     }
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Reads one function: what is cleared behind which conditions, and what is
/// done with fields otherwise.
class ClearReader : public RecursiveASTVisitor<ClearReader> {
  using Base = RecursiveASTVisitor<ClearReader>;

public:
  explicit ClearReader(const SyntaxContext &In) : In(In) {
    TraverseStmt(In.Function->getBody());
  }

  /// A field that is set to 0 where an `if` around it has found it set.
  struct Clear {
    const BinaryOperator *Assignment;
    const MemberExpr *Target;
    const IfStmt *Guard;
  };
  SmallVector<Clear, 4> Clears;
  /// How often a field is named in conditions, to be cleared, and at all.
  DenseMap<const ValueDecl *, unsigned> Asked, Cleared, Named;

  bool TraverseIfStmt(IfStmt *If) {
    countIn(If->getCond());
    TraverseStmt(If->getCond());
    Guards.push_back(If);
    TraverseStmt(If->getThen());
    Guards.pop_back();
    return TraverseStmt(If->getElse());
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    ++Named[Member->getMemberDecl()];
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    // What is printed is not used.
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isVariadic())
      for (const Expr *Given : Call->arguments())
        countIn(Given);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const auto *Target =
        dyn_cast<MemberExpr>(Assigned->getLHS()->IgnoreParens());
    if (Assigned->getOpcode() != BO_Assign || !Target ||
        !In.isNothing(Assigned->getRHS()))
      return true;
    ++Cleared[Target->getMemberDecl()];
    for (const IfStmt *Guard : Guards)
      if (In.asksFor(Guard->getCond(), Target))
        Clears.push_back({Assigned, Target, Guard});
    return true;
  }

private:
  void countIn(const Stmt *S) {
    if (const auto *Member = dyn_cast_or_null<MemberExpr>(S))
      ++Asked[Member->getMemberDecl()];
    if (S)
      for (const Stmt *Part : S->children())
        countIn(Part);
  }

  const SyntaxContext &In;
  SmallVector<const IfStmt *, 4> Guards;
};

/// True if \p Call may release anything: of a function that nobody sees, or one
/// that reaches DMA.
bool mayRelease(const CallExpr *Call, const SyntaxContext &In) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return true;
  if (Callee->isVariadic() || Callee->getBuiltinID())
    return false;
  if (const ApiFunction *Row = rowOf(In.Api, Callee))
    return Row->isRelease();
  const SourceManager &SM = In.Context.getSourceManager();
  return isUnseenDriverFunction(Callee, SM) ||
         (isDriverDecl(Callee, SM) && In.Facts.reachesDma(Callee));
}

} // namespace

void checkClearedUnreleased(const SyntaxContext &In) {
  ClearReader Text(In);
  for (const ClearReader::Clear &Clear : Text.Clears) {
    const ValueDecl *Field = Clear.Target->getMemberDecl();
    bool IsObject = In.Facts.anyAcquiredTo(Field, [&](const CallExpr *Site) {
      const ApiFunction *Row = rowOf(In.Api, Site->getDirectCallee());
      return Row && !Row->Managed &&
             (Row->givesMemory() || Row->Result == ResultKind::Handle);
    });
    if (!IsObject || Text.Named.lookup(Field) !=
                         Text.Asked.lookup(Field) + Text.Cleared.lookup(Field))
      continue;
    if (any_of(callsIn(Clear.Guard->getThen()),
               [&](const CallExpr *Call) { return mayRelease(Call, In); }) ||
        In.Facts.releases(In.Function, Field) ||
        In.Facts.acquiresInto(In.Function, Field) ||
        In.Facts.isReleasedAround(In.Function, Field))
      continue;
    std::string Name = quote(Clear.Target, In.Context);
    In.add({"dma-leak", "cleared-unreleased"}, Name, Confidence::Medium,
           Clear.Assignment->getBeginLoc(),
           Name + " is cleared without releasing what it holds; release that "
                  "first");
    In.note(Clear.Guard->getBeginLoc(), "it holds something here");
    In.note(Clear.Assignment->getBeginLoc(),
            "assuming that nobody else knows what it held");
  }
}

} // namespace dmatidy
