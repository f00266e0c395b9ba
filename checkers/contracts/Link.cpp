//===-- Link.cpp - Contract checks over one module ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Link.h"
#include "llvm/Support/raw_ostream.h" // DEBUG
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
  if (getenv("DT_DEBUG"))
    for (const LinkedCall &Call : All.calls()) {
      errs() << "CALL " << Call.Spelled << " " << Call.Site.Function << ":" << Call.Site.Line << " " << Call.Object << "\n";
      if (Call.TheRow->isAcquire()) {
        for (NodeId Id : All.reachedFrom(Call.Result)) errs() << "    -> " << All.node(Id).Name << (All.isGivenAway(Id) ? " AWAY" : "") << "\n";
        continue; }
      const Origins &O = All.meantBy(Call);
      errs() << "   " << O.Acquisitions.size() << " complete " << O.Complete << " any " << All.mayMeanAnything(Call) << " never " << All.isNeverCalled(Call) << "\n";
      for (NodeId Id : O.Nodes) errs() << "    <- " << All.node(Id).Name << (All.isUnknownSource(Id)?" UNKNOWN":"") << "\n";
    } // DEBUG
  for (Diagnostic &Finding : Open)
    if (All.confirms(Finding.Unless))
      Report.Confirmed.push_back(std::move(Finding));
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
