//===-- SourceText.h - What a source's text tells unparsed ------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Comments, strings and conditions are not told from the rest: whoever reads a
// text so must do with words that are no code.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_SOURCETEXT_H
#define DMA_TIDY_DRIVER_COMPILATION_SOURCETEXT_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace dmatidy {

/// A header as an `#include` names it.
struct IncludedName {
  llvm::StringRef Name;
  bool IsAngled;
};

/// What \p Rest, which stands behind an `#include`, names; nothing if that is a
/// macro.
std::optional<IncludedName> includedName(llvm::StringRef Rest);

/// Calls \p OnWord with every word of \p Text, and \p OnInclude with the name
/// in every `#include "name"`, until the former says false.
void scan(llvm::StringRef Text,
          llvm::function_ref<bool(llvm::StringRef)> OnWord,
          llvm::function_ref<void(llvm::StringRef)> OnInclude);

/// Calls \p Each with every word of \p Text.
void forEachWord(llvm::StringRef Text,
                 llvm::function_ref<void(llvm::StringRef)> Each);

/// The file that \p Includer includes as "\p Name"; "" if that is no plain file
/// beside it.
std::string headerBeside(llvm::StringRef Includer, llvm::StringRef Name);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_SOURCETEXT_H
