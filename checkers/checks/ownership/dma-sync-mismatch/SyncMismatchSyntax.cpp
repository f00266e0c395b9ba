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
  if (const auto *Call = dyn_cast<CallExpr>(S))
    return !onlyComputes(Call->getDirectCallee());
  return !isa<Expr>(S) || isa<StmtExpr, AtomicExpr>(S);
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

/// The call behind \p Site that \p IsSuch says yes to, with nothing done in
/// between; or null. \p Ways are made where they are needed.
static const CallExpr *nextCall(const ModeledSite &Site,
                                std::optional<StraightLine> &Ways,
                                const SyntaxContext &In,
                                function_ref<bool(const CallExpr *)> IsSuch) {
  if (!Ways)
    Ways.emplace(In);
  const CallExpr *Next = nullptr;
  Ways->forEachAfter(Site.Call, [&](const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (Call && IsSuch(Call))
      Next = Call;
    return !Next && !doesSomething(S);
  });
  return Next;
}

static void checkSyncsInVain(const SyntaxContext &In,
                             std::optional<StraightLine> &Ways) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (Site.Row->Role != FunctionRole::Sync || Site.Row->ToDevice || !Object)
      continue;
    const CallExpr *Given = nextCall(Site, Ways, In, [&](const CallExpr *Call) {
      return givesBack(Call, Site, In);
    });
    if (!Given)
      continue;
    In.add({"dma-sync-mismatch", "given-back-at-once"},
           quote(Object, In.Context), Confidence::Medium,
           Site.Call->getBeginLoc(),
           quote(Object, In.Context) +
               " is synchronised for the CPU and given back to the device "
               "at once; access its buffer between the two calls");
    In.note(Given->getBeginLoc(), "it is given back here");
  }
}

/// A mapping that the device writes is given to it and ended at once, and was
/// not taken from it: the call was to be the one for the CPU.
static void checkSyncsAtTheEnd(const SyntaxContext &In,
                               std::optional<StraightLine> &Ways) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Object = Site.argument(Site.Row->object());
    if (Site.Row->Role != FunctionRole::Sync || !Site.Row->ToDevice ||
        !Object || In.number(Site.argument(Site.Row->Direction)) != FromDevice)
      continue;
    if (any_of(In.Calls, [&](const ModeledSite &Other) {
          return Other.Row->Role == FunctionRole::Sync &&
                 !Other.Row->ToDevice &&
                 isSameArgument(Site, Site.Row->object(), Other,
                                Other.Row->object(), In);
        }))
      continue;
    const CallExpr *End = nextCall(Site, Ways, In, [&](const CallExpr *Call) {
      const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
      return Row && Row->isRelease() &&
             isSameArgument(Site, Site.Row->object(), {Call, Row},
                            Row->object(), In);
    });
    if (!End)
      continue;
    In.add({"dma-sync-mismatch", "given-and-released"},
           quote(Object, In.Context), Confidence::Medium,
           Site.Call->getBeginLoc(),
           quote(Object, In.Context) +
               " is synchronised for the device, which writes it, and "
               "released at once; synchronise it for the CPU");
    In.note(End->getBeginLoc(), "it is released here");
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

/// One mapping is synchronised in two directions, or in another one than it is
/// released in, and has only one. The latter only where the handle is what a
/// function reads somewhere: others are followed on paths, and told where they
/// are released.
static void checkDirections(const SyntaxContext &In) {
  auto DirectionOf = [&](const ModeledSite &Site) -> std::optional<int64_t> {
    if ((Site.Row->Role != FunctionRole::Sync && !Site.Row->isRelease()) ||
        !Site.argument(Site.Row->object()))
      return std::nullopt;
    std::optional<int64_t> Number =
        In.number(Site.argument(Site.Row->Direction));
    return Number == ToDevice || Number == FromDevice ? Number : std::nullopt;
  };
  auto IsAnother = [&](const ModeledSite &First, const ModeledSite &Second) {
    const Expr *Object = Second.argument(Second.Row->object());
    if (DirectionOf(First).value_or(*DirectionOf(Second)) ==
            *DirectionOf(Second) ||
        !isSameArgument(First, First.Row->object(), Second,
                        Second.Row->object(), In))
      return false;
    // A release names the direction of the mapping. One for both may be
    // synchronised as either.
    if (First.Row->isRelease() || Second.Row->isRelease())
      return isa<CallExpr>(Object->IgnoreParenCasts()) &&
             First.Row->isRelease() != Second.Row->isRelease();
    return First.Row->ToDevice != Second.Row->ToDevice &&
           isSameArgument(First, First.Row->Offset, Second, Second.Row->Offset,
                          In) &&
           !isMappedBothWays(Object, In);
  };
  SmallVector<std::pair<const ModeledSite *, const ModeledSite *>, 2> Pairs;
  SmallPtrSet<const ModeledSite *, 2> AgainstRelease;
  for (const ModeledSite &Second : In.Calls) {
    if (!DirectionOf(Second))
      continue;
    auto First = find_if(In.Calls, [&](const ModeledSite &Site) {
      return &Site < &Second && IsAnother(Site, Second);
    });
    if (First == In.Calls.end() ||
        mayBeAnother(Second.argument(Second.Row->object()), *First, Second,
                     /*Trusting=*/true, In))
      continue;
    Pairs.push_back({&*First, &Second});
    if (First->Row->isRelease() || Second.Row->isRelease())
      AgainstRelease.insert(First->Row->isRelease() ? &Second : &*First);
  }
  for (auto [First, SecondOf] : Pairs) {
    const ModeledSite &Second = *SecondOf;
    // Which of two is wrong the release says.
    if (!First->Row->isRelease() && !Second.Row->isRelease() &&
        (AgainstRelease.contains(First) || AgainstRelease.contains(&Second)))
      continue;
    const ModeledSite &Sync = Second.Row->isRelease() ? *First : Second;
    const ModeledSite &Other = Second.Row->isRelease() ? Second : *First;
    std::string Name = quote(Sync.argument(Sync.Row->object()), In.Context);
    bool IsReleased = Other.Row->isRelease();
    In.add({"dma-sync-mismatch", "direction"}, Name, Confidence::Medium,
           Sync.Call->getBeginLoc(),
           Name + " is synchronised as " + directionName(*DirectionOf(Sync)) +
               (IsReleased ? ", and released as " : ", and as ") +
               directionName(*DirectionOf(Other)) +
               (IsReleased ? "" : " before") +
               "; use the direction of the mapping in both");
    if (IsReleased) {
      In.note(Other.Call->getBeginLoc(), "it is released here");
    } else {
      In.note(Other.Call->getBeginLoc(), "it is synchronised here before");
      In.note(Sync.Call->getBeginLoc(),
              "assuming that it is not mapped for both directions");
    }
  }
}

void checkSyncsInText(const SyntaxContext &In) {
  std::optional<StraightLine> Ways;
  checkSyncsInVain(In, Ways);
  checkSyncsAtTheEnd(In, Ways);
  checkSyncsTwice(In);
  checkDirections(In);
  checkHandedOver(In);
}

} // namespace dmatidy
