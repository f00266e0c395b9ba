//===-- ObjectLocations.h - Locations that may hold an object ---*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which variables and fields an object, its handle or its buffer may come to be
// in, by the text of the whole unit: what takes the result of an acquisition,
// and what is assigned, given or returned from there, in any order.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REDUCTION_OBJECTLOCATIONS_H
#define DMA_TIDY_CHECKERS_PATH_REDUCTION_OBJECTLOCATIONS_H

#include "checkers/program/unit/UnitFacts.h"

namespace dmatidy {

/// The locations of objects in one unit. Refers to its AST.
class ObjectLocations {
public:
  /// Finds them in the entry points of \p Facts and in what the engine looks
  /// into from there.
  ObjectLocations(const UnitFacts &Facts, const Model &Api);

  /// True if the variable or field \p Place, or what the function \p Place
  /// returns, may hold an object.
  bool contains(const clang::Decl *Place) const {
    return Reached.contains(Place->getCanonicalDecl());
  }

  /// True if what is kept in the variable or field \p Place may be released
  /// from there: a release somewhere is given what was once read from it.
  bool isReleasedFrom(const clang::Decl *Place) const {
    return Released.contains(Place->getCanonicalDecl());
  }

  /// Pairs of a pointer and the number or pointer it points to: who writes the
  /// one writes the other.
  using Pair = std::pair<const clang::Decl *, const clang::Decl *>;
  llvm::ArrayRef<Pair> aliases() const { return Aliases; }

private:
  llvm::DenseSet<const clang::Decl *> Reached, Released;
  std::vector<Pair> Aliases;
};

/// True if the engine looks inside \p Callee where it is called although it
/// reaches no DMA: its body has two statements at most, and fetches a field,
/// follows a pointer or wraps another call; or it only puts what it is given
/// into a record.
bool isShort(const clang::FunctionDecl *Callee);

/// The function with a body that \p Call calls, or null.
const clang::FunctionDecl *definitionOf(const clang::CallExpr *Call);

/// True for a function with a body that the engine looks into and that is no
/// entry point.
bool isWalkedThere(const clang::FunctionDecl *Definition,
                   const UnitFacts &Facts);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REDUCTION_OBJECTLOCATIONS_H
