//===-- UnsyncedAccess.h - The parts of dma-unsynced-access -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_UNSYNCEDACCESS_H
#define DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_UNSYNCEDACCESS_H

#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// What is said of \p Object, which is read before \p Row's function gives back
/// \p Mapping, the handle of its buffer as it is quoted.
std::string earlyReadMessage(const ApiFunction &Row, const std::string &Object,
                             const std::string &Mapping);
/// What is said of \p Object, which is written before \p Mapping, the handle of
/// its buffer as it is quoted, is synchronised for the CPU.
std::string writtenMessage(const std::string &Object,
                           const std::string &Mapping);
/// ReadBeforeSync.cpp.
void checkReadsBeforeSyncs(const SyntaxContext &In);
/// ReadAfterGiven.cpp.
void checkReadsAfterGiven(const SyntaxContext &In);
/// UnsyncedAccessSyntax.cpp.
void checkKeptMappings(llvm::ArrayRef<SyntaxContext> Unit);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_UNSYNCEDACCESS_H
