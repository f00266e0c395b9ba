//===-- FunctionLog.cpp - What all paths of a function showed -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/FunctionLog.h"
#include "checkers/program/source/Expressions.h"

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

void FunctionLog::noteReturn(std::optional<int64_t> Number, bool Failed) {
  (Failed ? WithFailed : WithoutFailed).insert(Number);
}

void FunctionLog::noteReleased(const CallExpr *Acquired, const CallExpr *Site,
                               ExitKind Exit, std::optional<int64_t> Number) {
  SiteLog &Entry = Sites[Acquired];
  if (Exit != ExitKind::Error && Number)
    Entry.ReleasedBefore.emplace_back(*Number, Site);
  else if (Exit == ExitKind::Error && !Entry.ReleasedOnError)
    Entry.ReleasedOnError = Site;
}

bool FunctionLog::isFailure(std::optional<int64_t> Number) const {
  if (!Number || !WithFailed.count(Number))
    return false;
  // 0 says so only where success is always the same other number.
  if (*Number == 0)
    return WithFailed.size() == 1 && WithoutFailed.size() == 1 &&
           WithoutFailed.begin()->value_or(0) > 0;
  return WithoutFailed.count(0) && !WithFailed.count(0);
}

void FunctionLog::settleExits() {
  for (LeakCandidate &Left : LeakCandidates) {
    if (isFailure(Left.Returned))
      Left.Exit = ExitKind::Error;
    Sites[Left.What.acquireSite()].KeptOnSuccess |=
        Left.Exit != ExitKind::Error;
  }
  for (DanglingObject &Left : Dangling)
    if (isFailure(Left.Returned))
      Left.Exit = ExitKind::Error;
  for (auto &[Acquired, Entry] : Sites)
    for (auto [Number, Site] : Entry.ReleasedBefore)
      if (!Entry.ReleasedOnError && isFailure(Number))
        Entry.ReleasedOnError = Site;
}

bool FunctionLog::isNeverKept(const CallExpr *Acquired) const {
  return none_of(LeakCandidates, [&](const LeakCandidate &Kept) {
    return Kept.What.acquireSite() == Acquired;
  });
}

void FunctionLog::dangle(ExplodedNode *Node, ProgramStateRef State, ObjectId Id,
                         const Object &What, ExitKind Exit,
                         std::optional<int64_t> Returned) {
  SmallVector<const MemRegion *, 4> Places = placesOf(State, Id);
  // What was there before the path stands where it was read from.
  const MemRegion *Origin =
      What.acquireSite() ? nullptr : Id->getOriginRegion();
  if (Origin && !is_contained(Places, Origin) && !isLocal(Origin) &&
      State->getSVal(Origin).getAsSymbol(/*IncludeBaseRegions=*/true) == Id)
    Places.push_back(Origin);
  for (const MemRegion *Region : Places) {
    const ValueDecl *Place = declOf(Region);
    // Memory whose address is cleared is not found by the handle beside it.
    if (!outlivesCall(Place) ||
        (What.isMemory() && !Place->getType()->isPointerType()))
      continue;
    std::string Spelling = spell(Region);
    if (Spelling.empty())
      Spelling = Place->getNameAsString();
    Dangling.push_back({Node, Id, What, Exit, Place, Spelling, Returned});
  }
}

void FunctionLog::leave(ExplodedNode *Node, ProgramStateRef State, ObjectId Id,
                        const Object &What, ExitKind Exit, LeftKind Where,
                        std::optional<int64_t> Returned) {
  if (!What.isLive() || !What.acquireSite())
    return;
  // A handle that was compared with a constant, and found equal, is no longer
  // told from it; an error number is not what was acquired.
  ConstraintManager &Constraints = State->getConstraintManager();
  if (What.acquireRow()->Result != ResultKind::Errno &&
      Where != LeftKind::Placed && Where != LeftKind::ByHandle &&
      Constraints.getSymVal(State, Id))
    return;
  SiteLog &Entry = Sites[What.acquireSite()];
  if (!What.isTested())
    Entry.LeftUntested = true;
  LeakCandidate Left{Node,    Id,      What, Where,
                     Exit,    {},      {},   escapesOf(State, Id),
                     nullptr, Returned};
  for (const MemRegion *Place : placesOf(State, Id))
    if (const ValueDecl *Decl = declOf(Place)) {
      Left.Fields.push_back(Decl);
      Left.Spellings.emplace_back(spell(Place), Decl);
    }
  llvm::sort(Left.Spellings, llvm::less_first());
  auto LookForFailed = [&](const auto &Objects) {
    for (auto [Other, Tracked] : Objects)
      if (Tracked.isFailed() && Id->getSymbolID() < Other->getSymbolID())
        Left.FailedLater = Tracked.acquireSite();
  };
  LookForFailed(State->get<DmaObjects>());
  LookForFailed(State->get<ForgottenObjects>());
  LeakCandidates.push_back(std::move(Left));
}

} // namespace dmatidy
