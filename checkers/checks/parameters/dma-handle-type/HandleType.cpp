//===-- HandleType.cpp - DMA addresses the CPU uses, for dma-handle-type -===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "A CPU cannot reference a dma_addr_t directly because there may be
// translation between its physical address space and the DMA address space"
// (Documentation/core-api/dma-api.rst). What is kept in too small a type,
// HandleTypeModule.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-handle-type/HandleType.h"
#include "checkers/checks/Check.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// True if \p E is a DMA address by its own type; a cast makes nothing one.
bool isHandle(const Expr *E) {
  if (const auto *Sum = dyn_cast<BinaryOperator>(E->IgnoreParenCasts()))
    return isHandle(Sum->getLHS()) || isHandle(Sum->getRHS());
  return isOfType(E->IgnoreParenCasts(), "dma_addr_t");
}

class HandleVisitor : public RecursiveASTVisitor<HandleVisitor> {
public:
  explicit HandleVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->getOpcode() == UO_Deref)
      checkPointer(Unary->getSubExpr());
    // &((struct x *)dma)->y only computes an address.
    if (Unary->getOpcode() == UO_AddrOf)
      for (const Expr *E = Unary->getSubExpr()->IgnoreParens(); E;) {
        Addressed.insert(E);
        const auto *Member = dyn_cast<MemberExpr>(E);
        const auto *Element = dyn_cast<ArraySubscriptExpr>(E);
        E = Member && !Member->isArrow() ? Member->getBase()->IgnoreParens()
            : Element ? Element->getBase()->IgnoreParenImpCasts()
                      : nullptr;
      }
    return true;
  }
  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Element) {
    if (!Addressed.contains(Element))
      checkPointer(Element->getBase());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (Member->isArrow() && !Addressed.contains(Member))
      checkPointer(Member->getBase());
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (const VarDecl *Entry = namedVariable(Member->getBase());
        Entry && Field && Field->getParent()->getIdentifier() &&
        In.Api.isSetByMapping(Field->getParent()->getName(), Field->getName()))
      (isHandle(Member) ? AskedEntries : MappedEntries).insert(Entry);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier() || Call->getNumArgs() != 1)
      return true;
    if (In.Api.isFromPhysical(Callee->getName()) && isHandle(Call->getArg(0)))
      In.add({"dma-handle-type", "taken-for-physical"},
             quote(Call->getArg(0), In.Context), Confidence::Medium,
             Call->getBeginLoc(),
             quote(Call->getArg(0), In.Context) + " is a DMA address, which " +
                 Callee->getName() +
                 "() does not know; keep the CPU address beside it");
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      checkPhysical(Variable->getType(), Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() != BO_Assign)
      return true;
    checkPhysical(Binary->getLHS()->getType(), Binary->getRHS());
    if (isa<MemberExpr, ArraySubscriptExpr>(
            Binary->getLHS()->IgnoreParenImpCasts()))
      notePhysical(Binary->getRHS());
    return true;
  }

  /// An entry of a list of which the function uses what mapping has set, while
  /// it gives its physical address to somebody.
  void checkEntries() {
    for (auto [Call, Entry] : Stored)
      // Who asks for the DMA address as well knows the difference.
      if (MappedEntries.contains(Entry) && !AskedEntries.contains(Entry))
        In.add({"dma-handle-type", "physical-entry"},
               quote(Call->getArg(0), In.Context), Confidence::Medium,
               Call->getBeginLoc(),
               quote(Call->getArg(0), In.Context) +
                   " is an entry of a mapped list, and its physical address is "
                   "stored; use sg_dma_address() instead of " +
                   Call->getDirectCallee()->getName() + "()");
  }

  void checkHandleOut() {
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Out = Site.argument(Site.Row->HandleOut);
      const auto *Cast =
          Out ? dyn_cast<ExplicitCastExpr>(Out->IgnoreParens()) : nullptr;
      if (!Cast)
        continue;
      QualType From = Cast->getSubExpr()->IgnoreParenImpCasts()->getType(),
               To = Cast->getType();
      if (!From->isPointerType() || !To->isPointerType() ||
          !From->getPointeeType()->isIntegerType() ||
          !To->getPointeeType()->isIntegerType() ||
          In.Context.getTypeSize(From->getPointeeType()) >=
              In.Context.getTypeSize(To->getPointeeType()))
        continue;
      In.add({"dma-handle-type", "narrow-pointer"}, quote(Out, In.Context),
             Confidence::High, Out->getBeginLoc(),
             spelledCallee(*Site.Row, Site.Call) +
                 "() writes a whole dma_addr_t through " +
                 quote(Out, In.Context) + ", which has only " +
                 Twine(In.Context.getTypeSize(From->getPointeeType())) +
                 " bits; make it a dma_addr_t");
    }
  }

private:
  /// A DMA address that was made a pointer, and is followed.
  void checkPointer(const Expr *Pointer) {
    const Expr *E = Pointer->IgnoreParenImpCasts();
    const Expr *Inner = E;
    while (const auto *Cast = dyn_cast<ExplicitCastExpr>(Inner))
      Inner = Cast->getSubExpr()->IgnoreParenImpCasts();
    if (Inner == E || !E->getType()->isPointerType() || !isHandle(Inner))
      return;
    In.add({"dma-handle-type", "dereferenced"}, quote(Inner, In.Context),
           Confidence::High, E->getBeginLoc(),
           quote(Inner, In.Context) +
               " is a DMA address, and is followed as if "
               "it were the CPU's; use the CPU address");
  }

  /// Notes the entries whose physical address \p Value is, or is made of.
  void notePhysical(const Stmt *Value) {
    const auto *Call = dyn_cast<CallExpr>(Value);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (Callee && Callee->getIdentifier() && Call->getNumArgs() == 1 &&
        In.Api.isToPhysical(Callee->getName()))
      if (const VarDecl *Entry = namedVariable(Call->getArg(0)))
        Stored.emplace_back(Call, Entry);
    for (const Stmt *Part : Value->children())
      if (Part)
        notePhysical(Part);
  }

  void checkPhysical(QualType To, const Expr *From) {
    const auto *Named = To->getAs<TypedefType>();
    const auto *Call = dyn_cast<CallExpr>(From->IgnoreParenCasts());
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Named || Named->getDecl()->getName() != "dma_addr_t" || !Callee ||
        !Callee->getIdentifier() || !In.Api.isToPhysical(Callee->getName()))
      return;
    In.add({"dma-handle-type", "physical"}, Callee->getName(), Confidence::Low,
           Call->getBeginLoc(),
           Twine("a physical address is taken for a DMA address; map the "
                 "memory with dma_map_single() instead of calling ") +
               Callee->getName() + "()");
  }

  const SyntaxContext &In;
  SmallPtrSet<const Expr *, 8> Addressed;
  /// Variables of which the function reads what mapping sets.
  SmallPtrSet<const VarDecl *, 4> MappedEntries;
  /// Variables of which the function asks for the DMA address.
  SmallPtrSet<const VarDecl *, 4> AskedEntries;
  /// Physical addresses that are stored, and of which entries they are.
  SmallVector<std::pair<const CallExpr *, const VarDecl *>, 2> Stored;
};

} // namespace

static void checkHandleTypeInText(const SyntaxContext &In) {
  HandleVisitor Visitor(In);
  Visitor.TraverseStmt(In.Function->getBody());
  Visitor.checkHandleOut();
  Visitor.checkEntries();
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-handle-type.md"
};

const dmatidy::CheckInfo dmatidy::HandleTypeCheck = {
    "dma-handle-type",
    CheckGroup::Parameters,
    Confidence::Medium,
    "a DMA address in too small a type, or used by the CPU",
    StringRef(Page, sizeof(Page)),
    {nullptr, checkHandleTypeInText, nullptr, checkHandleTypeInModule}};
