//===-- Statements.h - What each statement names and changes ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function as a list of statements, each of which is walked or left out as a
// whole: an expression statement, a variable's declaration, a condition. Of
// each is known which variables and fields it names and which it may change.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REDUCTION_STATEMENTS_H
#define DMA_TIDY_CHECKERS_PATH_REDUCTION_STATEMENTS_H

#include "checkers/path/reduction/Relevance.h"

namespace dmatidy {

/// One statement, declaration or condition. Refers to the AST.
struct Statement {
  /// The expression or statement; for a variable its value, which may be null.
  const clang::Stmt *Whole = nullptr;
  /// The variable that is declared, if one is.
  const clang::VarDecl *Variable = nullptr;
  /// The if, loop or switch that \c Whole is the condition of, if it does not
  /// matter which way it goes.
  const clang::Stmt *Choice = nullptr;
  /// The way that \c Choice goes then: where its condition holds, or not.
  bool IsTaken = false;
  /// The variable whose address it stores where others find it, if it does no
  /// more than that.
  const clang::Decl *Stored = nullptr;
  /// It is walked: something depends on it, or it cannot be left out.
  bool Kept = false;
  /// Variables and fields.
  llvm::SmallVector<const clang::Decl *, 6> Names;
  /// Variables and fields, records that are written as a whole, and functions,
  /// for what they write.
  llvm::SmallVector<const clang::Decl *, 4> Writes;
  /// Records whose contents may be taken along: copied, or handed to the
  /// kernel.
  llvm::SmallVector<const clang::RecordDecl *, 2> Records;
};

/// The statements of some functions, and what flows where.
struct StatementList {
  std::vector<Statement> All;
  /// The first and behind the last statement of each function.
  llvm::DenseMap<const clang::FunctionDecl *, std::pair<unsigned, unsigned>> Of;
  /// Variables that what is mapped is reached from.
  llvm::SmallPtrSet<const clang::Decl *, 8> Buffers;
};

/// The statements of all entry points of \p Facts. \p Relevant tells what does
/// not matter in one of them.
StatementList findStatements(const UnitFacts &Facts, const Model &Api,
                             RelevanceLookup Relevant);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REDUCTION_STATEMENTS_H
