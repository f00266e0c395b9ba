//===-- Check.h - What the registry knows of a check -------------*- C++
//-*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A check is a folder below this one: its parts, its page and, in the file that
// is called like the check, its row. The build finds the folder; nothing else
// names it.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_CHECK_H
#define DMA_TIDY_CHECKERS_CHECKS_CHECK_H

#include "checkers/finding/Confidence.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang::ento {
class CheckerManager;
} // namespace clang::ento

namespace dmatidy {

class Module;
struct ModuleReport;
struct SyntaxContext;

/// What a check is about, in the order in which checks are listed.
enum class CheckGroup {
  Lifecycle,
  Failure,
  Memory,
  Ownership,
  Lists,
  Parameters,
  Style
};

/// Where a check looks; null where it does not. One function may serve several
/// checks: what it finds is shown for those that are enabled.
struct CheckHooks {
  /// Registers a PathCheck with a manager that has the modelling checker.
  void (*RegisterPaths)(clang::ento::CheckerManager &Manager) = nullptr;
  /// Looks at the text of one function of the driver's.
  void (*CheckText)(const SyntaxContext &In) = nullptr;
  /// Looks at the text of all functions of a unit.
  void (*CheckUnit)(llvm::ArrayRef<SyntaxContext> Unit) = nullptr;
  /// Looks at a whole module.
  void (*CheckModule)(const Module &All, ModuleReport &Report) = nullptr;
};

/// One row of the registry.
struct CheckInfo {
  /// As users type it: "dma-leak".
  llvm::StringRef Name;
  CheckGroup Group;
  /// How sure most of its findings are; each says it for itself.
  Confidence Usual;
  /// One line for --list-checks.
  llvm::StringRef Summary;
  /// The documentation page, in Markdown.
  llvm::StringRef Page;
  CheckHooks Hooks;
};

// One for each folder: `extern const CheckInfo LeakCheck;`
#define DMA_TIDY_CHECK(NAME) extern const CheckInfo NAME##Check;
#include "Checks.inc"
#undef DMA_TIDY_CHECK

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_CHECK_H
