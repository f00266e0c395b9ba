//===-- Relevance.h - Branches that no DMA object depends on ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most branches of a driver function print, count or fill in a descriptor. Each
// doubles the paths, and none of them matters. A branch matters if it can leave
// its place (return, goto), calls something that may acquire, release, test or
// take over an object, or writes a variable or field that
//
//     a call that matters is given
//     the condition of a branch that matters asks for      and so on, until
//     a value is computed from that itself matters         nothing changes
//
// or stores an object in a field that it may be released from.
//
// One that does nothing of that is not taken.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REDUCTION_RELEVANCE_H
#define DMA_TIDY_CHECKERS_PATH_REDUCTION_RELEVANCE_H

#include "checkers/path/reduction/ObjectLocations.h"

namespace dmatidy {

/// What does not matter in one function.
struct Relevance {
  /// Every expression that decides only whether to do something that does not
  /// matter, and what it is to be taken as.
  llvm::DenseMap<const clang::Expr *, bool> Skipped;
  /// The statements and operators that choose and do not matter.
  llvm::DenseSet<const clang::Stmt *> Idle;
  /// Those of them whose condition is taken as true: the other way leaves a
  /// pointer NULL that may be read through, and no path would come further.
  llvm::DenseSet<const clang::Stmt *> Taken;
  /// Its numbers and pointers that conditions which matter ask for.
  llvm::SmallSetVector<const clang::VarDecl *, 8> Asked;
};

/// Tells what does not matter in one function.
using RelevanceLookup =
    llvm::function_ref<const Relevance &(const clang::FunctionDecl *)>;

/// What does not matter in \p Function's body.
Relevance findRelevance(const clang::FunctionDecl *Function,
                        const UnitFacts &Facts,
                        const ObjectLocations &Locations, const Model &Api);

/// True for a call that may acquire, release, test or take over an object.
bool mayMatter(const clang::CallExpr *Call, const UnitFacts &Facts,
               const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REDUCTION_RELEVANCE_H
