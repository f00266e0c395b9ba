//===-- Select.cpp - Which units can touch DMA at all ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Select.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

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

const Selector::FileFacts &Selector::factsOf(StringRef Path) {
  auto [Place, New] = Known.try_emplace(Path);
  FileFacts &Facts = Place->second;
  if (!New)
    return Facts;
  // Nothing but a plain file is opened: the parser will say what is wrong.
  auto Buffer = sys::fs::is_regular_file(Path)
                    ? MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false)
                    : std::make_error_code(std::errc::invalid_argument);
  Facts.IsRead = bool(Buffer);
  StringRef Text = Buffer ? (*Buffer)->getBuffer() : StringRef();
  for (size_t At = 0; At < Text.size();) {
    char C = Text[At];
    if (isAsciiIdentifierStart(C)) {
      size_t Start = At;
      while (At < Text.size() && isAsciiIdentifierContinue(Text[At]))
        ++At;
      StringRef Word = Text.slice(Start, At);
      if (Api.mayTouchDma(Word)) {
        Facts.NamesDma = true;
        return Facts;
      }
      Facts.HandlesType |= Api.isHandleType(Word);
      continue;
    }
    if (C == '#')
      if (StringRef Name = quotedInclude(Text.substr(At)); !Name.empty()) {
        SmallString<256> Header(sys::path::parent_path(Path));
        sys::path::append(Header, Name);
        sys::path::remove_dots(Header, /*remove_dot_dot=*/true);
        if (sys::fs::is_regular_file(Header))
          Facts.Includes.push_back(Header.str().str());
      }
    ++At;
  }
  return Facts;
}

bool Selector::mayTouchDma(const Unit &One) {
  // Wrappers may be in the driver's own headers. Those of the kernel that wrap
  // DMA are rows of the model.
  constexpr unsigned Deepest = 8;
  const FileFacts &Main = factsOf(One.RealPath);
  // Half of all drivers' headers keep a handle somewhere; a unit that handles
  // one itself says so.
  if (!Main.IsRead || Main.HandlesType)
    return true;
  StringSet<> Seen;
  std::vector<std::string> Level = {One.RealPath};
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
