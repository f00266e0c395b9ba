//===-- UseAfterReleaseSyntax.cpp - dma-use-after-release in the text -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two mistakes that need no path, since no branch stands between:
//
//   used           memory is read or written behind its release
//   buffer-freed   a buffer goes back to its allocator before its mapping is
//                  released, and the unit has it the other way round elsewhere
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-use-after-release/UseAfterRelease.h"
#include "checkers/program/unit/Source.h"
#include "checkers/syntax/StraightLine.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The pointer through which \p E, an lvalue, is reached last; or null.
static const Expr *pointerBehind(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return Member->getBase();
      E = Member->getBase();
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = Element->getBase()->IgnoreParenImpCasts();
      if (!Base->getType()->isArrayType())
        return Base;
      E = Base;
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      return Unary->getOpcode() == UO_Deref ? Unary->getSubExpr() : nullptr;
    } else {
      return nullptr;
    }
  }
}

/// How \p S uses the memory at \p Memory: "read", "written", or "".
static StringRef useOf(const Stmt *S, const Expr *Memory,
                       const SyntaxContext &In) {
  auto IsIn = [&](const Expr *Place) {
    const Expr *Pointer = pointerBehind(Place);
    return Pointer && isSameExpr(Pointer, Memory, In.Context);
  };
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S))
    return Cast->getCastKind() == CK_LValueToRValue && IsIn(Cast->getSubExpr())
               ? "read"
               : "";
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return Binary->isAssignmentOp() && IsIn(Binary->getLHS()) ? "written" : "";
  const auto *Call = dyn_cast<CallExpr>(S);
  const ApiFunction *Row =
      Call ? anyRowOf(In.Api, Call->getDirectCallee()) : nullptr;
  if (!Row || Row->Role != FunctionRole::Access)
    return "";
  auto Is = [&](int Index) {
    return Index >= 0 && unsigned(Index) < Call->getNumArgs() &&
           isSameExpr(Call->getArg(Index), Memory, In.Context);
  };
  return Is(Row->Reads) ? "read" : Is(Row->Writes) ? "written" : "";
}

void checkUsesAfterRelease(const SyntaxContext &In) {
  std::optional<StraightLine> Ways;
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Memory = Site.argument(Site.Row->Memory);
    if (!Site.Row->isRelease() || !Memory || Site.Row->List >= 0)
      continue;
    if (!Ways)
      Ways.emplace(In);
    ValueWatch Watch(Memory, In);
    Ways->forEachAfter(Site.Call, [&](const Stmt *S) {
      if (Watch.mayChange(S))
        return false;
      StringRef How = useOf(S, Memory, In);
      if (How.empty())
        return true;
      In.add({"dma-use-after-release", "used"}, quote(Memory, In.Context),
             Confidence::High, S->getBeginLoc(),
             quote(Memory, In.Context) + " is " + How +
                 " after its release; move the release behind the last use");
      In.note(Site.Call->getBeginLoc(),
              "it is released here with " +
                  spelledCallee(*Site.Row, Site.Call) + "()");
      return false;
    });
  }
}

namespace {

/// What the variables of a function are set to, where that is one place.
class SourceCollector : public RecursiveASTVisitor<SourceCollector> {
public:
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      note(Variable, Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
        note(Variable, Binary->getRHS());
    return true;
  }
  /// The place that \p E names, through a variable perhaps, and the expression
  /// for it; null where there is none.
  std::pair<const FieldDecl *, const Expr *> placeOf(const Expr *E) const {
    if (const VarDecl *Variable = namedVariable(E)) {
      auto It = Sources.find(Variable);
      if (It == Sources.end() || !It->second)
        return {};
      E = It->second;
    }
    return {dyn_cast_or_null<FieldDecl>(namedPlace(E)), E};
  }

private:
  void note(const VarDecl *Variable, const Expr *Source) {
    if (Source->isNullPointerConstant(Variable->getASTContext(),
                                      Expr::NPC_ValueDependentIsNotNull))
      return;
    auto [Place, New] = Sources.try_emplace(Variable, Source);
    if (!New &&
        (!Place->second || namedPlace(Place->second) != namedPlace(Source)))
      Place->second = nullptr;
  }
  DenseMap<const VarDecl *, const Expr *> Sources;
};

/// A buffer freed in front of a release, or behind it.
struct Order {
  const SyntaxContext *In;
  const CallExpr *Free, *Release;
  const Expr *Buffer;
  /// The two are plainly one element's.
  bool IsOfOne;
};

/// True if \p IsSuch holds for \p S or a part of it.
bool anyPart(const Stmt *S, function_ref<bool(const Stmt *)> IsSuch) {
  return S && (IsSuch(S) || any_of(S->children(), [&](const Stmt *Child) {
                 return anyPart(Child, IsSuch);
               }));
}

/// The index that \p Part, an element, has, if that is no constant; or null.
const Expr *indexOf(const Stmt *Part) {
  const auto *Element = dyn_cast<ArraySubscriptExpr>(Part);
  const Expr *Index =
      Element ? Element->getIdx()->IgnoreParenImpCasts() : nullptr;
  return Index && !isa<IntegerLiteral>(Index) ? Index : nullptr;
}

bool hasIndex(const Expr *E) {
  return anyPart(E, [](const Stmt *Part) { return indexOf(Part) != nullptr; });
}

/// True if \p A and \p B have an index in common.
bool haveOneIndex(const Expr *A, const Expr *B, const ASTContext &Context) {
  return anyPart(A, [&](const Stmt *PartOfA) {
    const Expr *Index = indexOf(PartOfA);
    return Index && anyPart(B, [&](const Stmt *PartOfB) {
             const Expr *Other = indexOf(PartOfB);
             return Other && isSameExpr(Index, Other, Context);
           });
  });
}

/// The record that \p Type, a pointer or an array of such, points to; or null.
const RecordDecl *pointeeOf(QualType Type, const ASTContext &Context) {
  if (const auto *Array = Context.getAsArrayType(Type))
    Type = Array->getElementType();
  return Type->isPointerType() ? Type->getPointeeType()->getAsRecordDecl()
                               : nullptr;
}

/// The records of the kernel's that the unit frees: skbs, pages.
SmallPtrSet<const RecordDecl *, 4> buffersOf(ArrayRef<SyntaxContext> Unit) {
  SmallPtrSet<const RecordDecl *, 4> Buffers;
  for (const SyntaxContext &In : Unit)
    for (const ModeledSite &Site : In.Calls)
      if (const Expr *Freed = Site.Row->Role == FunctionRole::Free
                                  ? Site.argument(Site.Row->Memory)
                                  : nullptr)
        if (const RecordDecl *Record =
                pointeeOf(Freed->IgnoreParenCasts()->getType(), In.Context);
            Record && !isDriverDecl(Record, In.Context.getSourceManager()))
          Buffers.insert(Record);
  return Buffers;
}

/// True if \p Field keeps one of \p Buffers, and is the only field of its
/// record that keeps any, or the only array of its length.
bool isOnlyBuffer(const FieldDecl *Field,
                  const SmallPtrSetImpl<const RecordDecl *> &Buffers,
                  const ASTContext &Context) {
  auto IsBuffer = [&](const FieldDecl *Some) {
    return Buffers.contains(pointeeOf(Some->getType(), Context));
  };
  return IsBuffer(Field) &&
         none_of(Field->getParent()->fields(), [&](const FieldDecl *Other) {
           const auto *Mine = Context.getAsConstantArrayType(Field->getType());
           const auto *Theirs =
               Context.getAsConstantArrayType(Other->getType());
           return Other != Field && IsBuffer(Other) &&
                  (!Mine || !Theirs || Mine->getSize() == Theirs->getSize());
         });
}

/// The records that \p E is in, the innermost first, without the index that an
/// array of handles has as well as one of buffers.
SmallVector<const Expr *, 4> recordsAround(const Expr *E) {
  SmallVector<const Expr *, 4> Records;
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      E = Member->getBase()->IgnoreParenCasts();
      Records.push_back(E);
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Element->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Call = dyn_cast<CallExpr>(E);
               Call && Call->getNumArgs() == 1) {
      E = Call->getArg(0);
    } else {
      return Records;
    }
  }
}

/// True if \p A and \p B stand in one record, or one in a part of the other's.
bool areInOneRecord(const Expr *A, const Expr *B, const ASTContext &Context) {
  SmallVector<const Expr *, 4> AroundA = recordsAround(A),
                               AroundB = recordsAround(B);
  if (AroundA.empty() || AroundB.empty())
    return false;
  auto Has = [&](ArrayRef<const Expr *> Records, const Expr *Record) {
    return any_of(Records, [&](const Expr *Other) {
      return isSameExpr(Other, Record, Context);
    });
  };
  return Has(AroundA, AroundB.front()) || Has(AroundB, AroundA.front());
}

} // namespace

void checkFreesBeforeRelease(ArrayRef<SyntaxContext> Unit) {
  using Pair = std::pair<const FieldDecl *, const FieldDecl *>;
  MapVector<Pair, SmallVector<Order, 2>> Reversed;
  DenseMap<Pair, const CallExpr *> Usual;
  SmallPtrSet<const RecordDecl *, 4> Buffers = buffersOf(Unit);
  auto IsUnmap = [](const ApiFunction *Row) {
    return Row && Row->isRelease() && Row->Handle >= 0 && Row->Memory < 0;
  };
  auto IsFree = [](const ApiFunction *Row) {
    return Row && Row->Role == FunctionRole::Free;
  };
  for (const SyntaxContext &In : Unit) {
    auto Has = [&](auto Is) {
      return any_of(In.Calls,
                    [&](const ModeledSite &Site) { return Is(Site.Row); });
    };
    if (!Has(IsUnmap) || !Has(IsFree))
      continue;
    SourceCollector Sources;
    Sources.TraverseDecl(const_cast<FunctionDecl *>(In.Function));
    StraightLine Ways(In);
    for (const ModeledSite &Site : In.Calls) {
      bool FreesFirst = IsFree(Site.Row);
      if (!FreesFirst && !IsUnmap(Site.Row))
        continue;
      Ways.forEachAfter(Site.Call, [&](const Stmt *S) {
        const auto *Next = dyn_cast<CallExpr>(S);
        const ApiFunction *Row =
            Next ? rowOf(In.Api, Next->getDirectCallee()) : nullptr;
        if (FreesFirst ? !IsUnmap(Row) : !IsFree(Row))
          return true;
        const CallExpr *Free = FreesFirst ? Site.Call : Next;
        const CallExpr *Release = FreesFirst ? Next : Site.Call;
        auto [Buffer, BufferExpr] = Sources.placeOf(
            Free->getArg((FreesFirst ? Site.Row : Row)->Memory));
        auto [Handle, HandleExpr] = Sources.placeOf(
            Release->getArg((FreesFirst ? Row : Site.Row)->Handle));
        if (!Buffer || !Handle || Buffer == Handle)
          return true;
        bool OneIndex = haveOneIndex(BufferExpr, HandleExpr, In.Context);
        bool OneRecord = areInOneRecord(BufferExpr, HandleExpr, In.Context);
        if (!OneIndex &&
            (!OneRecord || (hasIndex(BufferExpr) && hasIndex(HandleExpr))))
          return true;
        if (FreesFirst)
          Reversed[{Buffer, Handle}].push_back(
              {&In, Free, Release, BufferExpr,
               isOnlyBuffer(Buffer, Buffers, In.Context) &&
                   (OneIndex ||
                    (!hasIndex(BufferExpr) && !hasIndex(HandleExpr)))});
        else
          Usual.try_emplace({Buffer, Handle}, Release);
        return false;
      });
    }
  }
  for (auto &[Places, Orders] : Reversed) {
    const CallExpr *Sibling = Usual.lookup(Places);
    for (const Order &Wrong : Orders) {
      if (!Sibling && !Wrong.IsOfOne)
        continue;
      const ApiFunction *Row =
          rowOf(Wrong.In->Api, Wrong.Release->getDirectCallee());
      // A device that only reads is done with it when completions are handled.
      std::optional<int64_t> Direction = Wrong.In->number(
          Row->Direction >= 0 ? Wrong.Release->getArg(Row->Direction)
                              : nullptr);
      std::string Name =
          quote(Wrong.Release->getArg(Row->Handle), Wrong.In->Context);
      Wrong.In->add({"dma-use-after-release", "buffer-freed"}, Name,
                    Direction == ToDevice ? Confidence::Low
                                          : Confidence::Medium,
                    Wrong.Release->getBeginLoc(),
                    "the buffer of " + Name +
                        " was freed while it was still mapped; free it after "
                        "the release");
      Wrong.In->note(Wrong.Free->getBeginLoc(),
                     quote(Wrong.Buffer, Wrong.In->Context) + " is freed here");
      if (Sibling)
        Wrong.In->note(Sibling->getBeginLoc(),
                       "elsewhere it is freed after the release");
    }
  }
}

} // namespace dmatidy
