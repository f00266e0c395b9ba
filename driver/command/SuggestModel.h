//===-- SuggestModel.h - Rows for a driver's own functions ------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMMAND_SUGGESTMODEL_H
#define DMA_TIDY_DRIVER_COMMAND_SUGGESTMODEL_H

#include "checkers/model/Model.h"
#include "driver/compilation/Database.h"
#include "driver/options/Options.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace dmatidy {

/// Writes to \p OS a model file with rows for the functions that \p Units call
/// without showing their bodies and that acquire or release DMA objects for
/// them: from the body where a unit of \p Base has it, else from the prototype.
/// An acquisition without a release to go with it gets no row but a comment.
/// Units that cannot be parsed are named on stderr.
/// \returns how many rows it has written.
unsigned suggestModel(const Database &Base, llvm::ArrayRef<const Unit *> Units,
                      const Model &Api, const Options &Opts,
                      llvm::raw_ostream &OS);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMMAND_SUGGESTMODEL_H
