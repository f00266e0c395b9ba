//===-- Model.cpp - Reading and asking the DMA API's rows -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/model/Model.h"
#include "checkers/model/Rows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace dmatidy;

static constexpr char BuiltinRows[] = {
#embed "api.yaml"
    , 0};

StringRef dmatidy::directionName(int64_t Number) {
  static const StringRef Names[] = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE",
                                    "DMA_FROM_DEVICE", "DMA_NONE"};
  return Number >= 0 && Number < int64_t(std::size(Names))
             ? Names[Number]
             : "an invalid direction";
}

int ApiFunction::lastArgument() const {
  return std::max({Device,
                   Memory,
                   MemoryOut,
                   Handle,
                   HandleOut,
                   Size,
                   Offset,
                   Direction,
                   Count,
                   Attrs,
                   Gfp,
                   List,
                   Pool,
                   MappedCount,
                   Reads,
                   Writes,
                   Mask,
                   Handler,
                   TransferDirection,
                   Fill});
}

bool ApiFunction::touchesDma() const {
  return Role == FunctionRole::Acquire || Role == FunctionRole::Release ||
         Role == FunctionRole::Sync || Role == FunctionRole::Use ||
         Role == FunctionRole::Mask ||
         (Role == FunctionRole::Test && Failure == FailureKind::MappingError);
}

bool ApiFunction::releases(const ObjectFamily &Acquired) const {
  return isRelease() &&
         (Family == &Acquired || is_contained(Also, Acquired.Name));
}

bool ApiFunction::nearlyReleases(const ObjectFamily &Acquired) const {
  return isRelease() && (is_contained(Acquired.CloseTo, FamilyName) ||
                         is_contained(Family->CloseTo, Acquired.Name));
}

/// The first two letters of \p Word, as a number.
static unsigned startOf(StringRef Word) {
  return static_cast<unsigned char>(Word[0]) << 8 |
         (Word.size() > 1 ? static_cast<unsigned char>(Word[1]) : 0);
}

Error Model::add(MemoryBufferRef Text) {
  Fingerprint = Fingerprint * 31 + xxh3_64bits(Text.getBuffer());
  Expected<Rows> Read = Rows::read(Text, Families);
  if (!Read)
    return Read.takeError();
  Rows &Doc = *Read;
  for (ObjectFamily &Row : Doc.Families) {
    std::string Name = Row.Name;
    Families[Name] = std::move(Row);
  }
  for (ApiFunction &Row : Doc.Functions) {
    if (Text.getBufferStart() == BuiltinRows)
      Row.Origin.clear();
    if (!Row.FamilyName.empty())
      Row.Family = &Families.find(Row.FamilyName)->second;
    if (Row.touchesDma() || Row.Role == FunctionRole::Transfer ||
        Row.Role == FunctionRole::Bind || Row.Iova != IovaStep::None) {
      addWord(Row.Name);
      addWord(Row.Spelled);
    }
    if (Row.isRelease())
      ReleaseOrder.push_back(Row.Name);
    if (Row.Spelled != Row.Name)
      addPlainTwin(Row);
    std::string Name = Row.Name;
    Functions[Name] = std::move(Row);
  }
  Links.insert(Doc.Links.begin(), Doc.Links.end());
  Finals.insert(Doc.Finals.begin(), Doc.Finals.end());
  Repeated.insert(Doc.Repeated.begin(), Doc.Repeated.end());
  Removals.insert(Doc.Removals.begin(), Doc.Removals.end());
  Stopping.insert(Doc.Stopping.begin(), Doc.Stopping.end());
  Working.insert(Doc.Working.begin(), Doc.Working.end());
  WorkingCallbacks.insert(Doc.WorkingCallbacks.begin(),
                          Doc.WorkingCallbacks.end());
  for (StringRef Field : Doc.SetByMapping) {
    SetByMapping.insert(Field);
    addWord(Field.split('.').second);
  }
  for (StringRef Macro : Doc.Accessors)
    addWord(Macro);
  CleanupFollows.insert(Doc.CleanupFollows.begin(), Doc.CleanupFollows.end());
  for (StringRef Type : Doc.Types)
    if (!Type.empty()) {
      HandleTypes.insert(Type);
      Starts.set(startOf(Type));
    }
  CompletionFields.insert(Doc.CompletionFields.begin(),
                          Doc.CompletionFields.end());
  ProbeRecords.insert(Doc.ProbeRecords.begin(), Doc.ProbeRecords.end());
  ClassDevices.insert(Doc.ClassDevices.begin(), Doc.ClassDevices.end());
  ZoneFlags |= Doc.ZoneFlags;
  SleepFlag |= Doc.SleepFlag;
  CacheLine = Doc.CacheLine ? Doc.CacheLine : CacheLine;
  MatchingAttributes |= Doc.MatchingAttributes;
  NoMappingAttribute |= Doc.NoMappingAttribute;
  Attributes |= Doc.Attributes;
  append_range(Headers, Doc.Headers);
  append_range(OwnHeaders, Doc.OwnHeaders);
  for (auto &[Name, Reason] : Doc.LeftOut)
    LeftOut.insert(Name);
  MaskFields.insert(Doc.MaskFields.begin(), Doc.MaskFields.end());
  FromPhysical.insert(Doc.FromPhysical.begin(), Doc.FromPhysical.end());
  ToPhysical.insert(Doc.ToPhysical.begin(), Doc.ToPhysical.end());
  MemoryTests.insert(Doc.MemoryTests.begin(), Doc.MemoryTests.end());
  for (const std::string &Field : Doc.TransferFields) {
    TransferFields.insert(Field);
    addWord(StringRef(Field).split('.').first);
  }
  for (auto &[Field, Twin] : Doc.MappedTwins)
    MappedTwins[Field] = Twin;
  for (int64_t Number : Doc.Accepted)
    Accepted.insert(Number);
  return Error::success();
}

void Model::addPlainTwin(const ApiFunction &Row) {
  auto [It, Added] = Functions.try_emplace(Row.Spelled, Row);
  if (!Added)
    return;
  It->second.Name = Row.Spelled;
  It->second.Attrs = -1;
  It->second.Absent = "a macro over " + Row.Name;
}

Expected<std::unique_ptr<Model>> Model::load(ArrayRef<std::string> Files) {
  auto Result = std::make_unique<Model>();
  if (Error Bad = Result->add({BuiltinRows, "built-in model"}))
    return std::move(Bad);
  for (const std::string &File : Files) {
    auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return createStringError(Buffer.getError(), "cannot read model '%s': %s",
                               File.c_str(),
                               Buffer.getError().message().c_str());
    if (Error Bad = Result->add(**Buffer))
      return std::move(Bad);
  }
  return Result;
}

std::unique_ptr<Model> Model::with(MemoryBufferRef Text) const {
  auto Result = std::make_unique<Model>(*this);
  if (Error Bad = Result->add(Text)) {
    consumeError(std::move(Bad));
    return nullptr;
  }
  for (auto &Entry : Result->Functions) {
    ApiFunction &Row = Entry.getValue();
    if (!find(Row.Name))
      Row.Origin.clear();
    if (Row.Family)
      Row.Family = &Result->Families.find(Row.FamilyName)->second;
  }
  return Result;
}

const ApiFunction *Model::find(StringRef Name) const {
  auto It = Functions.find(Name);
  return It == Functions.end() ? nullptr : &It->second;
}

bool Model::isLink(StringRef RecordName) const {
  return Links.contains(RecordName);
}

bool Model::isFinalOnFailure(StringRef Record, StringRef Field) const {
  return Finals.contains(Field) ||
         Finals.contains((Record + "." + Field).str());
}

bool Model::isRepeated(StringRef Record, StringRef Field) const {
  return Repeated.contains((Record + "." + Field).str());
}

void Model::addWord(StringRef Word) {
  if (Word.empty())
    return;
  Words.insert(Word);
  Starts.set(startOf(Word));
}

bool Model::isHandleType(StringRef Word) const {
  return !Word.empty() && Starts.test(startOf(Word)) &&
         HandleTypes.contains(Word);
}

bool Model::mayTouchDma(StringRef Word) const {
  // Every name in every source is asked for; most begin in another way.
  return Starts.test(startOf(Word)) && Words.contains(Word);
}

StringRef Model::releaseFor(const ApiFunction &Acquired) const {
  const ApiFunction *Row = releaseRow(Acquired);
  return Row ? StringRef(Row->Spelled) : "";
}

const ApiFunction *Model::releaseRow(const ApiFunction &Acquired) const {
  for (const std::string &Name : ReleaseOrder)
    if (const ApiFunction *Row = find(Name); Row->Family == Acquired.Family)
      return Row;
  return nullptr;
}

StringRef Model::testFor(const ApiFunction &Acquired) const {
  auto Common = [&](StringRef Name) {
    size_t I = 0;
    while (I < Name.size() && I < Acquired.Name.size() &&
           Name[I] == Acquired.Name[I])
      ++I;
    return I;
  };
  StringRef Best;
  for (const auto &[Name, Row] : Functions)
    if (Row.Role == FunctionRole::Test && Row.Failure == Acquired.Failure)
      // The map has no order; of two that are as close the shorter name wins.
      if (Best.empty() || std::pair(Common(Name), Best.size()) >
                              std::pair(Common(Best), Name.size()))
        Best = Name;
  return Best;
}
