//===-- FunctionLog.cpp - What all paths of a function showed -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/FunctionLog.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

bool FunctionLog::isDoomed(const ExplodedNode *Node) const {
  SmallPtrSet<const ExplodedNode *, 32> Visited;
  SmallVector<const ExplodedNode *, 32> Work{Node};
  while (!Work.empty()) {
    const ExplodedNode *Next = Work.pop_back_val();
    if (!Visited.insert(Next).second)
      continue;
    if (Next->succ_empty() && (!Next->isSink() || Merged.contains(Next)))
      return false;
    append_range(Work, Next->succs());
  }
  return true;
}

bool SiteLog::leavesAlone(const Escape &Who) const {
  return any_of(ReleasedDespite, [&](const Escape &Other) {
    return Other.Where == Who.Where &&
           (Other.Result == Who.Result || Other.Result == Escape::Unasked);
  });
}

void FunctionLog::release(const Object &What, ArrayRef<Escape> Escapes,
                          const CallExpr *Site) {
  SiteLog &Entry = Sites[What.acquireSite()];
  if (!What.isTested())
    Entry.LeftUntested = true;
  if (!Entry.Released)
    Entry.Released = Site;
  for (const Escape &Who : Escapes)
    if (!Entry.leavesAlone(Who))
      Entry.ReleasedDespite.push_back(Who);
}

void FunctionLog::dangle(ExplodedNode *Node, ProgramStateRef State, ObjectId Id,
                         const Object &What, ExitKind Exit) {
  // Memory whose address is cleared is not found by the handle beside it.
  bool ByAddress =
      What.acquireRow() && What.acquireRow()->Result == ResultKind::Memory;
  for (const MemRegion *Place : placesOf(State, Id))
    if (const auto *Field = dyn_cast_or_null<FieldDecl>(declOf(Place));
        Field && (!ByAddress || Field->getType()->isPointerType()))
      Dangling.push_back({Node, Id, What, Exit, Field});
}

void FunctionLog::leave(ExplodedNode *Node, ProgramStateRef State, ObjectId Id,
                        const Object &What, ExitKind Exit, LeftKind Where) {
  if (!What.isLive() || !What.acquireSite())
    return;
  // A handle that was compared with a constant, and found equal, is no longer
  // told from it.
  ConstraintManager &Constraints = State->getConstraintManager();
  if (Where != LeftKind::Placed && Constraints.getSymVal(State, Id))
    return;
  SiteLog &Entry = Sites[What.acquireSite()];
  if (!What.isTested())
    Entry.LeftUntested = true;
  Entry.KeptOnSuccess |= Exit != ExitKind::Error;
  LeakCandidate Left{
      Node, Id, What, Where, Exit, {}, "", escapesOf(State, Id), nullptr};
  for (const MemRegion *Place : placesOf(State, Id)) {
    if (const ValueDecl *Decl = declOf(Place))
      Left.Fields.push_back(Decl);
    std::string Spelling = spell(Place);
    if (Left.Spelling.empty() || Spelling < Left.Spelling)
      Left.Spelling = std::move(Spelling);
  }
  for (auto [Other, Tracked] : State->get<DmaObjects>())
    if (Tracked.isFailed() && Id->getSymbolID() < Other->getSymbolID())
      Left.FailedLater = Tracked.acquireSite();
  LeakCandidates.push_back(std::move(Left));
}

} // namespace dmatidy
