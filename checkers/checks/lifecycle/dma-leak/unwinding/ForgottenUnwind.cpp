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
#include "checkers/checks/lifecycle/dma-leak/unwinding/Unwinding.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class ForgottenUnwind {
public:
  /// \p Released are the fields that something in the unit releases.
  ForgottenUnwind(const SyntaxContext &In, const UnwindLadder &Ladder,
                  ArrayRef<const FieldDecl *> Released)
      : In(In), Ladder(Ladder), Released(Released) {}

  void run() {
    if (Ladder.rungs().empty() || !In.Facts.reachesAcquisition(In.Function) ||
        In.Facts.isCleanedUpAfter(In.Function))
      return;
    for (const FieldDecl *Field : Released)
      if (!releases(Field) && In.Facts.acquiresInto(In.Function, Field))
        check(Field);
  }

private:
  /// True if the function releases what is kept in \p Field, or calls somebody
  /// who does. Who acquires it undoes that when it fails itself, and only then.
  bool releases(const FieldDecl *Field) const {
    return In.Facts.releases(In.Function, Field) &&
           (In.Facts.releasesItself(In.Function, Field) ||
            any_of(callsIn(In.Function->getBody()), [&](const CallExpr *Call) {
              const FunctionDecl *Callee = Call->getDirectCallee();
              return Callee && In.Facts.releases(Callee, Field) &&
                     !In.Facts.acquiresInto(Callee, Field);
            }));
  }

  /// True if \p Releaser may run once the function has failed: what a framework
  /// calls, or a counter of references, but not what removes a device that was
  /// never set up.
  bool mayRunAfter(const FunctionDecl *Releaser) const {
    return In.Facts.isAddressTaken(Releaser) &&
           !(In.Facts.isFinalOnFailure(In.Function) &&
             In.Facts.isOnlyRemoval(Releaser, In.Api));
  }

  void check(const FieldDecl *Field) const {
    const FunctionDecl *Releaser = In.Facts.onlyReleaserOf(Field, In.Function);
    if (!Releaser || mayRunAfter(Releaser) || isLeftToCallers({Field}, In))
      return;
    for (const WayOut &Way : Ladder.waysOut()) {
      if (!Way.To || !Way.IsFailure || !Ladder.isUnwinding(Way.To) ||
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
      return Callee &&
             (Callee->isVariadic() ||
              !isUnseenDriverFunction(Callee, In.Context.getSourceManager()));
    };
    return all_of(Ladder.callsFrom(Way), IsSeen) && Any;
  }

  /// The last call that \p Way comes by which acquires for \p Field, if it has
  /// not just failed; or null.
  const CallExpr *acquisitionBefore(const WayOut &Way,
                                    const FieldDecl *Field) const {
    for (const Stmt *S : reverse(Way.Before)) {
      const auto *Call = dyn_cast<CallExpr>(S);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee)
        continue;
      bool Acquires = rowOf(In.Api, Callee)
                          ? In.Facts.targetOf(Call) == Field
                          : In.Facts.acquiresInto(Callee, Field);
      if (Acquires && (isInBranch(Call, Way) || isGivenBack(Call, Way)))
        return nullptr;
      if (Acquires)
        return Ladder.isAskedFirst(Call, Way) ? nullptr : Call;
    }
    return nullptr;
  }

  /// True if \p Call, which \p Way may come by, is made on a condition of its
  /// own: what leads to the failure may exclude it, or what it acquires is kept
  /// from one call of the function to the next.
  static bool isInBranch(const CallExpr *Call, const WayOut &Way) {
    return any_of(Way.Before, [&](const Stmt *S) {
      const auto *If = dyn_cast<IfStmt>(S);
      return If && any_of(std::initializer_list<const Stmt *>{If->getThen(),
                                                              If->getElse()},
                          [&](const Stmt *Branch) {
                            return is_contained(callsIn(Branch), Call);
                          });
    });
  }
  /// True if what \p Call has given, a record with the field, is handed to some
  /// function of the driver's on \p Way: it is put back to where it was taken
  /// from.
  bool isGivenBack(const CallExpr *Call, const WayOut &Way) const {
    auto TakesRecord = [&](const Expr *Given) {
      const VarDecl *Record = namedVariable(Given);
      return any_of(Way.Before, [&](const Stmt *S) {
        const Expr *Value = valueGivenTo(Record, S);
        return Value && Value->IgnoreParenCasts() == Call;
      });
    };
    return any_of(Ladder.callsFrom(Way), [&](const CallExpr *Other) {
      return any_of(Other->arguments(), TakesRecord);
    });
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
    askOtherCallers(Finding, {Field}, In);
    In.note(Acquired->getBeginLoc(), "it is acquired here");
    In.note(Releaser->getLocation(),
            Releaser->getNameAsString() + "() releases it");
    In.note(Way.Leaves->getBeginLoc(),
            "assuming that nothing releases it after this function has failed");
  }

  const SyntaxContext &In;
  const UnwindLadder &Ladder;
  ArrayRef<const FieldDecl *> Released;
};

} // namespace

SmallVector<const FieldDecl *, 16>
releasedFields(ArrayRef<SyntaxContext> Unit) {
  SmallSetVector<const FieldDecl *, 16> Released;
  for (const SyntaxContext &In : Unit)
    for (const ModeledSite &Site : In.Calls)
      if (Site.Row->isRelease())
        for (const ValueDecl *Place : objectPlaces(*Site.Row, Site.Call))
          if (const auto *Field = dyn_cast<FieldDecl>(Place);
              Field && isDriverDecl(Field, In.Context.getSourceManager()))
            Released.insert(Field);
  return Released.takeVector();
}

void checkForgottenUnwind(const SyntaxContext &In, const UnwindLadder &Ladder,
                          ArrayRef<const FieldDecl *> Released) {
  ForgottenUnwind(In, Ladder, Released).run();
}

} // namespace dmatidy
