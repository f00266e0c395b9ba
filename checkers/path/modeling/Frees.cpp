//===-- Frees.cpp - What freeing memory does to a path --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Opaque.h"
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

ProgramStateRef afterFree(ProgramStateRef State, const MemRegion *Freed,
                          const CallExpr *Site, bool IsRow,
                          SmallPtrSetImpl<ObjectId> *Mapped) {
  for (ObjectId Mapping : mappingsBehind(State, Freed)) {
    const Object *Tracked = State->get<DmaObjects>(Mapping);
    if (Tracked->bufferFreedAt())
      continue;
    State = State->set<DmaObjects>(Mapping, Tracked->bufferFreed(Site));
    if (Mapped)
      Mapped->insert(Mapping);
  }
  State = forgetPlacesIn(State, Freed->StripCasts());
  // What the path has been given: each more that is remembered parts paths that
  // are one for everybody else.
  const auto *Pointee = dyn_cast<SymbolicRegion>(Freed->StripCasts());
  const MemRegion *Origin =
      Pointee ? Pointee->getSymbol()->getOriginRegion() : nullptr;
  const RecordDecl *Record =
      Pointee ? Pointee->getPointeeStaticType()->getAsRecordDecl() : nullptr;
  bool IsDriver =
      Record &&
      isDriverDecl(Record, Record->getASTContext().getSourceManager());
  if (Origin && (IsDriver ||
                 (IsRow && isa<FieldRegion, ElementRegion, VarRegion>(Origin))))
    State = State->set<FreedMemory>(Pointee, Site);
  return State;
}

ProgramStateRef afterFreesIn(const FunctionDecl *Callee, ProgramStateRef State,
                             const CallEvent &Call, const Model &Api) {
  const auto *Site = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  if (!Site)
    return State;
  for (unsigned Index : freedParameters(Callee, Api))
    if (Index < Call.getNumArgs())
      if (const MemRegion *Freed = Call.getArgSVal(Index).getAsRegion()) {
        // Of what a loop has put there, a loop before has released each; the
        // path may have seen it run less often.
        for (auto [Place, Id] : State->get<DmaPlaces>())
          if (const Object *Tracked = State->get<DmaObjects>(Id);
              Tracked && Tracked->isLive() && Tracked->isOneOfMany() &&
              (Place->isSubRegionOf(Freed->StripCasts()) ||
               leadsTo(Freed->StripCasts(), Place)))
            State = escape(State, Id);
        State = afterFree(State, Freed, Site, /*IsRow=*/false);
      }
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
    ObjectCall What{*Api,    facts(), Row,
                    Call,    Site,    Id,
                    Tracked, Value,   Site->getArg(Row.Memory)};
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
    State = afterFree(State, Freed, Site, /*IsRow=*/true, &Left);
  const NoteTag *Note =
      C.getNoteTag([Left](PathSensitiveBugReport &BR, raw_ostream &OS) {
        if (any_of(Left, [&](ObjectId Id) { return BR.isInteresting(Id); }))
          OS << "its buffer is freed here";
      });
  C.addTransition(State, Left.empty() ? nullptr : Note);
  return true;
}

} // namespace dmatidy
