//===-- Config.cpp - Fuzz target: .dma-tidy files -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// .dma-tidy files: no text crashes the reader or makes it run on.
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Config.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  auto Read = Config::parse(textOf(Data, Size), "fuzz", "/");
  if (Read)
    Read->excludes("/drivers/net/a.c");
  consumeError(Read.takeError());
  return 0;
}
