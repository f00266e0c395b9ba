//===-- ObjectLocations.cpp - Locations that may hold an object -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reduction/ObjectLocations.h"
#include "checkers/program/unit/ExprOrigins.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// So many assignments are looked into.
static constexpr unsigned MostAssignments = 12;

/// True if \p Body does nothing but assign, and puts a pointer that the
/// function is given into a record that it is given.
static bool fillsRecord(const CompoundStmt *Body) {
  bool KeepsPointer = false;
  for (const Stmt *S : Body->body()) {
    const auto *Assigned = dyn_cast<BinaryOperator>(S);
    const auto *Target =
        Assigned && Assigned->getOpcode() == BO_Assign
            ? dyn_cast<MemberExpr>(Assigned->getLHS()->IgnoreParens())
            : nullptr;
    if (!Target)
      return false;
    auto IsParameter = [](const Expr *E) {
      return isa_and_nonnull<ParmVarDecl>(namedVariable(E));
    };
    KeepsPointer |= Assigned->getType()->isPointerType() &&
                    IsParameter(Target->getBase()) &&
                    IsParameter(Assigned->getRHS());
  }
  return KeepsPointer && Body->size() <= MostAssignments;
}

bool isShort(const FunctionDecl *Callee) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  return Body && (Body->size() <= 2 || fillsRecord(Body));
}

const FunctionDecl *definitionOf(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee(), *Definition = nullptr;
  return Callee && Callee->hasBody(Definition) ? Definition : nullptr;
}

bool isWalkedThere(const FunctionDecl *Definition, const UnitFacts &Facts) {
  return Facts.reachesDma(Definition)
             ? !isDriverDecl(Definition,
                             Definition->getASTContext().getSourceManager())
             : isShort(Definition);
}

namespace {

/// Notes what flows where.
class FlowFinder {
public:
  FlowFinder(const UnitFacts &Facts, const Model &Api)
      : Facts(Facts), Api(Api) {}

  void walkBody(const FunctionDecl *Function) {
    if (Walked.insert(Function->getCanonicalDecl()).second)
      walk(Function->getBody(), Function);
  }

  /// By where a value comes from: where it may go; and the reverse.
  using Ways = DenseMap<const Decl *, SmallVector<const Decl *, 2>>;
  Ways Next, Before;
  std::vector<ObjectLocations::Pair> Aliases;
  /// Places that take the result of an acquisition, or are known to hold it.
  SmallVector<const Decl *, 32> Sources;
  /// Places that a release is given.
  SmallVector<const Decl *, 32> Sinks;

private:
  void walk(const Stmt *S, const FunctionDecl *Within) {
    if (!S)
      return;
    if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      if (Return->getRetValue())
        flow(Return->getRetValue(), Within);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isAssignmentOp())
        if (const ValueDecl *Place = namedPlace(Binary->getLHS()))
          flow(Binary->getRHS(), Place);
    } else if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D);
            Variable && Variable->getInit())
          flow(Variable->getInit(), Variable);
    } else if (const auto *List = dyn_cast<InitListExpr>(S)) {
      forEachField(List, [&](const FieldDecl *Field, const Expr *Value) {
        if (Value)
          flow(Value, Field);
      });
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      noteSource(Ref->getDecl());
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      noteSource(Member->getMemberDecl());
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      walkCall(Call);
    }
    for (const Stmt *Child : S->children())
      walk(Child, Within);
  }

  void walkCall(const CallExpr *Call) {
    if (const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
        Row && (Row->isRelease() || Row->Role == FunctionRole::Sync))
      for (int Index : {Row->Handle, Row->Memory, Row->List})
        if (Index >= 0 && unsigned(Index) < Call->getNumArgs())
          append_range(Sinks, originsOf(Call->getArg(Index), Api).Places);
    const FunctionDecl *Definition = definitionOf(Call);
    if (!Definition)
      return;
    for (auto [Parameter, Argument] :
         zip(Definition->parameters(), Call->arguments()))
      flow(Argument, Parameter);
    if (isWalkedThere(Definition, Facts))
      walkBody(Definition);
  }

  void noteSource(const ValueDecl *Place) {
    if (Facts.isObjectPlace(Place) || Facts.isMapped(Place))
      Sources.push_back(Place->getCanonicalDecl());
  }

  /// The value of \p From goes to \p To.
  void flow(const Expr *From, const Decl *To) {
    To = To->getCanonicalDecl();
    ExprOrigins All = originsOf(From, Api);
    if (All.Acquires)
      Sources.push_back(To);
    for (const Decl *Place : All.Places)
      connect(Place, To);
    const auto *Unary = dyn_cast<UnaryOperator>(From->IgnoreParenCasts());
    if (Unary && Unary->getOpcode() == UO_AddrOf &&
        !Unary->getSubExpr()->getType()->isRecordType())
      if (const ValueDecl *Place = namedPlace(Unary->getSubExpr())) {
        Aliases.push_back({Place->getCanonicalDecl(), To});
        connect(To, Place->getCanonicalDecl());
      }
  }

  void connect(const Decl *From, const Decl *To) {
    Next[From].push_back(To);
    Before[To].push_back(From);
  }

  const UnitFacts &Facts;
  const Model &Api;
  DenseSet<const Decl *> Walked;
};

} // namespace

/// Everything that is reached from \p Starts along \p Along, themselves
/// included.
static DenseSet<const Decl *> closure(SmallVectorImpl<const Decl *> &Starts,
                                      const FlowFinder::Ways &Along) {
  DenseSet<const Decl *> Result;
  while (!Starts.empty()) {
    const Decl *Place = Starts.pop_back_val();
    if (!Result.insert(Place).second)
      continue;
    if (auto It = Along.find(Place); It != Along.end())
      append_range(Starts, It->second);
  }
  return Result;
}

ObjectLocations::ObjectLocations(const UnitFacts &Facts, const Model &Api) {
  FlowFinder Flows(Facts, Api);
  for (const FunctionDecl *Function : Facts.entryPoints())
    Flows.walkBody(Function);
  Reached = closure(Flows.Sources, Flows.Next);
  Released = closure(Flows.Sinks, Flows.Before);
  Aliases = std::move(Flows.Aliases);
}

} // namespace dmatidy
