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
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

static KnownFinding knownOf(const Diagnostic &Finding) {
  return {Finding.Fingerprint, Finding.Check,         Finding.Place.File,
          Finding.Function,    Finding.Place.Message, Finding.Text};
}

Baseline::Baseline(ArrayRef<Diagnostic> Findings) {
  for (const Diagnostic &Finding : Findings)
    Known.push_back(knownOf(Finding));
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
    KnownFinding One;
    if (!Map || !Map.map("fingerprint", One.Fingerprint) ||
        !Map.map("check", One.Check) || !Map.map("file", One.File) ||
        !Map.map("function", One.Function) ||
        !Map.map("message", One.Message) || !Map.map("text", One.Text))
      return Bad("is no baseline: " + toString(Root.getError()));
    if (!sys::path::is_absolute(One.File)) {
      SmallString<256> Path(Folder);
      sys::path::append(Path, One.File);
      One.File = Path.str().str();
    }
    Result.Known.push_back(std::move(One));
  }
  return std::move(Result);
}

Error Baseline::write(StringRef File) const {
  SmallString<256> Folder(File);
  sys::fs::make_absolute(Folder);
  sys::path::remove_filename(Folder);
  json::Array Findings;
  for (const KnownFinding &One : Known) {
    StringRef Path = One.File, Below = Path;
    if (Below.consume_front(Folder) && Below.consume_front("/"))
      Path = Below;
    Findings.push_back(json::Object{{"fingerprint", One.Fingerprint},
                                    {"check", One.Check},
                                    {"file", json::fixUTF8(Path)},
                                    {"function", json::fixUTF8(One.Function)},
                                    {"message", json::fixUTF8(One.Message)},
                                    {"text", json::fixUTF8(One.Text)}});
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

std::vector<bool> Baseline::unknown(ArrayRef<Diagnostic> Findings) {
  std::vector<bool> Result(Findings.size(), true);
  using Key = std::function<std::string(const KnownFinding &)>;
  auto Name = [](const KnownFinding &One) {
    return sys::path::filename(One.File).str();
  };
  // From the surest to the least sure.
  const Key Keys[] = {
      [](const KnownFinding &One) { return One.Fingerprint; },
      [&](const KnownFinding &One) {
        return join_items('\0', One.Check, Name(One), One.Message, One.Text);
      },
      [](const KnownFinding &One) {
        return join_items('\0', One.Check, One.Function, One.Message, One.Text);
      },
      [](const KnownFinding &One) {
        return join_items('\0', One.Check, One.Message, One.Text);
      },
      [&](const KnownFinding &One) {
        return join_items('\0', One.Check, Name(One), One.Function,
                          One.Message);
      },
      [&](const KnownFinding &One) {
        return join_items('\0', One.Check, Name(One), One.Function,
                          shapeOfMessage(One.Message), shapeOf(One.Text));
      },
      [&](const KnownFinding &One) {
        return join_items('\0', One.Check, One.Function,
                          shapeOfMessage(One.Message), shapeOf(One.Text));
      },
      [&](const KnownFinding &One) {
        return join_items('\0', One.Check, Name(One),
                          shapeOfMessage(One.Message), shapeOf(One.Text));
      }};
  for (const Key &Of : Keys) {
    StringMap<SmallVector<size_t, 1>> Left;
    for (auto [Index, One] : enumerate(Known))
      Left[Of(One)].push_back(Index);
    std::vector<bool> Met(Known.size());
    for (auto [Index, Finding] : enumerate(Findings)) {
      if (!Result[Index])
        continue;
      auto Found = Left.find(Of(knownOf(Finding)));
      if (Found == Left.end() || Found->second.empty())
        continue;
      // In the order of the file.
      Met[Found->second.front()] = true;
      Found->second.erase(Found->second.begin());
      Result[Index] = false;
    }
    size_t At = 0;
    erase_if(Known, [&](const KnownFinding &) { return bool(Met[At++]); });
  }
  return Result;
}

} // namespace dmatidy
