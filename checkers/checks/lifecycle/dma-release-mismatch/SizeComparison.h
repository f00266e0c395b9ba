//===-- SizeComparison.h - How two sizes differ -----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sizes that a path knows as terms over what it does not know: equal for every
// value of that, or not.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_SIZECOMPARISON_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_SIZECOMPARISON_H

#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"

namespace dmatidy {

enum class SizeDifference {
  /// They may be the same.
  None,
  /// One is the other and a number more.
  Number,
  /// One is the other and something more that may be 0 for all the path knows.
  Term,
  /// One is the other times a number.
  Scale,
  /// One is the other times something that may be 1 for all the path knows.
  Count
};

/// How \p Many, casts apart, is more than \p One.
SizeDifference compareSizes(clang::ento::SVal Many, clang::ento::SVal One,
                            clang::ento::ProgramStateRef State);

/// True if \p Size is what was left of one when another was taken from it.
bool isRest(clang::ento::SVal Size);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_SIZECOMPARISON_H
