//===-- Includes.cpp - What files include for certain ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/Includes.h"
#include "driver/compilation/SourceText.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// Calls \p Each with the word and the rest of every line that is a directive.
static void forEachDirective(StringRef Text,
                             function_ref<void(StringRef, StringRef)> Each) {
  for (size_t At = 0; (At = Text.find('#', At)) != StringRef::npos; ++At) {
    StringRef Before = Text.take_front(At).rtrim(" \t");
    if (!Before.empty() && Before.back() != '\n')
      continue;
    StringRef Line =
        Text.substr(At + 1).take_until([](char C) { return C == '\n'; });
    Line = Line.ltrim(" \t");
    StringRef Word =
        Line.take_while([](char C) { return isAsciiIdentifierContinue(C); });
    Each(Word, Line.drop_front(Word.size()).trim(" \t\r"));
  }
}

/// Calls \p Each with what \p Text includes in any configuration.
static void forEachInclude(StringRef Text,
                           function_ref<void(IncludedName)> Each) {
  unsigned Depth = 0, Seen = 0;
  StringRef Guard;
  bool IsGuarded = false;
  forEachDirective(Text, [&](StringRef Word, StringRef Rest) {
    ++Seen;
    if (Word == "ifndef" && Seen == 1)
      Guard = Rest;
    if (Word == "define" && Seen == 2 && !Guard.empty())
      IsGuarded = Rest.starts_with(Guard);
    if (Word.starts_with("if"))
      ++Depth;
    else if (Word == "endif" && Depth)
      --Depth;
    if (Word != "include" || Depth > (IsGuarded ? 1 : 0))
      return;
    if (auto Included = includedName(Rest))
      Each(*Included);
  });
}

void forEachIncludeAtAll(StringRef Text,
                         function_ref<void(IncludedName)> Each) {
  forEachDirective(Text, [&](StringRef Word, StringRef Rest) {
    if (Word == "include" || Word == "include_next" || Word == "import")
      if (auto Included = includedName(Rest))
        Each(*Included);
  });
}

std::string IncludeGraph::find(StringRef Name) {
  auto [Place, New] = Resolved.try_emplace(Name);
  if (!New)
    return Place->second;
  for (const std::string &Folder : Folders) {
    SmallString<256> Path(Folder);
    sys::path::append(Path, Name);
    if (sys::fs::is_regular_file(Path)) {
      Place->second = Path.str().str();
      break;
    }
  }
  return Place->second;
}

void IncludeGraph::read(Id Of, StringRef Path) {
  if (!sys::fs::is_regular_file(Path))
    return;
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return;
  StringRef Text = (*Buffer)->getBuffer();
  Files[Of].Bytes = Text.size();
  std::vector<std::pair<std::string, std::string>> Included;
  forEachInclude(Text, [&](IncludedName Include) {
    std::string Beside =
        Include.IsAngled ? "" : headerBeside(Path, Include.Name);
    if (!Beside.empty())
      Included.emplace_back(std::move(Beside), "");
    else if (std::string Header = find(Include.Name); !Header.empty())
      Included.emplace_back(std::move(Header), Include.Name.str());
  });
  for (auto &[Path, Name] : Included) {
    Id Header = known(Path);
    if (!Name.empty())
      Files[Header].Name = Name;
    Files[Of].Includes.push_back(Header);
  }
}

IncludeGraph::Id IncludeGraph::known(StringRef Path) {
  auto [Place, New] = ByPath.try_emplace(Path, Files.size());
  if (New) {
    Files.emplace_back();
    Unread.emplace_back(Place->second, Path.str());
  }
  return Place->second;
}

IncludeGraph::Id IncludeGraph::add(StringRef Path) {
  Id Result = known(Path);
  if (!Unread.empty())
    Reached.clear();
  while (!Unread.empty()) {
    auto [Of, Next] = std::move(Unread.back());
    Unread.pop_back();
    read(Of, Next);
  }
  return Result;
}

const BitVector &IncludeGraph::reachedFrom(Id Root) const {
  BitVector &Result = Reached[Root];
  if (!Result.empty())
    return Result;
  Result.resize(Files.size());
  SmallVector<Id, 64> Left{Root};
  Result.set(Root);
  while (!Left.empty())
    for (Id Next : Files[Left.pop_back_val()].Includes)
      if (!Result.test(Next)) {
        Result.set(Next);
        Left.push_back(Next);
      }
  return Result;
}

} // namespace dmatidy
