//===-- Escapes.cpp - Whom objects are shown to ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/Ownership.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

bool EscapeList::add(const Escape &Who) {
  // Who is told again and answers nothing is told once: messages, say.
  auto IsRepeated = [&](const Escape &Known) {
    return Known.Kind == Escape::Asked && Who.Kind == Escape::Asked &&
           Known.Callee && Known.Callee == Who.Callee &&
           Known.Parameters == Who.Parameters &&
           Known.Callee->getReturnType()->isVoidType();
  };
  for (Escape &Known : MutableArrayRef(Escapes).take_front(Size))
    if (Known.Where == Who.Where || IsRepeated(Known)) {
      Known.Kind = std::max(Known.Kind, Who.Kind);
      // The handle of memory may have been one argument, its address another.
      if (!Known.Callee)
        Known.Callee = Who.Callee;
      Known.Parameters |= Who.Parameters;
      // Asked anew in the next turn of a loop; who has once taken it has it.
      if (Known.Result != Escape::Worked)
        Known.Result = Escape::Unasked;
      return true;
    }
  if (!Who.Where || Size == Escapes.size())
    return false;
  Escapes[Size++] = Who;
  return true;
}

void EscapeList::setResult(const Stmt *Where, Escape::ResultKnown Result) {
  for (Escape &Known : MutableArrayRef(Escapes).take_front(Size))
    if (Known.Where == Where && Known.Result != Escape::Worked)
      Known.Result = Result;
}

void EscapeList::Profile(FoldingSetNodeID &ID) const {
  for (const Escape &To : all()) {
    ID.AddPointer(To.Where);
    ID.AddInteger(To.Kind);
    ID.AddInteger(To.Result);
    ID.AddPointer(To.Callee);
    ID.AddInteger(To.Parameters);
  }
}

bool isNumberOfMemory(ProgramStateRef State, ObjectId Id, SVal Value) {
  const Object *Tracked = State->get<DmaObjects>(Id);
  return Tracked && Tracked->isMemory() && isa<NonLoc>(Value);
}

ProgramStateRef escape(ProgramStateRef State, ObjectId Id) {
  const Object *Tracked = State->get<DmaObjects>(Id);
  if (!Tracked || Tracked->hasEscapedForGood())
    return State;
  return State->set<DmaObjects>(Id, Tracked->escaped());
}

ProgramStateRef give(ProgramStateRef State, ObjectId Id, const Stmt *Where) {
  const Object *Tracked = State->get<DmaObjects>(Id);
  if (!Tracked || !Tracked->isLive())
    return State;
  return escapeTo(State->set<DmaObjects>(Id, Tracked->tested()), Id, {Where});
}

ProgramStateRef escapeTo(ProgramStateRef State, ObjectId Id,
                         const Escape &Who) {
  const Object *Tracked = State->get<DmaObjects>(Id);
  if (!Tracked || Tracked->hasEscapedForGood() || !Tracked->isLive())
    return State;
  EscapeList To;
  if (const EscapeList *Known = State->get<ObjectEscapes>(Id))
    To = *Known;
  if (!To.add(Who))
    return State->set<DmaObjects>(Id, Tracked->escaped());
  State = State->set<ObjectEscapes>(Id, To);
  return Who.Kind == Escape::Asked || Tracked->hasEscaped()
             ? State
             : State->set<DmaObjects>(Id, Tracked->shown());
}

SmallVector<Escape, 2> escapesOf(ProgramStateRef State, ObjectId Id) {
  const EscapeList *Known = State->get<ObjectEscapes>(Id);
  return Known ? SmallVector<Escape, 2>(Known->all())
               : SmallVector<Escape, 2>();
}

ProgramStateRef noteResult(ProgramStateRef State, const Stmt *Where,
                           Escape::ResultKnown Result) {
  for (auto [Id, Known] : State->get<ObjectEscapes>()) {
    EscapeList To = Known;
    To.setResult(Where, Result);
    if (!(To == Known))
      State = State->set<ObjectEscapes>(Id, To);
  }
  return State;
}

namespace {
/// Collects the objects that a value leads to.
class ObjectFinder : public SymbolVisitor {
public:
  explicit ObjectFinder(ProgramStateRef State) : State(State) {}
  bool VisitSymbol(SymbolRef Symbol) override {
    if (ObjectId Id = lookUp(State, Symbol))
      Objects.insert(Id);
    return true;
  }
  SmallPtrSet<ObjectId, 4> Objects;

private:
  ProgramStateRef State;
};
} // namespace

namespace {
/// Finds the objects whose values are stored inside a region, and the local
/// memory that something there points to.
class ContentFinder : public StoreManager::BindingsHandler {
public:
  ContentFinder(ProgramStateRef State, const MemRegion *Owner,
                SmallPtrSetImpl<ObjectId> &Objects,
                SmallSetVector<const MemRegion *, 4> &Regions)
      : State(State), Owner(Owner), Objects(Objects), Regions(Regions) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *Region,
                     SVal Value) override {
    if (Region->getBaseRegion() != Owner)
      return true;
    if (ObjectId Id = findObject(State, Value))
      Objects.insert(Id);
    if (const MemRegion *Further = Value.getAsRegion();
        Further && isLocal(Further))
      Regions.insert(Further->getBaseRegion());
    return true;
  }

private:
  ProgramStateRef State;
  const MemRegion *Owner;
  SmallPtrSetImpl<ObjectId> &Objects;
  SmallSetVector<const MemRegion *, 4> &Regions;
};
} // namespace

SmallVector<ObjectId, 4> objectsReachableFrom(ProgramStateRef State,
                                              SVal Value) {
  ObjectFinder Finder(State);
  State->scanReachableSymbols(Value, Finder);
  // The engine looks neither into the memory that a pointer points to nor into
  // what a copied record holds.
  SmallSetVector<const MemRegion *, 4> Regions;
  auto LookInto = [&](const MemRegion *Region, Store Memory) {
    ContentFinder Contents(State, Region, Finder.Objects, Regions);
    State->getStateManager().getStoreManager().iterBindings(Memory, Contents);
  };
  const MemRegion *Region = Value.getAsRegion();
  auto Copy = Value.getAs<nonloc::LazyCompoundVal>();
  if (State->get<DmaObjects>().isEmpty())
    return {};
  if (Region && isLocal(Region))
    Regions.insert(Region->getBaseRegion());
  else if (Copy && isLocal(Copy->getRegion()))
    LookInto(Copy->getRegion()->getBaseRegion(), Copy->getStore());
  for (size_t Next = 0; Next < Regions.size(); ++Next)
    LookInto(Regions[Next], State->getStore());
  return SmallVector<ObjectId, 4>(Finder.Objects.begin(), Finder.Objects.end());
}

ProgramStateRef escapeReachable(ProgramStateRef State, SVal Value,
                                const Stmt *Where) {
  for (ObjectId Id : objectsReachableFrom(State, Value))
    State = escapeTo(State, Id, {Where});
  return State;
}

ProgramStateRef escapePlaced(ProgramStateRef State, const Stmt *Where,
                             function_ref<bool(const ValueDecl *)> MayRelease) {
  for (auto [Place, Id] : State->get<DmaPlaces>())
    if (const ValueDecl *Decl = declOf(Place); !Decl || MayRelease(Decl))
      State = escapeTo(State, Id, {Where});
  return State;
}

ProgramStateRef escapeAll(ProgramStateRef State) {
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Tracked.isLive())
      State = escape(State, Id);
  return State;
}

} // namespace dmatidy
