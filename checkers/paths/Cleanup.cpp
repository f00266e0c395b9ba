//===-- Cleanup.cpp - The cleanup that a path has run ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Cleanup.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

namespace {

/// Looks in a statement for a call that releases one of some places.
class ReleaseSearch : public RecursiveASTVisitor<ReleaseSearch> {
public:
  ReleaseSearch(ArrayRef<const ValueDecl *> Places, const UnitFacts &Facts,
                const Model &Api)
      : Places(Places), Facts(Facts), Api(Api) {}

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    if (const Function *Row = rowOf(Api, Callee)) {
      if (Row->isRelease())
        for (const ValueDecl *Place : objectPlaces(*Row, Call))
          Found |= is_contained(Places, Place);
    } else {
      Found |= any_of(Places, [&](const ValueDecl *Place) {
        return Facts.releases(Callee, Place);
      });
    }
    return !Found;
  }
  bool Found = false;

private:
  ArrayRef<const ValueDecl *> Places;
  const UnitFacts &Facts;
  const Model &Api;
};

} // namespace

/// True if control goes on behind \p Branch rather than leaving through a jump
/// at its end.
static bool fallsThrough(const Stmt *Branch) {
  if (const auto *Block = dyn_cast<CompoundStmt>(Branch))
    return Block->body_empty() || fallsThrough(Block->body_back());
  return !isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(Branch);
}

bool ranCleanupOf(ArrayRef<const ValueDecl *> Places, const ExplodedNode *Node,
                  ObjectId Id, const UnitFacts &Facts, const Model &Api) {
  if (Places.empty())
    return false;
  auto Releases = [&](const Stmt *Branch) {
    ReleaseSearch Search(Places, Facts, Api);
    if (Branch && fallsThrough(Branch))
      Search.TraverseStmt(const_cast<Stmt *>(Branch));
    return Search.Found;
  };
  SmallPtrSet<const Stmt *, 8> Seen;
  bool Reached = false;
  for (const ExplodedNode *At = Node; At; At = At->getFirstPred()) {
    bool Knows = At->getState()->get<DmaObjects>(Id);
    Reached |= Knows;
    if (Reached && !Knows)
      return false;
    if (auto Enter = At->getLocation().getAs<CallEnter>()) {
      const auto *Callee =
          dyn_cast<FunctionDecl>(Enter->getCalleeContext()->getDecl());
      if (Callee && any_of(Places, [&](const ValueDecl *Place) {
            return Facts.releases(Callee, Place);
          }))
        return true;
    }
    auto Edge = At->getLocation().getAs<BlockEdge>();
    const Stmt *Guard = Edge ? Edge->getSrc()->getTerminatorStmt() : nullptr;
    if (!Guard || !Seen.insert(Guard).second)
      continue;
    // The parts of a && b are branches of their own.
    const ParentMap &Parents = At->getLocationContext()->getParentMap();
    while (isa_and_nonnull<BinaryOperator, ParenExpr, ImplicitCastExpr>(Guard))
      Guard = Parents.getParent(Guard);
    if (const auto *If = dyn_cast_or_null<IfStmt>(Guard))
      if (Releases(If->getThen()) || Releases(If->getElse()))
        return true;
  }
  return false;
}

} // namespace dmatidy
