//===-- FunctionText.cpp - What one function says of fields ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/FunctionText.h"
#include "checkers/program/source/Expressions.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// Collects what a function assigns, initialises and names.
class FunctionText::Reader : public RecursiveASTVisitor<Reader> {
public:
  explicit Reader(FunctionText &Text) : Text(Text) {}
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      Text.Assignments.push_back({Binary->getLHS(), Binary->getRHS()});
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      Text.Initialised.push_back(Variable);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Text.Named.insert(Function->getCanonicalDecl());
    return true;
  }

private:
  FunctionText &Text;
};

FunctionText::FunctionText(const SyntaxContext &In)
    : In(&In), Sources(In.Function) {
  Reader(*this).TraverseDecl(const_cast<FunctionDecl *>(In.Function));
}

/// The field that \p E, which is assigned to, is or is an element of; null if
/// it is reached by the pointer in a field.
static const FieldDecl *assignedField(const Expr *E) {
  E = E->IgnoreParens();
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    E = Element->getBase()->IgnoreParenImpCasts();
    if (!E->getType()->isArrayType())
      return nullptr;
  }
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

/// The fields that variable \p Variable is put into.
SmallVector<const FieldDecl *, 2>
FunctionText::keptIn(const VarDecl *Variable) const {
  SmallVector<const FieldDecl *, 2> Fields;
  for (auto [To, From] : Assignments)
    if (const FieldDecl *Field = assignedField(To);
        Field && namedVariable(From) == Variable)
      Fields.push_back(Field);
  return Fields;
}

SmallVector<const FieldDecl *, 2> FunctionText::fieldsOf(const Expr *E) const {
  SmallVector<const FieldDecl *, 2> Fields;
  if (const VarDecl *Variable = namedVariable(E))
    Fields = keptIn(Variable);
  if (const FieldDecl *Field = fieldOf(E))
    Fields.push_back(Field);
  return Fields;
}

SmallVector<const FieldDecl *, 2>
FunctionText::fieldsFor(const CallExpr *Call) const {
  for (auto [To, From] : Assignments)
    if (From->IgnoreParenCasts() == Call)
      return fieldsOf(To);
  for (const VarDecl *Variable : Initialised)
    if (Variable->getInit()->IgnoreParenCasts() == Call)
      return keptIn(Variable);
  return {};
}

bool FunctionText::allocatesFor(const FieldDecl *Field) const {
  auto IsFor = [&](const VarDecl *Variable) {
    return is_contained(keptIn(Variable), Field);
  };
  return any_of(Assignments,
                [&](const auto &Pair) {
                  const VarDecl *Variable = namedVariable(Pair.first);
                  return allocates(Pair.second) &&
                         (assignedField(Pair.first) == Field ||
                          (Variable && IsFor(Variable)));
                }) ||
         any_of(Initialised, [&](const VarDecl *Variable) {
           return allocates(Variable->getInit()) && IsFor(Variable);
         });
}

bool FunctionText::fills(const FieldDecl *Field, bool Behind) const {
  return any_of(Assignments, [&](const auto &Pair) {
    return (Behind ? namedPlace(Pair.first) : assignedField(Pair.first)) ==
               Field &&
           !Pair.second->isNullPointerConstant(
               In->Context, Expr::NPC_ValueDependentIsNotNull);
  });
}

bool FunctionText::calls(function_ref<bool(const ApiFunction &)> IsSuch,
                         int ApiFunction::*Argument,
                         const FieldDecl *Field) const {
  return any_of(In->Calls, [&](const ModeledSite &Site) {
    const Expr *Given = Site.argument(Site.Row->*Argument);
    return Given && IsSuch(*Site.Row) && fieldOf(Given) == Field;
  });
}

SmallSetVector<const FunctionDecl *, 16>
reachedFrom(ArrayRef<const FunctionDecl *> Starts,
            ArrayRef<FunctionText> Unit) {
  SmallSetVector<const FunctionDecl *, 16> Reached(Starts.begin(),
                                                   Starts.end());
  for (size_t I = 0; I != Reached.size(); ++I) {
    const auto *Text = find_if(Unit, [&](const FunctionText &Some) {
      return Some.function() == Reached[I];
    });
    if (Text != Unit.end())
      for (const FunctionText &Other : Unit)
        if (Text->names(Other.function()))
          Reached.insert(Other.function());
  }
  return Reached;
}

} // namespace dmatidy
