//===-- GuardedReleases.cpp - On what conditions is released --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-unacquired/GuardedReleases.h"
#include "checkers/syntax/Conditions.h"
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const ParmVarDecl *Release::givenRecord() const {
  const auto *Root = dyn_cast_or_null<ParmVarDecl>(rootVariable(Named));
  return Root && !In->Function->isExternallyVisible() &&
                 pointeeRecord(Root->getType()) ==
                     Handle->getParent()->getCanonicalDecl()
             ? Root
             : nullptr;
}

namespace {

/// Finds the conditions on which the releases of one function are made.
class GuardReader : public ConditionVisitor<GuardReader> {
  using Base = ConditionVisitor<GuardReader>;

public:
  GuardReader(const SyntaxContext &In, const VariableSources &Sources,
              MutableArrayRef<Release> Releases)
      : In(In), Sources(Sources), Releases(Releases) {
    TraverseStmt(In.Function->getBody());
  }
  /// The fields that are set to nothing.
  SmallPtrSet<const ValueDecl *, 4> Cleared;

  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const auto *Member =
        dyn_cast<MemberExpr>(Assigned->getLHS()->IgnoreParens());
    if (Assigned->getOpcode() != BO_Assign || !Member)
      return true;
    const ValueDecl *Field = Member->getMemberDecl();
    if (In.isNothing(Assigned->getRHS())) {
      Cleared.insert(Field);
      return true;
    }
    bool InBranch = any_of(conditions(), [](const AskedCondition &Asked) {
      return Asked.IsAround;
    });
    for (Release &Site : Releases)
      if (Site.Handle == Field)
        (InBranch ? Site.IsSetInBranch : Site.IsSet) = true;
    return true;
  }
  bool TraverseIfStmt(IfStmt *If) {
    noteOther(If);
    return Base::TraverseIfStmt(If);
  }
  bool VisitCallExpr(CallExpr *Call) {
    for (Release &Site : Releases) {
      if (Site.Call != Call)
        continue;
      for (auto [Condition, Holds, IsAround] : conditions()) {
        if (asksFor(Condition, [&](const ValueDecl *Field) {
              return Field == Site.Handle || Field == Site.Beside;
            }))
          Site.Guard = Condition;
        bool OfRecord = asksFor(Condition, [&](const ValueDecl *Named) {
          return isOfRecord(Named, Site.Handle->getParent());
        });
        Site.IsConditional |= IsAround || OfRecord;
        Site.IsForAnyRecord &= !asksForOwn(Condition, Site.Handle->getParent());
      }
    }
    return true;
  }

private:
  /// True if \p Condition asks for something that \p IsWanted says yes to; that
  /// dma_mapping_error() has not failed says nothing of what it is given.
  static bool asksFor(const Stmt *Condition,
                      function_ref<bool(const ValueDecl *)> IsWanted) {
    if (!Condition || isa<CallExpr>(Condition))
      return false;
    const auto *Member = dyn_cast<MemberExpr>(Condition);
    const auto *Ref = dyn_cast<DeclRefExpr>(Condition);
    return (Member && IsWanted(Member->getMemberDecl())) ||
           (Ref && IsWanted(Ref->getDecl())) ||
           any_of(Condition->children(),
                  [&](const Stmt *Part) { return asksFor(Part, IsWanted); });
  }
  /// True if \p Condition may differ from one \p Record to the next: it asks
  /// for a field of it, a variable that points to one or to nothing, or calls.
  static bool asksForOwn(const Stmt *Condition, const RecordDecl *Record) {
    return !callsIn(Condition).empty() ||
           asksFor(Condition, [&](const ValueDecl *Named) {
             if (const auto *Field = dyn_cast<FieldDecl>(Named))
               return Field->getParent()->getCanonicalDecl() ==
                      Record->getCanonicalDecl();
             return isOfRecord(Named, Record) ||
                    (isa<VarDecl>(Named) &&
                     cast<VarDecl>(Named)->isLocalVarDecl() &&
                     !Named->getType()->isPointerType());
           });
  }
  /// True if \p Named is a field of \p Record, or points to one.
  static bool isOfRecord(const ValueDecl *Named, const RecordDecl *Record) {
    if (const auto *Field = dyn_cast<FieldDecl>(Named);
        Field &&
        Field->getParent()->getCanonicalDecl() == Record->getCanonicalDecl())
      return true;
    return pointeeRecord(Named->getType()) == Record->getCanonicalDecl();
  }

  /// Notes for the releases in front of \p If that it frees something else of
  /// their record.
  void noteOther(const IfStmt *If) {
    const Expr *Named =
        Sources.placeOf(If->getCond()->IgnoreParenImpCasts()).second;
    if (!Named || none_of(callsIn(If->getThen()), [&](const CallExpr *Call) {
          const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
          return Row && Row->Role == FunctionRole::Free;
        }))
      return;
    for (Release &Site : Releases)
      Site.IsOfPartial |=
          isInRecord(Named, Site.Handle->getParent()) &&
          In.comesBefore(Site.Call->getBeginLoc(), If->getBeginLoc());
  }
  /// True if \p Named is a field of \p Record, at whatever depth.
  static bool isInRecord(const Expr *Named, const RecordDecl *Record) {
    while (const auto *Member =
               dyn_cast<MemberExpr>(Named->IgnoreParenCasts())) {
      if (isOfRecord(Member->getMemberDecl(), Record))
        return true;
      Named = Member->getBase();
    }
    return false;
  }

  const SyntaxContext &In;
  const VariableSources &Sources;
  MutableArrayRef<Release> Releases;
};

} // namespace

static void noteLoops(Release &Site, const ParentMap &Parents) {
  for (const Stmt *Up = Site.Call; Up; Up = Parents.getParent(Up))
    if (isa<ForStmt, WhileStmt, DoStmt>(Up))
      Site.Loops.push_back(Up);
}

/// Adds to \p Sites what \p In's function has \p Site, in a function of its
/// own, do.
static void lift(const Release &Site, const SyntaxContext &In,
                 std::vector<Release> &Sites) {
  std::optional<ParentMap> Parents;
  unsigned Index = Site.givenRecord()->getFunctionScopeIndex();
  for (const CallExpr *Call : callsIn(In.Function->getBody())) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee ||
        Callee->getCanonicalDecl() != Site.In->Function->getCanonicalDecl() ||
        Index >= Call->getNumArgs())
      continue;
    if (!Parents)
      Parents.emplace(In.Function->getBody());
    Sites.push_back({&In, Call, Site.Handle, Site.Beside,
                     Call->getArg(Index)->IgnoreParenCasts()});
    Sites.back().IsFromDevice = Site.IsFromDevice;
    Sites.back().IsLifted = true;
    noteLoops(Sites.back(), *Parents);
  }
}

void GuardedReleases::read(const SyntaxContext &In) {
  size_t First = Sites.size();
  std::optional<VariableSources> Sources;
  std::optional<ParentMap> Parents;
  for (const ModeledSite &Site : In.Calls) {
    if (!Site.Row->isUnmap() && !(Site.Row->isRelease() && Site.Row->Pool >= 0))
      continue;
    if (!Sources)
      Sources.emplace(In.Function), Parents.emplace(In.Function->getBody());
    auto FieldAt = [&](int Index) {
      const Expr *Argument = Site.argument(Index);
      return Argument ? Sources->placeOf(Argument)
                      : std::pair<const FieldDecl *, const Expr *>();
    };
    auto [Handle, Named] = FieldAt(Site.Row->Handle);
    if (!Handle)
      continue;
    Sites.push_back(
        {&In, Site.Call, Handle,
         FieldAt(Site.Row->isUnmap() ? Site.Row->Size : Site.Row->Memory).first,
         Named});
    const Expr *Direction = Site.argument(Site.Row->Direction);
    Sites.back().IsFromDevice = Direction && In.number(Direction) != ToDevice;
    noteLoops(Sites.back(), *Parents);
  }
  if (!Sources)
    Sources.emplace(In.Function);
  GuardReader Text(In, *Sources,
                   MutableArrayRef<Release>(Sites).drop_front(First));
  Cleared.insert(Text.Cleared.begin(), Text.Cleared.end());
}

GuardedReleases::GuardedReleases(ArrayRef<SyntaxContext> Unit) {
  for (const SyntaxContext &In : Unit)
    read(In);
  MapVector<const SyntaxContext *, std::vector<Release>> Lifted;
  for (const Release &Site : Sites)
    if (Site.isUnconditional() && Site.givenRecord())
      for (const SyntaxContext &In : Unit)
        if (In.Function != Site.In->Function)
          lift(Site, In, Lifted[&In]);
  erase_if(Sites, [](const Release &Site) {
    return Site.isUnconditional() && Site.givenRecord();
  });
  for (auto &[In, Calls] : Lifted) {
    GuardReader(*In, VariableSources(In->Function), Calls);
    append_range(Sites, Calls);
  }
}

} // namespace dmatidy
