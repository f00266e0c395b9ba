//===-- UncheckedResult.h - The parts of dma-unchecked-result ---*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_FAILURE_DMA_UNCHECKED_RESULT_UNCHECKEDRESULT_H
#define DMA_TIDY_CHECKERS_CHECKS_FAILURE_DMA_UNCHECKED_RESULT_UNCHECKEDRESULT_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// OnlyLogged.cpp.
void checkOnlyLogged(const SyntaxContext &In);
/// UncheckedResultModule.cpp.
void checkUncheckedResultInModule(const Module &All, ModuleReport &Report);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_FAILURE_DMA_UNCHECKED_RESULT_UNCHECKEDRESULT_H
