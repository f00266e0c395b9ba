//===-- ReturnValues.h - What functions can return --------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_RETURNVALUES_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_RETURNVALUES_H

#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>
#include <utility>

namespace dmatidy {

/// The numbers that functions whose bodies are not followed can return, as far
/// as their text tells. Keeps what it was asked.
class ReturnValues {
public:
  /// The least and the greatest number that \p Function returns: its `return`s
  /// name constants, or variables of its own that are only ever set to
  /// constants. Nothing if it may return anything else, or if it does nothing
  /// but return: a stub says nothing about what stands there in another
  /// configuration.
  std::optional<std::pair<int64_t, int64_t>>
  of(const clang::FunctionDecl *Function);
  /// The parameter that \p Function returns, whatever else it does: each of its
  /// `return`s names it, and nothing changes it. Null if there is none, or if
  /// it is no signed number.
  const clang::ParmVarDecl *
  returnedParameter(const clang::FunctionDecl *Function);

private:
  struct Returned {
    std::optional<std::pair<int64_t, int64_t>> Range;
    const clang::ParmVarDecl *Parameter = nullptr;
  };
  const Returned &read(const clang::FunctionDecl *Function);
  llvm::DenseMap<const clang::FunctionDecl *, Returned> Cache;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_RETURNVALUES_H
