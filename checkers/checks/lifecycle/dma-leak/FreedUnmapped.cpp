//===-- FreedUnmapped.cpp - A packet freed where its unmap is missing -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The packets and pages of a ring are unmapped and freed, wherever that is:
//
//     skb = ring->skb[i];
//     dma_unmap_single(dev, le32_to_cpu(ring->desc[i].addr), ...);
//     dev_kfree_skb(skb);
//
// Where all places but one unmap something before they free what a field keeps,
// that one leaves a mapping behind. Unlike in FreedMapped.cpp nothing has to
// say which handle it is, and another branch of the function may be right.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A call that frees what a field keeps.
struct BufferFree {
  const SyntaxContext *In;
  const CallExpr *Call;
  const Expr *Buffer;
  /// The unmap that is made with it, or null.
  const CallExpr *Unmap;
};

/// True if \p Call unmaps, or leads to a release in another function.
bool mayUnmap(const CallExpr *Call, const SyntaxContext &In) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return true;
  if (const ApiFunction *Row = rowOf(In.Api, Callee))
    return Row->isRelease();
  const SourceManager &SM = In.Context.getSourceManager();
  return isDriverDecl(Callee, SM) && (isUnseenDriverFunction(Callee, SM) ||
                                      In.Facts.reachesRelease(Callee));
}

/// A call in \p S that may unmap, or null; with \p InLoop, one in a loop.
const CallExpr *unmapIn(const Stmt *S, bool InLoop, const SyntaxContext &In) {
  if (!S)
    return nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && !InLoop)
    if (mayUnmap(Call, In))
      return Call;
  InLoop &= !isa<ForStmt, WhileStmt, DoStmt>(S);
  for (const Stmt *Part : S->children())
    if (const CallExpr *Call = unmapIn(Part, InLoop, In))
      return Call;
  return nullptr;
}

/// The call that may unmap what \p Free frees: in front of it or of a block it
/// is in, in the same turn of a loop or in a loop before; or behind it. Null if
/// there is none.
const CallExpr *unmapBeside(const CallExpr *Free, const ParentMap &Parents,
                            const SyntaxContext &In) {
  const Stmt *S = Free;
  bool LeftLoop = false, Leaves = false;
  for (const Stmt *Up = Parents.getParent(S); Up;
       S = Up, Up = Parents.getParent(Up)) {
    const auto *Block = dyn_cast<CompoundStmt>(Up);
    bool IsBehind = false;
    if (!Block) {
      LeftLoop |= isa<ForStmt, WhileStmt, DoStmt>(Up);
      continue;
    }
    for (const Stmt *Beside : Block->body()) {
      IsBehind |= Beside == S;
      // What leaves keeps what stands behind it from being run.
      Leaves |=
          IsBehind && Beside != S &&
          (leavesFunction(Beside) || isa<ContinueStmt, BreakStmt>(Beside));
      if (IsBehind && Leaves)
        break;
      if (Beside != S)
        if (const CallExpr *Call = unmapIn(Beside, LeftLoop, In))
          return Call;
    }
  }
  return nullptr;
}

} // namespace

void checkFreedUnmapped(ArrayRef<SyntaxContext> Unit) {
  MapVector<const FieldDecl *, SmallVector<BufferFree, 4>> Frees;
  for (const SyntaxContext &In : Unit) {
    std::optional<VariableSources> Sources;
    std::optional<ParentMap> Parents;
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Given = Site.Row->Role == FunctionRole::Free
                              ? Site.argument(Site.Row->Memory)
                              : nullptr;
      const RecordDecl *Record =
          Given ? pointeeRecord(Given->IgnoreParenCasts()->getType()) : nullptr;
      // The driver's own records are not what is mapped.
      if (!Record || isDriverDecl(Record, In.Context.getSourceManager()))
        continue;
      if (!Sources) {
        Sources.emplace(In.Function);
        Parents.emplace(In.Function->getBody());
      }
      auto [Field, Named] = Sources->placeOf(Given);
      // What a queue gives is not where the driver keeps it.
      if (Field && !isa<CallExpr>(Named->IgnoreParenCasts()) &&
          isDriverDecl(Field, In.Context.getSourceManager()))
        Frees[Field].push_back(
            {&In, Site.Call, Named, unmapBeside(Site.Call, *Parents, In)});
    }
  }
  for (const auto &[Field, Sites] : Frees) {
    const auto *Alone = find_if(
        Sites, [](const BufferFree &Site) { return Site.Unmap == nullptr; });
    const auto *Beside = find_if(Sites, [](const BufferFree &Site) {
      return Site.Unmap && rowOf(Site.In->Api, Site.Unmap->getDirectCallee());
    });
    if (Alone == Sites.end() || Beside == Sites.end() || Sites.size() < 3 ||
        std::any_of(Alone + 1, Sites.end(),
                    [](const BufferFree &Site) { return !Site.Unmap; }) ||
        Alone->In->Facts.acquisitionsIn(Alone->In->Function))
      continue;
    const SyntaxContext &In = *Alone->In;
    std::string Name = quote(Alone->Buffer, In.Context);
    const ApiFunction *Row = rowOf(In.Api, Beside->Unmap->getDirectCallee());
    In.add({"dma-leak", "freed-mapped"}, Name, Confidence::Medium,
           Alone->Call->getBeginLoc(),
           Name + " is freed here, and its mapping is left behind; call " +
               spelledCallee(*Row, Beside->Unmap) + "() first");
    In.note(Beside->Unmap->getBeginLoc(),
            "elsewhere it is unmapped where it is freed");
    In.note(Alone->Call->getBeginLoc(),
            "assuming that it is still mapped here");
  }
}

} // namespace dmatidy
