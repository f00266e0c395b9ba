//===-- Elements.h - Whether two expressions speak of one thing -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer and the handle of its mapping are kept side by side: in one record,
// or at one index of two arrays.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_ELEMENTS_H
#define DMA_TIDY_CHECKERS_SYNTAX_ELEMENTS_H

#include "clang/AST/Expr.h"

namespace dmatidy {

/// True if \p E names an element of an array, at an index that is no constant.
bool hasIndex(const clang::Expr *E);

/// True if \p A and \p B have an index in common that is no constant.
bool haveOneIndex(const clang::Expr *A, const clang::Expr *B,
                  const clang::ASTContext &Context);

/// True if \p A and \p B are plainly one element's: they have an index in
/// common, or stand in one record with at most one of them at an index.
bool areOfOneElement(const clang::Expr *A, const clang::Expr *B,
                     const clang::ASTContext &Context);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_ELEMENTS_H
