//===-- Ownership.cpp - What a path knows about each DMA object -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/Ownership.h"
#include "clang/AST/Expr.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

template <typename Trait> static void *indexOf() {
  static int Index;
  return &Index;
}
void *ProgramStateTrait<dmatidy::DmaObjects>::GDMIndex() {
  return indexOf<dmatidy::DmaObjects>();
}
void *ProgramStateTrait<dmatidy::ObjectEscapes>::GDMIndex() {
  return indexOf<dmatidy::ObjectEscapes>();
}
void *ProgramStateTrait<dmatidy::ForgottenObjects>::GDMIndex() {
  return indexOf<dmatidy::ForgottenObjects>();
}
void *ProgramStateTrait<dmatidy::DmaAliases>::GDMIndex() {
  return indexOf<dmatidy::DmaAliases>();
}
void *ProgramStateTrait<dmatidy::DmaLists>::GDMIndex() {
  return indexOf<dmatidy::DmaLists>();
}
void *ProgramStateTrait<dmatidy::DmaPlaces>::GDMIndex() {
  return indexOf<dmatidy::DmaPlaces>();
}

void *ProgramStateTrait<dmatidy::AccessedBuffers>::GDMIndex() {
  return indexOf<dmatidy::AccessedBuffers>();
}
void *ProgramStateTrait<dmatidy::WrittenBuffers>::GDMIndex() {
  return indexOf<dmatidy::WrittenBuffers>();
}
void *ProgramStateTrait<dmatidy::GivenMappings>::GDMIndex() {
  return indexOf<dmatidy::GivenMappings>();
}
void *ProgramStateTrait<dmatidy::HeldLocks>::GDMIndex() {
  return indexOf<dmatidy::HeldLocks>();
}
void *ProgramStateTrait<dmatidy::IrqLocks>::GDMIndex() {
  return indexOf<dmatidy::IrqLocks>();
}
void *ProgramStateTrait<dmatidy::SyncedForCpu>::GDMIndex() {
  return indexOf<dmatidy::SyncedForCpu>();
}
void *ProgramStateTrait<dmatidy::SyncedHandles>::GDMIndex() {
  return indexOf<dmatidy::SyncedHandles>();
}
void *ProgramStateTrait<dmatidy::FreedMemory>::GDMIndex() {
  return indexOf<dmatidy::FreedMemory>();
}

namespace dmatidy {

bool Object::Arguments::operator==(const Arguments &Other) const {
  return Device == Other.Device && Size == Other.Size &&
         Direction == Other.Direction && Count == Other.Count &&
         Pool == Other.Pool && Memory == Other.Memory &&
         Handle == Other.Handle && List == Other.List && Attrs == Other.Attrs;
}

void Object::Arguments::Profile(FoldingSetNodeID &ID) const {
  for (const SVal &Value :
       {Device, Size, Direction, Count, Pool, Memory, Handle, List, Attrs})
    Value.Profile(ID);
}

std::optional<int64_t> numberOf(SVal Value) {
  if (auto Constant = Value.getAs<nonloc::ConcreteInt>())
    return Constant->getValue()->extOrTrunc(64).getSExtValue();
  return std::nullopt;
}

Object Object::acquired(const ApiFunction &Row, const CallExpr *Site,
                        Arguments Args, bool InTopFrame, bool InLoop) {
  Object Result;
  Result.AcquireRow = &Row;
  Result.AcquireSite = Site;
  Result.Args = Args;
  Result.InTopFrame = InTopFrame;
  Result.InLoop = InLoop;
  return Result;
}

Object Object::foundReleased(const ApiFunction &Row, const CallExpr *Site) {
  return Object().released(Row, Site);
}

Object Object::tested() const {
  Object Result = *this;
  Result.Tested = true;
  return Result;
}

Object Object::failed() const {
  Object Result = tested();
  Result.Phase = Failed;
  return Result;
}

Object Object::escaped() const {
  Object Result = *this;
  Result.Escaped = true;
  return Result;
}

Object Object::shown() const {
  Object Result = *this;
  Result.Shown = true;
  return Result;
}

Object Object::read(const Stmt *Where) const {
  Object Result = *this;
  Result.ReadAt = Where;
  return Result;
}

Object Object::owned(bool ByCpu) const {
  Object Result = *this;
  Result.CpuOwns = ByCpu;
  return Result;
}

Object Object::bufferKept() const {
  Object Result = *this;
  Result.BufferKept = true;
  return Result;
}

Object Object::addressCleared() const {
  Object Result = *this;
  Result.AddressCleared = true;
  return Result;
}

Object Object::bufferFreed(const CallExpr *Site) const {
  Object Result = *this;
  Result.BufferFreedAt = Site;
  return Result;
}

Object Object::homeFreed() const {
  Object Result = *this;
  Result.HomeFreed = true;
  return Result;
}

Object Object::released(const ApiFunction &Row, const CallExpr *Site) const {
  Object Result = *this;
  Result.Phase = Released;
  Result.ReleaseRow = &Row;
  Result.ReleaseSite = Site;
  return Result;
}

bool Object::operator==(const Object &Other) const {
  return Phase == Other.Phase && Tested == Other.Tested &&
         Escaped == Other.Escaped && Shown == Other.Shown &&
         CpuOwns == Other.CpuOwns && BufferKept == Other.BufferKept &&
         AddressCleared == Other.AddressCleared &&
         HomeFreed == Other.HomeFreed && InTopFrame == Other.InTopFrame &&
         AcquireRow == Other.AcquireRow && AcquireSite == Other.AcquireSite &&
         ReleaseRow == Other.ReleaseRow && ReleaseSite == Other.ReleaseSite &&
         BufferFreedAt == Other.BufferFreedAt && ReadAt == Other.ReadAt &&
         Args == Other.Args;
}

void Object::Profile(FoldingSetNodeID &ID) const {
  ID.AddInteger(Phase);
  ID.AddBoolean(Tested);
  ID.AddBoolean(Escaped);
  ID.AddBoolean(Shown);
  ID.AddBoolean(InTopFrame);
  ID.AddBoolean(CpuOwns);
  ID.AddBoolean(BufferKept);
  ID.AddBoolean(AddressCleared);
  ID.AddBoolean(HomeFreed);
  ID.AddPointer(AcquireRow);
  ID.AddPointer(AcquireSite);
  ID.AddPointer(ReleaseRow);
  ID.AddPointer(ReleaseSite);
  ID.AddPointer(BufferFreedAt);
  ID.AddPointer(ReadAt);
  Args.Profile(ID);
}

ObjectId lookUp(ProgramStateRef State, SymbolRef Symbol) {
  if (State->contains<DmaObjects>(Symbol))
    return Symbol;
  if (const ObjectId *Id = State->get<DmaAliases>(Symbol))
    return *Id;
  return nullptr;
}

ObjectId findExactObject(ProgramStateRef State, SVal Value) {
  if (const MemRegion *Region = Value.getAsRegion())
    if (const ObjectId *Id = State->get<DmaLists>(Region->StripCasts()))
      return *Id;
  if (SymbolRef Symbol = Value.getAsSymbol(/*IncludeBaseRegions=*/false)) {
    while (const auto *Cast = dyn_cast<SymbolCast>(Symbol))
      Symbol = Cast->getOperand();
    return lookUp(State, Symbol);
  }
  return nullptr;
}

ObjectId findObject(ProgramStateRef State, SVal Value) {
  if (ObjectId Id = findExactObject(State, Value))
    return Id;
  if (const MemRegion *Region = Value.getAsRegion()) {
    if (const auto *Base = Region->getBaseRegion()->getAs<SymbolicRegion>())
      return lookUp(State, Base->getSymbol());
    return nullptr;
  }
  if (SymbolRef Symbol = Value.getAsSymbol())
    for (SymbolRef Part : Symbol->symbols())
      if (ObjectId Id = lookUp(State, Part))
        return Id;
  return nullptr;
}

SmallVector<const MemRegion *, 4> placesOf(ProgramStateRef State, ObjectId Id) {
  SmallVector<const MemRegion *, 4> Result;
  for (auto [Region, Stored] : State->get<DmaPlaces>())
    if (Stored == Id)
      Result.push_back(Region);
  return Result;
}

} // namespace dmatidy
