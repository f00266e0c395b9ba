//===-- UnitResult.cpp - What is kept and sent of a unit -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/UnitResult.h"
#include "checkers/Registry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"

using namespace llvm;

namespace dmatidy {

static json::Object toJSON(const Note &Place) {
  return json::Object{{"file", Place.File},
                      {"line", Place.Line},
                      {"column", Place.Column},
                      {"message", json::fixUTF8(Place.Message)}};
}

static json::Value toJSON(const Fix &Edit) {
  return json::Object{{"file", Edit.File},
                      {"line", Edit.Line},
                      {"column", Edit.Column},
                      {"end_line", Edit.EndLine},
                      {"end_column", Edit.EndColumn},
                      {"text", json::fixUTF8(Edit.Text)}};
}

static json::Value toJSON(const Obligation &Due) {
  return json::Object{{"kind", unsigned(Due.Kind)},
                      {"function", Due.Function},
                      {"row", Due.Row},
                      {"parameters", Due.Parameters},
                      {"places", json::Array(Due.Places)}};
}

json::Object toJSON(const Diagnostic &Finding) {
  json::Array Notes;
  for (const Note &Step : Finding.Notes)
    Notes.push_back(toJSON(Step));
  json::Object Result = toJSON(Finding.Place);
  Result["check"] = Finding.Check;
  Result["confidence"] = Finding.Level;
  Result["function"] = Finding.Function;
  Result["kind"] = Finding.Kind;
  Result["object"] = json::fixUTF8(Finding.Object);
  Result["fingerprint"] = Finding.Fingerprint;
  Result["notes"] = std::move(Notes);
  json::Array Fixes;
  for (const Fix &Edit : Finding.Fixes)
    Fixes.push_back(toJSON(Edit));
  Result["fixes"] = std::move(Fixes);
  json::Array Exits;
  for (const Diagnostic &Exit : Finding.Exits)
    Exits.push_back(toJSON(Exit));
  Result["exits"] = std::move(Exits);
  return Result;
}

/// \p Finding with what is no reader's business.
static json::Object toMessage(const Diagnostic &Finding) {
  json::Object Entry = toJSON(Finding);
  json::Array Obligations;
  for (const Obligation &Due : Finding.Obligations)
    Obligations.push_back(toJSON(Due));
  Entry["obligations"] = std::move(Obligations);
  Entry["text"] = json::fixUTF8(Finding.Text);
  Entry["failed"] = json::fixUTF8(Finding.Failed);
  Entry["from-text"] = Finding.FromText;
  json::Array Exits;
  for (const Diagnostic &Exit : Finding.Exits)
    Exits.push_back(toMessage(Exit));
  Entry["exits"] = std::move(Exits);
  return Entry;
}

json::Object toJSON(const UnitResult &Result) {
  json::Array Findings;
  for (const Diagnostic &Finding : Result.Findings)
    Findings.push_back(toMessage(Finding));
  json::Object Wrappers;
  for (const auto &[Name, Row] : Result.Wrappers)
    Wrappers[Name] = Row;
  json::Array Callers;
  for (const UnitSummary &Facts : Result.Callers)
    Callers.push_back(encodeBase64(pack(Facts)));
  return json::Object{{"findings", std::move(Findings)},
                      {"failure", json::fixUTF8(Result.Failure)},
                      {"facts", encodeBase64(pack(Result.Facts))},
                      {"bounded", json::Array(Result.Bounded)},
                      {"refused", json::Array(Result.Refused)},
                      {"suggestions", json::Array(Result.Suggestions)},
                      {"wrappers", std::move(Wrappers)},
                      {"callers", std::move(Callers)}};
}

static bool fromJSON(const json::Value &Value, Note &Place, json::Path P) {
  json::ObjectMapper Map(Value, P);
  return Map && Map.map("file", Place.File) && Map.map("line", Place.Line) &&
         Map.map("column", Place.Column) && Map.map("message", Place.Message);
}

static bool fromJSON(const json::Value &Value, Fix &Edit, json::Path P) {
  json::ObjectMapper Map(Value, P);
  return Map && Map.map("file", Edit.File) && Map.map("line", Edit.Line) &&
         Map.map("column", Edit.Column) && Map.map("end_line", Edit.EndLine) &&
         Map.map("end_column", Edit.EndColumn) && Map.map("text", Edit.Text);
}

static bool fromJSON(const json::Value &Value, Obligation &Due, json::Path P) {
  json::ObjectMapper Map(Value, P);
  unsigned Kind;
  if (!Map || !Map.map("kind", Kind) || Kind > unsigned(ObligationKind::Last))
    return false;
  Due.Kind = ObligationKind(Kind);
  return Map.map("function", Due.Function) && Map.map("row", Due.Row) &&
         Map.map("parameters", Due.Parameters) && Map.map("places", Due.Places);
}

static bool fromJSON(const json::Value &Value, Diagnostic &Finding,
                     json::Path P) {
  json::ObjectMapper Map(Value, P);
  // Parts and caches come from elsewhere, and these become names of files.
  auto IsValid = [&] {
    return findCheck(Finding.Check) && confidenceNamed(Finding.Level);
  };
  return Map && fromJSON(Value, Finding.Place, P) &&
         Map.map("check", Finding.Check) &&
         Map.map("confidence", Finding.Level) &&
         Map.map("function", Finding.Function) &&
         Map.map("notes", Finding.Notes) && Map.map("fixes", Finding.Fixes) &&
         Map.map("obligations", Finding.Obligations) &&
         Map.map("text", Finding.Text) && Map.map("failed", Finding.Failed) &&
         Map.map("exits", Finding.Exits) &&
         Map.map("from-text", Finding.FromText) &&
         Map.map("kind", Finding.Kind) && Map.map("object", Finding.Object) &&
         (Finding.Check.empty() || IsValid());
}

/// The reverse of encodeBase64(pack()); nothing if \p Text is not its output.
static std::optional<UnitSummary> summaryFrom(StringRef Text) {
  std::vector<char> Bytes;
  if (Error Bad = decodeBase64(Text, Bytes)) {
    consumeError(std::move(Bad));
    return std::nullopt;
  }
  return unpackSummary(StringRef(Bytes.data(), Bytes.size()));
}

bool fromJSON(const json::Value &Value, UnitResult &Result) {
  json::Path::Root Root;
  json::ObjectMapper Map(Value, Root);
  std::string Text;
  std::vector<std::string> Callers;
  if (!Map || !Map.map("findings", Result.Findings) ||
      !Map.map("failure", Result.Failure) || !Map.map("facts", Text) ||
      !Map.map("bounded", Result.Bounded) ||
      !Map.map("refused", Result.Refused) ||
      !Map.map("suggestions", Result.Suggestions) ||
      !Map.map("wrappers", Result.Wrappers) || !Map.map("callers", Callers))
    return false;
  for (const std::string &Packed : Callers) {
    std::optional<UnitSummary> Caller = summaryFrom(Packed);
    if (!Caller)
      return false;
    Result.Callers.push_back(std::move(*Caller));
  }
  std::optional<UnitSummary> Facts = summaryFrom(Text);
  if (Facts)
    Result.Facts = std::move(*Facts);
  return Facts.has_value();
}

std::string toMessage(const UnitResult &Result) {
  std::string Text;
  raw_string_ostream OS(Text);
  // The inputs are many and plain: a line each, and an empty one at the end.
  OS << Result.PeakMemory << ' ' << Result.SharesHeaders << '\n';
  for (const Input &File : Result.Inputs)
    // A name of two lines is never found unchanged.
    if (StringRef(File.Path).contains('\n'))
      OS << utohexstr(UINT64_MAX) << " /\n";
    else
      OS << utohexstr(File.Hash) << ' ' << File.Path << '\n';
  OS << '\n';
  for (const auto &Entry : Result.Bodies.Words)
    OS << Entry.getKey() << ' ' << Entry.getValue() << '\n';
  for (const auto &Name : Result.Bodies.Always)
    OS << Name.getKey() << '\n';
  OS << '\n' << Result.Headers << '\n' << json::Value(toJSON(Result));
  return Text;
}

Expected<UnitResult> fromMessage(StringRef Text) {
  UnitResult Result;
  auto Bad = [] { return createStringError("no message of a worker's"); };
  StringRef Line;
  std::tie(Line, Text) = Text.split('\n');
  auto [Peak, Shares] = Line.split(' ');
  if (Peak.getAsInteger(10, Result.PeakMemory))
    return Bad();
  Result.SharesHeaders = Shares == "1";
  for (;;) {
    std::tie(Line, Text) = Text.split('\n');
    if (Line.empty())
      break;
    auto [Hash, Path] = Line.split(' ');
    Input File{Path.str(), 0};
    if (Hash.getAsInteger(16, File.Hash))
      return Bad();
    Result.Inputs.push_back(std::move(File));
  }
  for (;;) {
    std::tie(Line, Text) = Text.split('\n');
    if (Line.empty())
      break;
    auto [Name, Words] = Line.split(' ');
    if (Name.size() == Line.size())
      Result.Bodies.Always.insert(Name);
    else
      Result.Bodies.Words[Name] = Words.str();
  }
  std::tie(Line, Text) = Text.split('\n');
  Result.Headers = Line.str();
  auto Parsed = json::parse(Text);
  if (!Parsed)
    return Parsed.takeError();
  if (!fromJSON(*Parsed, Result))
    return Bad();
  return Result;
}

} // namespace dmatidy
