//===-- ReleaseUnacquired.h - The check dma-release-unacquired --*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_RELEASEUNACQUIRED_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_RELEASEUNACQUIRED_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// Unguarded.cpp.
void checkUnguarded(llvm::ArrayRef<SyntaxContext> Unit);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_UNACQUIRED_RELEASEUNACQUIRED_H
