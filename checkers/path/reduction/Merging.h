//===-- Merging.h - Paths that know the same objects ------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where branches come together again, the paths differ in what was asked, but
// mostly not in what is known of the objects. Walking each of them further
// multiplies with every branch. Of the paths that arrive at a block with
//
//     the same objects, in the same states and places, under the same locks
//     the same answers for every local variable that is still asked for by a
//     condition that matters: a number, zero or null, neither, not known
//
// only the first three go on. Each that does is a path of the program, so
// nothing is reported because of it; what only one of those that end here would
// have shown is lost. It is property simulation (Das, Lerner, Seigle: ESP, PLDI
// 2002), with paths left out where that would join their states.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REDUCTION_MERGING_H
#define DMA_TIDY_CHECKERS_PATH_REDUCTION_MERGING_H

#include "checkers/path/reduction/Relevance.h"
#include "clang/Analysis/ProgramPoint.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"

namespace dmatidy {

/// Counts the paths through one function by where they are and what they know.
class Merging {
public:
  /// Notes that a path comes to \p Entrance with \p State. \p Relevant tells
  /// what does not matter in one function.
  /// \returns true if enough others have been there that know the same.
  bool isEnough(const clang::BlockEntrance &Entrance,
                clang::ento::ProgramStateRef State, RelevanceLookup Relevant);
  void clear() { Seen.clear(); }

private:
  /// Block, frame, the tracked maps, and the answers, hashed.
  using Key = std::tuple<const void *, const void *, const void *, const void *,
                         const void *, const void *, const void *, const void *,
                         uint64_t>;
  struct Visits {
    /// Keeps the maps that the key points to.
    clang::ento::ProgramStateRef First;
    unsigned Count = 0;
  };
  llvm::DenseMap<Key, Visits> Seen;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REDUCTION_MERGING_H
