//===-- Fixes.h - Edits that a path shows to be right -----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release has to repeat what the acquisition was given. Where the text of the
// acquisition still means the same at the release, that text is the edit.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REPORTING_FIXES_H
#define DMA_TIDY_CHECKERS_PATH_REPORTING_FIXES_H

#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

namespace dmatidy {

/// What \p Then, an argument of a call earlier in the function that \p C is in,
/// is written as, if that text still has the value \p Value there: a constant,
/// or variables and fields that nobody changed. Otherwise "".
std::string stillWritten(const clang::Expr *Then, clang::ento::SVal Value,
                         const clang::ento::CheckerContext &C);

/// Adds to \p Fixes that \p Range, of tokens, be written as \p Text; nothing if
/// it is not written in one piece.
void replaceText(clang::SourceRange Range, llvm::StringRef Text,
                 const clang::ASTContext &Context,
                 llvm::SmallVectorImpl<clang::FixItHint> &Fixes);

/// Adds to \p Fixes that argument \p Index of \p Site be written as \p Text;
/// nothing if that is "" or the argument comes out of a macro.
void replaceArgument(const clang::CallExpr *Site, int Index,
                     llvm::StringRef Text, const clang::ASTContext &Context,
                     llvm::SmallVectorImpl<clang::FixItHint> &Fixes);

/// Adds to \p Fixes that \p Site, a call of \p From's function, call \p To's
/// instead; nothing if the two take different arguments.
void replaceCallee(const clang::CallExpr *Site, const ApiFunction &From,
                   const ApiFunction &To, const clang::ASTContext &Context,
                   llvm::SmallVectorImpl<clang::FixItHint> &Fixes);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REPORTING_FIXES_H
