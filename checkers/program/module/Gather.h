//===-- Gather.h - The facts of one unit ------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_GATHER_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_GATHER_H

#include "checkers/program/module/Facts.h"
#include "checkers/model/Model.h"

namespace clang {
class ASTContext;
}

namespace dmatidy {

/// Walks the driver's own bodies and tables in the unit once, and writes down
/// every modelled call and every flow.
ContractFacts gatherFacts(clang::ASTContext &Context, const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_GATHER_H
