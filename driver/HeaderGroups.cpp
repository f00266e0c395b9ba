//===-- HeaderGroups.cpp - Units that share headers -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/HeaderGroups.h"
#include "driver/CommandLine.h"
#include "driver/Includes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
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

/// A word or two of a command.
struct Option {
  /// A folder of the system is searched after all others.
  enum { Folder, SystemFolder, Macro, Other } Kind;
  std::vector<std::string> Words;
  /// The folder, absolute, or the macro's name.
  std::string Name;
};

/// What of \p One's command decides how it is read, but for the file; empty if
/// the command cannot be read.
std::vector<Option> optionsOf(const Unit &One) {
  auto Command = Database::commandOf(One);
  if (!Command) {
    consumeError(Command.takeError());
    return {};
  }
  RecordingFileSystem Files(vfs::getRealFileSystem(), /*Over=*/nullptr);
  std::vector<std::string> Words =
      parseOnly(std::move(*Command), One.Directory, One.File, Files);
  Words.pop_back();
  std::vector<Option> Result;
  for (size_t I = 0; I != Words.size(); ++I) {
    Option Next{Option::Other, {Words[I]}, ""};
    StringRef Value = Words[I];
    if (Value.consume_front("-I"))
      Next.Kind = Option::Folder;
    else if (Value.consume_front("-isystem"))
      Next.Kind = Option::SystemFolder;
    else if (Value.consume_front("-D"))
      Next.Kind = Option::Macro;
    if (Value.empty() && I + 1 != Words.size()) {
      Next.Words.push_back(Words[++I]);
      Value = Words[I];
    }
    if (Next.Kind == Option::Folder || Next.Kind == Option::SystemFolder) {
      SmallString<256> Path(Value);
      sys::path::make_absolute(One.Directory, Path);
      sys::path::remove_dots(Path);
      Next.Name = Path.str().str();
    } else if (Next.Kind == Option::Macro) {
      Next.Name = Value.split('=').first.str();
    }
    Result.push_back(std::move(Next));
  }
  return Result;
}

/// The commands of a run, and what they have in common.
class Commands {
public:
  Commands(ArrayRef<const Unit *> Units, unsigned Jobs)
      : Units(Units), All(Units.size()) {
    runThreads(Units.size(), Jobs,
               [&](size_t I) { All[I] = optionsOf(*Units[I]); });
    StringMap<StringSet<>> Values;
    for (const auto &Options : All)
      for (const Option &One : Options)
        if (One.Kind == Option::Folder)
          ++Uses[One.Name];
        else if (One.Kind == Option::Macro)
          Values[One.Name].insert(One.Words.back());
    // These tell who a unit is.
    for (const auto &One : Values)
      if (One.getValue().size() > 2)
        OwnMacros.insert(One.getKey());
  }

  /// What units whose headers are read alike have in common; "" for one that
  /// has to stay by itself.
  std::string keyOf(size_t I) const {
    std::string Key = Units[I]->Directory;
    bool HasOwn = false;
    for (const Option &One : All[I]) {
      if (One.Kind == Option::Folder && !isShared(I, One)) {
        HasOwn = true;
        continue;
      }
      // A folder of its own may hide what a shared one has.
      if (One.Kind == Option::Folder && HasOwn)
        return "";
      if (One.Kind != Option::Macro || !OwnMacros.contains(One.Name))
        Key += join(One.Words, " ") + '\n';
    }
    return All[I].empty() ? "" : Key;
  }

  /// Where unit \p I, like others with its key, finds headers.
  std::vector<std::string> folders(size_t I) const {
    std::vector<std::string> Result;
    for (auto Kind : {Option::Folder, Option::SystemFolder})
      for (const Option &One : All[I])
        if (One.Kind == Kind && (Kind != Option::Folder || isShared(I, One)))
          Result.push_back(One.Name);
    return Result;
  }

  /// What parses \p Source like unit \p I, from the shared folders.
  std::vector<std::string> argumentsFor(size_t I, StringRef Source) const {
    std::vector<std::string> Result;
    for (const Option &One : All[I])
      if (One.Kind != Option::Folder || isShared(I, One))
        append_range(Result, One.Words);
    Result.push_back(Source.str());
    return Result;
  }

private:
  /// Other folders are left out, unless they may hide what one of the system
  /// has.
  bool isShared(size_t I, const Option &Folder) const {
    return Uses.lookup(Folder.Name) * 2 > All.size() ||
           any_of(All[I], [](const Option &One) {
             return One.Kind == Option::SystemFolder;
           });
  }

  ArrayRef<const Unit *> Units;
  std::vector<std::vector<Option>> All;
  StringMap<size_t> Uses;
  StringSet<> OwnMacros;
};

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
    std::vector<std::optional<BitVector>> Known(Graph.files().size());
    for (auto [I, Root] : zip(Units, Roots)) {
      BitVector All(Graph.files().size());
      for (IncludeGraph::Id Next : Graph.files()[Root].Includes) {
        if (!Known[Next])
          Known[Next] = Graph.reachedFrom(Next);
        All |= *Known[Next];
      }
      Reached[I] = std::move(All);
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
    for (unsigned One : Headers.set_bits())
      Sum += Graph.files()[One].Bytes;
    return Sum;
  }
  /// What a unit need not parse, times the units, less what it takes.
  int64_t gainOf(const Part &One) const {
    if (One.Units.size() < LeastUnits)
      return 0;
    uint64_t Bytes = bytesOf(One.Common);
    return int64_t(Bytes * One.Units.size()) - int64_t(costOf(Bytes));
  }
  /// Headers that some of \p Whole include, those that promise most first.
  std::vector<unsigned> candidates(const Part &Whole) const {
    std::vector<size_t> Users(Graph.files().size());
    for (size_t I : Whole.Units)
      for (unsigned One : Reached.find(I)->second.set_bits())
        ++Users[One];
    std::vector<std::pair<uint64_t, unsigned>> Ranked;
    for (auto [One, Count] : enumerate(Users)) {
      if (Count < LeastUnits || Count == Whole.Units.size())
        continue;
      BitVector More = Graph.reachedFrom(One);
      More.reset(Whole.Common);
      Ranked.emplace_back(bytesOf(More) * Count, One);
    }
    llvm::sort(Ranked, std::greater<>());
    std::vector<unsigned> Result;
    for (auto [Bytes, One] : Ranked)
      if (Result.size() < MostTries)
        Result.push_back(One);
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
    IncludeGraph::Id One = Left.pop_back_val();
    if (Seen.test(One))
      continue;
    const IncludeGraph::File &File = Graph.files()[One];
    if (Common.test(One) && !File.Name.empty()) {
      Text += "#include <" + File.Name + ">\n";
      Seen |= Graph.reachedFrom(One);
      continue;
    }
    Seen.set(One);
    append_range(Left, reverse(File.Includes));
  }
  return Text;
}

static std::vector<HeaderGroup> groupHere(ArrayRef<const Unit *> Units,
                                          unsigned Jobs) {
  std::vector<HeaderGroup> Result;
  Commands Known(Units, Jobs);
  std::map<std::string, std::vector<size_t>> Alike;
  for (size_t I = 0; I != Units.size(); ++I)
    if (std::string Key = Known.keyOf(I); !Key.empty())
      Alike[Key].push_back(I);
  for (auto &[Key, Members] : Alike) {
    if (Members.size() < LeastUnits)
      continue;
    IncludeGraph Graph(Known.folders(Members.front()));
    std::vector<IncludeGraph::Id> Roots;
    for (size_t I : Members)
      Roots.push_back(Graph.add(Units[I]->RealPath));
    std::vector<Splitter::Part> Parts;
    Splitter(Graph, Members, Roots).split(Members, Parts);
    for (Splitter::Part &One : Parts) {
      size_t First = One.Units.front();
      SmallString<256> Source(Units[First]->Directory);
      sys::path::append(Source, ".dma-tidy-headers" +
                                    sys::path::extension(Units[First]->File));
      Result.push_back({std::move(One.Units), Known.argumentsFor(First, Source),
                        Units[First]->Directory, Source.str().str(),
                        textOf(Graph, Graph.add(Units[First]->RealPath),
                               std::move(One.Common))});
    }
  }
  return Result;
}

static std::string toText(ArrayRef<HeaderGroup> Groups) {
  json::Array All;
  for (const HeaderGroup &One : Groups) {
    json::Array Arguments;
    for (const std::string &Word : One.Arguments)
      Arguments.push_back(json::fixUTF8(Word));
    All.push_back(json::Object{{"units", json::Array(One.Units)},
                               {"arguments", std::move(Arguments)},
                               {"directory", json::fixUTF8(One.Directory)},
                               {"source", json::fixUTF8(One.Source)},
                               {"text", json::fixUTF8(One.Text)}});
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
  // What commands and files hold may cost the process that reads them.
  PoolOptions Once;
  Once.Timeout = Options.Timeout;
  Once.Next = [Begun = false]() mutable {
    return std::exchange(Begun, true) ? std::nullopt : std::optional<size_t>(0);
  };
  Once.OnResult = [&](size_t, UnitResult &Done) {
    auto Read = json::parse(Done.Headers);
    json::Path::Root Root;
    if (!Done.Failure.empty() || !Read || !fromJSON(*Read, Result, Root))
      Result.clear();
    if (!Read)
      consumeError(Read.takeError());
  };
  runPool(Once, [&](size_t) {
    UnitResult Done;
    Done.Headers = toText(groupHere(Units, Options.Jobs));
    return Done;
  });
  return Result;
}

} // namespace dmatidy
