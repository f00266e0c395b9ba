//===-- Fuzz.h - What the fuzz targets share --------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_TEST_FUZZ_FUZZ_H
#define DMA_TIDY_TEST_FUZZ_FUZZ_H

#include "llvm/ADT/StringRef.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace dmatidy {

/// What libFuzzer gives, as text.
inline llvm::StringRef textOf(const uint8_t *Data, size_t Size) {
  return llvm::StringRef(reinterpret_cast<const char *>(Data), Size);
}

/// A file with that text, as long as this lives; it is in memory only.
class FuzzFile {
public:
  explicit FuzzFile(llvm::StringRef Text) : Handle(::memfd_create("fuzz", 0)) {
    (void)!::write(Handle, Text.data(), Text.size());
  }
  ~FuzzFile() { ::close(Handle); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(Handle); }

private:
  int Handle;
};

} // namespace dmatidy

#endif // DMA_TIDY_TEST_FUZZ_FUZZ_H
