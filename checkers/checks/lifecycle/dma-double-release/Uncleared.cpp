//===-- Uncleared.cpp - Memory that is released and asked for again -------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a driver keeps memory in a field and frees it if the field is set, the
// field has to be cleared by whoever frees it before. That one release forgets
// it is shown by those beside it, which do not, or by its handle, which is
// cleared:
//
//     dma_free_coherent(dev, size, ha->ring, ha->ring_dma);
//     ha->ring_dma = 0;                                       and ha->ring?
//     ...
//     if (ha->ring)
//       dma_free_coherent(dev, size, ha->ring, ha->ring_dma);
//
// Likewise where the function itself asks behind the release whether there is
// none, to acquire it anew: it goes on with what it has released.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/checks/lifecycle/dma-double-release/FieldReleases.h"
#include "checkers/program/unit/FailureFlow.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class Uncleared {
public:
  explicit Uncleared(ArrayRef<SyntaxContext> Unit) : Unit(Unit) {
    for (const SyntaxContext &In : Unit)
      Cleared[&In] = readReleases(In, Releases);
  }

  void reportKeptPointers() const {
    for (const FieldRelease &Release : Releases)
      if (Release.AskedBehind)
        reportKept(Release);
  }

  void reportUncleared() {
    if (Releases.empty())
      return;
    for (const SyntaxContext &In : Unit)
      readAskers(In, Askers);
    for (const FieldRelease &Release : Releases) {
      if (Release.IsSettled || Release.AskedBehind)
        continue;
      const Asker *Again = asker(Release);
      const BinaryOperator *Like = Again ? clearedBeside(Release) : nullptr;
      if (Like && !isFreedByCaller(Release))
        report(Release, *Again, Like);
    }
  }

private:
  /// Where another function asks for the field, by the same name if there is
  /// such a place; or null.
  const Asker *asker(const FieldRelease &Release) const {
    const SyntaxContext &In = *Release.In;
    // Nothing runs once probe has failed, but what it calls itself.
    if (In.Facts.isFinalOnFailure(In.Function) &&
        !In.Facts.isReleasedAround(In.Function, Release.Field))
      return nullptr;
    const Asker *Any = nullptr;
    std::string Name = quote(Release.Memory, In.Context);
    for (const Asker &Other : Askers)
      if (Other.Asked->getMemberDecl() == Release.Field &&
          Other.In->Function != In.Function) {
        if (quote(Other.Asked, In.Context) == Name)
          return &Other;
        Any = Any ? Any : &Other;
      }
    return Any;
  }

  /// True if \p S asks for a call of \p Function, and its branch frees a record
  /// of the type \p Record.
  static bool freesOnFailure(const Stmt *S, const FunctionDecl *Function,
                             const RecordDecl *Record,
                             const SyntaxContext &In) {
    if (!S)
      return false;
    const auto *If = dyn_cast<IfStmt>(S);
    auto IsCall = [&](const CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      return Callee &&
             Callee->getCanonicalDecl() == Function->getCanonicalDecl();
    };
    auto FreesRecord = [&](const CallExpr *Call) {
      const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
      if (!Row || Row->Role != FunctionRole::Free || Row->Memory < 0)
        return false;
      return pointeeRecord(
                 Call->getArg(Row->Memory)->IgnoreParenCasts()->getType()) ==
             Record->getCanonicalDecl();
    };
    return (If && any_of(callsIn(If->getCond()), IsCall) &&
            any_of(callsIn(If->getThen()), FreesRecord)) ||
           any_of(S->children(), [&](const Stmt *Part) {
             return freesOnFailure(Part, Function, Record, In);
           });
  }
  /// True if a caller frees the record where the function of \p Release has
  /// failed.
  bool isFreedByCaller(const FieldRelease &Release) const {
    return any_of(Unit, [&](const SyntaxContext &In) {
      return freesOnFailure(In.Function->getBody(), Release.In->Function,
                            Release.Field->getParent(), In);
    });
  }

  /// Where the handle is cleared behind \p Release, or another field of the
  /// record that the function has released, or a function that a caller calls
  /// when this one has failed clears the field, by the same name, behind a
  /// release of its own; or null.
  const BinaryOperator *clearedBeside(const FieldRelease &Release) const {
    if (Release.HandleCleared)
      return Release.HandleCleared;
    for (const BinaryOperator *Other : Cleared.lookup(Release.In)) {
      const FieldDecl *Field = namedField(Other->getLHS());
      if (Field != Release.Field && Field->getType()->isPointerType() &&
          Field->getParent() == Release.Field->getParent())
        return Other;
    }
    // Where a caller does that once the function has failed, it comes by both.
    const SyntaxContext &In = *Release.In;
    std::string Name = quote(Release.Memory, In.Context);
    if (!isa_and_nonnull<ParmVarDecl>(rootVariable(Release.Memory)) ||
        !releaseAfterFailure(In.Function, {Release.Field}, In.Facts, In.Api))
      return nullptr;
    for (const FieldRelease &Other : Releases)
      if (Other.Cleared && Other.Field == Release.Field &&
          Other.In != Release.In && quote(Other.Memory, In.Context) == Name)
        return Other.Cleared;
    return nullptr;
  }

  static void reportKept(const FieldRelease &Release) {
    const SyntaxContext &In = *Release.In;
    std::string Name = quote(Release.Memory, In.Context);
    In.add({"dma-use-after-release", "kept-pointer"}, Name, Confidence::High,
           Release.Call->getBeginLoc(),
           Name + " is released and not cleared here, and what is to acquire "
                  "it anew takes it to be there; set it to NULL");
    In.note(Release.AskedBehind->getBeginLoc(), "it is asked for here");
  }

  static void report(const FieldRelease &Release, const Asker &Again,
                     const BinaryOperator *Like) {
    const SyntaxContext &In = *Release.In;
    std::string Name = quote(Release.Memory, In.Context);
    In.add({"dma-double-release", "uncleared"}, Name, Confidence::Medium,
           Release.Call->getBeginLoc(),
           Name + " is released and not cleared here, and " +
               Again.In->Function->getNameAsString() +
               "() releases what it finds there; set it to NULL");
    In.note(Like->getBeginLoc(),
            quote(Like->getLHS(), In.Context) + " is cleared likewise");
    In.note(Again.Condition->getBeginLoc(),
            Again.In->Function->getNameAsString() + "() asks here");
    In.note(Release.Call->getBeginLoc(),
            "assuming that it runs after this, for the same record");
  }

  ArrayRef<SyntaxContext> Unit;
  std::vector<FieldRelease> Releases;
  std::vector<Asker> Askers;
  DenseMap<const SyntaxContext *, SmallVector<const BinaryOperator *, 4>>
      Cleared;
};

} // namespace

void checkUncleared(ArrayRef<SyntaxContext> Unit) {
  Uncleared(Unit).reportUncleared();
}

void checkKeptPointers(ArrayRef<SyntaxContext> Unit) {
  Uncleared(Unit).reportKeptPointers();
}

} // namespace dmatidy
