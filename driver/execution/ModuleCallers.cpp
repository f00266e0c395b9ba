//===-- ModuleCallers.cpp - Units read for whom they call -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/ModuleCallers.h"
#include "driver/compilation/SourceText.h"
#include "driver/files/Sources.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace dmatidy {

ModuleCallers::ModuleCallers(ArrayRef<const Unit *> Left, const Overlay *Over)
    : Over(Over) {
  // A unit without a module is alone in its own.
  for (const Unit *TU : Left)
    if (!TU->module().empty())
      Modules[TU->module()].push_back(TU);
}

/// True if a finding that is due \p Due depends on who calls its function.
static bool asksForCallers(const Obligation &Due) {
  switch (Due.Kind) {
  case ObligationKind::CallersLeaveAlone:
  case ObligationKind::KnownCallersLeaveAlone:
  case ObligationKind::CallersReleaseOnFailure:
    return true;
  case ObligationKind::CalleeLeavesAlone:
  case ObligationKind::FailedCalleeLeavesAlone:
  case ObligationKind::CalleeTransfers:
  case ObligationKind::NobodySynchronisesForCpu:
  case ObligationKind::NobodySynchronisesForDevice:
  case ObligationKind::ReleasedOnFailureOnly:
  case ObligationKind::ReleasedByFunctionOnly:
  case ObligationKind::OtherModulesLeaveAlone:
    break;
  }
  return false;
}

/// True if \p Word, a word of \p Text, is called as the field of a record.
static bool isCalledField(StringRef Word, StringRef Text) {
  StringRef Front = Text.take_front(Word.data() - Text.data()).rtrim();
  StringRef Behind = Text.drop_front(Front.size()).ltrim();
  Behind = Behind.drop_front(Word.size()).ltrim();
  return (Front.ends_with("->") || Front.ends_with(".")) &&
         Behind.starts_with("(");
}

std::vector<const Unit *>
ModuleCallers::askedFor(StringRef Module, ArrayRef<size_t> Units,
                        ArrayRef<UnitResult> Results) {
  std::vector<const Unit *> Asked;
  auto Left = Modules.find(Module);
  if (Left == Modules.end())
    return Asked;
  StringSet<> Functions, Fields;
  for (size_t Index : Units)
    for (const Diagnostic &Finding : Results[Index].Findings)
      for (const Obligation &Due : Finding.Obligations)
        if (asksForCallers(Due))
          Functions.insert(Due.Function);
  if (Functions.empty())
    return Asked;
  auto NoteFields = [&](const UnitSummary &Facts) {
    for (const TableEntry &Entry : Facts.Tables)
      if (Functions.contains(Entry.Function))
        Fields.insert(StringRef(Entry.Field).rsplit('.').second);
  };
  for (size_t Index : Units) {
    NoteFields(Results[Index].Facts);
    for_each(Results[Index].Callers, NoteFields);
  }
  auto [Known, IsFirst] = FieldsBefore.try_emplace(Module, Fields.size());
  if (!IsFirst && std::exchange(Known->second, Fields.size()) == Fields.size())
    return Asked;
  Sources Texts(Over);
  std::vector<const Unit *> ByField;
  for (const Unit *TU : Left->second) {
    if (Before.contains(TU))
      continue;
    bool Names = false, Calls = false;
    StringRef Text = Texts.text(TU->RealPath);
    forEachWord(Text, [&](StringRef Word) {
      Names |= Functions.contains(Word);
      Calls |= Fields.contains(Word) && isCalledField(Word, Text);
    });
    if (Names)
      Asked.push_back(TU);
    else if (Calls)
      ByField.push_back(TU);
  }
  if (ByField.size() <= MaxByField)
    append_range(Asked, ByField);
  Before.insert_range(Asked);
  return Asked;
}

} // namespace dmatidy
