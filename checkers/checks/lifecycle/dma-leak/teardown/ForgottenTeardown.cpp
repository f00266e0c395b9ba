//===-- ForgottenTeardown.cpp - What a teardown leaves out ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function acquires for several fields of a record, and gives back what it
// has where it fails. Another one releases what they keep in the end, but not
// all of it:
//
//     int setup(p)                          void teardown(p)
//       p->param = dma_alloc_wc(...);         dma_free_wc(..., p->work, ...);
//       p->work = dma_alloc_wc(...);
//       if (!p->work)
//         goto free_param;
//
// Nobody else releases that one.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/UnwindLadder.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A call that acquires for a field of the driver's.
struct FieldAcquisition {
  const ModeledSite *Site;
  const FieldDecl *Field;
};

class ForgottenTeardown {
public:
  ForgottenTeardown(const SyntaxContext &In, const UnwindLadder &Ladder)
      : In(In), Ladder(Ladder) {
    for (const ModeledSite &Site : In.Calls) {
      const auto *Field =
          dyn_cast_or_null<FieldDecl>(In.Facts.targetOf(Site.Call));
      if (Field && Site.Row->isAcquire() && !Site.Row->Managed &&
          (Site.Row->givesMemory() || Site.Row->Result == ResultKind::Handle) &&
          isDriverDecl(Field, In.Context.getSourceManager()))
        Acquired.push_back({&Site, Field});
    }
  }

  void run() {
    for (const FieldAcquisition &Left : Acquired)
      if (isReleasedOnFailureOnly(Left.Field))
        for (const FieldAcquisition &Beside : Acquired)
          if (Beside.Field != Left.Field &&
              Beside.Field->getParent() == Left.Field->getParent())
            if (const FunctionDecl *Teardown =
                    In.Facts.onlyReleaserOf(Beside.Field, In.Function);
                Teardown && !In.Facts.reachesAcquisition(Teardown) &&
                !clears(Teardown->getBody(), Left.Field)) {
              report(Left, Beside, Teardown);
              break;
            }
  }

private:
  /// True if the function releases what \p Field keeps, but only where it has
  /// failed, and no other does.
  bool isReleasedOnFailureOnly(const FieldDecl *Field) const {
    SmallVector<const CallExpr *, 4> Own =
        releasesIn(In.Function->getBody(), Field, In.Api);
    return !Own.empty() && !In.Facts.onlyReleaserOf(Field, In.Function) &&
           all_of(Own,
                  [&](const CallExpr *Release) { return isUndoing(Release); });
  }
  /// True if \p S, which may be null, sets \p Field to nothing: who clears it
  /// has lost what it holds, which ClearedUnreleased.cpp tells.
  bool clears(const Stmt *S, const FieldDecl *Field) const {
    if (!S)
      return false;
    const auto *Assigned = dyn_cast<BinaryOperator>(S);
    return (Assigned && Assigned->getOpcode() == BO_Assign &&
            namedField(Assigned->getLHS()) == Field &&
            In.isNothing(Assigned->getRHS())) ||
           any_of(S->children(),
                  [&](const Stmt *Part) { return clears(Part, Field); });
  }
  /// True if \p Release is made on a way of a failure, or behind a label that
  /// nothing runs into.
  bool isUndoing(const CallExpr *Release) const {
    auto Has = [&](ArrayRef<UnwindStep> Steps) {
      return any_of(
          Steps, [&](const UnwindStep &Step) { return Step.Call == Release; });
    };
    return any_of(Ladder.waysOut(),
                  [&](const WayOut &Way) {
                    return Way.IsFailure && Has(Way.Steps);
                  }) ||
           any_of(Ladder.rungs(), [&](const UnwindLadder::Rung &Rung) {
             return !Rung.IsFallenInto && Has(Rung.Steps);
           });
  }

  void report(const FieldAcquisition &Left, const FieldAcquisition &Beside,
              const FunctionDecl *Teardown) const {
    std::string Name = "'" + Left.Field->getNameAsString() + "'",
                Other = "'" + Beside.Field->getNameAsString() + "'",
                Function = Teardown->getNameAsString() + "()";
    Diagnostic &Finding =
        In.add({"dma-leak", "left-by-teardown"}, Name, Confidence::Medium,
               Left.Site->Call->getBeginLoc(),
               Name +
                   " is released only where the function fails; release it "
                   "in " +
                   Function + ", which releases " + Other + ", too");
    Finding.Obligations.push_back(
        {ObligationKind::ReleasedByFunctionOnly,
         In.Function->getNameAsString(),
         Left.Site->Row->Name,
         0,
         {fieldName(Left.Field, In.Context.getSourceManager())}});
    In.note(Beside.Site->Call->getBeginLoc(),
            Other + ", beside it, is acquired here");
    In.note(Teardown->getLocation(), Function + " releases that");
    In.note(Left.Site->Call->getBeginLoc(),
            "assuming that no other module releases it");
  }

  const SyntaxContext &In;
  const UnwindLadder &Ladder;
  SmallVector<FieldAcquisition, 4> Acquired;
};

} // namespace

void checkForgottenTeardown(const SyntaxContext &In,
                            const UnwindLadder &Ladder) {
  ForgottenTeardown(In, Ladder).run();
}

} // namespace dmatidy
