//===-- StraightLine.h - What runs behind a call for certain ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What follows a statement with no choice in between needs no path: it happens
// whenever the statement does. Jumps are followed, branches are not.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_STRAIGHTLINE_H
#define DMA_TIDY_CHECKERS_SYNTAX_STRAIGHTLINE_H

#include "checkers/syntax/Syntax.h"
#include "clang/Analysis/CFG.h"

namespace dmatidy {

/// The ways through one function.
class StraightLine {
public:
  explicit StraightLine(const SyntaxContext &In);

  /// Calls \p Visit for each expression and declaration that is evaluated
  /// behind \p From, in that order, up to the first branch, or until \p Visit
  /// returns false.
  void forEachAfter(const clang::CallExpr *From,
                    llvm::function_ref<bool(const clang::Stmt *)> Visit) const;

  /// True if some way from \p From on comes to an expression or declaration
  /// that \p IsSuch says yes to.
  bool mayReach(const clang::CallExpr *From,
                llvm::function_ref<bool(const clang::Stmt *)> IsSuch) const;

  /// True if every way from \p From on that ends comes to \p To, and none by
  /// anything that \p MayChange says yes to.
  bool
  surelyReaches(const clang::CallExpr *From, const clang::CallExpr *To,
                llvm::function_ref<bool(const clang::Stmt *)> MayChange) const;

private:
  /// The block that \p From is in, and where in it what is behind begins; null
  /// if no way comes to it.
  std::pair<const clang::CFGBlock *, size_t>
  behind(const clang::CallExpr *From) const;

  std::unique_ptr<clang::CFG> Graph;
};

/// Says what changes the value of an expression.
class ValueWatch {
public:
  /// Watches \p E in \p In's function; both must outlive this.
  ValueWatch(const clang::Expr *E, const SyntaxContext &In);
  /// True if the value may be another one, or of another object, behind \p S.
  bool mayChange(const clang::Stmt *S) const;
  /// True if the value is the same wherever it stands.
  bool isConstant() const { return Named.empty(); }

private:
  bool names(const clang::Expr *E) const;

  const SyntaxContext &In;
  llvm::SmallPtrSet<const clang::ValueDecl *, 4> Named;
  bool NamesMemory = false;
};

/// True if \p Callee, which may be null, does nothing but to compute what it
/// returns, as far as its body and those of what it calls show.
bool onlyComputes(const clang::FunctionDecl *Callee);

/// True if \p A and \p B name the same object; unlike isSameExpr(), also
/// through calls that only compute: of the kernel's, and of what the driver has
/// for that.
bool isSameValue(const clang::Expr *A, const clang::Expr *B,
                 const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_STRAIGHTLINE_H
