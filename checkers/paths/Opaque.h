//===-- Opaque.h - Calls whose bodies are not followed ----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an unseen function may have done. The engine's own answer, that
// everything it can reach has changed, loses most handles that drivers keep in
// structs at the first printk(). The answer here depends on whose function it
// is:
//
//   the kernel's      changes what it is given an address of, but not the
//                     driver's own records; takes over what is linked into a
//                     list, kept in one of its own records, or handed to a
//                     callback
//   the driver's,     changes the fields it assigns, and what it is given an
//   body shown        address of that is no record; never a place that holds a
//                     DMA object: it cannot reach a DMA call
//   the driver's,     may change and release whatever it can reach; so may a
//   body elsewhere    function pointer
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATHS_OPAQUE_H
#define DMA_TIDY_CHECKERS_PATHS_OPAQUE_H

#include "checkers/paths/Ownership.h"
#include "checkers/paths/UnitFacts.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"
#include "llvm/ADT/FoldingSet.h"

namespace dmatidy {

/// \p State after the call, the result apart.
clang::ento::ProgramStateRef afterOpaqueCall(clang::ento::ProgramStateRef State,
                                             const clang::ento::CallEvent &Call,
                                             const Model &Api,
                                             const UnitFacts &Facts,
                                             clang::ento::CheckerContext &C);

/// \p State with \p Site's value bound to a fresh symbol, if it has one.
clang::ento::ProgramStateRef bindResult(clang::ento::ProgramStateRef State,
                                        const clang::ento::CallEvent &Call,
                                        const clang::CallExpr *Site,
                                        clang::ento::CheckerContext &C);

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

/// Remembers that a link of a list was read from \p Region, so that the next
/// list operation makes it unknown; null if \p Region is no link.
clang::ento::ProgramStateRef noteLinkRead(clang::ento::ProgramStateRef State,
                                          const clang::ento::MemRegion *Region,
                                          const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATHS_OPAQUE_H
