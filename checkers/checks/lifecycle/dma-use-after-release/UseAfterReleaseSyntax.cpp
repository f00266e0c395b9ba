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
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/Elements.h"
#include "checkers/syntax/MemoryUse.h"
#include "checkers/syntax/StraightLine.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

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
      StringRef How = useOf(
          S,
          [&](const Expr *Pointer) {
            return isSameExpr(Pointer, Memory, In.Context);
          },
          In.Api);
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

/// A buffer freed in front of a release, or behind it.
struct Order {
  const SyntaxContext *In;
  const CallExpr *Free, *Release;
  const Expr *Buffer;
  /// The two are plainly one element's.
  bool IsOfOne;
};

/// The record that \p Type, a pointer or an array of such, points to; or null.
const RecordDecl *pointeeOf(QualType Type, const ASTContext &Context) {
  if (const auto *Array = Context.getAsArrayType(Type))
    Type = Array->getElementType();
  return pointeeRecord(Type);
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

} // namespace

void checkFreesBeforeRelease(ArrayRef<SyntaxContext> Unit) {
  using Pair = std::pair<const FieldDecl *, const FieldDecl *>;
  MapVector<Pair, SmallVector<Order, 2>> Reversed;
  DenseMap<Pair, const CallExpr *> Usual;
  SmallPtrSet<const RecordDecl *, 4> Buffers = buffersOf(Unit);
  auto IsUnmap = [](const ApiFunction *Row) { return Row && Row->isUnmap(); };
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
    VariableSources Sources(In.Function);
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
        const Expr *Freed = Free->getArg((FreesFirst ? Site.Row : Row)->Memory);
        const Expr *Given =
            Release->getArg((FreesFirst ? Row : Site.Row)->Handle);
        // The buffer itself keeps the handle.
        if (const VarDecl *Variable = namedVariable(Freed);
            FreesFirst && Variable &&
            Buffers.contains(pointeeOf(Variable->getType(), In.Context)) &&
            Sources.isPartOf(Given, Variable)) {
          Reversed[{nullptr, nullptr}].push_back(
              {&In, Free, Release, Freed, /*IsOfOne=*/true});
          return false;
        }
        auto [Buffer, BufferExpr] = Sources.placeOf(Freed);
        auto [Handle, HandleExpr] = Sources.placeOf(Given);
        if (!Buffer || !Handle || Buffer == Handle)
          return true;
        if (!areOfOneElement(BufferExpr, HandleExpr, In.Context))
          return true;
        if (FreesFirst)
          Reversed[{Buffer, Handle}].push_back(
              {&In, Free, Release, BufferExpr,
               isOnlyBuffer(Buffer, Buffers, In.Context) &&
                   (haveOneIndex(BufferExpr, HandleExpr, In.Context) ||
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
