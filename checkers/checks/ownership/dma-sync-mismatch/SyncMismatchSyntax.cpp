//===-- SyncMismatchSyntax.cpp - dma-sync-mismatch: given back at once ----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer is synchronised for the CPU and, with nothing done in between, for
// the device again. Whatever reads it stands before or behind the two calls,
// where it belongs to the device (Documentation/core-api/dma-api-howto.rst).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-sync-mismatch/SyncMismatch.h"
#include "checkers/program/unit/Source.h"
#include "checkers/syntax/StraightLine.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if \p S does something: what only reads a variable or computes an
/// argument does not.
static bool doesSomething(const Stmt *S) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp();
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return Unary->isIncrementDecrementOp();
  return !isa<Expr>(S) || isa<CallExpr, StmtExpr, AtomicExpr>(S);
}

/// True if \p Given is a sync for the device of what \p Taken is one of for the
/// CPU.
static bool givesBack(const CallExpr *Given, const ModeledSite &Taken,
                      const SyntaxContext &In) {
  const ApiFunction *Row = rowOf(In.Api, Given->getDirectCallee());
  if (!Row || Row->Role != FunctionRole::Sync || !Row->ToDevice)
    return false;
  auto IsSame = [&](int Then, int Now) {
    return (Then < 0) == (Now < 0) &&
           (Then < 0 ||
            isSameValue(Taken.argument(Then), Given->getArg(Now), In));
  };
  return IsSame(Taken.Row->object(), Row->object()) &&
         IsSame(Taken.Row->Offset, Row->Offset) &&
         IsSame(Taken.Row->Size, Row->Size) &&
         IsSame(Taken.Row->Count, Row->Count);
}

void checkSyncsInVain(const SyntaxContext &In) {
  std::optional<StraightLine> Ways;
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (Site.Row->Role != FunctionRole::Sync || Site.Row->ToDevice || !Object)
      continue;
    if (!Ways)
      Ways.emplace(In);
    Ways->forEachAfter(Site.Call, [&](const Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      if (!Call || !givesBack(Call, Site, In))
        return !doesSomething(S);
      In.add({"dma-sync-mismatch", "given-back-at-once"},
             quote(Object, In.Context), Confidence::Medium,
             Site.Call->getBeginLoc(),
             quote(Object, In.Context) +
                 " is synchronised for the CPU and given back to the device "
                 "at once; access its buffer between the two calls");
      In.note(Call->getBeginLoc(), "it is given back here");
      return false;
    });
  }
}

} // namespace dmatidy
