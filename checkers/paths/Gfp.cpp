//===-- Gfp.cpp - The check dma-gfp ---------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With a spin lock held, or interrupts off, an allocation must not sleep: "Use
// GFP_ATOMIC where blocking is not permitted"
// (Documentation/core-api/dma-api-howto.rst). Zone flags, syntax/Gfp.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Checks.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class Gfp : public PathCheck {
public:
  void onModeled(const Function &Row, const Model &Api, const CallEvent &Call,
                 const CallExpr *Site, CheckerContext &C) const override {
    auto Held = C.getState()->get<HeldLocks>();
    if (!Row.isAcquire() || Row.Gfp < 0 || Held.isEmpty())
      return;
    auto Flags = Call.getArgSVal(Row.Gfp).getAs<nonloc::ConcreteInt>();
    if (!Flags || !(Flags->getValue()->getZExtValue() & Api.sleepFlag()))
      return;
    reportAtomic(quoteWritten(Site->getArg(Row.Gfp), C.getASTContext()) +
                     " lets " + spelledCallee(Row, Site) + "() sleep",
                 "pass GFP_ATOMIC", Site, Held.begin()->second, C);
  }
};

} // namespace

void dmatidy::registerGfp(CheckerManager &Manager) {
  Manager.getChecker<Modeling>()->listen(*Manager.registerChecker<Gfp>());
}
