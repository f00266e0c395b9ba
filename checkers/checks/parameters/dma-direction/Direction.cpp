//===-- Direction.cpp - The check dma-direction on a path ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mapping says which way the data goes, and so does the transfer that a DMA
// engine is asked for. If the two disagree, caches are written back where they
// had to be invalidated (Documentation/core-api/dma-api.rst: "Specify the
// direction as precisely as you can").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-direction/Direction.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class DirectionOfTransfer : public PathCheck {
public:
  void onModeled(const ApiFunction &Row, const Model &, const CallEvent &Call,
                 const CallExpr *Site, CheckerContext &C) const override {
    if (Row.TransferDirection < 0)
      return;
    ProgramStateRef State = C.getState();
    int Index = Row.object();
    ObjectId Id = findObject(State, Call.getArgSVal(Index));
    const Object *Mapping = Id ? State->get<DmaObjects>(Id) : nullptr;
    auto Transfer = numberOf(Call.getArgSVal(Row.TransferDirection));
    auto Mapped = Mapping && Mapping->isLive() && Mapping->acquireRow()
                      ? numberOf(Mapping->arguments().Direction)
                      : std::nullopt;
    if (!isOneWay(Transfer) || !isOneWay(Mapped) || Transfer == Mapped)
      return;
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = "transfer";
    Result.Object = quote(Site->getArg(Index), C.getASTContext());
    Result.Message = Result.Object + " is mapped " +
                     directionName(*Mapped).str() + ", but " +
                     spelledCallee(Row, Site) +
                     "() is asked to move the data the other way; map it " +
                     directionName(*Transfer).str();
    Result.Node = C.generateSink(State, C.getPredecessor(), this);
    Result.Id = Id;
    report(std::move(Result), C.getBugReporter());
  }

private:
  /// include/linux/dmaengine.h: enum dma_transfer_direction counts the two one
  /// way directions as enum dma_data_direction does.
  static bool isOneWay(std::optional<int64_t> Direction) {
    return Direction == ToDevice || Direction == FromDevice;
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-direction.md"
};

const dmatidy::CheckInfo dmatidy::DirectionCheck = {
    "dma-direction",
    CheckGroup::Parameters,
    Confidence::High,
    "a direction that no mapping can have, or that the transfer contradicts",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<DirectionOfTransfer>, checkDirectionInText, nullptr,
     nullptr}};
