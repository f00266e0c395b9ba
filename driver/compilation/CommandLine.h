//===-- CommandLine.h - From a database's command to a parse ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_COMMANDLINE_H
#define DMA_TIDY_DRIVER_COMPILATION_COMMANDLINE_H

#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <string>
#include <vector>

namespace dmatidy {

/// Keeps of \p Command, as a database has it for gcc or clang, what decides how
/// the source is read: include paths, macros, the language, the target. What
/// clang does not know, what loads a plugin and what writes a file is dropped;
/// response files are read from \p Files and expanded below \p Directory. The
/// program is replaced by clang and \p File is the only input.
std::vector<std::string> parseOnly(std::vector<std::string> Command,
                                   llvm::StringRef Directory,
                                   llvm::StringRef File,
                                   llvm::vfs::FileSystem &Files);

/// The same for an editor, which shows clang's own warnings too: those that
/// \p Command asks for are kept, and what clang does not know of them is no
/// warning itself. The first word is the program of \p Command, if there is one
/// and it is no launcher.
std::vector<std::string> parseWithWarnings(std::vector<std::string> Command,
                                           llvm::StringRef Directory,
                                           llvm::StringRef File,
                                           llvm::vfs::FileSystem &Files);

/// The folder of the compiler's own headers that a package brings along; empty
/// where this was not installed from one, and those of the clang it was built
/// with are read.
std::string packagedResources();

/// The invocation that parses as \p Arguments, made by parseOnly(), say; null
/// if clang can make nothing of them, which \p Diags was then told.
std::unique_ptr<clang::CompilerInvocation>
invocationFor(const std::vector<std::string> &Arguments,
              llvm::IntrusiveRefCntPtr<clang::DiagnosticsEngine> Diags);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_COMMANDLINE_H
