//===-- UnitQuestions.cpp - What a check may ask of a unit ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/UnitFacts.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const UnitFacts::FunctionFacts *
UnitFacts::factsOf(const FunctionDecl *Function) const {
  auto It = Functions.find(Function->getCanonicalDecl());
  return It == Functions.end() ? nullptr : &It->second;
}

bool UnitFacts::reachesDma(const FunctionDecl *Callee) const {
  const FunctionFacts *Facts = factsOf(Callee);
  return Facts && Facts->ReachesDma;
}

bool UnitFacts::reachesRelease(const FunctionDecl *Callee) const {
  const FunctionFacts *Facts = factsOf(Callee);
  return Facts && Facts->ReachesRelease;
}

unsigned UnitFacts::acquisitionsIn(const FunctionDecl *Function) const {
  const FunctionFacts *Facts = factsOf(Function);
  return Facts ? Facts->Acquisitions : 0;
}

const SmallPtrSetImpl<const ValueDecl *> &
UnitFacts::releasedBy(const FunctionDecl *Function) const {
  static const SmallPtrSet<const ValueDecl *, 1> None;
  if (const FunctionFacts *Facts = factsOf(Function))
    return Facts->Releases;
  return None;
}

bool UnitFacts::releases(const FunctionDecl *Function,
                         const ValueDecl *Field) const {
  const FunctionFacts *Facts = factsOf(Function);
  return Facts &&
         Facts->Releases.contains(cast<ValueDecl>(Field->getCanonicalDecl()));
}

bool UnitFacts::releasesFor(const FunctionDecl *Caller,
                            const FunctionDecl *Callee,
                            const ValueDecl *Place) const {
  // The body speaks of the definition's parameters.
  const FunctionDecl *Definition = nullptr;
  if (Callee->hasBody(Definition))
    Callee = Definition;
  return releases(Callee, Place) ||
         any_of(Callee->parameters(), [&](const ParmVarDecl *Parameter) {
           return comesFrom(Caller, Parameter, Place) &&
                  releases(Callee, Parameter);
         });
}

bool UnitFacts::releasesAtScopeEnd(const FunctionDecl *Function,
                                   const ValueDecl *Place) const {
  auto Cleanups = ScopeCleanups.find(Function->getCanonicalDecl());
  return Cleanups != ScopeCleanups.end() &&
         any_of(Cleanups->second, [&](const FunctionDecl *Cleanup) {
           return releasesFor(Function, Cleanup, Place);
         });
}

bool UnitFacts::isTested(const FunctionDecl *Function, const ValueDecl *Field,
                         FailureKind How, SourceLocation After,
                         const FunctionDecl *Except) const {
  const Decl *Place = Field->getCanonicalDecl();
  if (any_of(Functions, [&](const auto &Entry) {
        unsigned Tests = Entry.second.ApiTests.lookup(Place);
        unsigned Acquired = Entry.second.Acquired.lookup(Place);
        return Tests &&
               (Entry.first == Function->getCanonicalDecl() ? Tests >= Acquired
                                                            : Tests > Acquired);
      }))
    return true;
  if (How == FailureKind::MappingError)
    return false;
  if (isa<CXXMethodDecl>(Function))
    return any_of(Functions, [&](const auto &Entry) {
      return Entry.second.Tested.contains(Place);
    });
  SmallVector<const FunctionDecl *, 8> Work(1, Function->getCanonicalDecl());
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  while (!Work.empty()) {
    const FunctionDecl *Next = Work.pop_back_val();
    const FunctionFacts *Facts = factsOf(Next);
    if (!Facts || !Seen.insert(Next).second)
      continue;
    auto Test = Facts->Tested.find(Place);
    // Who puts something there itself asks for that.
    if (Test != Facts->Tested.end() &&
        (Next == Function->getCanonicalDecl() ? After < Test->second
                                              : !Facts->Acquired.count(Place)))
      return true;
    for (const FunctionDecl *Callee : Facts->Callees)
      if (const FunctionFacts *Theirs = factsOf(Callee);
          Theirs && Callee != Function->getCanonicalDecl() &&
          (!Except || Callee != Except->getCanonicalDecl()) &&
          !Callee->getReturnType()->isVoidType() &&
          Theirs->Tested.contains(Place) && !Theirs->Acquired.count(Place))
        return true;
    Work.append(Facts->Callers.begin(), Facts->Callers.end());
  }
  return false;
}

const CallExpr *UnitFacts::droppedCallOf(const FunctionDecl *Function,
                                         const ValueDecl *Field,
                                         FailureKind How) const {
  for (auto [Call, Caller] : Dropped)
    if (Call->getDirectCallee()->getCanonicalDecl() ==
            Function->getCanonicalDecl() &&
        !isTested(Caller, Field, How, Call->getBeginLoc(), Function))
      return Call;
  return nullptr;
}

/// \p Start and every function that \p Next leads to from there.
template <typename NextT>
static SmallSetVector<const FunctionDecl *, 16>
reachedFrom(const FunctionDecl *Start, NextT Next) {
  SmallSetVector<const FunctionDecl *, 16> Reached;
  SmallVector<const FunctionDecl *, 16> Work(1, Start->getCanonicalDecl());
  while (!Work.empty()) {
    const FunctionDecl *Function = Work.pop_back_val();
    if (Reached.insert(Function))
      append_range(Work, Next(Function));
  }
  return Reached;
}

UnitFacts::FunctionList
UnitFacts::calledBy(const FunctionDecl *Function) const {
  return reachedFrom(Function, [&](const FunctionDecl *Caller) {
    const FunctionFacts *Facts = factsOf(Caller);
    return Facts ? Facts->Callees.getArrayRef()
                 : ArrayRef<const FunctionDecl *>();
  });
}

UnitFacts::FunctionList
UnitFacts::callersAround(const FunctionDecl *Function) const {
  return reachedFrom(
      Function, [&](const FunctionDecl *Callee) { return callersOf(Callee); });
}

bool UnitFacts::reachesAcquisition(const FunctionDecl *Function) const {
  return any_of(calledBy(Function), [&](const FunctionDecl *Called) {
    return acquisitionsIn(Called) > 0;
  });
}

bool UnitFacts::acquiresInto(const FunctionDecl *Function,
                             const ValueDecl *Place) const {
  return any_of(calledBy(Function), [&](const FunctionDecl *Called) {
    const FunctionFacts *Facts = factsOf(Called);
    return Facts && anyAcquired(*Facts, [&](const ValueDecl *Acquired) {
             return Acquired == canonical(Place);
           });
  });
}

bool UnitFacts::anyAcquired(
    const FunctionFacts &Facts,
    function_ref<bool(const ValueDecl *)> IsSuch) const {
  return any_of(Facts.Owned, [&](const ValueDecl *Place) {
    if (IsSuch(Place))
      return true;
    auto Kept = KeptIn.find(Place);
    return Kept != KeptIn.end() && any_of(Kept->second, IsSuch);
  });
}

bool UnitFacts::acquiresFor(const FunctionDecl *Function,
                            const FunctionDecl *Releaser) const {
  return any_of(calledBy(Function), [&](const FunctionDecl *Called) {
    const FunctionFacts *Facts = factsOf(Called);
    return Facts && anyAcquired(*Facts, [&](const ValueDecl *Place) {
             return releases(Releaser, Place);
           });
  });
}

/// True if \p Caller gives \p Other always another record than \p Callee, of
/// the same type: the receive ring the one, the transmit ring the other.
static bool isGivenAnother(const FunctionDecl *Caller,
                           const FunctionDecl *Callee,
                           const FunctionDecl *Other) {
  const FunctionDecl *Definition = Caller->getDefinition();
  if (!Definition)
    return false;
  SmallVector<const Expr *, 2> Records, Others;
  for (const CallExpr *Call : callsIn(Definition->getBody()))
    if (const FunctionDecl *Called = Call->getDirectCallee();
        Called && Call->getNumArgs() > 0)
      for (auto [To, Given] :
           {std::pair(Callee, &Records), std::pair(Other, &Others)})
        if (Called->getCanonicalDecl() == To->getCanonicalDecl())
          Given->push_back(Call->getArg(0));
  return !Records.empty() && !Others.empty() &&
         all_of(Records, [&](const Expr *Record) {
           return all_of(Others, [&](const Expr *Another) {
             return isa<MemberExpr>(Record->IgnoreParenCasts()) &&
                    isa<MemberExpr>(Another->IgnoreParenCasts()) &&
                    pointeeRecord(Record->getType()) &&
                    pointeeRecord(Record->getType()) ==
                        pointeeRecord(Another->getType()) &&
                    namedField(Record) != namedField(Another);
           });
         });
}

bool UnitFacts::isReleasedAround(const FunctionDecl *Function,
                                 const ValueDecl *Place) const {
  // Who hands a function on to be called calls it, too; work that is put off
  // releases as well as a call. What acquires it undoes that, if it fails.
  auto Around = [&](const FunctionDecl *Callee) {
    SmallVector<const FunctionDecl *, 8> Found(callersOf(Callee));
    append_range(Found, NamedBy.lookup(Callee->getCanonicalDecl()));
    return Found;
  };
  auto Released = [&](const FunctionDecl *Other) {
    const FunctionFacts *Facts = factsOf(Other);
    return releases(Other, Place) ||
           (Facts && any_of(Facts->Named, [&](const FunctionDecl *Later) {
              return releases(Later, Place);
            }));
  };
  return any_of(reachedFrom(Function, Around), [&](const FunctionDecl *Callee) {
    return any_of(Around(Callee), [&](const FunctionDecl *Caller) {
      const FunctionFacts *Facts = factsOf(Caller);
      return Facts->OwnReleases.contains(canonical(Place)) ||
             any_of(Facts->Callees, [&](const FunctionDecl *Other) {
               return Other != Callee && Released(Other) &&
                      !acquiresInto(Other, Place) &&
                      !isGivenAnother(Caller, Callee, Other);
             });
    });
  });
}

bool UnitFacts::isSyncedAround(const FunctionDecl *Function,
                               const ValueDecl *Handle) const {
  auto Synced = SyncedForCpu.find(canonical(Handle));
  return Synced != SyncedForCpu.end() &&
         any_of(callersAround(Function), [&](const FunctionDecl *Caller) {
           return Caller != Function->getCanonicalDecl() &&
                  Synced->second.contains(Caller);
         });
}

bool UnitFacts::isOnlyRemoval(const FunctionDecl *Function,
                              const Model &Api) const {
  auto Fields = Operations.find(Function->getCanonicalDecl());
  return Fields != Operations.end() &&
         all_of(Fields->second, [&](const FieldDecl *Field) {
           return Field->getIdentifier() && Api.isRemoval(Field->getName());
         });
}

bool UnitFacts::isFilledWithin(const ValueDecl *Place,
                               const FunctionList &Called) const {
  SmallVector<const FunctionDecl *, 8> Work;
  SmallPtrSet<const FunctionDecl *, 8> Seen = {Called.front()};
  for (const auto &[Function, Facts] : Functions)
    if (Facts.Filled.contains(Place))
      Work.push_back(Function);
  while (!Work.empty()) {
    const FunctionDecl *Filler = Work.pop_back_val();
    if (!Called.contains(Filler))
      return false;
    if (!Seen.insert(Filler).second)
      continue;
    if (isAddressTaken(Filler) || Filler->isExternallyVisible())
      return false;
    Work.append(callersOf(Filler).begin(), callersOf(Filler).end());
  }
  return true;
}

const FunctionDecl *
UnitFacts::onlyReleaserOf(const ValueDecl *Place,
                          const FunctionDecl *Acquirer) const {
  Place = canonical(Place);
  FunctionList Called = calledBy(Acquirer);
  if (!isFilledWithin(Place, Called))
    return nullptr;
  FunctionList Callers = callersAround(Acquirer);
  const FunctionDecl *Releaser = nullptr;
  bool IsOwn = false;
  for (const auto &[Function, Facts] : Functions) {
    if (Called.contains(Function))
      continue;
    bool Own = Facts.OwnReleases.contains(Place);
    if (!Own && (Callers.contains(Function) || !Facts.Releases.contains(Place)))
      continue;
    bool IsEarlier =
        !Releaser || Function->getLocation() < Releaser->getLocation();
    if (Own == IsOwn ? IsEarlier : Own) {
      Releaser = Function;
      IsOwn = Own;
    }
  }
  return Releaser;
}

const FunctionDecl *
UnitFacts::otherReleaserBy(const FunctionDecl *Releaser,
                           const FunctionDecl *Acquirer) const {
  FunctionList Called = calledBy(Acquirer), Callers = callersAround(Acquirer);
  bool IsAcquired = false;
  for (const auto &[Function, Facts] : Functions)
    if (anyAcquired(Facts, [&](const ValueDecl *Place) {
          return releases(Releaser, Place);
        })) {
      if (!Called.contains(Function))
        return nullptr;
      IsAcquired = true;
      // Who else calls what acquires, acquires as well.
      for (const FunctionDecl *Other : callersAround(Function))
        if (!Called.contains(Other) && !Callers.contains(Other))
          return nullptr;
    }
  for (const FunctionDecl *Caller : callersOf(Releaser))
    if (IsAcquired && !Called.contains(Caller) && !Callers.contains(Caller))
      return Caller;
  // An operation, say, is called as well.
  return IsAcquired && isAddressTaken(Releaser) ? Releaser : nullptr;
}

bool UnitFacts::isHarmless(const FunctionDecl *Function) const {
  const SourceManager &SM = Function->getASTContext().getSourceManager();
  return none_of(calledBy(Function), [&](const FunctionDecl *Called) {
    const FunctionFacts *Facts = factsOf(Called);
    return Facts ? Facts->ReachesDma
                 : isDriverDecl(Called, SM) && !Called->getBuiltinID() &&
                       !isMadeByKernelMacro(Called, SM);
  });
}

bool UnitFacts::isOperation(const FunctionDecl *Function,
                            const FieldDecl *Field) const {
  auto Fields = Operations.find(Function->getCanonicalDecl());
  return Fields != Operations.end() && Fields->second.contains(Field);
}

bool UnitFacts::comesFrom(const FunctionDecl *Function, const ValueDecl *Target,
                          const ValueDecl *Source) const {
  const FunctionFacts *Facts = factsOf(Function);
  return Facts && Facts->Flows.contains({canonical(Target), canonical(Source)});
}

SmallVector<const FunctionDecl *, 4>
UnitFacts::entrancesOf(const FunctionDecl *Function) const {
  SmallVector<const FunctionDecl *, 4> Entrances;
  for (const FunctionDecl *Callee : callersAround(Function)) {
    // A table of the driver's own whose calls are in another file.
    auto Fields = Operations.find(Callee);
    bool InOwnTable =
        Fields != Operations.end() &&
        any_of(Fields->second, [&](const FieldDecl *Field) {
          return isDriverDecl(Field,
                              Field->getASTContext().getSourceManager()) &&
                 !CalledThrough.contains(Field);
        });
    if (Callee->isExternallyVisible() || InOwnTable)
      Entrances.push_back(Callee);
  }
  return Entrances;
}

bool UnitFacts::isCleanedUpAfter(const FunctionDecl *Function) const {
  return any_of(callersAround(Function), [&](const FunctionDecl *Caller) {
    return CleanedUp.contains(Caller);
  });
}

bool UnitFacts::isFinalOnFailure(const FunctionDecl *Function) const {
  SmallVector<const FunctionDecl *, 8> Work(1, Function->getCanonicalDecl());
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  bool Any = false;
  while (!Work.empty()) {
    const FunctionDecl *Callee = Work.pop_back_val();
    if (!Seen.insert(Callee).second)
      continue;
    if (FinalOnFailure.contains(Callee)) {
      Any = true;
      continue;
    }
    if (isAddressTaken(Callee) || Callee->isExternallyVisible() ||
        callersOf(Callee).empty())
      return false;
    Work.append(callersOf(Callee).begin(), callersOf(Callee).end());
  }
  return Any;
}

bool UnitFacts::isRepeated(const FunctionDecl *Function) const {
  return any_of(callersAround(Function), [&](const FunctionDecl *Caller) {
    return Repeated.contains(Caller);
  });
}

const UnitFacts::Writes &
UnitFacts::writesOf(const FunctionDecl *Function) const {
  static const Writes None;
  const FunctionFacts *Facts = factsOf(Function);
  return Facts ? Facts->Written : None;
}

ArrayRef<const FunctionDecl *>
UnitFacts::callersOf(const FunctionDecl *Callee) const {
  const FunctionFacts *Facts = factsOf(Callee);
  return Facts ? ArrayRef(Facts->Callers) : ArrayRef<const FunctionDecl *>();
}

} // namespace dmatidy
