//===-- Unwinding.h - What the rules about unwinding ask --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_UNWINDING_UNWINDING_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_UNWINDING_UNWINDING_H

#include "checkers/syntax/UnwindLadder.h"

namespace dmatidy {

/// True if, once \p In's function has failed, somebody who calls it may release
/// what \p Fields keep, or goes on as if it had not.
bool isLeftToCallers(llvm::ArrayRef<const clang::ValueDecl *> Fields,
                     const SyntaxContext &In);
/// Has \p Finding, in \p In's function, depend on what its callers in other
/// files do then.
void askOtherCallers(Diagnostic &Finding,
                     llvm::ArrayRef<const clang::ValueDecl *> Fields,
                     const SyntaxContext &In);

/// Compares calls and assignments with one step of a function that unwinds, by
/// what the text of the unit says. Refers to both, which must outlive it.
class StepMatch {
public:
  StepMatch(const UnwindStep &Step, const SyntaxContext &In)
      : Step(Step), In(In) {}

  /// The fields that keep what it releases.
  llvm::SmallVector<const clang::ValueDecl *, 4> fields() const;

  /// True if \p Call acquires what the step releases.
  bool isAcquiredBy(const clang::CallExpr *Call) const;
  /// True if \p Call, of a function that nobody sees, is given something that
  /// the step is given.
  bool mayBeAcquiredBy(const clang::CallExpr *Call) const;
  /// True if \p Call may release what the step does.
  bool isRepeatedBy(const clang::CallExpr *Call) const;
  /// True if what the step releases may be somebody else's, or gone, behind
  /// \p Parts: released, handed over, or known by a name that has changed.
  bool isSettledBy(llvm::ArrayRef<const clang::Stmt *> Parts) const;

private:
  const clang::FunctionDecl *callee() const {
    return Step.Call->getDirectCallee();
  }
  bool isGiven(const clang::CallExpr *Call) const;
  bool isGivenVariable(const clang::CallExpr *Call,
                       const clang::ValueDecl *Variable) const;
  bool releases(const clang::FunctionDecl *Callee, const ApiFunction &Row,
                const clang::CallExpr *Call) const;
  bool handsOver(const clang::CallExpr *Call) const;
  bool links(const clang::FunctionDecl *Callee) const;
  bool isPartOf(const clang::Expr *Given) const;
  bool isRenamedBy(const clang::Expr *Target) const;
  bool isLocalObject(const clang::Expr *Value) const;

  const UnwindStep &Step;
  const SyntaxContext &In;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_UNWINDING_UNWINDING_H
