//===-- Module.cpp - The facts of a module's units, put together ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/Module.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

/// How far flows are followed before a value counts as coming from anywhere.
static constexpr unsigned MaxVisited = 400;

/// A unit's own names begin with its number, which no shared name does.
static std::string unitName(StringRef Name, unsigned Unit) {
  return ("#" + Twine(Unit) + ":" + Name).str();
}

NodeId Module::globalNode(const Node &Local, unsigned Unit) {
  std::string Name =
      Local.Kind == NodeKind::Local ? unitName(Local.Name, Unit) : Local.Name;
  auto [Place, New] = ByName.try_emplace(Name, Nodes.size());
  if (New) {
    Nodes.push_back(
        {Place->first().str(), Local.Kind, Local.IsField, Local.Home});
    In.emplace_back();
    Out.emplace_back();
    Exposed.push_back(false);
    Given.push_back(false);
  }
  return Place->second;
}

void Module::add(const UnitSummary &Unit) {
  unsigned Number = Units++;
  if (Number == 0)
    Folder = Unit.Folder;
  while (!isWithin(Unit.Folder, Folder))
    Folder = sys::path::parent_path(Folder).str();
  AsksMemory |= Unit.AsksMemory;
  Masked.insert(Unit.Masked.begin(), Unit.Masked.end());
  std::vector<NodeId> Map;
  for (const Node &Local : Unit.Nodes)
    Map.push_back(globalNode(Local, Number));
  auto Mapped = [&](Value What) {
    for (Value::Term &Term : What.Terms)
      Term.Node = Term.Node < Map.size() ? Map[Term.Node] : 0;
    llvm::sort(What.Terms, [](const Value::Term &A, const Value::Term &B) {
      return A.Node < B.Node;
    });
    return What;
  };
  StringSet<> Static;
  for (const FunctionFact &Function : Unit.Functions)
    if (Function.Static)
      Static.insert(Function.Name);
  auto NameOf = [&](const std::string &Function) {
    return Static.contains(Function) ? unitName(Function, Number) : Function;
  };
  auto IsValid = [&](NodeId Id) { return Id < Map.size(); };
  for (const Flow &Edge : Unit.Flows)
    if (IsValid(Edge.To))
      Flows.push_back({Map[Edge.To], Mapped(Edge.From), Edge.Soft});
  for (const ModeledCall &Call : Unit.Calls) {
    const ApiFunction *Row = Api.find(Call.Row);
    if (!Row)
      continue;
    LinkedCall Linked;
    static_cast<ModeledCall &>(Linked) = Call;
    Linked.Row = Row;
    Linked.InFunction = NameOf(Call.Site.Function);
    for (Value *Part :
         {&Linked.Device, &Linked.Size, &Linked.Direction, &Linked.Count,
          &Linked.Pool, &Linked.Memory, &Linked.Handle, &Linked.List,
          &Linked.Attrs, &Linked.Mask})
      *Part = Mapped(*Part);
    if ((Row->isAcquire() || Row->Role == FunctionRole::Allocate) &&
        IsValid(Call.Result) && IsValid(Call.HandleOut)) {
      Linked.Result = Map[Call.Result];
      Linked.HandleOut = Map[Call.HandleOut];
    }
    Calls.push_back(std::move(Linked));
  }
  for (const FunctionFact &Function : Unit.Functions) {
    FunctionState &State = Functions[NameOf(Function.Name)];
    State.AddressTaken |= Function.AddressTaken;
    State.EndsOnFailure |= Function.EndsOnFailure;
    State.Removes |= Function.Removes;
    State.Stops |= Function.Stops;
    State.Works |= Function.Works;
    for (const std::string &Callee : Function.Callees)
      State.Callees.push_back(NameOf(Callee));
    for (FailureFact Ways : Function.Failures) {
      Ways.Callee = NameOf(Ways.Callee);
      for (std::string &Called : Ways.Calls)
        Called = NameOf(Called);
      State.Failures.push_back(std::move(Ways));
    }
  }
  for (const TableEntry &Entry : Unit.Tables) {
    // Whether the function is the unit's own is known when all are.
    std::string Own = unitName(Entry.Function, Number);
    Tables.emplace_back(Entry.Field, Own);
  }
  for (NodeId Id : Unit.Exposed)
    if (IsValid(Id))
      Exposed[Map[Id]] = true;
  for (NodeId Id : Unit.Given)
    if (IsValid(Id))
      Given[Map[Id]] = true;
}

void Module::linkTables() {
  for (auto &[Field, Own] : Tables) {
    StringRef Target = targetOf(Own);
    auto Link = [&](StringRef To, StringRef From) {
      auto A = ByName.find(To), B = ByName.find(From);
      if (A != ByName.end() && B != ByName.end())
        Flows.push_back({A->second, Value::node(B->second), false});
    };
    Link(Field + "()", (Target + "()").str());
    for (unsigned Index = 0; Index < MaxParameters; ++Index) {
      std::string Part = ("(" + Twine(Index) + ")").str();
      Link((Target + Part).str(), Field + Part);
      Link(("*" + Target + Part).str(), "*" + Field + Part);
      Link("*" + Field + Part, ("*" + Target + Part).str());
    }
  }
}

void Module::close() {
  linkTables();
  for (auto [Index, Edge] : enumerate(Flows)) {
    In[Edge.To].push_back(Index);
    for (const Value::Term &Term : Edge.From.Terms)
      Out[Term.Node].push_back(Index);
  }
  for (const LinkedCall &Call : Calls)
    if (Call.Row->isAcquire()) {
      AcquiredAt[Call.Result] = &Call;
      AcquiredAt[Call.HandleOut] = &Call;
    } else if (Call.Row->Role == FunctionRole::Allocate) {
      AllocatedAt[Call.Result] = &Call;
    }
  for (const LinkedCall &Call : Calls)
    if (Call.Row->transfersMemory())
      if (std::optional<NodeId> Base = Call.Memory.base())
        TransferredAt.insert(*Base);
  for (const LinkedCall &Call : Calls)
    if (Call.Row->isRelease())
      for (const Value *Object : {&Call.Memory, &Call.Handle, &Call.List})
        for (const Value::Term &Term : Object->Terms)
          ReleasedAt.insert(Term.Node);
  for (const LinkedCall &Call : Calls) {
    if (Call.Row->isAcquire() || Call.Row->Role == FunctionRole::Allocate ||
        Call.Row->Role == FunctionRole::Transfer ||
        Call.Row->Role == FunctionRole::Mask ||
        Call.Row->Role == FunctionRole::Bind)
      continue;
    ValueOrigins Origins;
    if (Call.Row->List >= 0) {
      Origins = listsOf(Call);
    } else {
      // Memory has a pointer of its own; a handle's place may serve others.
      bool HasMemory = Call.Row->Memory >= 0;
      Origins = originsOf(HasMemory ? Call.Memory : Call.Handle);
      if (HasMemory && Call.Row->Handle >= 0 && Origins.Acquisitions.empty()) {
        ValueOrigins ByHandle = originsOf(Call.Handle);
        Origins.Acquisitions = ByHandle.Acquisitions;
        append_range(Origins.Nodes, ByHandle.Nodes);
        Origins.Cut |= ByHandle.Cut;
        Origins.Complete = false;
      }
    }
    for (const LinkedCall *Acquired : Origins.Acquisitions)
      On[Acquired].push_back(&Call);
    if (Call.Row->isRelease())
      Functions[Call.InFunction].Releases.push_back(Call.Row);
    if (Call.Row->isRelease())
      for (NodeId Id : Origins.Nodes)
        if (Nodes[Id].IsField)
          Functions[Call.InFunction].Released.push_back(Nodes[Id].Name);
    Meant[&Call] = std::move(Origins);
  }
}

bool Module::isOwnField(NodeId Id) const {
  return Nodes[Id].IsField && Nodes[Id].Kind != NodeKind::Kernel;
}

bool Module::isUnknownSource(NodeId Id) const {
  const Node &Source = Nodes[Id];
  if (AcquiredAt.contains(Id) || AllocatedAt.contains(Id))
    return false;
  if (Exposed[Id] || Source.Kind == NodeKind::Kernel)
    return true;
  if (!Whole && Source.Kind == NodeKind::Shared)
    return true;
  // Other modules use what a header outside of this one's folder declares.
  if (!Source.Home.empty() && !isWithin(Source.Home, Folder))
    return true;
  StringRef Name = Source.Name;
  // A parameter, or what it points to: known if all callers are.
  if (Name.ends_with(")") && !Name.ends_with("()")) {
    StringRef Owner = Name.take_front(Name.rfind('('));
    if (Owner.consume_front("*") && !Owner.starts_with("#") &&
        Owner.contains('.'))
      return In[Id].empty(); // a table's
    auto It = Functions.find(Owner);
    if (It == Functions.end() || It->second.AddressTaken)
      return true;
    // A header's inline function that this unit does not call has no values.
    if (Owner.starts_with("#"))
      return false;
  }
  return In[Id].empty();
}

std::optional<std::vector<Value>> Module::sourcesOf(NodeId Id) const {
  if (isUnknownSource(Id))
    return std::nullopt;
  std::vector<Value> Sources;
  for (unsigned Index : In[Id]) {
    if (Flows[Index].Soft)
      return std::nullopt;
    Sources.push_back(Flows[Index].From);
  }
  return Sources;
}

ValueOrigins Module::originsOf(const Value &What) const {
  ValueOrigins Origins;
  SmallVector<NodeId, 16> Work;
  DenseSet<NodeId> Seen;
  auto Enter = [&](const Value &From) {
    if (!From.Known) {
      Origins.Complete = false;
      return;
    }
    for (const Value::Term &Term : From.Terms)
      if (Seen.insert(Term.Node).second)
        Work.push_back(Term.Node);
  };
  Enter(What);
  // What is near comes first, should there be too much.
  for (size_t At = 0; At != Work.size(); ++At) {
    NodeId Id = Work[At];
    Origins.Nodes.push_back(Id);
    if (const LinkedCall *Call = AcquiredAt.lookup(Id)) {
      // The handle of a mapping, the address and the handle of memory; not the
      // number of entries.
      if (Id == Call->HandleOut || Call->Row->Result == ResultKind::Handle ||
          Call->Row->givesMemory())
        Origins.Acquisitions.insert(Call);
      continue;
    }
    if (const LinkedCall *Call = AllocatedAt.lookup(Id)) {
      Origins.Allocations.insert(Call);
      continue;
    }
    if (Seen.size() > MaxVisited) {
      Origins.Complete = false;
      Origins.Cut = true;
      break;
    }
    Origins.Complete &= !isUnknownSource(Id);
    for (unsigned Index : In[Id])
      Enter(Flows[Index].From);
  }
  return Origins;
}

ValueOrigins Module::listsOf(const LinkedCall &Call) const {
  // A list is known by where the driver keeps it; whose it was before does not
  // matter, and two that come from the same field of the kernel's are two.
  ValueOrigins Mine = originsOf(Call.List), Origins;
  DenseSet<NodeId> Nodes;
  for (NodeId Id : Mine.Nodes)
    if (node(Id).Kind != NodeKind::Kernel)
      Nodes.insert(Id);
  Origins.Nodes = Mine.Nodes;
  std::optional<NodeId> Base = Call.List.base();
  Origins.Complete = Mine.Complete;
  // The same field on both sides is the surest sign.
  for (const LinkedCall &Acquired : Calls)
    if (Acquired.Row->isAcquire() && Acquired.Row->List >= 0 && Base &&
        isOwnField(*Base) && Acquired.List.base() == Base)
      Origins.Acquisitions.insert(&Acquired);
  if (!Origins.Acquisitions.empty()) {
    Origins.Complete = true;
    return Origins;
  }
  for (const LinkedCall &Acquired : Calls) {
    if (!Acquired.Row->isAcquire() || Acquired.Row->List < 0)
      continue;
    ValueOrigins Theirs = originsOf(Acquired.List);
    if (any_of(Theirs.Nodes, [&](NodeId Id) { return Nodes.contains(Id); }))
      Origins.Acquisitions.insert(&Acquired);
  }
  return Origins;
}

ArrayRef<const LinkedCall *> Module::callsOn(const LinkedCall &Acquired) const {
  auto It = On.find(&Acquired);
  if (It == On.end())
    return {};
  return It->second;
}

std::optional<SmallVector<NodeId, 16>> Module::reachedFrom(NodeId Start) const {
  SmallVector<NodeId, 16> Reached(1, Start);
  DenseSet<NodeId> Seen = {Start};
  for (size_t At = 0; At < Reached.size(); ++At) {
    if (At == MaxVisited)
      return std::nullopt;
    for (unsigned Index : Out[Reached[At]])
      if (Seen.insert(Flows[Index].To).second)
        Reached.push_back(Flows[Index].To);
  }
  return Reached;
}

bool Module::isGivenAway(NodeId Id) const {
  return Given[Id] || Exposed[Id] || Nodes[Id].Kind == NodeKind::Kernel ||
         isUnseenParameter(Id);
}

bool Module::mayMeanAnything(const LinkedCall &Call) const {
  const Value &What = Call.Row->List >= 0     ? Call.List
                      : Call.Row->Memory >= 0 ? Call.Memory
                                              : Call.Handle;
  const ValueOrigins &Meant = meantBy(Call);
  return !What.Known || Meant.Cut || any_of(Meant.Nodes, [&](NodeId Id) {
    return !Nodes[Id].IsField && isUnknownSource(Id);
  });
}

bool Module::isUnseenParameter(NodeId Id) const {
  StringRef Name = Nodes[Id].Name;
  if (!Name.ends_with(")") || Name.ends_with("()"))
    return false;
  StringRef Owner = Name.take_front(Name.rfind('('));
  Owner.consume_front("*");
  return !Functions.contains(Owner) && !Owner.contains('.');
}

} // namespace dmatidy
