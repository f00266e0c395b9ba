//===-- Modeling.cpp - The meaning of DMA calls on a path -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Modeling.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/reduction/Statements.h"
#include "checkers/path/state/ErrorValues.h"
#include "clang/AST/ParentMap.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

void registerModeling(CheckerManager &Manager, const Model &Api) {
  Manager.registerChecker<Modeling>()->Api = &Api;
}

const ObjectLocations &Modeling::objectLocations() const {
  if (!Locations)
    Locations = std::make_unique<ObjectLocations>(facts(), *Api);
  return *Locations;
}

const ApiFunction *Modeling::rowFor(const FunctionDecl *Callee) const {
  auto [Place, New] = Rows.try_emplace(Callee, nullptr);
  if (New)
    Place->second = anyRowOf(*Api, Callee);
  return Place->second;
}

const Relevance &Modeling::relevance(const FunctionDecl *Function) const {
  auto &Cached = RelevanceCache[Function->getCanonicalDecl()];
  if (!Cached)
    Cached = std::make_unique<Relevance>(
        findRelevance(Function, facts(), objectLocations(), *Api));
  return *Cached;
}

bool Modeling::isInlined(const FunctionDecl *Callee,
                         ASTContext &Context) const {
  const FunctionDecl *Definition = nullptr;
  if (!Callee || !Callee->hasBody(Definition))
    return false;
  return facts().reachesDma(Definition) ||
         (isShort(Definition) &&
          !isMadeByKernelMacro(Definition, Context.getSourceManager()));
}

/// A function of one number that gives a number turns a handle into another
/// form of itself: cpu_to_be64(), lower_32_bits(), a flag set. The engine
/// follows the handle, not the bits. What a function of another file does to it
/// is not known.
static bool evalByteSwap(const CallEvent &Call, const CallExpr *Site,
                         CheckerContext &C) {
  if (Call.getNumArgs() != 1 || !Site->getType()->isIntegerType() ||
      !Site->getArg(0)->getType()->isIntegerType() ||
      isUnseenDriverFunction(Call.getDecl(), C.getSourceManager()) ||
      !findObject(C.getState(), Call.getArgSVal(0)))
    return false;
  C.addTransition(
      C.getState()->BindExpr(Site, C.getLocationContext(), Call.getArgSVal(0)));
  return true;
}

bool Modeling::evalCall(const CallEvent &Call, CheckerContext &C) const {
  const auto *Site = dyn_cast_or_null<CallExpr>(Call.getOriginExpr());
  if (!Site)
    return false;
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  const ApiFunction *Row = Callee ? rowFor(Callee) : nullptr;
  if (!Row || Row->isHint()) {
    if (evalByteSwap(Call, Site, C))
      return true;
    if (Row && Row->Role == FunctionRole::Access)
      return evalAccess(*Row, Call, Site, C);
    if (Row &&
        (Row->Role == FunctionRole::Lock || Row->Role == FunctionRole::Unlock))
      return evalLock(*Row, Call, Site, C);
    // memcpy() and its like move what they are given; other builtins are the
    // engine's business.
    if (Callee && !Callee->getMemoryFunctionKind() &&
        (Callee->getBuiltinID() || isInlined(Callee, C.getASTContext())))
      return false;
    return evalOpaque(C.getState(), Call, Site, C);
  }
  for (const PathCheck *Check : Checks)
    Check->onModeled(*Row, *Api, Call, Site, C);
  if (Row->Pool >= 0)
    notePoolUse(Call.getArgSVal(Row->Pool), Site->getArg(Row->Pool), C);
  switch (Row->Role) {
  case FunctionRole::Acquire:
    return evalAcquire(*Row, Call, Site, C);
  case FunctionRole::Release:
    return evalRelease(*Row, Call, Site, C);
  case FunctionRole::Test:
    return evalTest(*Row, Call, Site, C);
  case FunctionRole::Sync:
  case FunctionRole::Use:
  case FunctionRole::Mask:
  case FunctionRole::Query:
    return evalUse(*Row, Call, Site, C);
  case FunctionRole::ErrorNumber:
  case FunctionRole::ErrorPointer:
    return evalErrorConversion(*Row, Call, Site, C);
  case FunctionRole::Free:
    return evalFree(*Row, Call, Site, C);
  case FunctionRole::Share:
    return evalShare(*Row, Call, Site, C);
  case FunctionRole::ValidOrError:
  case FunctionRole::ZeroOrError:
    return evalRange(*Row, Call, Site, C);
  case FunctionRole::ManagedAction: {
    ProgramStateRef State = escapeAll(C.getState());
    C.addTransition(bindResult(State, Call, Site, C));
    return true;
  }
  case FunctionRole::Access:
  case FunctionRole::Bind:
  case FunctionRole::Lock:
  case FunctionRole::Unlock:
  case FunctionRole::Allocate:
  case FunctionRole::ListOf:
  case FunctionRole::NextOf:
  case FunctionRole::Transfer:
  case FunctionRole::Receive:
    break;
  }
  llvm_unreachable("every role is handled");
}

bool Modeling::evalRange(const ApiFunction &Row, const CallEvent &Call,
                         const CallExpr *Site, CheckerContext &C) const {
  // What the function does besides is as unknown as any other's.
  ProgramStateRef State = bindResult(
      afterOpaqueCall(C.getState(), Call, *Api, facts(), C), Call, Site, C);
  auto Given =
      State->getSVal(Site, C.getLocationContext()).getAs<DefinedSVal>();
  if (Given && Row.Role == FunctionRole::ZeroOrError) {
    SValBuilder &Values = C.getSValBuilder();
    Given = Values
                .evalBinOp(State, BO_LE, *Given,
                           Values.makeIntVal(0, Site->getType()),
                           Values.getConditionType())
                .getAs<DefinedSVal>();
  }
  if (ProgramStateRef Next = Given ? State->assume(*Given, true) : nullptr)
    State = Next;
  C.addTransition(State);
  return true;
}

ProgramStateRef Modeling::withinReturns(ProgramStateRef State, SVal Result,
                                        const CallEvent &Call,
                                        CheckerContext &C) const {
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  auto Given = Result.getAs<DefinedSVal>();
  QualType Type = Call.getResultType();
  auto Range = Given && Callee && Type->isSignedIntegerType()
                   ? Returns.of(Callee)
                   : std::nullopt;
  if (!Range)
    return State;
  BasicValueFactory &Values = C.getSValBuilder().getBasicValueFactory();
  ProgramStateRef Next = State->assumeInclusiveRange(
      *Given, Values.getValue(Range->first, Type),
      Values.getValue(Range->second, Type), /*Assumption=*/true);
  return Next ? Next : State;
}

std::optional<SVal> Modeling::givenBack(const CallEvent &Call,
                                        CheckerContext &C) const {
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  const ParmVarDecl *Parameter =
      Callee ? Returns.returnedParameter(Callee) : nullptr;
  if (!Parameter || Parameter->getFunctionScopeIndex() >= Call.getNumArgs() ||
      !C.getASTContext().hasSameUnqualifiedType(Parameter->getType(),
                                                Call.getResultType()))
    return std::nullopt;
  SVal Given = Call.getArgSVal(Parameter->getFunctionScopeIndex());
  return Given.isUnknownOrUndef() ? std::nullopt : std::optional(Given);
}

/// True if a function that is given \p Value looks at the memory there: a
/// pointer alone may only be printed or compared, but nobody asks for the
/// address of a field, or copies, without looking.
static bool isLookedAt(SVal Value, const FunctionDecl *Callee) {
  const MemRegion *Region = Value.getAsRegion();
  return Region && (isa<FieldRegion>(Region->StripCasts()) ||
                    (Callee && Callee->getMemoryFunctionKind()));
}

void Modeling::noteReleasedArguments(const CallEvent &Call,
                                     const CallExpr *Site,
                                     CheckerContext &C) const {
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  for (unsigned I = 0, E = Call.parameters().size(); I < E; ++I) {
    SVal Value = Call.getArgSVal(I);
    if (!isLookedAt(Value, Callee))
      continue;
    const auto *Base =
        dyn_cast<SymbolicRegion>(Value.getAsRegion()->getBaseRegion());
    ObjectId Id = Base ? lookUp(C.getState(), Base->getSymbol()) : nullptr;
    const Object *Tracked = Id ? C.getState()->get<DmaObjects>(Id) : nullptr;
    if (Tracked && Tracked->isReleased() && Tracked->releaseRow()->Memory >= 0)
      for (const PathCheck *Check : Checks)
        Check->onUse(Id, *Tracked, "used", Site->getArg(I), C);
  }
}

bool Modeling::evalOpaque(ProgramStateRef State, const CallEvent &Call,
                          const CallExpr *Site, CheckerContext &C) const {
  QualType Result = Site->getType();
  if (Result->isRecordType() || Site->isGLValue())
    return false;
  noteReleasedArguments(Call, Site, C);
  const PureCalls::Question *Asked = Pure.ask(Call);
  if (std::optional<SVal> Answer = PureCalls::lookUp(State, Asked)) {
    C.addTransition(State->BindExpr(Site, C.getLocationContext(), *Answer));
    return true;
  }
  State = afterOpaqueCall(State, Call, *Api, facts(), C);
  State = bindResult(State, Call, Site, C);
  if (std::optional<SVal> Given = givenBack(Call, C))
    State = State->BindExpr(Site, C.getLocationContext(), *Given);
  State = withinReturns(State, State->getSVal(Site, C.getLocationContext()),
                        Call, C);
  if (!Result->isVoidType())
    State = PureCalls::remember(State, Asked,
                                State->getSVal(Site, C.getLocationContext()));
  C.addTransition(State);
  return true;
}

/// The state in which the path came to \p Call, which it has just left.
static ProgramStateRef stateBefore(const Expr *Call, CheckerContext &C) {
  for (const ExplodedNode *At = C.getPredecessor(); At; At = At->getFirstPred())
    if (auto Point = At->getLocationAs<StmtPoint>();
        Point && (Point->getStmt() != Call || Point->getAs<PreStmt>()))
      return At->getState();
  return C.getState();
}

void Modeling::noteCarried(const CallEvent &Call, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
    ObjectId Id = findObject(State, Call.getArgSVal(I));
    const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
    if (!Tracked || !Tracked->isLive() || !Tracked->acquireRow())
      continue;
    if (!Tracked->isTested())
      Log.Sites[Tracked->acquireSite()].Returned = true;
    State = escape(State, Id);
  }
  C.addTransition(State);
}

void Modeling::checkPostCall(const CallEvent &Call, CheckerContext &C) const {
  if (Call.getResultType()->isRecordType())
    return noteCarried(Call, C);
  // The engine stops inlining at some depth. Where such a call can reach a
  // release, it may have released whatever is kept in memory.
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  if (C.wasInlined || !Callee || C.getState()->get<DmaObjects>().isEmpty() ||
      rowOf(*Api, Callee) || !isInlined(Callee, C.getASTContext()))
    return;
  ProgramStateRef State = C.getState();
  const UnitFacts &Unit = facts();
  if (Unit.reachesRelease(Callee))
    State =
        escapePlaced(State, Call.getOriginExpr(), [&](const ValueDecl *Place) {
          return Unit.releases(Callee, Place);
        });
  // The engine has made everything unknown that the function can reach; what
  // it does not write is as it was.
  ProgramStateRef Before = stateBefore(Call.getOriginExpr(), C);
  const UnitFacts::Writes &Written = Unit.writesOf(Callee);
  SmallPtrSet<ObjectId, 4> Overwritten, Kept;
  for (auto [Place, Id] : State->get<DmaPlaces>()) {
    const auto *Field = dyn_cast_or_null<FieldDecl>(declOf(Place));
    SVal Value = Before->getSVal(Place);
    // A list is there whatever its entries hold.
    const Object *Tracked = State->get<DmaObjects>(Id);
    if (!Tracked || !Tracked->acquireRow() ||
        Tracked->acquireRow()->List >= 0 || findObject(Before, Value) != Id)
      continue;
    bool IsSame = State->getSVal(Place) == Value;
    bool IsWritten = !IsSame && (!Field || Written.Fields.contains(Field));
    (IsWritten ? Overwritten : Kept).insert(Id);
    if (!IsSame && !IsWritten)
      State = State->bindLoc(loc::MemRegionVal(Place), Value,
                             C.getLocationContext(), /*notifyChanges=*/false);
  }
  for (ObjectId Id : Overwritten)
    if (!Kept.contains(Id))
      State = escapeTo(State, Id, {Call.getOriginExpr()});
  for (unsigned I = 0, E = Call.getNumArgs(); I != E; ++I) {
    SVal Value = Call.getArgSVal(I);
    if (ObjectId Id = findObject(State, Value))
      State = give(State, Id, Call.getOriginExpr());
    // It may copy a local record, and release what that held before the engine
    // forgot it.
    if (const MemRegion *Region = Value.getAsRegion();
        Region && isLocal(Region))
      for (ObjectId Id : objectsReachableFrom(Before, Value))
        State = escapeTo(State, Id, {Call.getOriginExpr()});
  }
  C.addTransition(withinReturns(State, Call.getReturnValue(), Call, C));
}

void Modeling::noteZero(const ReturnStmt *Return, CheckerContext &C) const {
  const auto *Ref =
      dyn_cast<DeclRefExpr>(Return->getRetValue()->IgnoreParenImpCasts());
  auto Given = C.getSVal(Return->getRetValue()).getAs<nonloc::ConcreteInt>();
  if (!Ref || !Given || !Given->getValue()->isZero())
    return;
  // A number that the path knows is no longer told from another; the variable
  // that took the result is.
  for (auto [Id, Tracked] : C.getState()->get<DmaObjects>())
    if (Tracked.isFailed() &&
        Tracked.acquireRow()->Result == ResultKind::Count &&
        Tracked.acquireRow()->Failure == FailureKind::Zero &&
        facts().targetOf(Tracked.acquireSite()) == Ref->getDecl())
      for (const PathCheck *Check : Checks)
        Check->onZeroReturned(Id, Tracked, Return, C);
}

void Modeling::checkPreStmt(const ReturnStmt *Return, CheckerContext &C) const {
  if (!Return->getRetValue() || !C.inTopFrame())
    return;
  ProgramStateRef State = C.getState();
  SVal Value = C.getSVal(Return->getRetValue());
  // A record that is given back by value takes along what it holds.
  if (isa<nonloc::LazyCompoundVal>(Value)) {
    for (ObjectId Id : objectsReachableFrom(State, Value)) {
      const Object *Tracked = State->get<DmaObjects>(Id);
      if (Tracked->acquireRow() && !Tracked->isTested())
        Log.Sites[Tracked->acquireSite()].Returned = true;
    }
    C.addTransition(escapeReachable(State, Value, Return));
    return;
  }
  noteZero(Return, C);
  ObjectId Id = findObject(State, Value);
  const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
  if (!Tracked || !Tracked->acquireRow())
    return;
  if (!Tracked->isTested())
    Log.Sites[Tracked->acquireSite()].Returned = true;
  // A count or an errno says how it went; the list stays with the function.
  if (Tracked->acquireRow()->List < 0)
    C.addTransition(escape(State, Id));
}

void Modeling::checkBlockEntrance(const BlockEntrance &Entrance,
                                  CheckerContext &C) const {
  if (Merged.isEnough(Entrance, C.getState(),
                      [&](const FunctionDecl *Function) -> const Relevance & {
                        return relevance(Function);
                      }))
    if (const ExplodedNode *End =
            C.generateSink(C.getState(), C.getPredecessor()))
      Log.Merged.insert(End);
}

void Modeling::checkLiveSymbols(ProgramStateRef State,
                                SymbolReaper &Reaper) const {
  // What is held somewhere must be known to the end of the function.
  for (auto [Region, Id] : State->get<DmaPlaces>())
    Reaper.markLive(Id);
  // What the path knows of a term of its size, the size at release knows too.
  for (const auto &[Id, Tracked] : State->get<DmaObjects>()) {
    if (SymbolRef Size = Tracked.arguments().Size.getAsSymbol();
        Size && Tracked.isLive())
      for (SymbolRef Term : Size->symbols())
        Reaper.markLive(Term);
    // What the path has released may stand in its field for the next call.
    const MemRegion *Origin = Id->getOriginRegion();
    if (Tracked.isReleased() && !Tracked.acquireSite() &&
        isa_and_nonnull<FieldRegion>(Origin)) {
      Reaper.markLive(Id);
      if (const auto *Record = Origin->getSymbolicBase())
        Reaper.markLive(Record->getSymbol());
    }
  }
  PureCalls::markLive(State, Reaper);
}

/// Puts objects into the order they came up in: a map's own order follows
/// addresses, which differ from run to run.
static void sortById(std::vector<std::pair<ObjectId, Object>> &Objects) {
  llvm::sort(Objects, [](const auto &A, const auto &B) {
    return A.first->getSymbolID() < B.first->getSymbolID();
  });
}

/// True if \p Id may be with somebody whom the path has shown it to.
static bool mayBeWithOthers(ProgramStateRef State, ObjectId Id,
                            const Object &Tracked) {
  return Tracked.isLive() && !Tracked.hasEscapedForGood() &&
         State->get<ObjectEscapes>(Id);
}

void Modeling::checkDeadSymbols(SymbolReaper &Reaper, CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  SmallPtrSet<ObjectId, 4> Dead;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Reaper.isDead(Id))
      Dead.insert(Id);
  if (Dead.empty())
    return;
  // A handle or a list may be named when its identity is not.
  for (auto [Symbol, Id] : State->get<DmaAliases>())
    if (!Reaper.isDead(Symbol))
      Dead.erase(Id);
  for (auto [List, Id] : State->get<DmaLists>())
    if (Reaper.isLiveRegion(List))
      Dead.erase(Id);
  if (Dead.empty())
    return;
  std::vector<std::pair<ObjectId, Object>> Gone;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Dead.contains(Id))
      Gone.emplace_back(Id, Tracked);
  for (auto &[Id, Tracked] : Gone) {
    State = State->remove<DmaObjects>(Id);
    // Whether others have taken it, the end of the function shows, and what it
    // returns for a failure.
    State = mayBeWithOthers(State, Id, Tracked) || Tracked.isFailed()
                ? State->set<ForgottenObjects>(Id, Tracked)
                : State->remove<ObjectEscapes>(Id);
  }
  for (auto [Symbol, Id] : State->get<DmaAliases>())
    if (Dead.contains(Id))
      State = State->remove<DmaAliases>(Symbol);
  for (auto [List, Id] : State->get<DmaLists>())
    if (Dead.contains(Id))
      State = State->remove<DmaLists>(List);
  ExplodedNode *Node = C.addTransition(State);
  sortById(Gone);
  if (Node)
    for (auto &[Id, Tracked] : Gone)
      if (!State->get<ForgottenObjects>(Id))
        Log.leave(Node, State, Id, Tracked, ExitKind::Unknown, LeftKind::Lost);
}

/// True if \p Id is memory whose DMA handle is kept at the end of a path that
/// returns \p Returned, and whose address is not.
static bool isKeptByHandle(ProgramStateRef State, ObjectId Id,
                           const Object &Tracked, SVal Returned) {
  auto Places = placesOf(State, Id);
  return Tracked.isMemory() && !Places.empty() &&
         findObject(State, Returned) != Id &&
         all_of(Places, [&](const MemRegion *Region) {
           // Behind a parameter stands what that points to.
           const ValueDecl *Place = declOf(Region);
           QualType Type = Place ? Place->getType() : QualType();
           if (Place && isa<SymbolicRegion>(Region->StripCasts()) &&
               Type->isPointerType())
             Type = Type->getPointeeType();
           return Place && !Type->isPointerType() &&
                  State->getSVal(Region).getAsSymbol(
                      /*IncludeBaseRegions=*/true) != Id;
         });
}

void Modeling::checkEndFunction(const ReturnStmt *Return,
                                CheckerContext &C) const {
  if (!C.inTopFrame())
    return;
  ProgramStateRef State = C.getState();
  std::vector<std::pair<ObjectId, Object>> Objects;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    Objects.emplace_back(Id, Tracked);
  for (auto [Id, Tracked] : State->get<ForgottenObjects>())
    Objects.emplace_back(Id, Tracked);
  if (Objects.empty())
    return;
  sortById(Objects);
  ExplodedNode *Node = nullptr;
  ExitKind Exit = exitKindOf(Return, *Api, C);
  std::optional<int64_t> Number = numberReturned(Return, C);
  SVal Returned = Return && Return->getRetValue()
                      ? C.getSVal(Return->getRetValue())
                      : SVal(UnknownVal());
  if (any_of(Objects, [](const auto &Entry) {
        return Entry.second.acquireSite() != nullptr;
      }))
    Log.noteReturn(Number, any_of(Objects, [](const auto &Entry) {
                     return Entry.second.isFailed();
                   }));
  for (auto &[Id, Tracked] : Objects) {
    if (Tracked.isReleased() && Tracked.acquireSite())
      Log.noteReleased(Tracked.acquireSite(), Tracked.releaseSite(), Exit,
                       Number);
    if (!Tracked.isLive() && !Tracked.isReleased())
      continue;
    if (!Node)
      Node = C.addTransition(State, this);
    if (!Node)
      return;
    if (Tracked.isReleased()) {
      Log.dangle(Node, State, Id, Tracked, Exit, Number);
      continue;
    }
    // What is still named here is named by memory that outlives the function.
    Log.leave(Node, State, Id, Tracked, Exit,
              State->get<ForgottenObjects>(Id)  ? LeftKind::Forgotten
              : isStranded(State, Id, Returned) ? LeftKind::Stranded
              : isKeptByHandle(State, Id, Tracked, Returned)
                  ? LeftKind::ByHandle
                  : LeftKind::Placed,
              Number);
  }
}

void Modeling::checkEndAnalysis(ExplodedGraph &Graph, BugReporter &BR,
                                ExprEngine &Engine) const {
  ExplodedNode *Root = Graph.getRoot();
  const Decl *Analysed = &Root->getCodeDecl();
  Log.Complete = Engine.hasEmptyWorkList();
  Log.settleExits();
  for (const PathCheck *Check : Checks)
    Check->onFunctionDone(Log, Analysed, facts(), *Api, BR);
  Log.clear();
  Merged.clear();
}

} // namespace dmatidy
