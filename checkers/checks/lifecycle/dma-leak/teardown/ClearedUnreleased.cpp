//===-- ClearedUnreleased.cpp - Fields cleared with what they hold ------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A cleanup function that has found that a field holds memory or a mapping, and
// then only clears it, has lost that:
//
//     if (ring->desc) {             if (!ring->size)
//       ring->desc = NULL;            return;
//       ring->dma = 0;              ring->desc = NULL;
//     }
//
// So has one that frees something else of the record, where it asks nothing.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/Conditions.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// True if \p Call may release what \p Field keeps: of a function that nobody
/// sees, or one that releases from there.
bool mayRelease(const CallExpr *Call, const ValueDecl *Field,
                const SyntaxContext &In) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return true;
  if (Callee->isVariadic() || Callee->getBuiltinID())
    return false;
  // What is released by its field is not only cleared; by what a function gives
  // it may be.
  if (const ApiFunction *Row = rowOf(In.Api, Callee))
    return Row->isRelease() && Row->object() >= 0 &&
           !isa_and_nonnull<FieldDecl>(namedPlace(Call->getArg(Row->object())));
  const SourceManager &SM = In.Context.getSourceManager();
  return isUnseenDriverFunction(Callee, SM) ||
         (isDriverDecl(Callee, SM) && In.Facts.releases(Callee, Field));
}

/// A field that is set to 0 where something shows that it holds an object.
struct Clear {
  const BinaryOperator *Assignment;
  const MemberExpr *Target;
  /// The condition, or the call that frees something else of the record.
  const Expr *Shown;
  bool IsAsked;
};

/// Reads one function: what is cleared where, and what is done with fields
/// otherwise.
class ClearReader : public ConditionVisitor<ClearReader> {
  using Base = ConditionVisitor<ClearReader>;

public:
  explicit ClearReader(const SyntaxContext &In) : In(In) {
    TraverseStmt(In.Function->getBody());
  }

  SmallVector<Clear, 4> Clears;

  /// True if the function does nothing with \p Field but to ask for it, to
  /// print it and to clear it.
  bool isOnlyCleared(const ValueDecl *Field) const {
    return Named.lookup(Field) == Asked.lookup(Field) + Cleared.lookup(Field);
  }

  bool TraverseIfStmt(IfStmt *If) {
    countIn(If->getCond());
    return Base::TraverseIfStmt(If);
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
    if (const Expr *Condition = conditionFor(Target))
      Clears.push_back({Assigned, Target, Condition, /*IsAsked=*/true});
    else if (const CallExpr *Free = freeBeside(Target))
      Clears.push_back({Assigned, Target, Free, /*IsAsked=*/false});
    return true;
  }

private:
  /// The condition that has found \p Target set, or another field of the same
  /// record; null if there is none.
  const Expr *conditionFor(const MemberExpr *Target) const {
    for (const AskedCondition &Asked : reverse(conditions()))
      if (Asked.Holds ? In.asksFor(Asked.Condition, Target)
                      : In.holdsForNone(Asked.Condition, Target))
        return Asked.Condition;
    for (const AskedCondition &Asked : reverse(conditions())) {
      const auto *Other =
          dyn_cast<MemberExpr>(Asked.Condition->IgnoreParenImpCasts());
      if (Asked.Holds && Other &&
          isSameExpr(Other->getBase(), Target->getBase(), In.Context))
        return Asked.Condition;
    }
    return nullptr;
  }
  /// The call that frees or releases something else of \p Target's record,
  /// where nothing is asked; or null.
  const CallExpr *freeBeside(const MemberExpr *Target) const {
    const VarDecl *Root = rootVariable(Target);
    if (!conditions().empty() || !Root ||
        In.Facts.reachesAcquisition(In.Function))
      return nullptr;
    for (const ModeledSite &Site : In.Calls)
      if ((Site.Row->Role == FunctionRole::Free || Site.Row->isRelease()) &&
          any_of(Site.Call->arguments(), [&](const Expr *Given) {
            return isa<MemberExpr>(Given->IgnoreParenCasts()) &&
                   rootVariable(Given) == Root;
          }))
        return Site.Call;
    return nullptr;
  }
  /// Counts what a condition or a message names.
  void countIn(const Stmt *S) {
    if (const auto *Member = dyn_cast_or_null<MemberExpr>(S))
      ++Asked[Member->getMemberDecl()];
    if (S)
      for (const Stmt *Part : S->children())
        countIn(Part);
  }

  const SyntaxContext &In;
  /// How often a field is named in conditions, to be cleared, and at all.
  DenseMap<const ValueDecl *, unsigned> Asked, Cleared, Named;
};

/// True if something that \p Of comes by once it is known to hold its object
/// may release that.
bool mayBeReleasedBefore(const Clear &Of, const SyntaxContext &In) {
  SourceLocation End = Of.Assignment->getBeginLoc();
  return any_of(callsIn(In.Function->getBody()), [&](const CallExpr *Call) {
    SourceLocation At = Call->getBeginLoc();
    return In.comesBefore(At, End) &&
           (!Of.IsAsked || In.comesBefore(Of.Shown->getEndLoc(), At)) &&
           mayRelease(Call, Of.Target->getMemberDecl(), In);
  });
}

} // namespace

void checkClearedUnreleased(const SyntaxContext &In) {
  // Who calls a function of a header, each unit knows a part of.
  const SourceManager &SM = In.Context.getSourceManager();
  if (!SM.isInMainFile(SM.getExpansionLoc(In.Function->getLocation())))
    return;
  ClearReader Text(In);
  for (const Clear &Of : Text.Clears) {
    const ValueDecl *Field = Of.Target->getMemberDecl();
    bool IsObject =
        In.Facts.anyReleases(Field) ||
        In.Facts.anyAcquiredTo(Field, [&](const CallExpr *Site) {
          const ApiFunction *Row = rowOf(In.Api, Site->getDirectCallee());
          return Row && !Row->Managed &&
                 (Row->givesMemory() || Row->Result == ResultKind::Handle);
        });
    if (!IsObject || !Text.isOnlyCleared(Field) ||
        mayBeReleasedBefore(Of, In) || In.Facts.releases(In.Function, Field) ||
        In.Facts.acquiresInto(In.Function, Field) ||
        In.Facts.isReleasedAround(In.Function, Field))
      continue;
    std::string Name = quote(Of.Target, In.Context);
    In.add({"dma-leak", "cleared-unreleased"}, Name, Confidence::Medium,
           Of.Assignment->getBeginLoc(),
           Name + " is cleared without releasing what it holds; release that "
                  "first");
    In.note(Of.Shown->getBeginLoc(),
            Of.IsAsked ? "it holds something here"
                       : "what else the record holds is released here");
    In.note(Of.Assignment->getBeginLoc(),
            "assuming that nobody else knows what it held");
  }
}

} // namespace dmatidy
