//===-- RemoteIndex.cpp - No index on a server ----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd can ask a server for its index over gRPC. Kernel developers have
// theirs in the tree, so the client is left out, and with it 20 libraries.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"

namespace clang::clangd::remote {

/// Stands for an empty std::unique_ptr<SymbolIndex>, whose class is not
/// installed: one pointer, and like it returned through memory.
struct NoIndex {
  void *None = nullptr;
  ~NoIndex() {}
};

/// What clangd calls for an index on a server.
NoIndex getClient(llvm::StringRef, llvm::StringRef) { return {}; }

} // namespace clang::clangd::remote
