//===-- SourceText.h - The text as it is written -------------- -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Text and places of the source as the driver wrote them: names in messages,
// sites, edits.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_SOURCE_SOURCETEXT_H
#define DMA_TIDY_CHECKERS_PROGRAM_SOURCE_SOURCETEXT_H

#include "checkers/finding/Diagnostic.h"
#include "checkers/model/Model.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace dmatidy {

/// The source text of \p E on one line, at most 60 characters, in quotes.
std::string quote(const clang::Expr *E, const clang::ASTContext &Context);
/// Likewise, but a macro's use where \p E is all that the macro stands for:
/// 'GFP_KERNEL'.
std::string quoteWritten(const clang::Expr *E,
                         const clang::ASTContext &Context);
/// The function name a driver wrote at \p Site: the macro's, where \p Row's
/// function stands behind one.
std::string spelledCallee(const ApiFunction &Row, const clang::CallExpr *Site);

/// The name of \p Field in the whole module: "tx_ring.desc". A record without a
/// name is known by where it stands.
std::string fieldName(const clang::FieldDecl *Field,
                      const clang::SourceManager &SM);

/// Where \p At, in function \p Function, is written: a macro's use, not its
/// definition.
SourceSite siteAt(clang::SourceLocation At, llvm::StringRef Function,
                  const clang::ASTContext &Context);

/// The reverse of siteAt(): line \p Line, column \p Column of \p File; invalid
/// if the unit has read no such file.
clang::SourceLocation locate(llvm::StringRef File, unsigned Line,
                             unsigned Column, const clang::SourceManager &SM);

/// The characters of a file that \p Range, of tokens, was read from, be they
/// the whole use of a macro or a whole argument of one; invalid otherwise.
clang::CharSourceRange writtenRange(clang::SourceRange Range,
                                    const clang::ASTContext &Context);
/// The text of \p Range, of tokens, as it is written there; "" if it is not
/// written in one piece.
llvm::StringRef writtenText(clang::SourceRange Range,
                            const clang::ASTContext &Context);
/// The edit that puts \p Text in the place of \p Range, one of writtenRange();
/// nothing if that is invalid.
std::optional<Fix> fixAt(clang::CharSourceRange Range, const llvm::Twine &Text,
                         const clang::ASTContext &Context);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_SOURCE_SOURCETEXT_H
