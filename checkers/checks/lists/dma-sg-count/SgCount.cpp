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
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/reporting/Fixes.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class SgCount : public PathCheck {
public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    checkCount(What, "released", C);
  }
  void onSync(const ObjectCall &What, CheckerContext &C) const override {
    checkCount(What, "synchronised", C);
  }

  /// A list is \p Done, "released" or "synchronised", by the number of entries
  /// that it was mapped by, not by the number of blocks these became.
  void checkCount(const ObjectCall &What, StringRef Done,
                  CheckerContext &C) const {
    if (!What.Before || !What.Before->isLive() || !What.Before->acquireRow() ||
        What.Row.Count < 0 ||
        What.Call.getArgSVal(What.Row.Count).getAsSymbol() != What.Id)
      return;
    Finding Result;
    Result.Level = Confidence::High;
    // A single entry cannot become fewer; the rule is broken, nothing else.
    if (auto Passed =
            What.Before->arguments().Count.getAs<nonloc::ConcreteInt>())
      if (*Passed->getValue() == 1)
        Result.Level = Confidence::Medium;
    Result.Kind = "mapped-count";
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message =
        Result.Object + " is " + Done.str() +
        " with the number of entries that " +
        spelledCallee(*What.Before->acquireRow(), What.Before->acquireSite()) +
        "() returned; use the number that was passed to it";
    replaceArgument(What.Site, What.Row.Count,
                    stillWritten(What.Before->acquireSite()->getArg(
                                     What.Before->acquireRow()->Count),
                                 What.Before->arguments().Count, C),
                    C.getASTContext(), Result.Fixes);
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    report(std::move(Result), C.getBugReporter());
  }

  /// A list has room for one mapping's addresses
  /// (Documentation/core-api/dma-api.rst).
  void onMapAgain(ObjectId Id, const Object &What, const ApiFunction &Row,
                  const CallExpr *Site, CheckerContext &C) const override {
    if (!What.isTested())
      return;
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = "mapped-twice";
    Result.Object = quote(Site->getArg(Row.List), C.getASTContext());
    Result.Message =
        Result.Object +
        " is mapped while it is mapped already, and its DMA addresses are "
        "lost; unmap it first";
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = Id;
    Result.Unique = Site;
    report(std::move(Result), C.getBugReporter());
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
    {registerPathCheck<SgCount>, checkSgCountInText, checkOriginalCounts,
     checkSgCountInModule}};
