//===-- ReleaseMismatch.h - The parts of dma-release-mismatch ---*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_RELEASEMISMATCH_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_RELEASEMISMATCH_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// PlaceDirection.cpp.
void checkPlaceDirections(llvm::ArrayRef<SyntaxContext> Unit);
/// ReleaseMismatchSyntax.cpp.
void checkFieldsInUnit(llvm::ArrayRef<SyntaxContext> Unit);
/// ReleaseMismatchModule.cpp.
void checkReleaseMismatchInModule(const Module &All, ModuleReport &Report);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_RELEASEMISMATCH_H
