//===-- LeakExits.cpp - By which ways a function leaves -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/LeakExits.h"
#include "checkers/program/source/Expressions.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// The goto by which \p Node has just gone forward in the function that is
/// analysed, or null.
static const GotoStmt *forwardGoto(const ExplodedNode *Node) {
  auto Edge = Node->getLocationAs<BlockEdge>();
  if (!Edge || !Node->getLocationContext()->inTopFrame())
    return nullptr;
  const auto *Goto =
      dyn_cast_or_null<GotoStmt>(Edge->getSrc()->getTerminatorStmt());
  return Goto && Goto->getLabel()->getLocation() > Goto->getGotoLoc() ? Goto
                                                                      : nullptr;
}

static FunctionExit exitBy(const Stmt *By, const ExplodedNode *Node) {
  const ParentMap &Parents =
      Node->getLocationContext()->getStackFrame()->getParentMap();
  return {By, By ? decidedBy(By, Parents) : nullptr};
}

/// True if \p Node knows \p Left as an object that the path has acquired.
static bool isAcquiredAt(const ExplodedNode *Node, const LeakCandidate &Left) {
  ProgramStateRef State = Node->getState();
  return State->get<DmaObjects>(Left.Id) ||
         State->get<ForgottenObjects>(Left.Id);
}

/// The return of the function that is analysed which \p Node runs, or null.
static const ReturnStmt *returnAt(const ExplodedNode *Node) {
  auto Point = Node->getLocationAs<StmtPoint>();
  return Point && Node->getLocationContext()->inTopFrame()
             ? dyn_cast<ReturnStmt>(Point->getStmt())
             : nullptr;
}

/// The forward goto or the return that the path comes to from \p Node without
/// branching, or null.
static const Stmt *exitBehind(const ExplodedNode *Node) {
  for (; Node; Node = Node->succ_size() == 1 ? *Node->succ_begin() : nullptr) {
    if (const GotoStmt *Goto = forwardGoto(Node))
      return Goto;
    if (const ReturnStmt *Return = returnAt(Node))
      return Return;
  }
  return nullptr;
}

/// True if the path has chosen a branch of the function at \p Node.
static bool isBranch(const ExplodedNode *Node) {
  auto Edge = Node->getLocationAs<BlockEdge>();
  const Stmt *End = Edge ? Edge->getSrc()->getTerminatorStmt() : nullptr;
  return End && !isa<GotoStmt>(End) && Node->getLocationContext()->inTopFrame();
}

FunctionExit exitOf(const LeakCandidate &Left) {
  const Stmt *By = exitBehind(Left.Node);
  if (isa_and_nonnull<GotoStmt>(By))
    return exitBy(By, Left.Node);
  // What is lost on the way is lost where the way has been chosen.
  bool IsAtEnd = !By && Left.Exit != ExitKind::Unknown;
  for (const ExplodedNode *Node = Left.Node->getFirstPred();
       Node && isAcquiredAt(Node, Left); Node = Node->getFirstPred()) {
    if (const GotoStmt *Goto = forwardGoto(Node))
      return exitBy(Goto, Left.Node);
    if (!IsAtEnd && isBranch(Node))
      break;
    if (!By)
      By = returnAt(Node);
  }
  return exitBy(By ? By : Left.Node->getStmtForDiagnostics(), Left.Node);
}

SmallVector<std::pair<FunctionExit, ExplodedNode *>, 2>
mergedExits(const LeakCandidate &Left, const FunctionLog &Log) {
  // The labels that the path came by, and what it tracked there.
  SmallDenseMap<const CFGBlock *, ProgramStateRef, 8> At;
  for (const ExplodedNode *Node = Left.Node->getFirstPred();
       Node && isAcquiredAt(Node, Left); Node = Node->getFirstPred())
    if (auto Entrance = Node->getLocationAs<BlockEntrance>();
        Entrance && Node->getLocationContext()->inTopFrame())
      At.try_emplace(Entrance->getBlock(), Node->getState());
  SmallVector<std::pair<FunctionExit, ExplodedNode *>, 2> Exits;
  for (const ExplodedNode *End : Log.Merged) {
    auto Entrance = End->getLocationAs<BlockEntrance>();
    if (!Entrance || !End->getLocationContext()->inTopFrame())
      continue;
    ProgramStateRef There = At.lookup(Entrance->getBlock());
    const ExplodedNode *Before = End->getFirstPred();
    if (!There ||
        There->get<DmaObjects>() != End->getState()->get<DmaObjects>())
      continue;
    while (Before && !Before->getLocationAs<BlockEdge>())
      Before = Before->getFirstPred();
    if (const GotoStmt *Goto = Before ? forwardGoto(Before) : nullptr)
      Exits.emplace_back(exitBy(Goto, End), const_cast<ExplodedNode *>(End));
  }
  llvm::sort(Exits, [](const auto &A, const auto &B) {
    return A.first.By->getBeginLoc() < B.first.By->getBeginLoc();
  });
  return Exits;
}

} // namespace dmatidy
