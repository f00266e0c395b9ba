//===-- FallsIntoUnwinding.cpp - Success that is undone -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where the `return` in front of the first label is missing, a function that
// has succeeded runs into what undoes it, and returns success all the same:
//
//     err = listen(p);
//     if (err)
//       goto free_rings;
//   free_rings:
//     free_rings(p);
//     return err;
//
// What others release as well is released twice then. Labels that clean up for
// success, too, release what nobody else knows of.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/syntax/UnwindLadder.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The first rung that a way leads down to.
static const UnwindLadder::Rung *firstRung(const UnwindLadder &Ladder) {
  const auto *First =
      find_if(Ladder.rungs(), [&](const UnwindLadder::Rung &Rung) {
        return any_of(Ladder.waysOut(), [&](const WayOut &Way) {
          return Way.To && Way.At.front().Index < Rung.First;
        });
      });
  return First == Ladder.rungs().end() ? nullptr : First;
}

namespace {
/// Finds what the variables of a body are given.
class AssignmentReader : public RecursiveASTVisitor<AssignmentReader> {
public:
  explicit AssignmentReader(const FunctionDecl *Function) {
    TraverseStmt(Function->getBody());
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
        Assigned.push_back({Variable, Binary->getRHS()});
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      Assigned.push_back({Variable, Variable->getInit()});
    return true;
  }
  SmallVector<std::pair<const VarDecl *, const Expr *>, 16> Assigned;
};
} // namespace

/// True if \p Call is given the address of a local variable, or one that took
/// what a function of the driver's has acquired: what is released is the
/// function's own.
static bool isGivenOwn(const CallExpr *Call, const SyntaxContext &In) {
  SmallPtrSet<const VarDecl *, 4> Own;
  for (const Expr *Given : Call->arguments()) {
    const auto *Address = dyn_cast<UnaryOperator>(Given->IgnoreParenCasts());
    bool IsAddress = Address && Address->getOpcode() == UO_AddrOf;
    const VarDecl *Variable =
        namedVariable(IsAddress ? Address->getSubExpr() : Given);
    if (!Variable || !Variable->hasLocalStorage())
      continue;
    if (IsAddress)
      return true;
    Own.insert(Variable);
  }
  auto Acquires = [&](const Expr *Value) {
    const auto *From = dyn_cast<CallExpr>(Value->IgnoreParenCasts());
    return From && From->getDirectCallee() &&
           In.Facts.reachesAcquisition(From->getDirectCallee());
  };
  return any_of(AssignmentReader(In.Function).Assigned, [&](const auto &Pair) {
    return Own.contains(Pair.first) && Acquires(Pair.second);
  });
}

/// A caller of \p In's function that, behind the call and another one that may
/// have failed, releases what \p Releaser does: it finds something there where
/// the function has succeeded; or null.
static const FunctionDecl *releaserBehind(const FunctionDecl *Releaser,
                                          const SyntaxContext &In) {
  for (const FunctionDecl *Caller : In.Facts.callersOf(In.Function)) {
    const FunctionDecl *Definition = nullptr;
    if (!Caller->hasBody(Definition))
      continue;
    bool IsBehind = false, IsFurther = false;
    for (const CallExpr *Call : callsIn(Definition->getBody())) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (!Callee)
        continue;
      bool IsSelf =
          Callee->getCanonicalDecl() == In.Function->getCanonicalDecl();
      if (IsFurther && !IsSelf && !In.Facts.reachesAcquisition(Callee) &&
          any_of(In.Facts.releasedBy(Callee), [&](const ValueDecl *Place) {
            return isa<FieldDecl>(Place) && In.Facts.releases(Releaser, Place);
          }))
        return Caller;
      IsFurther |= IsBehind && !Callee->isVariadic() &&
                   !Callee->getBuiltinID() && !Call->getType()->isVoidType();
      IsBehind |= IsSelf;
    }
  }
  return nullptr;
}

/// The function, not called by \p In's, that releases as well what \p Step
/// releases and \p In's function has acquired; or null.
static const FunctionDecl *otherReleaser(const UnwindStep &Step,
                                         const SyntaxContext &In) {
  const FunctionDecl *Callee = Step.Call->getDirectCallee();
  if (!Step.Row) {
    if (isGivenOwn(Step.Call, In) || !In.Facts.acquiresFor(In.Function, Callee))
      return nullptr;
    if (const FunctionDecl *Other =
            In.Facts.otherReleaserBy(Callee, In.Function))
      return Other;
    return releaserBehind(Callee, In);
  }
  if (!In.Facts.reachesAcquisition(In.Function))
    return nullptr;
  for (const ValueDecl *Place : objectPlaces(*Step.Row, Step.Call))
    if (isa<FieldDecl>(Place) &&
        isDriverDecl(Place, In.Context.getSourceManager()))
      if (const FunctionDecl *Releaser =
              In.Facts.onlyReleaserOf(Place, In.Function))
        return Releaser;
  return nullptr;
}

void checkFallsIntoUnwinding(const SyntaxContext &In) {
  UnwindLadder Ladder(In);
  const UnwindLadder::Rung *Rung = firstRung(Ladder);
  if (!Rung || !Rung->IsFallenInto || !Ladder.isForFailures(*Rung))
    return;
  for (const UnwindStep &Step : Ladder.stepsFrom(Rung->Label)) {
    const FunctionDecl *Other = Step.Always ? otherReleaser(Step, In) : nullptr;
    if (!Other)
      continue;
    std::string Name = Ladder.objectOf(Step);
    In.add({"dma-double-release", "falls-into-unwinding"}, Name,
           Confidence::Medium, Step.Call->getBeginLoc(),
           Name +
               " is released although the function may have succeeded, and " +
               Other->getNameAsString() +
               "() releases it as well; return before '" +
               Rung->Label->getNameAsString() + "'");
    In.note(Rung->Label->getBeginLoc(),
            "what has not failed runs into the label here");
    In.note(Other->getLocation(),
            Other->getNameAsString() + "() is made to release it later");
    return;
  }
}

} // namespace dmatidy
