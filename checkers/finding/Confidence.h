//===-- Confidence.h - How sure a finding is --------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_FINDING_CONFIDENCE_H
#define DMA_TIDY_CHECKERS_FINDING_CONFIDENCE_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace dmatidy {

/// How sure a finding is; a promise, see docs/confidence.md.
enum class Confidence {
  Low,    ///< a heuristic worth a human look
  Medium, ///< one assumption, which a note states
  High,   ///< proven on the printed path
};

/// "low", "medium" or "high".
inline llvm::StringRef toString(Confidence Level) {
  constexpr const char *Names[] = {"low", "medium", "high"};
  return Names[static_cast<int>(Level)];
}

/// The reverse of toString(); nothing for another word.
inline std::optional<Confidence> confidenceNamed(llvm::StringRef Name) {
  for (Confidence Level :
       {Confidence::Low, Confidence::Medium, Confidence::High})
    if (toString(Level) == Name)
      return Level;
  return std::nullopt;
}

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_FINDING_CONFIDENCE_H
