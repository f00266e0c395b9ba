//===-- CheckName.h - What a check is called by whom ------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_FINDING_CHECKNAME_H
#define DMA_TIDY_CHECKERS_FINDING_CHECKNAME_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace dmatidy {

/// The name the analyzer knows a check by: "dma.leak" for "dma-leak".
inline std::string analyzerName(llvm::StringRef Check) {
  auto [Package, Name] = Check.split('-');
  return (Package + "." + Name).str();
}

/// The reverse of analyzerName().
inline std::string checkName(llvm::StringRef AnalyzerName) {
  auto [Package, Name] = AnalyzerName.split('.');
  return (Package + "-" + Name).str();
}

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_FINDING_CHECKNAME_H
