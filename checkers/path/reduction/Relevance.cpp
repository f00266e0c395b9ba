//===-- Relevance.cpp - Branches that no DMA object depends on ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reduction/Relevance.h"
#include "checkers/program/unit/ExprOrigins.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

using Decls = SmallVector<const ValueDecl *, 4>;

/// The variables and fields that \p S names.
void namedIn(const Stmt *S, Decls &Places) {
  if (!S)
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (isa<VarDecl>(Ref->getDecl()))
      Places.push_back(cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl()));
  } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
    Places.push_back(
        cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl()));
  }
  for (const Stmt *Child : S->children())
    namedIn(Child, Places);
}

/// A statement that chooses: an if, a loop, a ?:.
struct Control {
  int Parent;
  bool IsLoop;
  bool Matters = false;
  const Expr *Condition = nullptr;
  /// What the condition names.
  Decls Asked;
  const Stmt *Choice = nullptr;
};

/// Something in a control that matters if one of \c Targets does.
struct Event {
  int Where;
  Decls Targets;
};

/// \c Target is computed from \c Sources.
struct Dependence {
  const ValueDecl *Target;
  Decls Sources;
};

class Finder {
public:
  Finder(ASTContext &Context, const UnitFacts &Facts,
         const ObjectLocations &Locations, const Model &Api)
      : Context(Context), Facts(Facts), Locations(Locations), Api(Api) {}

  void run(const Stmt *Body, Relevance &Result) {
    walk(Body, -1, nullptr);
    close();
    for (const Control &Branch : Controls)
      if (Branch.Matters) {
        for (const ValueDecl *Place : Branch.Asked)
          if (const auto *Variable = dyn_cast<VarDecl>(Place);
              Variable && Variable->hasLocalStorage() &&
              Variable->getType()->isScalarType())
            Result.Asked.insert(Variable);
      } else {
        Result.Idle.insert(Branch.Choice);
        bool IsTaken = leavesNull(Branch.Choice);
        if (IsTaken)
          Result.Taken.insert(Branch.Choice);
        if (Branch.Condition)
          skip(Branch.Condition, IsTaken, Result.Skipped);
      }
  }

private:
  /// Where the value that is being computed goes: nowhere that matters (null),
  /// somewhere that does, or a place.
  using Sink = const ValueDecl *;

  bool isNull(const Expr *E) const {
    return E->getType()->isPointerType() &&
           E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull);
  }

  /// True if \p Choice gives a pointer variable a value where its condition
  /// holds, and leaves it NULL where not.
  bool leavesNull(const Stmt *Choice) const {
    if (const auto *Either = dyn_cast<ConditionalOperator>(Choice))
      return isNull(Either->getFalseExpr()) && !isNull(Either->getTrueExpr());
    const auto *If = dyn_cast<IfStmt>(Choice);
    return If && setsPointer(If->getThen()) && !setsPointer(If->getElse());
  }

  /// True if \p S gives a pointer variable that is NULL elsewhere a value.
  bool setsPointer(const Stmt *S) const {
    if (!S)
      return false;
    if (const auto *Binary = dyn_cast<BinaryOperator>(S);
        Binary && Binary->getOpcode() == BO_Assign &&
        !isNull(Binary->getRHS())) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens());
      if (Ref && MadeNull.contains(Ref->getDecl()))
        return true;
    }
    return any_of(S->children(),
                  [&](const Stmt *Child) { return setsPointer(Child); });
  }

  void matters(int Where) {
    for (; Where >= 0; Where = Controls[Where].Parent)
      Controls[Where].Matters = true;
  }

  /// A jump out of the innermost loop or switch matters to what stands between.
  void leavesLoop(int Where) {
    for (; Where >= 0 && !Controls[Where].IsLoop;
         Where = Controls[Where].Parent)
      Controls[Where].Matters = true;
  }

  void needs(const Stmt *S) {
    Decls Places;
    namedIn(S, Places);
    Relevant.insert(Places.begin(), Places.end());
  }

  bool isRelevant(const ValueDecl *Place) const {
    return Relevant.contains(Place) || Facts.isAsked(Place);
  }

  /// True for `*out`, where \c out is a parameter: what the caller keeps there
  /// may matter to it.
  static bool isOutParameter(const Expr *Target) {
    const auto *Deref = dyn_cast<UnaryOperator>(Target->IgnoreParens());
    if (!Deref || Deref->getOpcode() != UO_Deref ||
        !Target->getType()->isScalarType())
      return false;
    const auto *Ref =
        dyn_cast<DeclRefExpr>(Deref->getSubExpr()->IgnoreParenImpCasts());
    return Ref && isa<ParmVarDecl>(Ref->getDecl());
  }

  /// True if \p Type is a record that objects are released from.
  bool holdsReleased(QualType Type) const {
    const RecordDecl *Record = Type->getAsRecordDecl();
    Record = Record ? Record->getDefinition() : nullptr;
    return Record && any_of(Record->fields(), [&](const FieldDecl *Field) {
             return Locations.isReleasedFrom(Field) ||
                    holdsReleased(Field->getType());
           });
  }

  void writes(const Expr *Target, int Where, const Expr *Source) {
    // A whole record takes along what it holds.
    if (Source && Source->getType()->isRecordType() &&
        holdsReleased(Source->getType())) {
      matters(Where);
      needs(Source);
    }
    if (isOutParameter(Target)) {
      matters(Where);
      if (Source)
        needs(Source);
    }
    const ValueDecl *Place = namedPlace(Target);
    if (!Place)
      return;
    Place = cast<ValueDecl>(Place->getCanonicalDecl());
    if (Source && isNull(Source))
      MadeNull.insert(Place);
    Events.push_back({Where, {Place}});
    if (Source && isa<FieldDecl>(Place) && Locations.isReleasedFrom(Place) &&
        any_of(originsOf(Source, Api).Places,
               [&](const Decl *From) { return Locations.contains(From); }))
      matters(Where);
    Dependence Link{Place, {}};
    if (Source)
      namedIn(Source, Link.Sources);
    // Which element is written matters as much as what.
    namedIn(Target, Link.Sources);
    Dependences.push_back(std::move(Link));
  }

  int open(int Parent, bool IsLoop, const Stmt *Choice, const Expr *Condition) {
    Controls.push_back({Parent, IsLoop, false, Condition, {}, Choice});
    int Mine = Controls.size() - 1;
    namedIn(Condition, Controls[Mine].Asked);
    // Asking for the object itself is a test.
    if (any_of(Controls[Mine].Asked, [&](const ValueDecl *Place) {
          return Facts.isObjectPlace(Place);
        }))
      matters(Mine);
    walk(Condition, Mine, nullptr);
    return Mine;
  }

  void walk(const Stmt *S, int Where, Sink Into) {
    if (!S)
      return;
    if (const auto *If = dyn_cast<IfStmt>(S)) {
      int Mine = open(Where, /*IsLoop=*/false, If, If->getCond());
      walk(If->getThen(), Mine, nullptr);
      walk(If->getElse(), Mine, nullptr);
    } else if (const auto *For = dyn_cast<ForStmt>(S)) {
      walk(For->getInit(), Where, nullptr);
      int Mine = open(Where, /*IsLoop=*/true, For, For->getCond());
      walk(For->getInc(), Mine, nullptr);
      walk(For->getBody(), Mine, nullptr);
    } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
      walk(While->getBody(),
           open(Where, /*IsLoop=*/true, While, While->getCond()), nullptr);
    } else if (const auto *Do = dyn_cast<DoStmt>(S)) {
      walk(Do->getBody(), open(Where, /*IsLoop=*/true, Do, Do->getCond()),
           nullptr);
    } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
      // Which case it is stays open; what is asked matters if a case does.
      int Mine = open(Where, /*IsLoop=*/true, Switch, Switch->getCond());
      Controls[Mine].Condition = nullptr;
      walk(Switch->getBody(), Mine, nullptr);
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(S)) {
      int Mine = open(Where, /*IsLoop=*/false, Choice, Choice->getCond());
      if (Into == Always)
        matters(Mine);
      else if (Into)
        Events.push_back({Mine, {Into}});
      walk(Choice->getTrueExpr(), Mine, Into);
      walk(Choice->getFalseExpr(), Mine, Into);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S);
               Binary && Binary->isAssignmentOp()) {
      writes(Binary->getLHS(), Where, Binary->getRHS());
      walk(Binary->getLHS(), Where, nullptr);
      walk(Binary->getRHS(), Where, sinkOf(Binary->getLHS()));
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S);
               Unary && Unary->isIncrementDecrementOp()) {
      writes(Unary->getSubExpr(), Where, nullptr);
    } else if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D);
            Variable && Variable->hasInit()) {
          if (isNull(Variable->getInit()))
            MadeNull.insert(Variable);
          Dependence Link{Variable->getCanonicalDecl(), {}};
          namedIn(Variable->getInit(), Link.Sources);
          Dependences.push_back(std::move(Link));
          walk(Variable->getInit(), Where, Variable->getCanonicalDecl());
        }
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      walkCall(Call, Where, Into);
    } else if (isa<ReturnStmt>(S)) {
      matters(Where);
      needs(S);
      for (const Stmt *Child : S->children())
        walk(Child, Where, Always);
    } else if (isa<BreakStmt, ContinueStmt>(S)) {
      leavesLoop(Where);
    } else {
      if (isa<GotoStmt, IndirectGotoStmt, LabelStmt>(S) || isAsmGoto(S))
        matters(Where);
      for (const Stmt *Child : S->children())
        walk(Child, Where, Into);
    }
  }

  static bool isAsmGoto(const Stmt *S) {
    const auto *Asm = dyn_cast<GCCAsmStmt>(S);
    return Asm && Asm->isAsmGoto();
  }

  static Sink sinkOf(const Expr *Target) {
    const ValueDecl *Place = namedPlace(Target);
    return Place ? cast<ValueDecl>(Place->getCanonicalDecl()) : Always;
  }

  void walkCall(const CallExpr *Call, int Where, Sink Into) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    bool Certain = mayMatter(Call, Facts, Api);
    if (Certain) {
      matters(Where);
      needs(Call);
    } else if (Callee->hasBody()) {
      const UnitFacts::Writes &Writes = Facts.writesOf(Callee);
      if (!Writes.Fields.empty())
        Events.push_back(
            {Where, Decls(Writes.Fields.begin(), Writes.Fields.end())});
    }
    for (const Expr *Argument : Call->arguments()) {
      const auto *Unary = dyn_cast<UnaryOperator>(Argument->IgnoreParenCasts());
      if (Unary && Unary->getOpcode() == UO_AddrOf)
        writes(Unary->getSubExpr(), Where, nullptr);
      walk(Argument, Where, Certain ? Always : Into);
    }
    walk(Call->getCallee(), Where, nullptr);
  }

  void close() {
    for (bool Changed = true; Changed;) {
      Changed = false;
      auto Add = [&](const Decls &Places) {
        for (const ValueDecl *Place : Places)
          Changed |= Relevant.insert(Place).second;
      };
      for (const Event &Write : Events)
        if (Write.Where >= 0 && !Controls[Write.Where].Matters &&
            any_of(Write.Targets,
                   [&](const ValueDecl *Place) { return isRelevant(Place); })) {
          matters(Write.Where);
          Changed = true;
        }
      for (const Control &Branch : Controls)
        if (Branch.Matters)
          Add(Branch.Asked);
      for (const Dependence &Link : Dependences)
        if (isRelevant(Link.Target))
          Add(Link.Sources);
    }
  }

  /// Notes the parts of \p Condition that decide alone, and what is compared
  /// inside them.
  void skip(const Expr *Condition, bool As,
            DenseMap<const Expr *, bool> &Skipped) {
    const Expr *E = Condition->IgnoreParenImpCasts();
    if (const auto *Binary = dyn_cast<BinaryOperator>(E);
        Binary && Binary->isLogicalOp()) {
      skip(Binary->getLHS(), As, Skipped);
      skip(Binary->getRHS(), As, Skipped);
      return;
    }
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect) {
      skip(Call->getArg(0), As, Skipped);
      return;
    }
    if (const auto *Not = dyn_cast<UnaryOperator>(E))
      if (const auto *Inner =
              dyn_cast<UnaryOperator>(Not->getSubExpr()->IgnoreParenImpCasts());
          Inner && Not->getOpcode() == UO_LNot &&
          Inner->getOpcode() == UO_LNot) {
        skip(Inner->getSubExpr(), As, Skipped);
        return;
      }
    Skipped[Condition] = As;
    skipWithin(E, As, Skipped);
  }

  void skipWithin(const Expr *E, bool As,
                  DenseMap<const Expr *, bool> &Skipped) {
    const auto *Binary = dyn_cast<BinaryOperator>(E);
    const auto *Unary = dyn_cast<UnaryOperator>(E);
    Skipped[E] = As;
    if (Unary && Unary->getOpcode() == UO_LNot)
      skipWithin(Unary->getSubExpr()->IgnoreParenImpCasts(), !As, Skipped);
    else if (Binary && !Binary->isComparisonOp() && !Binary->isBitwiseOp())
      Skipped.erase(E);
  }

  static const ValueDecl *const Always;

  ASTContext &Context;
  const UnitFacts &Facts;
  const ObjectLocations &Locations;
  const Model &Api;
  std::vector<Control> Controls;
  std::vector<Event> Events;
  std::vector<Dependence> Dependences;
  DenseSet<const ValueDecl *> Relevant;
  /// Pointers that are given NULL somewhere.
  DenseSet<const ValueDecl *> MadeNull;
};

/// Stands for every place that matters.
static const char AlwaysTag = 0;
const ValueDecl *const Finder::Always =
    reinterpret_cast<const ValueDecl *>(&AlwaysTag);

} // namespace

bool mayMatter(const CallExpr *Call, const UnitFacts &Facts, const Model &Api) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return true;
  if (const ApiFunction *Row = rowOf(Api, Callee))
    return Row->Role != FunctionRole::Query && Row->Role != FunctionRole::Mask;
  if (Facts.reachesDma(Callee))
    return true;
  const SourceManager &SM = Callee->getASTContext().getSourceManager();
  if (isDriverDecl(Callee, SM) && !Callee->getBuiltinID())
    // Cleanup gives nothing back; it may call what another file has.
    return !Callee->hasBody() ||
           (Callee->getReturnType()->isVoidType() && !Facts.isHarmless(Callee));
  if (Callee->isVariadic() || Callee->getBuiltinID() ||
      isMadeByKernelMacro(Callee, SM))
    return false;
  return any_of(Call->arguments(), [&](const Expr *Argument) {
    QualType Type = Argument->IgnoreParenCasts()->getType();
    if (Type->isFunctionType() || Type->isFunctionPointerType())
      return true;
    const RecordDecl *Record = Type->isPointerType()
                                   ? Type->getPointeeType()->getAsRecordDecl()
                                   : nullptr;
    if (Record && Record->getIdentifier() && Api.isLink(Record->getName()))
      return true;
    const ValueDecl *Place = namedPlace(Argument);
    return Place && Facts.isObjectPlace(Place);
  });
}

Relevance findRelevance(const FunctionDecl *Function, const UnitFacts &Facts,
                        const ObjectLocations &Locations, const Model &Api) {
  Relevance Result;
  if (const Stmt *Body = Function->getBody())
    Finder(Function->getASTContext(), Facts, Locations, Api).run(Body, Result);
  return Result;
}

} // namespace dmatidy
