//===-- Isolated.h - The engine beside the server ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The analysis of a version of a file runs in a forked process: a crash, a hang
// or a lack of memory there costs a line in the log, and the next edit ends it
// at once.
//
//        build AST ──fork──> widen scope, walk paths, write findings, _exit
//            │                          │ pipe
//            └──── wait ── findings ◄───┘
//                    │
//                    ├── the file was edited again ──> kill; what still stands
//                    ├── the budget is used up ──────> kill; what still stands
//                    └── it crashed ─────────────────> log;  what still stands
//
// "What still stands" are the findings of the version before on lines that have
// not changed since.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANGD_ISOLATED_H
#define DMA_TIDY_DRIVER_CLANGD_ISOLATED_H

#include "driver/clang-tidy/Session.h"

namespace dmatidy {

/// Runs the analyses of this process isolated from now on; each may take \p
/// Budget milliseconds.
void isolateAnalyses(unsigned Budget);

/// Says that there is a newer text of \p File than any that is analysed. May be
/// called from any thread.
void noteEdit(llvm::StringRef File);

/// \p Findings, made of the text \p Before, as they stand in \p After: without
/// those that have something to do with a line of \p File that changed.
std::vector<Diagnostic> carried(std::vector<Diagnostic> Findings,
                                llvm::StringRef File, llvm::StringRef Before,
                                llvm::StringRef After);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANGD_ISOLATED_H
