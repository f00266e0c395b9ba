//===-- FieldReleases.cpp - Releases of what fields keep ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/FieldReleases.h"
#include "checkers/syntax/Elements.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What may run behind \p S in the function of \p Body: what stands behind it
/// in the blocks around it, up to where they leave; from a label, the rest.
SmallVector<SourceRange, 4> behind(const Stmt *S, const Stmt *Body) {
  ParentMap Parents(const_cast<Stmt *>(Body));
  SmallVector<SourceRange, 4> Ranges;
  for (const Stmt *Up = Parents.getParent(S); Up;
       S = Up, Up = Parents.getParent(Up)) {
    const auto *Block = dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    bool IsPast = false;
    for (const Stmt *Beside : Block->body()) {
      if (Beside == S) {
        IsPast = true;
        continue;
      }
      if (!IsPast)
        continue;
      if (const auto *Goto = dyn_cast<GotoStmt>(Beside)) {
        Ranges.emplace_back(Goto->getLabel()->getLocation(), Body->getEndLoc());
        return Ranges;
      }
      Ranges.push_back(Beside->getSourceRange());
      if (isa<ReturnStmt>(Beside))
        return Ranges;
    }
  }
  return Ranges;
}

/// Reads what stands around and behind the releases of one function.
class ReleaseReader : public RecursiveASTVisitor<ReleaseReader> {
public:
  ReleaseReader(const SyntaxContext &In, MutableArrayRef<FieldRelease> Releases)
      : In(In), Releases(Releases) {
    TraverseStmt(In.Function->getBody());
    // Who goes on to use the record has it still.
    for (const auto &[Release, Call] : Unseen)
      Release->IsSettled |= !In.comesBefore(
          Call->getEndLoc(), LastUse.lookup(rootVariable(Release->Memory)));
  }
  /// Where fields are set to nothing that a call in front of it is given.
  SmallVector<const BinaryOperator *, 4> Cleared;

  bool VisitIfStmt(IfStmt *If) {
    for (FieldRelease &Release : Releases)
      if (!Release.IsSettled && !Release.AskedBehind &&
          isBehind(If->getCond(), Release) &&
          In.holdsForNone(If->getCond(), Release.Memory) &&
          acquires(If->getThen()) && fills(If->getThen(), Release.Field))
        Release.AskedBehind = If->getCond();
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (const VarDecl *Root = rootVariable(Member))
      LastUse[Root] = Member->getBeginLoc();
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const FieldDecl *Target =
        Assigned->isAssignmentOp() ? namedField(Assigned->getLHS()) : nullptr;
    if (!Target)
      return true;
    bool Clears = In.isNothing(Assigned->getRHS());
    if (Clears && Given.contains(Target))
      Cleared.push_back(Assigned);
    for (FieldRelease &Release : Releases) {
      if (!isBehind(Assigned, Release))
        continue;
      if (Target == Release.Field) {
        Release.IsSettled = true;
        Release.Cleared = Clears ? Assigned : Release.Cleared;
      } else if (Target == Release.Handle && Clears && !Release.HandleCleared)
        Release.HandleCleared = Assigned;
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isVariadic())
      return true;
    for (const Expr *Argument : Call->arguments())
      if (const FieldDecl *Field = namedField(Argument))
        Given.insert(Field);
    for (FieldRelease &Release : Releases)
      if (isBehind(Call, Release))
        for (auto [Index, Argument] : enumerate(Call->arguments()))
          if (leadsTo(Argument, Release.Memory))
            noteGiven(Release, Call, Index);
    return true;
  }

private:
  bool acquires(const Stmt *Branch) const {
    return any_of(callsIn(Branch), [&](const CallExpr *Call) {
      const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
      return Row && Row->isAcquire();
    });
  }
  /// True if \p S puts something into \p Field.
  static bool fills(const Stmt *S, const FieldDecl *Field) {
    const auto *Assigned = dyn_cast_or_null<BinaryOperator>(S);
    return S && ((Assigned && Assigned->getOpcode() == BO_Assign &&
                  namedField(Assigned->getLHS()) == Field) ||
                 any_of(S->children(),
                        [&](const Stmt *Part) { return fills(Part, Field); }));
  }
  bool isBehind(const Expr *E, const FieldRelease &Release) const {
    return any_of(Release.Behind, [&](const SourceRange &Range) {
      return !In.comesBefore(E->getBeginLoc(), Range.getBegin()) &&
             !In.comesBefore(Range.getEnd(), E->getBeginLoc());
    });
  }
  /// Notes that argument \p Index of \p Call leads to \p Release's record.
  void noteGiven(FieldRelease &Release, const CallExpr *Call, unsigned Index) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? anyRowOf(In.Api, Callee) : nullptr;
    if (!Callee || (Row && Row->Role == FunctionRole::Free) ||
        Callee->getBuiltinID())
      Release.IsSettled = true;
    else if (isUnseenDriverFunction(Callee, In.Context.getSourceManager()))
      Unseen.emplace_back(&Release, Call);
    else if (isDriverDecl(Callee, In.Context.getSourceManager()))
      Release.IsSettled |=
          In.Facts.writesOf(Callee).Fields.contains(Release.Field) ||
          is_contained(freedParameters(Callee, In.Api), Index);
  }
  /// True if \p Given is a record that \p Memory is in, or its address.
  bool leadsTo(const Expr *Given, const MemberExpr *Memory) const {
    Given = Given->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(Given);
        Address && Address->getOpcode() == UO_AddrOf)
      Given = Address->getSubExpr()->IgnoreParenCasts();
    for (const Expr *Base = Memory; Base;) {
      const auto *Member = dyn_cast<MemberExpr>(Base->IgnoreParenCasts());
      Base = Member ? Member->getBase()->IgnoreParenCasts() : nullptr;
      if (Base && isSameExpr(Base, Given, In.Context))
        return true;
    }
    return false;
  }

  const SyntaxContext &In;
  MutableArrayRef<FieldRelease> Releases;
  /// The fields that calls so far are given.
  SmallPtrSet<const FieldDecl *, 8> Given;
  SmallVector<std::pair<FieldRelease *, const CallExpr *>, 4> Unseen;
  DenseMap<const VarDecl *, SourceLocation> LastUse;
};

/// Finds the conditions of one function that ask for fields, to release them.
class AskReader : public RecursiveASTVisitor<AskReader> {
public:
  AskReader(const SyntaxContext &In, std::vector<Asker> &Askers)
      : In(In), Askers(Askers) {
    TraverseStmt(In.Function->getBody());
  }
  bool VisitIfStmt(IfStmt *If) {
    // What it takes itself it releases where that fails.
    if (const MemberExpr *Asked = askedIn(If->getCond());
        Asked && !In.Facts.acquiresInto(In.Function, Asked->getMemberDecl()) &&
        any_of(callsIn(If->getThen()), [&](const CallExpr *Call) {
          return releases(Call, Asked->getMemberDecl());
        }))
      Askers.push_back({&In, If->getCond(), Asked});
    return true;
  }

private:
  /// The field of which \p Condition says that it is set, or null.
  const MemberExpr *askedIn(const Expr *Condition) const {
    Condition = Condition->IgnoreParenImpCasts();
    if (const auto *Binary = dyn_cast<BinaryOperator>(Condition)) {
      if (Binary->getOpcode() == BO_LAnd) {
        const MemberExpr *First = askedIn(Binary->getLHS());
        return First ? First : askedIn(Binary->getRHS());
      }
      if (Binary->getOpcode() == BO_NE && In.isNothing(Binary->getRHS()))
        Condition = Binary->getLHS()->IgnoreParenImpCasts();
    }
    return dyn_cast<MemberExpr>(Condition);
  }
  bool releases(const CallExpr *Call, const ValueDecl *Field) const {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? rowOf(In.Api, Callee) : nullptr;
    if (Row)
      return Row->isRelease() && Row->Memory >= 0 &&
             namedPlace(Call->getArg(Row->Memory)) == Field;
    return Callee && In.Facts.releases(Callee, Field);
  }

  const SyntaxContext &In;
  std::vector<Asker> &Askers;
};

} // namespace

SmallVector<const BinaryOperator *, 4>
readReleases(const SyntaxContext &In, std::vector<FieldRelease> &Releases) {
  size_t First = Releases.size();
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Memory =
        Site.Row->isRelease() ? Site.argument(Site.Row->Memory) : nullptr;
    const FieldDecl *Field = namedField(Memory);
    const auto *Base =
        Field ? cast<MemberExpr>(Memory->IgnoreParenCasts()) : nullptr;
    // Nobody else finds what a record on the stack keeps.
    while (Base && !Base->isArrow() &&
           isa<MemberExpr>(Base->getBase()->IgnoreParenCasts()))
      Base = cast<MemberExpr>(Base->getBase()->IgnoreParenCasts());
    if (Field && Base->isArrow() &&
        isDriverDecl(Field, In.Context.getSourceManager()) && !hasIndex(Memory))
      Releases.push_back({&In, Site.Call,
                          cast<MemberExpr>(Memory->IgnoreParenCasts()), Field,
                          namedField(Site.argument(Site.Row->Handle))});
  }
  if (Releases.size() == First)
    return {};
  MutableArrayRef<FieldRelease> Own =
      MutableArrayRef<FieldRelease>(Releases).drop_front(First);
  for (FieldRelease &Release : Own)
    Release.Behind = behind(Release.Call, In.Function->getBody());
  return ReleaseReader(In, Own).Cleared;
}

void readAskers(const SyntaxContext &In, std::vector<Asker> &Askers) {
  AskReader(In, Askers);
}

} // namespace dmatidy
