//===-- Change.h - The files as they were before a change -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_CHANGE_H
#define DMA_TIDY_DRIVER_FILTER_CHANGE_H

#include "driver/files/Inputs.h"
#include "llvm/Support/Error.h"

namespace dmatidy {

/// The files in git's work tree around \p Folder that differ from \p Revision,
/// as that has them; files it does not know are missing in it. No program but
/// git is run, and nothing that the repository configures. The error says what
/// git has said.
llvm::Expected<Overlay> filesAt(llvm::StringRef Revision,
                                llvm::StringRef Folder);

/// The files that unified diff \p Diff changes, as they were: it is taken back
/// from what is there. Paths are below \p Folder, with or without the first
/// part that git puts there. The error names the line of the diff that
/// does not fit.
llvm::Expected<Overlay> filesBefore(llvm::StringRef Diff,
                                    llvm::StringRef Folder);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_CHANGE_H
