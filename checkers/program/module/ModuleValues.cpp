//===-- ModuleValues.cpp - How two values compare -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/Module.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace llvm;

namespace dmatidy {

/// How often a place is replaced by what it is set to, comparing two values.
static constexpr unsigned MaxDepth = 5;

/// True if the place is one thing between two looks at it: a field, a variable
/// that is set once, or what is computed, which is named by what of.
bool Module::isStable(NodeId Id) const {
  StringRef Name = Nodes[Id].Name;
  if (Nodes[Id].Kind == NodeKind::Local)
    Name = Name.split(':').second;
  return Nodes[Id].IsField || In[Id].size() <= 1 || Name.starts_with("=");
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
      Value Rest = What;
      Rest.Terms.erase(Rest.Terms.begin() + At);
      Result.push_back(sum(Rest, By, Term.Factor));
    }
    return Result;
  }
  return {};
}

bool Module::isMore(const Value &Difference) const {
  return Difference.Known && Difference.Constant >= 0 &&
         all_of(Difference.Terms, [&](const Value::Term &Term) {
           return Term.Factor > 0 && isStable(Term.Node) &&
                  constant(Value::node(Term.Node)) != 0;
         });
}

bool Module::isWithoutCalled(const Value &Many, const Value &One) const {
  if (!Many.Known || !One.Known || One.Terms.empty())
    return false;
  Value Left = sum(Many, One, -1);
  return !Left.Terms.empty() && Left.Constant == 0 &&
         all_of(Left.Terms, [&](const Value::Term &Term) {
           StringRef Name = Nodes[Term.Node].Name;
           return Term.Factor > 0 && Name.contains('=') && Name.contains("()");
         });
}

bool Module::isCountOf(const Value &Many, const Value &One) const {
  if (!Many.Known || Many.Constant || Many.Terms.size() != 1 ||
      !One.isConstant() || One.Constant < 2 ||
      Many.Terms[0].Factor != One.Constant)
    return false;
  NodeId Count = Many.Terms[0].Node;
  return isStable(Count) && none_of(In[Count], [&](unsigned Index) {
           const Value &By = Flows[Index].From;
           return By.isConstant() && By.Constant == 1;
         });
}

Comparison Module::compare(const Value &A, const Value &B,
                           unsigned Depth) const {
  Comparison Outcome = compareTerms(A, B, Depth);
  // Whatever the count may be, it was left out once.
  if (Outcome == Comparison::Unknown && (isCountOf(A, B) || isCountOf(B, A)))
    return Comparison::Different;
  return Outcome;
}

Comparison Module::compareTerms(const Value &A, const Value &B,
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
  // Of an skb that was mapped as a whole nothing is paged.
  Value More = sum(A, B, -1);
  bool OfKernel = any_of(More.Terms, [&](const Value::Term &Term) {
    return Nodes[Term.Node].Kind == NodeKind::Kernel;
  });
  if ((isMore(More) && !OfKernel) || isMore(sum(B, A, -1)))
    return Comparison::Different;
  SmallVector<Value, 4> OfA = expanded(A), OfB = expanded(B);
  // What a release is given is usually the field; what an acquisition is given,
  // what the field is set to.
  auto Combined = [&](ArrayRef<Value> Parts, const Value &Other) {
    bool AllDifferent = true;
    for (const Value &Part : Parts) {
      Comparison Outcome = compare(Other, Part, Depth + 1);
      if (Outcome == Comparison::Equal)
        return Comparison::Equal;
      AllDifferent &= Outcome == Comparison::Different;
    }
    return AllDifferent ? Comparison::Different : Comparison::Unknown;
  };
  if (!OfB.empty())
    if (Comparison Result = Combined(OfB, A); Result != Comparison::Unknown)
      return Result;
  return OfA.empty() ? Comparison::Unknown : Combined(OfA, B);
}

bool Module::isPartOf(const Value &Part, const Value &Whole,
                      unsigned Depth) const {
  if (!Part.Known || !Whole.Known || Depth >= MaxDepth)
    return false;
  Value Less = sum(Whole, Part, -1);
  if (!Less.Terms.empty() && Less.Constant == 0 &&
      all_of(Less.Terms,
             [&](const Value::Term &Term) {
               return Term.Factor > 0 &&
                      Nodes[Term.Node].Kind == NodeKind::Kernel &&
                      Nodes[Term.Node].IsField;
             }) &&
      Part.Terms.size() > 1)
    return true;
  // A variable may serve for the length of each part in turn.
  std::optional<NodeId> Base = Part.base();
  return Base && Part.Constant == 0 && any_of(In[*Base], [&](unsigned Index) {
           return isPartOf(Flows[Index].From, Whole, Depth + 1);
         });
}

std::optional<StringSet<>> Module::ownersOf(const Value &What) const {
  StringSet<> Owners;
  SmallVector<Value, 8> Work(1, What);
  SmallVector<NodeId, 8> Seen;
  while (!Work.empty()) {
    Value Now = Work.pop_back_val();
    // A pointer is cleared with NULL.
    if (Now.isConstant() && Now.Constant == 0)
      continue;
    std::optional<NodeId> Base = Now.base();
    if (!Base || Now.Constant)
      return std::nullopt;
    if (is_contained(Seen, *Base))
      continue;
    Seen.push_back(*Base);
    StringRef Name = Nodes[*Base].Name;
    if (Name.consume_front("&") && Nodes[*Base].Kind == NodeKind::Kernel) {
      Owners.insert(Name);
      continue;
    }
    std::optional<std::vector<Value>> Sources = sourcesOf(*Base);
    if (!Sources)
      return std::nullopt;
    append_range(Work, *Sources);
  }
  return Owners.empty() ? std::nullopt : std::optional(std::move(Owners));
}

bool Module::isAddressOf(const Value &What) const {
  std::optional<NodeId> Base = What.base();
  if (!Base)
    return false;
  if (StringRef(Nodes[*Base].Name).starts_with("&"))
    return true;
  std::optional<std::vector<Value>> Sources = sourcesOf(*Base);
  return Sources && Nodes[*Base].Kind == NodeKind::Local &&
         !Nodes[*Base].IsField && !StringRef(Nodes[*Base].Name).contains('(') &&
         all_of(*Sources, [&](const Value &From) {
           std::optional<NodeId> Only = From.base();
           return Only && StringRef(Nodes[*Only].Name).starts_with("&");
         });
}

std::optional<int64_t> Module::direction(const Value &What) const {
  Value Now = What;
  for (unsigned Depth = 0; Depth < MaxDepth && Now.Known; ++Depth) {
    std::optional<NodeId> Base = Now.base();
    if (Now.Terms.empty())
      return Now.Constant;
    // DMA_BIDIRECTIONAL is 0, but no way to clear a place.
    if (!Base || Now.Constant || In[*Base].size() != 1 ||
        isUnknownSource(*Base) || Flows[In[*Base].front()].Soft)
      return std::nullopt;
    Now = Flows[In[*Base].front()].From;
  }
  return std::nullopt;
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

SmallVector<const LinkedCall *, 8>
Module::relatedCalls(const LinkedCall &Call) const {
  SmallSetVector<const LinkedCall *, 8> Related;
  if (Call.Row->isAcquire()) {
    Related.insert_range(callsOn(Call));
  } else {
    for (const LinkedCall *Acquired : meantBy(Call).Acquisitions) {
      Related.insert(Acquired);
      Related.insert_range(callsOn(*Acquired));
    }
  }
  // A list that a record of the kernel's keeps is known by that field alone.
  std::optional<NodeId> Base = Call.List.base();
  if (Related.empty() && Call.Row->List >= 0 && Base &&
      Nodes[*Base].Kind == NodeKind::Kernel)
    for (const LinkedCall &Other : Calls)
      if (Other.Row->List >= 0 &&
          is_contained(originsOf(Other.List).Nodes, *Base))
        Related.insert(&Other);
  Related.remove(&Call);
  // They stand in one array, in the order of the text.
  SmallVector<const LinkedCall *, 8> Result = Related.takeVector();
  llvm::sort(Result);
  return Result;
}

bool Module::isKeptInField(const LinkedCall &Call) const {
  if (Call.Row->List >= 0)
    return true;
  std::optional<NodeId> Base = Call.Handle.base();
  return Base && Nodes[*Base].IsField &&
         (Nodes[*Base].Home.empty() || isWithin(Nodes[*Base].Home, Folder));
}

std::optional<UsualDirection>
Module::usualDirection(const LinkedCall &Call) const {
  if (meantBy(Call).Cut || !isKeptInField(Call))
    return std::nullopt;
  UsualDirection Usual;
  for (const LinkedCall *Other : relatedCalls(Call)) {
    if (Other->Row->Direction < 0)
      continue;
    std::optional<int64_t> Theirs = direction(Other->Direction);
    if (!Theirs || ((Usual.Map || Usual.Use) && Usual.Direction != *Theirs))
      return std::nullopt;
    Usual.Direction = *Theirs;
    const LinkedCall *&First = Other->Row->isAcquire() ? Usual.Map : Usual.Use;
    if (!First)
      First = Other;
  }
  return Usual.Map && Usual.Use ? std::optional(Usual) : std::nullopt;
}

std::optional<UsualDirection>
Module::onlyDirection(const LinkedCall &Release) const {
  if (!Whole)
    return std::nullopt;
  UsualDirection Only;
  for (const LinkedCall &Other : Calls) {
    if (!Other.Row->isAcquire() || Other.Row->Direction < 0 ||
        !Release.Row->mayRelease(*Other.Row->Family))
      continue;
    std::optional<int64_t> Theirs = direction(Other.Direction);
    if (!Theirs || (Only.Map && Only.Direction != *Theirs))
      return std::nullopt;
    Only.Direction = *Theirs;
    if (!Only.Map)
      Only.Map = &Other;
  }
  return Only.Map ? std::optional(Only) : std::nullopt;
}

} // namespace dmatidy
