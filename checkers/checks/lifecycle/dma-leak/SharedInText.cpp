//===-- SharedInText.cpp - Who else may have a record ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A path that leaves a record behind which it has allocated itself has walked
// only what matters for the objects in it (ProgramSlicer.h); a statement that
// gives the record to somebody may have been left out. So the statements of the
// blocks that the path came by are read as they stand.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/LeakEvidence.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Analysis/AnalysisDeclContext.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

namespace {

/// Looks in one statement for a pointer to, or into, some records that is given
/// to somebody: stored, passed on, made a number of.
class SharingVisitor : public RecursiveASTVisitor<SharingVisitor> {
public:
  SharingVisitor(const SmallPtrSetImpl<const RecordDecl *> &Records,
                 const SmallPtrSetImpl<const FunctionDecl *> &Walked,
                 const Model &Api)
      : Records(Records), Walked(Walked), Api(Api) {}

  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() != BO_Assign)
      return true;
    const VarDecl *Into = namedVariable(Binary->getLHS());
    IsShared |= !(Into && Into->hasLocalStorage()) && leads(Binary->getRHS());
    return true;
  }
  bool VisitInitListExpr(InitListExpr *List) {
    IsShared |= any_of(List->inits(), [&](const Expr *E) { return leads(E); });
    return true;
  }
  bool VisitCastExpr(CastExpr *Cast) {
    IsShared |= Cast->getCastKind() == CK_PointerToIntegral &&
                leads(Cast->getSubExpr());
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && (anyRowOf(Api, Callee) || Callee->getMemoryFunctionKind() ||
                   Callee->hasAttr<FormatAttr>() ||
                   Walked.contains(Callee->getCanonicalDecl())))
      return true;
    IsShared |=
        any_of(Call->arguments(), [&](const Expr *E) { return leads(E); });
    return true;
  }
  bool IsShared = false;

private:
  /// True if \p E is a pointer to one of the records or the address of
  /// something in it.
  bool leads(const Expr *E) const {
    E = E->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf) {
      E = Address->getSubExpr()->IgnoreParenCasts();
      for (const MemberExpr *Member; (Member = dyn_cast<MemberExpr>(E));) {
        E = Member->getBase()->IgnoreParenCasts();
        if (Member->isArrow())
          break;
      }
    }
    QualType Type = E->getType();
    const RecordDecl *Record = Type->isPointerType()
                                   ? Type->getPointeeType()->getAsRecordDecl()
                                   : nullptr;
    return Record && Records.contains(Record->getDefinition());
  }

  const SmallPtrSetImpl<const RecordDecl *> &Records;
  const SmallPtrSetImpl<const FunctionDecl *> &Walked;
  const Model &Api;
};

} // namespace

bool isSharedInText(const LeakCandidate &Left, const Model &Api) {
  SmallPtrSet<const RecordDecl *, 4> Records;
  for (const MemRegion *Place : placesOf(Left.Node->getState(), Left.Id))
    for (const MemRegion *At = Place;
         const auto *Part = dyn_cast<SubRegion>(At);
         At = Part->getSuperRegion())
      if (const auto *Field = dyn_cast<FieldRegion>(Part))
        Records.insert(Field->getDecl()->getParent()->getDefinition());
  MapVector<const LocationContext *, SmallSet<unsigned, 16>> Visited;
  SmallPtrSet<const FunctionDecl *, 8> Walked;
  for (const ExplodedNode *At = Left.Node; At; At = At->getFirstPred()) {
    const StackFrameContext *Frame = At->getStackFrame();
    if (const auto *Function = dyn_cast<FunctionDecl>(Frame->getDecl()))
      Walked.insert(Function->getCanonicalDecl());
    if (auto Edge = At->getLocation().getAs<BlockEdge>())
      Visited[Frame].insert(Edge->getDst()->getBlockID());
  }
  for (const auto &[Frame, Blocks] : Visited) {
    AnalysisDeclContext *Owner = Frame->getAnalysisDeclContext();
    // The one that is walked has lost what does not matter.
    std::unique_ptr<CFG> Whole =
        CFG::buildCFG(Owner->getDecl(), Owner->getBody(),
                      &Owner->getASTContext(), Owner->getCFGBuildOptions());
    if (!Whole)
      return true;
    SharingVisitor Visitor(Records, Walked, Api);
    for (const CFGBlock *Block : *Whole)
      if (Blocks.count(Block->getBlockID()))
        for (const CFGElement &Element : *Block)
          if (auto Part = Element.getAs<CFGStmt>())
            Visitor.TraverseStmt(const_cast<Stmt *>(Part->getStmt()));
    if (Visitor.IsShared)
      return true;
  }
  return false;
}

} // namespace dmatidy
