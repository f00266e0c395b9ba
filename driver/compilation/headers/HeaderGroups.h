//===-- HeaderGroups.h - Units that share headers ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERGROUPS_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERGROUPS_H

#include "driver/compilation/Database.h"
#include "driver/compilation/headers/Precompiled.h"
#include "driver/processes/Pool.h"
#include "llvm/ADT/ArrayRef.h"

namespace dmatidy {

/// Groups of \p Units for which parsing the headers that all of a group include
/// once is less work than parsing them each time. Units that are in none are
/// better off without. Reads the units and their headers in a process of its
/// own, with as many threads and as long as \p Options says; there are no
/// groups if that fails. The caller must have one thread only.
std::vector<HeaderGroup> groupByHeaders(llvm::ArrayRef<const Unit *> Units,
                                        const PoolOptions &Options);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERGROUPS_H
