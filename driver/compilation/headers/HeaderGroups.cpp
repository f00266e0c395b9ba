//===-- HeaderGroups.cpp - Units that share headers -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/HeaderGroups.h"
#include "driver/compilation/headers/Commands.h"
#include "driver/compilation/headers/Includes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace dmatidy {

/// Fewer units are not worth a look at their headers.
static constexpr size_t LeastUnits = 6;

/// What it takes to precompile so many bytes of headers, as bytes that are
/// parsed: they are parsed and written, in a process of their own.
static uint64_t costOf(uint64_t Bytes) { return Bytes * 5 / 2 + (1 << 20); }

namespace {

/// Splits units into groups that have more headers in common the smaller they
/// are, until smaller groups would take more.
class Splitter {
public:
  struct Part {
    std::vector<size_t> Units;
    /// The headers that all of them include.
    BitVector Common;
  };

  Splitter(const IncludeGraph &Graph, ArrayRef<size_t> Units,
           ArrayRef<IncludeGraph::Id> Roots)
      : Graph(Graph) {
    for (auto [I, Root] : zip(Units, Roots)) {
      BitVector &All = Reached[I];
      All.resize(Graph.files().size());
      for (IncludeGraph::Id Next : Graph.files()[Root].Includes)
        All |= Graph.reachedFrom(Next);
    }
  }

  /// Adds to \p Result what \p Units are split into.
  void split(std::vector<size_t> Units, std::vector<Part> &Result) const {
    Part Whole = partOf(std::move(Units));
    if (Whole.Units.size() < LeastUnits)
      return;
    int64_t Best = std::max<int64_t>(0, gainOf(Whole));
    std::optional<std::pair<Part, Part>> Halves;
    for (unsigned Header : candidates(Whole)) {
      std::vector<size_t> With, Without;
      for (size_t I : Whole.Units)
        (Reached.find(I)->second.test(Header) ? With : Without).push_back(I);
      Part First = partOf(std::move(With)), Second = partOf(std::move(Without));
      int64_t Gain = std::max<int64_t>(0, gainOf(First)) +
                     std::max<int64_t>(0, gainOf(Second));
      if (Gain <= Best)
        continue;
      Best = Gain;
      Halves = {std::move(First), std::move(Second)};
    }
    if (Halves) {
      split(std::move(Halves->first.Units), Result);
      split(std::move(Halves->second.Units), Result);
    } else if (gainOf(Whole) > 0) {
      Result.push_back(std::move(Whole));
    }
  }

private:
  /// So many headers at most are tried as what divides a group.
  static constexpr size_t MostTries = 32;

  Part partOf(std::vector<size_t> Units) const {
    Part Result{std::move(Units), BitVector(Graph.files().size(), true)};
    for (size_t I : Result.Units)
      Result.Common &= Reached.find(I)->second;
    return Result;
  }
  uint64_t bytesOf(const BitVector &Headers) const {
    uint64_t Sum = 0;
    for (unsigned Header : Headers.set_bits())
      Sum += Graph.files()[Header].Bytes;
    return Sum;
  }
  /// What a unit need not parse, times the units, less what it takes.
  int64_t gainOf(const Part &P) const {
    if (P.Units.size() < LeastUnits)
      return 0;
    uint64_t Bytes = bytesOf(P.Common);
    return int64_t(Bytes * P.Units.size()) - int64_t(costOf(Bytes));
  }
  /// Headers that some of \p Whole include, those that promise most first.
  std::vector<unsigned> candidates(const Part &Whole) const {
    std::vector<size_t> Users(Graph.files().size());
    for (size_t I : Whole.Units)
      for (unsigned Header : Reached.find(I)->second.set_bits())
        ++Users[Header];
    std::vector<std::pair<uint64_t, unsigned>> Ranked;
    for (auto [Header, Count] : enumerate(Users)) {
      if (Count < LeastUnits || Count == Whole.Units.size())
        continue;
      BitVector More = Graph.reachedFrom(Header);
      More.reset(Whole.Common);
      Ranked.emplace_back(bytesOf(More) * Count, Header);
    }
    llvm::sort(Ranked, std::greater<>());
    std::vector<unsigned> Result;
    for (auto [Bytes, Header] : Ranked)
      if (Result.size() < MostTries)
        Result.push_back(Header);
    return Result;
  }

  const IncludeGraph &Graph;
  /// By unit.
  std::map<size_t, BitVector> Reached;
};

} // namespace

/// A text that includes all of \p Common in the order that \p Root does.
static std::string textOf(const IncludeGraph &Graph, IncludeGraph::Id Root,
                          BitVector Common) {
  std::string Text;
  BitVector Seen(Graph.files().size());
  SmallVector<IncludeGraph::Id, 64> Left{Root};
  while (!Left.empty()) {
    IncludeGraph::Id Next = Left.pop_back_val();
    if (Seen.test(Next))
      continue;
    const IncludeGraph::File &File = Graph.files()[Next];
    if (Common.test(Next) && !File.Name.empty()) {
      Text += "#include <" + File.Name + ">\n";
      Seen |= Graph.reachedFrom(Next);
      continue;
    }
    Seen.set(Next);
    append_range(Left, reverse(File.Includes));
  }
  return Text;
}

static std::vector<HeaderGroup> groupHere(ArrayRef<const Unit *> Units,
                                          unsigned Jobs) {
  std::vector<HeaderGroup> Result;
  Commands UnitCommands(Units, Jobs);
  std::map<std::string, std::vector<size_t>> Alike;
  for (size_t I = 0; I != Units.size(); ++I)
    if (std::string Key = UnitCommands.keyOf(I); !Key.empty())
      Alike[Key].push_back(I);
  for (auto &[Key, Members] : Alike) {
    if (Members.size() < LeastUnits)
      continue;
    IncludeGraph Graph(UnitCommands.folders(Members.front()));
    std::vector<IncludeGraph::Id> Roots;
    for (size_t I : Members)
      Roots.push_back(Graph.add(Units[I]->RealPath));
    std::vector<Splitter::Part> Parts;
    Splitter(Graph, Members, Roots).split(Members, Parts);
    for (Splitter::Part &P : Parts) {
      size_t First = P.Units.front();
      SmallString<256> Source(Units[First]->Directory);
      sys::path::append(Source, ".dma-tidy-headers" +
                                    sys::path::extension(Units[First]->File));
      Result.push_back({std::move(P.Units),
                        UnitCommands.argumentsFor(First, Source),
                        Units[First]->Directory, Source.str().str(),
                        textOf(Graph, Graph.add(Units[First]->RealPath),
                               std::move(P.Common))});
    }
  }
  return Result;
}

static std::string toText(ArrayRef<HeaderGroup> Groups) {
  json::Array All;
  for (const HeaderGroup &Group : Groups) {
    json::Array Arguments;
    for (const std::string &Word : Group.Arguments)
      Arguments.push_back(json::fixUTF8(Word));
    All.push_back(json::Object{{"units", json::Array(Group.Units)},
                               {"arguments", std::move(Arguments)},
                               {"directory", json::fixUTF8(Group.Directory)},
                               {"source", json::fixUTF8(Group.Source)},
                               {"text", json::fixUTF8(Group.Text)}});
  }
  return formatv("{0}", json::Value(std::move(All)));
}

static bool fromJSON(const json::Value &Value, HeaderGroup &Group,
                     json::Path P) {
  json::ObjectMapper Map(Value, P);
  std::vector<uint64_t> Units;
  if (!Map || !Map.map("units", Units) ||
      !Map.map("arguments", Group.Arguments) ||
      !Map.map("directory", Group.Directory) ||
      !Map.map("source", Group.Source) || !Map.map("text", Group.Text))
    return false;
  Group.Units.assign(Units.begin(), Units.end());
  return true;
}

std::vector<HeaderGroup> groupByHeaders(ArrayRef<const Unit *> Units,
                                        const PoolOptions &Options) {
  std::vector<HeaderGroup> Result;
  if (Units.size() < LeastUnits)
    return Result;
  UnitResult Done = runOnce(Options, [&] {
    UnitResult Groups;
    Groups.Headers = toText(groupHere(Units, Options.Jobs));
    return Groups;
  });
  auto Read = json::parse(Done.Headers);
  json::Path::Root Root;
  if (!Done.Failure.empty() || !Read || !fromJSON(*Read, Result, Root))
    Result.clear();
  if (!Read)
    consumeError(Read.takeError());
  return Result;
}

} // namespace dmatidy
