//===-- Gfp.cpp - The check dma-gfp --------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With a spin lock held, or interrupts off, an allocation must not sleep: "Use
// GFP_ATOMIC where blocking is not permitted"
// (Documentation/core-api/dma-api-howto.rst). Zone flags, GfpSyntax.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-gfp/Gfp.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class Gfp : public PathCheck {
public:
  void onModeled(const ApiFunction &Row, const Model &Api,
                 const CallEvent &Call, const CallExpr *Site,
                 CheckerContext &C) const override {
    auto Held = C.getState()->get<HeldLocks>();
    if (!Row.isAcquire() || Row.Gfp < 0 || Held.isEmpty())
      return;
    auto Flags = Call.getArgSVal(Row.Gfp).getAs<nonloc::ConcreteInt>();
    if (!Flags || !(Flags->getValue()->getZExtValue() & Api.sleepFlag()))
      return;
    reportAtomic("sleeping-flag",
                 quoteWritten(Site->getArg(Row.Gfp), C.getASTContext()) +
                     " lets " + spelledCallee(Row, Site) + "() sleep",
                 "pass GFP_ATOMIC", Site, Held.begin()->second, C);
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-gfp.md"
};

const dmatidy::CheckInfo dmatidy::GfpCheck = {
    "dma-gfp",
    CheckGroup::Parameters,
    Confidence::High,
    "flags of an allocation that choose a zone, or sleep where they must not",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<Gfp>, checkGfpInText, nullptr, nullptr}};
