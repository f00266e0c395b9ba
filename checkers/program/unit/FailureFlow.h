//===-- FailureFlow.h - What callers do about a failure ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function fails and leaves something behind. Whether a caller cleans up
// after it is a question of the ways that lead from the call with a result that
// says so: a release that is reached only where the call has worked is none.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREFLOW_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREFLOW_H

#include "checkers/program/unit/UnitFacts.h"

namespace dmatidy {

/// The call by which a function of the unit that calls \p Function, at whatever
/// distance, may release what one of \p Places keeps once \p Function has
/// failed: a negative number, NULL or an error pointer was returned, and passed
/// on by those between. Null if there is none.
const clang::CallExpr *
releaseAfterFailure(const clang::FunctionDecl *Function,
                    llvm::ArrayRef<const clang::ValueDecl *> Places,
                    const UnitFacts &Facts, const Model &Api);

/// The call by which a function that calls \p Function, at whatever distance,
/// releases what \p Place, a field of the same record or a global variable,
/// keeps whenever \p Function has failed, or whenever the place is not empty
/// then; null if none does for certain.
const clang::CallExpr *repeatedAfterFailure(const clang::FunctionDecl *Function,
                                            const clang::ValueDecl *Place,
                                            const UnitFacts &Facts,
                                            const Model &Api);

/// True if \p Callee, by itself or by what it calls at most \p Depth deep,
/// releases what \p Place keeps whenever that is not empty.
bool releasesSurely(const clang::FunctionDecl *Callee,
                    const clang::ValueDecl *Place, const UnitFacts &Facts,
                    const Model &Api, unsigned Depth = 3);

/// True if everybody who calls \p Function, at whatever distance, returns
/// nothing, or goes on where it has failed: nobody outside the unit is told.
bool isFailureSwallowed(const clang::FunctionDecl *Function,
                        const UnitFacts &Facts, const Model &Api);

/// What a function does once another one that it calls has failed.
struct FailureWays {
  /// The other function, or the field of the table it is called through.
  const clang::NamedDecl *Callee = nullptr;
  /// What may be called then, likewise, and what the function may release
  /// itself.
  llvm::SmallSetVector<const clang::NamedDecl *, 4> Calls;
  llvm::SmallSetVector<const clang::ValueDecl *, 4> Released;
  /// True if the function may fail for it.
  bool PassesOn = false;
};

/// The ways of \p Function, which has a body, for each of the driver's
/// functions whose result it gets.
std::vector<FailureWays> failureWaysOf(const clang::FunctionDecl *Function,
                                       const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_FAILUREFLOW_H
