//===-- Leak.h - The parts of dma-leak --------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/UnwindLadder.h"

namespace dmatidy {

/// ClearedUnreleased.cpp.
void checkClearedUnreleased(const SyntaxContext &In);
/// ForgottenUnwind.cpp: the fields of the driver's that something in the unit
/// releases, and the check of one function against them.
llvm::SmallVector<const clang::FieldDecl *, 16>
releasedFields(llvm::ArrayRef<SyntaxContext> Unit);
void checkForgottenUnwind(const SyntaxContext &In, const UnwindLadder &Ladder,
                          llvm::ArrayRef<const clang::FieldDecl *> Released);
/// IdleLoops.cpp.
void checkIdleLoops(const SyntaxContext &In);
/// ForgottenTeardown.cpp.
void checkForgottenTeardown(const SyntaxContext &In,
                            const UnwindLadder &Ladder);
/// FreedMapped.cpp.
void checkFreedMapped(llvm::ArrayRef<SyntaxContext> Unit);
/// FreedUnmapped.cpp.
void checkFreedUnmapped(llvm::ArrayRef<SyntaxContext> Unit);
/// PairedCalls.cpp.
void checkPairedCalls(const SyntaxContext &In);
/// LeakModule.cpp: all that the module says, and the fields of the driver's
/// that what \p Acquired acquires is kept in; none where somebody unseen may
/// get hold of it.
void checkLeakInModule(const Module &All, ModuleReport &Report);
std::vector<std::string> ownFieldsOf(const Module &All,
                                     const LinkedCall &Acquired);
/// Has \p Finding depend on what other modules do with \p Fields, in which what
/// \p Acquired acquires is kept; it says so.
void askOtherModules(Diagnostic &Finding, const LinkedCall &Acquired,
                     std::vector<std::string> Fields);
/// LeftAtWork.cpp.
void checkLeftAtWork(const Module &All, ModuleReport &Report);
/// UnwindLoops.cpp.
void checkUnwindLoops(const SyntaxContext &In);
/// UnwindOrder.cpp.
void checkUnwindOrder(const SyntaxContext &In, const UnwindLadder &Ladder);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_LEAK_LEAK_H
