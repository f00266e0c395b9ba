//===-- Engine.h - The one way into the analysis ----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_ENGINE_H
#define DMA_TIDY_CHECKERS_ENGINE_H

#include "checkers/finding/Diagnostic.h"
#include "checkers/model/Model.h"
#include "checkers/program/module/ModuleReport.h"
#include "clang/AST/ASTConsumer.h"
#include <functional>

namespace clang {
class Preprocessor;
}

namespace dmatidy {

/// What to analyse and how far.
struct EngineOptions {
  /// Names of the checks to run ("dma-leak").
  std::vector<std::string> Checks;
  /// How many steps of all its paths together one function is followed for, in
  /// nodes of the exploded graph.
  unsigned MaxNodes = 10000;
  /// Called with the name of a function that was not explored to its end.
  std::function<void(llvm::StringRef)> OnBound;
  /// Asked at every branch; once it says true, the function at hand and those
  /// that are left count as not explored and show nothing. May be empty.
  std::function<bool()> ShouldStop;
};

/// The folder of the module that the unit belongs to that \p Parser has parsed:
/// what the kernel's build says (KBUILD_MODFILE), "drivers/net/foo", or else
/// that of the unit's main file.
std::string moduleFolder(clang::Preprocessor &Parser);

/// Analyses the unit that \p Parser has parsed into \p Context, as far as it is
/// in the context's traversal scope, and appends what it finds to \p Findings.
/// \p Api must outlive the call.
void analyzeUnit(clang::Preprocessor &Parser, clang::ASTContext &Context,
                 const Model &Api, const EngineOptions &Options,
                 std::vector<Diagnostic> &Findings);

/// Puts \p Units, all of one module, together and looks at it with the checks
/// named in \p Checks ("dma-leak"). \p Whole is false if some unit of the
/// module is missing. Of \p Open, findings that leave something open, it keeps
/// those that the module does not refute.
ModuleReport analyzeModule(llvm::ArrayRef<UnitSummary> Units,
                           std::vector<Diagnostic> Open, bool Whole,
                           const Model &Api,
                           llvm::ArrayRef<std::string> Checks);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_ENGINE_H
