//===-- GfpSyntax.cpp - Zone flags for dma-gfp ---------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where memory comes from, the device's DMA mask says. dma_alloc_coherent()
// drops __GFP_DMA, __GFP_DMA32 and __GFP_HIGHMEM; dma_alloc_pages() and its
// relatives refuse them with a warning (kernel/dma/mapping.c). What may sleep
// where, Gfp.cpp tells.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-gfp/Gfp.h"
#include "checkers/syntax/Syntax.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

void checkGfpInText(const SyntaxContext &In) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Given = Site.argument(Site.Row->Gfp);
    std::optional<int64_t> Number = In.number(Given);
    if (!Number || !Site.Row->isAcquire() || !(*Number & In.Api.zoneFlags()))
      continue;
    // A direction stands where the device's memory is made for one.
    bool Refused = Site.Row->Direction >= 0;
    In.add({"dma-gfp", "zone"}, quoteWritten(Given, In.Context),
           Confidence::High, Given->getBeginLoc(),
           quoteWritten(Given, In.Context) + " chooses a zone, which " +
               spelledCallee(*Site.Row, Site.Call) + "() " +
               (Refused ? "refuses" : "ignores") +
               "; set the device's DMA mask instead");
  }
}

} // namespace dmatidy
