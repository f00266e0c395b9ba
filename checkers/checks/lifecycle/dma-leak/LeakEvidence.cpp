//===-- LeakEvidence.cpp - What says that an object is left ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/LeakEvidence.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/Cleanup.h"
#include "checkers/program/unit/FailureFlow.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const CallExpr *siteOf(const LeakCandidate &Left) {
  return Left.What.acquireSite();
}

bool isLeft(const LeakCandidate &Left) {
  return !Left.What.hasEscapedForGood() && !Left.What.acquireRow()->Managed;
}

bool isPlaced(const LeakCandidate &Left) {
  return Left.Where == LeftKind::Placed || Left.Where == LeftKind::ByHandle;
}

/// True if \p S makes a number of the address in \p Pointer: who keeps that,
/// the path does not see.
static bool makesNumberOf(const Stmt *S, const ValueDecl *Pointer) {
  if (!S)
    return false;
  const auto *Cast = dyn_cast<CastExpr>(S);
  return (Cast && Cast->getCastKind() == CK_PointerToIntegral &&
          namedPlace(Cast->getSubExpr()) == Pointer) ||
         any_of(S->children(), [&](const Stmt *Child) {
           return makesNumberOf(Child, Pointer);
         });
}

/// True if \p S reads what \p Pointer points to.
static bool readsThrough(const Stmt *S, const ValueDecl *Pointer) {
  if (!S)
    return false;
  const auto *Cast = dyn_cast<CastExpr>(S);
  if (Cast && Cast->getCastKind() == CK_LValueToRValue) {
    const Expr *From = Cast->getSubExpr()->IgnoreParens();
    const auto *Member = dyn_cast<MemberExpr>(From);
    const auto *Element = dyn_cast<ArraySubscriptExpr>(From);
    const auto *Deref = dyn_cast<UnaryOperator>(From);
    const Expr *Base = Member    ? Member->getBase()
                       : Element ? Element->getBase()
                       : Deref && Deref->getOpcode() == UO_Deref
                           ? Deref->getSubExpr()
                           : nullptr;
    if (Base && namedVariable(Base) == Pointer)
      return true;
  }
  return any_of(S->children(), [&](const Stmt *Child) {
    return readsThrough(Child, Pointer);
  });
}

/// True if \p Left is memory whose address nothing but a variable of the
/// function has held, and that the function reads by it: what a device keeps
/// for good, nobody reads.
static bool isReadHere(const LeakCandidate &Left, const UnitFacts &Facts) {
  const auto *Target = dyn_cast_or_null<VarDecl>(Facts.targetOf(siteOf(Left)));
  return Target && Target->hasLocalStorage() && Left.What.isOwnOfTopFrame() &&
         readsThrough(Left.Node->getStackFrame()->getDecl()->getBody(), Target);
}

/// True if \p Left, of which the path keeps the handle only, is memory that
/// somebody should have released. A device may have been told the handle of
/// what it keeps for good; and of several elements the path does not see where
/// each is kept.
static bool isLostByHandle(const LeakCandidate &Left, const SiteLog &Entry,
                           const UnitFacts &Facts) {
  if (Left.What.isAddressCleared())
    return true;
  const auto *Target = dyn_cast_or_null<VarDecl>(Facts.targetOf(siteOf(Left)));
  if (!Target || !Target->hasLocalStorage() || Left.What.isOneOfMany() ||
      (Left.Exit != ExitKind::Error && !Entry.Released))
    return false;
  // Where the handle goes to, a pointer is no place of the memory's.
  int Out = Left.What.acquireRow()->HandleOut;
  const ValueDecl *HandleOut =
      Out >= 0 ? namedPlace(siteOf(Left)->getArg(Out)) : nullptr;
  ento::ProgramStateRef State = Left.Node->getState();
  return State->getConstraintManager()
             .isNull(State, Left.Id)
             .isConstrainedFalse() &&
         none_of(Entry.Fields,
                 [&](const ValueDecl *Place) {
                   return Place != HandleOut && Place->getType()
                                                    ->getBaseElementTypeUnsafe()
                                                    ->isPointerType();
                 }) &&
         !makesNumberOf(Left.Node->getStackFrame()->getDecl()->getBody(),
                        Target);
}

bool isLost(const LeakCandidate &Left, const SiteLog &Entry,
            const UnitFacts &Facts) {
  bool IsMemory = Left.What.isMemory();
  if (Left.Where == LeftKind::ByHandle)
    return isLostByHandle(Left, Entry, Facts);
  return Left.Where == LeftKind::Lost || Left.Where == LeftKind::Stranded ||
         (Left.Where == LeftKind::Forgotten &&
          all_of(Left.Escapes, [&](const Escape &To) {
            // The platform may have been told of memory that it keeps for good.
            return To.Kind == Escape::Asked ||
                   (To.Kind == Escape::Number && IsMemory &&
                    (To.Callee || Left.Exit == ExitKind::Error ||
                     isReadHere(Left, Facts)));
          }));
}

bool isGivenElsewhere(const LeakCandidate &Left, const FunctionLog &Log) {
  return Left.Where == LeftKind::ByHandle && Left.Exit != ExitKind::Error &&
         !Left.What.isAddressCleared() &&
         any_of(Log.LeakCandidates, [&](const LeakCandidate &Other) {
           return siteOf(Other) == siteOf(Left) && Other.Exit == Left.Exit &&
                  any_of(Other.Escapes, [&](const Escape &To) {
                    return To.Kind == Escape::Asked &&
                           !is_contained(Left.Escapes, To);
                  });
         });
}

const SiteLog &entryOf(const LeakCandidate &Left, const FunctionLog &Log) {
  return Log.Sites.find(siteOf(Left))->second;
}

/// True if \p To is an operation of the driver's that has failed: which
/// functions may stand there is not asked, since what fails has taken nothing.
static bool isFailedOperation(const Escape &To) {
  return To.Kind == Escape::Asked && !To.Callee && To.Result == Escape::Failed;
}

/// True if \p To is somebody who may keep the object, or release it.
static bool mayTakeOver(const Escape &To) {
  return To.Kind == Escape::Taken || To.Kind == Escape::Carried ||
         isFailedOperation(To);
}

/// True if nothing that a kernel function may call with a record that carries
/// the object releases it from there: probe has failed, and what undoes probe
/// does not run then.
static bool isOnlyCarried(const LeakCandidate &Left, const UnitFacts &Facts,
                          const Model &Api) {
  const auto *Function =
      cast<FunctionDecl>(Left.Node->getStackFrame()->getDecl());
  SmallVector<const ValueDecl *, 4> Places = placesOf(Left, Facts);
  return Left.Exit == ExitKind::Error && Facts.isFinalOnFailure(Function) &&
         none_of(Facts.entryPoints(), [&](const FunctionDecl *Other) {
           return Other->getCanonicalDecl() != Function->getCanonicalDecl() &&
                  (Facts.isAddressTaken(Other) ||
                   Other->isExternallyVisible()) &&
                  !Facts.isOnlyRemoval(Other, Api) &&
                  any_of(Places, [&](const ValueDecl *Place) {
                    return Facts.releases(Other, Place);
                  });
         });
}

bool isWithOthers(const LeakCandidate &Left, const FunctionLog &Log,
                  const UnitFacts &Facts, const Model &Api) {
  const SiteLog &Entry = entryOf(Left, Log);
  return any_of(Left.Escapes, [&](const Escape &To) {
    return mayTakeOver(To) && !isLeftAlone(To, Left, Entry) &&
           !isBelieved(To, Left, Facts) &&
           !(To.Kind == Escape::Carried && isOnlyCarried(Left, Facts, Api));
  });
}

bool isLeftAlone(const Escape &To, const LeakCandidate &Left,
                 const SiteLog &Entry) {
  return (Left.Exit == ExitKind::Error || Left.Exit == ExitKind::False) &&
         Entry.leavesAlone(To);
}

bool isBelieved(const Escape &To, const LeakCandidate &Left,
                const UnitFacts &Facts) {
  const auto *Call = dyn_cast<CallExpr>(To.Where);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Call && To.Result == Escape::Failed && Left.Exit == ExitKind::Error &&
         (!Callee || !Callee->hasBody() || Facts.isHarmless(Callee));
}

const CallExpr *believed(const LeakCandidate &Left, const SiteLog &Entry) {
  for (const Escape &To : Left.Escapes)
    if (mayTakeOver(To) && !isLeftAlone(To, Left, Entry))
      return dyn_cast<CallExpr>(To.Where);
  return nullptr;
}

bool isShownInVain(const LeakCandidate &Left, const SiteLog &Entry) {
  // Others have the list itself; and of several elements, what another path
  // released was the last.
  if (Left.What.acquireRow()->List >= 0 || !Left.What.isOwnOfTopFrame() ||
      isInLoop(Left))
    return false;
  bool IsMemory = Left.What.isMemory();
  return all_of(Left.Escapes, [&](const Escape &To) {
    return Entry.leavesAlone(To) || To.Kind != Escape::Number ||
           (To.Kind == Escape::Number &&
            (IsMemory || (Entry.Released &&
                          (Left.FailedLater || To.Result == Escape::Failed))));
  });
}

const CallExpr *siblingOf(const FunctionDecl *Function,
                          const LeakCandidate &Left, const SiteLog &Entry,
                          const UnitFacts &Facts, const Model &Api) {
  if (!Entry.ReleasedOnError)
    return releaseInCleanup(Function, Left, Facts, Api);
  // Of a caller's elements a release in the loop that acquires them gives back
  // the one at hand; the others the caller may know to release.
  return isCallers(Left) && isInLoop(Left) &&
                 inOneLoop(siteOf(Left), Entry.ReleasedOnError,
                           Left.Node->getLocationContext())
             ? nullptr
             : Entry.ReleasedOnError;
}

const CallExpr *releaseByCaller(const FunctionDecl *Function,
                                const LeakCandidate &Left,
                                const UnitFacts &Facts, const Model &Api) {
  if (Function->isExternallyVisible() || Facts.isAddressTaken(Function) ||
      isInLoop(Left) || !Left.What.isOwnOfTopFrame())
    return nullptr;
  SmallVector<const ValueDecl *, 4> Places = placesOf(Left, Facts);
  for (const FunctionDecl *Caller : Facts.callersOf(Function)) {
    const FunctionDecl *Definition = Caller->getDefinition();
    auto Releases = Definition ? releasesIn(Definition->getBody(), Places, Api)
                               : SmallVector<const CallExpr *, 4>();
    for (const CallExpr *Call : Releases)
      if (rowOf(Api, Call->getDirectCallee())
              ->releases(*Left.What.acquireRow()->Family))
        return Call;
  }
  return nullptr;
}

bool isSwallowed(const FunctionDecl *Function, const LeakCandidate &Left,
                 const UnitFacts &Facts, const Model &Api) {
  return Left.What.isMemory() && isFailureSwallowed(Function, Facts, Api) &&
         any_of(placesOf(Left, Facts), [&](const ValueDecl *Place) {
           return isa<FieldDecl>(Place) &&
                  any_of(Facts.entryPoints(), [&](const FunctionDecl *Other) {
                    return Other->getCanonicalDecl() !=
                               Function->getCanonicalDecl() &&
                           Facts.releases(Other, Place);
                  });
         });
}

const CallExpr *releaseInCleanup(const FunctionDecl *Function,
                                 const LeakCandidate &Left,
                                 const UnitFacts &Facts, const Model &Api) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Function->getBody());
  if (!Body || !Left.What.isOwnOfTopFrame() || isInLoop(Left))
    return nullptr;
  SmallVector<const ValueDecl *, 4> Places = placesOf(Left, Facts);
  const CallExpr *Release = nullptr;
  bool Returned = false, InCleanup = false;
  for (Stmt *Part : Body->body()) {
    InCleanup |= Returned && isa<LabelStmt>(Part);
    for (const CallExpr *Call : InCleanup ? releasesIn(Part, Places, Api)
                                          : SmallVector<const CallExpr *, 4>())
      if (rowOf(Api, Call->getDirectCallee())
              ->releases(*Left.What.acquireRow()->Family))
        Release = Call;
    while (auto *Label = dyn_cast<LabelStmt>(Part))
      Part = Label->getSubStmt();
    Returned |= isa<ReturnStmt>(Part);
  }
  return Release;
}

bool callerReleases(const FunctionDecl *Function, const LeakCandidate &Left,
                    const UnitFacts &Facts, const Model &Api) {
  return releaseAfterFailure(Function, placesOf(Left, Facts), Facts, Api);
}

bool ownsOnFailure(const FunctionDecl *Function, const LeakCandidate &Left,
                   const FunctionLog &Log, const UnitFacts &Facts,
                   const Model &Api) {
  // In a loop the other path has released another element.
  return !isInLoop(Left) &&
         any_of(Log.Dangling, [&](const DanglingObject &Other) {
           return Other.Exit == ExitKind::Error && !Other.What.isHomeFreed() &&
                  Other.What.acquireSite() == siteOf(Left) &&
                  repeatedAfterFailure(Function, Other.Place, Facts, Api);
         });
}

bool isOneOfHelpers(const LeakCandidate &Left) {
  return Left.What.isOneOfMany() && !Left.What.isOwnOfTopFrame();
}

bool leftSwitch(const LeakCandidate &Left) {
  return anySinceAcquired(Left.Node, Left.Id, [](const ento::ExplodedNode *At) {
    auto Edge = At->getLocation().getAs<BlockEdge>();
    const auto *Switch = dyn_cast_or_null<SwitchStmt>(
        Edge ? Edge->getSrc()->getTerminatorStmt() : nullptr);
    if (!Switch || isa_and_nonnull<SwitchCase>(Edge->getDst()->getLabel()))
      return false;
    const SwitchCase *Case = Switch->getSwitchCaseList();
    while (Case && !isa<DefaultStmt>(Case))
      Case = Case->getNextSwitchCase();
    return !Case;
  });
}

bool isInLoop(const LeakCandidate &Left) {
  return inOneLoop(siteOf(Left), siteOf(Left), Left.Node->getLocationContext());
}

bool isReleasedAround(const FunctionDecl *Function, const LeakCandidate &Left,
                      const UnitFacts &Facts) {
  return !Facts.isFinalOnFailure(Function) &&
         any_of(placesOf(Left, Facts), [&](const ValueDecl *Place) {
           return isa<FieldDecl>(Place) &&
                  Facts.isReleasedAround(Function, Place);
         });
}

bool isAlone(const FunctionDecl *Function, const LeakCandidate &Left,
             const UnitFacts &Facts) {
  return !Left.What.isMemory() && Left.What.isOwnOfTopFrame() &&
         !Left.What.isBufferKept() && isWholeStory(Function, Facts) &&
         !Facts.isFinalOnFailure(Function);
}

bool isGivenOutInVain(const FunctionDecl *Function, const LeakCandidate &Left,
                      const UnitFacts &Facts, const Model &Api) {
  if (Left.What.isMemory() || !Left.What.isOwnOfTopFrame() ||
      Left.What.isBufferKept() || isInLoop(Left) ||
      Function->isExternallyVisible() || Facts.isAddressTaken(Function) ||
      Facts.callersOf(Function).empty() ||
      !all_of(Left.Fields, IsaPred<ParmVarDecl>))
    return false;
  auto IsLeftBy = [&](const FunctionDecl *Caller) {
    const FunctionDecl *Definition = Caller->getDefinition();
    const Stmt *Body = Definition ? Definition->getBody() : nullptr;
    return Body && all_of(callsIn(Body), [&](const CallExpr *Call) {
             const FunctionDecl *Callee = Call->getDirectCallee();
             return !Callee ||
                    Callee->getCanonicalDecl() !=
                        Function->getCanonicalDecl() ||
                    all_of(Left.Fields, [&](const ValueDecl *Field) {
                      const auto *Address = dyn_cast<UnaryOperator>(
                          Call->getArg(cast<ParmVarDecl>(Field)
                                           ->getFunctionScopeIndex())
                              ->IgnoreParenCasts());
                      const VarDecl *Variable =
                          Address && Address->getOpcode() == UO_AddrOf
                              ? namedVariable(Address->getSubExpr())
                              : nullptr;
                      return Variable && Variable->isLocalVarDecl() &&
                             releasesIn(Body, Variable, Api).empty();
                    });
           });
  };
  return all_of(Facts.callersOf(Function), IsLeftBy);
}

bool isKept(const LeakCandidate &Left) {
  return !Left.Fields.empty() ||
         (Left.What.acquireRow()->List < 0 &&
          !placesOf(Left.Node->getState(), Left.Id).empty());
}

bool isCallers(const LeakCandidate &Left) {
  return any_of(Left.Fields, IsaPred<ParmVarDecl>);
}

bool isWholeStory(const FunctionDecl *Function, const UnitFacts &Facts) {
  return Facts.isFinalOnFailure(Function) ||
         (!Facts.mayHaveUnseenCallers(Function) &&
          !Facts.isAddressTaken(Function) &&
          !Facts.callersOf(Function).empty());
}

bool ranCleanup(const LeakCandidate &Left, const UnitFacts &Facts,
                const Model &Api) {
  return ranCleanupOf(placesOf(Left, Facts), Left.Node, Left.Id,
                      Left.Where == LeftKind::Stranded, Facts, Api);
}

bool isFoundEmpty(const LeakCandidate &Left, const UnitFacts &Facts) {
  return isFoundEmptyBefore(placesOf(Left, Facts), Left.Node, Left.Id);
}

bool lasts(const LeakCandidate &Left, bool HasSibling, const UnitFacts &Facts,
           const Model &Api) {
  return isFoundEmpty(Left, Facts) ||
         (!HasSibling && isReleasedBefore(placesOf(Left, Facts), Left.Node,
                                          Left.Id, Facts, Api));
}

SmallVector<const ValueDecl *, 4> placesOf(const LeakCandidate &Left,
                                           const UnitFacts &Facts) {
  SmallVector<const ValueDecl *, 4> Places(Left.Fields.begin(),
                                           Left.Fields.end());
  const ApiFunction &Row = *Left.What.acquireRow();
  for (int Index : {Row.List, Row.HandleOut, Row.MemoryOut})
    if (Index >= 0)
      if (const ValueDecl *Place = namedPlace(siteOf(Left)->getArg(Index)))
        Places.push_back(Place);
  if (const ValueDecl *Target = Facts.targetOf(siteOf(Left)))
    Places.push_back(Target);
  return Places;
}

static const SourceManager &sourcesOf(const LeakCandidate &Left) {
  const Decl *Function = Left.Node->getLocationContext()->getDecl();
  return Function->getASTContext().getSourceManager();
}

std::vector<std::string> fieldNames(const LeakCandidate &Left,
                                    const UnitFacts &Facts) {
  const SourceManager &SM = sourcesOf(Left);
  std::vector<std::string> Names;
  for (const ValueDecl *Place : placesOf(Left, Facts))
    if (const auto *Field = dyn_cast<FieldDecl>(Place))
      Names.push_back(fieldName(Field, SM));
  return Names;
}

/// True if \p To is a function of another file that has failed, where another
/// path releases the object: it may have released it, but hardly kept it.
static bool hasFailed(const Escape &To, const LeakCandidate &Left,
                      const SiteLog &Entry) {
  return To.Result == Escape::Failed && Left.Exit == ExitKind::Error &&
         Entry.Released;
}

/// Who \p To has asked, as an obligation names it: a function, or `*` and the
/// field that is called through.
static std::string askedBy(const Escape &To, const LeakCandidate &Left) {
  if (To.Callee)
    return To.Callee->getNameAsString();
  const FieldDecl *Field = operationOf(cast<CallExpr>(To.Where)->getCallee());
  return "*" + fieldName(Field, sourcesOf(Left));
}

std::vector<Obligation> obligationsOf(const LeakCandidate &Left,
                                      const SiteLog &Entry,
                                      const UnitFacts &Facts) {
  std::vector<Obligation> Due;
  for (const Escape &To : Left.Escapes) {
    if (To.Kind != Escape::Asked || isLeftAlone(To, Left, Entry) ||
        isFailedOperation(To))
      continue;
    std::string Callee = askedBy(To, Left);
    ObligationKind Kind = hasFailed(To, Left, Entry)
                              ? ObligationKind::FailedCalleeLeavesAlone
                              : ObligationKind::CalleeLeavesAlone;
    auto Same = find_if(Due, [&](const Obligation &Other) {
      return Other.Function == Callee && Other.Kind == Kind;
    });
    if (Same != Due.end())
      Same->Parameters |= To.Parameters;
    else
      Due.push_back({Kind, std::move(Callee), Left.What.acquireRow()->Name,
                     To.Parameters, fieldNames(Left, Facts)});
  }
  return Due;
}

} // namespace dmatidy
