//===-- Checks.h - Lists of globs that name checks --------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_CHECKS_H
#define DMA_TIDY_DRIVER_FILTER_CHECKS_H

#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include <memory>
#include <string>
#include <vector>

namespace dmatidy {

/// A comma-separated list of globs as clang-tidy reads it: an element takes in
/// what it matches or, if it begins with -, takes it away, from left to right.
class CheckGlobs {
public:
  /// An element that is no glob is an error, and so is, if \p MustMatch, one
  /// that matches no check there is.
  static llvm::Expected<CheckGlobs> parse(llvm::StringRef List, bool MustMatch);

  /// True if \p Check is taken in at the end.
  bool match(llvm::StringRef Check) const;
  /// The names of the checks there are that it takes in, in their order.
  std::vector<std::string> names() const;

private:
  /// The globs refer to it.
  std::shared_ptr<const std::string> Text;
  std::vector<std::pair<bool, llvm::GlobPattern>> Parts;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_CHECKS_H
