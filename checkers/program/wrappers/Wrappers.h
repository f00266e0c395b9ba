//===-- Wrappers.h - Functions that acquire or release for others -*- C++ -*-=//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rows for functions of the driver's own, from their bodies and, where a unit
// does not show the body, from their prototypes: what --suggest-model prints,
// and what the other units of a module are analysed with.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_WRAPPERS_WRAPPERS_H
#define DMA_TIDY_CHECKERS_PROGRAM_WRAPPERS_WRAPPERS_H

#include "checkers/model/Model.h"
#include "clang/AST/Decl.h"
#include <map>

namespace dmatidy {

/// A function that may need a row.
struct Wrapper {
  ApiFunction Row;
  /// As the header has it: "int foo_map(struct foo *f, dma_addr_t *out)".
  std::string Prototype;
  /// Where the body stands that the row was made from, "file:line"; "" for one
  /// from the prototype alone.
  std::string Body;
};

/// The row of \p Function, whose body acquires or releases one object that it
/// gives to or takes from its caller, whole: through its result, through a
/// parameter, or in a record that a parameter points to. Nothing if it does
/// anything else with DMA.
std::optional<ApiFunction> rowOfBody(const clang::FunctionDecl &Function,
                                     const Model &Api);

/// What the unit in \p Context calls without showing its body, has no row and
/// looks like a wrapper; and the wrappers that it defines for other units, with
/// a Body. In the order of names.
std::vector<Wrapper> wrappersIn(clang::ASTContext &Context, const Model &Api);

/// The rows, \see textOf, of the functions that the unit in \p Context defines
/// for other units and that do nothing else with DMA than to acquire or release
/// one object for their caller, whenever they are called: what a path through a
/// caller in another unit can take for what the function does. An object that a
/// record is to hold is not among them. By name.
std::map<std::string, std::string> plainWrappersIn(clang::ASTContext &Context,
                                                   const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_WRAPPERS_WRAPPERS_H
