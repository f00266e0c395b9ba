//===-- SourceText.cpp - What a source's text tells unparsed --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/SourceText.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

std::optional<IncludedName> includedName(StringRef Rest) {
  Rest = Rest.ltrim(" \t");
  bool IsAngled = Rest.starts_with("<");
  if (!IsAngled && !Rest.starts_with("\""))
    return std::nullopt;
  char Close = IsAngled ? '>' : '"';
  StringRef Name = Rest.drop_front().take_until(
      [&](char C) { return C == Close || C == '\n'; });
  if (Name.empty())
    return std::nullopt;
  return IncludedName{Name, IsAngled};
}

void scan(StringRef Text, function_ref<bool(StringRef)> OnWord,
          function_ref<void(StringRef)> OnInclude) {
  for (size_t At = 0; At < Text.size();) {
    char C = Text[At];
    if (isAsciiIdentifierStart(C)) {
      size_t Start = At;
      while (At < Text.size() && isAsciiIdentifierContinue(Text[At]))
        ++At;
      if (!OnWord(Text.slice(Start, At)))
        return;
      continue;
    }
    ++At;
    if (C != '#')
      continue;
    StringRef Directive = Text.substr(At).ltrim(" \t");
    if (!Directive.consume_front("include"))
      continue;
    if (auto Included = includedName(Directive);
        Included && !Included->IsAngled)
      OnInclude(Included->Name);
  }
}

void forEachWord(StringRef Text, function_ref<void(StringRef)> Each) {
  scan(
      Text, [&](StringRef Word) { return Each(Word), true; }, [](StringRef) {});
}

std::string headerBeside(StringRef Includer, StringRef Name) {
  SmallString<256> Header(sys::path::parent_path(Includer));
  sys::path::append(Header, Name);
  sys::path::remove_dots(Header, /*remove_dot_dot=*/true);
  return sys::fs::is_regular_file(Header) ? Header.str().str() : "";
}

} // namespace dmatidy
