//===-- Elements.cpp - Whether two expressions speak of one thing ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/Elements.h"
#include "checkers/syntax/Syntax.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {
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

} // namespace

bool hasIndex(const Expr *E) {
  return anyPart(E, [](const Stmt *Part) { return indexOf(Part) != nullptr; });
}

bool haveOneIndex(const Expr *A, const Expr *B, const ASTContext &Context) {
  return anyPart(A, [&](const Stmt *PartOfA) {
    const Expr *Index = indexOf(PartOfA);
    return Index && anyPart(B, [&](const Stmt *PartOfB) {
             const Expr *Other = indexOf(PartOfB);
             return Other && isSameExpr(Index, Other, Context);
           });
  });
}

namespace {
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

bool areOfOneElement(const Expr *A, const Expr *B, const ASTContext &Context) {
  return haveOneIndex(A, B, Context) ||
         (areInOneRecord(A, B, Context) && !(hasIndex(A) && hasIndex(B)));
}

} // namespace dmatidy
