//===-- BadMemory.h - The parts of dma-bad-memory ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_MEMORY_DMA_BAD_MEMORY_BADMEMORY_H
#define DMA_TIDY_CHECKERS_CHECKS_MEMORY_DMA_BAD_MEMORY_BADMEMORY_H

#include "checkers/program/module/ModuleReport.h"

namespace dmatidy {

/// BadMemoryModule.cpp.
void checkBadMemoryInModule(const Module &All, ModuleReport &Report);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_MEMORY_DMA_BAD_MEMORY_BADMEMORY_H
