//===-- DoubleRelease.h - The parts of dma-double-release -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_DOUBLERELEASE_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_DOUBLERELEASE_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// FallsIntoUnwinding.cpp.
void checkFallsIntoUnwinding(const SyntaxContext &In);
/// Uncleared.cpp. The second reports dma-use-after-release.
void checkUncleared(llvm::ArrayRef<SyntaxContext> Unit);
void checkKeptPointers(llvm::ArrayRef<SyntaxContext> Unit);
/// RepeatedRelease.cpp.
void checkRepeatedReleases(const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_DOUBLE_RELEASE_DOUBLERELEASE_H
