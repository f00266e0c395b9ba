//===-- Session.h - What the checks of one unit share -----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_CLANG_TIDY_SESSION_H
#define DMA_TIDY_DRIVER_CLANG_TIDY_SESSION_H

#include "checkers/Engine.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "driver/filter/Config.h"
#include <functional>
#include <map>

namespace dmatidy {

/// Analyses a unit with the options it is given.
using Analysis =
    llvm::function_ref<std::vector<Diagnostic>(const EngineOptions &)>;

/// How a unit is analysed. \p Analyze does it with the options it is given; a
/// runner may do so elsewhere, within a time, or not at all.
using AnalysisRunner = std::function<std::vector<Diagnostic>(
    clang::ASTContext &Context, EngineOptions Options, const Model &Api,
    Analysis Analyze)>;

/// The runner of this process: one that just calls what it is given, unless a
/// language server has put its own in place before the first unit.
AnalysisRunner &analysisRunner();

/// One unit, seen by all dma-* checks that are enabled for it. clang-tidy knows
/// each of them as an object of its own; the unit is analysed once.
class Session {
public:
  /// The session of the checks that \p Context is creating for its current
  /// file. It lives as long as they do.
  static std::shared_ptr<Session> of(clang::tidy::ClangTidyContext &Context);

  /// \p Face shows what check \p Name finds, from \p Least on if the user says
  /// so for this check. It must outlive run().
  void add(llvm::StringRef Name, clang::tidy::ClangTidyCheck &Face,
           std::optional<Confidence> Least);
  void setParser(clang::Preprocessor &PP) { Parser = &PP; }

  /// Analyses the unit in \p Context and has every finding shown by its check;
  /// once only, and not if the unit has errors.
  void run(clang::ASTContext &Context);

private:
  struct Shown {
    clang::tidy::ClangTidyCheck *Face;
    std::optional<Confidence> Least;
  };
  /// Shows \p What at the beginning of the file.
  void complain(const llvm::Twine &What, const clang::SourceManager &SM);
  void show(const Diagnostic &Finding, const clang::SourceManager &SM);

  std::map<std::string, Shown, std::less<>> Faces;
  clang::Preprocessor *Parser = nullptr;
  bool Done = false;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_CLANG_TIDY_SESSION_H
