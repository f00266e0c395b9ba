//===-- ShardFile.cpp - A part of a run, to be merged ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/ShardFile.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace dmatidy {

Error ShardFile::write(StringRef File) const {
  std::string Text;
  raw_string_ostream OS(Text);
  json::OStream J(OS);
  J.object([&] {
    J.attribute("version", 1);
    J.attribute("index", Part.Index);
    J.attribute("count", Part.Count);
    J.attribute("salt", Salt);
    J.attribute("chosen", Chosen);
    J.attribute("seconds", Seconds);
    J.attribute("checks", json::Array(Checks));
    J.attribute("models", json::Array(Models));
    J.attribute("incomplete", json::Array(Incomplete));
    J.attribute("with-others", json::Array(WithOthers));
    J.attributeArray("units", [&] {
      for (const Entry &E : Entries)
        J.object([&] {
          J.attribute("order", E.Order);
          J.attribute("file", json::fixUTF8(E.File));
          J.attribute("module", json::fixUTF8(E.Module));
          J.attribute("result", json::Value(toJSON(E.Result)));
        });
    });
  });
  OS << '\n';
  return replaceFile(File, Text);
}

Expected<ShardFile> ShardFile::read(StringRef File) {
  auto Bad = [&](const Twine &Why) {
    return createStringError(File + ": " + Why);
  };
  if (!sys::fs::is_regular_file(File))
    return Bad("there is no such file");
  auto Parsed = readJSON(File, "is no result of --shard");
  if (!Parsed)
    return Parsed.takeError();
  json::Path::Root Root("shard");
  json::ObjectMapper Map(*Parsed, Root);
  ShardFile Result;
  int64_t Version = 0, Index = 0, Count = 0, Chosen = 0;
  if (!Map || !Map.map("version", Version) || Version != 1 ||
      !Map.map("index", Index) || !Map.map("count", Count) ||
      !Map.map("salt", Result.Salt) || !Map.map("chosen", Chosen) ||
      !Map.map("seconds", Result.Seconds) ||
      !Map.map("checks", Result.Checks) || !Map.map("models", Result.Models) ||
      !Map.map("incomplete", Result.Incomplete) ||
      !Map.map("with-others", Result.WithOthers) || Index < 1 ||
      Count < Index || Count > MostParts || Chosen < 0)
    return Bad("is no result of --shard");
  Result.Part = {unsigned(Index), unsigned(Count)};
  Result.Chosen = Chosen;
  const json::Array *Units = Parsed->getAsObject()->getArray("units");
  if (!Units)
    return Bad("is no result of --shard");
  for (const json::Value &Value : *Units) {
    json::Path::Root UnitRoot("unit");
    json::ObjectMapper Unit(Value, UnitRoot);
    Entry E;
    int64_t Order = 0;
    const json::Value *Of =
        Value.getAsObject() ? Value.getAsObject()->get("result") : nullptr;
    if (!Unit || !Unit.map("order", Order) || !Unit.map("file", E.File) ||
        !Unit.map("module", E.Module) || !Of || !fromJSON(*Of, E.Result))
      return Bad("is no result of --shard");
    E.Order = Order;
    Result.Entries.push_back(std::move(E));
  }
  if (Result.Entries.size() > Result.Chosen)
    return Bad("is no result of --shard");
  return std::move(Result);
}

Expected<ShardFile> mergeShards(ArrayRef<std::string> Files) {
  if (Files.empty())
    return createStringError("merge: name the files that --shard has written");
  ShardFile Whole;
  std::vector<std::string> From;
  for (const std::string &File : Files) {
    auto Part = ShardFile::read(File);
    if (!Part)
      return Part.takeError();
    if (From.empty()) {
      From.resize(Part->Part.Count);
      Whole.Salt = Part->Salt;
      Whole.Incomplete = Part->Incomplete;
      Whole.Checks = Part->Checks;
      Whole.Models = Part->Models;
    }
    if (Part->Part.Count != From.size())
      return createStringError(File + ": is one of " + Twine(Part->Part.Count) +
                               " parts, " + Files.front() + " one of " +
                               Twine(From.size()));
    if (Part->Salt != Whole.Salt || Part->Incomplete != Whole.Incomplete)
      return createStringError(File +
                               ": comes from another version, other "
                               "options or other units than " +
                               Files.front());
    std::string &Place = From[Part->Part.Index - 1];
    if (!Place.empty())
      return createStringError(File + ": is part " + Twine(Part->Part.Index) +
                               ", and so is " + Place);
    Place = File;
    Whole.Chosen += Part->Chosen;
    Whole.Seconds += Part->Seconds;
    append_range(Whole.WithOthers, std::move(Part->WithOthers));
    append_range(Whole.Entries, std::move(Part->Entries));
  }
  for (auto [Index, File] : enumerate(From))
    if (File.empty())
      return createStringError("merge: part " + Twine(Index + 1) + " of " +
                               Twine(From.size()) + " is missing");
  llvm::sort(Whole.Entries,
             [](const ShardFile::Entry &A, const ShardFile::Entry &B) {
               return A.Order < B.Order;
             });
  return std::move(Whole);
}

} // namespace dmatidy
