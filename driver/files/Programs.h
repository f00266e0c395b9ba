//===-- Programs.h - What other programs say --------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILES_PROGRAMS_H
#define DMA_TIDY_DRIVER_FILES_PROGRAMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace dmatidy {

/// What a program has written, and its exit status; negative where it did not
/// end by itself.
struct ProgramOutput {
  int Status = 0;
  std::string Out, Err;
};

/// Runs \p Program, a path, with \p Words, its name first, and nothing to read,
/// and waits for it. The error says why it could not be run.
llvm::Expected<ProgramOutput> outputOf(llvm::StringRef Program,
                                       llvm::ArrayRef<llvm::StringRef> Words);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILES_PROGRAMS_H
