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
// merge, or by a jump to a label that does it again.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/program/unit/Source.h"
#include "checkers/syntax/StraightLine.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

void checkRepeatedReleases(const SyntaxContext &In) {
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
