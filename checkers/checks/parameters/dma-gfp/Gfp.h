//===-- Gfp.h - The parts of dma-gfp ----------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_GFP_GFP_H
#define DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_GFP_GFP_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// GfpSyntax.cpp.
void checkGfpInText(const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_GFP_GFP_H
