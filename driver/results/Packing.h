//===-- Packing.h - Numbers and texts as bytes ------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_RESULTS_PACKING_H
#define DMA_TIDY_DRIVER_RESULTS_PACKING_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace dmatidy {

/// \p Numbers, in any order, as bytes: the steps from one to the next, as
/// LEB128.
std::string packNumbers(std::vector<unsigned> Numbers);
/// The reverse, sorted; nothing if \p Bytes are not its output.
std::optional<std::vector<unsigned>> unpackNumbers(llvm::StringRef Bytes);

/// \p Text, compressed.
std::string packText(llvm::StringRef Text);
/// The reverse; nothing if \p Bytes are not its output.
std::optional<std::string> unpackText(llvm::StringRef Bytes);

/// \p Bytes behind their checksum.
std::string sealed(llvm::StringRef Bytes);
/// The bytes of a sealed() text; nothing if it is damaged.
std::optional<llvm::StringRef> unsealed(llvm::StringRef Text);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_RESULTS_PACKING_H
