//===-- Guarded.h - The engine inside the server ----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The analysis of a version of a file is part of parsing it, on a thread of its
// own that may crash, and within a time. The next edit ends it.
//
//        AST is built ──> widen its scope ──> walk paths ──> findings
//                                 │
//                                 ├── edited again ──> what still stands
//                                 ├── out of time ───> log; what was found
//                                 └── crashed ───────> log; what still stands
//
// "What still stands" are the findings of the last version whose analysis came
// to its end, on lines that have not changed since.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANGD_GUARDED_H
#define DMA_TIDY_DRIVER_CLANGD_GUARDED_H

#include "llvm/ADT/StringRef.h"

namespace dmatidy {

/// Guards the analyses of this process from now on; each may take \p Budget
/// milliseconds. The units must come from a clangd whose texts noteText() is
/// told of.
void guardAnalyses(unsigned Budget);

/// Says that \p Text is the newest of \p File; the analysis of another one is
/// of no use any more. May be called from any thread.
void noteText(llvm::StringRef File, llvm::StringRef Text);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANGD_GUARDED_H
