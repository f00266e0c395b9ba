//===-- Preambles.cpp - What clangd's preambles keep for us ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Preambles.h"
#include "checkers/Source.h"
#include "clang/AST/ExternalASTSource.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "llvm/ADT/StringMap.h"
#include <mutex>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Does what clangd's own callbacks do, and keeps the bodies that matter.
class KeepBodies : public PreambleCallbacks {
public:
  explicit KeepBodies(PreambleCallbacks &Own) : Own(Own) {}
  PreambleRecord Record;

  void BeforeExecute(CompilerInstance &CI) override {
    SM = &CI.getSourceManager();
    Own.BeforeExecute(CI);
  }
  void AfterExecute(CompilerInstance &CI) override { Own.AfterExecute(CI); }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    Own.AfterPCHEmitted(Writer);
  }
  void HandleTopLevelDecl(DeclGroupRef Group) override {
    for (const Decl *One : Group)
      note(One);
    Own.HandleTopLevelDecl(Group);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return Own.createPPCallbacks();
  }
  CommentHandler *getCommentHandler() override {
    return Own.getCommentHandler();
  }
  bool shouldSkipFunctionBody(Decl *D) override {
    return Own.shouldSkipFunctionBody(D) && (!SM || isNeedlessBody(D, *SM));
  }

private:
  void note(const Decl *One) {
    const auto *Function = dyn_cast<FunctionDecl>(One);
    const auto *Variable = dyn_cast<VarDecl>(One);
    if (!(Function && Function->doesThisDeclarationHaveABody()) &&
        !(Variable && Variable->hasInit()))
      return;
    if (!isDriverDecl(One, *SM))
      return;
    auto [File, Offset] =
        SM->getDecomposedLoc(SM->getFileLoc(One->getLocation()));
    if (OptionalFileEntryRef Entry = SM->getFileEntryRefForID(File))
      Record.Bodies.push_back({Entry->getName().str(), Offset});
  }

  PreambleCallbacks &Own;
  const SourceManager *SM = nullptr;
};

/// By the name of the file that begins with the headers.
struct Records {
  std::mutex Lock;
  StringMap<std::shared_ptr<const PreambleRecord>> Of;
};

} // namespace

static Records &records() {
  static Records All;
  return All;
}

std::shared_ptr<const PreambleRecord> preambleOf(StringRef File) {
  std::lock_guard<std::mutex> Guard(records().Lock);
  return records().Of.lookup(File);
}

void widenScope(ASTContext &Context, const PreambleRecord &Record) {
  const SourceManager &SM = Context.getSourceManager();
  ExternalASTSource *Headers = Context.getExternalSource();
  std::vector<Decl *> Scope;
  // Names would do in C++; in C they are the parser's, who is gone.
  SmallVector<Decl *, 4> Here;
  for (const PreambleRecord::Place &Place : Record.Bodies) {
    OptionalFileEntryRef Entry =
        SM.getFileManager().getOptionalFileRef(Place.File);
    Here.clear();
    if (Entry && Headers)
      Headers->FindFileRegionDecls(SM.translateFile(*Entry), Place.Offset, 1,
                                   Here);
    for (Decl *One : Here)
      if (SM.getFileOffset(SM.getFileLoc(One->getLocation())) == Place.Offset &&
          One->getDeclContext()->isTranslationUnit())
        Scope.push_back(One);
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
  KeepBodies Keep(Callbacks);
  auto Built =
      buildPreamble(Invocation, Main, Bounds, Diagnostics, std::move(Files),
                    std::move(Operations), InMemory, StoragePath, Keep);
  if (!Invocation.getFrontendOpts().Inputs.empty()) {
    Keep.Record.HasErrors = Diagnostics->hasUncompilableErrorOccurred();
    std::lock_guard<std::mutex> Guard(records().Lock);
    records().Of[Invocation.getFrontendOpts().Inputs.front().getFile()] =
        std::make_shared<PreambleRecord>(std::move(Keep.Record));
  }
  return Built;
}

} // namespace dmatidy
