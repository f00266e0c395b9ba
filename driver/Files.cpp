//===-- Files.cpp - Writing files whole -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace dmatidy {

Error replaceFile(StringRef File, StringRef Text) {
  // A link is followed, so that it stays one.
  SmallString<256> Target(File);
  if (sys::fs::exists(File))
    (void)sys::fs::real_path(File, Target);
  auto Bad = [&](std::error_code Why) {
    return createStringError(Why,
                             "cannot write " + File + ": " + Why.message());
  };
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
