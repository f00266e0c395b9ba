//===-- UnitBuilder.h - Makes what one unit says by hand --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_TEST_UNIT_UNITBUILDER_H
#define DMA_TIDY_TEST_UNIT_UNITBUILDER_H

#include "checkers/model/Model.h"
#include "checkers/program/module/UnitSummary.h"
#include "llvm/ADT/STLExtras.h"

namespace dmatidy {

/// The rows that are built in, loaded once.
inline const Model &builtinModel() {
  static const std::unique_ptr<Model> Api = llvm::cantFail(Model::load());
  return *Api;
}

/// A unit summary that grows by name.
struct UnitBuilder {
  UnitSummary Unit;
  UnitSummary &unit() { return Unit; }

  /// The node called \p Name, which is made if there is none.
  NodeId node(const llvm::Twine &Name, NodeKind Kind, bool IsField = false) {
    std::string Text = Name.str();
    for (auto [Id, One] : llvm::enumerate(Unit.Nodes))
      if (One.Name == Text)
        return Id;
    Unit.Nodes.push_back({Text, Kind, IsField});
    return Unit.Nodes.size() - 1;
  }
  NodeId local(const llvm::Twine &Name) { return node(Name, NodeKind::Local); }
  NodeId shared(const llvm::Twine &Name) {
    return node(Name, NodeKind::Shared);
  }
  NodeId field(const llvm::Twine &Name, NodeKind Kind = NodeKind::Shared) {
    return node(Name, Kind, /*IsField=*/true);
  }
  void flow(NodeId To, Value From, bool Soft = false) {
    Unit.Flows.push_back({To, std::move(From), Soft});
  }
  FunctionFact &function(llvm::StringRef Name,
                         std::vector<std::string> Callees = {},
                         bool Static = false) {
    FunctionFact One;
    One.Name = Name.str();
    One.Static = Static;
    One.Callees = std::move(Callees);
    Unit.Functions.push_back(std::move(One));
    return Unit.Functions.back();
  }
  ModeledCall &call(llvm::StringRef Row, llvm::StringRef Function) {
    ModeledCall One;
    One.Row = One.Spelled = Row.str();
    One.Site.Function = Function.str();
    Unit.Calls.push_back(std::move(One));
    return Unit.Calls.back();
  }
  /// A call of \p Row that gives an object; its place among the calls.
  size_t acquireAt(llvm::StringRef Row, llvm::StringRef Function) {
    size_t At = Unit.Calls.size();
    call(Row, Function);
    NodeId Result = local("!" + llvm::Twine(At)),
           Handle = local("!" + llvm::Twine(At) + ".handle");
    Unit.Calls[At].Result = Result;
    Unit.Calls[At].HandleOut = Handle;
    return At;
  }
  /// The same; what holds the object.
  NodeId acquire(llvm::StringRef Row, llvm::StringRef Function) {
    return Unit.Calls[acquireAt(Row, Function)].Result;
  }
};

} // namespace dmatidy

#endif // DMA_TIDY_TEST_UNIT_UNITBUILDER_H
