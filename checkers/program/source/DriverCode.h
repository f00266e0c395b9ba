//===-- DriverCode.h - What is the driver's own --------------- -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which declarations are the driver's, and what of the kernel's headers
// matters.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_SOURCE_DRIVERCODE_H
#define DMA_TIDY_CHECKERS_PROGRAM_SOURCE_DRIVERCODE_H

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

namespace dmatidy {

/// True if \p Decl is declared by the driver itself: in the unit's main file or
/// in a header that is not one of the kernel's.
bool isDriverDecl(const clang::Decl *Decl, const clang::SourceManager &SM);

/// True if \p Callee, which may be null, is a function of the driver's whose
/// body the unit does not show.
bool isUnseenDriverFunction(const clang::Decl *Callee,
                            const clang::SourceManager &SM);

/// True if what stands at \p At, in a file of the driver's, is what a macro of
/// the kernel's is made of.
bool isMadeByKernelMacro(clang::SourceLocation At,
                         const clang::SourceManager &SM);

/// True if \p Decl is a function that a macro of the kernel has declared in a
/// file of the driver's, as tracepoints are: its first word is written in the
/// kernel. It only looks at what it is given.
bool isMadeByKernelMacro(const clang::Decl *Decl,
                         const clang::SourceManager &SM);

/// True if \p Decl is a function with a body or a variable with a value.
bool hasContent(const clang::Decl *Decl);

/// What the driver itself says in the traversal scope of \p Context, in the
/// order of the text: its functions with bodies and initialised variables, and
/// in C++ everything that may contain some. Of the tens of thousands of
/// declarations of a kernel unit that leaves hundreds.
std::vector<clang::Decl *> driverBodies(const clang::ASTContext &Context);

/// The text of \p Function's body if that stands in a header of the kernel's
/// and all it does is return an expression: it fetches something, and two calls
/// of it must give the same value. "" for any other body there, nothing for one
/// of the driver's own.
std::optional<llvm::StringRef> headerBody(const clang::FunctionDecl *Function,
                                          const clang::SourceManager &SM);

/// True if \p Function's body stands in a header and cannot matter to any
/// check: the parser may leave it out, and where it has not, it is not looked
/// at, so that both see the same.
bool isNeedlessBody(const clang::Decl *Function,
                    const clang::SourceManager &SM);

/// True if all that \p S does is to print something: it calls functions that
/// take a format, and what a macro of the kernel's is made of belongs to that.
bool onlyPrints(const clang::Stmt *S, const clang::SourceManager &SM);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_SOURCE_DRIVERCODE_H
