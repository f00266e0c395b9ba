//===-- PairedCalls.cpp - Helpers that are called in pairs ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A helper acquires, another one releases what it has acquired, and wherever
// the first is called the second follows, whatever has happened in between:
//
//     rc = prepare(req);    if (rc) goto error;
//     rc = update(dev, req);
//     cleanup(req);         if (rc) goto error;
//
// All but one of a function's calls: what that one acquires is left behind.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/StraightLine.h"
#include "checkers/syntax/UnwindLadder.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A call of a helper that acquires, and what releases behind it.
struct PairSite {
  const CallExpr *Call;
  /// The call, in a block around it, that always follows and releases what the
  /// helper acquires; or null.
  const CallExpr *Always;
};

/// True if \p Call is of a function of the driver's that releases what \p
/// Acquirer acquires, and acquires nothing.
bool undoes(const CallExpr *Call, const FunctionDecl *Acquirer,
            const SyntaxContext &In) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  return Callee && !rowOf(In.Api, Callee) &&
         isDriverDecl(Callee, In.Context.getSourceManager()) &&
         In.Facts.acquiresFor(Acquirer, Callee) &&
         !In.Facts.reachesAcquisition(Callee);
}

/// True if some way from \p Site on releases what its helper acquires.
bool mayBeReleased(const PairSite &Site, const SyntaxContext &In) {
  return StraightLine(In).mayReach(Site.Call, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    return Call && undoes(Call, Site.Call->getDirectCallee(), In);
  });
}

/// The call of such a function that stands behind \p Call in a block around it,
/// with nothing that always leaves in between; or null.
const CallExpr *alwaysBehind(const CallExpr *Call, const ParentMap &Parents,
                             const SyntaxContext &In) {
  const FunctionDecl *Acquirer = Call->getDirectCallee();
  const Stmt *S = Call;
  for (const Stmt *Up = Parents.getParent(S); Up;
       S = Up, Up = Parents.getParent(Up)) {
    const auto *Block = dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    for (const Stmt *Beside :
         make_range(std::next(find(Block->body(), S)), Block->body_end())) {
      const auto *Other = dyn_cast<CallExpr>(Beside);
      if (Other && undoes(Other, Acquirer, In))
        return Other;
      if (leavesFunction(Beside))
        return nullptr;
    }
  }
  return nullptr;
}

/// True if \p A and \p B, of one function, are given the same.
bool areAlike(const CallExpr *A, const CallExpr *B, const ASTContext &Context) {
  return A->getNumArgs() == B->getNumArgs() &&
         all_of(zip(A->arguments(), B->arguments()), [&](const auto &Given) {
           return isSameExpr(std::get<0>(Given), std::get<1>(Given), Context);
         });
}

} // namespace

void checkPairedCalls(const SyntaxContext &In) {
  MapVector<const FunctionDecl *, SmallVector<PairSite, 4>> Helpers;
  std::optional<ParentMap> Parents;
  for (const CallExpr *Call : callsIn(In.Function->getBody())) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || rowOf(In.Api, Callee) || Callee->isExternallyVisible() ||
        !Callee->hasBody() || !In.Facts.reachesAcquisition(Callee))
      continue;
    if (!Parents)
      Parents.emplace(In.Function->getBody());
    Helpers[Callee->getCanonicalDecl()].push_back(
        {Call, alwaysBehind(Call, *Parents, In)});
  }
  for (const auto &[Helper, Sites] : Helpers) {
    auto IsAlone = [](const PairSite &Site) { return !Site.Always; };
    const auto *Alone = find_if(Sites, IsAlone);
    if (Sites.size() < 3 || count_if(Sites, IsAlone) != 1 ||
        !all_of(Sites,
                [&](const PairSite &Site) {
                  return areAlike(Site.Call, Alone->Call, In.Context);
                }) ||
        mayBeReleased(*Alone, In))
      continue;
    const PairSite &Other = Alone == Sites.begin() ? Sites[1] : Sites.front();
    std::string Name = Helper->getNameAsString() + "()",
                Undo =
                    Other.Always->getDirectCallee()->getNameAsString() + "()";
    In.add({"dma-leak", "unpaired"}, Name, Confidence::Medium,
           Alone->Call->getBeginLoc(),
           "what " + Name + " acquires here is left behind; call " + Undo +
               ", as behind its other calls");
    In.note(Other.Always->getBeginLoc(), "it is released here behind another");
    In.note(Alone->Call->getBeginLoc(),
            "assuming that nobody releases it later");
  }
}

} // namespace dmatidy
