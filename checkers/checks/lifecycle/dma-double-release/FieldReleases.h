//===-- FieldReleases.h - Releases of what fields keep ----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands around the releases of memory that fields of records keep: what
// is cleared behind them, who sets the field anew, and who asks for it.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_FIELDRELEASES_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_FIELDRELEASES_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// A release of memory that a field of a record keeps.
struct FieldRelease {
  const SyntaxContext *In;
  const clang::CallExpr *Call;
  const clang::MemberExpr *Memory;
  const clang::FieldDecl *Field;
  /// The field that keeps the handle, or null.
  const clang::FieldDecl *Handle;
  /// Where the handle's field is set to nothing behind it, or null.
  const clang::BinaryOperator *HandleCleared = nullptr;
  /// Where the field itself is set to nothing behind it, or null.
  const clang::BinaryOperator *Cleared = nullptr;
  /// Behind it the function sets the field, or gives the record away.
  bool IsSettled = false;
  /// Where the function asks behind it whether there is none, to acquire anew;
  /// or null.
  const clang::Expr *AskedBehind = nullptr;
  /// What may run behind it, as far as the statements beside it say.
  llvm::SmallVector<clang::SourceRange, 4> Behind = {};
};

/// A condition that asks whether a field is set, to release what it keeps.
struct Asker {
  const SyntaxContext *In;
  const clang::Expr *Condition;
  const clang::MemberExpr *Asked;
};

/// Adds the releases in \p In's function to \p Releases, but for those of array
/// elements and of records on the stack.
/// \returns where the function sets fields to nothing that it has given to a
/// call before.
llvm::SmallVector<const clang::BinaryOperator *, 4>
readReleases(const SyntaxContext &In, std::vector<FieldRelease> &Releases);

/// Adds the conditions of \p In's function that ask whether a field is set, to
/// release what it keeps, to \p Askers; not for what the function acquires.
void readAskers(const SyntaxContext &In, std::vector<Asker> &Askers);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_FIELDRELEASES_H
