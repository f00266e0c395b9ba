//===-- UntrustedValue.cpp - The check dma-untrusted-value ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands in coherent memory, the device may rewrite at any time; a driver
// that takes an index, a length or a bound from there lets the device choose it
// (Bai et al., SADA, USENIX Security 2021). Reported where the value goes into
// such a place as it is, with no comparison and no mask in between.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// The records that some unit's coherent memory consists of.
using Records = SmallPtrSet<const RecordDecl *, 8>;

class CoherentTypes : public RecursiveASTVisitor<CoherentTypes> {
public:
  CoherentTypes(const Model &Api, Records &Into) : Api(Api), Into(Into) {}
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      note(Binary->getLHS()->getType(), Binary->getRHS());
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      note(Variable->getType(), Variable->getInit());
    return true;
  }

private:
  void note(QualType Type, const Expr *From) {
    const auto *Call = dyn_cast<CallExpr>(From->IgnoreParenCasts());
    const ApiFunction *Row =
        Call ? anyRowOf(Api, Call->getDirectCallee()) : nullptr;
    if (Row && Row->isAcquire() && Row->HandleOut >= 0 && Row->Direction < 0)
      if (const RecordDecl *Record = pointeeRecord(Type))
        Into.insert(Record);
  }

  const Model &Api;
  Records &Into;
};

class UntrustedVisitor : public RecursiveASTVisitor<UntrustedVisitor> {
public:
  UntrustedVisitor(const SyntaxContext &In, const Records &Coherent)
      : In(In), Coherent(Coherent) {}

  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      take(Variable, Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (const auto *Ref =
            dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens());
        Ref && Binary->isAssignmentOp())
      take(dyn_cast<VarDecl>(Ref->getDecl()), Binary->getRHS());
    if (Binary->isComparisonOp())
      for (const Expr *Side : {Binary->getLHS(), Binary->getRHS()})
        if (const auto *Variable = dyn_cast_or_null<VarDecl>(namedPlace(Side)))
          Compared.insert(Variable);
    return true;
  }
  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Element) {
    Uses.emplace_back(Element->getIdx(), "as an index");
    return true;
  }
  bool VisitForStmt(ForStmt *Loop) {
    const auto *Compare = dyn_cast_or_null<BinaryOperator>(Loop->getCond());
    if (Compare && Compare->isRelationalOp())
      Bounds.emplace_back(Compare->getRHS(), "as the bound of a loop");
    return true;
  }

  void check() {
    for (const ModeledSite &Site : In.Calls)
      if (Site.Row->Role == FunctionRole::Access &&
          Site.Call->getNumArgs() >= 3 && Site.Row->Writes >= 0)
        Uses.emplace_back(bareArgument(Site.Call->getArg(2)), "as a length");
    for (auto [Value, How] : Uses)
      checkUse(Value, How, /*CountsAsTest=*/false);
    for (auto [Value, How] : Bounds)
      checkUse(Value, How, /*CountsAsTest=*/true);
  }

private:
  /// The read of coherent memory that \p E is, byte swaps apart; or null.
  const MemberExpr *readOf(const Expr *E) const {
    E = E->IgnoreParenCasts();
    for (;;) {
      if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
        E = Choice->getFalseExpr()->IgnoreParenCasts();
      else if (const auto *Call = dyn_cast<CallExpr>(E);
               Call && Call->getNumArgs() == 1)
        E = Call->getArg(0)->IgnoreParenCasts();
      else
        break;
    }
    const auto *Member = dyn_cast<MemberExpr>(E);
    const auto *Field =
        Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
    return Field && Coherent.contains(cast<RecordDecl>(
                        Field->getParent()->getCanonicalDecl()))
               ? Member
               : nullptr;
  }

  void take(const VarDecl *Variable, const Expr *From) {
    if (!Variable || !Variable->getType()->isIntegerType())
      return;
    auto [Place, New] = Taken.try_emplace(Variable, readOf(From));
    // One of several values may be the driver's own.
    if (!New)
      Place->second = nullptr;
  }

  void checkUse(const Expr *Value, StringRef How, bool CountsAsTest) {
    const MemberExpr *Read = readOf(Value);
    if (!Read)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Value->IgnoreParenCasts()))
        if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
            Variable && (CountsAsTest || !Compared.contains(Variable)))
          Read = Taken.lookup(Variable);
    if (!Read)
      return;
    In.add({"dma-untrusted-value", "unchecked"}, quote(Read, In.Context),
           Confidence::Low, Value->getBeginLoc(),
           quote(Read, In.Context) +
               " stands in memory that the device can "
               "rewrite, and is used " +
               How + " as it is; read it once and compare it first");
    In.note(Read->getBeginLoc(),
            "assuming that the device may turn against its driver");
  }

  const SyntaxContext &In;
  const Records &Coherent;
  SmallVector<std::pair<const Expr *, StringRef>, 8> Uses, Bounds;
  DenseMap<const VarDecl *, const MemberExpr *> Taken;
  SmallPtrSet<const VarDecl *, 8> Compared;
};

} // namespace

static void checkUntrustedValueInUnit(ArrayRef<SyntaxContext> Unit) {
  Records Coherent;
  for (const SyntaxContext &In : Unit)
    CoherentTypes(In.Api, Coherent).TraverseStmt(In.Function->getBody());
  if (Coherent.empty())
    return;
  for (const SyntaxContext &In : Unit) {
    UntrustedVisitor Visitor(In, Coherent);
    Visitor.TraverseStmt(In.Function->getBody());
    Visitor.check();
  }
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-untrusted-value.md"
};

const dmatidy::CheckInfo dmatidy::UntrustedValueCheck = {
    "dma-untrusted-value",
    CheckGroup::Ownership,
    Confidence::Low,
    "a value that the device can rewrite is used as it is",
    StringRef(Page, sizeof(Page)),
    {nullptr, nullptr, checkUntrustedValueInUnit, nullptr}};
