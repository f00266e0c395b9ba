//===-- TemporaryFolder.h - A folder that a test may fill -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_TEST_UNIT_TEMPORARYFOLDER_H
#define DMA_TIDY_TEST_UNIT_TEMPORARYFOLDER_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace dmatidy {

/// An empty folder of its own, links resolved; removed at the end.
class TemporaryFolder {
public:
  TemporaryFolder() {
    llvm::SmallString<128> Made, Real;
    (void)llvm::sys::fs::createUniqueDirectory("dma-tidy-unit", Made);
    (void)llvm::sys::fs::real_path(Made, Real);
    Folder = Real.str().str();
  }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  ~TemporaryFolder() { (void)llvm::sys::fs::remove_directories(Folder); }

  const std::string &path() const { return Folder; }
  /// The path of \p Name in the folder.
  std::string path(const llvm::Twine &Name) const {
    return (Folder + "/" + Name).str();
  }
  /// Writes \p Text to \p Name, below folders that are made; gives its path.
  std::string write(const llvm::Twine &Name, llvm::StringRef Text) const {
    std::string File = path(Name);
    (void)llvm::sys::fs::create_directories(llvm::sys::path::parent_path(File));
    std::error_code Bad;
    llvm::raw_fd_ostream OS(File, Bad);
    OS << Text;
    return File;
  }
  /// The text of \p Name, or "".
  std::string read(const llvm::Twine &Name) const {
    auto Buffer = llvm::MemoryBuffer::getFile(path(Name));
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }

private:
  std::string Folder;
};

/// What is wrong with \p Result; "" if nothing is.
template <typename T> std::string errorOf(llvm::Expected<T> Result) {
  return Result ? "" : llvm::toString(Result.takeError());
}
inline std::string errorOf(llvm::Error Bad) {
  return llvm::toString(std::move(Bad));
}

} // namespace dmatidy

#endif // DMA_TIDY_TEST_UNIT_TEMPORARYFOLDER_H
