//===-- Files.h - Reading and writing files whole ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILES_FILES_H
#define DMA_TIDY_DRIVER_FILES_FILES_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace dmatidy {

/// The current folder, links resolved.
std::string currentFolder();

/// The first deeper nesting of brackets than anybody needs in \p Text, as an
/// error that says so: the parsers of JSON and YAML go as deep as their input.
llvm::Error checkNesting(llvm::StringRef Text);

/// The document in \p File, a regular file. The error names it; for a text that
/// is no JSON it says \p Unless ("is no baseline").
llvm::Expected<llvm::json::Value> readJSON(llvm::StringRef File,
                                           llvm::StringRef Unless);

/// Writes all of \p Bytes to the open \p File, a pipe or a file; false if it
/// takes no more.
bool writeAll(int File, llvm::StringRef Bytes);

/// Puts \p Text into \p File; what was there stays until all of it is written,
/// and keeps its permissions. The error names the file.
llvm::Error replaceFile(llvm::StringRef File, llvm::StringRef Text);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILES_FILES_H
