//===-- RepeatedRelease.cpp - dma-double-release: the same call twice -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release is followed, on all ways, by the same release of the same
// expression, and nothing between gives that another value: left by a merge, or
// by a jump to a label that does it again. Likewise a function of the
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

/// The call among \p Calls that frees \p Record, with what it keeps, on every
/// way on from \p First; or null.
static const CallExpr *freedAgain(const CallExpr *First, const Expr *Record,
                                  ArrayRef<const CallExpr *> Calls,
                                  std::optional<StraightLine> &Ways,
                                  const SyntaxContext &In) {
  ValueWatch Watch(Record, In);
  for (const CallExpr *Again : Calls) {
    const FunctionDecl *Callee = Again->getDirectCallee();
    if (Again == First || !Callee || !In.Facts.reachesRelease(Callee) ||
        none_of(freedArguments(Again, In.Api), [&](unsigned Index) {
          return isSameExpr(Again->getArg(Index), Record, In.Context);
        }))
      continue;
    if (!Ways)
      Ways.emplace(In);
    if (Ways->surelyReaches(First, Again,
                            [&](const Stmt *S) { return Watch.mayChange(S); }))
      return Again;
  }
  return nullptr;
}

/// A function that may have freed a record, and whose result nobody takes, is
/// followed by one that does. \p Ways are made where they are needed.
static void checkFreedRecords(const SyntaxContext &In,
                              std::optional<StraightLine> &Ways) {
  if (!In.Facts.reachesRelease(In.Function))
    return;
  SmallVector<const CallExpr *, 8> Calls = callsIn(In.Function->getBody());
  std::optional<ParentMap> Parents;
  for (const CallExpr *First : Calls) {
    const FunctionDecl *Callee = First->getDirectCallee();
    if (!Callee || !In.Facts.reachesRelease(Callee))
      continue;
    for (auto [Index, Argument] : enumerate(First->arguments())) {
      const Expr *Record = Argument->IgnoreParenImpCasts();
      const CallExpr *By = pointeeRecord(Record->getType())
                               ? freesParameter(Callee, Index, In.Api)
                               : nullptr;
      const CallExpr *Again =
          By ? freedAgain(First, Record, Calls, Ways, In) : nullptr;
      if (!Again)
        continue;
      if (!Parents)
        Parents.emplace(In.Function->getBody());
      if (Parents->isConsumedExpr(const_cast<CallExpr *>(First)))
        continue;
      std::string Name = quote(Record, In.Context);
      In.add({"dma-double-release", "record-freed-twice"}, Name,
             Confidence::Medium, Again->getBeginLoc(),
             Name + " and what it keeps may have been released already by " +
                 Callee->getNameAsString() +
                 "(); ask what that returned, or release it in one place");
      In.note(First->getBeginLoc(), "it is given to that function here");
      In.note(By->getBeginLoc(), "which releases it here");
    }
  }
}

void checkRepeatedReleases(const SyntaxContext &In) {
  std::optional<StraightLine> Ways;
  checkFreedRecords(In, Ways);
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (!Site.Row->isRelease() || !Object)
      continue;
    std::optional<ValueWatch> Watch;
    for (const ModeledSite &Again : In.Calls) {
      // A second call is rare; do without the graph where there is none.
      if (Again.Call == Site.Call || Again.Row != Site.Row ||
          !isSameValue(Again.argument(Again.Row->object()), Object, In))
        continue;
      if (!Ways)
        Ways.emplace(In);
      if (!Watch)
        Watch.emplace(Object, In);
      if (Watch->isConstant() ||
          !Ways->surelyReaches(Site.Call, Again.Call, [&](const Stmt *S) {
            return Watch->mayChange(S);
          }))
        continue;
      In.add({"dma-double-release", "released-twice"},
             quote(Object, In.Context), Confidence::High,
             Again.Call->getBeginLoc(),
             quote(Object, In.Context) +
                 " has already been released; release it once, and clear it "
                 "after the first release if another may follow");
      In.note(Site.Call->getBeginLoc(),
              "it is released here with " +
                  spelledCallee(*Site.Row, Site.Call) + "()");
      break;
    }
  }
}

} // namespace dmatidy
