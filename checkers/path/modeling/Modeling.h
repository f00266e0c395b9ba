//===-- Modeling.h - The meaning of DMA calls on a path ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one checker that changes the program state. It evaluates every call: a
// modelled function does what its row says, a function that can reach DMA is
// left to the engine to inline, and everything else is opaque (Opaque.h). The
// checks only listen: to an event when it happens, or to the log of a function
// when all its paths are known.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_MODELING_MODELING_H
#define DMA_TIDY_CHECKERS_PATH_MODELING_MODELING_H

#include "checkers/path/modeling/Opaque.h"
#include "checkers/path/reduction/Merging.h"
#include "checkers/path/reduction/Relevance.h"
#include "checkers/path/state/FunctionLog.h"
#include "checkers/path/state/Ownership.h"
#include "checkers/path/state/PureCalls.h"
#include "checkers/program/unit/ReturnValues.h"
#include "checkers/program/unit/UnitFacts.h"
#include "clang/StaticAnalyzer/Core/Checker.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

namespace dmatidy {

class PathCheck;

/// A call that releases or synchronises an object, as a check sees it before
/// the call takes effect.
struct ObjectCall {
  const Model &Api;
  const UnitFacts &Facts;
  const ApiFunction &Row;
  const clang::ento::CallEvent &Call;
  const clang::CallExpr *Site;
  /// The object the call means, or null where the path knows none.
  ObjectId Id;
  /// Its state before the call; null with \c Id.
  const Object *Before;
  /// The value that says which object: handle, address or list.
  clang::ento::SVal Value;
  /// The argument expression of \c Value.
  const clang::Expr *Argument;
};

/// \see the file comment. Owned by the engine's CheckerManager.
class Modeling
    : public clang::ento::Checker<
          clang::ento::eval::Call, clang::ento::eval::Assume,
          clang::ento::check::PostCall, clang::ento::check::BeginFunction,
          clang::ento::check::Bind, clang::ento::check::Location,
          clang::ento::check::PreStmt<clang::ReturnStmt>,
          clang::ento::check::PreStmt<clang::BinaryOperator>,
          clang::ento::check::PreStmt<clang::UnaryOperator>,
          clang::ento::check::PostStmt<clang::BinaryOperator>,
          clang::ento::check::PostStmt<clang::UnaryOperator>,
          clang::ento::check::BranchCondition,
          clang::ento::check::BlockEntrance, clang::ento::check::LiveSymbols,
          clang::ento::check::DeadSymbols, clang::ento::check::EndFunction,
          clang::ento::check::EndAnalysis> {
public:
  /// Adds a listener. \p Check is owned by the CheckerManager, too.
  void listen(const PathCheck &Check) { Checks.push_back(&Check); }

  bool evalCall(const clang::ento::CallEvent &Call,
                clang::ento::CheckerContext &C) const;
  void checkPostCall(const clang::ento::CallEvent &Call,
                     clang::ento::CheckerContext &C) const;
  void checkBeginFunction(clang::ento::CheckerContext &C) const;
  clang::ento::ProgramStateRef evalAssume(clang::ento::ProgramStateRef State,
                                          clang::ento::SVal Condition,
                                          bool Assumption) const;
  void checkBind(clang::ento::SVal Location, clang::ento::SVal Value,
                 const clang::Stmt *S, bool AtDeclInit,
                 clang::ento::CheckerContext &C) const;
  void checkLocation(clang::ento::SVal Location, bool IsLoad,
                     const clang::Stmt *S,
                     clang::ento::CheckerContext &C) const;
  void checkPreStmt(const clang::ReturnStmt *Return,
                    clang::ento::CheckerContext &C) const;
  void checkPreStmt(const clang::BinaryOperator *Binary,
                    clang::ento::CheckerContext &C) const;
  void checkPostStmt(const clang::BinaryOperator *Binary,
                     clang::ento::CheckerContext &C) const;
  void checkPostStmt(const clang::UnaryOperator *Unary,
                     clang::ento::CheckerContext &C) const;
  void checkPreStmt(const clang::UnaryOperator *Unary,
                    clang::ento::CheckerContext &C) const;
  void checkBranchCondition(const clang::Stmt *Condition,
                            clang::ento::CheckerContext &C) const;
  void checkBlockEntrance(const clang::BlockEntrance &Entrance,
                          clang::ento::CheckerContext &C) const;
  void checkLiveSymbols(clang::ento::ProgramStateRef State,
                        clang::ento::SymbolReaper &Reaper) const;
  void checkDeadSymbols(clang::ento::SymbolReaper &Reaper,
                        clang::ento::CheckerContext &C) const;
  void checkEndFunction(const clang::ReturnStmt *Return,
                        clang::ento::CheckerContext &C) const;
  void checkEndAnalysis(clang::ento::ExplodedGraph &Graph,
                        clang::ento::BugReporter &BR,
                        clang::ento::ExprEngine &Engine) const;

  /// Asks \p Question, which may be empty, at every branch; once it says true,
  /// every path ends at its next branch.
  void stopWhen(std::function<bool()> Question) {
    ShouldStop = std::move(Question);
  }
  /// True once it has said true.
  bool isStopped() const {
    return Stopped || (ShouldStop && (Stopped = ShouldStop()));
  }

  /// Takes the facts of the unit that is analysed, before anything else is
  /// asked; they must outlive the analysis.
  void useFacts(const UnitFacts &Unit) { Facts = &Unit; }
  const UnitFacts &facts() const { return *Facts; }
  /// The places that may hold an object in the unit; found at the first call.
  const ObjectLocations &objectLocations() const;
  /// What does not matter in \p Function; found at the first call.
  const Relevance &relevance(const clang::FunctionDecl *Function) const;

private:
  bool isCompletion(const clang::ento::MemRegion *Place,
                    clang::ento::SVal Value,
                    clang::ento::CheckerContext &C) const;
  friend void registerModeling(clang::ento::CheckerManager &, const Model &);

  bool evalAcquire(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                   const clang::CallExpr *Site,
                   clang::ento::CheckerContext &C) const;
  bool evalRelease(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                   const clang::CallExpr *Site,
                   clang::ento::CheckerContext &C) const;
  bool evalTest(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                const clang::CallExpr *Site,
                clang::ento::CheckerContext &C) const;
  bool evalUse(const ApiFunction &Row, const clang::ento::CallEvent &Call,
               const clang::CallExpr *Site,
               clang::ento::CheckerContext &C) const;
  /// \p State after \p Call, a sync.
  clang::ento::ProgramStateRef noteSync(const ApiFunction &Row,
                                        const clang::ento::CallEvent &Call,
                                        const clang::CallExpr *Site,
                                        clang::ento::ProgramStateRef State,
                                        clang::ento::CheckerContext &C) const;
  bool evalFree(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                const clang::CallExpr *Site,
                clang::ento::CheckerContext &C) const;
  bool evalShare(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                 const clang::CallExpr *Site,
                 clang::ento::CheckerContext &C) const;
  bool evalRange(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                 const clang::CallExpr *Site,
                 clang::ento::CheckerContext &C) const;
  /// \p State knowing that \p Result is one of the numbers that the function of
  /// \p Call, which is not followed, returns.
  clang::ento::ProgramStateRef
  withinReturns(clang::ento::ProgramStateRef State, clang::ento::SVal Result,
                const clang::ento::CallEvent &Call,
                clang::ento::CheckerContext &C) const;
  /// The argument that the function of \p Call, which is not followed, gives
  /// back; nothing if it gives something else.
  std::optional<clang::ento::SVal>
  givenBack(const clang::ento::CallEvent &Call,
            clang::ento::CheckerContext &C) const;
  bool evalOpaque(clang::ento::ProgramStateRef State,
                  const clang::ento::CallEvent &Call,
                  const clang::CallExpr *Site,
                  clang::ento::CheckerContext &C) const;
  const ApiFunction *rowFor(const clang::FunctionDecl *Callee) const;
  bool isInlined(const clang::FunctionDecl *Callee,
                 clang::ASTContext &Context) const;
  /// \p Operand is compared as \p How says, with 0 or something else.
  void noteComparison(const clang::Expr *Operand, bool WithZero,
                      clang::BinaryOperatorKind How, const clang::Expr *Whole,
                      clang::ento::CheckerContext &C) const;
  /// True if \p Asked asks, in a function that cleans up or behind a label,
  /// whether there is something, to release it: who has acquired it has gone on
  /// by then as if there were.
  bool isReleaseGuard(const clang::Expr *Asked,
                      const clang::LocationContext *Frame) const;
  /// Notes what \p Condition, which is about to be evaluated, is asked for.
  void noteWhatIsAsked(const clang::Stmt *Condition,
                       clang::ento::CheckerContext &C) const;

  /// Tells the checks if the CPU accesses a mapped buffer at \p Region while
  /// the device owns it; \returns \p State knowing of an access to one that was
  /// mapped before the path began.
  clang::ento::ProgramStateRef noteAccess(clang::ento::ProgramStateRef State,
                                          const clang::ento::MemRegion *Region,
                                          bool IsWrite,
                                          const clang::Stmt *Where,
                                          clang::ento::CheckerContext &C) const;
  bool evalLock(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                const clang::CallExpr *Site,
                clang::ento::CheckerContext &C) const;
  bool evalAccess(const ApiFunction &Row, const clang::ento::CallEvent &Call,
                  const clang::CallExpr *Site,
                  clang::ento::CheckerContext &C) const;
  /// \p State knowing that the memory at \p Region is there, since \p Where
  /// reads or writes it; notes where that was never asked.
  clang::ento::ProgramStateRef noteUse(clang::ento::ProgramStateRef State,
                                       const clang::ento::MemRegion *Region,
                                       const clang::Stmt *Where) const;
  /// Tells the checks that pool \p Pool, written \p Where, is used.
  void notePoolUse(clang::ento::SVal Pool, const clang::Expr *Where,
                   clang::ento::CheckerContext &C) const;
  /// Tells the checks of memory that has been released and is handed to \p
  /// Call, written \p Site, to be looked at.
  void noteReleasedArguments(const clang::ento::CallEvent &Call,
                             const clang::CallExpr *Site,
                             clang::ento::CheckerContext &C) const;
  /// Notes that the record which \p Call gives by value carries what it was
  /// made of: whoever has the record tests that and releases it.
  void noteCarried(const clang::ento::CallEvent &Call,
                   clang::ento::CheckerContext &C) const;
  /// Tells the checks if \p Return gives its caller the 0 of a failed mapping.
  void noteZero(const clang::ReturnStmt *Return,
                clang::ento::CheckerContext &C) const;

  bool skips(const clang::Expr *Condition,
             clang::ento::CheckerContext &C) const;
  /// Lets a path leave the loop of \p Condition that it cannot follow to the
  /// end (Loops.cpp); \returns false if it can, or does not know of one.
  bool leaveLoop(const clang::Expr *Condition,
                 clang::ento::CheckerContext &C) const;

  const Model *Api = nullptr;
  std::vector<const PathCheck *> Checks;
  const UnitFacts *Facts = nullptr;
  mutable llvm::DenseMap<const clang::FunctionDecl *, const ApiFunction *> Rows;
  mutable std::unique_ptr<ObjectLocations> Locations;
  mutable llvm::DenseMap<const clang::Decl *, std::unique_ptr<Relevance>>
      RelevanceCache;
  mutable FunctionLog Log;
  mutable PureCalls Pure;
  mutable ReturnValues Returns;
  mutable Merging Merged;
  std::function<bool()> ShouldStop;
  mutable bool Stopped = false;
  /// What is being evaluated decides whether a loop goes on, or whether a list
  /// is released.
  mutable bool AtLoopCondition = false, AtCleanupCondition = false,
               AtReleaseGuard = false;
};

/// Registers the modelling checker with \p Api, which must outlive the
/// analysis.
void registerModeling(clang::ento::CheckerManager &Manager, const Model &Api);

/// The value of argument \p Index, or an unknown one where there is none.
clang::ento::SVal argument(const clang::ento::CallEvent &Call, int Index);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_MODELING_MODELING_H
