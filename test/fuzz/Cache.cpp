//===-- Cache.cpp - Fuzz target: results in the cache, packed and not -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Results in the cache, packed and not: no text crashes the reader or makes it
// run on.
//
//===----------------------------------------------------------------------===//

#include "driver/results/Cache.h"
#include "driver/results/Packing.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  (void)Cache::unpack(textOf(Data, Size));
  (void)Cache::unpack(sealed(packText(textOf(Data, Size))));
  consumeError(fromMessage(textOf(Data, Size)).takeError());
  return 0;
}
