//===-- Readers.h - Which units may read a file -----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which units a change can have touched, without analysing any: whatever
// condition an #include stands under, it counts.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_READERS_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_READERS_H

#include "driver/compilation/Database.h"
#include "driver/files/Inputs.h"
#include "driver/processes/Pool.h"

namespace dmatidy {

/// By unit of \p Units: false if it reads none of the files that \p Over has
/// other texts of, neither as the tree is nor as it was. A header that only a
/// macro names is not followed. Commands and files are read in a process of its
/// own, as \p Options say; if that fails, every unit counts as one that reads.
std::vector<bool> unitsThatRead(llvm::ArrayRef<const Unit *> Units,
                                const Overlay &Over,
                                const PoolOptions &Options);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_READERS_H
