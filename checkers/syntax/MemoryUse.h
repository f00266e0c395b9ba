//===-- MemoryUse.h - Which memory a statement reads or writes --*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_MEMORYUSE_H
#define DMA_TIDY_CHECKERS_SYNTAX_MEMORYUSE_H

#include "checkers/syntax/Syntax.h"
#include "llvm/ADT/DenseMap.h"

namespace dmatidy {

/// What the variables of one function are set to, where that is one place.
class VariableSources {
public:
  /// Refers to the AST of \p Function.
  explicit VariableSources(const clang::FunctionDecl *Function);

  /// The field that \p E names, through a variable perhaps, and the expression
  /// for it; null where there is none.
  std::pair<const clang::FieldDecl *, const clang::Expr *>
  placeOf(const clang::Expr *E) const;
  /// What the variable that \p E names is set to, or \p E; null where that are
  /// several things or it is a parameter.
  const clang::Expr *sourceOf(const clang::Expr *E) const;
  /// True if \p E reads memory of the object that \p Pointer points to, as
  /// what a driver keeps in an skb's `cb` is; through such variables, and
  /// functions that only return what is written in them.
  bool isPartOf(const clang::Expr *E, const clang::VarDecl *Pointer) const;

private:
  bool pointsInto(const clang::Expr *E, const clang::VarDecl *Pointer,
                  unsigned Depth) const;
  bool isInside(const clang::Expr *E, const clang::VarDecl *Pointer,
                unsigned Depth) const;

  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> Sources;
};

/// True if \p Value, which may be null, is fresh memory: a call of an
/// allocator, which the kernel wraps into statements.
bool allocates(const clang::Stmt *Value);

/// How \p S, itself and not a part of it, uses memory that is reached by a
/// pointer which \p IsPointer says yes to: "read", "written", or "". Functions
/// of the model that read or write memory count.
llvm::StringRef useOf(const clang::Stmt *S,
                      llvm::function_ref<bool(const clang::Expr *)> IsPointer,
                      const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_MEMORYUSE_H
