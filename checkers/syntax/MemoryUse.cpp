//===-- MemoryUse.cpp - Which memory a statement reads or writes ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/MemoryUse.h"
#include "checkers/program/source/Expressions.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {
/// Collects what the variables of a function are set to; null for several
/// places.
class SourceCollector : public RecursiveASTVisitor<SourceCollector> {
public:
  explicit SourceCollector(DenseMap<const VarDecl *, const Expr *> &Sources)
      : Sources(Sources) {}
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      note(Variable, Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
        note(Variable, Binary->getRHS());
    return true;
  }

private:
  void note(const VarDecl *Variable, const Expr *Source) {
    if (Source->isNullPointerConstant(Variable->getASTContext(),
                                      Expr::NPC_ValueDependentIsNotNull))
      return;
    auto [Place, New] = Sources.try_emplace(Variable, Source);
    if (!New &&
        (!Place->second || namedPlace(Place->second) != namedPlace(Source)))
      Place->second = nullptr;
  }
  DenseMap<const VarDecl *, const Expr *> &Sources;
};
} // namespace

VariableSources::VariableSources(const FunctionDecl *Function) {
  SourceCollector(Sources).TraverseDecl(const_cast<FunctionDecl *>(Function));
}

std::pair<const FieldDecl *, const Expr *>
VariableSources::placeOf(const Expr *E) const {
  E = sourceOf(E);
  return E ? std::pair(dyn_cast_or_null<FieldDecl>(namedPlace(E)), E)
           : std::pair<const FieldDecl *, const Expr *>();
}

const Expr *VariableSources::sourceOf(const Expr *E) const {
  const VarDecl *Variable = namedVariable(E);
  return Variable ? Sources.lookup(Variable) : E;
}

bool VariableSources::isPartOf(const Expr *E, const VarDecl *Pointer) const {
  E = sourceOf(E);
  return E && isInside(E, Pointer, /*Depth=*/0);
}

/// What a call of \p Callee stands for, where its body ends with what it
/// returns: the expression, and the parameter that takes the only argument;
/// or null.
static std::pair<const Expr *, const VarDecl *>
plainBody(const FunctionDecl *Callee) {
  const Expr *Value = returnedBy(Callee);
  return Value && Callee->getNumParams() == 1
             ? std::pair(Value, Callee->getParamDecl(0))
             : std::pair<const Expr *, const VarDecl *>();
}

/// So far values are followed from variable to variable and into functions.
static constexpr unsigned MostSteps = 4;

bool VariableSources::pointsInto(const Expr *E, const VarDecl *Pointer,
                                 unsigned Depth) const {
  E = E->IgnoreParenCasts();
  if (Depth > MostSteps)
    return false;
  if (const VarDecl *Variable = namedVariable(E)) {
    const Expr *Source =
        Variable == Pointer ? nullptr : Sources.lookup(Variable);
    return Variable == Pointer ||
           (Source && pointsInto(Source, Pointer, Depth + 1));
  }
  if (const auto *Address = dyn_cast<UnaryOperator>(E))
    return Address->getOpcode() == UO_AddrOf &&
           isInside(Address->getSubExpr(), Pointer, Depth);
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    auto [Value, Parameter] = plainBody(Call->getDirectCallee());
    return Value && Call->getNumArgs() == 1 &&
           pointsInto(Value, Parameter, Depth + 1) &&
           pointsInto(Call->getArg(0), Pointer, Depth + 1);
  }
  return E->getType()->isArrayType() && isInside(E, Pointer, Depth);
}

bool VariableSources::isInside(const Expr *E, const VarDecl *Pointer,
                               unsigned Depth) const {
  E = E->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->isArrow() ? pointsInto(Member->getBase(), Pointer, Depth)
                             : isInside(Member->getBase(), Pointer, Depth);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return pointsInto(Element->getBase(), Pointer, Depth);
  const auto *Behind = dyn_cast<UnaryOperator>(E);
  return Behind && Behind->getOpcode() == UO_Deref &&
         pointsInto(Behind->getSubExpr(), Pointer, Depth);
}

bool allocates(const Stmt *Value) {
  const auto *Call = dyn_cast_or_null<CallExpr>(Value);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return (Callee && Callee->hasAttr<AllocSizeAttr>()) ||
         (Value && any_of(Value->children(), allocates));
}

/// The pointer through which \p E, an lvalue, is reached last; or null.
static const Expr *pointerBehind(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return Member->getBase();
      E = Member->getBase();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = Element->getBase()->IgnoreParenImpCasts();
      if (!Base->getType()->isArrayType())
        return Base;
      E = Base;
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      return Unary->getOpcode() == UO_Deref ? Unary->getSubExpr() : nullptr;
    } else {
      return nullptr;
    }
  }
}

StringRef useOf(const Stmt *S, function_ref<bool(const Expr *)> IsPointer,
                const Model &Api) {
  auto IsIn = [&](const Expr *Place) {
    const Expr *Pointer = pointerBehind(Place);
    return Pointer && IsPointer(Pointer);
  };
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S))
    return Cast->getCastKind() == CK_LValueToRValue && IsIn(Cast->getSubExpr())
               ? "read"
               : "";
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp() && IsIn(Binary->getLHS()) ? "written" : "";
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return Unary->isIncrementDecrementOp() && IsIn(Unary->getSubExpr())
               ? "written"
               : "";
  const auto *Call = dyn_cast<CallExpr>(S);
  const ApiFunction *Row =
      Call ? anyRowOf(Api, Call->getDirectCallee()) : nullptr;
  if (!Row || Row->Role != FunctionRole::Access)
    return "";
  auto Is = [&](int Index) {
    return Index >= 0 && unsigned(Index) < Call->getNumArgs() &&
           IsPointer(Call->getArg(Index));
  };
  return Is(Row->Reads) ? "read" : Is(Row->Writes) ? "written" : "";
}

} // namespace dmatidy
