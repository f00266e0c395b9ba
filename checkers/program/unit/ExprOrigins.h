//===-- ExprOrigins.h - Where a value may come from -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_EXPRORIGINS_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_EXPRORIGINS_H

#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"

namespace dmatidy {

/// Where the values of an expression may come from.
struct ExprOrigins {
  /// Variables, fields, and functions for what they return, as their first
  /// declarations. A comparison or a product is no object, and has none.
  llvm::SmallVector<const clang::Decl *, 8> Places;
  /// It is, or contains, an acquisition.
  bool Acquires = false;
};

/// The origins of \p E by its text alone.
ExprOrigins originsOf(const clang::Expr *E, const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_EXPRORIGINS_H
