//===-- Pool.h - One process per unit ---------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_POOL_H
#define DMA_TIDY_DRIVER_POOL_H

#include "driver/Worker.h"

namespace dmatidy {

/// How units are run.
struct PoolOptions {
  /// Processes at a time, at least 1.
  unsigned Jobs = 1;
  /// Seconds a unit may take; 0 is no limit.
  unsigned Timeout = 120;
  /// Called with each unit's index and result when it is done; may be empty.
  std::function<void(size_t, UnitResult &)> OnResult;
  /// Called after each unit with how many are done; may be empty.
  std::function<void(size_t)> OnDone;
};

/// Runs \p Work on every one of \p Units in a forked process of its own and
/// returns the results in the order of \p Units. A process that crashes, runs
/// out of memory or out of time becomes that unit's failure. The caller must
/// have one thread only.
std::vector<UnitResult>
runPool(llvm::ArrayRef<const Unit *> Units, const PoolOptions &Options,
        llvm::function_ref<UnitResult(const Unit &)> Work);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_POOL_H
