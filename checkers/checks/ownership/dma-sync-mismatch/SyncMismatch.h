//===-- SyncMismatch.h - The parts of dma-sync-mismatch ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_SYNC_MISMATCH_SYNCMISMATCH_H
#define DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_SYNC_MISMATCH_SYNCMISMATCH_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// SyncMismatchSyntax.cpp.
void checkSyncsInText(const SyntaxContext &In);
/// HandedOver.cpp.
void checkHandedOver(const SyntaxContext &In);

/// SyncMismatchModule.cpp.
void checkSyncMismatchInModule(const Module &All, ModuleReport &Report);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_SYNC_MISMATCH_SYNCMISMATCH_H
