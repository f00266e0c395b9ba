//===-- Readers.cpp - Which units may read a file -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/Readers.h"
#include "driver/compilation/SourceText.h"
#include "driver/compilation/headers/Commands.h"
#include "driver/compilation/headers/Includes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

namespace {

/// What does not depend on who asks: the files, and what stands in them.
class Tree {
public:
  explicit Tree(const Overlay &Over) : Over(Over) {
    for (StringRef Path : Over.keys())
      ChangedNames.insert(sys::path::filename(Path));
  }

  /// True if the text at \p Path is another than it was, or there was one.
  bool isChanged(StringRef Path) const {
    return ChangedNames.contains(sys::path::filename(Path)) &&
           replacementIn(Over, Path);
  }

  bool isFile(StringRef Path) {
    auto [Place, New] = Files.try_emplace(Path, false);
    if (New)
      Place->second = sys::fs::is_regular_file(Path);
    return Place->second;
  }

  struct Include {
    std::string Name;
    bool IsAngled;
  };
  /// What \p Path includes under any condition.
  const std::vector<Include> &includesOf(StringRef Path) {
    auto [Place, New] = Includes.try_emplace(Path);
    std::vector<Include> &Result = Place->second;
    if (!New || !isFile(Path))
      return Result;
    if (auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false))
      forEachIncludeAtAll((*Buffer)->getBuffer(), [&](IncludedName Name) {
        Result.push_back({Name.Name.str(), Name.IsAngled});
      });
    return Result;
  }

private:
  const Overlay &Over;
  StringSet<> ChangedNames;
  StringMap<bool> Files;
  StringMap<std::vector<Include>> Includes;
};

/// Units that look for headers in the same folders.
class Readers {
public:
  Readers(Tree &Files, std::vector<std::string> Folders)
      : Files(Files), Folders(std::move(Folders)) {}

  /// True if the file at \p Path has changed, or includes one that has.
  bool reads(StringRef Path) {
    // Headers include each other in circles: what a circle reads is known when
    // all of it has been walked, so that only a whole walk says no.
    if (Reading.contains(Path))
      return true;
    StringSet<> Walked;
    std::vector<std::string> Left = {Path.str()};
    while (!Left.empty()) {
      std::string Next = std::move(Left.back());
      Left.pop_back();
      if (Silent.contains(Next) || !Walked.insert(Next).second)
        continue;
      if (Files.isChanged(Next) || Reading.contains(Next) || !add(Next, Left)) {
        Reading.insert(Path);
        return true;
      }
    }
    for (StringRef One : Walked.keys())
      Silent.insert(One);
    return false;
  }

private:
  /// Adds to \p Left what the file at \p Path includes; false if it may have
  /// included one that is no longer there.
  bool add(StringRef Path, std::vector<std::string> &Left) {
    for (const Tree::Include &Header : Files.includesOf(Path)) {
      if (!Header.IsAngled) {
        SmallString<256> Beside = sys::path::parent_path(Path);
        sys::path::append(Beside, Header.Name);
        if (Files.isChanged(Beside))
          return false;
        if (Files.isFile(Beside)) {
          Left.push_back(Beside.str().str());
          continue;
        }
      }
      const Found &Place = find(Header.Name);
      if (Place.IsChanged)
        return false;
      if (!Place.Path.empty())
        Left.push_back(Place.Path);
    }
    return true;
  }

  struct Found {
    std::string Path;
    bool IsChanged = false;
  };
  const Found &find(StringRef Name) {
    auto [Place, New] = Resolved.try_emplace(Name);
    Found &Result = Place->second;
    if (New)
      for (const std::string &Folder : Folders) {
        SmallString<256> Path(Folder);
        sys::path::append(Path, Name);
        if (Files.isChanged(Path))
          Result.IsChanged = true;
        if (!Files.isFile(Path))
          continue;
        Result.Path = Path.str().str();
        break;
      }
    return Result;
  }

  Tree &Files;
  std::vector<std::string> Folders;
  StringMap<Found> Resolved;
  /// Files that read something that has changed, and that do not.
  StringSet<> Reading, Silent;
};

/// One letter for each unit: 'r' for one that reads what has changed.
std::string readersIn(ArrayRef<const Unit *> Units, const Overlay &Over,
                      unsigned Jobs) {
  Tree Files(Over);
  Commands UnitCommands(Units, Jobs);
  std::map<std::vector<std::string>, Readers> ByFolders;
  std::string Result;
  for (auto [I, TU] : enumerate(Units)) {
    std::vector<std::string> Folders = UnitCommands.allFolders(I);
    Readers &Alike =
        ByFolders.try_emplace(Folders, Files, Folders).first->second;
    bool Reads = Alike.reads(TU->RealPath);
    for (const std::string &First : UnitCommands.includedFirst(I))
      Reads = Reads || Alike.reads(First);
    Result += Reads ? 'r' : '-';
  }
  return Result;
}

} // namespace

std::vector<bool> unitsThatRead(ArrayRef<const Unit *> Units,
                                const Overlay &Over,
                                const PoolOptions &Options) {
  std::vector<bool> Result(Units.size(), true);
  if (Units.empty())
    return Result;
  UnitResult Done = runOnce(Options, [&] {
    UnitResult Letters;
    Letters.Headers = readersIn(Units, Over, Options.Jobs);
    return Letters;
  });
  if (Done.Failure.empty() && Done.Headers.size() == Units.size())
    for (auto [I, Letter] : enumerate(Done.Headers))
      Result[I] = Letter == 'r';
  return Result;
}

} // namespace dmatidy
