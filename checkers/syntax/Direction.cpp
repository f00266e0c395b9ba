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

/// The buffer of mapping \p Site is filled right before, or copied out of
/// afterwards, against the way its data goes.
static void checkUse(const SyntaxContext &In, size_t Index) {
  const ModeledSite &Site = In.Calls[Index];
  const Expr *Buffer = Site.argument(Site.Row->Memory);
  std::optional<int64_t> Number = In.number(Site.argument(Site.Row->Direction));
  if (!Buffer || !Number || !Site.Row->isAcquire())
    return;
  Buffer = bareArgument(Buffer);
  auto Means = [&](const ModeledSite &Other, int Argument) {
    const Expr *Given = Other.argument(Argument);
    return Given && isSameExpr(bareArgument(Given), Buffer, In.Context);
  };
  auto Fills = [&](const ModeledSite &Other) {
    return Other.Row->GivesData && Means(Other, Other.Row->Writes);
  };
  ArrayRef<ModeledSite> All = In.Calls;
  ArrayRef<ModeledSite> Before = All.take_front(Index),
                        After = All.drop_front(Index + 1);
  const auto *Filled = find_if(Before, Fills);
  if (*Number == FromDevice && Filled != Before.end()) {
    In.add("dma-direction", Confidence::Medium, Site.Call->getBeginLoc(),
           quote(Buffer, In.Context) +
               " is filled for the device, but mapped DMA_FROM_DEVICE, which "
               "does not show it the data; map it DMA_TO_DEVICE");
    In.note(Filled->Call->getBeginLoc(), "the buffer is filled here");
    In.note(Site.Call->getBeginLoc(),
            "assuming that the device is meant to read it");
  }
  if (*Number != ToDevice || any_of(All, Fills))
    return;
  const auto *Out = find_if(After, [&](const ModeledSite &Other) {
    return Other.Row->TheRole == Role::Access && Other.Row->Reads >= 0 &&
           Means(Other, Other.Row->Reads);
  });
  const auto *End = find_if(After, [&](const ModeledSite &Other) {
    return Other.Row->isRelease() && Other.Row->releases(*Site.Row->TheFamily);
  });
  if (Out == After.end() || End >= Out)
    return;
  In.add("dma-direction", Confidence::Medium, Site.Call->getBeginLoc(),
         quote(Buffer, In.Context) +
             " is mapped DMA_TO_DEVICE, but read when the device is done; map "
             "it DMA_FROM_DEVICE");
  In.note(Out->Call->getBeginLoc(), "the buffer is read here");
  In.note(Site.Call->getBeginLoc(),
          "assuming that the device is meant to write it");
}

void checkDirection(const SyntaxContext &In) {
  for (size_t I = 0, E = In.Calls.size(); I != E; ++I)
    checkUse(In, I);
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
