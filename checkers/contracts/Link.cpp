//===-- Link.cpp - Contract checks over one module ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Link.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

Diagnostic &ContractReport::add(
    StringRef Check, Confidence Level, const LinkedCall &At,
    const Twine &Message,
    ArrayRef<std::pair<const LinkedCall *, std::string>> Others) {
  Diagnostic Found = findingAt(At.Site, Check, Level, Message);
  for (const auto &[Other, Text] : Others)
    Found.Notes.push_back(noteAt(Other->Site, Text));
  Findings.push_back(std::move(Found));
  return Findings.back();
}

std::string acquiredHere(const LinkedCall &Acquired) {
  return Acquired.TheRow->TheFamily->Noun + " is " +
         (Acquired.TheRow->TheGives == Gives::Memory ? "acquired" : "made") +
         " here with " + Acquired.Spelled + "()";
}

ContractReport linkModule(ArrayRef<ContractFacts> Units,
                          std::vector<Diagnostic> Open, bool Whole,
                          const Model &Api, ArrayRef<std::string> Checks) {
  ContractReport Report;
  Module All(Api, Whole);
  for (const ContractFacts &Unit : Units)
    All.add(Unit);
  All.close();
  for (Diagnostic &Finding : Open)
    if (All.confirms(Finding.Unless))
      Report.Confirmed.push_back(std::move(Finding));
  Report.Functions = All.summaries();
  auto Enabled = [&](StringRef Check) { return is_contained(Checks, Check); };
  if (Enabled("dma-release-mismatch"))
    checkMismatch(All, Api, Report);
  if (Enabled("dma-leak"))
    checkUnreleased(All, Api, Report);
  if (Enabled("dma-sg-count"))
    checkSgCount(All, Report);
  if (Enabled("dma-attrs"))
    checkAttrs(All, Api, Report);
  if (Enabled("dma-handle-type"))
    checkHandleType(All, Report);
  if (Enabled("dma-device"))
    checkDevice(All, Api, Report);
  if (Enabled("dma-bad-memory"))
    checkBadMemory(All, Report);
  if (Enabled("dma-sync-mismatch"))
    checkSync(All, Report);
  if (Enabled("dma-unchecked-result"))
    checkUntested(All, Report);
  return Report;
}

} // namespace dmatidy
