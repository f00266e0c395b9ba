//===-- SingleUnit.h - A unit that somebody else has parsed -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the faces share that have no run of their own: clang's analyzer,
// clang-tidy and clangd hand over units one by one.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_LINKING_SINGLEUNIT_H
#define DMA_TIDY_DRIVER_LINKING_SINGLEUNIT_H

#include "checkers/Engine.h"
#include "driver/filter/Config.h"
#include "driver/results/UnitResult.h"
#include <functional>
#include <memory>

namespace clang {
class Preprocessor;
class SourceManager;
} // namespace clang

namespace dmatidy {

/// What holds for the unit in one file.
struct UnitSettings {
  Config Conf;
  std::shared_ptr<const Model> Api;

  /// Reads what the .dma-tidy files say for the main file of \p SM. An error in
  /// them, or in the rows they name, is told to \p Complain, and the defaults
  /// hold.
  static UnitSettings
  of(const clang::SourceManager &SM,
     llvm::function_ref<void(const llvm::Twine &)> Complain);
  /// True if the main file of \p SM is not to be looked at.
  bool excludes(const clang::SourceManager &SM) const;
};

/// Puts into \p Result what the unit says that \p Parser has parsed into \p
/// Context: its facts and the findings of its paths and its text.
void analyzeParsed(clang::Preprocessor &Parser, clang::ASTContext &Context,
                   const Model &Api, const EngineOptions &Options,
                   UnitResult &Result);

/// What a run over nothing but the unit that \p Parser has parsed into \p
/// Context would find, sorted. The module is all there if the kernel's build
/// calls it after the unit (KBUILD_MODNAME, KBUILD_BASENAME) or calls it
/// nothing.
std::vector<Diagnostic> analyzeAlone(clang::Preprocessor &Parser,
                                     clang::ASTContext &Context,
                                     const Model &Api,
                                     const EngineOptions &Options);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_LINKING_SINGLEUNIT_H
