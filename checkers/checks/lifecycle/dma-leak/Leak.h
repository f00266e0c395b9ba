//===-- Leak.h - The parts of dma-leak --------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// ClearedUnreleased.cpp.
void checkClearedUnreleased(const SyntaxContext &In);
/// ForgottenUnwind.cpp.
void checkForgottenUnwind(llvm::ArrayRef<SyntaxContext> Unit);
/// FreedMapped.cpp.
void checkFreedMapped(llvm::ArrayRef<SyntaxContext> Unit);
/// LeakModule.cpp.
void checkLeakInModule(const Module &All, ModuleReport &Report);
/// UnwindLoops.cpp.
void checkUnwindLoops(const SyntaxContext &In);
/// UnwindOrder.cpp.
void checkUnwindOrder(llvm::ArrayRef<SyntaxContext> Unit);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H
