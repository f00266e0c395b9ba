//===-- ReturnValues.cpp - What functions can return ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/ReturnValues.h"
#include "checkers/program/source/Expressions.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What a body returns, and what it does to its variables.
class BodyReader : public RecursiveASTVisitor<BodyReader> {
public:
  explicit BodyReader(const ASTContext &Context) : Context(Context) {}

  bool VisitReturnStmt(ReturnStmt *Return) {
    Returned.push_back(Return->getRetValue());
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit())
      Set[Variable].push_back(Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (const VarDecl *Variable = namedVariable(Binary->getLHS());
        Variable && Binary->isAssignmentOp()) {
      if (Binary->getOpcode() == BO_Assign)
        Set[Variable].push_back(Binary->getRHS());
      else
        Unclear.insert(Variable);
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      if (const VarDecl *Variable = namedVariable(Unary->getSubExpr()))
        Unclear.insert(Variable);
    return true;
  }
  bool VisitGCCAsmStmt(GCCAsmStmt *Asm) {
    for (unsigned I = 0, E = Asm->getNumOutputs(); I != E; ++I)
      if (const VarDecl *Variable = namedVariable(Asm->getOutputExpr(I)))
        Unclear.insert(Variable);
    return true;
  }
  // What these return, this does not.
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseBlockExpr(BlockExpr *) { return true; }

  /// True if every value that is returned is in \p Numbers afterwards.
  bool collect(SmallVectorImpl<int64_t> &Numbers) const {
    return !Returned.empty() && all_of(Returned, [&](const Expr *Value) {
      return Value && add(Value, Numbers, /*Follow=*/true);
    });
  }

  /// The parameter that each `return` names, if nothing sets it; or null.
  const ParmVarDecl *parameter() const {
    const ParmVarDecl *Only = nullptr;
    for (const Expr *Value : Returned) {
      const auto *Named =
          Value ? dyn_cast_or_null<ParmVarDecl>(namedVariable(Value)) : nullptr;
      if (!Named || (Only && Only != Named))
        return nullptr;
      Only = Named;
    }
    return Only && !Set.contains(Only) && !Unclear.contains(Only) ? Only
                                                                  : nullptr;
  }

private:
  bool add(const Expr *Value, SmallVectorImpl<int64_t> &Numbers,
           bool Follow) const {
    if (Value->isValueDependent())
      return false;
    if (Expr::EvalResult Number; Value->EvaluateAsInt(Number, Context)) {
      Numbers.push_back(Number.Val.getInt().extOrTrunc(64).getSExtValue());
      return true;
    }
    if (const auto *Choice =
            dyn_cast<ConditionalOperator>(Value->IgnoreParenImpCasts()))
      return add(Choice->getTrueExpr(), Numbers, Follow) &&
             add(Choice->getFalseExpr(), Numbers, Follow);
    const VarDecl *Variable = namedVariable(Value);
    if (!Follow || !Variable || !Variable->hasLocalStorage() ||
        isa<ParmVarDecl>(Variable) || Unclear.contains(Variable) ||
        !Variable->getType()->isIntegerType())
      return false;
    auto It = Set.find(Variable);
    return It != Set.end() && all_of(It->second, [&](const Expr *Assigned) {
             return add(Assigned, Numbers, /*Follow=*/false);
           });
  }

  const ASTContext &Context;
  SmallVector<const Expr *, 4> Returned;
  DenseMap<const VarDecl *, SmallVector<const Expr *, 4>> Set;
  DenseSet<const VarDecl *> Unclear;
};

} // namespace

/// True if \p Function, which has a body, does nothing but return.
static bool isStub(const FunctionDecl *Function) {
  const auto *Body = dyn_cast<CompoundStmt>(Function->getBody());
  return Body && Body->size() == 1;
}

const ReturnValues::Returned &ReturnValues::read(const FunctionDecl *Function) {
  auto [Place, New] = Cache.try_emplace(Function->getCanonicalDecl());
  Returned &Result = Place->second;
  // Its numbers are those of the text.
  if (!New || !Function->getReturnType()->isSignedIntegerType() ||
      !Function->hasBody(Function))
    return Result;
  BodyReader Reader(Function->getASTContext());
  Reader.TraverseStmt(Function->getBody());
  Result.Parameter = Reader.parameter();
  SmallVector<int64_t, 8> Numbers;
  if (!Reader.collect(Numbers))
    return Result;
  auto [Least, Greatest] = std::minmax_element(Numbers.begin(), Numbers.end());
  if (*Least != *Greatest || !isStub(Function))
    Result.Range = {*Least, *Greatest};
  return Result;
}

std::optional<std::pair<int64_t, int64_t>>
ReturnValues::of(const FunctionDecl *Function) {
  return read(Function).Range;
}

const ParmVarDecl *
ReturnValues::returnedParameter(const FunctionDecl *Function) {
  return read(Function).Parameter;
}

} // namespace dmatidy
