//===-- ModuleFunctions.cpp - Who calls, releases and keeps ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/Module.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

bool FunctionSummary::leaves(const ApiFunction *Acquired, unsigned At) const {
  return !((Keeps | Ends) & At) &&
         (!(At & Obligation::ByWay) ||
          none_of(Releases, [&](const ApiFunction *Release) {
            return !Acquired || Release->mayRelease(*Acquired->Family);
          }));
}

std::vector<const Module::FunctionState *>
Module::calledFrom(ArrayRef<StringRef> Starts) const {
  std::vector<const FunctionState *> Reached;
  SmallVector<StringRef, 16> Work(Starts);
  StringSet<> Seen;
  while (!Work.empty()) {
    StringRef Name = Work.pop_back_val();
    if (!Seen.insert(Name).second)
      continue;
    if (Name.starts_with("*")) {
      append_range(Work, operationsOf(Name));
      continue;
    }
    auto It = Functions.find(Name);
    if (It == Functions.end())
      continue;
    Reached.push_back(&It->second);
    append_range(Work, It->second.Callees);
  }
  return Reached;
}

FunctionSummary Module::summaryOf(StringRef Function) const {
  FunctionSummary Summary;
  for (const FunctionState *Called : calledFrom(Function))
    Summary.Releases.insert(Called->Releases.begin(), Called->Releases.end());
  for (unsigned Index = 0; Index < MaxParameters; ++Index) {
    std::optional<NodeId> Parameter = parameter(Function, Index);
    if (!Parameter)
      continue;
    auto Locations = reachedFrom(*Parameter);
    auto Reaches = [&](auto IsSuch) {
      return !Locations || any_of(*Locations, IsSuch);
    };
    if (Reaches([&](NodeId Id) {
          return Given[Id] || (Id != *Parameter &&
                               (Nodes[Id].IsField || isUnseenParameter(Id) ||
                                StringRef(Nodes[Id].Name).starts_with("*")));
        }))
      Summary.Keeps |= 1u << Index;
    if (Reaches([&](NodeId Id) { return ReleasedAt.contains(Id); }))
      Summary.Ends |= 1u << Index;
    if (transfers(Function, Index))
      Summary.Transfers |= 1u << Index;
  }
  return Summary;
}

StringMap<FunctionSummary> Module::summaries() const {
  StringMap<FunctionSummary> All;
  if (Whole)
    for (const auto &Entry : Functions)
      if (!Entry.getKey().starts_with("#"))
        All[Entry.getKey()] = summaryOf(Entry.getKey());
  return All;
}

StringRef Module::targetOf(StringRef Own) const {
  return Functions.contains(Own) ? Own : Own.split(':').second;
}

SmallVector<StringRef, 4> Module::operationsOf(StringRef Field) const {
  SmallVector<StringRef, 4> Operations;
  for (const auto &[Name, Target] : Tables)
    if (Name == Field)
      Operations.push_back(targetOf(Target));
  return Operations;
}

/// True if field \p Name, of one unit alone perhaps, is one of \p Places.
static bool isOneOf(StringRef Name, ArrayRef<std::string> Places) {
  return is_contained(Places, Name) ||
         is_contained(Places, Name.split(':').second);
}

std::optional<bool> Module::callersRelease(StringRef Function, bool OnFailure,
                                           ArrayRef<std::string> Places) const {
  auto IsCallOf = [&](StringRef Name, StringRef Callee) {
    return Name == Callee ||
           (Name.starts_with("*") && is_contained(operationsOf(Name), Callee));
  };
  auto Calls = [&](StringRef Caller, StringRef Callee) {
    return any_of(Functions.find(Caller)->second.Callees,
                  [&](StringRef Name) { return IsCallOf(Name, Callee); });
  };
  SmallVector<StringRef, 8> Work(1, Function);
  StringSet<> Seen;
  bool AllCallersSeen = Whole;
  // Who exports it, or hands it on, has callers that nobody sees.
  while (!Work.empty()) {
    StringRef Callee = Work.pop_back_val();
    if (!Seen.insert(Callee).second)
      continue;
    auto It = Functions.find(Callee);
    if (It == Functions.end()) {
      AllCallersSeen = false;
      continue;
    }
    bool Any = false;
    for (const auto &Entry : Functions) {
      if (!Calls(Entry.getKey(), Callee))
        continue;
      Any = true;
      auto Releases = [&](const FunctionState &State) {
        return any_of(State.Released,
                      [&](StringRef Place) { return isOneOf(Place, Places); });
      };
      // What the failed function would release itself does not count.
      auto ReleasedBy = [&](StringRef Other) {
        return Other != Callee &&
               any_of(calledFrom(Other), [&](const FunctionState *Called) {
                 return Releases(*Called);
               });
      };
      auto Ways = find_if(Entry.second.Failures, [&](const FailureFact &Known) {
        return IsCallOf(Known.Callee, Callee);
      });
      if (!OnFailure || Ways == Entry.second.Failures.end()) {
        if (Releases(Entry.second) || any_of(Entry.second.Callees, ReleasedBy))
          return true;
        Work.push_back(Entry.getKey());
        continue;
      }
      // Where the caller's ways are known, those count that a failure takes.
      if (any_of(Ways->Calls, ReleasedBy) ||
          any_of(Ways->Released,
                 [&](StringRef Place) { return isOneOf(Place, Places); }))
        return true;
      if (Ways->PassesOn)
        Work.push_back(Entry.getKey());
      else
        // It goes on as if nothing had failed, and so may all that comes later.
        AllCallersSeen = false;
    }
    // Nothing of the driver's runs once it has failed.
    if (OnFailure && It->second.EndsOnFailure)
      continue;
    // A function of its own name that nobody calls is another module's.
    bool InTable = any_of(Tables, [&](const auto &Entry) {
      return StringRef(Entry.second) == Callee;
    });
    if (!Any &&
        (!Callee.starts_with("#") || It->second.AddressTaken || InTable))
      AllCallersSeen = false;
  }
  return AllCallersSeen ? std::optional(false) : std::nullopt;
}

std::optional<NodeId> Module::parameter(StringRef Function,
                                        unsigned Index) const {
  auto It = ByName.find((Function + "(" + Twine(Index) + ")").str());
  return It == ByName.end() ? std::nullopt : std::optional(It->second);
}

bool Module::transfers(StringRef Function, unsigned Index) const {
  std::optional<NodeId> Parameter = parameter(Function, Index);
  if (!Parameter)
    return false;
  // The address itself, from one parameter or variable to the next; a field may
  // hold another one by the time it is used.
  SmallVector<NodeId, 8> Work(1, *Parameter);
  DenseSet<NodeId> Seen = {*Parameter};
  while (!Work.empty()) {
    NodeId Id = Work.pop_back_val();
    if (TransferredAt.contains(Id))
      return true;
    for (unsigned Index : Out[Id]) {
      NodeId To = Flows[Index].To;
      if (Flows[Index].From.base() == Id && !Nodes[To].IsField &&
          !StringRef(Nodes[To].Name).starts_with("*") && Seen.insert(To).second)
        Work.push_back(To);
    }
  }
  return false;
}

StringRef Module::nameOf(StringRef Function) const {
  if (Functions.contains(Function))
    return Function;
  // A unit's own function, in a table that other units use.
  StringRef Match = Function;
  for (const auto &Entry : Functions)
    if (Entry.getKey().starts_with("#") &&
        Entry.getKey().split(':').second == Function) {
      if (Match != Function)
        return Function;
      Match = Entry.getKey();
    }
  return Match;
}

Module::FunctionSet
Module::enteredBy(function_ref<bool(const FunctionState &)> IsRoot) const {
  StringSet<> Called, InTable;
  for (const auto &Entry : Functions)
    for (const std::string &Callee : Entry.second.Callees)
      Called.insert(Callee);
  for (const auto &Entry : Tables)
    InTable.insert(targetOf(Entry.second));
  SmallVector<StringRef, 16> Roots;
  for (const auto &Entry : Functions) {
    StringRef Name = Entry.getKey();
    bool IsEntered = Entry.second.AddressTaken || InTable.contains(Name) ||
                     (!Name.starts_with("#") && !Called.contains(Name));
    if (IsEntered && IsRoot(Entry.second))
      Roots.push_back(Name);
  }
  FunctionSet Entered;
  for (const FunctionState *State : calledFrom(Roots))
    Entered.insert(State);
  return Entered;
}

const Module::FunctionSet &Module::runningAfterProbe() const {
  if (!AfterProbe)
    AfterProbe = enteredBy(
        [](const FunctionState &State) { return !State.EndsOnFailure; });
  return *AfterProbe;
}

const std::optional<Module::FunctionSet> &Module::runningAtRest() const {
  if (AtRest)
    return *AtRest;
  AtRest.emplace();
  // What stops the device may call a function that nobody sees.
  FunctionSet Stopping =
      enteredBy([](const FunctionState &State) { return State.Stops; });
  if (!Whole || Stopping.empty() ||
      any_of(Stopping, [&](const FunctionState *State) {
        return any_of(State->Callees, [&](StringRef Callee) {
          return Callee.starts_with("*") ? operationsOf(Callee).empty()
                                         : !Functions.contains(Callee);
        });
      }))
    return *AtRest;
  *AtRest = enteredBy([](const FunctionState &State) {
    return !State.EndsOnFailure && !State.Works;
  });
  return *AtRest;
}

bool Module::means(const LinkedCall &Call, ArrayRef<std::string> Places) const {
  return any_of(meantBy(Call).Nodes, [&](NodeId Id) {
    return Nodes[Id].IsField ? isOneOf(Nodes[Id].Name, Places)
                             : is_contained(Places, Nodes[Id].Name);
  });
}

bool Module::releasesFrom(StringRef Function, const ObjectFamily &Family,
                          ArrayRef<std::string> Places) const {
  std::vector<const FunctionState *> Reached = calledFrom(Function);
  return any_of(Calls, [&](const LinkedCall &Call) {
    if (!Call.Row->mayRelease(Family))
      return false;
    auto Where = Functions.find(Call.InFunction);
    return (Where == Functions.end() ||
            is_contained(Reached, &Where->second)) &&
           (means(Call, Places) || mayMeanAnything(Call));
  });
}

bool Module::releasesOutside(const FunctionSet &Running, StringRef Acquired,
                             ArrayRef<std::string> Places) const {
  const ApiFunction *Row = Api.find(Acquired);
  bool Any = false;
  for (const LinkedCall &Call : Calls) {
    if (!Row || !Call.Row->mayRelease(*Row->Family))
      continue;
    bool Means = means(Call, Places);
    Any |= Means;
    auto Where = Functions.find(Call.InFunction);
    if ((Means || mayMeanAnything(Call)) &&
        (Where == Functions.end() || Running.contains(&Where->second)))
      return false;
  }
  return Any;
}

bool Module::releasesOnlyOnFailure(StringRef Acquired,
                                   ArrayRef<std::string> Places) const {
  return Whole &&
         any_of(Functions,
                [](const auto &Entry) { return Entry.second.Removes; }) &&
         releasesOutside(runningAfterProbe(), Acquired, Places);
}

std::string Module::stoppingFunction() const {
  if (!runningAtRest())
    return "";
  // The first in the order of names: the map has none of its own.
  StringRef First;
  for (const auto &Entry : Functions) {
    auto [Unit, Own] = Entry.getKey().rsplit(':');
    StringRef Name = Own.empty() ? Unit : Own;
    if (Entry.second.Stops && (First.empty() || Name < First))
      First = Name;
  }
  return First.str();
}

bool Module::releasesOnlyAtWork(StringRef Acquired,
                                ArrayRef<std::string> Places) const {
  const std::optional<FunctionSet> &Running = runningAtRest();
  return Running && releasesOutside(*Running, Acquired, Places);
}

bool Module::releasesOnlyIn(StringRef Function, StringRef Acquired,
                            ArrayRef<std::string> Places) const {
  const ApiFunction *Row = Api.find(Acquired);
  return Whole && Row && none_of(Calls, [&](const LinkedCall &Call) {
           return Call.InFunction != Function &&
                  Call.Row->mayRelease(*Row->Family) &&
                  (means(Call, Places) || mayMeanAnything(Call));
         });
}

bool Module::leavesAlone(StringRef Callee, const Obligation &Due) const {
  FunctionSummary Does = summaryOf(Callee);
  const ApiFunction *Acquired = Api.find(Due.Row);
  unsigned ByWay = Due.Parameters & Obligation::ByWay;
  return Whole && Does.leaves(Acquired, Due.Parameters & ~ByWay) &&
         (Does.leaves(Acquired, ByWay) ||
          // It releases such objects, but from elsewhere, and has failed or
          // cannot have put it there.
          ((Due.Kind == ObligationKind::FailedCalleeLeavesAlone ||
            staysIn(Due.Places)) &&
           Acquired && !Due.Places.empty() &&
           !releasesFrom(Callee, *Acquired->Family, Due.Places)));
}

bool Module::staysIn(ArrayRef<std::string> Places) const {
  return all_of(Places, [&](StringRef Place) {
    auto Known = ByName.find(Place);
    auto Reached =
        Known == ByName.end() ? std::nullopt : reachedFrom(Known->second);
    return Reached && none_of(*Reached, [&](NodeId Id) {
             return Nodes[Id].IsField && !isOneOf(Nodes[Id].Name, Places);
           });
  });
}

bool Module::settle(std::vector<Obligation> &Open) const {
  std::vector<Obligation> Left;
  for (const Obligation &Due : Open) {
    bool Met = false;
    switch (Due.Kind) {
    case ObligationKind::CalleeLeavesAlone:
    case ObligationKind::FailedCalleeLeavesAlone:
    case ObligationKind::CalleeTransfers: {
      if (StringRef(Due.Function).starts_with("*")) {
        SmallVector<StringRef, 4> Called = operationsOf(Due.Function);
        Met = !Called.empty() && all_of(Called, [&](StringRef Operation) {
          return Functions.contains(Operation) && leavesAlone(Operation, Due);
        });
        break;
      }
      StringRef Callee = nameOf(Due.Function);
      if (!Functions.contains(Callee)) {
        // It may stand in a unit that is not analysed.
        if (!Whole && (Due.Parameters == Obligation::ByWay ||
                       Due.Kind == ObligationKind::FailedCalleeLeavesAlone))
          return false;
        Left.push_back(Due);
        continue;
      }
      if (Due.Kind == ObligationKind::CalleeTransfers) {
        Met = transfers(Callee, countr_zero(Due.Parameters));
        break;
      }
      Met = leavesAlone(Callee, Due);
      if (!Met && Whole &&
          Due.Kind == ObligationKind::FailedCalleeLeavesAlone &&
          summaryOf(Callee).leaves(Api.find(Due.Row), Obligation::ByWay)) {
        Left.push_back(Due);
        continue;
      }
      break;
    }
    case ObligationKind::OtherModulesLeaveAlone:
      Left.push_back(Due);
      continue;
    case ObligationKind::CallersLeaveAlone:
      // Where all are seen, what they release once it has worked does not
      // count.
      Met = callersRelease(nameOf(Due.Function), /*OnFailure=*/false,
                           Due.Places) == false ||
            callersRelease(nameOf(Due.Function), /*OnFailure=*/true,
                           Due.Places) == false;
      break;
    case ObligationKind::KnownCallersLeaveAlone:
      // Another path of the function shows that it is its own to release.
      Met = callersRelease(nameOf(Due.Function), /*OnFailure=*/true,
                           Due.Places) != true;
      break;
    case ObligationKind::CallersReleaseOnFailure:
      Met = callersRelease(nameOf(Due.Function), /*OnFailure=*/true,
                           Due.Places) == true;
      break;
    case ObligationKind::NobodySynchronisesForCpu:
    case ObligationKind::NobodySynchronisesForDevice:
      Met = none_of(Calls, [&](const LinkedCall &Call) {
        return Call.Row->Role == FunctionRole::Sync &&
               Call.Row->ToDevice ==
                   (Due.Kind == ObligationKind::NobodySynchronisesForDevice) &&
               (means(Call, Due.Places) || mayMeanAnything(Call));
      });
      break;
    case ObligationKind::ReleasedByFunctionOnly:
      Met = releasesOnlyIn(nameOf(Due.Function), Due.Row, Due.Places);
      break;
    case ObligationKind::ReleasedOnFailureOnly:
      Met = releasesOnlyOnFailure(Due.Row, Due.Places);
      break;
    }
    if (!Met)
      return false;
  }
  Open = std::move(Left);
  return true;
}

bool Module::isNeverCalled(const LinkedCall &Call) const {
  std::optional<NodeId> Base =
      (Call.Row->Handle >= 0 ? Call.Handle : Call.Memory).base();
  SmallVector<NodeId, 4> Work;
  DenseSet<NodeId> Seen;
  if (!Base)
    return false;
  for (Work.push_back(*Base); !Work.empty();) {
    NodeId Id = Work.pop_back_val();
    if (!Seen.insert(Id).second)
      continue;
    StringRef Name = Nodes[Id].Name;
    if (!Name.ends_with(")") || Name.ends_with("()"))
      return false;
    bool IsTable = Name.starts_with("*");
    if (!IsTable && (Nodes[Id].Kind != NodeKind::Local ||
                     (isUnknownSource(Id) && !In[Id].empty())))
      return false;
    if (!IsTable) {
      auto It = Functions.find(Name.take_front(Name.rfind('(')));
      if (It == Functions.end() || It->second.AddressTaken)
        return false;
    }
    for (unsigned Index : In[Id]) {
      std::optional<NodeId> From = Flows[Index].From.base();
      if (!From)
        return false;
      Work.push_back(*From);
    }
  }
  return true;
}

} // namespace dmatidy
