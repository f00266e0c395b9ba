//===-- Baseline.cpp - Fuzz target: baselines, and the findings that they ar
//===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Baselines, and the findings that they are held to: no text crashes the reader
// or makes it run on.
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Baseline.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  FuzzFile File(textOf(Data, Size));
  auto Read = Baseline::read(File.path());
  if (Read) {
    Diagnostic One;
    One.Check = "dma-leak";
    Diagnostic Two = One;
    Two.Exits = {One, One};
    std::vector<Diagnostic> Findings = {One, Two};
    Read->takeKnown(Findings);
  }
  consumeError(Read.takeError());
  return 0;
}
