//===-- Conditions.h - On which conditions a statement runs -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A visitor of a function's text that knows, at every statement, what has been
// asked on the way there: the conditions around it, and those in front of it
// whose branch leaves.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_CONDITIONS_H
#define DMA_TIDY_CHECKERS_SYNTAX_CONDITIONS_H

#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace dmatidy {

/// A condition that was asked on the way to a statement.
struct AskedCondition {
  const clang::Expr *Condition;
  /// It has been found to hold, or not to.
  bool Holds;
  /// It stands around the statement, or in front of it.
  bool IsAround;
};

/// Visits a function's text; \p Derived reads conditions() where it needs them.
/// One that overrides a function of this class calls it.
template <typename Derived>
class ConditionVisitor : public clang::RecursiveASTVisitor<Derived> {
  using Base = clang::RecursiveASTVisitor<Derived>;

public:
  bool TraverseIfStmt(clang::IfStmt *If) {
    this->getDerived().TraverseStmt(If->getCond());
    branch({If->getCond(), /*Holds=*/true, /*IsAround=*/true}, If->getThen());
    branch({If->getCond(), /*Holds=*/false, /*IsAround=*/true}, If->getElse());
    // What leaves lets by only what it has not asked for.
    if (leaves(If->getThen()))
      Conditions.push_back({If->getCond(), /*Holds=*/false,
                            /*IsAround=*/false});
    return true;
  }
  bool TraverseCompoundStmt(clang::CompoundStmt *Block) {
    size_t Outside = Conditions.size();
    Base::TraverseCompoundStmt(Block);
    Conditions.resize(Outside);
    return true;
  }
  bool TraverseSwitchStmt(clang::SwitchStmt *Switch) {
    branch({Switch->getCond(), /*Holds=*/true, /*IsAround=*/true},
           Switch->getBody());
    return true;
  }

protected:
  /// What was asked on the way to the statement that is visited, the outermost
  /// first.
  llvm::ArrayRef<AskedCondition> conditions() const { return Conditions; }

private:
  void branch(AskedCondition Asked, clang::Stmt *Branch) {
    Conditions.push_back(Asked);
    this->getDerived().TraverseStmt(Branch);
    Conditions.pop_back();
  }
  /// True if behind \p Branch nothing of the block around it runs.
  static bool leaves(const clang::Stmt *Branch) {
    if (const auto *Block = llvm::dyn_cast<clang::CompoundStmt>(Branch))
      Branch = Block->body_empty() ? nullptr : Block->body_back();
    return llvm::isa_and_nonnull<clang::ReturnStmt, clang::GotoStmt,
                                 clang::ContinueStmt, clang::BreakStmt>(Branch);
  }

  llvm::SmallVector<AskedCondition, 8> Conditions;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_CONDITIONS_H
