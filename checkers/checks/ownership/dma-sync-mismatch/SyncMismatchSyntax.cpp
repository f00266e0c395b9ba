//===-- SyncMismatchSyntax.cpp - dma-sync-mismatch: two syncs in a row ----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer is synchronised for the CPU and, with nothing done in between, for
// the device again. Whatever reads it stands before or behind the two calls,
// where it belongs to the device (Documentation/core-api/dma-api-howto.rst).
// Or it is synchronised for the CPU twice: it was never given back in between,
// and the second call stands where that should have been done. Or it is
// synchronised in one direction and then in the other.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-sync-mismatch/SyncMismatch.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/StraightLine.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if \p S does something: what only reads a variable or computes an
/// argument does not.
static bool doesSomething(const Stmt *S) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp();
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return Unary->isIncrementDecrementOp();
  return !isa<Expr>(S) || isa<CallExpr, StmtExpr, AtomicExpr>(S);
}

/// True if argument \p IndexA of \p A and argument \p IndexB of \p B are the
/// same, or there is neither.
static bool isSameArgument(const ModeledSite &A, int IndexA,
                           const ModeledSite &B, int IndexB,
                           const SyntaxContext &In) {
  const Expr *ArgumentA = A.argument(IndexA), *ArgumentB = B.argument(IndexB);
  return !ArgumentA == !ArgumentB &&
         (!ArgumentA || isSameValue(ArgumentA, ArgumentB, In));
}

/// True if the unit maps something for both directions, or for one that is not
/// seen, whose handle is kept where \p Object names.
static bool isMappedBothWays(const Expr *Object, const SyntaxContext &In) {
  const ValueDecl *Place = namedPlace(Object);
  return Place && In.Facts.anyAcquiredTo(Place, [&](const CallExpr *Call) {
    const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
    std::optional<int64_t> Direction =
        Row ? In.number(ModeledSite{Call, Row}.argument(Row->Direction))
            : std::nullopt;
    return !Direction || *Direction == Bidirectional;
  });
}

/// True if \p A and \p B are calls about the same bytes of the same mapping.
static bool isOfSameRange(const ModeledSite &A, const ModeledSite &B,
                          const SyntaxContext &In) {
  return isSameArgument(A, A.Row->object(), B, B.Row->object(), In) &&
         isSameArgument(A, A.Row->Offset, B, B.Row->Offset, In) &&
         isSameArgument(A, A.Row->Size, B, B.Row->Size, In) &&
         isSameArgument(A, A.Row->Count, B, B.Row->Count, In);
}

/// True if \p Given is a sync for the device of what \p Taken is one of for the
/// CPU.
static bool givesBack(const CallExpr *Given, const ModeledSite &Taken,
                      const SyntaxContext &In) {
  const ApiFunction *Row = rowOf(In.Api, Given->getDirectCallee());
  return Row && Row->Role == FunctionRole::Sync && Row->ToDevice &&
         isOfSameRange(Taken, {Given, Row}, In);
}

static void checkSyncsInVain(const SyntaxContext &In) {
  std::optional<StraightLine> Ways;
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (Site.Row->Role != FunctionRole::Sync || Site.Row->ToDevice || !Object)
      continue;
    if (!Ways)
      Ways.emplace(In);
    Ways->forEachAfter(Site.Call, [&](const Stmt *S) {
      const auto *Call = dyn_cast<CallExpr>(S);
      if (!Call || !givesBack(Call, Site, In))
        return !doesSomething(S);
      In.add({"dma-sync-mismatch", "given-back-at-once"},
             quote(Object, In.Context), Confidence::Medium,
             Site.Call->getBeginLoc(),
             quote(Object, In.Context) +
                 " is synchronised for the CPU and given back to the device "
                 "at once; access its buffer between the two calls");
      In.note(Call->getBeginLoc(), "it is given back here");
      return false;
    });
  }
}

namespace {
/// Whether anything behind one call and in front of another changes a value.
class ChangesBetween : public RecursiveASTVisitor<ChangesBetween> {
public:
  /// A function that is not given \p Owner, if there is one, leaves its record
  /// alone.
  ChangesBetween(const ValueWatch &Watch, const VarDecl *Owner,
                 SourceLocation Begin, SourceLocation End,
                 const SourceManager &SM)
      : Watch(Watch), Owner(Owner), Begin(Begin), End(End), SM(SM) {}
  bool VisitStmt(Stmt *S) {
    SourceLocation At = SM.getExpansionLoc(S->getBeginLoc());
    Found |= SM.isBeforeInTranslationUnit(Begin, At) &&
             SM.isBeforeInTranslationUnit(At, End) && Watch.mayChange(S) &&
             !leavesAlone(S);
    return !Found;
  }
  bool Found = false;

private:
  bool leavesAlone(const Stmt *S) const {
    const auto *Call = dyn_cast<CallExpr>(S);
    return Owner && Call && none_of(Call->arguments(), [&](const Expr *Given) {
             return namedVariable(Given) == Owner;
           });
  }
  const ValueWatch &Watch;
  const VarDecl *Owner;
  SourceLocation Begin, End;
  const SourceManager &SM;
};
} // namespace

/// True if \p Object may be another mapping at \p Second than at \p First. With
/// \p Trusting, a function that is not given the record with the handle leaves
/// it alone.
static bool mayBeAnother(const Expr *Object, const ModeledSite &First,
                         const ModeledSite &Second, bool Trusting,
                         const SyntaxContext &In) {
  const SourceManager &SM = In.Context.getSourceManager();
  ValueWatch Watch(Object, In);
  const auto *Field = dyn_cast<MemberExpr>(Object->IgnoreParenCasts());
  ChangesBetween Changes(
      Watch, Trusting && Field ? namedVariable(Field->getBase()) : nullptr,
      SM.getExpansionLoc(First.Call->getEndLoc()),
      SM.getExpansionLoc(Second.Call->getBeginLoc()), SM);
  Changes.TraverseStmt(In.Function->getBody());
  return Changes.Found;
}

/// A mapping that the CPU has is synchronised for it once more, or one that the
/// device has and writes for that.
static void checkSyncsTwice(const SyntaxContext &In) {
  const Stmt *Body = In.Function->getBody();
  // The CPU may give a buffer that it writes to the device in parts.
  auto IsSync = [&](const ModeledSite &Site, bool ForDevice) {
    return Site.Row->Role == FunctionRole::Sync &&
           Site.Row->ToDevice == ForDevice &&
           Site.argument(Site.Row->object()) &&
           (!ForDevice ||
            In.number(Site.argument(Site.Row->Direction)) == FromDevice);
  };
  for (const ModeledSite &First : In.Calls) {
    if (First.Row->Role != FunctionRole::Sync ||
        !IsSync(First, First.Row->ToDevice))
      continue;
    const Expr *Object = First.argument(First.Row->object());
    // What is done next with the mapping.
    ArrayRef<ModeledSite> Rest =
        ArrayRef(In.Calls).drop_front(&First - In.Calls.data() + 1);
    const auto *Second = find_if(Rest, [&](const ModeledSite &Site) {
      return Site.Row->Role != FunctionRole::Test &&
             isSameArgument(First, First.Row->object(), Site,
                            Site.Row->object(), In);
    });
    if (Second == Rest.end() || !IsSync(*Second, First.Row->ToDevice) ||
        !isOfSameRange(First, *Second, In) ||
        !runsBefore(First.Call, Second->Call, Body))
      continue;
    // Two of a kind for what the device writes are wrong whatever comes
    // between.
    if (mayBeAnother(Object, First, *Second, /*Trusting=*/First.Row->ToDevice,
                     In))
      continue;
    std::string Name = quote(Object, In.Context);
    if (First.Row->ToDevice) {
      In.add({"dma-sync-mismatch", "given-twice"}, Name, Confidence::Medium,
             First.Call->getBeginLoc(),
             Name + " is synchronised for the device, which has it and writes "
                    "it, and is given to it once more; synchronise it for the "
                    "CPU here");
      In.note(Second->Call->getBeginLoc(), "it is given back here");
    } else {
      In.add({"dma-sync-mismatch", "taken-twice"}, Name, Confidence::Medium,
             Second->Call->getBeginLoc(),
             Name + " is synchronised for the CPU again, and was not given "
                    "back to the device in between; synchronise it for the "
                    "device");
      In.note(First.Call->getBeginLoc(), "it is synchronised for the CPU here");
    }
  }
}

/// One mapping is synchronised in two directions, and has only one.
static void checkDirections(const SyntaxContext &In) {
  auto DirectionOf = [&](const ModeledSite &Site) -> std::optional<int64_t> {
    if (Site.Row->Role != FunctionRole::Sync ||
        !Site.argument(Site.Row->object()))
      return std::nullopt;
    std::optional<int64_t> Number =
        In.number(Site.argument(Site.Row->Direction));
    return Number == ToDevice || Number == FromDevice ? Number : std::nullopt;
  };
  for (const ModeledSite &Second : In.Calls) {
    std::optional<int64_t> Now = DirectionOf(Second);
    if (!Now)
      continue;
    const Expr *Object = Second.argument(Second.Row->object());
    // A mapping for both may be synchronised as either.
    auto First = find_if(In.Calls, [&](const ModeledSite &Site) {
      return &Site < &Second && DirectionOf(Site).value_or(*Now) != *Now &&
             Site.Row->ToDevice != Second.Row->ToDevice &&
             isSameArgument(Site, Site.Row->object(), Second,
                            Second.Row->object(), In) &&
             isSameArgument(Site, Site.Row->Offset, Second, Second.Row->Offset,
                            In);
    });
    if (First == In.Calls.end() || isMappedBothWays(Object, In))
      continue;
    if (mayBeAnother(Object, *First, Second, /*Trusting=*/true, In))
      continue;
    std::string Name = quote(Object, In.Context);
    In.add({"dma-sync-mismatch", "direction"}, Name, Confidence::Medium,
           Second.Call->getBeginLoc(),
           Name + " is synchronised as " + directionName(*Now) + ", and as " +
               directionName(*DirectionOf(*First)) +
               " before; use the direction of the mapping in both");
    In.note(First->Call->getBeginLoc(), "it is synchronised here before");
    In.note(Second.Call->getBeginLoc(),
            "assuming that it is not mapped for both directions");
  }
}

void checkSyncsInText(const SyntaxContext &In) {
  checkSyncsInVain(In);
  checkSyncsTwice(In);
  checkDirections(In);
}

} // namespace dmatidy
