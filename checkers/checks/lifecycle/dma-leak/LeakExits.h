//===-- LeakExits.h - By which ways a function leaves -----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Several failures may leave one object behind. Each is a place to mend, so the
// finding names them all: the forward goto that leads to the return, or the
// return itself.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEXITS_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEXITS_H

#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/FunctionLog.h"

namespace dmatidy {

/// By which exit the path to \p Left leaves the function.
FunctionExit exitOf(const LeakCandidate &Left);

/// The exits by which paths leave that ended because \p Left's goes on in their
/// place (Merging.h), with the nodes where they ended.
llvm::SmallVector<std::pair<FunctionExit, clang::ento::ExplodedNode *>, 2>
mergedExits(const LeakCandidate &Left, const FunctionLog &Log);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAKEXITS_H
