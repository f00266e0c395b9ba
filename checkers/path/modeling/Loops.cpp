//===-- Loops.cpp - Loops that run a known number of times ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A path goes through a block so many times and then ends. Where a loop's bound
// is a number (a ring of 64 entries), the path would never see what stands
// behind the loop: there it leaves instead, as if all had been done. So it does
// where a loop inside has used up its turns, which are counted for all turns of
// the outer one together; but what stands in front of that may be done again.
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Modeling.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// The loop that ends once \p Condition, its condition or a part of that, is
/// false; or null.
static const Stmt *loopEndedBy(const Expr *Condition,
                               const ParentMap &Parents) {
  const Stmt *At = Condition;
  for (const Stmt *Up; (Up = Parents.getParent(At)); At = Up) {
    if (const auto *For = dyn_cast<ForStmt>(Up))
      return For->getCond() == At ? Up : nullptr;
    if (const auto *While = dyn_cast<WhileStmt>(Up))
      return While->getCond() == At ? Up : nullptr;
    if (const auto *Do = dyn_cast<DoStmt>(Up))
      return Do->getCond() == At ? Up : nullptr;
    const auto *And = dyn_cast<BinaryOperator>(Up);
    if (!isa<ParenExpr, ImplicitCastExpr>(Up) &&
        !(And && And->getOpcode() == BO_LAnd))
      return nullptr;
  }
  return nullptr;
}

/// The variable that \p Count counts or walks with: `i`, `--n`, `p`; null for
/// anything else.
static const VarDecl *counterOf(const Expr *Count) {
  Count = Count->IgnoreParenImpCasts();
  if (const auto *Step = dyn_cast<UnaryOperator>(Count);
      Step && Step->isIncrementDecrementOp())
    Count = Step->getSubExpr()->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(Count);
  const auto *Counter = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  QualType Type = Counter ? Counter->getType() : QualType();
  return Counter && (Type->isIntegerType() || Type->isPointerType()) ? Counter
                                                                     : nullptr;
}

/// True if \p Count is a variable that is changed after it was asked: `n--`.
static bool isChangedBehind(const Expr *Count) {
  const auto *Step = dyn_cast<UnaryOperator>(Count->IgnoreParenImpCasts());
  return Step && Step->isPostfix();
}

/// What \p Counter, which \p Condition asks for, holds once that is false for
/// the first time, in steps of one.
static SVal valueBehind(const Expr *Condition, const VarDecl *Counter,
                        CheckerContext &C) {
  SValBuilder &Values = C.getSValBuilder();
  const auto *Compared =
      dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts());
  const Expr *Count = Compared ? Compared->getLHS() : Condition;
  if (isChangedBehind(Count))
    return UnknownVal();
  if (!Compared)
    return Values.makeZeroVal(Counter->getType());
  SVal Bound = C.getSVal(Compared->getRHS());
  if (Bound.isUnknownOrUndef())
    return Bound;
  SVal End =
      Values.evalCast(Bound, Counter->getType(), Compared->getRHS()->getType());
  switch (Compared->getOpcode()) {
  case BO_LT:
  case BO_GT:
  case BO_NE:
    return End;
  case BO_LE:
  case BO_GE: {
    auto Step = Compared->getOpcode() == BO_LE ? BO_Add : BO_Sub;
    auto Number = End.getAs<NonLoc>();
    return Number ? Values.evalBinOp(C.getState(), Step, *Number,
                                     Values.makeIntVal(1, Counter->getType()),
                                     Counter->getType())
                  : UnknownVal();
  }
  default:
    return UnknownVal();
  }
}

/// The variable that decides \p Condition, compared or alone; null if it is
/// something else. A pointer that is compared with `!=`, or with nothing, goes
/// along a list, of which nobody knows how long it is.
static const VarDecl *counterIn(const Expr *Condition) {
  const auto *Compared =
      dyn_cast<BinaryOperator>(Condition->IgnoreParenImpCasts());
  if (Compared && !Compared->isComparisonOp())
    return nullptr;
  const VarDecl *Counter = counterOf(Compared ? Compared->getLHS() : Condition);
  bool IsNumber = Counter && Counter->getType()->isIntegerType();
  return IsNumber || (Compared && Compared->isRelationalOp()) ? Counter
                                                              : nullptr;
}

/// Calls \p Visit, from the last to the first, for each node in which the path
/// has entered a block of the frame that it is in, and the block.
static void forEachBlockEntered(
    CheckerContext &C,
    function_ref<void(const ExplodedNode *, const CFGBlock *)> Visit) {
  const LocationContext *Frame = C.getLocationContext();
  for (const ExplodedNode *At = C.getPredecessor(); At;
       At = At->getFirstPred()) {
    auto Edge = At->getLocationAs<BlockEdge>();
    if (At->getLocationContext() == Frame && Edge)
      Visit(At, Edge->getDst());
    if (auto Enter = At->getLocationAs<CallEnter>();
        Enter && Enter->getCalleeContext() == Frame->getStackFrame())
      break;
  }
}

/// The state in which the path came to the condition that it is at for the
/// first time in this frame.
static ProgramStateRef stateBeforeLoop(CheckerContext &C) {
  const CFGBlock *Block = C.getCFGElementRef().getParent();
  ProgramStateRef First = C.getState();
  forEachBlockEntered(C, [&](const ExplodedNode *At, const CFGBlock *Entered) {
    if (Entered == Block)
      First = At->getState();
  });
  return First;
}

/// Adds the loops in \p S, itself left out, to \p Loops.
static void addLoopsIn(const Stmt *S, SmallPtrSetImpl<const Stmt *> &Loops) {
  for (const Stmt *Part : S->children()) {
    if (!Part || isa<Expr>(Part))
      continue;
    if (isa<ForStmt, WhileStmt, DoStmt>(Part))
      Loops.insert(Part);
    addLoopsIn(Part, Loops);
  }
}

/// True if a loop inside \p Loop, whose condition the path is at, has been at
/// its own so often that another turn of \p Loop would end the path there.
static bool hasTiredLoopInside(const Stmt *Loop, unsigned MostVisits,
                               CheckerContext &C) {
  SmallPtrSet<const Stmt *, 4> Inside;
  addLoopsIn(Loop, Inside);
  if (Inside.empty())
    return false;
  SmallDenseMap<const CFGBlock *, unsigned> Visits;
  bool IsTired = false;
  forEachBlockEntered(C, [&](const ExplodedNode *, const CFGBlock *Entered) {
    IsTired |= Inside.contains(Entered->getTerminatorStmt()) &&
               ++Visits[Entered] >= MostVisits;
  });
  return IsTired;
}

bool Modeling::leaveLoop(const Expr *Condition, CheckerContext &C) const {
  const LocationContext *Frame = C.getLocationContext();
  unsigned MostVisits = C.getAnalysisManager().options.maxBlockVisitOnPath;
  bool IsLastTurn = C.blockCount() >= MostVisits;
  if (C.blockCount() < 2)
    return false;
  ProgramStateRef State = C.getState();
  auto Holds = State->getSVal(Condition, Frame).getAs<nonloc::ConcreteInt>();
  if (!Holds || Holds->getValue()->isZero())
    return false;
  const VarDecl *Counter = counterIn(Condition);
  const Stmt *Loop =
      Counter ? loopEndedBy(Condition, Frame->getParentMap()) : nullptr;
  if (!Loop || (!IsLastTurn && !hasTiredLoopInside(Loop, MostVisits - 1, C)))
    return false;
  // What the loop has acquired stands for as many more, which nobody follows;
  // of what it has begun to release, the turns left out may release the rest.
  ProgramStateRef Before = stateBeforeLoop(C);
  SmallPtrSet<const ApiFunction *, 2> Released;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (const Object *Then = Before->get<DmaObjects>(Id);
        Tracked.isReleased() && Then && Then->isLive())
      Released.insert(Tracked.acquireRow());
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Tracked.isLive() && (!Before->get<DmaObjects>(Id) ||
                             Released.contains(Tracked.acquireRow())))
      State = escape(State, Id);
  SVal Behind = valueBehind(Condition, Counter, C);
  if (Behind.isUnknownOrUndef())
    Behind = C.getSValBuilder().conjureSymbolVal(
        C.getCFGElementRef(), Frame, Counter->getType(), C.blockCount());
  State = State->bindLoc(State->getLValue(Counter, Frame), Behind, Frame,
                         /*notifyChanges=*/false);
  State = State->BindExpr(Condition, Frame,
                          C.getSValBuilder().makeZeroVal(Condition->getType()));
  C.addTransition(State);
  // A state that is unchanged goes on only under a name of its own.
  static const SimpleProgramPointTag OneMoreTurn("dma-tidy", "one more turn");
  if (!IsLastTurn)
    C.addTransition(C.getState(), C.getPredecessor(), &OneMoreTurn);
  return true;
}

} // namespace dmatidy
