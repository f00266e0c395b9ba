//===-- FailureWalk.h - The ways behind a call that fails ----- -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREWALK_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREWALK_H

#include "checkers/model/Model.h"
#include "clang/AST/ParentMap.h"
#include "clang/Analysis/CFG.h"

namespace dmatidy {

/// Follows the ways through one function from its calls of another that fails.
/// Refers to the function and the model, which must outlive it.
class FailureWalk {
public:
  /// Says whether a call is one of the function that fails.
  using CallTest = llvm::function_ref<bool(const clang::CallExpr *)>;
  /// Is given the call that fails and one that is reached; true ends the walk.
  using CallVisit = llvm::function_ref<bool(const clang::CallExpr *,
                                            const clang::CallExpr *)>;

  FailureWalk(const clang::FunctionDecl *Caller, const Model &Api);

  /// The first call that \p Visit ends the walk at, or null.
  const clang::CallExpr *find(CallTest Fails, CallVisit Visit);
  /// True if the caller fails for what was walked from last, or may.
  bool passesOn() const { return PassesOn; }

private:
  /// Where the walk goes on, with \c Carrier, which may be null, known to hold
  /// the failure.
  struct Step {
    const clang::CFGBlock *Block;
    size_t Index;
    const clang::ValueDecl *Carrier;
  };

  const clang::CallExpr *walkFrom(const clang::CFGBlock *Block, size_t Index,
                                  const clang::CallExpr *Call, CallVisit Visit);
  /// Walks on from \p First, depth first; functions are as long as they like.
  const clang::CallExpr *walk(Step First, CallVisit Visit);
  /// Walks to the end of \p At's block; \returns the call that ends the walk.
  const clang::CallExpr *walkBlock(Step &At, CallVisit Visit);
  bool isZero(const clang::Expr *E) const;
  /// True if \p E is the failure, or another one.
  bool saysFailed(const clang::Expr *E, const clang::ValueDecl *Carrier) const;
  bool isResult(const clang::Expr *E, const clang::ValueDecl *Carrier) const;
  /// What condition \p E says about a failed result; nothing if it asks for
  /// something else.
  std::optional<bool> answer(const clang::Expr *E,
                             const clang::ValueDecl *Carrier) const;

  const clang::FunctionDecl *Caller;
  const Model &Api;
  clang::ParentMap Parents;
  std::unique_ptr<clang::CFG> Graph;
  const clang::CallExpr *Result = nullptr;
  bool PassesOn = false;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREWALK_H
