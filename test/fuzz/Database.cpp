//===-- Database.cpp - Fuzz target: compilation databases, and the commands
//===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compilation databases, and the commands in them: no text crashes the reader
// or makes it run on.
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/Database.h"
#include "driver/compilation/CommandLine.h"
#include "test/fuzz/Fuzz.h"

using namespace dmatidy;
using namespace llvm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  auto Read = Database::parse("fuzz", textOf(Data, Size));
  if (Read) {
    for (const Unit &One : (*Read)->units())
      if (auto Command = Database::commandOf(One)) {
        auto Files = vfs::getRealFileSystem();
        parseOnly(std::move(*Command), "/", One.File, *Files);
      } else {
        consumeError(Command.takeError());
      }
  }
  consumeError(Read.takeError());
  return 0;
}
