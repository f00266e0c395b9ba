//===-- Includes.h - What files include for certain -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_INCLUDES_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_INCLUDES_H

#include "driver/compilation/SourceText.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <map>
#include <string>
#include <vector>

namespace dmatidy {

/// Calls \p Each with every header that \p Text includes under any condition.
void forEachIncludeAtAll(llvm::StringRef Text,
                         llvm::function_ref<void(IncludedName)> Each);

/// Which files include which, as far as their text alone tells: what stands
/// between #if and #endif is not counted, save in an include guard.
class IncludeGraph {
public:
  using Id = unsigned;
  struct File {
    /// As `#include <Name>` finds it in the folders; "" for what is included
    /// with quotes only.
    std::string Name;
    /// The length of its text.
    uint64_t Bytes = 0;
    llvm::SmallVector<Id, 16> Includes;
  };

  /// \p Folders are where `<...>` is looked for, absolute, in their order.
  explicit IncludeGraph(std::vector<std::string> Folders)
      : Folders(std::move(Folders)) {}

  /// Reads the file at \p Path and all it includes, unless that is done. What
  /// is not there or no plain file is left out.
  Id add(llvm::StringRef Path);

  const std::vector<File> &files() const { return Files; }
  /// The files that \p Root includes, directly or not, and itself; one bit for
  /// each of files(). Holds until the next add().
  const llvm::BitVector &reachedFrom(Id Root) const;

private:
  /// The file at \p Path, which is read later if it is new.
  Id known(llvm::StringRef Path);
  void read(Id Of, llvm::StringRef Path);
  std::string find(llvm::StringRef Name);

  std::vector<std::string> Folders;
  std::vector<File> Files;
  llvm::StringMap<Id> ByPath;
  std::vector<std::pair<Id, std::string>> Unread;
  /// What `<...>` was found to be; "" for nothing.
  llvm::StringMap<std::string> Resolved;
  /// What reachedFrom() was asked.
  mutable std::map<Id, llvm::BitVector> Reached;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_INCLUDES_H
