//===-- WrongResultTest.cpp - The check dma-wrong-result-test -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The result of an acquisition is tested in a way that cannot tell whether it
// failed: a handle compared with 0, a count tested for being negative, NULL
// looked for with IS_ERR(), dma_mapping_error() asked about anything but a
// streaming handle.
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Checks.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

/// What to write instead.
StringRef remedy(Failure Fails) {
  switch (Fails) {
  case Failure::MappingError:
    return "test it with dma_mapping_error()";
  case Failure::Null:
    return "test the returned pointer for NULL";
  case Failure::Zero:
    return "test the count for 0";
  case Failure::Negative:
    return "test the result for being negative";
  case Failure::ErrorPointer:
  case Failure::ErrorPointerOrNull:
    return "test it with IS_ERR()";
  case Failure::None:
    break;
  }
  llvm_unreachable("an acquisition without failure is never tested");
}

class WrongResultTest : public PathCheck {
public:
  void onWrongTest(ObjectId Id, const Object &What, StringRef How,
                   const Expr *Where, CheckerContext &C) const override {
    const Function &Row = *What.acquireRow();
    Finding Found;
    Found.Level = Confidence::High;
    Found.Message =
        (quote(Where, C.getASTContext()) + " does not show whether " +
         spelledCallee(Row, What.acquireSite()) + "() failed (" + How + "); " +
         remedy(Row.TheFailure))
            .str();
    // The path goes on: a second acquisition may be tested wrongly, too.
    Found.Node = C.generateNonFatalErrorNode(C.getState(), this);
    Found.Id = Id;
    Found.Unique = What.acquireSite();
    report(std::move(Found), C.getBugReporter());
  }
};

} // namespace

void dmatidy::registerWrongResultTest(CheckerManager &Manager) {
  Manager.getChecker<Modeling>()->listen(
      *Manager.registerChecker<WrongResultTest>());
}
