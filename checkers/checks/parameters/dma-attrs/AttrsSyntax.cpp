//===-- AttrsSyntax.cpp - Attributes for dma-attrs -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each function takes some of the DMA_ATTR_* bits
// (Documentation/core-api/dma-attributes.rst; kernel/dma/mapping.c:
// dma_alloc_noncontiguous() warns of all but DMA_ATTR_ALLOC_SINGLE_PAGES).
// Whether a release has those of its acquisition, Attrs.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-attrs/Attrs.h"
#include "checkers/syntax/Syntax.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

void checkAttrsInText(const SyntaxContext &In) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Given = Site.argument(Site.Row->Attrs);
    std::optional<int64_t> Number = In.number(Given);
    if (!Given)
      continue;
    if (isOfType(Given->IgnoreParenImpCasts(), "gfp_t")) {
      In.add({"dma-attrs", "allocation-flag"}, quoteWritten(Given, In.Context),
             Confidence::High, Given->getBeginLoc(),
             quoteWritten(Given, In.Context) + " is an allocation flag, and " +
                 spelledCallee(*Site.Row, Site.Call) +
                 "() takes attributes there; pass DMA_ATTR_* values or 0");
      continue;
    }
    if (!Number)
      continue;
    uint64_t Taken =
        Site.Row->TakenAttrs ? Site.Row->TakenAttrs : In.Api.allAttributes();
    if (uint64_t(*Number) & ~Taken)
      In.add({"dma-attrs", "not-taken"}, quoteWritten(Given, In.Context),
             Confidence::High, Given->getBeginLoc(),
             quoteWritten(Given, In.Context) + " has attributes that " +
                 spelledCallee(*Site.Row, Site.Call) +
                 "() does not take; pass only those it knows, or 0");
  }
}

} // namespace dmatidy
