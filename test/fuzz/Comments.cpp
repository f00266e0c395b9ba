//===-- Comments.cpp - Fuzz target: NOLINT comments and lists of checks ---===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NOLINT comments and lists of checks: no text crashes the reader or makes it
// run on.
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Suppress.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  FuzzFile File(textOf(Data, Size));
  Sources Text;
  Suppressions Comments(Text);
  Comments.covers("dma-leak", File.path(), 2);
  Comments.complaints();
  consumeError(CheckGlobs::parse(textOf(Data, Size), true).takeError());
  return 0;
}
