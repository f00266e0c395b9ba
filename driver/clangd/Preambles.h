//===-- Preambles.h - What clangd's preambles keep for us -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd reads a file's headers once, without the bodies of their functions,
// and puts them before every version of the file. The few bodies that the
// checks look into are kept here, and which these are is remembered.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANGD_PREAMBLES_H
#define DMA_TIDY_DRIVER_CLANGD_PREAMBLES_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclID.h"
#include "llvm/ADT/StringSet.h"
#include <memory>
#include <string>
#include <vector>

namespace dmatidy {

/// What is known of the headers that one file begins with.
struct PreambleRecord {
  /// The driver's own functions whose bodies were kept, and its variables with
  /// values, in the order of the text: by name, and by number in the compiled
  /// headers.
  std::vector<std::pair<std::string, clang::LocalDeclID>> Bodies;
  /// Every word of the file, as it then was, and of its own headers.
  llvm::StringSet<> Words;
  /// The headers do not compile.
  bool HasErrors = false;
};

/// What is known of the headers that \p File begins with; null if it begins
/// with none, or none have been read yet. May be asked from any thread.
std::shared_ptr<const PreambleRecord> preambleOf(llvm::StringRef File);

/// Adds to the traversal scope of \p Context, which clangd limits to the file
/// itself, what \p Record names.
void widenScope(clang::ASTContext &Context, const PreambleRecord &Record);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANGD_PREAMBLES_H
