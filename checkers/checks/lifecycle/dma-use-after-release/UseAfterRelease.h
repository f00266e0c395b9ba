//===-- UseAfterRelease.h - The parts of dma-use-after-release --*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_USE_AFTER_RELEASE_USEAFTERRELEASE_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_USE_AFTER_RELEASE_USEAFTERRELEASE_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// \name UseAfterReleaseSyntax.cpp
/// @{
void checkUsesAfterRelease(const SyntaxContext &In);
void checkFreesBeforeRelease(llvm::ArrayRef<SyntaxContext> Unit);
/// @}

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_USE_AFTER_RELEASE_USEAFTERRELEASE_H
