//===-- AttrsModule.cpp - dma-attrs across functions ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A release is held to the attributes of the acquisitions that its argument can
// come from; see Attrs.cpp for the rule.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-attrs/Attrs.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

/// The attributes that \p Call passes, as far as they must agree; a function
/// without that argument passes none.
static std::optional<uint64_t>
attributesOf(const LinkedCall &Call, const Module &All, const Model &Api) {
  if (Call.Row->Attrs < 0)
    return 0;
  std::optional<int64_t> Number = All.constant(Call.Attrs);
  return Number ? std::optional(uint64_t(*Number) & Api.matchingAttributes())
                : std::nullopt;
}

void checkAttrsInModule(const Module &All, ModuleReport &Report) {
  const Model &Api = All.model();
  for (const LinkedCall &Release : All.calls()) {
    if (!Release.Row->isRelease())
      continue;
    const ValueOrigins &Meant = All.meantBy(Release);
    std::optional<uint64_t> Now = attributesOf(Release, All, Api);
    if (!Now || !Meant.Complete || Meant.Acquisitions.empty() ||
        any_of(Meant.Acquisitions, [&](const LinkedCall *Acquisition) {
          std::optional<uint64_t> Then = attributesOf(*Acquisition, All, Api);
          return !Then || *Then == *Now;
        }))
      continue;
    const LinkedCall *First =
        *std::min_element(Meant.Acquisitions.begin(), Meant.Acquisitions.end());
    Report
        .add({"dma-attrs", "released-with-others"}, Confidence::Medium, Release,
             Release.Object +
                 " is released with other attributes than it was "
                 "acquired with; pass " +
                 Release.Spelled + "() the same ones",
             {{First, acquiredHere(*First)}})
        .Notes.push_back(
            noteAt(Release.Site, "assuming that nothing else is stored where " +
                                     Release.Object + " is kept"));
  }
}

} // namespace dmatidy
