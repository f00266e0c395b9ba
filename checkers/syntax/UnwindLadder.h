//===-- UnwindLadder.h - How a function unwinds -----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function of the kernel's that fails half-way goes to one of the labels at
// its end, each of which undoes one step and falls into the next:
//
//       buf = alloc();            if (!buf) return -ENOMEM;
//       err = setup_rings(p);     if (err) goto free_buf;
//       err = request_irq();      if (err) goto free_rings;
//       return 0;
//     free_rings:                 a rung
//       free_rings(p);
//     free_buf:
//       free(buf);
//       return err;
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_UNWINDLADDER_H
#define DMA_TIDY_CHECKERS_SYNTAX_UNWINDLADDER_H

#include "checkers/syntax/Syntax.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"

namespace dmatidy {

/// True if nothing runs behind \p S, which may be null: it, or its last
/// statement, is a `return` or a `goto`.
bool leavesFunction(const clang::Stmt *S);

/// The statement behind the `case` and `default` labels of \p S.
const clang::Stmt *withoutCases(const clang::Stmt *S);

/// A call that releases, or that leads to a release in the unit and to no
/// acquisition.
struct UnwindStep {
  const clang::CallExpr *Call;
  /// Null for a function of the driver's.
  const ApiFunction *Row;
  /// It is made whenever it is come by, or whenever there is what it is given.
  bool Always;
  /// It is made for each of several.
  bool InLoop;
};

/// An `if` whose branch ends by leaving the function, or for a label.
struct WayOut {
  /// Null for one that a `case` or `default` takes.
  const clang::IfStmt *If;
  const clang::Stmt *Branch;
  /// The last statement of the branch: a `return` or a `goto`.
  const clang::Stmt *Leaves;
  /// The label of the function's outermost block that it goes to; null if it
  /// returns.
  const clang::LabelDecl *To;
  /// A block around it, and where in that.
  struct Position {
    const clang::CompoundStmt *Block;
    unsigned Index;
    /// The block is run only sometimes when what is around it is.
    bool IsBranch;
  };
  /// The outermost first.
  llvm::SmallVector<Position, 4> At;

  /// What is asked for; null for a `case`, where the value of the switch is.
  const clang::Expr *condition() const { return If ? If->getCond() : nullptr; }
  /// It is taken because something has failed, for certain.
  bool IsFailure = false;
  /// Only what the function returns then says so, which was set before:
  /// whatever runs into the label may return that as well.
  bool IsFailureInferred = false;
  /// The steps in its branch.
  llvm::SmallVector<UnwindStep, 2> Steps = {};
  /// The statements and expressions that may be come by from the beginning of
  /// the function to the branch.
  llvm::SmallVector<const clang::Stmt *, 0> Before = {};
};

/// The labels of one function and the ways that lead to them; nothing where the
/// function neither acquires nor releases. Refers to its AST.
class UnwindLadder {
public:
  explicit UnwindLadder(const SyntaxContext &In);

  struct Rung {
    const clang::LabelDecl *Label;
    /// Of its first statement among those of the outermost block.
    unsigned First;
    /// How many go to it.
    unsigned Uses;
    /// What stands before it may run into it.
    bool IsFallenInto;
    /// The steps that are taken from it on.
    llvm::SmallVector<UnwindStep, 4> Steps = {};
  };
  /// In the order of the text.
  llvm::ArrayRef<Rung> rungs() const { return Rungs; }
  /// In the order of the text.
  llvm::ArrayRef<WayOut> waysOut() const { return Ways; }

  /// The steps that are taken from \p Label, which may be null, on.
  llvm::ArrayRef<UnwindStep> stepsFrom(const clang::LabelDecl *Label) const;
  /// The steps from rung \p Number up to the next one that is used.
  llvm::SmallVector<UnwindStep, 4> stepsOfRung(unsigned Number) const;
  /// The calls that are made on \p Way from its branch on.
  llvm::SmallVector<const clang::CallExpr *, 8>
  callsFrom(const WayOut &Way) const;
  /// What \p Step releases, as a finding names it.
  std::string objectOf(const UnwindStep &Step) const;
  /// The value that is returned on the way from \p Label; null if there is
  /// none.
  const clang::Expr *resultFrom(const clang::LabelDecl *Label) const;

  /// True if from \p Label, which may be null, on nothing is done but to undo
  /// and to leave.
  bool isUnwinding(const clang::LabelDecl *Label) const;
  /// True if only failures go to \p Rung, and what runs into it has not failed.
  bool isForFailures(const Rung &Rung) const;
  /// True if the function gives \p Variable, of its own, a value, or its
  /// address away.
  bool isWritten(const clang::VarDecl *Variable) const;
  /// True if \p Way is the first that is taken for \p Call to have failed.
  bool isAskedFirst(const clang::CallExpr *Call, const WayOut &Way) const;
  /// True if whoever comes by \p Second has come by the condition of \p First,
  /// loops running at least once.
  static bool runsBefore(const WayOut &First, const WayOut &Second);
  /// The statements and expressions that may be come by between the condition
  /// of \p First, which runs before it, and the branch of \p Second; with \p
  /// WholeLoop, those of a loop around \p First that has ended as well.
  static llvm::SmallVector<const clang::Stmt *, 32>
  partsBetween(const WayOut &First, const WayOut &Second, bool WholeLoop);

private:
  class Reader;
  void addSteps(const clang::Stmt *S, bool Always, bool InLoop,
                llvm::SmallVectorImpl<UnwindStep> &Steps) const;
  /// Calls \p Visit for the statements of the outermost block from \p Label on,
  /// until one leaves or \p Visit returns false.
  void follow(const clang::LabelDecl *Label,
              llvm::function_ref<bool(const clang::Stmt *)> Visit) const;
  /// Tells \p Way whether it is a failure.
  void judge(WayOut &Way) const;
  /// Tells the ways to labels that only failures go to that they are failures,
  /// too.
  void judgeByLabel();
  bool isFailure(const WayOut &Way) const;
  /// True if \p Branch frees what the function was given.
  bool dropsPacket(const clang::Stmt *Branch) const;
  /// The value that \p Variable has for certain where \p Way leaves, as the
  /// statements in front of it say; null if they do not.
  const clang::Expr *lastValueOf(const clang::VarDecl *Variable,
                                 const WayOut &Way) const;
  static llvm::SmallVector<const clang::Stmt *, 0>
  partsBefore(const WayOut &Way);
  const Rung *rungOf(const clang::LabelDecl *Label) const;
  bool isFailed(const clang::Expr *Condition, const WayOut &Way) const;
  /// The call that \p Value is what it gave right in front of \p Way; or null.
  const clang::CallExpr *justCalled(const clang::Expr *Value,
                                    const WayOut &Way) const;
  bool saysFailed(const clang::Stmt *Branch) const;
  bool isFailureValue(const clang::Expr *Value) const;

  const SyntaxContext &In;
  /// The statements of the outermost block, without their labels.
  llvm::SmallVector<const clang::Stmt *, 32> Lines;
  llvm::SmallVector<Rung, 4> Rungs;
  llvm::SmallVector<WayOut, 8> Ways;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_UNWINDLADDER_H
