//===-- Syntax.h - Checks that need no path ---------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Shapes that are wrong wherever they stand: an unwinding loop that misses an
// element, the original count where the mapped one belongs. They cost one walk
// over the driver's own bodies and hold for functions of any size.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_SYNTAX_SYNTAX_H
#define DMA_TIDY_CHECKERS_SYNTAX_SYNTAX_H

#include "checkers/finding/Diagnostic.h"
#include "checkers/program/unit/UnitFacts.h"

namespace dmatidy {

/// A call of a function of the model.
struct ModeledSite {
  const clang::CallExpr *Call;
  const ApiFunction *Row;

  /// Argument \p Index, or null where there is none.
  const clang::Expr *argument(int Index) const {
    return Index >= 0 && unsigned(Index) < Call->getNumArgs()
               ? Call->getArg(Index)
               : nullptr;
  }
};

/// One function of the driver's and where its findings go.
struct SyntaxContext {
  const clang::FunctionDecl *Function;
  clang::ASTContext &Context;
  const Model &Api;
  /// Of the whole unit.
  const UnitFacts &Facts;
  std::vector<Diagnostic> &Findings;
  /// Every modelled call in the function, in the order of the text.
  std::vector<ModeledSite> Calls = {};

  /// The number that \p E always is; nothing for null.
  std::optional<int64_t> number(const clang::Expr *E) const;
  /// True if \p E is 0 or NULL, whatever it is cast to.
  bool isNothing(const clang::Expr *E) const;
  /// True if \p Condition holds only where \p Target is not 0 or NULL.
  bool asksFor(const clang::Expr *Condition, const clang::Expr *Target) const;
  /// True if \p Condition holds wherever \p Target is 0 or NULL.
  bool holdsForNone(const clang::Expr *Condition,
                    const clang::Expr *Target) const;
  /// True if \p A is written in front of \p B; for a macro, its use counts.
  bool comesBefore(clang::SourceLocation A, clang::SourceLocation B) const;
  /// Adds a finding of \p What about \p Object, as the driver wrote it.
  Diagnostic &add(Mistake What, llvm::StringRef Object, Confidence Level,
                  clang::SourceLocation At, const llvm::Twine &Message) const;
  /// Adds a note to the finding added last.
  void note(clang::SourceLocation At, const llvm::Twine &Text) const;
  /// Adds to it the edit that writes \p Text for what stands at \p Range. Not
  /// where a macro has written it.
  void fix(clang::SourceRange Range, const llvm::Twine &Text) const;
};

/// True if \p A and \p B are the same expression: variables, fields, elements,
/// numbers and operators, with no call and no side effect.
bool isSameExpr(const clang::Expr *A, const clang::Expr *B,
                const clang::ASTContext &Context);

/// True if \p First has run whenever \p Second does: it stands, in no branch,
/// in front of \p Second or of what that is in. Both are calls in \p Body.
bool runsBefore(const clang::CallExpr *First, const clang::CallExpr *Second,
                const clang::Stmt *Body);

/// \p Condition without what says how likely it is.
const clang::Expr *bareCondition(const clang::Expr *Condition);

/// \p E, or, where that is a variable that a macro has declared for itself,
/// what the macro was given for it.
const clang::Expr *bareArgument(const clang::Expr *E);

/// True if the type of \p E, as it is written, is the typedef \p Name.
bool isOfType(const clang::Expr *E, llvm::StringRef Name);

/// The calls in \p In's function that map a buffer for the device to write.
llvm::SmallVector<ModeledSite, 4> mapsToWrite(const SyntaxContext &In);

/// Every function of the driver's with a body in the unit, in the order of the
/// text; what is found goes to \p Findings. All four must outlive them.
std::vector<SyntaxContext> textOf(clang::ASTContext &Context, const Model &Api,
                                  const UnitFacts &Facts,
                                  std::vector<Diagnostic> &Findings);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_SYNTAX_SYNTAX_H
