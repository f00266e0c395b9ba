//===-- UncheckedResult.cpp - The check dma-unchecked-result --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// No path of the function tests whether an acquisition worked, nor is its
// result given to anybody who could. Every acquisition can fail
// (Documentation/core-api/dma-api-howto.rst, "Handling Errors").
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Checks.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class UncheckedResult : public PathCheck {
public:
  void onFunctionDone(const FunctionLog &Log, const Decl *Analysed,
                      const UnitFacts &Facts, const Model &,
                      BugReporter &BR) const override {
    const auto *Function = dyn_cast<FunctionDecl>(Analysed);
    for (const auto &[Site, Entry] : Log.Sites) {
      if (!Entry.Node || Entry.Tested || Entry.Returned || !Entry.LeftUntested)
        continue;
      // A helper's result may be tested by whoever calls it.
      if (!Entry.Node->getLocationContext()->inTopFrame())
        continue;
      bool MayBeTested =
          any_of(Entry.Fields, [&, &Entry = Entry, Site = Site](const ValueDecl *Field) {
            return isa<ParmVarDecl>(Field) ||
                   (Function &&
                    Facts.isTested(Function, Field, Entry.Row->TheFailure,
                                   BR.getSourceManager().getExpansionLoc(
                                       Site->getExprLoc())));
          });
      if (MayBeTested)
        continue;
      const Object *What = Entry.Node->getState()->get<DmaObjects>(Entry.Id);
      if (!What)
        continue;
      Finding Found;
      Found.Level = Confidence::High;
      Found.Message = nameOf(Entry.Node->getState(), Entry.Id, *What,
                             Entry.Node->getLocationContext()) +
                      " is used without a test whether " +
                      spelledCallee(*Entry.Row, Site) + "() failed; " +
                      remedy(Entry.Row->TheFailure).str();
      Found.Node = Entry.Node;
      Found.Id = Entry.Id;
      Found.Unique = Site;
      report(std::move(Found), BR);
    }
  }

private:
  static StringRef remedy(Failure Fails) {
    switch (Fails) {
    case Failure::MappingError:
      return "test it with dma_mapping_error() before the device may see it";
    case Failure::Null:
      return "test the returned pointer for NULL";
    case Failure::Zero:
      return "give up when it returns 0";
    case Failure::Negative:
      return "give up when it returns a negative number";
    default:
      return "test it with IS_ERR()";
    }
  }
};

} // namespace

void dmatidy::registerUncheckedResult(CheckerManager &Manager) {
  Manager.getChecker<Modeling>()->listen(
      *Manager.registerChecker<UncheckedResult>());
}
