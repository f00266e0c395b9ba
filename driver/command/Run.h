//===-- Run.h - One run of the command --------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMMAND_RUN_H
#define DMA_TIDY_DRIVER_COMMAND_RUN_H

#include "driver/options/Options.h"
#include "llvm/ADT/Twine.h"

namespace dmatidy {

/// What the command tells whoever started it (docs/command.md).
enum ExitStatus { Clean = 0, Findings = 1, WrongUsage = 2, Incomplete = 3 };

/// Says \p Message in one line on stderr; returns WrongUsage.
int wrong(const llvm::Twine &Message);

/// Analyses, merges or checks for Kbuild, whichever \p Opts asks for, writes
/// the reports and returns the exit status.
int runAnalysis(const Options &Opts);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMMAND_RUN_H
