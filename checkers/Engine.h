//===-- Engine.h - The one way into the analysis ----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_ENGINE_H
#define DMA_TIDY_CHECKERS_ENGINE_H

#include "checkers/Diagnostic.h"
#include "checkers/contracts/Facts.h"
#include "checkers/model/Model.h"
#include "clang/AST/ASTConsumer.h"
#include <functional>

namespace clang {
class CompilerInstance;
class SourceManager;
} // namespace clang

namespace dmatidy {

/// What to analyse and how far.
struct EngineOptions {
  /// Names of the checks to run ("dma-leak").
  std::vector<std::string> Checks;
  /// How many steps of all its paths together one function is followed for, in
  /// nodes of the exploded graph.
  unsigned MaxNodes = 8000;
  /// Called with the name of a function that was not explored to its end.
  std::function<void(llvm::StringRef)> OnBound;
};

/// Analyses the unit that \p CI has parsed and appends what it finds to
/// \p Findings. \p Api must outlive the call.
void analyzeUnit(clang::CompilerInstance &CI, clang::ASTContext &Context,
                 const Model &Api, const EngineOptions &Options,
                 std::vector<Diagnostic> &Findings);

/// True if the parser need not read \p Body's text: it stands in a header and
/// cannot matter to any check.
bool isNeedlessBody(const clang::Decl *Function,
                    const clang::SourceManager &SM);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_ENGINE_H
