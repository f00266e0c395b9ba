//===-- Locks.cpp - Where a path may not sleep ----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// The lock that \p Value points to: the outermost record that begins there, as
/// a lock and the raw lock inside it are one.
static const MemRegion *lockAt(SVal Value) {
  const MemRegion *Region = Value.getAsRegion();
  if (!Region)
    return nullptr;
  Region = Region->StripCasts();
  while (const auto *Field = dyn_cast<FieldRegion>(Region)) {
    const FieldDecl *Decl = Field->getDecl();
    if (Decl->getASTContext().getFieldOffset(Decl))
      break;
    Region = Field->getSuperRegion()->StripCasts();
  }
  return Region;
}

bool Modeling::evalLock(const ApiFunction &Row, const CallEvent &Call,
                        const CallExpr *Site, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  bool Named = Row.Memory >= 0;
  const MemRegion *Lock = Named ? lockAt(Call.getArgSVal(Row.Memory)) : nullptr;
  if (Row.Role == FunctionRole::Lock) {
    if (Named && !Lock)
      return evalOpaque(State, Call, Site, C);
    State = State->set<HeldLocks>(Lock, Site);
    if (Row.IrqsOff)
      State = State->set<IrqLocks>(Lock, Site);
  } else if ((!Named || Lock) && State->contains<HeldLocks>(Lock)) {
    State = State->remove<HeldLocks>(Lock)->remove<IrqLocks>(Lock);
  } else {
    // A lock that is reached another way by now: it may be any, and the last.
    for (auto [Held, Where] : State->get<HeldLocks>())
      State = State->remove<HeldLocks>(Held)->remove<IrqLocks>(Held);
  }
  return evalOpaque(State, Call, Site, C);
}

void Modeling::checkBeginFunction(CheckerContext &C) const {
  const auto *Function = dyn_cast<FunctionDecl>(C.getStackFrame()->getDecl());
  if (!C.inTopFrame() || !Function || !facts().isInterruptHandler(Function))
    return;
  C.addTransition(C.getState()
                      ->set<HeldLocks>(nullptr, nullptr)
                      ->set<IrqLocks>(nullptr, nullptr));
}

} // namespace dmatidy
