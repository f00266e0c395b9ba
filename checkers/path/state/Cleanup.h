//===-- Cleanup.h - The cleanup that a path has run -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_CLEANUP_H
#define DMA_TIDY_CHECKERS_PATH_STATE_CLEANUP_H

#include "checkers/path/state/Ownership.h"
#include "checkers/program/unit/UnitFacts.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"

namespace dmatidy {

/// True if control goes on behind \p Branch rather than leaving through a jump
/// at its end.
bool fallsThrough(const clang::Stmt *Branch);

/// True if \p IsSuch holds for a node of the path to \p Node, back to where
/// \p Id was acquired.
bool anySinceAcquired(
    const clang::ento::ExplodedNode *Node, ObjectId Id,
    llvm::function_ref<bool(const clang::ento::ExplodedNode *)> IsSuch);

/// True if the path from where \p Id was acquired to \p Node has run cleanup
/// that releases what is kept in one of \p Places, and went past the release:
/// it called a function that contains it, or took the other branch of an `if`
/// of which one contains it and ends without a jump, or entered that branch and
/// the release stands in a loop or switch there, or released another object; or
/// a variable's cleanup function releases it at the end of a scope.
/// Why the guard says no is then often something the path does not know: a
/// pointer fetched back from the device, an element of an array, a flag. A
/// branch that ends with a jump is another error path, and says nothing about
/// this one. With \p OnlyIfGiven, a function counts only if it was given the
/// record that holds the object: it has no other way to find it.
bool ranCleanupOf(llvm::ArrayRef<const clang::ValueDecl *> Places,
                  const clang::ento::ExplodedNode *Node, ObjectId Id,
                  bool OnlyIfGiven, const UnitFacts &Facts, const Model &Api);

/// True if the path to \p Node, before it acquired \p Id or anything of its
/// kind, has released what one of \p Places kept. What is kept there may last
/// from one call to the next, which comes upon it again.
bool isReleasedBefore(llvm::ArrayRef<const clang::ValueDecl *> Places,
                      const clang::ento::ExplodedNode *Node, ObjectId Id,
                      const UnitFacts &Facts, const Model &Api);

/// True if the path to \p Node, before it acquired \p Id there, found that one
/// of \p Places kept nothing, or a place that points to the record which holds
/// it was NULL: who looks does so because something may have lasted from an
/// earlier call.
bool isFoundEmptyBefore(llvm::ArrayRef<const clang::ValueDecl *> Places,
                        const clang::ento::ExplodedNode *Node, ObjectId Id);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_CLEANUP_H
