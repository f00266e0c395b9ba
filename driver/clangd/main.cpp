//===-- main.cpp - clangd with the checks linked in -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Guarded.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace clang::clangd {
// Of libclangdMain, whose headers are not installed.
int clangdMain(int argc, char *argv[]);
} // namespace clang::clangd

/// clangd reads its options, and this one, before it asks for the first unit.
static cl::opt<unsigned>
    DmaBudget("dma-budget",
              cl::desc("Milliseconds that the DMA checks may take for an edit"),
              cl::init(3000), cl::callback([](const unsigned &Given) {
                dmatidy::guardAnalyses(Given);
              }));

int main(int argc, char **argv) {
  dmatidy::guardAnalyses(DmaBudget);
  return clang::clangd::clangdMain(argc, argv);
}
