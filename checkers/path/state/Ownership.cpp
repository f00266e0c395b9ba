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
void *ProgramStateTrait<dmatidy::FreedPlaces>::GDMIndex() {
  return indexOf<dmatidy::FreedPlaces>();
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

bool isLocal(const MemRegion *Region) {
  // Memory space questions want the base: a field of a local struct is local.
  return isa<StackLocalsSpaceRegion, StackArgumentsSpaceRegion>(
      Region->getBaseRegion()->getRawMemorySpace());
}

const ValueDecl *declOf(const MemRegion *Region) {
  for (;;) {
    if (const auto *WithDecl = dyn_cast<DeclRegion>(Region))
      return WithDecl->getDecl();
    if (const auto *Element = dyn_cast<ElementRegion>(Region))
      Region = Element->getSuperRegion();
    else if (const auto *Symbolic = dyn_cast<SymbolicRegion>(Region)) {
      const MemRegion *Origin = Symbolic->getSymbol()->getOriginRegion();
      if (!Origin || Origin == Region)
        return nullptr;
      Region = Origin;
    } else
      return nullptr;
  }
}

bool isInOneRecord(const MemRegion *A, const MemRegion *B) {
  const auto *FieldA = dyn_cast<FieldRegion>(A);
  const auto *FieldB = dyn_cast<FieldRegion>(B);
  return FieldA && FieldB &&
         (FieldA->isSubRegionOf(FieldB->getSuperRegion()) ||
          FieldB->isSubRegionOf(FieldA->getSuperRegion()));
}

namespace {
/// A place on the way to another, and the indices between the two.
struct Step {
  const MemRegion *Region;
  SmallVector<SVal, 2> Indices;
};
} // namespace

/// Goes from \p Region up to \p Owner, or to what it is found by if that is
/// null, and adds the indices on the way to \p Indices. A cast makes an element
/// 0 of what it casts.
static const MemRegion *goUp(const MemRegion *Region, const MemRegion *Owner,
                             SmallVectorImpl<SVal> &Indices) {
  while (Region != Owner && !isa<SymbolicRegion>(Region)) {
    const auto *Inner = dyn_cast<SubRegion>(Region);
    if (!Inner)
      break;
    const auto *Element = dyn_cast<ElementRegion>(Inner);
    if (Element && !Element->getIndex().isZeroConstant())
      Indices.push_back(Element->getIndex());
    Region = Inner->getSuperRegion();
  }
  return Region;
}

/// \p Region and the places whose pointers lead to it, the nearest first.
static SmallVector<Step, 4> wayTo(const MemRegion *Region) {
  SmallVector<Step, 4> Way;
  SmallVector<SVal, 2> Indices;
  while (Region && Way.size() < 4) {
    Way.push_back({Region, Indices});
    const auto *Base = dyn_cast<SymbolicRegion>(goUp(Region, nullptr, Indices));
    Region = Base ? Base->getSymbol()->getOriginRegion() : nullptr;
  }
  return Way;
}

/// The field that \p Region is, or is an element of, or null.
static const FieldRegion *fieldOf(const MemRegion *Region) {
  while (const auto *Element = dyn_cast<ElementRegion>(Region))
    Region = Element->getSuperRegion();
  return dyn_cast<FieldRegion>(Region);
}

/// The record that \p Field points to, or null.
static const RecordDecl *pointeeOf(const FieldRegion *Field) {
  QualType Pointee = Field->getValueType()->getPointeeType();
  return Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
}

/// True if \p Field is a pointer to another record of the kind it stands in.
static bool isNext(const FieldRegion *Field) {
  return pointeeOf(Field) == Field->getDecl()->getParent();
}

/// True if \p A and \p B, on the ways to two places, stand in one record and
/// the indices from there to the two places are the same.
static bool partsFrom(const Step &A, const Step &B) {
  const FieldRegion *FieldA = fieldOf(A.Region), *FieldB = fieldOf(B.Region);
  if (!FieldA || !FieldB || FieldA == FieldB || isNext(FieldA) ||
      isNext(FieldB) || !isInOneRecord(FieldA, FieldB))
    return false;
  // Two pointers into one ring: the next and the first.
  if (pointeeOf(FieldA) && pointeeOf(FieldA) == pointeeOf(FieldB))
    return false;
  const MemRegion *Owner = FieldA->isSubRegionOf(FieldB->getSuperRegion())
                               ? FieldB->getSuperRegion()
                               : FieldA->getSuperRegion();
  SmallVector<SVal, 2> IndicesA = A.Indices, IndicesB = B.Indices;
  goUp(A.Region, Owner, IndicesA);
  goUp(B.Region, Owner, IndicesB);
  return IndicesA == IndicesB;
}

bool isFoundBeside(const MemRegion *Buffer, const MemRegion *Place) {
  SmallVector<Step, 4> WayToPlace = wayTo(Place);
  return any_of(wayTo(Buffer), [&](const Step &A) {
    return any_of(WayToPlace, [&](const Step &B) { return partsFrom(A, B); });
  });
}

bool leadsTo(const MemRegion *Owner, const MemRegion *Place) {
  for (unsigned Depth = 0; Place && Depth < 8; ++Depth) {
    const MemRegion *Base = Place->getBaseRegion();
    if (Base == Owner)
      return true;
    const auto *Symbolic = dyn_cast<SymbolicRegion>(Base);
    Place = Symbolic ? Symbolic->getSymbol()->getOriginRegion() : nullptr;
  }
  return false;
}

SmallVector<ObjectId, 2> mappingsBehind(ProgramStateRef State,
                                        const MemRegion *Region) {
  SmallVector<ObjectId, 2> Mappings;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Tracked.isLive() && Tracked.acquireRow() &&
        Tracked.acquireRow()->Result == ResultKind::Handle &&
        leadsTo(Region->getBaseRegion(),
                Tracked.arguments().Memory.getAsRegion()))
      Mappings.push_back(Id);
  return Mappings;
}

std::string spell(const MemRegion *Region) {
  if (const auto *Variable = dyn_cast<VarRegion>(Region))
    return Variable->getDecl()->getNameAsString();
  if (const auto *Field = dyn_cast<FieldRegion>(Region)) {
    const MemRegion *Super = Field->getSuperRegion();
    // Element 0 of what a pointer points to is how the engine writes a cast.
    if (const auto *Element = dyn_cast<ElementRegion>(Super))
      if (isa<SymbolicRegion>(Element->getSuperRegion()) &&
          Element->getIndex().isZeroConstant())
        Super = Element->getSuperRegion();
    std::string Name = Field->getDecl()->getNameAsString();
    if (const auto *Pointee = dyn_cast<SymbolicRegion>(Super)) {
      const MemRegion *Origin = Pointee->getSymbol()->getOriginRegion();
      std::string Base = Origin ? spell(Origin) : "";
      return Base.empty() ? Name : Base + "->" + Name;
    }
    std::string Base = spell(Super);
    return Base.empty() ? Name : Name.empty() ? Base : Base + "." + Name;
  }
  if (const auto *Element = dyn_cast<ElementRegion>(Region)) {
    std::string Base = spell(Element->getSuperRegion());
    if (Base.empty())
      return "";
    if (auto Index = Element->getIndex().getAs<nonloc::ConcreteInt>())
      return Base + "[" +
             std::to_string(Index->getValue()->extOrTrunc(64).getSExtValue()) +
             "]";
    return Base + "[...]";
  }
  if (const auto *Pointee = dyn_cast<SymbolicRegion>(Region)) {
    const MemRegion *Origin = Pointee->getSymbol()->getOriginRegion();
    return Origin ? spell(Origin) : "";
  }
  return "";
}

} // namespace dmatidy
