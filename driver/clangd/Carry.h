//===-- Carry.h - Findings of an earlier text -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANGD_CARRY_H
#define DMA_TIDY_DRIVER_CLANGD_CARRY_H

#include "checkers/finding/Diagnostic.h"

namespace dmatidy {

/// \p Findings, made of the text \p Before, as they stand in \p After: without
/// those that have something to do with a line of \p File that changed.
std::vector<Diagnostic> carried(std::vector<Diagnostic> Findings,
                                llvm::StringRef File, llvm::StringRef Before,
                                llvm::StringRef After);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANGD_CARRY_H
