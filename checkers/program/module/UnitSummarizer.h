//===-- UnitSummarizer.h - The summary of one unit --------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARIZER_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARIZER_H

#include "checkers/model/Model.h"
#include "checkers/program/module/UnitSummary.h"

namespace clang {
class ASTContext;
}

namespace dmatidy {

/// Walks the driver's own bodies and tables in the unit once, and writes down
/// every modelled call and every flow. \p ModuleFolder is that of its module,
/// as moduleFolder() tells it.
UnitSummary summarizeUnit(clang::ASTContext &Context, const Model &Api,
                          std::string ModuleFolder);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_UNITSUMMARIZER_H
