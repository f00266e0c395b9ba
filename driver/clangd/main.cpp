//===-- main.cpp - clangd with the checks linked in -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Guarded.h"
#include "driver/compilation/CommandLine.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/CommandLine.h"
#include <malloc.h>

using namespace llvm;

namespace clang::clangd {
// Of libclangdMain, whose headers are not installed.
int clangdMain(int ArgCount, char *Args[]);
} // namespace clang::clangd

/// clangd reads its options, and this one, before it asks for the first unit.
static cl::opt<unsigned>
    DmaBudget("dma-budget",
              cl::desc("Milliseconds that the DMA checks may take for an edit"),
              cl::init(3000), cl::callback([](const unsigned &Given) {
                dmatidy::guardAnalyses(Given);
              }));

/// How many pools malloc() may keep. Every file has a thread that parses it,
/// and what one thread has freed in its pool is no use to the others: with
/// glibc's eight a core, a server that has had many files open takes half as
/// much again.
static constexpr int MemoryPools = 2;

int main(int ArgCount, char **Args) {
  ::mallopt(M_ARENA_MAX, MemoryPools);
  dmatidy::guardAnalyses(DmaBudget);
  // The headers that the package brings, unless others are named.
  SmallVector<char *, 16> Arguments(Args, Args + ArgCount);
  std::string Resources = dmatidy::packagedResources();
  if (!Resources.empty() && none_of(Arguments, [](StringRef Argument) {
        return Argument.ltrim('-').starts_with("resource-dir");
      }))
    Arguments.push_back((Resources = "--resource-dir=" + Resources).data());
  Arguments.push_back(nullptr);
  return clang::clangd::clangdMain(Arguments.size() - 1, Arguments.data());
}
