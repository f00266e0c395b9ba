//===-- Preambles.cpp - What clangd's preambles keep for us ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Preambles.h"
#include "checkers/program/source/DriverCode.h"
#include "driver/compilation/Select.h"
#include "clang/AST/ExternalASTSource.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/ADT/StringMap.h"
#include <deque>
#include <mutex>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Does what clangd's own callbacks do, and keeps the bodies that matter.
class KeepBodies : public PreambleCallbacks {
public:
  KeepBodies(PreambleCallbacks &Own, StringSet<> Words) : Own(Own) {
    Record.Words = std::move(Words);
  }
  PreambleRecord Record;

  void BeforeExecute(CompilerInstance &CI) override {
    SM = &CI.getSourceManager();
    Own.BeforeExecute(CI);
  }
  void AfterExecute(CompilerInstance &CI) override { Own.AfterExecute(CI); }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    for (const NamedDecl *ND : Bodies)
      if (!ND->isInvalidDecl())
        Record.Bodies.emplace_back(ND->getNameAsString(), Writer.getDeclID(ND));
    Own.AfterPCHEmitted(Writer);
  }
  void HandleTopLevelDecl(DeclGroupRef Group) override {
    for (const Decl *D : Group)
      note(D);
    Own.HandleTopLevelDecl(Group);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return Own.createPPCallbacks();
  }
  CommentHandler *getCommentHandler() override {
    return Own.getCommentHandler();
  }
  bool shouldSkipFunctionBody(Decl *D) override {
    return Own.shouldSkipFunctionBody(D) && !isNeeded(D);
  }

private:
  /// Of the thousands of short functions that a kernel header may have, those
  /// that the driver names are kept; they alone are worth the time.
  bool isNeeded(const Decl *D) const {
    const auto *Named = dyn_cast<NamedDecl>(D);
    if (!SM || !Named || !Named->getIdentifier())
      return false;
    return isDriverDecl(D, *SM) ||
           (Record.Words.contains(Named->getName()) && !isNeedlessBody(D, *SM));
  }
  void note(const Decl *D) {
    if (hasContent(D) && isDriverDecl(D, *SM))
      Bodies.push_back(cast<NamedDecl>(D));
  }

  PreambleCallbacks &Own;
  const SourceManager *SM = nullptr;
  std::vector<const NamedDecl *> Bodies;
};

/// By the name of the file that begins with the headers.
struct Records {
  std::mutex Lock;
  StringMap<std::shared_ptr<const PreambleRecord>> Of;
  /// The files in the order their headers were read last.
  std::deque<std::string> Order;
};

} // namespace

/// Nobody says when a file is closed; more than that many are not edited at a
/// time.
constexpr size_t MostRecords = 100;

static Records &records() {
  static Records All;
  return All;
}

std::shared_ptr<const PreambleRecord> preambleOf(StringRef File) {
  std::lock_guard<std::mutex> Guard(records().Lock);
  return records().Of.lookup(File);
}

void widenScope(ASTContext &Context, const PreambleRecord &Record) {
  // Names would do in C++; in C they are the parser's, who is gone.
  ExternalASTSource *Headers = Context.getExternalSource();
  if (!Headers)
    return;
  std::vector<Decl *> Scope;
  for (const auto &[Name, ID] : Record.Bodies) {
    // The headers are the first file that was loaded, which counts from 1. What
    // was remembered may be of a later version of them.
    auto *ND = dyn_cast_or_null<NamedDecl>(
        Headers->GetExternalDecl(GlobalDeclID(1, ID.getLocalDeclIndex())));
    if (ND && ND->getNameAsString() == Name)
      Scope.push_back(ND);
  }
  append_range(Scope, Context.getTraversalScope());
  Context.setTraversalScope(std::move(Scope));
}

// The linker leads clangd's calls of PrecompiledPreamble::Build() here
// (--wrap), and the name with __real_ to the function itself.
#define BUILD                                                                  \
  "_ZN5clang19PrecompiledPreamble5BuildERKNS_18CompilerInvocationEPKN4llvm12"  \
  "MemoryBufferENS_14PreambleBoundsENS4_18IntrusiveRefCntPtrINS_17Diagnostics" \
  "EngineEEENS9_INS4_3vfs10FileSystemEEESt10shared_ptrINS_22PCHContainer"      \
  "OperationsEEbNS4_9StringRefERNS_17PreambleCallbacksE"

ErrorOr<PrecompiledPreamble>
buildPreamble(const CompilerInvocation &Invocation, const MemoryBuffer *Main,
              PreambleBounds Bounds,
              IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics,
              IntrusiveRefCntPtr<vfs::FileSystem> Files,
              std::shared_ptr<PCHContainerOperations> Operations, bool InMemory,
              StringRef StoragePath,
              PreambleCallbacks &Callbacks) __asm__("__real_" BUILD);

ErrorOr<PrecompiledPreamble>
buildPreambleWithBodies(const CompilerInvocation &Invocation,
                        const MemoryBuffer *Main, PreambleBounds Bounds,
                        IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics,
                        IntrusiveRefCntPtr<vfs::FileSystem> Files,
                        std::shared_ptr<PCHContainerOperations> Operations,
                        bool InMemory, StringRef StoragePath,
                        PreambleCallbacks &Callbacks) __asm__("__wrap_" BUILD);

ErrorOr<PrecompiledPreamble> buildPreambleWithBodies(
    const CompilerInvocation &Invocation, const MemoryBuffer *Main,
    PreambleBounds Bounds, IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics,
    IntrusiveRefCntPtr<vfs::FileSystem> Files,
    std::shared_ptr<PCHContainerOperations> Operations, bool InMemory,
    StringRef StoragePath, PreambleCallbacks &Callbacks) {
  const auto &Inputs = Invocation.getFrontendOpts().Inputs;
  StringRef File = Inputs.empty() ? "" : Inputs.front().getFile();
  KeepBodies Keep(Callbacks, driverWords(File, Main->getBuffer()));
  auto Built =
      buildPreamble(Invocation, Main, Bounds, Diagnostics, std::move(Files),
                    std::move(Operations), InMemory, StoragePath, Keep);
  Keep.Record.HasErrors = Diagnostics->hasUncompilableErrorOccurred();
  Records &All = records();
  std::lock_guard<std::mutex> Guard(All.Lock);
  llvm::erase(All.Order, File);
  All.Order.push_back(File.str());
  All.Of[File] = std::make_shared<PreambleRecord>(std::move(Keep.Record));
  if (All.Order.size() > MostRecords) {
    All.Of.erase(All.Order.front());
    All.Order.pop_front();
  }
  return Built;
}

} // namespace dmatidy
