//===-- Precompiled.cpp - Headers that are parsed once --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/Precompiled.h"
#include "checkers/program/source/DriverCode.h"
#include "driver/compilation/Bodies.h"
#include "driver/files/Files.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Serialization/PCHContainerOperations.h"
#include <sys/mman.h>
#include <unistd.h>

using namespace clang;
using namespace llvm;

namespace dmatidy {

bool SharedMemory::open() {
  File = ::memfd_create("dma-tidy-headers", MFD_CLOEXEC);
  return File >= 0;
}

bool SharedMemory::write(SmallVectorImpl<char> &Content) {
  // A text in memory ends so.
  Content.push_back(0);
  return writeAll(File, StringRef(Content.data(), Content.size()));
}

bool SharedMemory::map() {
  sys::fs::file_status Status;
  std::error_code Bad = sys::fs::status(File, Status);
  if (!Bad && Status.getSize())
    Region.emplace(sys::fs::convertFDToNativeFile(File),
                   sys::fs::mapped_file_region::readonly, Status.getSize(),
                   /*offset=*/0, Bad);
  if (Bad)
    Region.reset();
  close();
  return Region.has_value();
}

void SharedMemory::close() {
  if (File >= 0)
    ::close(File);
  File = -1;
}

namespace {

/// Writes what the parser has seen when it is done.
class Generator : public PCHGenerator {
public:
  Generator(CompilerInstance &CI, BodyChoice &Bodies,
            SmallVectorImpl<char> &Bytes, ShortBodies &News,
            std::shared_ptr<PCHBuffer> Buffer)
      : PCHGenerator(CI.getPreprocessor(), CI.getModuleCache(),
                     /*OutputFile=*/"", /*isysroot=*/"", Buffer,
                     CI.getCodeGenOpts(), /*Extensions=*/{}),
        CI(CI), Bodies(Bodies), Bytes(Bytes), News(News),
        Buffer(std::move(Buffer)) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return Bodies.mayLeaveOut(D, CI.getSourceManager());
  }
  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (const Decl *D : Group)
      HoldsDrivers |= hasContent(D) && isDriverDecl(D, CI.getSourceManager());
    return true;
  }
  void HandleTranslationUnit(ASTContext &Context) override {
    if (HoldsDrivers || CI.getDiagnostics().hasErrorOccurred())
      return;
    News = Bodies.learn(CI.getPreprocessor());
    PCHGenerator::HandleTranslationUnit(Context);
    if (Buffer->IsComplete)
      Bytes = std::move(Buffer->Data);
  }

private:
  CompilerInstance &CI;
  BodyChoice &Bodies;
  SmallVectorImpl<char> &Bytes;
  ShortBodies &News;
  std::shared_ptr<PCHBuffer> Buffer;
  /// A function of a driver's own, which is to be looked into.
  bool HoldsDrivers = false;
};

} // namespace

bool Precompiling::BeginSourceFileAction(CompilerInstance &CI) {
  CI.getLangOpts().CompilingPCH = true;
  return true;
}

std::unique_ptr<ASTConsumer>
Precompiling::CreateASTConsumer(CompilerInstance &CI, StringRef) {
  Preprocessor &Parser = CI.getPreprocessor();
  Facts.Macros = macrosOf(CI.getPreprocessorOpts());
  Parser.addPPCallbacks(recordHeaders(Parser, Facts));
  return std::make_unique<Generator>(CI, Bodies, Bytes, News,
                                     std::make_shared<PCHBuffer>());
}

IntrusiveRefCntPtr<vfs::FileSystem>
withFile(IntrusiveRefCntPtr<vfs::FileSystem> Below, StringRef Name,
         StringRef Bytes) {
  auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Memory->addFileNoOwn(Name, 0, MemoryBufferRef(Bytes, Name));
  auto Result = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(std::move(Below));
  Result->pushOverlay(std::move(Memory));
  return Result;
}

IntrusiveRefCntPtr<vfs::FileSystem>
beginWith(const Precompiled &Headers, CompilerInvocation &Invocation,
          IntrusiveRefCntPtr<vfs::FileSystem> Below) {
  PreprocessorOptions &Options = Invocation.getPreprocessorOpts();
  if (Headers.Facts.contradicts(Options))
    return nullptr;
  // No such file is ever there.
  constexpr llvm::StringLiteral Name = "/dev/null/dma-tidy-headers";
  Options.ImplicitPCHInclude = Name.str();
  // They were made with other folders and macros, which facts have compared.
  Options.DisablePCHOrModuleValidation = DisableValidationForModuleKind::PCH;
  return withFile(
      withFile(std::move(Below), Headers.Of.Source, Headers.Of.Text), Name,
      Headers.Memory.bytes());
}

} // namespace dmatidy
