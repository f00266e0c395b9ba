//===-- Sources.h - The lines of source files -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILES_SOURCES_H
#define DMA_TIDY_DRIVER_FILES_SOURCES_H

#include "driver/files/Inputs.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace dmatidy {

/// The files that findings are in, read once. What cannot be read, or is no
/// regular file, has no lines.
class Sources {
public:
  /// Files in \p Over, which may be null and must outlive this, are as it has
  /// them.
  explicit Sources(const Overlay *Over = nullptr) : Over(Over) {}
  /// Line \p Number of \p File, from 1, without its end; "" where there is no
  /// such line.
  llvm::StringRef line(llvm::StringRef File, unsigned Number);
  /// All lines of \p File.
  llvm::ArrayRef<llvm::StringRef> lines(llvm::StringRef File);
  /// The whole text of \p File.
  llvm::StringRef text(llvm::StringRef File);

private:
  struct Entry {
    std::unique_ptr<llvm::MemoryBuffer> Buffer;
    llvm::SmallVector<llvm::StringRef, 0> Lines;
  };
  const Entry &read(llvm::StringRef File);
  const Overlay *Over;
  llvm::StringMap<Entry> Files;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILES_SOURCES_H
