//===-- Programs.cpp - What other programs say ----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/files/Programs.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace dmatidy {

Expected<ProgramOutput> outputOf(StringRef Program, ArrayRef<StringRef> Words) {
  SmallString<128> Out, Err;
  for (SmallString<128> *File : {&Out, &Err})
    if (std::error_code Bad =
            sys::fs::createTemporaryFile("dma-tidy", "said", *File))
      return createStringError("no room for what " + Words.front() +
                               " says: " + Bad.message());
  FileRemover RemoveOut(Out), RemoveErr(Err);
  ProgramOutput Result;
  std::string Why;
  bool IsLost = false;
  Result.Status = sys::ExecuteAndWait(
      Program, Words, std::nullopt,
      {StringRef(""), StringRef(Out), StringRef(Err)},
      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Why, &IsLost);
  if (IsLost)
    return createStringError(Words.front() + ": " + Why);
  auto Read = [](StringRef File) {
    auto Buffer = MemoryBuffer::getFile(File);
    return Buffer ? (*Buffer)->getBuffer().str() : std::string();
  };
  Result.Out = Read(Out);
  Result.Err = Read(Err);
  return Result;
}

} // namespace dmatidy
