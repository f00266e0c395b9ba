//===-- Prototype.h - Rows of the model against C's types -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a function's prototype says of a row that describes it, and what row it
// suggests where there is none.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_SOURCE_PROTOTYPE_H
#define DMA_TIDY_CHECKERS_PROGRAM_SOURCE_PROTOTYPE_H

#include "checkers/model/Model.h"
#include "clang/AST/Decl.h"

namespace dmatidy {

/// What of \p Row does not fit \p Function, as the end of a sentence that
/// begins with the row; "" if all of it does.
std::string misfit(const ApiFunction &Row, const clang::FunctionDecl &Function);

/// True if \p Word, a part of a function's name, says that it acquires or
/// releases.
bool isVerb(llvm::StringRef Word);

/// The row that the names and types of \p Function suggest: an acquisition or
/// a release of what its parameters or result can hold, with an empty family.
/// Nothing if it looks like neither.
std::optional<ApiFunction> suggestRow(const clang::FunctionDecl &Function);

/// \p Row as it stands in a model file, in one line without a line's end:
/// "{name: foo_map, role: acquire, ...}".
std::string textOf(const ApiFunction &Row);

/// What is wrong with the user's rows of \p Api for functions that \p Context
/// declares: "foo.yaml:7: the row of 'foo_map' ..." each, in the order of
/// names. Such rows are not used; \see anyRowOf.
std::vector<std::string> refusedRows(clang::ASTContext &Context,
                                     const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_SOURCE_PROTOTYPE_H
