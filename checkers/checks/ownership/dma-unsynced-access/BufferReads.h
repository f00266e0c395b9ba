//===-- BufferReads.h - Which accesses are to a handle's buffer -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text of one function, a buffer and the handle of its mapping belong
// together where the unit maps the one for the other, or, where it maps nothing
// for that handle, where they stand in one element of a ring or in one record.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_BUFFERREADS_H
#define DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_BUFFERREADS_H

#include "checkers/syntax/MemoryUse.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// Answers for one function. Refers to its AST.
class BufferReads {
public:
  explicit BufferReads(const SyntaxContext &In)
      : In(In), Sources(In.Function) {}

  /// What \p S accesses as \p How says ("read" or "written"), on a condition
  /// perhaps, of the buffer that \p Site is about; null if nothing is seen.
  const clang::Expr *accessIn(const clang::Stmt *S, const ModeledSite &Site,
                              llvm::StringRef How) const;
  /// The field or variable that the handle \p Handle, which may be null, is
  /// kept in; null if that is not known.
  const clang::ValueDecl *placeOf(const clang::Expr *Handle) const;
  /// True if \p Read is in the buffer that \p Site is about.
  bool isBufferOf(const clang::Expr *Read, const ModeledSite &Site) const;
  /// Likewise if \p Pointer points to its bytes, and is not the packet or the
  /// page that has them.
  bool isBytesOf(const clang::Expr *Pointer, const ModeledSite &Site) const {
    return isBytes(Pointer) && isBufferOf(Pointer, Site);
  }
  /// True if \p Read is in a buffer that is kept as this one is, and is
  /// another.
  bool isInAnother(const clang::Expr *Read, const ModeledSite &Site) const;

private:
  const clang::Expr *originOf(const clang::Expr *E) const;
  bool isPacket(const clang::Expr *E) const;
  bool isBytes(const clang::Expr *Pointer) const;
  bool isGivenBufferOf(const clang::ParmVarDecl *Buffer,
                       const clang::FieldDecl *Handle) const;
  bool isOnlyHandle(const clang::FieldDecl *Handle) const;
  bool isCoherent(const clang::FieldDecl *Buffer) const;
  const clang::SourceManager &sources() const {
    return In.Context.getSourceManager();
  }

  const SyntaxContext &In;
  VariableSources Sources;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_OWNERSHIP_DMA_UNSYNCED_ACCESS_BUFFERREADS_H
