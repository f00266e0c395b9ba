//===-- RepeatedRelease.cpp - dma-double-release: the same call twice -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release is followed by the same release of the same expression, with no
// branch between and nothing that gives the expression another value: left by a
// merge, or by a jump to a label that does it again. Likewise a function of the
// driver's that frees its record, with what that keeps mapped, after another
// that may have: nobody has asked what that says.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/StraightLine.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The parameters whose memory \p Call frees: itself, or as the function that
/// it calls does whatever happens.
static SmallVector<unsigned, 2> freedArguments(const CallExpr *Call,
                                               const Model &Api) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return {};
  const ApiFunction *Row = rowOf(Api, Callee);
  if (!Row)
    return freedParameters(Callee, Api);
  if (Row->Role == FunctionRole::Free &&
      unsigned(Row->Memory) < Call->getNumArgs())
    return {unsigned(Row->Memory)};
  return {};
}

/// The call by which \p Callee, on some way at least, frees the memory that
/// its parameter \p Index points to; or null.
static const CallExpr *freesParameter(const FunctionDecl *Callee,
                                      unsigned Index, const Model &Api) {
  const FunctionDecl *Definition = nullptr;
  if (!Callee->hasBody(Definition) || Index >= Definition->getNumParams())
    return nullptr;
  for (const CallExpr *Call : callsIn(Definition->getBody()))
    for (unsigned Freed : freedArguments(Call, Api))
      if (namedVariable(Call->getArg(Freed)) == Definition->getParamDecl(Index))
        return Call;
  return nullptr;
}

/// Looks behind \p First, whose result nobody takes, for a call that frees what
/// \p First may have freed already, as \p By does.
static void checkFreedAgain(const CallExpr *First, const Expr *Record,
                            const CallExpr *By, const StraightLine &Ways,
                            const SyntaxContext &In) {
  ValueWatch Watch(Record, In);
  Ways.forEachAfter(First, [&](const Stmt *S) {
    if (Watch.isConstant() || Watch.mayChange(S))
      return false;
    const auto *Again = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Again ? Again->getDirectCallee() : nullptr;
    if (!Callee || !In.Facts.reachesRelease(Callee) ||
        none_of(freedArguments(Again, In.Api), [&](unsigned Index) {
          return isSameExpr(Again->getArg(Index), Record, In.Context);
        }))
      return true;
    std::string Name = quote(Record, In.Context);
    In.add({"dma-double-release", "record-freed-twice"}, Name,
           Confidence::Medium, Again->getBeginLoc(),
           Name + " and what it keeps may have been released already by " +
               First->getDirectCallee()->getNameAsString() +
               "(); ask what that returned, or release it in one place");
    In.note(First->getBeginLoc(), "it is given to that function here");
    In.note(By->getBeginLoc(), "which releases it here");
    return false;
  });
}

/// \see checkFreedAgain, for every statement of the function that is a call.
static void checkFreedRecords(const SyntaxContext &In) {
  SmallVector<const CallExpr *, 8> Calls = callsIn(In.Function->getBody());
  std::optional<StraightLine> Ways;
  std::optional<ParentMap> Parents;
  for (const CallExpr *First : Calls) {
    const FunctionDecl *Callee = First->getDirectCallee();
    if (!Callee || !In.Facts.reachesRelease(Callee))
      continue;
    for (auto [Index, Argument] : enumerate(First->arguments())) {
      const Expr *Record = Argument->IgnoreParenImpCasts();
      const CallExpr *By =
          pointeeRecord(Record->getType()) &&
                  any_of(Calls,
                         [&](const CallExpr *Other) {
                           return Other != First &&
                                  any_of(Other->arguments(),
                                         [&](const Expr *Given) {
                                           return isSameExpr(Given, Record,
                                                             In.Context);
                                         });
                         })
              ? freesParameter(Callee, Index, In.Api)
              : nullptr;
      if (!By)
        continue;
      if (!Parents) {
        Parents.emplace(In.Function->getBody());
        Ways.emplace(In);
      }
      if (!Parents->isConsumedExpr(const_cast<CallExpr *>(First)))
        checkFreedAgain(First, Record, By, *Ways, In);
    }
  }
}

void checkRepeatedReleases(const SyntaxContext &In) {
  checkFreedRecords(In);
  std::optional<StraightLine> Ways;
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (!Site.Row->isRelease() || !Object)
      continue;
    // A second call is rare; do without the graph where there is none.
    if (none_of(In.Calls, [&](const ModeledSite &Other) {
          return Other.Call != Site.Call && Other.Row == Site.Row &&
                 isSameValue(Other.argument(Other.Row->object()), Object, In);
        }))
      continue;
    if (!Ways)
      Ways.emplace(In);
    ValueWatch Watch(Object, In);
    if (Watch.isConstant())
      continue;
    Ways->forEachAfter(Site.Call, [&](const Stmt *S) {
      if (Watch.mayChange(S))
        return false;
      const auto *Again = dyn_cast<CallExpr>(S);
      if (!Again || Again == Site.Call ||
          rowOf(In.Api, Again->getDirectCallee()) != Site.Row ||
          !isSameValue(Again->getArg(Site.Row->object()), Object, In))
        return true;
      In.add({"dma-double-release", "released-twice"},
             quote(Object, In.Context), Confidence::High, Again->getBeginLoc(),
             quote(Object, In.Context) +
                 " has already been released; release it once, and clear it "
                 "after the first release if another may follow");
      In.note(Site.Call->getBeginLoc(),
              "it is released here with " +
                  spelledCallee(*Site.Row, Site.Call) + "()");
      return false;
    });
  }
}

} // namespace dmatidy
