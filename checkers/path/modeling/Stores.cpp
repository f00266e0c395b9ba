//===-- Stores.cpp - What a path keeps where, and what it reads -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Modeling.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/ErrorValues.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// The region of the array that \p Region is in an element of.
static const MemRegion *arrayOf(const MemRegion *Region) {
  for (const MemRegion *At = Region; const auto *Part = dyn_cast<SubRegion>(At);
       At = Part->getSuperRegion())
    if (const auto *Element = dyn_cast<ElementRegion>(At))
      if (!Element->getIndex().isConstant())
        return Element->getSuperRegion();
  return Region;
}

/// The fields that lead to \p Region from its base, outermost first.
static SmallVector<const FieldDecl *, 6> fieldsTo(const MemRegion *Region) {
  SmallVector<const FieldDecl *, 6> Fields;
  for (; const auto *Part = dyn_cast<SubRegion>(Region);
       Region = Part->getSuperRegion())
    if (const auto *Field = dyn_cast<FieldRegion>(Part))
      Fields.push_back(Field->getDecl());
  std::reverse(Fields.begin(), Fields.end());
  return Fields;
}

/// True if \p A and \p B, of one array, are the same or part of each other at
/// some index: not if they are different fields of its elements.
static bool mayOverlap(const MemRegion *A, const MemRegion *B) {
  SmallVector<const FieldDecl *, 6> InA = fieldsTo(A), InB = fieldsTo(B);
  for (auto [FieldA, FieldB] : zip(InA, InB))
    if (FieldA != FieldB)
      return FieldA->getParent() != FieldB->getParent() ||
             FieldA->getParent()->isUnion();
  return true;
}

/// True if \p Value, put into \p Place, is a function that can release and that
/// will be called when a transfer is done.
bool Modeling::isCompletion(const MemRegion *Place, SVal Value,
                            CheckerContext &C) const {
  const auto *Field = dyn_cast<FieldRegion>(Place);
  const auto *Code = dyn_cast_or_null<FunctionCodeRegion>(
      Field ? Value.getAsRegion() : nullptr);
  const auto *Function =
      Code ? dyn_cast_or_null<FunctionDecl>(Code->getDecl()) : nullptr;
  return Function &&
         Api->isCompletionField(Field->getDecl()->getParent()->getName(),
                                Field->getDecl()->getName()) &&
         facts().reachesRelease(Function);
}

/// True if others find what is stored at \p Place: not in an element of a ring
/// whose index the path has taken from a field and left there as it was. The
/// next one who fills the ring begins with that element.
static bool isVisibleToOthers(ProgramStateRef State, const MemRegion *Place) {
  bool FromField = false;
  for (const auto *Part = dyn_cast<SubRegion>(Place); Part;
       Part = dyn_cast<SubRegion>(Part->getSuperRegion()))
    if (const auto *Element = dyn_cast<ElementRegion>(Part))
      if (SymbolRef Index = Element->getIndex().getAsSymbol())
        for (SymbolRef Symbol : Index->symbols()) {
          const auto *Field =
              dyn_cast_or_null<FieldRegion>(Symbol->getOriginRegion());
          if (!Field)
            continue;
          FromField = true;
          if (State->getSVal(Field).getAsSymbol() != Symbol)
            return true;
        }
  return !FromField;
}

/// Notes which mapped buffers others find once the address of \p Stored, or of
/// a record that leads to them, is stored at \p Place.
static ProgramStateRef noteKeptBuffers(ProgramStateRef State,
                                       const MemRegion *Place,
                                       const MemRegion *Stored) {
  for (ObjectId Id : mappingsBehind(State, Stored)) {
    const Object *Tracked = State->get<DmaObjects>(Id);
    if (!Tracked->isBufferKept() && isVisibleToOthers(State, Place))
      State = State->set<DmaObjects>(Id, Tracked->bufferKept());
  }
  return State;
}

void Modeling::checkBind(SVal Location, SVal Value, const Stmt *S, bool,
                         CheckerContext &C) const {
  const MemRegion *Region = Location.getAsRegion();
  if (!Region)
    return;
  ProgramStateRef State = C.getState();
  if (isa<nonloc::LazyCompoundVal>(Value)) {
    // A record copied as a whole takes along what it holds.
    C.addTransition(escapeReachable(State, Value, S));
    return;
  }
  if (isLocal(Region))
    return;
  if (isCompletion(Region, Value, C)) {
    const auto *Done = cast<FunctionDecl>(
        cast<FunctionCodeRegion>(Value.getAsRegion())->getDecl());
    C.addTransition(escapePlaced(State, S, [&](const ValueDecl *Place) {
      return facts().releases(Done, Place);
    }));
    return;
  }
  if (const MemRegion *Stored = Value.getAsRegion()) {
    State = noteStored(State, Stored);
    // Others find a local record, and what it holds.
    if (isLocal(Stored))
      State = escapeReachable(State, Value, S);
    State = noteKeptBuffers(State, Region, Stored);
  }
  ObjectId Id = findObject(State, Value);
  const ObjectId *Held = State->get<DmaPlaces>(Region);
  if (Held && *Held == Id) {
    C.addTransition(State);
    return;
  }
  // An element at an index that is not known may be any element: the engine
  // forgets that field of them all.
  if (Region->getAsOffset().hasSymbolicOffset())
    for (auto [Place, Other] : State->get<DmaPlaces>())
      if (Place != Region && Other != Id &&
          Place->getBaseRegion() == Region->getBaseRegion() &&
          Place->isSubRegionOf(arrayOf(Region)) && mayOverlap(Place, Region))
        State = escape(State, Other);
  // A ring index that comes round again, or a place that is filled anew, says
  // nothing about who has taken what was there; one that is cleared does: the
  // object is nowhere then, unless somebody else has it.
  if (Held && !Value.isZeroConstant())
    State = escape(State, *Held);
  else if (const Object *Left = Held ? State->get<DmaObjects>(*Held) : nullptr;
           Left && Left->isLive() && Left->isMemory() && Value.getAs<Loc>())
    State = State->set<DmaObjects>(*Held, Left->addressCleared());
  if (Id) {
    State = State->set<DmaPlaces>(Region, Id);
    if (const Object *Tracked = State->get<DmaObjects>(Id))
      if (Tracked->acquireSite())
        if (const ValueDecl *Decl = declOf(Region))
          Log.Sites[Tracked->acquireSite()].Fields.insert(Decl);
  } else if (Held) {
    State = State->remove<DmaPlaces>(Region);
  }
  C.addTransition(State);
}

/// True if \p Location is NULL on this path, or a field of a record there.
static bool isNullPointer(ProgramStateRef State, SVal Location) {
  if (auto Constant = Location.getAs<loc::ConcreteInt>())
    return Constant->getValue()->ult(4096);
  const MemRegion *Region = Location.getAsRegion();
  const auto *Base =
      Region ? dyn_cast<SymbolicRegion>(Region->getBaseRegion()) : nullptr;
  return Base && State->getConstraintManager()
                     .isNull(State, Base->getSymbol())
                     .isConstrainedTrue();
}

namespace {
/// Asks whether something inside a region is bound.
class BoundWithin : public StoreManager::BindingsHandler {
public:
  explicit BoundWithin(const MemRegion *Owner) : Owner(Owner) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *Region,
                     SVal) override {
    Any = Region->isSubRegionOf(Owner);
    return !Any;
  }
  bool Any = false;

private:
  const MemRegion *Owner;
};
} // namespace

/// Gives an element that is about to be read, at an index that is not known, of
/// an array with objects or pointers, the value that it had before the
/// path: the engine knows none of these. Pointers count, since they may lead to
/// such a place. Only the first that the path asks for:
/// a binding makes the engine forget what may be the same element.
static ProgramStateRef nameOldElement(ProgramStateRef State,
                                      const MemRegion *Region,
                                      const UnitFacts &Facts,
                                      CheckerContext &C) {
  const auto *Element = dyn_cast<ElementRegion>(Region);
  if (!Element || Element->getIndex().isConstant() || isLocal(Element) ||
      !Element->getElementType()->isScalarType() ||
      !State->getSVal(Element).isUnknown())
    return State;
  const ValueDecl *Array = declOf(Element);
  if (!Array || !(Element->getElementType()->isPointerType() ||
                  Facts.isObjectPlace(Array)))
    return State;
  BoundWithin Others(Element->getSuperRegion());
  State->getStateManager().getStoreManager().iterBindings(State->getStore(),
                                                          Others);
  if (Others.Any)
    return State;
  return State->bindLoc(loc::MemRegionVal(Element),
                        C.getSValBuilder().getRegionValueSymbolVal(Element),
                        C.getLocationContext(), /*notifyChanges=*/false);
}

void Modeling::checkLocation(SVal Location, bool IsLoad, const Stmt *S,
                             CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  // A path that goes through NULL is not one a driver takes.
  if (isNullPointer(State, Location)) {
    C.generateSink(State, C.getPredecessor());
    return;
  }
  const MemRegion *Region = Location.getAsRegion();
  if (!Region)
    return;
  if (IsLoad) {
    if (ProgramStateRef Next = noteLinkRead(State, Region, *Api))
      State = Next;
    State = nameOldElement(State, Region, facts(), C);
  }
  const auto *Base = dyn_cast<SymbolicRegion>(Region->getBaseRegion());
  // What is dereferenced is no error pointer.
  if (Base && !State->get<DmaObjects>().isEmpty())
    State = noteDereferenced(State, Base->getSymbol());
  ObjectId Id = Base ? lookUp(C.getState(), Base->getSymbol()) : nullptr;
  const Object *Tracked = Id ? C.getState()->get<DmaObjects>(Id) : nullptr;
  // A list, unlike memory, is still there when its mapping is gone.
  if (Tracked && Tracked->isReleased() && Tracked->releaseRow()->List < 0 &&
      isa_and_nonnull<Expr>(S))
    for (const PathCheck *Check : Checks)
      Check->onUse(Id, *Tracked, IsLoad ? "read" : "written", cast<Expr>(S), C);
  if (Tracked && Tracked->isLive() && isa_and_nonnull<Expr>(S))
    for (const PathCheck *Check : Checks)
      Check->onMemoryAccess(Id, *Tracked, *Api, cast<Expr>(S), C);
  State = noteAccess(State, Region, /*IsWrite=*/!IsLoad, S, C);
  State = noteUse(State, Region, S);
  if (State != C.getState())
    C.addTransition(State);
}

} // namespace dmatidy
