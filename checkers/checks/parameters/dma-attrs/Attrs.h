//===-- Attrs.h - The parts of dma-attrs ------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_ATTRS_ATTRS_H
#define DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_ATTRS_ATTRS_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// AttrsModule.cpp.
void checkAttrsInModule(const Module &All, ModuleReport &Report);
/// AttrsSyntax.cpp.
void checkAttrsInText(const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_ATTRS_ATTRS_H
