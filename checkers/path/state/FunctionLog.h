//===-- FunctionLog.h - What all paths of a function showed -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some misuse shows only when every path of a function has been walked: that a
// result is tested on none of them, or that one error path releases what
// another leaves behind. The modelling checker writes down what it sees here,
// and the checks read it when the function is done.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_FUNCTIONLOG_H
#define DMA_TIDY_CHECKERS_PATH_STATE_FUNCTIONLOG_H

#include "checkers/path/state/Ownership.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExplodedGraph.h"
#include "llvm/ADT/MapVector.h"
#include <optional>
#include <set>

namespace dmatidy {

/// How a path left the function.
enum class ExitKind {
  Unknown, ///< a value that says neither
  Success,
  Error, ///< a negative number, NULL or an error pointer
  False, ///< false: a failure, in most functions that say so
};

/// What names an object that is left.
enum class LeftKind {
  Placed,    ///< memory that outlives the function, or what it returns
  ByHandle,  ///< it is memory, and nothing but its handle is kept
  Stranded,  ///< a record that is lost itself
  Forgotten, ///< nothing but those it was shown to
  Lost,      ///< nothing at all
};

/// A live object at the end of a path, or where nothing named it any more.
struct LeakCandidate {
  clang::ento::ExplodedNode *Node;
  ObjectId Id;
  Object What;
  LeftKind Where;
  ExitKind Exit;
  /// The fields or variables that hold it.
  llvm::SmallVector<const clang::ValueDecl *, 2> Fields;
  /// How each of the holding places is spelled, and which field that is.
  llvm::SmallVector<std::pair<std::string, const clang::ValueDecl *>, 2>
      Spellings;
  /// To whom it was shown before.
  llvm::SmallVector<Escape, 2> Escapes;
  /// Another acquisition that failed on the path after this one, or null.
  const clang::CallExpr *FailedLater;
  /// The number that the path returned, if it is known.
  std::optional<int64_t> Returned;
};

/// A released object that a field or a global variable still names at the end
/// of a path.
struct DanglingObject {
  clang::ento::ExplodedNode *Node;
  ObjectId Id;
  Object What;
  ExitKind Exit;
  const clang::ValueDecl *Place;
  /// The place as the source spells it.
  std::string Spelling;
  /// The number that the path returned, if it is known.
  std::optional<int64_t> Returned;
};

/// One acquiring call, over all paths.
struct SiteLog {
  const ApiFunction *Row = nullptr;
  /// The first path's node right after the call, its object and its state.
  clang::ento::ExplodedNode *Node = nullptr;
  ObjectId Id = nullptr;
  /// True if some path tests the result.
  bool Tested = false;
  /// Where a path reads or writes memory that may not be there: before any
  /// test.
  const clang::Stmt *UsedUntested = nullptr;
  /// True if some path hands the result to the caller.
  bool Returned = false;
  /// The fields the result is stored in.
  llvm::SmallSetVector<const clang::ValueDecl *, 2> Fields;
  /// Some path released it, or reached the end with it, untested.
  bool LeftUntested = false;
  /// A release of it on a path that fails, and on any.
  const clang::CallExpr *ReleasedOnError = nullptr, *Released = nullptr;
  /// Releases of it on paths that return a number that says neither.
  llvm::SmallVector<std::pair<int64_t, const clang::CallExpr *>, 2>
      ReleasedBefore;
  /// True if some path that does not fail keeps it, or may.
  bool KeptOnSuccess = false;
  /// Whom paths that released it later had shown it to: they had not taken it,
  /// not with that result.
  llvm::SmallVector<Escape, 4> ReleasedDespite;
  /// True if some path shows that \p Who leaves the object to the function.
  bool leavesAlone(const Escape &Who) const;
};

/// Everything the checks need to know about one analysed function.
struct FunctionLog {
  /// False if the function was too large to walk all its paths.
  bool Complete = true;
  llvm::MapVector<const clang::CallExpr *, SiteLog> Sites;
  std::vector<LeakCandidate> LeakCandidates;
  std::vector<DanglingObject> Dangling;
  /// Where paths end because others go on in their place (Merging.h).
  llvm::SmallPtrSet<const clang::ento::ExplodedNode *, 16> Merged;
  /// True if every path on from \p Node is one that no driver goes: into a
  /// panic, or through NULL. Asked when all paths are known.
  bool isDoomed(const clang::ento::ExplodedNode *Node) const;
  /// Notes that a path calls \p Site to release \p What, which is live and was
  /// shown to \p Escapes.
  void release(const Object &What, llvm::ArrayRef<Escape> Escapes,
               const clang::CallExpr *Site);
  /// Notes that a path returns \p Number, if that is known, and whether an
  /// acquisition of it \p Failed; it has tried one at least.
  void noteReturn(std::optional<int64_t> Number, bool Failed);
  /// Notes that a path releases at \p Site what \p Acquired acquires, and
  /// returns \p Number.
  void noteReleased(const clang::CallExpr *Acquired,
                    const clang::CallExpr *Site, ExitKind Exit,
                    std::optional<int64_t> Number);
  /// Decides, when all paths are known, which numbers say that the function has
  /// failed: drivers have their own (1, QLA_ERROR, NETDEV_TX_BUSY), but return
  /// them when an acquisition fails.
  void settleExits();
  /// Notes that \p Id, in state \p What, is left at \p Node by a path that
  /// ends as \p Exit says, or goes on where it is lost.
  void leave(clang::ento::ExplodedNode *Node,
             clang::ento::ProgramStateRef State, ObjectId Id,
             const Object &What, ExitKind Exit, LeftKind Where,
             std::optional<int64_t> Returned = std::nullopt);
  /// True if no path leaves anywhere what \p Acquired, a call, has acquired.
  bool isNeverKept(const clang::CallExpr *Acquired) const;
  /// Notes what of \p What, released, is named in \p State at the end, \p Node.
  void dangle(clang::ento::ExplodedNode *Node,
              clang::ento::ProgramStateRef State, ObjectId Id,
              const Object &What, ExitKind Exit,
              std::optional<int64_t> Returned);
  void clear() {
    Sites.clear();
    LeakCandidates.clear();
    Dangling.clear();
    Merged.clear();
    WithFailed.clear();
    WithoutFailed.clear();
  }

private:
  /// True if \p Number says that the function has failed.
  bool isFailure(std::optional<int64_t> Number) const;
  /// The numbers returned when an acquisition has failed, and when those that
  /// were tried have not; nothing stands for one that is not known.
  std::set<std::optional<int64_t>> WithFailed, WithoutFailed;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_FUNCTIONLOG_H
