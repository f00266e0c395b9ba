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

/// The failure of a unit that was not reached because of ^C.
constexpr llvm::StringLiteral InterruptedFailure = "interrupted";

/// How units are run.
struct PoolOptions {
  /// Processes at a time, at least 1.
  unsigned Jobs = 1;
  /// Seconds a unit may take; 0 is no limit.
  unsigned Timeout = 120;
  /// Called with each unit's index and result when it is done.
  std::function<void(size_t, UnitResult &)> OnResult;
  /// Called between the results, a fraction of a second of work at a time,
  /// until it says that there is no more. May be null; the processes may have
  /// ended before all is done.
  std::function<bool()> OnSpareTime;
};

/// Runs \p Work on every one of \p Units in a forked process of its own. A
/// process that crashes, runs out of memory or out of time becomes that unit's
/// failure. After catchInterrupts() and ^C the processes are stopped, and the
/// units that are left have InterruptedFailure. The caller must have one thread
/// only.
void runPool(llvm::ArrayRef<const Unit *> Units, const PoolOptions &Options,
             llvm::function_ref<UnitResult(const Unit &)> Work);

/// Calls \p Work with every number below \p Count, on \p Jobs threads or, if
/// that is 0, on one for every core. No thread is left when it returns, so that
/// processes can be forked.
void runThreads(size_t Count, unsigned Jobs,
                llvm::function_ref<void(size_t)> Work);

/// From now on ^C and SIGTERM stop runPool() and nothing else.
void catchInterrupts();
/// True if there was one.
bool wasInterrupted();

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_POOL_H
