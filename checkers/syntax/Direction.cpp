//===-- Direction.cpp - The check dma-direction ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Only DMA_TO_DEVICE, DMA_FROM_DEVICE and DMA_BIDIRECTIONAL can be mapped for:
// BUG_ON(!valid_dma_direction(dir)) in kernel/dma/mapping.c. The directions of
// the DMA engine are another enumeration.
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/Syntax.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The enumeration that \p E is a value of; null if it is a plain number.
static const EnumDecl *enumOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  // An enumerator is an int in C.
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(Ref->getDecl()))
      return dyn_cast<EnumDecl>(Constant->getDeclContext());
  const auto *Type = E->getType()->getAs<EnumType>();
  return Type ? Type->getDecl() : nullptr;
}

void checkDirection(const SyntaxContext &In) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Given = Site.argument(Site.Row->Direction);
    if (!Given)
      continue;
    std::string Callee = spelledCallee(*Site.Row, Site.Call) + "()";
    std::optional<int64_t> Number = In.number(Given);
    if (Number && (*Number < Bidirectional || *Number >= NoDirection)) {
      In.add("dma-direction", Confidence::High, Given->getBeginLoc(),
             quoteWritten(Given, In.Context) + " is no direction that " +
                 Callee + " can take; pass the one in which the data goes");
      continue;
    }
    const auto *Expected = Site.Call->getDirectCallee()
                               ->getParamDecl(Site.Row->Direction)
                               ->getType()
                               ->getAs<EnumType>();
    const EnumDecl *Own = enumOf(Given);
    if (!Expected || !Own || !Own->getIdentifier() ||
        Own->getName() == Expected->getDecl()->getName())
      continue;
    In.add("dma-direction", Confidence::Medium, Given->getBeginLoc(),
           quoteWritten(Given, In.Context) + " is an enum " + Own->getName() +
               ", and " + Callee + " takes an enum " +
               Expected->getDecl()->getName() +
               (Number ? "; pass " + directionName(*Number)
                       : "; pass a value of that type"));
    if (Number)
      In.fix(Given->getSourceRange(), directionName(*Number));
    In.note(Given->getBeginLoc(), "assuming that the numbers of the two "
                                  "enumerations will not always agree");
  }
}

} // namespace dmatidy
