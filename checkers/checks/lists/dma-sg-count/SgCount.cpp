//===-- SgCount.cpp - The check dma-sg-count on a path -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// dma_map_sg() may merge entries: what it returns is for the device, what it
// was passed is for dma_unmap_sg() (Documentation/core-api/dma-api.rst:
// "<nents> must be the number you passed in, *not* the number of DMA address
// entries returned"). Counts that travel through fields and other functions:
// SgCountModule.cpp.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lists/dma-sg-count/SgCount.h"
#include "checkers/checks/Check.h"
#include "checkers/path/reporting/Fixes.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class SgCount : public PathCheck {
public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before || !What.Before->isLive() || !What.Before->acquireRow() ||
        What.Row.Count < 0 ||
        What.Call.getArgSVal(What.Row.Count).getAsSymbol() != What.Id)
      return;
    Finding Found;
    Found.Level = Confidence::High;
    // A single entry cannot become fewer; the rule is broken, nothing else.
    if (auto Passed =
            What.Before->arguments().Count.getAs<nonloc::ConcreteInt>())
      if (*Passed->getValue() == 1)
        Found.Level = Confidence::Medium;
    Found.Kind = "mapped-count";
    Found.Object = quote(What.Argument, C.getASTContext());
    Found.Message =
        Found.Object + " is released with the number of entries that " +
        spelledCallee(*What.Before->acquireRow(), What.Before->acquireSite()) +
        "() returned; use the number that was passed to it";
    replaceArgument(What.Site, What.Row.Count,
                    stillWritten(What.Before->acquireSite()->getArg(
                                     What.Before->acquireRow()->Count),
                                 What.Before->arguments().Count, C),
                    C.getASTContext(), Found.Fixes);
    Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Found.Id = What.Id;
    report(std::move(Found), C.getBugReporter());
  }

  /// A list has room for one mapping's addresses
  /// (Documentation/core-api/dma-api.rst).
  void onMapAgain(ObjectId Id, const Object &What, const ApiFunction &Row,
                  const CallExpr *Site, CheckerContext &C) const override {
    if (!What.isTested())
      return;
    Finding Found;
    Found.Level = Confidence::High;
    Found.Kind = "mapped-twice";
    Found.Object = quote(Site->getArg(Row.List), C.getASTContext());
    Found.Message =
        Found.Object +
        " is mapped while it is mapped already, and its DMA addresses are "
        "lost; unmap it first";
    Found.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Found.Id = Id;
    Found.Unique = Site;
    report(std::move(Found), C.getBugReporter());
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-sg-count.md"
};

const dmatidy::CheckInfo dmatidy::SgCountCheck = {
    "dma-sg-count",
    CheckGroup::Lists,
    Confidence::High,
    "the mapped and the original number of entries confused",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<SgCount>, checkSgCountInText, nullptr,
     checkSgCountInModule}};
