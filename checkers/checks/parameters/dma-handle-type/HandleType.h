//===-- HandleType.h - The parts of dma-handle-type -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_HANDLE_TYPE_HANDLETYPE_H
#define DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_HANDLE_TYPE_HANDLETYPE_H

#include "checkers/program/module/ModuleReport.h"

namespace dmatidy {

/// HandleTypeModule.cpp.
void checkHandleTypeInModule(const Module &All, ModuleReport &Report);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_PARAMETERS_DMA_HANDLE_TYPE_HANDLETYPE_H
