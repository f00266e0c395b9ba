//===-- Packing.cpp - Numbers and texts as bytes --------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/Packing.h"
#include "driver/files/Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace dmatidy {

/// A text that is bigger than this is not believed, in bytes.
static constexpr uint64_t LargestText = 256 << 20;

std::string packNumbers(std::vector<unsigned> Numbers) {
  llvm::sort(Numbers);
  std::string Result;
  raw_string_ostream OS(Result);
  unsigned Last = 0;
  for (unsigned Number : Numbers)
    encodeULEB128(Number - std::exchange(Last, Number), OS);
  return Result;
}

std::optional<std::vector<unsigned>> unpackNumbers(StringRef Bytes) {
  std::vector<unsigned> Result;
  unsigned Last = 0;
  const char *Error = nullptr;
  for (const uint8_t *Here = Bytes.bytes_begin(); Here != Bytes.bytes_end();) {
    uint64_t Step = decodeULEB128AndInc(Here, Bytes.bytes_end(), &Error);
    if (Error || Step > UINT32_MAX)
      return std::nullopt;
    Result.push_back(Last += Step);
  }
  return Result;
}

std::string packText(StringRef Text) {
  char Size[8];
  support::endian::write64le(Size, Text.size());
  SmallVector<uint8_t, 0> Packed;
  compression::zstd::compress(arrayRefFromStringRef(Text), Packed);
  return std::string(Size, sizeof Size) + toStringRef(Packed).str();
}

std::optional<std::string> unpackText(StringRef Bytes) {
  if (Bytes.size() < 8)
    return std::nullopt;
  uint64_t Size = support::endian::read64le(Bytes.data());
  if (Size > LargestText)
    return std::nullopt;
  SmallVector<uint8_t, 0> Plain;
  if (Error Bad = compression::zstd::decompress(
          arrayRefFromStringRef(Bytes.drop_front(8)), Plain, Size)) {
    consumeError(std::move(Bad));
    return std::nullopt;
  }
  // Nothing at all decompresses, too.
  if (Plain.size() != Size)
    return std::nullopt;
  return toStringRef(Plain).str();
}

std::string sealed(StringRef Bytes) {
  char Sum[8];
  support::endian::write64le(Sum, contentHash(Bytes));
  return std::string(Sum, sizeof Sum) + Bytes.str();
}

std::optional<StringRef> unsealed(StringRef Text) {
  if (Text.size() < 8)
    return std::nullopt;
  uint64_t Sum = support::endian::read64le(Text.data());
  Text = Text.drop_front(8);
  return contentHash(Text) == Sum ? std::optional(Text) : std::nullopt;
}

} // namespace dmatidy
