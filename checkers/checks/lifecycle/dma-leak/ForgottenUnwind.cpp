//===-- ForgottenUnwind.cpp - Steps that the unwinding leaves out ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function that unwinds when a later step fails, but never releases what one
// of its steps has acquired; what is made to undo the function does:
//
//     p->ring = alloc();   if (!p->ring) return -ENOMEM;
//     err = request();     if (err) goto out;
//     return 0;
//   out:
//     iounmap(p->regs);    p->ring stays
//     return err;
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/program/unit/FailureFlow.h"
#include "checkers/syntax/UnwindLadder.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class ForgottenUnwind {
public:
  /// \p Released are the fields that something in the unit releases.
  ForgottenUnwind(const SyntaxContext &In, ArrayRef<const FieldDecl *> Released)
      : In(In), Ladder(In), Released(Released) {}

  void run() {
    if (Ladder.rungs().empty() || !In.Facts.reachesAcquisition(In.Function) ||
        In.Facts.isCleanedUpAfter(In.Function))
      return;
    for (const FieldDecl *Field : Released)
      if (!In.Facts.releases(In.Function, Field) &&
          In.Facts.acquiresFor(In.Function, Field, nullptr))
        check(Field);
  }

private:
  void check(const FieldDecl *Field) const {
    const FunctionDecl *Releaser = In.Facts.onlyReleaserOf(Field, In.Function);
    // What a framework calls, or a counter of references, may come by then.
    if (!Releaser || In.Facts.isAddressTaken(Releaser) ||
        releaseAfterFailure(In.Function, {Field}, In.Facts, In.Api) ||
        isFailureSwallowed(In.Function, In.Facts, In.Api))
      return;
    for (const WayOut &Way : Ladder.waysOut()) {
      if (!Way.To || !Ladder.isFailure(Way) || !Ladder.isUnwinding(Way.To) ||
          !undoes(Way))
        continue;
      if (const CallExpr *Acquired = acquisitionBefore(Way, Field)) {
        report(Way, Field, Acquired, Releaser);
        return;
      }
    }
  }

  /// True if something is undone on \p Way, and all of that is seen.
  bool undoes(const WayOut &Way) const {
    bool Any = false;
    auto IsSeen = [&](const CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      Any |= Callee && !Callee->isVariadic() && !Callee->getBuiltinID();
      return Callee && (Callee->hasBody() || Callee->isVariadic() ||
                        !isDriverDecl(Callee, In.Context.getSourceManager()));
    };
    return all_of(Ladder.callsFrom(Way), IsSeen) && Any;
  }

  /// The last call that \p Way comes by which acquires for \p Field, if it has
  /// not just failed; or null.
  const CallExpr *acquisitionBefore(const WayOut &Way,
                                    const FieldDecl *Field) const {
    SmallVector<const Stmt *, 32> Parts = UnwindLadder::partsBefore(Way);
    for (const Stmt *S : reverse(Parts)) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee)
        continue;
      bool Acquires = rowOf(In.Api, Callee)
                          ? In.Facts.targetOf(Call) == Field
                          : In.Facts.acquiresFor(Callee, Field, nullptr);
      if (Acquires && isKept(Call, Field, Parts))
        return nullptr;
      if (Acquires)
        return Ladder.isAskedFirst(Call, Way) ? nullptr : Call;
    }
    return nullptr;
  }

  /// True if \p Call, one of \p Parts, is made only where \p Field is empty: it
  /// is kept from one call of the function to the next.
  static bool isKept(const CallExpr *Call, const FieldDecl *Field,
                     ArrayRef<const Stmt *> Parts) {
    return any_of(Parts, [&](const Stmt *S) {
      const auto *If = dyn_cast<IfStmt>(S);
      return If &&
             names(If->getCond(),
                   [&](const ValueDecl *Named) { return Named == Field; }) &&
             holds(If->getThen(), Call);
    });
  }
  static bool holds(const Stmt *S, const CallExpr *Call) {
    return S && (S == Call || any_of(S->children(), [&](const Stmt *Part) {
                   return holds(Part, Call);
                 }));
  }

  void report(const WayOut &Way, const FieldDecl *Field,
              const CallExpr *Acquired, const FunctionDecl *Releaser) const {
    std::string Name = "'" + Field->getNameAsString() + "'";
    Diagnostic &Finding =
        In.add({"dma-leak", "left-by-unwinding"}, Name, Confidence::Medium,
               Way.Leaves->getBeginLoc(),
               Name +
                   " is left behind when the function gives up here; "
                   "release it, as " +
                   Releaser->getNameAsString() + "() does");
    for (const FunctionDecl *Entrance : In.Facts.entrancesOf(In.Function))
      Finding.Obligations.push_back(
          {ObligationKind::KnownCallersLeaveAlone,
           Entrance->getNameAsString(),
           "",
           0,
           {fieldName(Field, In.Context.getSourceManager())}});
    In.note(Acquired->getBeginLoc(), "it is acquired here");
    In.note(Releaser->getLocation(),
            Releaser->getNameAsString() + "() releases it");
    In.note(Way.Leaves->getBeginLoc(),
            "assuming that nothing releases it after this function has failed");
  }

  const SyntaxContext &In;
  UnwindLadder Ladder;
  ArrayRef<const FieldDecl *> Released;
};

} // namespace

void checkForgottenUnwind(ArrayRef<SyntaxContext> Unit) {
  SmallSetVector<const FieldDecl *, 16> Released;
  for (const SyntaxContext &In : Unit)
    for (const ModeledSite &Site : In.Calls)
      if (Site.Row->isRelease())
        for (const ValueDecl *Place : objectPlaces(*Site.Row, Site.Call))
          if (const auto *Field = dyn_cast<FieldDecl>(Place);
              Field && isDriverDecl(Field, In.Context.getSourceManager()))
            Released.insert(Field);
  if (!Released.empty())
    for (const SyntaxContext &In : Unit)
      ForgottenUnwind(In, Released.getArrayRef()).run();
}

} // namespace dmatidy
