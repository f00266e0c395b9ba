//===-- ModeledCalls.cpp - What each role of the model does to a path -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/ErrorValues.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

SVal argument(const CallEvent &Call, int Index) {
  if (Index < 0 || static_cast<unsigned>(Index) >= Call.getNumArgs())
    return UnknownVal();
  return Call.getArgSVal(Index);
}

static Object::Arguments argumentsOf(const ApiFunction &Row,
                                     const CallEvent &Call) {
  return {argument(Call, Row.Device),
          argument(Call, Row.Size),
          argument(Call, Row.Direction),
          argument(Call, Row.Count),
          argument(Call, Row.Pool),
          argument(Call, Row.Memory),
          UnknownVal(),
          argument(Call, Row.List),
          argument(Call, Row.Attrs)};
}

/// What a mapping function of lists returns is a number of entries, or 0 or a
/// negative number.
static ProgramStateRef assumeRange(ProgramStateRef State,
                                   const ApiFunction &Row, SVal Result,
                                   SValBuilder &Values) {
  BinaryOperatorKind Relation;
  if (Row.Result == ResultKind::Count && Row.Failure == FailureKind::Zero)
    Relation = BO_GE;
  else if (Row.Result == ResultKind::Errno &&
           Row.Failure == FailureKind::Negative)
    Relation = BO_LE;
  else
    return State;
  SymbolRef Symbol = Result.getAsSymbol();
  auto Holds = Values
                   .evalBinOp(State, Relation, Result,
                              Values.makeIntVal(0, Symbol->getType()),
                              Values.getConditionType())
                   .getAs<DefinedSVal>();
  ProgramStateRef Next = Holds ? State->assume(*Holds, true) : nullptr;
  return Next ? Next : State;
}

/// True if \p List is a local record around a list that somebody else keeps: a
/// struct sg_table on the stack whose entries are the caller's.
static bool isWrapper(ProgramStateRef State, SVal List) {
  const auto *Local = dyn_cast_or_null<TypedValueRegion>(List.getAsRegion());
  const RecordDecl *Record = Local && isLocal(Local)
                                 ? Local->getValueType()->getAsRecordDecl()
                                 : nullptr;
  return Record && any_of(Record->fields(), [&](const FieldDecl *Field) {
           auto Place =
               State->getLValue(Field, loc::MemRegionVal(Local)).getAs<Loc>();
           const MemRegion *Behind = Place && Field->getType()->isPointerType()
                                         ? State->getSVal(*Place).getAsRegion()
                                         : nullptr;
           return Behind && !isLocal(Behind);
         });
}

bool Modeling::evalAcquire(const ApiFunction &Row, const CallEvent &Call,
                           const CallExpr *Site, CheckerContext &C) const {
  static const int HandleTag = 0, MemoryTag = 0;
  const LocationContext *Frame = C.getLocationContext();
  SValBuilder &Values = C.getSValBuilder();
  SVal Result = Values.conjureSymbolVal(Call, Site->getType(), C.blockCount());
  ObjectId Id = Result.getAsSymbol();
  if (!Id)
    return false;
  Object::Arguments Args = argumentsOf(Row, Call);
  if (Row.List >= 0)
    if (ObjectId Old = findExactObject(C.getState(), Args.List))
      if (const Object *Tracked = C.getState()->get<DmaObjects>(Old);
          Tracked && Tracked->isLive() && !Tracked->hasEscaped() &&
          Tracked->acquireRow()) {
        for (const PathCheck *Check : Checks)
          Check->onMapAgain(Old, *Tracked, Row, Site, C);
        // Which of the two is meant from here on, nobody can tell.
        C.addTransition(bindResult(escape(C.getState(), Old), Call, Site, C));
        return true;
      }
  ProgramStateRef State = C.getState()->BindExpr(Site, Frame, Result);
  if (Row.Result == ResultKind::Handle)
    Args.Handle = Result;
  if (Row.Result == ResultKind::Memory)
    Args.Memory = Result;
  const std::tuple<int, const int *, SVal *> Given[] = {
      {Row.HandleOut, &HandleTag, &Args.Handle},
      {Row.MemoryOut, &MemoryTag, &Args.Memory}};
  for (auto [Index, Tag, Part] : Given) {
    auto Out = argument(Call, Index).getAs<loc::MemRegionVal>();
    if (!Out)
      continue;
    QualType Type = Site->getArg(Index)->IgnoreParenCasts()->getType();
    Type = Type->isAnyPointerType() ? Type->getPointeeType() : Type;
    if (Index == Row.HandleOut ? !Type->isIntegralOrEnumerationType()
                               : !Type->isAnyPointerType())
      continue;
    *Part = Values.conjureSymbolVal(Tag, Call.getCFGElementRef(), Frame, Type,
                                    C.blockCount());
    State = State->bindLoc(*Out, *Part, Frame, /*notifyChanges=*/false);
    if (SymbolRef Symbol = Part->getAsSymbol())
      State = State->set<DmaAliases>(Symbol, Id);
    if (!isLocal(Out->getRegion()))
      State = State->set<DmaPlaces>(Out->getRegion(), Id);
  }
  if (Row.List >= 0)
    if (const MemRegion *List = Args.List.getAsRegion()) {
      List = List->StripCasts();
      State = State->set<DmaLists>(List, Id);
      if (!isLocal(List))
        State = State->set<DmaPlaces>(List, Id);
    }
  // Nobody maps NULL, an error pointer or no bytes at all, and a caller that
  // looks at the buffer or the list afterwards shall not think so.
  if (Row.List >= 0)
    State = assumeValid(State, Args.List);
  if (Row.Result == ResultKind::Handle) {
    State = assumeValid(State, Args.Memory);
    if (auto Size = Args.Size.getAs<DefinedSVal>())
      if (ProgramStateRef Some = State->assume(*Size, /*Assumption=*/true))
        State = Some;
  }
  State = assumeRange(State, Row, Result, Values);
  Object Fresh =
      Object::acquired(Row, Site, Args, C.inTopFrame(),
                       inOneLoop(Site, Site, C.getLocationContext()));
  // Of a list that the path knows no address of, nothing is known afterwards.
  if (Row.List >= 0 &&
      (!Args.List.getAsRegion() || isWrapper(State, Args.List)))
    Fresh = Fresh.escaped();
  // DMA_ATTR_SKIP_CPU_SYNC leaves the buffer to the driver; other attributes
  // are too rare to tell.
  if (Row.Attrs >= 0 && !State->isNull(Args.Attrs).isConstrainedTrue())
    Fresh = Fresh.owned(/*ByCpu=*/true);
  State = State->set<DmaObjects>(Id, Fresh);
  std::string Verb = Row.givesMemory() ? "acquired" : "made";
  const NoteTag *Note =
      C.getNoteTag([Id, Row = &Row, Site, Verb](PathSensitiveBugReport &BR,
                                                raw_ostream &OS) {
        if (BR.isInteresting(Id))
          OS << Row->Family->Noun << " is " << Verb << " here with "
             << spelledCallee(*Row, Site) << "()";
      });
  ExplodedNode *Node = C.addTransition(State, Note);
  SiteLog &Entry = Log.Sites[Site];
  if (Node && !Entry.Node) {
    Entry.Row = &Row;
    Entry.Node = Node;
    Entry.Id = Id;
  }
  return true;
}

/// After a release of something the path does not know: live objects that it
/// may have meant are no longer ours to judge.
static ProgramStateRef escapePossiblyReleased(ProgramStateRef State,
                                              const ObjectCall &What) {
  SmallPtrSet<const Decl *, 2> Named;
  if (const ValueDecl *Place = namedPlace(What.Argument); outlivesCall(Place))
    Named.insert(Place->getCanonicalDecl());
  if (const MemRegion *Origin = originOf(What.Value))
    if (const ValueDecl *Place = declOf(Origin))
      Named.insert(Place->getCanonicalDecl());
  auto IsOfFamily = [&](const Object &Tracked) {
    return Tracked.acquireRow() &&
           What.Row.mayRelease(*Tracked.acquireRow()->Family);
  };
  for (auto [Id, Tracked] : State->get<DmaObjects>()) {
    if (!Tracked.isLive() || Tracked.hasEscapedForGood() ||
        !Tracked.acquireRow())
      continue;
    SmallVector<const MemRegion *, 4> Places = placesOf(State, Id);
    bool Meant = Named.empty();
    for (const MemRegion *Place : Places)
      if (const ValueDecl *Decl = declOf(Place))
        Meant |= Named.contains(Decl->getCanonicalDecl());
    // A list that is walked or reached another way has no name to compare.
    Meant |= What.Row.List >= 0 && Tracked.acquireRow()->List >= 0;
    // Whoever was shown a local variable or record may have written there.
    Meant |=
        Places.empty() && State->get<ObjectEscapes>(Id) && IsOfFamily(Tracked);
    if (Meant)
      State = escape(State, Id);
  }
  for (auto [Id, Tracked] : State->get<ForgottenObjects>())
    if (IsOfFamily(Tracked))
      State = State->remove<ForgottenObjects>(Id);
  return State;
}

/// The live object that \p Row releases when it is given \p Value: what is read
/// now from a place that held the object before a function that the path does
/// not see could get there. Null if there is none. Such a function may have put
/// another one there, but then it has taken care of the first.
static ObjectId heldBefore(ProgramStateRef State, SVal Value,
                           const ApiFunction &Row) {
  // The place itself may be dead by now, and with it what it is bound to.
  const MemRegion *Origin = originOf(Value);
  const ObjectId *Held = Origin ? State->get<DmaPlaces>(Origin) : nullptr;
  const Object *Tracked = Held ? State->get<DmaObjects>(*Held) : nullptr;
  return Tracked && Tracked->isLive() && Tracked->isTested() &&
                 !Tracked->hasEscapedForGood() && Tracked->acquireRow() &&
                 Row.releases(*Tracked->acquireRow()->Family)
             ? *Held
             : nullptr;
}

/// What the record \p Value has been found from by container_of(): an address
/// inside it. Null if \p Value is none.
static const SymbolicRegion *innerOf(SVal Value) {
  const MemRegion *Region = Value.getAsRegion();
  RegionOffset Offset = Region ? Region->getAsOffset() : RegionOffset();
  return Offset.isValid() && !Offset.hasSymbolicOffset() &&
                 Offset.getOffset() < 0
             ? dyn_cast<SymbolicRegion>(Offset.getRegion())
             : nullptr;
}

/// What \p Named, which is NULL at \p Node, was given. Where a path has found a
/// value to be NULL it reads as plain 0, and a variable that is not read again
/// is forgotten at once: so the nodes before are asked.
static SVal givenTo(const Expr *Named, const ExplodedNode *Node) {
  const LocationContext *Frame = Node->getLocationContext();
  const MemRegion *Place = placeAt(Named, Node);
  for (; Place && Node; Node = Node->getFirstPred()) {
    if (Node->getLocationContext() != Frame)
      continue;
    SVal Held = Node->getState()->getRawSVal(loc::MemRegionVal(Place));
    if (!Held.isUndef())
      return Held;
  }
  return UnknownVal();
}

bool Modeling::evalRelease(const ApiFunction &Row, const CallEvent &Call,
                           const CallExpr *Site, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  int Index = Row.object();
  SVal Value = argument(Call, Index);
  // Like kfree(), most releases of memory do nothing to NULL.
  if (Row.NullIsFine && State->isNull(Value).isConstrainedTrue()) {
    // Whoever has cleared the place of a live object has taken care of it.
    const MemRegion *Place = placeAt(Site->getArg(Index), C.getPredecessor());
    const ObjectId *Held = Place ? State->get<DmaPlaces>(Place) : nullptr;
    const Object *Tracked = Held ? State->get<DmaObjects>(*Held) : nullptr;
    if (Tracked && Tracked->isLive())
      State = escape(State, *Held);
    C.addTransition(bindResult(State, Call, Site, C));
    return true;
  }
  ObjectId Id = findExactObject(State, Value);
  // No entries, nothing to release: what failed has left its count at 0.
  if (const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
      Row.Count >= 0 && (!Tracked || Tracked->isFailed()) &&
      State->isNull(argument(Call, Row.Count)).isConstrainedTrue()) {
    C.addTransition(bindResult(State, Call, Site, C));
    return true;
  }
  if (!Id && Row.Memory >= 0 && Row.Handle >= 0) {
    // An acquisition that fails gives no handle, whatever the place for it
    // holds.
    Id = findExactObject(State, argument(Call, Row.Handle));
    const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
    if (!Tracked || !Tracked->isLive())
      Id = nullptr;
  }
  if (!Id)
    Id = findObject(State, Value);
  if (!Id && State->isNull(Value).isConstrainedTrue()) {
    Value = givenTo(Site->getArg(Index), C.getPredecessor());
    Id = Value.getAsSymbol();
  }
  const Object *Before = Id ? State->get<DmaObjects>(Id) : nullptr;
  if (!Before)
    Id = nullptr;
  ObjectCall What{
      *Api, facts(), Row, Call, Site, Id, Before, Value, Site->getArg(Index)};
  for (const PathCheck *Check : Checks)
    Check->onRelease(What, C);

  // The checks are not told: its size, say, may have been read anew as well.
  if (ObjectId Held = Before ? nullptr : heldBefore(State, Value, Row)) {
    Id = Held;
    Before = State->get<DmaObjects>(Held);
    State = State->set<DmaAliases>(Value.getAsSymbol(), Held);
  }
  if (Before) {
    if (Before->acquireSite() && Before->isLive())
      Log.release(*Before, escapesOf(State, Id), Site);
    State = State->set<DmaObjects>(Id, Before->released(Row, Site));
  } else {
    State = escapePossiblyReleased(State, What);
    SymbolRef Symbol = Value.getAsSymbol();
    // Only a plain value is known again; an expression over several is not.
    // With the record around a list's link the link is gone.
    if (isa_and_nonnull<SymbolData>(Symbol))
      Id = Symbol;
    else if (const auto *Inner = innerOf(Value))
      Id = Inner->getSymbol();
    if (Id)
      State = State->set<DmaObjects>(Id, Object::foundReleased(Row, Site));
  }
  State = State->remove<GivenMappings>();
  State = bindResult(State, Call, Site, C);
  const NoteTag *Note = C.getNoteTag(
      [Id, Row = &Row, Site](PathSensitiveBugReport &BR, raw_ostream &OS) {
        if (Id && BR.isInteresting(Id))
          OS << "it is released here with " << spelledCallee(*Row, Site)
             << "()";
      });
  C.addTransition(State, Note);
  return true;
}

void Modeling::notePoolUse(SVal Pool, const Expr *Where,
                           CheckerContext &C) const {
  ObjectId Id = findExactObject(C.getState(), Pool);
  const Object *Tracked = Id ? C.getState()->get<DmaObjects>(Id) : nullptr;
  if (Tracked && Tracked->isReleased())
    for (const PathCheck *Check : Checks)
      Check->onUse(Id, *Tracked, "used", Where, C);
}

bool Modeling::evalTest(const ApiFunction &Row, const CallEvent &Call,
                        const CallExpr *Site, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  SVal Value = argument(Call, Row.Handle >= 0 ? Row.Handle : Row.Memory);
  ObjectId Id = findObject(State, Value);
  const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
  if (!Tracked || !Tracked->acquireRow()) {
    if (Row.Failure != FailureKind::MappingError)
      return evalErrorPointerTest(Row, Call, Site, C);
    C.addTransition(bindResult(State, Call, Site, C));
    return true;
  }
  AtReleaseGuard = isReleaseGuard(Site, C.getLocationContext());
  if (!AtReleaseGuard)
    Log.Sites[Tracked->acquireSite()].Tested = true;
  FailureKind Fails = Tracked->acquireRow()->Failure;
  bool Tells =
      Fails == Row.Failure ||
      (Row.Failure == FailureKind::ErrorPointerOrNull &&
       (Fails == FailureKind::Null || Fails == FailureKind::ErrorPointer));
  if (!Tells && !Tracked->isTested() && Tracked->isLive()) {
    std::string How = Row.Name + "() cannot tell";
    for (const PathCheck *Check : Checks)
      Check->onWrongTest(Id, *Tracked, How, Site, *Api, C);
  }
  // What is there is no error pointer, nor is an address inside it.
  if (!Tells && Row.Failure != FailureKind::MappingError &&
      Tracked->isTested() && Tracked->isLive()) {
    C.addTransition(
        State->BindExpr(Site, C.getLocationContext(),
                        C.getSValBuilder().makeIntVal(0, Site->getType())));
    return true;
  }
  if (!Tells) {
    C.addTransition(bindResult(State->set<DmaObjects>(Id, Tracked->tested()),
                               Call, Site, C));
    return true;
  }
  SValBuilder &Values = C.getSValBuilder();
  const LocationContext *Frame = C.getLocationContext();
  QualType Handle = Site->getArg(Row.Handle >= 0 ? Row.Handle : 0)->getType();
  auto Split = [&](bool Failed) {
    // Drivers use the result as a truth value and as an errno: -ENOMEM is both.
    SVal Result = Values.makeIntVal(
        Failed ? (Row.Failure == FailureKind::MappingError ? -12 : 1) : 0,
        Site->getType());
    ProgramStateRef Next = State->BindExpr(Site, Frame, Result);
    if (Row.Failure == FailureKind::MappingError && !Failed) {
      // What a later comparison with DMA_MAPPING_ERROR will find. A handle that
      // is the error stays a symbol: a constant could not be told from another.
      auto IsError =
          Values
              .evalBinOp(State, BO_EQ, Value,
                         Values.makeIntVal(APSInt::getMaxValue(
                             C.getASTContext().getTypeSize(Handle), true)),
                         Values.getConditionType())
              .getAs<DefinedSVal>();
      if (IsError)
        if (ProgramStateRef Assumed = Next->assume(*IsError, false))
          Next = Assumed;
      // 0 is a valid address, but one that drivers take for "not mapped" in
      // their cleanup; no platform hands it out.
      if (auto NotZero = Value.getAs<DefinedSVal>())
        if (ProgramStateRef Assumed = Next->assume(*NotZero, true))
          Next = Assumed;
    }
    if (Tracked->isLive() && !Tracked->isTested())
      Next = Next->set<DmaObjects>(Id, Failed ? Tracked->failed()
                                              : Tracked->tested());
    std::string Text = Failed ? "assuming the acquisition failed"
                              : "assuming the acquisition succeeded";
    C.addTransition(Next, C.getNoteTag([Id, Text](PathSensitiveBugReport &BR,
                                                  raw_ostream &OS) {
      if (BR.isInteresting(Id))
        OS << Text;
    }));
  };
  if (!Tracked->isTested() || Tracked->isFailed())
    Split(/*Failed=*/true);
  if (!Tracked->isFailed())
    Split(/*Failed=*/false);
  return true;
}

bool Modeling::evalUse(const ApiFunction &Row, const CallEvent &Call,
                       const CallExpr *Site, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  for (int Index : {Row.Handle, Row.Memory, Row.List}) {
    ObjectId Id = findObject(State, argument(Call, Index));
    const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
    if (!Tracked || Row.Role == FunctionRole::Query)
      continue;
    if (Row.Role == FunctionRole::Sync) {
      ObjectCall What{*Api,
                      facts(),
                      Row,
                      Call,
                      Site,
                      Id,
                      Tracked,
                      argument(Call, Index),
                      Site->getArg(Index)};
      for (const PathCheck *Check : Checks)
        Check->onSync(What, C);
    }
    for (const PathCheck *Check : Checks)
      Check->onUse(Id, *Tracked,
                   Row.Role == FunctionRole::Sync ? "synchronised" : "used",
                   Site->getArg(Index), C);
    if (Row.Role == FunctionRole::Sync)
      State = State->set<DmaObjects>(Id, Tracked->owned(!Row.ToDevice));
    break;
  }
  if (Row.Role == FunctionRole::Sync)
    State = noteSync(Row, Call, Site, State, C);
  State = bindResult(State, Call, Site, C);
  if (Row.Role == FunctionRole::Query && Row.Failure == FailureKind::Null)
    if (SymbolRef Given =
            State->getSVal(Site, C.getLocationContext()).getAsSymbol())
      State = noteDereferenced(State, Given);
  C.addTransition(State);
  return true;
}

ProgramStateRef Modeling::noteSync(const ApiFunction &Row,
                                   const CallEvent &Call, const CallExpr *Site,
                                   ProgramStateRef State,
                                   CheckerContext &C) const {
  SVal Handle = argument(Call, Row.Handle);
  bool IsOld = Row.Handle >= 0 && !findObject(State, Handle);
  if (SymbolRef Symbol = IsOld ? Handle.getAsSymbol() : nullptr)
    State = State->set<SyncedHandles>(Symbol, Site);
  if (const MemRegion *Place = IsOld ? originOf(Handle) : nullptr) {
    ObjectCall What{*Api,    facts(), Row,
                    Call,    Site,    nullptr,
                    nullptr, Handle,  Site->getArg(Row.Handle)};
    for (const PathCheck *Check : Checks)
      Check->onOldSync(What, Place, C);
    auto To = Row.Direction < 0 ? std::nullopt
                                : numberOf(argument(Call, Row.Direction));
    // A helper for both ways may be called again, the other way.
    if (Row.ToDevice && To == FromDevice && C.inTopFrame())
      State = State->set<GivenMappings>(Place, Site);
  }
  if (Row.ToDevice)
    return State;
  return State->remove<GivenMappings>()
      ->remove<WrittenBuffers>()
      ->set<SyncedForCpu>(true);
}

} // namespace dmatidy
