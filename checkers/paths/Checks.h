//===-- Checks.h - Every path-sensitive check --------------------*- C++
//-*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATHS_CHECKS_H
#define DMA_TIDY_CHECKERS_PATHS_CHECKS_H

#include "checkers/paths/PathCheck.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"

namespace dmatidy {

/// \name One function for each check, in the file of the same name
/// Each registers its check with a manager that has the modelling checker.
/// @{
void registerLeak(clang::ento::CheckerManager &Manager);
void registerDoubleRelease(clang::ento::CheckerManager &Manager);
void registerUseAfterRelease(clang::ento::CheckerManager &Manager);
void registerReleaseMismatch(clang::ento::CheckerManager &Manager);
void registerReleaseUnacquired(clang::ento::CheckerManager &Manager);
void registerUncheckedResult(clang::ento::CheckerManager &Manager);
void registerSgCount(clang::ento::CheckerManager &Manager);
void registerSyncMismatch(clang::ento::CheckerManager &Manager);
void registerUnsyncedAccess(clang::ento::CheckerManager &Manager);
void registerDirection(clang::ento::CheckerManager &Manager);
void registerGfp(clang::ento::CheckerManager &Manager);
void registerContext(clang::ento::CheckerManager &Manager);
void registerAttrs(clang::ento::CheckerManager &Manager);
void registerWrongResultTest(clang::ento::CheckerManager &Manager);
/// @}

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATHS_CHECKS_H
