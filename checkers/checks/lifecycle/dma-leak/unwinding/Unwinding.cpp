//===-- Unwinding.cpp - What the rules about unwinding ask ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/unwinding/Unwinding.h"
#include "checkers/program/unit/FailureFlow.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

bool isLeftToCallers(ArrayRef<const ValueDecl *> Fields,
                     const SyntaxContext &In) {
  return !Fields.empty() &&
         (releaseAfterFailure(In.Function, Fields, In.Facts, In.Api) ||
          isFailureSwallowed(In.Function, In.Facts, In.Api));
}

void askOtherCallers(Diagnostic &Finding, ArrayRef<const ValueDecl *> Fields,
                     const SyntaxContext &In) {
  if (Fields.empty())
    return;
  std::vector<std::string> Names;
  for (const ValueDecl *Field : Fields)
    Names.push_back(
        fieldName(cast<FieldDecl>(Field), In.Context.getSourceManager()));
  sort(Names);
  for (const FunctionDecl *Entrance : In.Facts.entrancesOf(In.Function))
    Finding.Obligations.push_back({ObligationKind::KnownCallersLeaveAlone,
                                   Entrance->getNameAsString(), "", 0, Names});
}

/// True if the two calls name one place as their object.
static bool places(const ApiFunction &RowA, const CallExpr *A,
                   const ApiFunction &RowB, const CallExpr *B) {
  SmallVector<const ValueDecl *, 3> Others = objectPlaces(RowB, B);
  return any_of(objectPlaces(RowA, A), [&](const ValueDecl *Place) {
    return is_contained(Others, Place);
  });
}

SmallVector<const ValueDecl *, 4> StepMatch::fields() const {
  SmallVector<const ValueDecl *, 4> Fields;
  if (Step.Row)
    copy_if(objectPlaces(*Step.Row, Step.Call), std::back_inserter(Fields),
            IsaPred<FieldDecl>);
  else
    copy_if(In.Facts.releasedBy(callee()), std::back_inserter(Fields),
            IsaPred<FieldDecl>);
  return Fields;
}

bool StepMatch::mayBeAcquiredBy(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  return (!Callee ||
          isUnseenDriverFunction(Callee, In.Context.getSourceManager())) &&
         isGiven(Call);
}
/// True if \p Call is given what the step releases: all the addresses that it
/// is given, where there are any, or one of its pointers; and every constant,
/// which says which one of several.
bool StepMatch::isGiven(const CallExpr *Call) const {
  auto IsShared = [&](const Expr *Other) {
    return any_of(Call->arguments(), [&](const Expr *Given) {
      return isSameExpr(Given, Other, In.Context);
    });
  };
  SmallVector<const Expr *, 4> Addresses, Pointers;
  for (const Expr *Other : Step.Call->arguments()) {
    const auto *Address = dyn_cast<UnaryOperator>(Other->IgnoreParenCasts());
    if (Address && Address->getOpcode() == UO_AddrOf)
      Addresses.push_back(Other);
    else if (Other->getType()->isPointerType())
      Pointers.push_back(Other);
    else if (In.number(Other) && none_of(Call->arguments(), [&](auto *Given) {
               return In.number(Given) == In.number(Other);
             }))
      return false;
  }
  return Addresses.empty() ? any_of(Pointers, IsShared)
                           : all_of(Addresses, IsShared);
}

bool StepMatch::isAcquiredBy(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return false;
  if (const ApiFunction *Row = rowOf(In.Api, Callee)) {
    if (!Row->isAcquire() || Row->Managed)
      return false;
    // Lists of one type are told apart by their records.
    if (Row->List >= 0)
      return Step.Row && Step.Row->List >= 0 &&
             isSameExpr(Call->getArg(Row->List),
                        Step.Call->getArg(Step.Row->List), In.Context);
    SmallVector<const ValueDecl *, 3> Places = objectPlaces(*Row, Call);
    if (const ValueDecl *Target = In.Facts.targetOf(Call))
      Places.push_back(Target);
    return any_of(Places, [&](const ValueDecl *Place) {
      return Step.Row
                 ? is_contained(objectPlaces(*Step.Row, Step.Call), Place)
                 : isa<FieldDecl>(Place) && In.Facts.releases(callee(), Place);
    });
  }
  if (Step.Row)
    return any_of(
        objectPlaces(*Step.Row, Step.Call), [&](const ValueDecl *Place) {
          return isa<FieldDecl>(Place) && In.Facts.acquiresInto(Callee, Place);
        });
  return In.Facts.acquiresFor(Callee, callee()) && isGiven(Call);
}

bool StepMatch::isRepeatedBy(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return false;
  const ApiFunction *Row = rowOf(In.Api, Callee);
  if (Callee->getCanonicalDecl() == callee()->getCanonicalDecl())
    return !Row || places(*Row, Call, *Step.Row, Step.Call);
  if (Row && Step.Row)
    return Row->isRelease() && places(*Row, Call, *Step.Row, Step.Call);
  if (Row)
    return Row->isRelease() && releases(callee(), *Row, Call);
  if (Step.Row)
    return any_of(
        objectPlaces(*Step.Row, Step.Call), [&](const ValueDecl *Place) {
          return isa<FieldDecl>(Place) ? In.Facts.releases(Callee, Place)
                                       : isGivenVariable(Call, Place);
        });
  return any_of(In.Facts.releasedBy(Callee), [&](const ValueDecl *Place) {
    return In.Facts.releases(callee(), Place);
  });
}
/// True if \p Call, of a function of the driver's, is given \p Variable: it may
/// release what that holds.
bool StepMatch::isGivenVariable(const CallExpr *Call,
                                const ValueDecl *Variable) const {
  return isDriverDecl(Call->getDirectCallee(), In.Context.getSourceManager()) &&
         any_of(Call->arguments(), [&](const Expr *Given) {
           return names(Given, [&](const ValueDecl *Named) {
             return Named == Variable;
           });
         });
}
/// True if \p Callee releases what stands where \p Call names its object.
bool StepMatch::releases(const FunctionDecl *Callee, const ApiFunction &Row,
                         const CallExpr *Call) const {
  return any_of(objectPlaces(Row, Call), [&](const ValueDecl *Place) {
    return !isa<FieldDecl>(Place) || In.Facts.releases(Callee, Place);
  });
}

bool StepMatch::isSettledBy(ArrayRef<const Stmt *> Parts) const {
  return any_of(Parts, [&](const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S))
      return isRepeatedBy(Call) || handsOver(Call);
    const auto *Assigned = dyn_cast<BinaryOperator>(S);
    return Assigned && Assigned->isAssignmentOp() &&
           (isRenamedBy(Assigned->getLHS()) ||
            (isa<MemberExpr>(Assigned->getLHS()->IgnoreParens()) &&
             isLocalObject(Assigned->getRHS())));
  });
}

/// True if \p Call has a function run later that does what the step does, or
/// puts what the step is given into a list.
bool StepMatch::handsOver(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  const ApiFunction *Row = Callee ? anyRowOf(In.Api, Callee) : nullptr;
  return (Row && Row->Role == FunctionRole::ManagedAction) ||
         (Callee && !Row && links(Callee) && isPartOf(Call->getArg(0))) ||
         any_of(Call->arguments(), [&](const Expr *Given) {
           const auto *Ref = dyn_cast<DeclRefExpr>(Given->IgnoreParenCasts());
           return Ref && Ref->getDecl()->getCanonicalDecl() ==
                             callee()->getCanonicalDecl();
         });
}
/// True if \p Callee, of the kernel's, is given two records of one type, as
/// what puts one into a list is.
bool StepMatch::links(const FunctionDecl *Callee) const {
  auto Record = [&](unsigned Number) {
    return Callee->getParamDecl(Number)->getType()->getPointeeType();
  };
  return Callee->getNumParams() > 1 &&
         !isDriverDecl(Callee, In.Context.getSourceManager()) &&
         !Record(0).isNull() && !Record(1).isNull() &&
         Record(0)->isRecordType() && !Record(0).isConstQualified() &&
         In.Context.hasSameUnqualifiedType(Record(0), Record(1));
}
/// True if \p Given is the address of a field in a record that the step names.
bool StepMatch::isPartOf(const Expr *Given) const {
  const auto *Address = dyn_cast<UnaryOperator>(Given->IgnoreParenCasts());
  const auto *Member =
      Address && Address->getOpcode() == UO_AddrOf
          ? dyn_cast<MemberExpr>(Address->getSubExpr()->IgnoreParens())
          : nullptr;
  const VarDecl *Base = Member ? namedVariable(Member->getBase()) : nullptr;
  return Base && names(Step.Call,
                       [&](const ValueDecl *Named) { return Named == Base; });
}
/// True if \p Target is what the step is given, or a variable in it.
bool StepMatch::isRenamedBy(const Expr *Target) const {
  return any_of(Step.Call->arguments(), [&](const Expr *Given) {
    Given = Given->IgnoreParenCasts();
    if (isSameExpr(Target, Given, In.Context))
      return true;
    // Which element it is, the loop around the step says.
    const VarDecl *Variable = namedVariable(Target);
    return Variable && (!Step.InLoop || Variable->getType()->isPointerType()) &&
           names(Given,
                 [&](const ValueDecl *Named) { return Named == Variable; });
  });
}
/// True if \p Value is a local variable, and the object of the step.
bool StepMatch::isLocalObject(const Expr *Value) const {
  const VarDecl *Variable = namedVariable(Value);
  return Variable && Step.Row &&
         is_contained(objectPlaces(*Step.Row, Step.Call), Variable);
}

} // namespace dmatidy
