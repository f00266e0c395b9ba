//===-- Attrs.cpp - The check dma-attrs ----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What was acquired with attributes is released with the same ones: the runtime
// oracle compares some of them ("device driver frees DMA memory with different
// attributes", kernel/dma/debug.c). Memory that was acquired with
// DMA_ATTR_NO_KERNEL_MAPPING has no address that the CPU could use
// (Documentation/core-api/dma-attributes.rst). Attributes that a function does
// not take, AttrsSyntax.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-attrs/Attrs.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class Attrs : public PathCheck {
public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before || !What.Before->isLive() || !What.Before->acquireRow() ||
        What.Before->acquireRow()->Attrs < 0)
      return;
    auto Then = numberOf(What.Before->arguments().Attrs);
    auto Now = What.Row.Attrs < 0
                   ? std::optional<int64_t>(0)
                   : numberOf(What.Call.getArgSVal(What.Row.Attrs));
    if (!Then || !Now ||
        (*Then & What.Api.matchingAttributes()) ==
            (*Now & What.Api.matchingAttributes()))
      return;
    emit("released-with-others", quote(What.Argument, C.getASTContext()),
         What.Id, C.generateSink(C.getState(), C.getPredecessor(), this),
         " is released with other attributes than it was acquired with; "
         "pass " +
             spelledCallee(What.Row, What.Site) + "() the same ones",
         C);
  }

  void onMemoryAccess(ObjectId Id, const Object &What, const Model &Api,
                      const Expr *Where, CheckerContext &C) const override {
    auto Then = numberOf(What.arguments().Attrs);
    if (!Then || !(*Then & Api.noMappingAttribute()) || !What.acquireRow() ||
        !What.acquireRow()->givesMemory())
      return;
    emit("no-kernel-mapping", quote(Where, C.getASTContext()), Id,
         C.generateNonFatalErrorNode(C.getState(), this),
         " is not for the CPU: the memory was acquired with "
         "DMA_ATTR_NO_KERNEL_MAPPING; acquire it without",
         C);
  }

private:
  void emit(StringRef Kind, std::string Object, ObjectId Id, ExplodedNode *Node,
            const Twine &What, CheckerContext &C) const {
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = Kind;
    Result.Message = (Object + What).str();
    Result.Object = std::move(Object);
    Result.Node = Node;
    Result.Id = Id;
    report(std::move(Result), C.getBugReporter());
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-attrs.md"
};

const dmatidy::CheckInfo dmatidy::AttrsCheck = {
    "dma-attrs",
    CheckGroup::Parameters,
    Confidence::High,
    "attributes that a function does not take, or that differ at the release",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<Attrs>, checkAttrsInText, nullptr, checkAttrsInModule}};
