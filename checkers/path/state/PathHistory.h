//===-- PathHistory.h - Which way a path has come ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Questions that checks ask of a finished piece of a path: whether it has gone
// round a loop between two statements, and by which conditions it has come to a
// release.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_PATHHISTORY_H
#define DMA_TIDY_CHECKERS_PATH_STATE_PATHHISTORY_H

#include "checkers/path/state/Ownership.h"
#include "clang/AST/ParentMap.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"

namespace dmatidy {

/// True if \p A and \p B, two statements of the function \p Frame is of, are
/// the same or stand in one loop. A ring that wraps round to the slot it began
/// with looks to the engine like that slot, used twice.
bool inOneLoop(const clang::Stmt *A, const clang::Stmt *B,
               const clang::LocationContext *Frame);

/// The same, unless the path has come to \p B, at \p Node, from \p A without
/// going round the loop, and \p Id, which both are about, or null, does not
/// stand in an array.
bool wentRoundBetween(const clang::Stmt *A, const clang::Stmt *B, ObjectId Id,
                      const clang::ento::ExplodedNode *Node);

/// True if \p S stands behind a label, where functions clean up.
bool isBehindLabel(const clang::Stmt *S, const clang::ParentMap &Parents);

/// True if the path has come to \p Node from \p A, a statement of the same
/// function, by going round a loop that \p A stands in.
bool wentRoundSince(const clang::Stmt *A,
                    const clang::ento::ExplodedNode *Node);

/// True if the path from the node where \p Id was acquired, or found to have
/// failed, to \p Node has chosen a branch by what memory or a parameter held
/// when the path began. Such a branch may contradict what the same code did on
/// acquiring: a flag that is set along with the object, say.
bool choseByOldMemory(const clang::ento::ExplodedNode *Node, ObjectId Id);

/// True if the path to \p Node took an if around \p Site, a release of \p Id
/// in the same function, by what a field that goes with the object held when
/// the path began: it is handed over, too, as in `if (x->size) free(x->v,
/// x->size)`, or the function sets it. Around a call that has led to \p Site it
/// is any other field of the record that a part of goes along: `if (x->skb)
/// unmap_all(x->dma)`. Whoever set that field knew whether there is something
/// to release; the path does not.
bool isGuardedByField(const clang::ento::ExplodedNode *Node,
                      const clang::CallExpr *Site, ObjectId Id);

/// True if \p Call, which releases something, is one of several ways to release
/// it between which a condition chooses: another branch of an `if` or `switch`
/// around it names the same place in a release, or an argument of its own has a
/// `?:`. The acquisition may have been chosen by the same condition.
bool isOneOfSeveral(const clang::CallExpr *Call, const ApiFunction &Row,
                    const Model &Api, const clang::LocationContext *Frame);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_PATHHISTORY_H
