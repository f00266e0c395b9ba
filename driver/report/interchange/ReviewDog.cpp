//===-- ReviewDog.cpp - The report in reviewdog's format ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// DiagnosticResult of reviewdog.proto: lines and columns from 1, columns in
// bytes, ends exclusive.
//
//===----------------------------------------------------------------------===//

#include "driver/report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

static json::Object position(unsigned Line, unsigned Column) {
  return json::Object{{"line", std::max(1u, Line)},
                      {"column", std::max(1u, Column)}};
}

static json::Object location(StringRef Root, const Note &Place) {
  json::Object Range, Result;
  Range["start"] = position(Place.Line, Place.Column);
  Result["path"] = json::fixUTF8(namedFrom(Root, Place.File));
  Result["range"] = std::move(Range);
  return Result;
}

void writeRDJSON(const RunReport &Report, StringRef Root, raw_ostream &OS) {
  json::Array All;
  for (auto [Index, Finding] : enumerate(Report.Findings)) {
    json::Object One{
        {"message", json::fixUTF8(withSteps(Finding, Root))},
        {"location", location(Root, Finding.Place)},
        {"severity", Report.severity(Index, "ERROR", "WARNING", "INFO")},
        {"code", json::Object{{"value", Finding.Check}}}};
    // A suggestion is for the file that the diagnostic stands in.
    json::Array Suggestions, Related;
    if (all_of(Finding.Fixes, [&, &D = Finding](const Fix &Edit) {
          return Edit.File == D.Place.File;
        }))
      for (const Fix &Edit : Finding.Fixes)
        Suggestions.push_back(json::Object{
            {"range",
             json::Object{{"start", position(Edit.Line, Edit.Column)},
                          {"end", position(Edit.EndLine, Edit.EndColumn)}}},
            {"text", json::fixUTF8(Edit.Text)}});
    for (const Note &Step : Finding.Notes)
      Related.push_back(json::Object{{"message", json::fixUTF8(Step.Message)},
                                     {"location", location(Root, Step)}});
    if (!Suggestions.empty())
      One["suggestions"] = std::move(Suggestions);
    if (!Related.empty())
      One["relatedLocations"] = std::move(Related);
    All.push_back(std::move(One));
  }
  for (const UnitFailure &Failure : Report.Failures)
    All.push_back(json::Object{
        {"message", json::fixUTF8("could not be analysed: " + Failure.Reason)},
        {"location",
         json::Object{{"path", json::fixUTF8(namedFrom(Root, Failure.File))}}},
        {"severity", "ERROR"}});
  OS << formatv("{0:2}", json::Value(json::Object{
                             {"source", json::Object{{"name", "dma-tidy"}}},
                             {"diagnostics", std::move(All)}}))
     << '\n';
}

} // namespace dmatidy
