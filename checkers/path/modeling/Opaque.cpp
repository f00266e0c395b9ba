//===-- Opaque.cpp - Calls whose bodies are not followed ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Opaque.h"
#include "checkers/path/state/PureCalls.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

/// Links of lists that the path has read.
REGISTER_SET_WITH_PROGRAMSTATE(ReadLinks, const clang::ento::MemRegion *)

namespace dmatidy {

static bool isLinkRecord(QualType Type, const Model &Api) {
  const RecordDecl *Record = Type.isNull() ? nullptr : Type->getAsRecordDecl();
  return Record && Record->getIdentifier() && Api.isLink(Record->getName());
}

ProgramStateRef noteLinkRead(ProgramStateRef State, const MemRegion *Region,
                             const Model &Api) {
  const auto *Field = dyn_cast<FieldRegion>(Region);
  if (!Field || State->contains<ReadLinks>(Region))
    return nullptr;
  const RecordDecl *Owner = Field->getDecl()->getParent();
  if (!Owner->getIdentifier() || !Api.isLink(Owner->getName()))
    return nullptr;
  return State->add<ReadLinks>(Region);
}

ProgramStateRef bindResult(ProgramStateRef State, const CallEvent &Call,
                           const CallExpr *Site, CheckerContext &C) {
  QualType Type = Site->getType();
  if (Type->isVoidType())
    return State;
  return State->BindExpr(
      Site, C.getLocationContext(),
      C.getSValBuilder().conjureSymbolVal(Call, Type, C.blockCount()));
}

namespace {

/// Collects the bound regions that are one of some fields.
class BoundFields : public StoreManager::BindingsHandler {
public:
  explicit BoundFields(const SmallPtrSetImpl<const FieldDecl *> &Fields)
      : Fields(Fields) {}
  bool HandleBinding(StoreManager &, Store, const MemRegion *Region,
                     SVal) override {
    // An element of an array field counts as the field.
    const MemRegion *Owner = Region;
    while (const auto *Element = dyn_cast<ElementRegion>(Owner))
      Owner = Element->getSuperRegion();
    if (const auto *Field = dyn_cast<FieldRegion>(Owner))
      if (Fields.contains(Field->getDecl()))
        Regions.push_back(Region);
    return true;
  }
  SmallVector<const MemRegion *, 8> Regions;

private:
  const SmallPtrSetImpl<const FieldDecl *> &Fields;
};

/// One opaque call and the state as it is being changed by it.
class OpaqueCall {
public:
  OpaqueCall(ProgramStateRef State, const CallEvent &Call, const Model &Api,
             const UnitFacts &Facts, CheckerContext &C)
      : State(State), Call(Call), Api(Api), Facts(Facts), C(C),
        Callee(dyn_cast_or_null<FunctionDecl>(Call.getDecl())) {}

  ProgramStateRef apply() {
    noteShared();
    // A driver's own function that prints is like printk().
    if (Callee && (!isDriverDecl(Callee, C.getSourceManager()) ||
                   hasFormat(Callee, "printf"))) {
      applyKernel();
      return State;
    }
    bool Seen = Callee && Callee->hasBody();
    if (hasObjects()) {
      if (Seen)
        escapeGiven();
      // What it calls may stand in another file.
      if (!Seen || !Facts.isHarmless(Callee))
        escapeReachable();
    }
    if (Seen) {
      applySeen();
      if (hasObjects())
        State = afterFreesIn(Callee, State, Call, Api);
    } else {
      ProgramStateRef Before = State;
      State = Call.invalidateRegions(C.blockCount(), State);
      if (Callee)
        restoreAsked(Before);
    }
    return State;
  }

private:
  /// The call may do what it likes with \p Id.
  void show(ObjectId Id, Escape::EscapeKind Kind = Escape::Taken) {
    State = escapeTo(State, Id, {Call.getOriginExpr(), Kind});
  }

  /// Whoever is given a record may keep it; not who prints, fills or frees it.
  void noteShared() {
    const ApiFunction *Row = Callee ? anyRowOf(Api, Callee) : nullptr;
    if (Callee &&
        ((Row && (Row->Role == FunctionRole::Access ||
                  Row->Role == FunctionRole::Free)) ||
         Callee->getMemoryFunctionKind() || hasFormat(Callee, "printf")))
      return;
    for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I)
      State = noteStored(State, Call.getArgSVal(I).getAsRegion());
  }

  bool hasObjects() const { return !State->get<DmaObjects>().isEmpty(); }

  /// True if \p Callee has a format of \p Kind, "printf": it reads what that
  /// speaks of. "scanf" writes to it.
  static bool hasFormat(const FunctionDecl *Callee, StringRef Kind) {
    return any_of(Callee->specific_attrs<FormatAttr>(),
                  [Kind](const FormatAttr *Format) {
                    return Format->getType()->getName().contains(Kind);
                  });
  }

  void applyKernel() {
    bool Links = false;
    for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
      SVal Value = Call.getArgSVal(I);
      // memcpy() is often a builtin that a macro calls.
      if (Callee->getMemoryFunctionKind() ||
          !isMadeByKernelMacro(Callee, C.getSourceManager()))
        takeOver(I, Value);
      const MemRegion *Region = Value.getAsRegion();
      if (!Region || !Call.getArgExpr(I))
        continue;
      QualType Pointee = pointeeOf(I);
      bool IsLink = isLinkRecord(Pointee, Api);
      Links |= IsLink;
      QualType Type = I < Call.parameters().size()
                          ? Call.parameters()[I]->getType()
                          : QualType();
      bool IsConst =
          !Type.isNull() && !Type->getPointeeType().isNull() &&
          (Type->getPointeeType().isConstQualified() || isRegister(Type));
      bool IsRecord = !Pointee.isNull() && Pointee->isRecordType();
      // %pad is given the address of a handle.
      bool IsPrinted =
          I >= Callee->getNumParams() && !hasFormat(Callee, "scanf");
      if (IsConst || IsPrinted || isa<FunctionCodeRegion>(Region))
        continue;
      if (IsLink || isLocal(Region) || !IsRecord)
        change(Region);
    }
    if (Links) {
      for (const MemRegion *Link : State->get<ReadLinks>())
        Changed.push_back(loc::MemRegionVal(Link));
      State =
          State->set<ReadLinks>(State->get_context<ReadLinks>().getEmptySet());
    }
    if (Changed.empty())
      return;
    // set_bit() and its like: what was asked before may be answered otherwise.
    State = PureCalls::forgetAll(State);
    forgetChanged(&Call);
  }

  /// A function whose body the unit shows, and which cannot reach DMA, changes
  /// the fields it assigns, wherever the path knows one, and what its arguments
  /// point to if that is no record.
  void applySeen() {
    const UnitFacts::Writes &Writes = Facts.writesOf(Callee);
    BoundFields Bound(Writes.Fields);
    State->getStateManager().getStoreManager().iterBindings(State->getStore(),
                                                            Bound);
    for (const MemRegion *Region : Bound.Regions)
      change(Region);
    for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
      const MemRegion *Region = Call.getArgSVal(I).getAsRegion();
      if (!Region || !Call.getArgExpr(I) || isa<FunctionCodeRegion>(Region))
        continue;
      QualType Pointee = pointeeOf(I);
      const RecordDecl *Record =
          Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
      if (!Record || isLocal(Region)) {
        change(Region);
        continue;
      }
      // The argument itself may be an address that was cast to a number.
      for (const FieldDecl *Field : Writes.Fields)
        if (Field->getParent() == Record)
          if (const MemRegion *Changes =
                  State->getLValue(Field, loc::MemRegionVal(Region))
                      .getAsRegion())
            change(Changes);
    }
    if (!Changed.empty())
      forgetChanged(/*Globals=*/nullptr);
  }

  /// What argument \p Index points to as the driver wrote it, casts apart; null
  /// for anything but a pointer. The argument must have an expression.
  QualType pointeeOf(unsigned Index) const {
    QualType Type = Call.getArgExpr(Index)->IgnoreParenCasts()->getType();
    return Type->isAnyPointerType() ? Type->getPointeeType() : QualType();
  }

  /// Notes that \p Region may have changed. A whole record behind a void
  /// pointer (memset, copy_from_user) is the record it points to, not what that
  /// points to in turn.
  void change(const MemRegion *Region) {
    // Who gets at one number of an array gets at all of them.
    if (const auto *Element = dyn_cast<ElementRegion>(Region))
      if (const auto *Array =
              dyn_cast<TypedValueRegion>(Element->getSuperRegion());
          Array && Array->getValueType()->isArrayType() &&
          !Element->getElementType()->isRecordType())
        Region = Array;
    Traits.setTrait(
        Region,
        RegionAndSymbolInvalidationTraits::TK_DoNotInvalidateSuperRegion);
    Changed.push_back(loc::MemRegionVal(Region));
  }

  /// Makes what was noted unknown; with \p Globals, also what that call may
  /// change of global variables.
  void forgetChanged(const CallEvent *Globals) {
    ProgramStateRef Before = State;
    State = State->invalidateRegions(Changed, Call.getCFGElementRef(),
                                     C.blockCount(), C.getLocationContext(),
                                     /*CausesPointerEscape=*/false, nullptr,
                                     Globals, &Traits);
    restorePlaces(Before);
  }

  /// What a function of the kernel keeps of argument \p Index.
  void takeOver(unsigned Index, SVal Value) {
    if (!hasObjects())
      return;
    const MemRegion *Region = Value.getAsRegion();
    if (Region)
      if (const auto *Code = dyn_cast<FunctionCodeRegion>(Region->StripCasts()))
        return takeOverByCallback(Code);
    if (ObjectId Id = findObject(State, Value)) {
      // Memory given to a function that may keep it. A handle that goes to a
      // register, or to a descriptor behind an accessor, is published: it can
      // be read back from there. One that is printed is not.
      if (Region ? mayKeep(Index) : !Callee->isVariadic())
        show(Id, Region ? Escape::Taken : Escape::Number);
      return;
    }
    if (!Region || !Call.getArgExpr(Index))
      return;
    QualType Pointee = pointeeOf(Index);
    if (isLinkRecord(Pointee, Api)) {
      // list_add(entry, head): what is linked through its member belongs to the
      // list from now on. A function with one link only sets it up or takes it
      // out.
      const auto *Member = dyn_cast<FieldRegion>(Region);
      if (Member && Index == 0 && linkArguments() > 1)
        escapeWithin(Member->getSuperRegion());
    } else if (isLocal(Region)) {
      // What is printed is not kept, and of a handle in a variable its number
      // is all there is.
      const auto *Variable = dyn_cast<TypedValueRegion>(Region);
      bool IsNumber =
          Variable && Variable->getValueType()->isIntegralOrEnumerationType();
      if (!Callee->isVariadic())
        for (ObjectId Id : objectsReachableFrom(State, Value))
          show(Id, IsNumber ? Escape::Number : Escape::Taken);
    } else if (const RecordDecl *Record =
                   Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl()) {
      if (!isDriverDecl(Record, C.getSourceManager()))
        escapeKernelFieldsWithin(Region);
    }
  }

  unsigned linkArguments() const {
    return count_if(Callee->parameters(), [&](const ParmVarDecl *Parameter) {
      return isLinkRecord(Parameter->getType()->getPointeeType(), Api);
    });
  }

  bool mayKeep(unsigned Index) const {
    if (Index >= Callee->getNumParams())
      return false;
    QualType Type = Callee->getParamDecl(Index)->getType();
    return Type->isPointerType() &&
           !Type->getPointeeType().isConstQualified() && mayWriteRecord(Callee);
  }

  /// A function that is handed a callback which can release may call it. An
  /// interrupt handler or a work function releases in its own time, but one
  /// that comes with the data to release is cleanup: kref_put(), call_rcu().
  void takeOverByCallback(const FunctionCodeRegion *Code) {
    const auto *Function = dyn_cast_or_null<FunctionDecl>(Code->getDecl());
    if (!Function || !Facts.reachesRelease(Function) ||
        !Function->getReturnType()->isVoidType() ||
        Function->getNumParams() != 1)
      return;
    for (unsigned I = 0, E = Call.parameters().size(); I != E; ++I) {
      QualType Type = Call.parameters()[I]->getType();
      const MemRegion *Data = Call.getArgSVal(I).getAsRegion();
      if (Data && Type->isPointerType() && !isa<FunctionCodeRegion>(Data) &&
          (Type->isVoidPointerType() ||
           isLinkRecord(Type->getPointeeType(), Api)))
        escapeWithin(Data->getBaseRegion());
    }
  }

  /// Objects held in places inside \p Region, and lists that are mapped there
  /// or that something there points to.
  void escapeWithin(const MemRegion *Region) {
    for (auto [Place, Id] : State->get<DmaPlaces>())
      if (Place == Region || Place->isSubRegionOf(Region))
        show(Id);
    for (auto [List, Id] : State->get<DmaLists>())
      if (List == Region || leadsTo(Region, List))
        show(Id);
  }

  /// Objects held in the kernel's own fields inside \p Region: a request that
  /// is submitted takes its transfer_dma along. The driver's private record
  /// that the kernel allocates behind one of its own stays the driver's.
  void escapeKernelFieldsWithin(const MemRegion *Region) {
    for (auto [Place, Id] : State->get<DmaPlaces>()) {
      if (Place != Region && !Place->isSubRegionOf(Region))
        continue;
      const auto *Field = dyn_cast_or_null<FieldDecl>(declOf(Place));
      if (Field && isDriverDecl(Field, C.getSourceManager()))
        continue;
      // The kernel unmaps what it is handed to transfer; memory it leaves.
      const Object *Tracked = State->get<DmaObjects>(Id);
      show(Id,
           Tracked && Tracked->isMemory() ? Escape::Carried : Escape::Taken);
    }
  }

  void escapeReachableFrom(SVal Value) {
    State = dmatidy::escapeReachable(State, Value, Call.getOriginExpr());
  }

  /// What the driver hands to a function of its own that cannot reach a release
  /// that function may keep; in a local record, it may be anywhere.
  void escapeGiven() {
    for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
      SVal Value = Call.getArgSVal(I);
      if (ObjectId Id = findObject(State, Value)) {
        // A list is the caller's; who cannot reach a release does not end it.
        const Object *Tracked = State->get<DmaObjects>(Id);
        if (Tracked && Tracked->acquireRow() &&
            Tracked->acquireRow()->List >= 0)
          continue;
        // Who gets the handle of a mapping may publish it: it is read back from
        // a register, or from a descriptor, to be released.
        if (isa<NonLoc>(Value) && !isNumberOfMemory(State, Id, Value))
          show(Id);
        else
          reach(Id, Value, parameterBit(I));
      }
      const MemRegion *Region = Value.getAsRegion();
      if (Region && isLocal(Region))
        escapeReachableFrom(Value);
    }
  }

  /// The bit of parameter \p Index in Escape::Parameters.
  static unsigned parameterBit(unsigned Index) {
    return Index < 12 ? 1u << Index : ~0u;
  }

  /// A function of the driver gets at \p Id, by \p Value or something that
  /// leads there. One that has a name is asked for when the module is put
  /// together.
  void reach(ObjectId Id, SVal Value, unsigned At = Obligation::ByWay) {
    // A body that the unit shows acquires nothing anew.
    const Object *Tracked = State->get<DmaObjects>(Id);
    if (Callee && Callee->hasBody() && Tracked && !Tracked->isLive())
      return;
    bool IsNumber = isNumberOfMemory(State, Id, Value);
    if (IsNumber || Callee || isOperation())
      State = escapeTo(
          State, Id,
          {Call.getOriginExpr(), IsNumber ? Escape::Number : Escape::Asked,
           Escape::Unasked, Callee ? Callee->getCanonicalDecl() : nullptr,
           IsNumber ? 0 : At});
    else
      show(Id);
  }

  /// True if the call goes through a field of the driver's own operations: the
  /// module knows which functions stand there.
  bool isOperation() const {
    const auto *Site = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
    const FieldDecl *Field = Site ? operationOf(Site->getCallee()) : nullptr;
    return Field && isDriverDecl(Field->getParent(), C.getSourceManager());
  }

  bool isMemory(ObjectId Id) const {
    const Object *Tracked = State->get<DmaObjects>(Id);
    return Tracked && Tracked->isMemory();
  }

  /// Everything an unseen function of the driver can get at.
  void escapeReachable() {
    for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
      SVal Value = Call.getArgSVal(I);
      if (ObjectId Id = findObject(State, Value)) {
        // A function that answers may have tested what it is given; by the
        // handle, nobody can tell whether there is memory.
        if (!Call.getResultType()->isVoidType() &&
            !isNumberOfMemory(State, Id, Value))
          if (const Object *Tracked = State->get<DmaObjects>(Id);
              Tracked && Tracked->isLive())
            State = State->set<DmaObjects>(Id, Tracked->tested());
        reach(Id, Value, parameterBit(I));
      }
      const MemRegion *Region = Value.getAsRegion();
      if (!Region || isa<FunctionCodeRegion>(Region))
        continue;
      // What a local record holds is not known afterwards: it may be another
      // address that is released from there.
      for (ObjectId Id : objectsReachableFrom(State, Value))
        if (isLocal(Region) && !isMemory(Id))
          show(Id);
        else
          reach(Id, Value);
      const MemRegion *Owner = Region->getBaseRegion();
      for (auto [Place, Id] : State->get<DmaPlaces>())
        if (leadsTo(Owner, Place))
          reach(Id, Value);
    }
  }

  /// memset() and memcpy() write all of what their first argument points to.
  bool isOverwritten(const MemRegion *Place) const {
    if (!Callee || !Callee->getMemoryFunctionKind() || !Call.getNumArgs())
      return false;
    const MemRegion *Target = Call.getArgSVal(0).getAsRegion();
    return Target && Place->isSubRegionOf(Target->StripCasts());
  }

  /// Puts back what the places of DMA objects held: a function that cannot
  /// reach a DMA call does not change them.
  void restorePlaces(ProgramStateRef Before) {
    for (auto [Place, Id] : Before->get<DmaPlaces>()) {
      if (isOverwritten(Place))
        continue;
      SVal Value = Before->getSVal(Place);
      if (!Value.isUnknownOrUndef() && Value.getAsSymbol())
        State = State->bindLoc(loc::MemRegionVal(Place), Value,
                               C.getLocationContext(),
                               /*notifyChanges=*/false);
    }
  }

  /// What is said of a live object that a function of another file could have
  /// got at holds only if that leaves it alone, which the module is asked: so
  /// it is where it was.
  void restoreAsked(ProgramStateRef Before) {
    auto Restore = [&](const MemRegion *Place, ObjectId Id) {
      const Object *Tracked = State->get<DmaObjects>(Id);
      if (Tracked && Tracked->isLive() && Tracked->acquireSite() &&
          isa_and_nonnull<FieldDecl>(declOf(Place)) && !isLocal(Place))
        State = State->bindLoc(loc::MemRegionVal(Place), Before->getSVal(Place),
                               C.getLocationContext(),
                               /*notifyChanges=*/false);
    };
    for (auto [Place, Id] : Before->get<DmaPlaces>())
      if (findObject(Before, Before->getSVal(Place)) == Id)
        Restore(Place, Id);
    // The field that the list was read from.
    for (auto [List, Id] : Before->get<DmaLists>()) {
      const auto *Entries = dyn_cast<SymbolicRegion>(List->getBaseRegion());
      const MemRegion *Place =
          Entries ? Entries->getSymbol()->getOriginRegion() : nullptr;
      if (Place && Before->getSVal(Place).getAsSymbol() == Entries->getSymbol())
        Restore(Place, Id);
    }
  }

  ProgramStateRef State;
  const CallEvent &Call;
  const Model &Api;
  const UnitFacts &Facts;
  CheckerContext &C;
  const FunctionDecl *Callee;
  SmallVector<SVal, 8> Changed;
  RegionAndSymbolInvalidationTraits Traits;
};

} // namespace

ProgramStateRef afterOpaqueCall(ProgramStateRef State, const CallEvent &Call,
                                const Model &Api, const UnitFacts &Facts,
                                CheckerContext &C) {
  return OpaqueCall(State, Call, Api, Facts, C).apply();
}

} // namespace dmatidy
