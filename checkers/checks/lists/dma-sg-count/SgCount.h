//===-- SgCount.h - The parts of dma-sg-count -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H
#define DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// OriginalCount.cpp.
void checkOriginalCounts(llvm::ArrayRef<SyntaxContext> Unit);
/// SgCountModule.cpp.
void checkSgCountInModule(const Module &All, ModuleReport &Report);
/// SgCountSyntax.cpp.
void checkSgCountInText(const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H
