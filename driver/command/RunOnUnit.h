//===-- RunOnUnit.h - Parses a unit for a question --------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMMAND_RUNONUNIT_H
#define DMA_TIDY_DRIVER_COMMAND_RUNONUNIT_H

#include "driver/compilation/Database.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace dmatidy {

/// Enters the folder of \p TU and parses it as its command says, after what
/// \p Change, which may be null, does to that; \p Act sees it. Diagnostics are
/// not shown.
/// \returns an error, without the unit's name, if it cannot be parsed.
llvm::Error runOnUnit(
    const Unit &TU, clang::FrontendAction &Act,
    llvm::function_ref<void(clang::CompilerInvocation &)> Change = nullptr);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMMAND_RUNONUNIT_H
