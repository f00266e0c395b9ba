//===-- ErrorValues.h - How failure looks in kernel code --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NULL, negative numbers and error pointers: when a constraint says that an
// acquisition failed, and when a return value says that the function did.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_ERRORVALUES_H
#define DMA_TIDY_CHECKERS_PATH_STATE_ERRORVALUES_H

#include "checkers/path/state/FunctionLog.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

namespace dmatidy {

/// What \p State's constraints on \p Result say about an acquisition that
/// fails as \p How: true if it failed, false if it worked, nothing if either
/// may be.
std::optional<bool> failedBy(clang::ento::ProgramStateRef State,
                             clang::ento::SymbolRef Result, FailureKind How);

/// What assuming \p Condition, as \p Assumption says, tells about streaming
/// handle \p Handle if it compares it with DMA_MAPPING_ERROR; see failedBy().
std::optional<bool> comparedWithError(clang::ento::SVal Condition,
                                      clang::ento::SymbolRef Handle,
                                      bool Assumption);

/// True if a number of type \p Kept, which takes a handle of type \p Handle,
/// still shows whether the mapping failed: the error value has all bits set,
/// which an unsigned number of fewer bits has lost, and a signed one gets back.
bool keepsErrorValue(clang::QualType Kept, clang::QualType Handle,
                     const clang::ASTContext &Context);

/// \p State knowing that \p Pointer is neither NULL nor an error pointer, where
/// it does not know better.
clang::ento::ProgramStateRef assumeValid(clang::ento::ProgramStateRef State,
                                         clang::ento::SVal Pointer);

/// \p State knowing that \p Pointer, which is being dereferenced, is no error
/// pointer, unless an IS_ERR() has already said otherwise.
clang::ento::ProgramStateRef
noteDereferenced(clang::ento::ProgramStateRef State,
                 clang::ento::SymbolRef Pointer);

/// Evaluates IS_ERR() and IS_ERR_OR_NULL() of a pointer that is not a DMA
/// object: the path is split, and the same pointer answers the same later.
bool evalErrorPointerTest(const ApiFunction &Row,
                          const clang::ento::CallEvent &Call,
                          const clang::CallExpr *Site,
                          clang::ento::CheckerContext &C);

/// Evaluates PTR_ERR(), PTR_ERR_OR_ZERO(), ERR_PTR() and ERR_CAST(): an error
/// becomes a number that is known to be one, and the other way round.
bool evalErrorConversion(const ApiFunction &Row,
                         const clang::ento::CallEvent &Call,
                         const clang::CallExpr *Site,
                         clang::ento::CheckerContext &C);

/// The number that \p Return, which may be null, returns; nothing if it is not
/// known or no number.
std::optional<int64_t> numberReturned(const clang::ReturnStmt *Return,
                                      clang::ento::CheckerContext &C);
/// How the path leaves its function through \p Return, which may be null.
ExitKind exitKindOf(const clang::ReturnStmt *Return, const Model &Api,
                    clang::ento::CheckerContext &C);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_ERRORVALUES_H
