//===-- Inputs.cpp - What a unit reads ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/files/Inputs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace dmatidy {

uint64_t contentHash(StringRef Text) {
  return std::max<uint64_t>(1, xxh3_64bits(Text));
}

namespace {

/// A file of the system below; its text is hashed when it is read.
class RecordingFile : public vfs::File {
public:
  RecordingFile(std::unique_ptr<vfs::File> Inner, std::string Path,
                RecordingFileSystem &Owner)
      : Inner(std::move(Inner)), Path(std::move(Path)), Owner(Owner) {}
  ErrorOr<vfs::Status> status() override { return Inner->status(); }
  ErrorOr<std::string> getName() override { return Inner->getName(); }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name,
                                                   int64_t FileSize,
                                                   bool RequiresNullTerminator,
                                                   bool IsVolatile) override {
    auto Buffer =
        Inner->getBuffer(Name, FileSize, RequiresNullTerminator, IsVolatile);
    if (Buffer)
      Owner.note(Path, contentHash((*Buffer)->getBuffer()));
    return Buffer;
  }
  std::error_code close() override { return Inner->close(); }

private:
  std::unique_ptr<vfs::File> Inner;
  std::string Path;
  RecordingFileSystem &Owner;
};

/// A text that stands for a file.
class TextFile : public vfs::File {
public:
  TextFile(vfs::Status What, StringRef Text)
      : What(std::move(What)), Text(Text) {}
  ErrorOr<vfs::Status> status() override { return What; }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &Name, int64_t,
                                                   bool, bool) override {
    return MemoryBuffer::getMemBufferCopy(Text, Name);
  }
  std::error_code close() override { return {}; }

private:
  vfs::Status What;
  StringRef Text;
};

} // namespace

std::string RecordingFileSystem::absolute(const Twine &Path) const {
  SmallString<256> Result;
  Path.toVector(Result);
  (void)makeAbsolute(Result);
  sys::path::remove_dots(Result);
  return Result.str().str();
}

const std::optional<std::string> *replacementIn(const Overlay &Over,
                                                StringRef Path) {
  if (Over.empty())
    return nullptr;
  auto It = Over.find(Path);
  if (It == Over.end()) {
    SmallString<256> Real;
    // What is not there may have been; its folder tells where.
    if (!sys::fs::real_path(Path, Real)) {
      It = Over.find(Real);
    } else if (!sys::fs::real_path(sys::path::parent_path(Path), Real)) {
      sys::path::append(Real, sys::path::filename(Path));
      It = Over.find(Real);
    }
  }
  return It == Over.end() ? nullptr : &It->second;
}

static std::error_code missing() {
  return std::make_error_code(std::errc::no_such_file_or_directory);
}

/// The status of \p Path as if it had \p Text.
static vfs::Status statusOf(const Twine &Path, StringRef Text) {
  return vfs::Status(Path, vfs::getNextVirtualUniqueID(), sys::TimePoint<>(), 0,
                     0, Text.size(), sys::fs::file_type::regular_file,
                     sys::fs::all_read);
}

/// True for a pipe or a device: to open one may take for ever, and reading it
/// may have an effect. /dev/null is what builds name for an empty file.
static bool isNoText(StringRef Path) {
  sys::fs::file_status Status;
  if (sys::fs::status(Path, Status))
    return false;
  switch (Status.type()) {
  case sys::fs::file_type::fifo_file:
  case sys::fs::file_type::socket_file:
  case sys::fs::file_type::block_file:
  case sys::fs::file_type::character_file:
    return Path != "/dev/null";
  default:
    return false;
  }
}

ErrorOr<vfs::Status> RecordingFileSystem::status(const Twine &Path) {
  std::string Name = absolute(Path);
  if (const auto *Text = replaced(Name)) {
    if (!*Text)
      return missing();
    return statusOf(Path, **Text);
  }
  auto Result = ProxyFileSystem::status(Path);
  if (!Result)
    Seen.try_emplace(Name, 0);
  return Result;
}

ErrorOr<std::unique_ptr<vfs::File>>
RecordingFileSystem::openFileForRead(const Twine &Path) {
  std::string Name = absolute(Path);
  if (const auto *Text = replaced(Name)) {
    if (!*Text)
      return missing();
    note(Name, contentHash(**Text));
    return std::unique_ptr<vfs::File>(
        std::make_unique<TextFile>(statusOf(Path, **Text), **Text));
  }
  if (isNoText(Name))
    return std::make_error_code(std::errc::not_supported);
  auto Result = ProxyFileSystem::openFileForRead(Path);
  if (!Result) {
    Seen.try_emplace(Name, 0);
    return Result;
  }
  return std::unique_ptr<vfs::File>(std::make_unique<RecordingFile>(
      std::move(*Result), std::move(Name), *this));
}

std::vector<Input> RecordingFileSystem::inputs() const {
  std::vector<Input> Result;
  for (const auto &Entry : Seen)
    Result.push_back({Entry.getKey().str(), Entry.getValue()});
  llvm::sort(Result,
             [](const Input &A, const Input &B) { return A.Path < B.Path; });
  return Result;
}

} // namespace dmatidy
