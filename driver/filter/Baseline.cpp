//===-- Baseline.cpp - Findings that are known ----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Baseline.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

static BaselineEntry entryFor(const Diagnostic &Finding) {
  return {Finding.Fingerprint,    Finding.Check,         Finding.Place.File,
          Finding.Function,       Finding.Place.Message, Finding.Text,
          Finding.ExitFingerprint};
}

/// \p Findings with their further exits beside them.
static std::vector<Diagnostic> eachExit(ArrayRef<Diagnostic> Findings) {
  std::vector<Diagnostic> Each;
  for (const Diagnostic &Finding : Findings) {
    Each.push_back(Finding);
    Each.back().Exits.clear();
    append_range(Each, Finding.Exits);
  }
  return Each;
}

Baseline::Baseline(ArrayRef<Diagnostic> Findings) {
  for (const Diagnostic &Finding : eachExit(Findings))
    Entries.push_back(entryFor(Finding));
}

Expected<Baseline> Baseline::read(StringRef File) {
  auto Bad = [&](const Twine &Why) {
    return createStringError(File + ": " + Why);
  };
  if (!sys::fs::is_regular_file(File))
    return Bad("no baseline there; make one with --write-baseline");
  auto Parsed = readJSON(File, "is no baseline");
  if (!Parsed)
    return Parsed.takeError();
  const json::Object *Document = Parsed->getAsObject();
  const json::Array *Findings =
      Document ? Document->getArray("findings") : nullptr;
  if (!Findings || Document->getInteger("version") != 1)
    return Bad("is no baseline of version 1");
  SmallString<256> Folder(File);
  sys::fs::make_absolute(Folder);
  sys::path::remove_filename(Folder);
  Baseline Result;
  for (const json::Value &Value : *Findings) {
    json::Path::Root Root("findings");
    json::ObjectMapper Map(Value, Root);
    BaselineEntry Entry;
    if (!Map || !Map.map("fingerprint", Entry.Fingerprint) ||
        !Map.map("check", Entry.Check) || !Map.map("file", Entry.File) ||
        !Map.map("function", Entry.Function) ||
        !Map.map("message", Entry.Message) || !Map.map("text", Entry.Text) ||
        !Map.mapOptional("exit", Entry.ExitFingerprint))
      return Bad("is no baseline: " + toString(Root.getError()));
    if (!sys::path::is_absolute(Entry.File)) {
      SmallString<256> Path(Folder);
      sys::path::append(Path, Entry.File);
      Entry.File = Path.str().str();
    }
    Result.Entries.push_back(std::move(Entry));
  }
  return std::move(Result);
}

Error Baseline::write(StringRef File) const {
  SmallString<256> Folder(File);
  sys::fs::make_absolute(Folder);
  sys::path::remove_filename(Folder);
  json::Array Findings;
  for (const BaselineEntry &Entry : Entries) {
    StringRef Path = Entry.File, Below = Path;
    if (Below.consume_front(Folder) && Below.consume_front("/"))
      Path = Below;
    json::Object Written{{"fingerprint", Entry.Fingerprint},
                         {"check", Entry.Check},
                         {"file", json::fixUTF8(Path)},
                         {"function", json::fixUTF8(Entry.Function)},
                         {"message", json::fixUTF8(Entry.Message)},
                         {"text", json::fixUTF8(Entry.Text)}};
    if (!Entry.ExitFingerprint.empty())
      Written["exit"] = Entry.ExitFingerprint;
    Findings.push_back(std::move(Written));
  }
  return replaceFile(
      File, formatv("{0:2}\n",
                    json::Value(json::Object{
                        {"version", 1}, {"findings", std::move(Findings)}}))
                .str());
}

/// \p Text with names and numbers replaced, and spaces dropped: what stays when
/// things are renamed. Names of functions that are called stay.
static std::string shapeOf(StringRef Text) {
  std::string Result;
  for (size_t At = 0; At < Text.size();) {
    char C = Text[At];
    if (!isAlnum(C) && C != '_') {
      if (!isSpace(C))
        Result += C;
      ++At;
      continue;
    }
    size_t Start = At;
    while (At < Text.size() && (isAlnum(Text[At]) || Text[At] == '_'))
      ++At;
    if (At < Text.size() && Text[At] == '(')
      Result += Text.slice(Start, At);
    else
      Result += isDigit(C) ? '0' : 'x';
  }
  return Result;
}

/// \p Message with the things it quotes replaced.
static std::string shapeOfMessage(StringRef Message) {
  std::string Result;
  bool Inside = false;
  for (char C : Message) {
    Inside ^= C == '\'';
    if (!Inside)
      Result += C;
  }
  return Result;
}

std::vector<Diagnostic> Baseline::takeKnown(std::vector<Diagnostic> &Findings) {
  // Who wrote an entry without an exit knew of none and meant them all.
  StringSet<> WithAllExits;
  for (const BaselineEntry &Entry : Entries)
    if (Entry.ExitFingerprint.empty())
      WithAllExits.insert(Entry.Fingerprint);
  const std::vector<Diagnostic> Each = eachExit(Findings);
  const std::vector<bool> IsNew = unknown(Each);
  std::vector<Diagnostic> Known;
  size_t At = 0;
  erase_if(Findings, [&](Diagnostic &Finding) {
    bool All = !IsNew[At] && WithAllExits.contains(Finding.Fingerprint);
    StringSet<> Here;
    for (size_t End = At + 1 + Finding.Exits.size(); At < End; ++At)
      if (!IsNew[At] || All) {
        Here.insert(Each[At].Fingerprint);
        Known.push_back(Each[At]);
      }
    return !keepExits(Finding, [&](const Diagnostic &Exit) {
      return !Here.contains(Exit.Fingerprint);
    });
  });
  return Known;
}

std::vector<bool> Baseline::unknown(ArrayRef<Diagnostic> Findings) {
  std::vector<bool> Result(Findings.size(), true);
  using Key = std::function<std::string(const BaselineEntry &)>;
  auto Name = [](const BaselineEntry &E) {
    return sys::path::filename(E.File).str();
  };
  // From the surest to the least sure.
  const Key Keys[] = {
      [](const BaselineEntry &E) { return E.ExitFingerprint; },
      [](const BaselineEntry &E) { return E.Fingerprint; },
      [&](const BaselineEntry &E) {
        return join_items('\0', E.Check, Name(E), E.Message, E.Text);
      },
      [](const BaselineEntry &E) {
        return join_items('\0', E.Check, E.Function, E.Message, E.Text);
      },
      [](const BaselineEntry &E) {
        return join_items('\0', E.Check, E.Message, E.Text);
      },
      [&](const BaselineEntry &E) {
        return join_items('\0', E.Check, Name(E), E.Function, E.Message);
      },
      [&](const BaselineEntry &E) {
        return join_items('\0', E.Check, Name(E), E.Function,
                          shapeOfMessage(E.Message), shapeOf(E.Text));
      },
      [&](const BaselineEntry &E) {
        return join_items('\0', E.Check, E.Function, shapeOfMessage(E.Message),
                          shapeOf(E.Text));
      },
      [&](const BaselineEntry &E) {
        return join_items('\0', E.Check, Name(E), shapeOfMessage(E.Message),
                          shapeOf(E.Text));
      }};
  for (const Key &Of : Keys) {
    StringMap<SmallVector<size_t, 1>> Left;
    for (auto [Index, Entry] : enumerate(Entries))
      Left[Of(Entry)].push_back(Index);
    std::vector<bool> Met(Entries.size());
    for (auto [Index, Finding] : enumerate(Findings)) {
      if (!Result[Index])
        continue;
      std::string Own = Of(entryFor(Finding));
      auto It = Left.find(Own);
      if (Own.empty() || It == Left.end() || It->second.empty())
        continue;
      // In the order of the file.
      Met[It->second.front()] = true;
      It->second.erase(It->second.begin());
      Result[Index] = false;
    }
    size_t At = 0;
    erase_if(Entries, [&](const BaselineEntry &) { return bool(Met[At++]); });
  }
  return Result;
}

} // namespace dmatidy
