//===-- PathCheck.h - The base of every path-sensitive check ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_MODELING_PATHCHECK_H
#define DMA_TIDY_CHECKERS_PATH_MODELING_PATHCHECK_H

#include "checkers/finding/Diagnostic.h"
#include "checkers/path/modeling/Modeling.h"
#include "checkers/path/state/PathHistory.h"
#include "clang/Analysis/PathDiagnostic.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugType.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"

namespace dmatidy {

/// A way by which a function leaves.
struct FunctionExit {
  /// What it leaves by: a goto or a return; null at the function's end, which
  /// is no further exit.
  const clang::Stmt *By = nullptr;
  /// The statement whose outcome makes it leave there, or null.
  const clang::Stmt *Failed = nullptr;
  /// False for the first of those at which the same is wrong.
  bool IsFurther = false;
};

/// One finding about to be reported.
struct Finding {
  Confidence Level;
  /// It says that the path ought to have gone another way, so that it is only
  /// as sure as it is that a driver goes this one.
  bool IsOfPath = false;
  /// Which of the check's mistakes it is, and what it is about; see Diagnostic.
  llvm::StringRef Kind;
  std::string Object;
  std::string Message;
  clang::ento::ExplodedNode *Node;
  /// The object it is about; its history becomes the notes. May be null.
  ObjectId Id = nullptr;
  /// What the finding assumes about code it does not see, or "".
  std::string Assumption;
  /// The acquiring call, which makes findings about one object one finding; or
  /// null.
  const clang::CallExpr *Unique = nullptr;
  /// Where the function leaves, if that is what is wrong.
  std::optional<FunctionExit> Exit;
  /// What the module has to confirm.
  std::vector<Obligation> Obligations;
  /// Another place that belongs to the story, with its text.
  const clang::Stmt *Also = nullptr;
  std::string AlsoText;
  /// Edits that are certain to be right.
  llvm::SmallVector<clang::FixItHint, 1> Fixes;
};

/// What a report carries beside its text and its path.
struct ReportDetails {
  llvm::StringRef Kind;
  std::string Object;
  std::vector<Obligation> Obligations;
  std::optional<FunctionExit> Exit;
};

/// What PathCheck::report() has put into \p Report.
const ReportDetails &detailsOf(const clang::ento::PathDiagnostic &Report);

/// A check listens to the modelling checker and reports. It keeps no state of
/// its own and changes none.
class PathCheck : public clang::ento::Checker<> {
public:
  ~PathCheck() override = default;

  // What is told of a call comes before the call takes effect. A finding ends a
  // branch of its own (generateSink()); the path itself goes on.

  /// A releasing call is about to take effect.
  virtual void onRelease(const ObjectCall &,
                         clang::ento::CheckerContext &) const {}
  /// A live object, DMA memory, is about to be freed as if it were any other.
  virtual void onFree(const ObjectCall &, clang::ento::CheckerContext &) const {
  }
  /// A call of \p Row's function is about to take effect.
  virtual void onModeled(const ApiFunction &, const Model &,
                         const clang::ento::CallEvent &,
                         const clang::CallExpr *,
                         clang::ento::CheckerContext &) const {}
  /// The CPU reads or writes the memory that is live object \p Id.
  virtual void onMemoryAccess(ObjectId, const Object &, const Model &,
                              const clang::Expr *,
                              clang::ento::CheckerContext &) const {}
  /// A synchronising call of a known object is about to take effect.
  virtual void onSync(const ObjectCall &, clang::ento::CheckerContext &) const {
  }
  /// A synchronising call of a mapping from before the path, whose handle
  /// stands in \p Place, is about to take effect; \c Id and \c Before are null.
  virtual void onOldSync(const ObjectCall &,
                         const clang::ento::MemRegion * /*Place*/,
                         clang::ento::CheckerContext &) const {}
  /// The CPU reads a buffer that \p Buffer leads to after \p Given, which gave
  /// the mapping in \p Place, from before the path, to the device.
  virtual void onReadOfGiven(const clang::ento::MemRegion * /*Buffer*/,
                             const clang::ento::MemRegion * /*Place*/,
                             const clang::CallExpr * /*Given*/,
                             const clang::Stmt *, const UnitFacts &,
                             clang::ento::CheckerContext &) const {}
  /// The call is about to map a list that live object \p Id, \p What, is the
  /// mapping of.
  virtual void onMapAgain(ObjectId, const Object &, const ApiFunction &,
                          const clang::CallExpr *,
                          clang::ento::CheckerContext &) const {}
  /// The function returns, as its own result, the 0 by which the failed
  /// acquisition of \p What said that it failed.
  virtual void onZeroReturned(ObjectId, const Object &,
                              const clang::ReturnStmt *,
                              clang::ento::CheckerContext &) const {}
  /// The CPU reads or writes (\p IsWrite) the buffer of live mapping \p Id,
  /// which the device owns.
  virtual void onAccess(ObjectId, const Object &, bool /*IsWrite*/,
                        const clang::Stmt *, const UnitFacts &,
                        clang::ento::CheckerContext &) const {}
  /// Something other than a release uses object \p Id: \p How says what, as in
  /// "synchronised", \p Where is the expression.
  virtual void onUse(ObjectId, const Object &, llvm::StringRef,
                     const clang::Expr *, clang::ento::CheckerContext &) const {
  }
  /// The result of an acquisition that was not tested yet is tested in a way
  /// that cannot tell; \p How says what is wrong with it.
  virtual void onWrongTest(ObjectId, const Object &, llvm::StringRef,
                           const clang::Expr *, const Model &,
                           clang::ento::CheckerContext &) const {}
  /// Every path of the function has been walked.
  virtual void onFunctionDone(const FunctionLog &, const clang::Decl *,
                              const UnitFacts &, const Model &,
                              clang::ento::BugReporter &) const {}

protected:
  /// Reports that the call \p Site does \p What, a mistake of \p Kind, although
  /// it may not, because of the call \p Lock or, if that is null, in an
  /// interrupt handler.
  void reportAtomic(llvm::StringRef Kind, const llvm::Twine &What,
                    llvm::StringRef Remedy, const clang::CallExpr *Site,
                    const clang::CallExpr *Lock,
                    clang::ento::CheckerContext &C) const;
  /// Turns \p What into a report of this check.
  void report(Finding What, clang::ento::BugReporter &BR) const;

private:
  clang::ento::BugType Types[3] = {
      {this, "DMA misuse", toString(Confidence::Low)},
      {this, "DMA misuse", toString(Confidence::Medium)},
      {this, "DMA misuse", toString(Confidence::High)}};
};

/// Registers \p Check, a PathCheck, with a manager that has the modelling
/// checker.
template <typename Check>
void registerPathCheck(clang::ento::CheckerManager &Manager) {
  Manager.getChecker<Modeling>()->listen(*Manager.registerChecker<Check>());
}

/// What diagnostics call the object: the place or variable as the driver wrote
/// it, in quotes, or what kind of thing it is.
std::string nameOf(clang::ento::ProgramStateRef State, ObjectId Id,
                   const Object &What, const clang::LocationContext *Frame);
} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_MODELING_PATHCHECK_H
