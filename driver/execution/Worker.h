//===-- Worker.h - Analysing one unit ---------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_WORKER_H
#define DMA_TIDY_DRIVER_EXECUTION_WORKER_H

#include "checkers/Engine.h"
#include "driver/compilation/Database.h"
#include "driver/compilation/headers/HeaderSharing.h"
#include "driver/results/UnitResult.h"

namespace dmatidy {

/// Parses and analyses \p TU in this process, whose working directory it
/// changes; files in \p Over, which may be null, are read as it has them. What
/// \p KnownBodies tells of earlier units and headers that were parsed before,
/// which may be null, make it faster, and no different. \p Rows, a model file
/// or "", has what other units of its module define.
UnitResult analyze(const Unit &TU, const Model &Api,
                   const EngineOptions &Options, const Overlay *Over,
                   const ShortBodies &KnownBodies, const Precompiled *Headers,
                   llvm::StringRef Rows);

/// Parses the headers of \p Group in this process, whose working directory it
/// changes, into \p Memory. The result has their facts, their bodies and what
/// was read; its failure says why they are of no use.
UnitResult precompile(const HeaderGroup &Group, const ShortBodies &KnownBodies,
                      SharedMemory &Memory);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_WORKER_H
