//===-- Diff.cpp - Fuzz target: unified diffs, as --diff=- reads them -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Unified diffs, as --diff=- reads them: no text crashes the reader or makes it
// run on.
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Change.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  consumeError(filesBefore(textOf(Data, Size), "/nonexistent").takeError());
  return 0;
}
