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

static Note noteAt(const SourceSite &Site, const Twine &Text) {
  return {Site.File, Site.Line, Site.Column, Text.str()};
}

Diagnostic &ContractReport::add(
    StringRef Check, Confidence Level, const LinkedCall &At,
    const Twine &Message,
    ArrayRef<std::pair<const LinkedCall *, std::string>> Others) {
  Diagnostic Found;
  Found.Check = Check.str();
  Found.Level = toString(Level).str();
  Found.Place = noteAt(At.Site, Message);
  Found.Function = At.Site.Function;
  for (const auto &[Other, Text] : Others)
    Found.Notes.push_back(noteAt(Other->Site, Text));
  Found.Fingerprint = fingerprintOf(Found, At.Site.Text);
  Findings.push_back(std::move(Found));
  return Findings.back();
}

std::string acquiredHere(const LinkedCall &Acquired) {
  return Acquired.TheRow->TheFamily->Noun + " is " +
         (Acquired.TheRow->TheGives == Gives::Memory ? "acquired" : "made") +
         " here with " + Acquired.Spelled + "()";
}

ContractReport linkModule(ArrayRef<ContractFacts> Units, bool Whole,
                          const Model &Api, ArrayRef<std::string> Checks) {
  ContractReport Report;
  Module All(Api, Whole);
  for (const ContractFacts &Unit : Units)
    All.add(Unit);
  All.close();
  auto Enabled = [&](StringRef Check) { return is_contained(Checks, Check); };
  if (Enabled("dma-release-mismatch"))
    checkMismatch(All, Api, Report);
  if (Enabled("dma-leak"))
    checkUnreleased(All, Api, Report);
  if (Enabled("dma-sg-count"))
    checkSgCount(All, Report);
  if (Enabled("dma-sync-mismatch"))
    checkSync(All, Report);
  if (Enabled("dma-unchecked-result"))
    checkUntested(All, Report);
  return Report;
}

} // namespace dmatidy
