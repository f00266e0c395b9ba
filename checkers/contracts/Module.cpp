//===-- Module.cpp - The facts of a module's units, put together ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Module.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace dmatidy {

/// How far flows are followed before a value counts as coming from anywhere.
static constexpr unsigned MaxVisited = 400;
/// How often a place is replaced by what it is set to, comparing two values.
static constexpr unsigned MaxDepth = 5;

/// A unit's own names begin with its number, which no shared name does.
static std::string unitName(StringRef Name, unsigned Unit) {
  return ("#" + Twine(Unit) + ":" + Name).str();
}

NodeId Module::globalNode(const Node &Local, unsigned Unit) {
  std::string Name = Local.Kind == NodeKind::Local ? unitName(Local.Name, Unit)
                                                   : Local.Name;
  auto [Place, New] = ByName.try_emplace(Name, Nodes.size());
  if (New) {
    Nodes.push_back({Place->first().str(), Local.Kind, Local.IsField});
    In.emplace_back();
    Out.emplace_back();
    Exposed.push_back(false);
    Given.push_back(false);
  }
  return Place->second;
}

void Module::add(const ContractFacts &Unit) {
  unsigned Number = Units++;
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
  auto IsValid = [&](NodeId Id) { return Id < Map.size(); };
  for (const Flow &One : Unit.Flows)
    if (IsValid(One.To))
      Flows.push_back({Map[One.To], Mapped(One.From), One.Soft});
  for (const ModeledCall &Call : Unit.Calls) {
    const Function *Row = Api.find(Call.Row);
    if (!Row)
      continue;
    LinkedCall Linked;
    static_cast<ModeledCall &>(Linked) = Call;
    Linked.TheRow = Row;
    bool Own = any_of(Unit.Functions, [&](const FunctionFact &Other) {
      return Other.Static && Other.Name == Call.Site.Function;
    });
    Linked.InFunction =
        Own ? unitName(Call.Site.Function, Number) : Call.Site.Function;
    for (Value *Part : {&Linked.Device, &Linked.Size, &Linked.Direction,
                        &Linked.Count, &Linked.Pool, &Linked.Memory,
                        &Linked.Handle, &Linked.List})
      *Part = Mapped(*Part);
    if (Row->isAcquire() && IsValid(Call.Result) && IsValid(Call.HandleOut)) {
      Linked.Result = Map[Call.Result];
      Linked.HandleOut = Map[Call.HandleOut];
    }
    Calls.push_back(std::move(Linked));
  }
  for (const FunctionFact &One : Unit.Functions) {
    std::string Name = One.Static ? unitName(One.Name, Number) : One.Name;
    FunctionState &State = Functions[Name];
    State.AddressTaken |= One.AddressTaken;
    for (const std::string &Callee : One.Callees) {
      bool Own = any_of(Unit.Functions, [&](const FunctionFact &Other) {
        return Other.Static && Other.Name == Callee;
      });
      State.Callees.push_back(Own ? unitName(Callee, Number) : Callee);
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
    StringRef Target = Own;
    if (!Functions.contains(Target))
      Target = Target.split(':').second;
    auto Link = [&](StringRef To, StringRef From) {
      auto A = ByName.find(To), B = ByName.find(From);
      if (A != ByName.end() && B != ByName.end())
        Flows.push_back({A->second, Value::node(B->second), false});
    };
    Link(Field + "()", (Target + "()").str());
    for (unsigned Index = 0; Index < 12; ++Index) {
      std::string Part = ("(" + Twine(Index) + ")").str();
      Link((Target + Part).str(), Field + Part);
      Link(("*" + Target + Part).str(), "*" + Field + Part);
      Link("*" + Field + Part, ("*" + Target + Part).str());
    }
  }
}

void Module::close() {
  linkTables();
  for (auto [Index, One] : enumerate(Flows)) {
    In[One.To].push_back(Index);
    for (const Value::Term &Term : One.From.Terms)
      Out[Term.Node].push_back(Index);
  }
  for (const LinkedCall &Call : Calls)
    if (Call.TheRow->isAcquire()) {
      AcquiredAt[Call.Result] = &Call;
      AcquiredAt[Call.HandleOut] = &Call;
    }
  for (const LinkedCall &Call : Calls) {
    if (Call.TheRow->isAcquire())
      continue;
    Origins Found;
    if (Call.TheRow->List >= 0) {
      Found = listsOf(Call);
    } else {
      // Memory has a pointer of its own; a handle's place may serve others.
      bool HasMemory = Call.TheRow->Memory >= 0;
      Found = originsOf(HasMemory ? Call.Memory : Call.Handle);
      if (HasMemory && Call.TheRow->Handle >= 0 && Found.Acquisitions.empty()) {
        Origins ByHandle = originsOf(Call.Handle);
        Found.Acquisitions = ByHandle.Acquisitions;
        append_range(Found.Nodes, ByHandle.Nodes);
        Found.Complete = false;
      }
    }
    for (const LinkedCall *Acquired : Found.Acquisitions)
      On[Acquired].push_back(&Call);
    if (Call.TheRow->isRelease())
      Functions[Call.InFunction].Releases.push_back(Call.TheRow);
    if (Call.TheRow->isRelease())
      for (NodeId Id : Found.Nodes)
        if (Nodes[Id].IsField)
          Functions[Call.InFunction].Released.push_back(Nodes[Id].Name);
    Meant[&Call] = std::move(Found);
  }
}

bool Module::isOwnField(NodeId Id) const {
  return Nodes[Id].IsField && Nodes[Id].Kind != NodeKind::Kernel;
}

bool Module::isUnknownSource(NodeId Id) const {
  const Node &One = Nodes[Id];
  if (AcquiredAt.contains(Id))
    return false;
  if (Exposed[Id] || One.Kind == NodeKind::Kernel)
    return true;
  if (!Whole && One.Kind == NodeKind::Shared)
    return true;
  StringRef Name = One.Name;
  // A parameter, or what it points to: known if all callers are.
  if (Name.ends_with(")") && !Name.ends_with("()")) {
    StringRef Owner = Name.take_front(Name.rfind('('));
    if (Owner.consume_front("*") && !Owner.starts_with("#") &&
        Owner.contains('.'))
      return In[Id].empty(); // a table's
    auto Known = Functions.find(Owner);
    if (Known == Functions.end() || Known->second.AddressTaken)
      return true;
    // A header's inline function that this unit does not call has no values.
    if (Owner.starts_with("#"))
      return false;
  }
  return In[Id].empty();
}

bool FunctionSummary::leaves(const Function *Acquired, unsigned At) const {
  return !(Keeps & At) && none_of(Releases, [&](const Function *Release) {
    return !Acquired || Release->releases(*Acquired->TheFamily) ||
           Release->nearlyReleases(*Acquired->TheFamily);
  });
}

std::optional<GivenQuestion> GivenQuestion::parse(StringRef Question) {
  SmallVector<StringRef, 4> Words;
  Question.split(Words, ' ');
  if (Words.size() != 4 || Words[0] != "given")
    return std::nullopt;
  GivenQuestion Result;
  Result.Function = Words[1];
  Words[2].getAsInteger(10, Result.At);
  Result.Row = Words[3];
  return Result;
}

FunctionSummary Module::summaryOf(StringRef Function) const {
  FunctionSummary Summary;
  SmallVector<StringRef, 16> Work(1, Function);
  StringSet<> Seen;
  while (!Work.empty()) {
    StringRef Name = Work.pop_back_val();
    if (!Seen.insert(Name).second)
      continue;
    if (Name.starts_with("*")) {
      append_range(Work, operationsOf(Name));
      continue;
    }
    auto Known = Functions.find(Name);
    if (Known == Functions.end())
      continue;
    Summary.Releases.insert(Known->second.Releases.begin(),
                            Known->second.Releases.end());
    append_range(Work, Known->second.Callees);
  }
  for (unsigned Index = 0; Index < 12; ++Index)
    if (mayKeep(Function, 1u << Index))
      Summary.Keeps |= 1u << Index;
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

StringSet<> Module::releasedFrom(StringRef Function) const {
  StringSet<> Places, Seen;
  SmallVector<StringRef, 16> Work(1, Function);
  while (!Work.empty()) {
    StringRef Name = Work.pop_back_val();
    if (!Seen.insert(Name).second)
      continue;
    if (Name.starts_with("*")) {
      append_range(Work, operationsOf(Name));
      continue;
    }
    auto Known = Functions.find(Name);
    if (Known == Functions.end())
      continue;
    for (const std::string &Place : Known->second.Released)
      Places.insert(Place);
    append_range(Work, Known->second.Callees);
  }
  return Places;
}

SmallVector<StringRef, 4> Module::operationsOf(StringRef Field) const {
  SmallVector<StringRef, 4> Found;
  for (const auto &[Name, Target] : Tables)
    if (Name == Field)
      Found.push_back(Functions.contains(Target)
                          ? StringRef(Target)
                          : StringRef(Target).split(':').second);
  return Found;
}

std::optional<bool> Module::callersRelease(StringRef Function,
                            ArrayRef<StringRef> Places) const {
  auto Calls = [&](StringRef Caller, StringRef Callee) {
    return any_of(Functions.find(Caller)->second.Callees,
                  [&](StringRef Name) {
                    return Name == Callee ||
                           (Name.starts_with("*") &&
                            is_contained(operationsOf(Name), Callee));
                  });
  };
  SmallVector<StringRef, 8> Work(1, Function);
  StringSet<> Seen;
  bool AllKnown = Whole;
  // Who exports it, or hands it on, has callers that nobody sees.
  while (!Work.empty()) {
    StringRef Callee = Work.pop_back_val();
    if (!Seen.insert(Callee).second)
      continue;
    auto Known = Functions.find(Callee);
    if (Known == Functions.end()) {
      AllKnown = false;
      continue;
    }
    bool Any = false;
    for (const auto &Entry : Functions) {
      if (!Calls(Entry.getKey(), Callee))
        continue;
      Any = true;
      // What the failed function would release itself does not count.
      StringSet<> Released;
      for (const std::string &Place : Entry.second.Released)
        Released.insert(Place);
      for (StringRef Other : Entry.second.Callees)
        if (Other != Callee)
          for (const auto &Place : releasedFrom(Other))
            Released.insert(Place.getKey());
      if (any_of(Places, [&](StringRef Place) {
            return Released.contains(Place);
          }))
        return true;
      Work.push_back(Entry.getKey());
    }
    // A function of its own name that nobody calls is another module's.
    bool InTable = any_of(Tables, [&](const auto &Entry) {
      return StringRef(Entry.second) == Callee;
    });
    if (!Any && (!Callee.starts_with("#") || Known->second.AddressTaken ||
                 InTable))
      AllKnown = false;
  }
  return AllKnown ? std::optional(false) : std::nullopt;
}

bool Module::mayKeep(StringRef Function, unsigned At) const {
  for (unsigned Index = 0; Index < 12; ++Index) {
    if (!(At >> Index & 1))
      continue;
    auto Parameter =
        ByName.find((Function + "(" + Twine(Index) + ")").str());
    if (Parameter == ByName.end())
      continue;
    for (NodeId Id : reachedFrom(Parameter->second))
      if (Id != Parameter->second &&
          (Nodes[Id].IsField || isUnseenParameter(Id) ||
           StringRef(Nodes[Id].Name).starts_with("*")))
        return true;
  }
  return false;
}

StringRef Module::nameOf(StringRef Function) const {
  if (Functions.contains(Function))
    return Function;
  // A unit's own function, in a table that other units use.
  StringRef Found = Function;
  for (const auto &Entry : Functions)
    if (Entry.getKey().starts_with("#") &&
        Entry.getKey().split(':').second == Function) {
      if (Found != Function)
        return Function;
      Found = Entry.getKey();
    }
  return Found;
}

bool Module::confirms(std::vector<std::string> &Open) const {
  std::vector<std::string> Left;
  for (const std::string &Question : Open) {
    if (auto Given = GivenQuestion::parse(Question)) {
      if (!Functions.contains(Given->Function))
        Left.push_back(Question);
      else if (!Whole || !summaryOf(Given->Function)
                              .leaves(Api.find(Given->Row), Given->At))
        return false;
      continue;
    }
    auto [Kind, Rest] = StringRef(Question).split(' ');
    SmallVector<StringRef, 4> Places;
    Rest.split(Places, ' ');
    std::optional<bool> Released = callersRelease(
        nameOf(Places.front()), ArrayRef(Places).drop_front());
    if (Kind == "callers" ? Released != false : Released == true)
      return false;
  }
  Open = std::move(Left);
  return true;
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

Origins Module::originsOf(const Value &What) const {
  Origins Found;
  SmallVector<NodeId, 16> Work;
  DenseSet<NodeId> Seen;
  auto Enter = [&](const Value &From) {
    if (!From.Known) {
      Found.Complete = false;
      return;
    }
    for (const Value::Term &Term : From.Terms)
      if (Seen.insert(Term.Node).second)
        Work.push_back(Term.Node);
  };
  Enter(What);
  while (!Work.empty()) {
    NodeId Id = Work.pop_back_val();
    Found.Nodes.push_back(Id);
    if (const LinkedCall *Call = AcquiredAt.lookup(Id)) {
      // The handle of a mapping, the address and the handle of memory; not the
      // number of entries.
      if (Id == Call->HandleOut || Call->TheRow->TheGives == Gives::Handle ||
          Call->TheRow->TheGives == Gives::Memory)
        Found.Acquisitions.insert(Call);
      continue;
    }
    if (Seen.size() > MaxVisited) {
      Found.Complete = false;
      break;
    }
    Found.Complete &= !isUnknownSource(Id);
    for (unsigned Index : In[Id])
      Enter(Flows[Index].From);
  }
  return Found;
}

Origins Module::listsOf(const LinkedCall &Call) const {
  // A list is known by where the driver keeps it; whose it was before does not
  // matter, and two that come from the same field of the kernel's are two.
  Origins Mine = originsOf(Call.List), Found;
  DenseSet<NodeId> Nodes;
  for (NodeId Id : Mine.Nodes)
    if (node(Id).Kind != NodeKind::Kernel)
      Nodes.insert(Id);
  Found.Nodes = Mine.Nodes;
  std::optional<NodeId> Base = Call.List.base();
  Found.Complete = Mine.Complete;
  // The same field on both sides is the surest sign.
  for (const LinkedCall &Acquired : Calls)
    if (Acquired.TheRow->isAcquire() && Acquired.TheRow->List >= 0 && Base &&
        isOwnField(*Base) && Acquired.List.base() == Base)
      Found.Acquisitions.insert(&Acquired);
  if (!Found.Acquisitions.empty()) {
    Found.Complete = true;
    return Found;
  }
  for (const LinkedCall &Acquired : Calls) {
    if (!Acquired.TheRow->isAcquire() || Acquired.TheRow->List < 0)
      continue;
    Origins Theirs = originsOf(Acquired.List);
    if (any_of(Theirs.Nodes, [&](NodeId Id) { return Nodes.contains(Id); }))
      Found.Acquisitions.insert(&Acquired);
  }
  return Found;
}

ArrayRef<const LinkedCall *>
Module::callsOn(const LinkedCall &Acquired) const {
  auto Found = On.find(&Acquired);
  if (Found == On.end())
    return {};
  return Found->second;
}

SmallVector<NodeId, 16> Module::reachedFrom(NodeId Start) const {
  SmallVector<NodeId, 16> Reached(1, Start);
  DenseSet<NodeId> Seen = {Start};
  for (size_t At = 0; At < Reached.size() && At < MaxVisited; ++At)
    for (unsigned Index : Out[Reached[At]])
      if (Seen.insert(Flows[Index].To).second)
        Reached.push_back(Flows[Index].To);
  return Reached;
}

bool Module::isGivenAway(NodeId Id) const {
  return Given[Id] || Exposed[Id] || Nodes[Id].Kind == NodeKind::Kernel ||
         isUnseenParameter(Id);
}

bool Module::mayMeanAnything(const LinkedCall &Call) const {
  const Value &What = Call.TheRow->List >= 0     ? Call.List
                      : Call.TheRow->Memory >= 0 ? Call.Memory
                                                 : Call.Handle;
  return !What.Known || any_of(meantBy(Call).Nodes, [&](NodeId Id) {
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

bool Module::isNeverCalled(const LinkedCall &Call) const {
  std::optional<NodeId> Base =
      (Call.TheRow->Handle >= 0 ? Call.Handle : Call.Memory).base();
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
      auto Known = Functions.find(Name.take_front(Name.rfind('(')));
      if (Known == Functions.end() || Known->second.AddressTaken)
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

/// True if the place is one thing between two looks at it: a field, or a
/// variable that is set once.
bool Module::isStable(NodeId Id) const {
  return Nodes[Id].IsField || In[Id].size() <= 1;
}

SmallVector<Value, 4> Module::expanded(const Value &What) const {
  for (auto [At, Term] : enumerate(What.Terms)) {
    NodeId Id = Term.Node;
    if (In[Id].empty() || isUnknownSource(Id) || In[Id].size() > 6 ||
        any_of(In[Id], [&](unsigned Index) {
          return Flows[Index].Soft || !Flows[Index].From.Known;
        }))
      continue;
    SmallVector<Value, 4> Result;
    for (unsigned Index : In[Id]) {
      const Value &By = Flows[Index].From;
      // Zero is how a place is cleared.
      if (By.isConstant() && By.Constant == 0 && In[Id].size() > 1)
        continue;
      Value Next = What;
      Next.Terms.erase(Next.Terms.begin() + At);
      Next.Constant += By.Constant * Term.Factor;
      for (const Value::Term &Part : By.Terms) {
        auto Same = find_if(Next.Terms, [&](const Value::Term &Other) {
          return Other.Node == Part.Node;
        });
        if (Same != Next.Terms.end())
          Same->Factor += Part.Factor * Term.Factor;
        else
          Next.Terms.push_back({Part.Factor * Term.Factor, Part.Node});
      }
      erase_if(Next.Terms, [](const Value::Term &T) { return !T.Factor; });
      llvm::sort(Next.Terms, [](const Value::Term &X, const Value::Term &Y) {
        return X.Node < Y.Node;
      });
      Result.push_back(std::move(Next));
    }
    return Result;
  }
  return {};
}

Comparison Module::compare(const Value &A, const Value &B,
                           unsigned Depth) const {
  if (!A.Known || !B.Known)
    return Comparison::Unknown;
  if (A.Terms == B.Terms) {
    if (A.Constant == B.Constant)
      return Comparison::Equal;
    return all_of(A.Terms,
                  [&](const Value::Term &Term) { return isStable(Term.Node); })
               ? Comparison::Different
               : Comparison::Unknown;
  }
  if (Depth >= MaxDepth)
    return Comparison::Unknown;
  // What a release is given is usually the field; what an acquisition is given,
  // what the field is set to.
  auto Combined = [&](ArrayRef<Value> Parts, const Value &Other) {
    bool AllDifferent = true;
    for (const Value &Part : Parts) {
      Comparison One = compare(Other, Part, Depth + 1);
      if (One == Comparison::Equal)
        return Comparison::Equal;
      AllDifferent &= One == Comparison::Different;
    }
    return AllDifferent ? Comparison::Different : Comparison::Unknown;
  };
  if (SmallVector<Value, 4> Parts = expanded(B); !Parts.empty())
    if (Comparison Result = Combined(Parts, A); Result != Comparison::Unknown)
      return Result;
  if (SmallVector<Value, 4> Parts = expanded(A); !Parts.empty())
    return Combined(Parts, B);
  return Comparison::Unknown;
}

std::optional<int64_t> Module::constant(const Value &What) const {
  Value Now = What;
  for (unsigned Depth = 0; Depth < MaxDepth && Now.Known; ++Depth) {
    if (Now.Terms.empty())
      return Now.Constant;
    SmallVector<Value, 4> Parts = expanded(Now);
    if (Parts.size() != 1)
      return std::nullopt;
    Now = Parts[0];
  }
  return std::nullopt;
}

} // namespace dmatidy
