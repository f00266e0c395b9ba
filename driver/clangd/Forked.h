//===-- Forked.h - Work in a process of its own -----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANGD_FORKED_H
#define DMA_TIDY_DRIVER_CLANGD_FORKED_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <chrono>
#include <string>

namespace dmatidy {

/// How work in another process ended.
enum class Ending {
  Done,      ///< it has returned
  Stopped,   ///< nobody wants its result any more
  OutOfTime, ///< it took too long
  Failed,    ///< it crashed, or could not be begun
};

/// What came of it.
struct ForkedResult {
  Ending How = Ending::Failed;
  /// What the work returned, if it is done.
  std::string Output;
  /// Why it failed.
  std::string Why;
};

/// Runs \p Work in a copy of this process that may have other threads: it sees
/// everything as it is now and changes nothing here. It is stopped after \p
/// Budget, when \p IsObsolete, asked every few milliseconds, says true, when it
/// takes 2 GiB of memory more than this process has, and with this process.
/// What \p Work writes to standard streams is dropped.
ForkedResult runForked(std::chrono::milliseconds Budget,
                       llvm::function_ref<bool()> IsObsolete,
                       llvm::function_ref<std::string()> Work);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANGD_FORKED_H
