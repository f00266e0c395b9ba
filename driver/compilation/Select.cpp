//===-- Select.cpp - Which units can touch DMA at all ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/Select.h"
#include "driver/compilation/SourceText.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

bool namesDma(StringRef Text, const Model &Api) {
  bool Names = false;
  auto OnWord = [&](StringRef Word) {
    Names = Api.mayTouchDma(Word) || Api.isHandleType(Word);
    return !Names;
  };
  scan(Text, OnWord, [](StringRef) {});
  return Names;
}

StringSet<> driverWords(StringRef Path, StringRef Text) {
  StringSet<> Words, Seen;
  std::vector<std::string> Left;
  auto Take = [&](StringRef File, StringRef Content) {
    scan(
        Content, [&](StringRef Word) { return Words.insert(Word), true; },
        [&](StringRef Name) {
          if (std::string Header = headerBeside(File, Name); !Header.empty())
            Left.push_back(std::move(Header));
        });
  };
  Seen.insert(Path);
  Take(Path, Text);
  while (!Left.empty()) {
    std::string File = std::move(Left.back());
    Left.pop_back();
    if (Seen.insert(File).second)
      if (auto Buffer = MemoryBuffer::getFile(File))
        Take(File, (*Buffer)->getBuffer());
  }
  return Words;
}

const Selector::FileFacts &Selector::factsOf(StringRef Path) {
  auto [Place, New] = FactsByPath.try_emplace(Path);
  FileFacts &Facts = Place->second;
  if (!New)
    return Facts;
  // Nothing but a plain file is opened: the parser will say what is wrong.
  auto Buffer = sys::fs::is_regular_file(Path)
                    ? MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false)
                    : std::make_error_code(std::errc::invalid_argument);
  Facts.IsRead = bool(Buffer);
  scan(
      Buffer ? (*Buffer)->getBuffer() : StringRef(),
      [&](StringRef Word) {
        Facts.NamesDma = Api.mayTouchDma(Word);
        Facts.HandlesType |= !Facts.NamesDma && Api.isHandleType(Word);
        return !Facts.NamesDma;
      },
      [&](StringRef Name) {
        if (std::string Header = headerBeside(Path, Name); !Header.empty())
          Facts.Includes.push_back(std::move(Header));
      });
  return Facts;
}

bool Selector::mayTouchDma(const Unit &TU) {
  // Wrappers may be in the driver's own headers. Those of the kernel that wrap
  // DMA are rows of the model.
  constexpr unsigned Deepest = 8;
  const FileFacts &Main = factsOf(TU.RealPath);
  // Half of all drivers' headers keep a handle somewhere; a unit that handles
  // one itself says so.
  if (!Main.IsRead || Main.HandlesType)
    return true;
  StringSet<> Seen;
  std::vector<std::string> Level = {TU.RealPath};
  for (unsigned Depth = 0; Depth <= Deepest && !Level.empty(); ++Depth) {
    std::vector<std::string> Next;
    for (const std::string &Path : Level) {
      if (!Seen.insert(Path).second)
        continue;
      const FileFacts &Facts = factsOf(Path);
      if (Facts.NamesDma)
        return true;
      append_range(Next, Facts.Includes);
    }
    Level = std::move(Next);
  }
  return false;
}

} // namespace dmatidy
