//===-- Pool.h - One process per unit ---------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_PROCESSES_POOL_H
#define DMA_TIDY_DRIVER_PROCESSES_POOL_H

#include "driver/results/UnitResult.h"

namespace dmatidy {

/// The failure of a unit that was not reached because of ^C.
constexpr llvm::StringLiteral InterruptedFailure = "interrupted";

/// How tasks are run.
struct PoolOptions {
  /// Processes at a time, at least 1.
  unsigned Jobs = 1;
  /// Seconds a task may take; 0 is no limit.
  unsigned Timeout = 120;
  /// The next task, whatever the number means to the caller; nothing if there
  /// is none before another has ended, or none at all.
  std::function<std::optional<size_t>()> Next;
  /// Called with each task that was begun and its result when it has ended.
  std::function<void(size_t, UnitResult &)> OnResult;
  /// Called between the results, a fraction of a second of work at a time,
  /// until it says that there is no more. May be null; the processes may have
  /// ended before all is done.
  std::function<bool()> OnSpareTime;
};

/// Runs \p Work on every task that Options.Next gives in a forked process of
/// its own. A process that crashes, runs out of memory or out of time becomes
/// that task's failure. After catchInterrupts() and ^C the processes are
/// stopped with InterruptedFailure, and no more is begun. The caller must have
/// one thread only.
void runPool(const PoolOptions &Options,
             llvm::function_ref<UnitResult(size_t)> Work);

/// What \p Work, run in one forked process with the time limit of \p Options,
/// says, or its failure; nothing after ^C. What commands and files hold may
/// cost the process that reads them.
UnitResult runOnce(const PoolOptions &Options,
                   llvm::function_ref<UnitResult()> Work);

/// Calls \p Work with every number below \p Count, on \p Jobs threads or, if
/// that is 0, on one for every core. No thread is left when it returns, so that
/// processes can be forked.
void runThreads(size_t Count, unsigned Jobs,
                llvm::function_ref<void(size_t)> Work);

/// From now on ^C and SIGTERM stop runPool() and nothing else.
void catchInterrupts();
/// True if there was one.
bool wasInterrupted();

/// Peak resident memory of this process, in KiB, or 0 where /proc does not say.
int64_t peakMemory();

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_PROCESSES_POOL_H
