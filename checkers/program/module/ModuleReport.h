//===-- ModuleReport.h - What is found over one module ----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULEREPORT_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULEREPORT_H

#include "checkers/finding/Confidence.h"
#include "checkers/finding/Diagnostic.h"
#include "checkers/program/module/Module.h"
#include "llvm/ADT/StringSet.h"

namespace dmatidy {

/// What the checks of one module have found.
struct ModuleReport {
  std::vector<Diagnostic> Findings;
  /// Findings of paths that left a question open which the module confirms;
  /// what is still open is about functions of other modules.
  std::vector<Diagnostic> Confirmed;
  /// What other modules may ask of this one's functions.
  llvm::StringMap<FunctionSummary> Functions;
  /// The fields of shared records that the module releases something from.
  llvm::StringSet<> Released;

  /// Adds a finding of \p What at \p At, about its object. Each of \p Others
  /// becomes a note.
  Diagnostic &
  add(Mistake What, Confidence Level, const LinkedCall &At,
      const llvm::Twine &Message,
      llvm::ArrayRef<std::pair<const LinkedCall *, std::string>> Others);
};

/// "acquired", or what else fits \p Row's family.
std::string acquiredHere(const LinkedCall &Acquired);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULEREPORT_H
