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
  /// Findings that hold only if no other module releases the places named.
  std::vector<std::pair<Diagnostic, std::vector<std::string>>> Unreleased;
  /// Findings of paths that left a question open which the module confirms;
  /// what is still open is about functions of other modules.
  std::vector<Diagnostic> Confirmed;
  /// What other modules may ask of this one's functions.
  llvm::StringMap<FunctionSummary> Functions;
  /// The fields of shared records that the module releases something from.
  llvm::StringSet<> Released;

  /// Adds a finding of \p Check at \p At. Each of \p Others becomes a note.
  Diagnostic &
  add(llvm::StringRef Check, Confidence Level, const LinkedCall &At,
      const llvm::Twine &Message,
      llvm::ArrayRef<std::pair<const LinkedCall *, std::string>> Others);
};

/// "acquired", or what else fits \p Row's family.
std::string acquiredHere(const LinkedCall &Acquired);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_MODULEREPORT_H
