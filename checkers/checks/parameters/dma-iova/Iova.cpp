//===-- Iova.cpp - The check dma-iova ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A range of DMA addresses is allocated first and memory is linked into it
// piece by piece (Linux 6.16, Documentation/core-api/dma-api.rst, "DMA API
// usage of IOVA"): what dma_iova_try_alloc() says decides whether there is a
// range at all, dma_iova_sync() makes the links take effect, and the range is
// given back.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Calls that stand as statements.
class DroppedCalls : public RecursiveASTVisitor<DroppedCalls> {
public:
  bool VisitCompoundStmt(CompoundStmt *Block) {
    for (const Stmt *Child : Block->body())
      if (const auto *Call = dyn_cast<CallExpr>(Child))
        Calls.insert(Call);
    return true;
  }
  SmallPtrSet<const CallExpr *, 8> Calls;
};

} // namespace

static void checkIovaInUnit(ArrayRef<SyntaxContext> Unit) {
  bool Tested = false, Synced = false, Ended = false;
  for (const SyntaxContext &In : Unit)
    for (const ModeledSite &Site : In.Calls) {
      Tested |= Site.Row->Iova == IovaStep::Test;
      Synced |= Site.Row->Iova == IovaStep::Sync;
      Ended |= Site.Row->Iova == IovaStep::End;
    }
  for (const SyntaxContext &In : Unit) {
    DroppedCalls Dropped;
    if (any_of(In.Calls, [](const ModeledSite &Site) {
          return Site.Row->Iova == IovaStep::Begin;
        }))
      Dropped.TraverseStmt(In.Function->getBody());
    for (const ModeledSite &Site : In.Calls) {
      std::string Callee = Site.Row->Name + "()";
      // An attempt that fails leaves a state that dma_use_iova() tells.
      if (Site.Row->Iova == IovaStep::Begin && !Tested &&
          Dropped.Calls.contains(Site.Call))
        In.add({"dma-iova", "untested"}, Callee, Confidence::High,
               Site.Call->getBeginLoc(),
               "nobody looks whether " + Callee +
                   " gave a range; map each piece by itself where it did not");
      if (Site.Row->Iova == IovaStep::Begin && !Ended) {
        In.add({"dma-iova", "never-freed"}, Callee, Confidence::Medium,
               Site.Call->getBeginLoc(),
               "the range of DMA addresses that " + Callee +
                   " gives is never given back; call dma_iova_destroy(), or "
                   "unlink it and call dma_iova_free()");
        In.note(Site.Call->getBeginLoc(),
                "assuming that no other file gives it back");
      }
      if (Site.Row->Iova == IovaStep::Link && !Synced) {
        In.add({"dma-iova", "never-synced"}, Callee, Confidence::Medium,
               Site.Call->getBeginLoc(),
               "what " + Callee +
                   " links does not take effect, as nothing synchronises it; "
                   "call dma_iova_sync() behind the last one");
        In.note(Site.Call->getBeginLoc(),
                "assuming that no other file synchronises it");
      }
    }
  }
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-iova.md"
};

const dmatidy::CheckInfo dmatidy::IovaCheck = {
    "dma-iova",
    CheckGroup::Parameters,
    Confidence::High,
    "a range of DMA addresses: not tested, not synchronised, not given back",
    StringRef(Page, sizeof(Page)),
    {nullptr, nullptr, checkIovaInUnit, nullptr}};
