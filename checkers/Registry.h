//===-- Registry.h - Every check, in one list -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The list that all faces share, and that documents, completions and reports
// are made of. It is made of the rows that the folders of checks/ have.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_REGISTRY_H
#define DMA_TIDY_CHECKERS_REGISTRY_H

#include "checkers/checks/Check.h"
#include <string>

namespace dmatidy {

/// All checks, by group and name.
llvm::ArrayRef<const CheckInfo *> allChecks();

/// The check called \p Name, or null.
const CheckInfo *findCheck(llvm::StringRef Name);

/// What a message says of \p Name, which is no check: "no check is called 'x'",
/// and the name that was meant, if one is near, or how to see them all.
std::string noSuchCheck(llvm::StringRef Name);

/// The checks of allChecks() that \p Names has.
std::vector<const CheckInfo *> enabledChecks(llvm::ArrayRef<std::string> Names);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_REGISTRY_H
