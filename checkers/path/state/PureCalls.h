//===-- PureCalls.h - Calls that only look ----------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_PURECALLS_H
#define DMA_TIDY_CHECKERS_PATH_STATE_PURECALLS_H

#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"
#include "llvm/ADT/FoldingSet.h"
#include <memory>
#include <optional>
#include <vector>

namespace dmatidy {

/// The results of calls that only look: a function of the kernel whose pointers
/// are all to const gives the same answer to the same question until a kernel
/// function is given the address of some number or buffer, as set_bit() is.
/// Keeps the questions; owned by whoever models calls.
class PureCalls {
public:
  class Question;

  /// The question that \p Call asks, the same for the same one; null if it is
  /// not such a call. Lives as long as this.
  const Question *ask(const clang::ento::CallEvent &Call);
  /// The answer that \p Asked, which may be null, has in \p State, if any.
  static std::optional<clang::ento::SVal>
  lookUp(clang::ento::ProgramStateRef State, const Question *Asked);
  /// \p State knowing that \p Asked, which may be null, is answered \p Result.
  static clang::ento::ProgramStateRef
  remember(clang::ento::ProgramStateRef State, const Question *Asked,
           clang::ento::SVal Result);
  /// \p State with no answers.
  static clang::ento::ProgramStateRef
  forgetAll(clang::ento::ProgramStateRef State);
  /// Keeps what \p State knows about the results alive.
  static void markLive(clang::ento::ProgramStateRef State,
                       clang::ento::SymbolReaper &Reaper);

  /// One call's function and arguments.
  class Question : public llvm::FoldingSetNode {
  public:
    explicit Question(const llvm::FoldingSetNodeID &ID) : ID(ID) {}
    void Profile(llvm::FoldingSetNodeID &Into) const { Into = ID; }

  private:
    llvm::FoldingSetNodeID ID;
  };

private:
  llvm::FoldingSet<Question> Asked;
  std::vector<std::unique_ptr<Question>> Kept;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_PURECALLS_H
