//===-- Accesses.cpp - The CPU and the buffers the device owns ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Between the mapping and the unmap, or the sync for the CPU, a streaming
// buffer belongs to the device (Documentation/core-api/dma-api-howto.rst).
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/ErrorValues.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// True if byte \p Region of memory is one of those that a mapping with \p Args
/// covers: inside the mapped memory, and not behind its end.
static bool covers(const Object::Arguments &Args, const MemRegion *Region) {
  const MemRegion *Mapped = Args.Memory.getAsRegion();
  if (!Mapped)
    return false;
  Mapped = Mapped->StripCasts();
  if (Region != Mapped && !Region->isSubRegionOf(Mapped))
    return false;
  // Just behind the end, whatever number that is.
  if (const auto *Element = dyn_cast<ElementRegion>(Region);
      Element && Element->getIndex() == Args.Size)
    return false;
  auto Size = Args.Size.getAs<nonloc::ConcreteInt>();
  if (!Size)
    return true;
  RegionOffset At = Region->getAsOffset(), Start = Mapped->getAsOffset();
  if (At.hasSymbolicOffset() || Start.hasSymbolicOffset() ||
      At.getRegion() != Start.getRegion())
    return true;
  return uint64_t(At.getOffset() - Start.getOffset()) / 8 <
         Size->getValue()->getZExtValue();
}

/// The field that \p Region is in, or is reached from by the pointer in it, and
/// whose contents \p Facts says are mapped somewhere; or null.
static const MemRegion *mappedField(const MemRegion *Region,
                                    const UnitFacts &Facts) {
  for (;;) {
    if (const auto *Field = dyn_cast<FieldRegion>(Region);
        Field && Facts.isMapped(Field->getDecl()) &&
        !Field->getDecl()->getType()->isPointerType())
      return Field;
    if (const auto *Inner = dyn_cast<SubRegion>(Region);
        Inner && !isa<SymbolicRegion>(Region)) {
      Region = Inner->getSuperRegion();
      continue;
    }
    const auto *Behind = dyn_cast<SymbolicRegion>(Region);
    const auto *Origin = dyn_cast_or_null<FieldRegion>(
        Behind ? Behind->getSymbol()->getOriginRegion() : nullptr);
    return Origin && Facts.isMapped(Origin->getDecl()) ? Origin : nullptr;
  }
}

ProgramStateRef Modeling::noteAccess(ProgramStateRef State,
                                     const MemRegion *Region, bool IsWrite,
                                     const Stmt *Where,
                                     CheckerContext &C) const {
  if (!Where || isLocal(Region))
    return State;
  bool IsMapped = false;
  for (auto [Id, What] : State->get<DmaObjects>()) {
    if (!What.isLive() || !What.acquireRow() ||
        !What.acquireRow()->transfersMemory() ||
        !covers(What.arguments(), Region))
      continue;
    IsMapped = true;
    if (What.isOwnedByCpu())
      continue;
    // Whoever else knows of it may have unmapped it; if the path does so
    // itself, later, nobody had.
    if (What.hasEscaped()) {
      if (!IsWrite && !What.readAt())
        State = State->set<DmaObjects>(Id, What.read(Where));
      continue;
    }
    for (const PathCheck *Check : Checks)
      Check->onAccess(Id, What, IsWrite, Where, facts(), C);
  }
  if (IsMapped)
    return State;
  const MemRegion *Field = mappedField(Region, facts());
  if (!Field)
    return State;
  if (IsWrite)
    return State->set<WrittenBuffers>(Field, Where);
  for (auto [Place, Site] :
       C.inTopFrame() ? State->get<GivenMappings>()
                      : State->get_context<GivenMappings>().getEmptyMap())
    for (const PathCheck *Check : Checks)
      Check->onReadOfGiven(Field, Place, Site, Where, facts(), C);
  return State->get<SyncedForCpu>() || State->contains<AccessedBuffers>(Field)
             ? State
             : State->set<AccessedBuffers>(Field, Where);
}

ProgramStateRef Modeling::noteUse(ProgramStateRef State,
                                  const MemRegion *Region,
                                  const Stmt *Where) const {
  const auto *Base = dyn_cast<SymbolicRegion>(Region->getBaseRegion());
  const Object *Tracked =
      Base ? State->get<DmaObjects>(Base->getSymbol()) : nullptr;
  if (!Tracked || !Tracked->isLive() || Tracked->isTested() ||
      !Tracked->acquireRow() ||
      Tracked->acquireRow()->Failure != FailureKind::Null ||
      Tracked->acquireRow()->Result != ResultKind::Memory)
    return State;
  SiteLog &Entry = Log.Sites[Tracked->acquireSite()];
  if (!Entry.UsedUntested)
    Entry.UsedUntested = Where;
  return assumeValid(
      State->set<DmaObjects>(Base->getSymbol(), Tracked->tested()),
      loc::MemRegionVal(Base));
}

/// What \p Row's function accesses through argument \p Index.
static SVal accessed(const ApiFunction &Row, int Index, const CallEvent &Call,
                     ProgramStateRef State) {
  SVal Value = Call.getArgSVal(Index);
  const FieldDecl *Field =
      Index == Row.Reads
          ? readThrough(Row, dyn_cast_or_null<FunctionDecl>(Call.getDecl()))
          : nullptr;
  auto Place = Field ? State->getLValue(Field, Value).getAs<Loc>()
                     : std::optional<Loc>();
  return Place ? State->getSVal(*Place) : Value;
}

/// \p State after \p Row's call, which may fill a whole record outside of the
/// function with zero bytes: places in it that held an object are cleared, and
/// nobody is given what they held. Of other fields the path may not have walked
/// what is put there.
static ProgramStateRef clearFilled(const ApiFunction &Row,
                                   const CallEvent &Call, ProgramStateRef State,
                                   CheckerContext &C) {
  if (Row.Fill < 0 || Row.Size < 0)
    return State;
  const Expr *Target = Call.getArgExpr(Row.Writes);
  const MemRegion *Region = Call.getArgSVal(Row.Writes).getAsRegion();
  auto Byte = Call.getArgSVal(Row.Fill).getAs<nonloc::ConcreteInt>();
  auto Size = Call.getArgSVal(Row.Size).getAs<nonloc::ConcreteInt>();
  if (!Target || !Region || !Byte || !Size || !Byte->getValue()->isZero() ||
      isLocal(Region) || Region->getAsOffset().hasSymbolicOffset())
    return State;
  QualType Type = Target->IgnoreParenCasts()->getType()->getPointeeType();
  if (Type.isNull() || Type->isIncompleteType() || !Type->isRecordType() ||
      *Size->getValue() !=
          C.getASTContext().getTypeSizeInChars(Type).getQuantity())
    return State;
  Region = Region->StripCasts();
  SmallVector<const MemRegion *, 4> Cleared;
  for (auto [Place, Id] : State->get<DmaPlaces>()) {
    if (Place != Region && !Place->isSubRegionOf(Region))
      continue;
    Cleared.push_back(Place);
    if (const Object *Left = State->get<DmaObjects>(Id);
        Left && Left->isLive() && Left->isMemory())
      State = State->set<DmaObjects>(Id, Left->addressCleared());
    State = State->remove<DmaPlaces>(Place);
  }
  for (const auto &[Id, Tracked] : State->get<DmaObjects>())
    if (const MemRegion *Origin = Id->getOriginRegion();
        Origin && Origin->isSubRegionOf(Region))
      Cleared.push_back(Origin);
  for (const MemRegion *Place : Cleared)
    if (const auto *Typed = dyn_cast<TypedValueRegion>(Place))
      State =
          State->bindLoc(loc::MemRegionVal(Place),
                         C.getSValBuilder().makeZeroVal(Typed->getValueType()),
                         C.getLocationContext(), /*notifyChanges=*/false);
  return State;
}

bool Modeling::evalAccess(const ApiFunction &Row, const CallEvent &Call,
                          const CallExpr *Site, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  for (int Index : {Row.Reads, Row.Writes})
    if (Index >= 0)
      if (const MemRegion *Region =
              accessed(Row, Index, Call, State).getAsRegion()) {
        State = noteAccess(State, Region->StripCasts(), Index == Row.Writes,
                           Site->getArg(Index), C);
        State = noteUse(State, Region, Site->getArg(Index));
      }
  return evalOpaque(clearFilled(Row, Call, State, C), Call, Site, C);
}

} // namespace dmatidy
