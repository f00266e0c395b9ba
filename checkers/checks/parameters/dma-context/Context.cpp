//===-- Context.cpp - The check dma-context ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Pools are created and destroyed where one may sleep, and coherent memory is
// freed with interrupts on (Documentation/core-api/dma-api.rst;
// WARN_ON(irqs_disabled()) in dma_free_attrs(), kernel/dma/mapping.c).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class Context : public PathCheck {
public:
  void onModeled(const ApiFunction &Row, const Model &, const CallEvent &Call,
                 const CallExpr *Site, CheckerContext &C) const override {
    ProgramStateRef State = C.getState();
    auto Held = State->get<HeldLocks>(), Irqs = State->get<IrqLocks>();
    std::string Callee = spelledCallee(Row, Site) + "()";
    if (Row.MaySleep && !Held.isEmpty())
      return reportAtomic("sleeps", Callee + " may sleep",
                          "call it without the lock", Site,
                          Held.begin()->second, C);
    // NULL is not freed.
    if (Row.NeedsIrqs && !Irqs.isEmpty() &&
        !(Row.Memory >= 0 &&
          State->isNull(Call.getArgSVal(Row.Memory)).isConstrainedTrue()))
      reportAtomic("interrupts-off", Callee + " needs interrupts to be on",
                   "free it later, or outside of the lock", Site,
                   Irqs.begin()->second, C);
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-context.md"
};

const dmatidy::CheckInfo dmatidy::ContextCheck = {
    "dma-context",
    CheckGroup::Parameters,
    Confidence::High,
    "a call where it may not be made: with a lock held, or interrupts off",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<Context>, nullptr, nullptr, nullptr}};
