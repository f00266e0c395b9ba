//===-- ModuleBuild.h - The commands of a module's build --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A module outside the kernel's tree has no compile_commands.json, and the
// packages of headers no script that makes one: the kernel's build is asked
// what it would do.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_MODULEBUILD_H
#define DMA_TIDY_DRIVER_COMPILATION_MODULEBUILD_H

#include "driver/compilation/Database.h"

namespace dmatidy {

/// The units that make compiles for the module in \p Folder against the kernel
/// in \p Kernel, a build's folder or one of its headers; "" is the one that
/// runs. Calls `make --dry-run` there, and in \p Folder where that compiles
/// nothing: nothing is compiled or written, but what makefiles call while they
/// are read is run. The error has make's last words.
llvm::Expected<std::unique_ptr<Database>>
moduleDatabase(llvm::StringRef Folder, llvm::StringRef Kernel);

/// The entries of a database, as JSON, for the compile commands in what
/// `make --dry-run --print-directory` has written, \p Output, in \p Folder.
std::string compileCommandsIn(llvm::StringRef Output, llvm::StringRef Folder);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_MODULEBUILD_H
