//===-- Select.cpp - Which units can touch DMA at all ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Select.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

bool Selector::mayTouchDma(const Unit &One) {
  return textTouchesDma(One.RealPath, 0);
}

/// The name in an `#include "name"` that starts at \p Text, or "".
static StringRef quotedInclude(StringRef Text) {
  if (!Text.consume_front("#"))
    return "";
  Text = Text.ltrim(" \t");
  if (!Text.consume_front("include"))
    return "";
  Text = Text.ltrim(" \t");
  if (!Text.consume_front("\""))
    return "";
  return Text.take_until([](char C) { return C == '"' || C == '\n'; });
}

bool Selector::textTouchesDma(StringRef Path, unsigned Depth) {
  auto [Place, New] = Known.try_emplace(Path, false);
  if (!New)
    return Place->second;
  // Nothing but a plain file is opened: the parser will say what is wrong.
  if (!sys::fs::is_regular_file(Path))
    return Depth == 0;
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return Depth == 0;
  StringRef Text = (*Buffer)->getBuffer();
  SmallVector<StringRef, 8> Includes;
  for (size_t At = 0; At < Text.size();) {
    char C = Text[At];
    if (isAsciiIdentifierStart(C)) {
      size_t Start = At;
      while (At < Text.size() && isAsciiIdentifierContinue(Text[At]))
        ++At;
      StringRef Word = Text.slice(Start, At);
      // Half of all drivers' headers keep a handle somewhere; a unit that
      // handles one itself says so.
      if (Api.mayTouchDma(Word) || (Depth == 0 && Api.isHandleType(Word)))
        return Known[Path] = true;
      continue;
    }
    if (C == '#')
      if (StringRef Name = quotedInclude(Text.substr(At)); !Name.empty())
        Includes.push_back(Name);
    ++At;
  }
  // Wrappers in the driver's own headers. Those of the kernel that wrap DMA are
  // rows of the model.
  if (Depth < 8)
    for (StringRef Name : Includes) {
      SmallString<256> Header(sys::path::parent_path(Path));
      sys::path::append(Header, Name);
      sys::path::remove_dots(Header, /*remove_dot_dot=*/true);
      if (sys::fs::is_regular_file(Header) && textTouchesDma(Header, Depth + 1))
        return Known[Path] = true;
    }
  return false;
}

} // namespace dmatidy
