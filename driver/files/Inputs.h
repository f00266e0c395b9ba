//===-- Inputs.h - What a unit reads ----------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILES_INPUTS_H
#define DMA_TIDY_DRIVER_FILES_INPUTS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace dmatidy {

/// A file that a unit has read, with the hash of its text, or one that it
/// looked for in vain.
struct Input {
  /// Absolute; not resolved, so that a link that changes is noticed.
  std::string Path;
  /// contentHash() of the text; 0 for a file that is not there.
  uint64_t Hash = 0;
};

/// A number that differs for different texts, never 0.
uint64_t contentHash(llvm::StringRef Text);

/// Texts that stand for files: by absolute path, or nothing for a file that is
/// to be missing. With them a unit is read as it was before a change.
using Overlay = llvm::StringMap<std::optional<std::string>>;

/// What \p Over has for \p Path, however that is spelled; null if nothing.
const std::optional<std::string> *replacementIn(const Overlay &Over,
                                                llvm::StringRef Path);

/// The file system below, with some files replaced; remembers what is read.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  /// \p Over may be null and must outlive this.
  RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Below,
                      const Overlay *Over)
      : ProxyFileSystem(std::move(Below)), Over(Over) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &Path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>>
  openFileForRead(const llvm::Twine &Path) override;
  bool exists(const llvm::Twine &Path) override { return !!status(Path); }

  /// What was read so far, sorted by path.
  std::vector<Input> inputs() const;
  /// Notes that the file at \p Path has the text of \p Hash.
  void note(llvm::StringRef Path, uint64_t Hash) { Seen[Path] = Hash; }
  /// Likewise, of what others have read for this unit.
  void note(const Input &Read) { Seen.try_emplace(Read.Path, Read.Hash); }

private:
  std::string absolute(const llvm::Twine &Path) const;
  const std::optional<std::string> *replaced(llvm::StringRef Path) const {
    return Over ? replacementIn(*Over, Path) : nullptr;
  }
  const Overlay *Over;
  llvm::StringMap<uint64_t> Seen;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILES_INPUTS_H
