//===-- Files.cpp - Writing files whole -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/files/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <unistd.h>

using namespace llvm;

namespace dmatidy {

std::string currentFolder() {
  SmallString<256> Here, Real;
  sys::fs::current_path(Here);
  return (sys::fs::real_path(Here, Real) ? Here : Real).str().str();
}

Error checkNesting(StringRef Text) {
  constexpr unsigned Deepest = 200;
  unsigned Depth = 0;
  char Quote = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (Quote) {
      if (C == '\\' && Quote == '"')
        ++I;
      else if (C == Quote || C == '\n')
        Quote = 0;
    } else if (C == '"') {
      Quote = C;
    } else if (C == '[' || C == '{') {
      if (++Depth > Deepest)
        return createStringError("brackets are nested too deeply");
    } else if ((C == ']' || C == '}') && Depth) {
      --Depth;
    }
  }
  return Error::success();
}

Expected<json::Value> readJSON(StringRef File, StringRef Unless) {
  auto Bad = [&](const Twine &Why) {
    return createStringError(File + ": " + Why);
  };
  auto Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return Bad("cannot be read: " + Buffer.getError().message());
  StringRef Text = (*Buffer)->getBuffer();
  if (Error Deep = checkNesting(Text))
    return Bad(Unless + ": " + toString(std::move(Deep)));
  auto Parsed = json::parse(Text);
  if (!Parsed)
    return Bad(Unless + ": " + toString(Parsed.takeError()));
  return Parsed;
}

bool writeAll(int File, StringRef Bytes) {
  while (!Bytes.empty()) {
    ssize_t Written = ::write(File, Bytes.data(), Bytes.size());
    if (Written < 0 && errno == EINTR)
      continue;
    if (Written <= 0)
      return false;
    Bytes = Bytes.drop_front(Written);
  }
  return true;
}

Error replaceFile(StringRef File, StringRef Text) {
  // A link is followed, so that it stays one.
  SmallString<256> Target(File);
  if (sys::fs::exists(File))
    (void)sys::fs::real_path(File, Target);
  auto Bad = [&](std::error_code Why) {
    return createStringError(Why,
                             "cannot write " + File + ": " + Why.message());
  };
  // A device or a pipe is written to, not replaced.
  if (sys::fs::exists(Target) && !sys::fs::is_regular_file(Target)) {
    std::error_code Why;
    raw_fd_ostream Direct(Target, Why);
    if (!Why) {
      Direct << Text;
      Direct.close();
      Why = Direct.error();
      Direct.clear_error();
    }
    return Why ? Bad(Why) : Error::success();
  }
  auto Mode = sys::fs::getPermissions(Target);
  auto Temporary = sys::fs::TempFile::create(
      Target + ".%%%%%%%%", Mode ? sys::fs::perms(*Mode)
                                 : sys::fs::owner_read | sys::fs::owner_write |
                                       sys::fs::group_read |
                                       sys::fs::others_read);
  if (!Temporary)
    return Bad(errorToErrorCode(Temporary.takeError()));
  raw_fd_ostream OS(Temporary->FD, /*shouldClose=*/false);
  OS << Text;
  OS.flush();
  if (OS.has_error()) {
    std::error_code Why = OS.error();
    OS.clear_error();
    consumeError(Temporary->discard());
    return Bad(Why);
  }
  if (Error Failed = Temporary->keep(Target))
    return Bad(errorToErrorCode(std::move(Failed)));
  return Error::success();
}

} // namespace dmatidy
