//===-- Unguarded.cpp - Cleanup that does not ask -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop over all elements unmaps the handle in each, whether or not there is
// one, while the file elsewhere asks for that handle before it unmaps, or sets
// it to 0 when there is none.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/checks/lifecycle/dma-release-unacquired/ReleaseUnacquired.h"
#include "checkers/program/unit/Source.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Where the file shows that a field may hold no handle.
struct EmptySign {
  const FunctionDecl *In = nullptr;
  SourceLocation At;
  bool IsGuard = false;
};
using EmptySigns = DenseMap<const FieldDecl *, SmallVector<EmptySign, 2>>;

const FieldDecl *fieldOf(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenCasts());
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

/// True if \p S names \p Variable.
bool names(const Stmt *S, const VarDecl *Variable) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  return S && ((E && namedVariable(E) == Variable) ||
               any_of(S->children(),
                      [&](const Stmt *Part) { return names(Part, Variable); }));
}

/// Looks for fields that are cleared.
class ClearVisitor : public RecursiveASTVisitor<ClearVisitor> {
public:
  ClearVisitor(const SyntaxContext &In, EmptySigns &Signs)
      : In(In), Signs(Signs) {}
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    const FieldDecl *Field =
        Binary->getOpcode() == BO_Assign ? fieldOf(Binary->getLHS()) : nullptr;
    if (Field && In.number(Binary->getRHS()) == 0)
      Signs[Field].push_back({In.Function, Binary->getBeginLoc()});
    return true;
  }

private:
  const SyntaxContext &In;
  EmptySigns &Signs;
};

/// A mapping's release that is given a field, as it stands in a function.
class Release {
public:
  Release(const ModeledSite &Site, const SyntaxContext &In,
          const ParentMap &Parents)
      : Call(Site.Call), In(In), Parents(Parents),
        Handle(Site.argument(Site.Row->Handle)), Field(fieldOf(Handle)) {}

  const Expr *handle() const { return Handle; }
  const FieldDecl *field() const { return Field; }

  /// The condition around it that asks for the very field; null if none does.
  const Expr *guard() const {
    for (const Stmt *Up = Call; (Up = Parents.getParent(Up));)
      if (const auto *If = dyn_cast<IfStmt>(Up);
          If && fieldOf(If->getCond()) == Field)
        return If->getCond();
    return nullptr;
  }

  /// True if it is done in every turn of a loop that counts from 0, for the
  /// element at hand, and nothing that is asked in the loop is about that.
  bool isForEach() const {
    const Stmt *At = Call;
    SmallVector<const Stmt *, 4> Asked;
    for (const Stmt *Up; (Up = Parents.getParent(At)); At = Up) {
      if (isa<WhileStmt, DoStmt, SwitchStmt, ConditionalOperator>(Up))
        return false;
      if (const auto *If = dyn_cast<IfStmt>(Up))
        Asked.push_back(If->getCond());
      if (isa<CompoundStmt>(Up))
        for (const Stmt *Before : Up->children()) {
          if (Before == At)
            break;
          if (const auto *If = dyn_cast<IfStmt>(Before))
            Asked.push_back(If->getCond());
        }
      if (const auto *For = dyn_cast<ForStmt>(Up))
        return isOverAll(For, Asked);
    }
    return false;
  }

private:
  bool isOverAll(const ForStmt *For, ArrayRef<const Stmt *> Asked) const {
    const VarDecl *Counter = countsFromZero(For->getInit());
    const auto *Bound = dyn_cast_or_null<BinaryOperator>(For->getCond());
    if (!Counter || !Bound || Bound->getOpcode() != BO_LT ||
        namedVariable(Bound->getLHS()) != Counter)
      return false;
    const VarDecl *Element = elementIn(For->getBody(), Counter);
    if (!names(Handle, Counter) && !(Element && names(Handle, Element)))
      return false;
    return none_of(Asked, [&](const Stmt *Condition) {
      return names(Condition, Counter) ||
             (Element && names(Condition, Element)) || isAboutOther(Condition);
    });
  }
  /// The variable that \p Init sets to 0; or null.
  const VarDecl *countsFromZero(const Stmt *Init) const {
    const auto *Set = dyn_cast_or_null<BinaryOperator>(Init);
    if (Set && Set->getOpcode() == BO_Assign && In.number(Set->getRHS()) == 0)
      return namedVariable(Set->getLHS());
    const auto *Declared = dyn_cast_or_null<DeclStmt>(Init);
    const auto *Variable = Declared && Declared->isSingleDecl()
                               ? dyn_cast<VarDecl>(Declared->getSingleDecl())
                               : nullptr;
    return Variable && In.number(Variable->getInit()) == 0 ? Variable : nullptr;
  }
  /// A variable of the loop's may tell of the element, too.
  bool isAboutOther(const Stmt *Condition) const {
    const auto *E = dyn_cast<Expr>(Condition);
    const VarDecl *Variable =
        E ? namedVariable(E->IgnoreParenImpCasts()) : nullptr;
    return Variable && Variable->hasLocalStorage();
  }
  /// The pointer that each turn sets to the element at \p Counter; or null.
  const VarDecl *elementIn(const Stmt *Body, const VarDecl *Counter) const {
    for (const Stmt *Part : Body->children()) {
      const auto *Set = dyn_cast_or_null<BinaryOperator>(Part);
      const auto *Declared = dyn_cast_or_null<DeclStmt>(Part);
      const auto *Variable = Declared && Declared->isSingleDecl()
                                 ? dyn_cast<VarDecl>(Declared->getSingleDecl())
                             : Set && Set->getOpcode() == BO_Assign
                                 ? namedVariable(Set->getLHS())
                                 : nullptr;
      const Expr *Value = !Variable  ? nullptr
                          : Declared ? Variable->getInit()
                                     : Set->getRHS();
      if (Value && Variable->getType()->isPointerType() &&
          names(Value, Counter))
        return Variable;
    }
    return nullptr;
  }

  const CallExpr *Call;
  const SyntaxContext &In;
  const ParentMap &Parents;
  const Expr *Handle;
  const FieldDecl *Field;
};

bool isUnmap(const ModeledSite &Site) {
  return Site.Row->isRelease() && Site.Row->Handle >= 0 &&
         Site.Row->Memory < 0 && Site.Row->List < 0 &&
         Site.argument(Site.Row->Handle) &&
         fieldOf(Site.argument(Site.Row->Handle));
}

} // namespace

void checkUnguardedInUnit(ArrayRef<SyntaxContext> Unit) {
  EmptySigns Signs;
  for (const SyntaxContext &In : Unit) {
    ClearVisitor(In, Signs).TraverseStmt(In.Function->getBody());
    if (none_of(In.Calls, isUnmap))
      continue;
    ParentMap Parents(In.Function->getBody());
    for (const ModeledSite &Site : In.Calls)
      if (isUnmap(Site)) {
        Release Unmap(Site, In, Parents);
        if (const Expr *Guard = Unmap.guard())
          Signs[Unmap.field()].push_back(
              {In.Function, Guard->getBeginLoc(), /*IsGuard=*/true});
      }
  }
  for (const SyntaxContext &In : Unit) {
    if (none_of(In.Calls, isUnmap))
      continue;
    ParentMap Parents(In.Function->getBody());
    for (const ModeledSite &Site : In.Calls) {
      if (!isUnmap(Site))
        continue;
      Release Unmap(Site, In, Parents);
      auto Of = Signs.find(Unmap.field());
      if (Of == Signs.end() || Unmap.guard() || !Unmap.isForEach())
        continue;
      // What the loop itself leaves behind says nothing about what it finds.
      const auto *Sign = find_if(Of->second, [&](const EmptySign &Other) {
        return Other.In != In.Function;
      });
      if (Sign == Of->second.end())
        continue;
      std::string Name = quote(Unmap.handle(), In.Context);
      In.add({"dma-release-unacquired", "unguarded"}, Name, Confidence::Medium,
             Site.Call->getBeginLoc(),
             Name + " may hold no handle, and is released in every turn of the "
                    "loop; ask for it first");
      In.note(Sign->At, Sign->IsGuard ? "it is asked for before a release here"
                                      : "it is set to 0 here");
    }
  }
}

} // namespace dmatidy
