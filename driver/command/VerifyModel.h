//===-- VerifyModel.h - The model against a kernel tree ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMMAND_VERIFYMODEL_H
#define DMA_TIDY_DRIVER_COMMAND_VERIFYMODEL_H

#include "checkers/model/Model.h"
#include "driver/compilation/Database.h"

namespace dmatidy {

/// Parses the headers that \p Api names, as a unit of \p Units would, and says
/// on \p OS which rows do not fit the prototypes there, which functions have no
/// prototype, and which dma_* functions of the headers have no row. Exceptions
/// that the model names are left out.
/// \returns how many lines it has written, or an error if no unit can be
/// parsed.
llvm::Expected<unsigned> verifyModel(llvm::ArrayRef<const Unit *> Units,
                                     const Model &Api, llvm::raw_ostream &OS);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMMAND_VERIFYMODEL_H
