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

#ifndef DMA_TIDY_CHECKERS_PATH_MODELING_OPAQUE_H
#define DMA_TIDY_CHECKERS_PATH_MODELING_OPAQUE_H

#include "checkers/path/state/Ownership.h"
#include "checkers/program/unit/UnitFacts.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CallEvent.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

namespace dmatidy {

/// \p State after the call, the result apart.
clang::ento::ProgramStateRef afterOpaqueCall(clang::ento::ProgramStateRef State,
                                             const clang::ento::CallEvent &Call,
                                             const Model &Api,
                                             const UnitFacts &Facts,
                                             clang::ento::CheckerContext &C);

/// \p State knowing that somebody has a pointer to \p Stored, which may be
/// null: if it is, or is in, a record that the path has allocated.
clang::ento::ProgramStateRef noteStored(clang::ento::ProgramStateRef State,
                                        const clang::ento::MemRegion *Stored);

/// True if all that names \p Id at the end of a path, which returns \p
/// Returned, is in records that the path has allocated itself, and shown to
/// nobody: they are lost, and what they hold with them.
bool isStranded(clang::ento::ProgramStateRef State, ObjectId Id,
                clang::ento::SVal Returned);

/// \p State after \p Site has freed the memory \p Freed: what is kept in it is
/// forgotten, and the buffers of \p Mapped, if it is not null, are told: the
/// mappings that were not yet freed by another call. \p IsRow is false for a
/// function of the driver's own that frees among other things.
clang::ento::ProgramStateRef
afterFree(clang::ento::ProgramStateRef State,
          const clang::ento::MemRegion *Freed, const clang::CallExpr *Site,
          bool IsRow, llvm::SmallPtrSetImpl<ObjectId> *Mapped = nullptr);

/// \p State after a call of \p Callee, whose body the unit shows, as far as
/// that frees on all its ways what a parameter points to.
clang::ento::ProgramStateRef afterFreesIn(const clang::FunctionDecl *Callee,
                                          clang::ento::ProgramStateRef State,
                                          const clang::ento::CallEvent &Call,
                                          const Model &Api);

/// \p State with \p Site's value bound to a fresh symbol, if it has one.
clang::ento::ProgramStateRef bindResult(clang::ento::ProgramStateRef State,
                                        const clang::ento::CallEvent &Call,
                                        const clang::CallExpr *Site,
                                        clang::ento::CheckerContext &C);

/// Remembers that a link of a list was read from \p Region, so that the next
/// list operation makes it unknown; null if \p Region is no link.
clang::ento::ProgramStateRef noteLinkRead(clang::ento::ProgramStateRef State,
                                          const clang::ento::MemRegion *Region,
                                          const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_MODELING_OPAQUE_H
