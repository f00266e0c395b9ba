//===-- Frees.cpp - What freeing memory does to a path --------------------===//
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

/// Buffers that another reference has been taken to.
REGISTER_SET_WITH_PROGRAMSTATE(SharedBuffers, const clang::ento::MemRegion *)

namespace dmatidy {

namespace {
/// Collects what the pointers inside a region point to.
class PointersWithin : public StoreManager::BindingsHandler {
public:
  explicit PointersWithin(const MemRegion *Owner) : Owner(Owner) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *Region,
                     SVal Value) override {
    if (Region->isSubRegionOf(Owner))
      if (const MemRegion *Target = Value.getAsRegion())
        Targets.insert(Target->getBaseRegion());
    return true;
  }
  SmallPtrSet<const MemRegion *, 4> Targets;

private:
  const MemRegion *Owner;
};
} // namespace

/// With the record that \p Freed points to, what is kept in it is forgotten,
/// and so is a list that only a pointer in it leads to. What has been released
/// before is remembered: others may be told of the record.
static ProgramStateRef forgetPlacesIn(ProgramStateRef State,
                                      const MemRegion *Freed) {
  if (!State->get<DmaLists>().isEmpty()) {
    PointersWithin Pointers(Freed);
    State->getStateManager().getStoreManager().iterBindings(State->getStore(),
                                                            Pointers);
    for (auto [List, Id] : State->get<DmaLists>())
      if (Pointers.Targets.contains(List->getBaseRegion()))
        State = State->remove<DmaLists>(List)->remove<DmaPlaces>(List);
  }
  for (auto [Place, Id] : State->get<DmaPlaces>())
    if (Place->isSubRegionOf(Freed) || leadsTo(Freed, Place)) {
      const Object *Tracked = State->get<DmaObjects>(Id);
      State = Tracked && Tracked->isReleased()
                  ? State->set<DmaObjects>(Id, Tracked->homeFreed())
                  : State->remove<DmaPlaces>(Place);
    }
  for (auto [List, Id] : State->get<DmaLists>())
    if (List != Freed && leadsTo(Freed, List))
      State = State->remove<DmaLists>(List);
  return State;
}

bool Modeling::evalShare(const ApiFunction &Row, const CallEvent &Call,
                         const CallExpr *Site, CheckerContext &C) const {
  SVal Value = argument(Call, Row.Memory);
  ProgramStateRef State = bindResult(C.getState(), Call, Site, C);
  if (C.getASTContext().hasSameUnqualifiedType(
          Site->getType(), Site->getArg(Row.Memory)->getType()))
    State = State->BindExpr(Site, C.getLocationContext(), Value);
  if (const MemRegion *Shared = Value.getAsRegion())
    State = State->add<SharedBuffers>(Shared->StripCasts());
  C.addTransition(State);
  return true;
}

bool Modeling::evalFree(const ApiFunction &Row, const CallEvent &Call,
                        const CallExpr *Site, CheckerContext &C) const {
  SVal Value = argument(Call, Row.Memory);
  ObjectId Id = findExactObject(C.getState(), Value);
  const Object *Tracked = Id ? C.getState()->get<DmaObjects>(Id) : nullptr;
  if (Tracked && Tracked->isLive() && Tracked->isMemory()) {
    ObjectCall What{
        *Api,  facts(C.getASTContext()), Row, Call, Site, Id, Tracked,
        Value, Site->getArg(Row.Memory)};
    for (const PathCheck *Check : Checks)
      Check->onFree(What, C);
    // Whatever is left of it is no leak.
    C.addTransition(bindResult(escape(C.getState(), Id), Call, Site, C));
    return true;
  }
  ProgramStateRef State = bindResult(C.getState(), Call, Site, C);
  const MemRegion *Freed = Value.getAsRegion();
  if (Freed && State->contains<SharedBuffers>(Freed->StripCasts())) {
    C.addTransition(State->remove<SharedBuffers>(Freed->StripCasts()));
    return true;
  }
  SmallPtrSet<ObjectId, 2> Left;
  if (Freed)
    for (ObjectId Mapping : mappingsBehind(State, Freed))
      if (!State->get<DmaObjects>(Mapping)->bufferFreedAt())
        Left.insert(Mapping);
  for (ObjectId Mapping : Left)
    State = State->set<DmaObjects>(
        Mapping, State->get<DmaObjects>(Mapping)->bufferFreed(Site));
  if (Freed) {
    State = forgetPlacesIn(State, Freed->StripCasts());
    // What a field pointed to before the path began, and records.
    if (const auto *Pointee = dyn_cast<SymbolicRegion>(Freed->StripCasts()))
      if (isa_and_nonnull<FieldRegion>(
              Pointee->getSymbol()->getOriginRegion()) ||
          Pointee->getPointeeStaticType()->isRecordType())
        State = State->set<FreedMemory>(Pointee, Site);
  }
  const NoteTag *Note =
      C.getNoteTag([Left](PathSensitiveBugReport &BR, raw_ostream &OS) {
        if (any_of(Left, [&](ObjectId Id) { return BR.isInteresting(Id); }))
          OS << "its buffer is freed here";
      });
  C.addTransition(State, Left.empty() ? nullptr : Note);
  return true;
}

} // namespace dmatidy
