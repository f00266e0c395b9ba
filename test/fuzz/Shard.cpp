//===-- Shard.cpp - Fuzz target: parts of a run, as merge reads them ------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parts of a run, as merge reads them: no text crashes the reader or makes it
// run on.
//
//===----------------------------------------------------------------------===//

#include "driver/results/ShardFile.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  FuzzFile File(textOf(Data, Size));
  consumeError(mergeShards({File.path()}).takeError());
  return 0;
}
