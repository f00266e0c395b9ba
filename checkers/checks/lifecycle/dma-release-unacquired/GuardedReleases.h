//===-- GuardedReleases.h - On what conditions is released ------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_GUARDEDRELEASES_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_GUARDEDRELEASES_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// A release of what a field of a record keeps the handle of; or the call of a
/// function that does nothing but that.
struct Release {
  const SyntaxContext *In;
  const clang::CallExpr *Call;
  const clang::FieldDecl *Handle;
  /// Of the length, or the memory of a pool; or null.
  const clang::FieldDecl *Beside;
  const clang::Expr *Named;
  /// The condition that asks for either, or null.
  const clang::Expr *Guard = nullptr;
  /// Another condition stands around it, or leaves in front of it.
  bool IsConditional = false;
  /// None of those is about the record.
  bool IsForAnyRecord = true;
  /// The device has written the buffer.
  bool IsFromDevice = false;
  /// The function itself puts a handle there: always, or in a branch.
  bool IsSet = false, IsSetInBranch = false;
  /// Behind it the function frees something else of the record if it is there.
  bool IsOfPartial = false;
  /// It is a call of a function that makes it.
  bool IsLifted = false;
  /// The loops around it, the innermost first.
  llvm::SmallVector<const clang::Stmt *, 2> Loops = {};

  /// True if it is made for each of a number of records.
  bool isForAll() const {
    return !Loops.empty() && llvm::isa<clang::ForStmt>(Loops.front()) &&
           !Handle->getType()->isArrayType();
  }
  /// True if it is made whenever its function is called: no condition stands in
  /// the way, and the function has not put the handle there.
  bool isUnconditional() const {
    // What the function maps only sometimes it cannot unmap always.
    return !Guard && !IsConditional && !IsSet &&
           (IsSetInBranch || !In->Facts.acquisitionsIn(In->Function));
  }
  /// The parameter that it is given the record by, which the function's callers
  /// then say whether it has anything; or null.
  const clang::ParmVarDecl *givenRecord() const;
};

/// What a unit unmaps or gives back to a pool, by the fields of its records.
struct GuardedReleases {
  /// Reads \p Unit, whose functions' texts must outlive this. Where a function
  /// releases what a record it is given keeps, its calls stand here instead.
  explicit GuardedReleases(llvm::ArrayRef<SyntaxContext> Unit);

  std::vector<Release> Sites;
  /// The fields that some function sets to nothing.
  llvm::SmallPtrSet<const clang::ValueDecl *, 16> Cleared;

private:
  void read(const SyntaxContext &In);
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_GUARDEDRELEASES_H
