//===-- Sources.cpp - The lines of source files ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/files/Sources.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace dmatidy {

const Sources::Entry &Sources::read(StringRef File) {
  auto [Place, IsNew] = Files.try_emplace(File);
  Entry &Read = Place->second;
  if (!IsNew)
    return Read;
  if (const auto *Text = Over ? replacementIn(*Over, File) : nullptr) {
    if (!*Text)
      return Read;
    Read.Buffer = MemoryBuffer::getMemBufferCopy(**Text, File);
  } else {
    if (!sys::fs::is_regular_file(File))
      return Read;
    auto Buffer = MemoryBuffer::getFile(File);
    if (!Buffer)
      return Read;
    Read.Buffer = std::move(*Buffer);
  }
  StringRef Left = Read.Buffer->getBuffer();
  while (!Left.empty()) {
    StringRef Line;
    std::tie(Line, Left) = Left.split('\n');
    Read.Lines.push_back(Line.rtrim('\r'));
  }
  return Read;
}

ArrayRef<StringRef> Sources::lines(StringRef File) { return read(File).Lines; }

StringRef Sources::text(StringRef File) {
  const Entry &Read = read(File);
  return Read.Buffer ? Read.Buffer->getBuffer() : StringRef();
}

StringRef Sources::line(StringRef File, unsigned Number) {
  ArrayRef<StringRef> All = lines(File);
  return Number >= 1 && Number <= All.size() ? All[Number - 1] : StringRef();
}

} // namespace dmatidy
