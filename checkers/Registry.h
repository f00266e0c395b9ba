//===-- Registry.h - Every check, in one list -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The list that the command, the analyzer plugin and the editors share. Adding
// a check adds a row in Registry.cpp and touches none of them.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_REGISTRY_H
#define DMA_TIDY_CHECKERS_REGISTRY_H

#include "checkers/model/Model.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang::ento {
class CheckerManager;
class CheckerRegistry;
} // namespace clang::ento

namespace dmatidy {

/// One row of the registry.
struct CheckInfo {
  /// As users type it: "dma-leak".
  llvm::StringRef Name;
  /// One line for --list-checks.
  llvm::StringRef Summary;
  /// The documentation page, in Markdown.
  const char *const *Page;
  /// Registers the check with a manager; null for a check that only the
  /// contracts of a module can tell.
  void (*Register)(clang::ento::CheckerManager &);
};

/// All checks, in the order of design.
llvm::ArrayRef<CheckInfo> allChecks();

/// True if \p Name is that of a check.
bool isCheck(llvm::StringRef Name);

/// The name the analyzer knows a check by: "dma.leak" for "dma-leak".
std::string analyzerName(llvm::StringRef Check);
/// The reverse of analyzerName().
std::string checkName(llvm::StringRef AnalyzerName);

/// Adds every check, and the modelling checker they depend on, to \p Registry.
/// \p Api must outlive every analysis made with it.
void addChecks(clang::ento::CheckerRegistry &Registry, const Model &Api);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_REGISTRY_H
