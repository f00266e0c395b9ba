//===-- Errors.h - Units with errors in them --------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_ERRORS_H
#define DMA_TIDY_DRIVER_EXECUTION_ERRORS_H

#include "clang/Basic/Diagnostic.h"

namespace clang {
class ASTContext;
}

namespace dmatidy {

/// What a parse complains of.
class ErrorList : public clang::DiagnosticConsumer {
public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;
  void clear() override;

  /// The first errors in one line, each with its file and line, and how many
  /// there are more.
  std::string text() const;
  /// Where the errors stand, macros expanded.
  llvm::ArrayRef<clang::SourceLocation> places() const { return Places; }

private:
  std::vector<std::string> Texts;
  std::vector<clang::SourceLocation> Places;
};

/// Takes the bodies of the functions in \p Context that have one of \p Errors,
/// or what depends on one, in them: clang drops what it cannot read, and what
/// is left must not be taken for all there is. They are functions of another
/// file then.
void takeBrokenBodies(clang::ASTContext &Context,
                      llvm::ArrayRef<clang::SourceLocation> Errors);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_ERRORS_H
