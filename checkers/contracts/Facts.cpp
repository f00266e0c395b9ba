//===-- Facts.cpp - What one unit says about its storage places -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Facts.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

Value sum(const Value &A, const Value &B, int64_t Factor) {
  if (!A.Known || !B.Known)
    return Value::unknown();
  Value Result = A;
  Result.Constant += B.Constant * Factor;
  for (const Value::Term &Term : B.Terms) {
    auto Same = find_if(Result.Terms, [&](const Value::Term &Other) {
      return Other.Node == Term.Node;
    });
    if (Same != Result.Terms.end())
      Same->Factor += Term.Factor * Factor;
    else
      Result.Terms.push_back({Term.Factor * Factor, Term.Node});
  }
  erase_if(Result.Terms, [](const Value::Term &Term) { return !Term.Factor; });
  llvm::sort(Result.Terms, [](const Value::Term &X, const Value::Term &Y) {
    return X.Node < Y.Node;
  });
  return Result;
}

// A unit has thousands of flows, so values are short arrays: the constant, then
// factor and node of each term. An unknown value is an empty array.

static json::Value toJSON(const Value &What) {
  json::Array Result;
  if (!What.Known)
    return Result;
  Result.push_back(What.Constant);
  for (const Value::Term &Term : What.Terms) {
    Result.push_back(Term.Factor);
    Result.push_back(Term.Node);
  }
  return Result;
}

static bool fromJSON(const json::Value &From, Value &What, json::Path P) {
  std::vector<int64_t> Numbers;
  if (!json::fromJSON(From, Numbers, P))
    return false;
  What = Value::unknown();
  if (Numbers.empty())
    return true;
  What = Value::constant(Numbers[0]);
  for (size_t I = 1; I + 1 < Numbers.size(); I += 2)
    What.Terms.push_back({Numbers[I], static_cast<NodeId>(Numbers[I + 1])});
  return true;
}

static json::Value toJSON(const Flow &One) {
  return json::Array{One.To, One.Soft, toJSON(One.From)};
}

static bool fromJSON(const json::Value &From, Flow &One, json::Path P) {
  const json::Array *Parts = From.getAsArray();
  if (!Parts || Parts->size() != 3) {
    P.report("expected a flow");
    return false;
  }
  return json::fromJSON((*Parts)[0], One.To, P.index(0)) &&
         json::fromJSON((*Parts)[1], One.Soft, P.index(1)) &&
         fromJSON((*Parts)[2], One.From, P.index(2));
}

static json::Value toJSON(const SourceSite &Site) {
  return json::Object{{"file", Site.File},
                      {"line", Site.Line},
                      {"column", Site.Column},
                      {"function", Site.Function},
                      {"text", json::fixUTF8(Site.Text)}};
}

static bool fromJSON(const json::Value &From, SourceSite &Site, json::Path P) {
  json::ObjectMapper Map(From, P);
  return Map && Map.map("file", Site.File) && Map.map("line", Site.Line) &&
         Map.map("column", Site.Column) && Map.map("function", Site.Function) &&
         Map.map("text", Site.Text);
}

static json::Value toJSON(const ModeledCall &Call) {
  return json::Object{
      {"row", Call.Row},
      {"spelled", Call.Spelled},
      {"site", toJSON(Call.Site)},
      {"object", json::fixUTF8(Call.Object)},
      {"buffer", json::fixUTF8(Call.Buffer)},
      {"device", toJSON(Call.Device)},
      {"size", toJSON(Call.Size)},
      {"direction", toJSON(Call.Direction)},
      {"count", toJSON(Call.Count)},
      {"pool", toJSON(Call.Pool)},
      {"memory", toJSON(Call.Memory)},
      {"handle", toJSON(Call.Handle)},
      {"list", toJSON(Call.List)},
      {"attrs", toJSON(Call.Attrs)},
      {"mask", toJSON(Call.Mask)},
      {"keptIn", json::fixUTF8(Call.KeptIn)},
      {"result", Call.Result},
      {"handleOut", Call.HandleOut},
      {"masked", Call.Masked},
      {"ignores", Call.IgnoredDirection},
  };
}

static bool fromJSON(const json::Value &From, ModeledCall &Call, json::Path P) {
  json::ObjectMapper Map(From, P);
  return Map && Map.map("row", Call.Row) && Map.map("spelled", Call.Spelled) &&
         Map.map("site", Call.Site) && Map.map("object", Call.Object) &&
         Map.map("buffer", Call.Buffer) && Map.map("device", Call.Device) &&
         Map.map("size", Call.Size) && Map.map("direction", Call.Direction) &&
         Map.map("count", Call.Count) && Map.map("pool", Call.Pool) &&
         Map.map("memory", Call.Memory) && Map.map("handle", Call.Handle) &&
         Map.map("list", Call.List) && Map.map("attrs", Call.Attrs) &&
         Map.map("mask", Call.Mask) && Map.map("keptIn", Call.KeptIn) &&
         Map.map("result", Call.Result) &&
         Map.map("handleOut", Call.HandleOut) &&
         Map.map("masked", Call.Masked) &&
         Map.map("ignores", Call.IgnoredDirection);
}

static json::Value toJSON(const Node &One) {
  return json::Array{json::fixUTF8(One.Name), static_cast<int>(One.Kind),
                     One.IsField};
}

static bool fromJSON(const json::Value &From, Node &One, json::Path P) {
  const json::Array *Parts = From.getAsArray();
  int Kind = 0;
  if (!Parts || Parts->size() != 3 ||
      !json::fromJSON((*Parts)[0], One.Name, P.index(0)) ||
      !json::fromJSON((*Parts)[1], Kind, P.index(1)) ||
      !json::fromJSON((*Parts)[2], One.IsField, P.index(2))) {
    P.report("expected a node");
    return false;
  }
  One.Kind = static_cast<NodeKind>(Kind);
  return true;
}

static json::Value toJSON(const FunctionFact &One) {
  return json::Array{One.Name,          One.Static,  One.AddressTaken,
                     One.EndsOnFailure, One.Removes, json::Array(One.Callees)};
}

static bool fromJSON(const json::Value &From, FunctionFact &One, json::Path P) {
  const json::Array *Parts = From.getAsArray();
  if (!Parts || Parts->size() != 6) {
    P.report("expected a function");
    return false;
  }
  return json::fromJSON((*Parts)[0], One.Name, P.index(0)) &&
         json::fromJSON((*Parts)[1], One.Static, P.index(1)) &&
         json::fromJSON((*Parts)[2], One.AddressTaken, P.index(2)) &&
         json::fromJSON((*Parts)[3], One.EndsOnFailure, P.index(3)) &&
         json::fromJSON((*Parts)[4], One.Removes, P.index(4)) &&
         json::fromJSON((*Parts)[5], One.Callees, P.index(5));
}

static json::Value toJSON(const TableEntry &One) {
  return json::Array{One.Field, One.Function};
}

static bool fromJSON(const json::Value &From, TableEntry &One, json::Path P) {
  const json::Array *Parts = From.getAsArray();
  if (!Parts || Parts->size() != 2) {
    P.report("expected a table entry");
    return false;
  }
  return json::fromJSON((*Parts)[0], One.Field, P.index(0)) &&
         json::fromJSON((*Parts)[1], One.Function, P.index(1));
}

template <typename T> static json::Array listOf(const std::vector<T> &Parts) {
  json::Array Result;
  for (const T &Part : Parts)
    Result.push_back(toJSON(Part));
  return Result;
}

json::Value toJSON(const ContractFacts &Facts) {
  return json::Object{{"nodes", listOf(Facts.Nodes)},
                      {"flows", listOf(Facts.Flows)},
                      {"calls", listOf(Facts.Calls)},
                      {"functions", listOf(Facts.Functions)},
                      {"tables", listOf(Facts.Tables)},
                      {"exposed", json::Array(Facts.Exposed)},
                      {"given", json::Array(Facts.Given)},
                      {"asks", Facts.AsksMemory},
                      {"masked", json::Array(Facts.Masked)}};
}

bool fromJSON(const json::Value &From, ContractFacts &Facts, json::Path P) {
  json::ObjectMapper Map(From, P);
  return Map && Map.map("nodes", Facts.Nodes) &&
         Map.map("flows", Facts.Flows) && Map.map("calls", Facts.Calls) &&
         Map.map("functions", Facts.Functions) &&
         Map.map("tables", Facts.Tables) && Map.map("exposed", Facts.Exposed) &&
         Map.map("given", Facts.Given) && Map.map("asks", Facts.AsksMemory) &&
         Map.map("masked", Facts.Masked);
}

} // namespace dmatidy
