//===-- RunOnUnit.cpp - Parses a unit for a question ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/RunOnUnit.h"
#include "driver/compilation/CommandLine.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

Error runOnUnit(const Unit &TU, FrontendAction &Act,
                function_ref<void(CompilerInvocation &)> Change) {
  auto Command = Database::commandOf(TU);
  if (!Command)
    return Command.takeError();
  if (std::error_code Bad = sys::fs::set_current_path(TU.Directory))
    return createStringError("cannot enter its folder " + TU.Directory + ": " +
                             Bad.message());
  DiagnosticOptions Options;
  IgnoringDiagConsumer Ignored;
  auto Files = vfs::getRealFileSystem();
  auto Diags = CompilerInstance::createDiagnostics(*Files, Options, &Ignored,
                                                   /*ShouldOwnClient=*/false);
  std::unique_ptr<CompilerInvocation> Invocation = invocationFor(
      parseOnly(std::move(*Command), TU.Directory, TU.File, *Files), Diags);
  if (Invocation) {
    if (Change)
      Change(*Invocation);
    CompilerInstance CI(std::move(Invocation));
    CI.setVirtualFileSystem(Files);
    CI.createDiagnostics(&Ignored, /*ShouldOwnClient=*/false);
    if (CI.ExecuteAction(Act))
      return Error::success();
  }
  return createStringError("has errors; an analysis names them");
}

} // namespace dmatidy
