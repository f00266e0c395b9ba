//===-- Precompiled.h - Headers that are parsed once ------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Half of what the parse of a driver takes goes into headers that its
// neighbours include as well. One process parses those of a group of units and
// leaves clang's precompiled form of them in memory, where the processes of the
// units find it. Nothing is written to a file.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_PRECOMPILED_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_PRECOMPILED_H

#include "driver/compilation/Bodies.h"
#include "driver/compilation/headers/HeaderFacts.h"
#include "driver/files/Inputs.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace clang {
class CompilerInvocation;
} // namespace clang

namespace dmatidy {

/// Headers that each of some units includes.
struct HeaderGroup {
  /// Which units, by their places in a run.
  std::vector<size_t> Units;
  /// What parses a file with nothing but the headers; see parseOnly().
  std::vector<std::string> Arguments;
  /// The folder to do that in.
  std::string Directory;
  /// That file, which exists nowhere, and its text.
  std::string Source, Text;
};

/// Memory that one process fills and others read.
class SharedMemory {
public:
  ~SharedMemory() { close(); }
  /// Before the process is made that fills it; false if there can be none.
  bool open();
  /// In the process that fills it, once; false if there is no room.
  bool write(llvm::SmallVectorImpl<char> &Content);
  /// When all is written; false if it cannot be read.
  bool map();
  llvm::StringRef bytes() const {
    return Region ? llvm::StringRef(Region->const_data(), Region->size() - 1)
                  : llvm::StringRef();
  }

private:
  void close();
  int File = -1;
  std::optional<llvm::sys::fs::mapped_file_region> Region;
};

/// Precompiled headers, ready to use.
struct Precompiled {
  explicit Precompiled(const HeaderGroup &Of) : Of(Of) {}

  /// What was parsed; it outlives this.
  const HeaderGroup &Of;
  SharedMemory Memory;
  HeaderFacts Facts;
  /// The files they were read from.
  std::vector<Input> Inputs;
};

/// The files that \p Below has, and \p Name with the text \p Bytes, which must
/// outlive them.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
withFile(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Below,
         llvm::StringRef Name, llvm::StringRef Bytes);

/// Parses headers and leaves their precompiled form in \p Bytes, what is to be
/// known of them in \p Facts, and what \p Bodies has learnt in \p News. \p
/// Bytes stays empty if they hold what an analysis of their users must see. All
/// must outlive the action.
class Precompiling : public clang::ASTFrontendAction {
public:
  Precompiling(BodyChoice &Bodies, HeaderFacts &Facts,
               llvm::SmallVectorImpl<char> &Bytes, ShortBodies &News)
      : Bodies(Bodies), Facts(Facts), Bytes(Bytes), News(News) {}

  clang::TranslationUnitKind getTranslationUnitKind() override {
    return clang::TU_Prefix;
  }

protected:
  bool BeginSourceFileAction(clang::CompilerInstance &CI) override;
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &CI, llvm::StringRef) override;

private:
  BodyChoice &Bodies;
  HeaderFacts &Facts;
  llvm::SmallVectorImpl<char> &Bytes;
  ShortBodies &News;
};

/// Makes a unit's \p Invocation begin with \p Headers. Returns the files to
/// read it from; null if the unit cannot use them.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
beginWith(const Precompiled &Headers, clang::CompilerInvocation &Invocation,
          llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Below);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_PRECOMPILED_H
