//===-- FunctionText.h - What one function says of fields -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which fields a function fills and from where, and which functions it names:
// for checks that compare the functions of a unit with each other.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_FUNCTIONTEXT_H
#define DMA_TIDY_CHECKERS_SYNTAX_FUNCTIONTEXT_H

#include "checkers/syntax/MemoryUse.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace dmatidy {

/// The text of one function. Refers to its AST and to the context it was made
/// with, which must outlive it.
class FunctionText {
public:
  explicit FunctionText(const SyntaxContext &In);

  const SyntaxContext &context() const { return *In; }
  /// The function, as all its declarations have it.
  const clang::FunctionDecl *function() const {
    return In->Function->getCanonicalDecl();
  }
  /// True if it calls \p Function, or hands it on.
  bool names(const clang::FunctionDecl *Function) const {
    return Named.contains(Function);
  }

  /// The field that \p E, which may be null, names, also through a variable; or
  /// null.
  const clang::FieldDecl *fieldOf(const clang::Expr *E) const {
    return E ? Sources.placeOf(E).first : nullptr;
  }
  /// The fields that the value of \p E is found in: named by it, or given it.
  llvm::SmallVector<const clang::FieldDecl *, 2>
  fieldsOf(const clang::Expr *E) const;
  /// The fields that take the result of \p Call.
  llvm::SmallVector<const clang::FieldDecl *, 2>
  fieldsFor(const clang::CallExpr *Call) const;
  /// True if \p Field, or a variable that is put into it, takes fresh memory.
  bool allocatesFor(const clang::FieldDecl *Field) const;
  /// True if \p Field, or an element of it, is given anything but NULL; with
  /// \p Behind, also if what the field points to is.
  bool fills(const clang::FieldDecl *Field, bool Behind) const;
  /// True if a call whose row \p IsSuch says yes to names \p Field as argument
  /// \p Argument of the row.
  bool calls(llvm::function_ref<bool(const ApiFunction &)> IsSuch,
             int ApiFunction::*Argument, const clang::FieldDecl *Field) const;

private:
  class Reader;
  llvm::SmallVector<const clang::FieldDecl *, 2>
  keptIn(const clang::VarDecl *Variable) const;

  const SyntaxContext *In;
  VariableSources Sources;
  llvm::SmallVector<std::pair<const clang::Expr *, const clang::Expr *>, 16>
      Assignments;
  llvm::SmallVector<const clang::VarDecl *, 8> Initialised;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 8> Named;
};

/// \p Starts, and all functions of \p Unit that can be reached from them by
/// what each names.
llvm::SmallSetVector<const clang::FunctionDecl *, 16>
reachedFrom(llvm::ArrayRef<const clang::FunctionDecl *> Starts,
            llvm::ArrayRef<FunctionText> Unit);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_FUNCTIONTEXT_H
