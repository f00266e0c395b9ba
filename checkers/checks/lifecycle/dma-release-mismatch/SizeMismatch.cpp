//===-- SizeMismatch.cpp - Sizes across a module --------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/ModuleMismatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

static bool areInOneFunction(const LinkedCall &Release,
                             const LinkedCalls &Acquired) {
  return all_of(Acquired, [&](const LinkedCall *Call) {
    return Call->InFunction == Release.InFunction;
  });
}

bool SizeMismatch::compareValues(const LinkedCall &Release,
                                 const LinkedCalls &Acquired) {
  if (Release.Row->Size < 0)
    return false;
  bool IsWithoutCalled = all_of(Acquired, [&](const LinkedCall *Call) {
    return All.isWithoutCalled(Call->Size, Release.Size);
  });
  if (!IsWithoutCalled && !To.allDiffer(Release, Acquired, &ModeledCall::Size))
    return false;
  auto Now = All.constant(Release.Size),
       Then = All.constant(Acquired.front()->Size);
  // Within one function the paths know what is 0.
  if ((!Now || !Then) && !IsWithoutCalled &&
      areInOneFunction(Release, Acquired))
    return false;
  std::string How =
      Now && Then ? "with a size of " + std::to_string(*Now) +
                        " bytes, but was acquired with " +
                        std::to_string(*Then) + " bytes"
                  : std::string("with another size than it was acquired with");
  To.report("size", Release, Acquired,
            Release.Object + " is released " + How +
                "; release it with the same size");
  return true;
}

/// The size of another object: both are kept in fields, and nobody has
/// acquired this one by that.
bool SizeMismatch::compareFields(const LinkedCall &Release,
                                 const LinkedCalls &Acquired) {
  // Within one function nobody else writes a field of the kernel's.
  bool OfKernel = areInOneFunction(Release, Acquired);
  std::optional<NodeId> Now = fieldOf(Release.Size, OfKernel);
  if (!Now || !all_of(Acquired, [&](const LinkedCall *Call) {
        std::optional<NodeId> Then = fieldOf(Call->Size, OfKernel);
        return Then && Then != Now &&
               All.compare(Call->Size, Release.Size) != Comparison::Equal;
      }))
    return false;
  auto Other = find_if(All.calls(), [&](const LinkedCall &Call) {
    return Call.Row->isAcquire() && !is_contained(Acquired, &Call) &&
           fieldOf(Call.Size, OfKernel) == Now &&
           (!OfKernel || Call.InFunction == Release.InFunction ||
            fieldOf(Call.Size, /*OfKernel=*/false));
  });
  if (Other == All.calls().end())
    return false;
  To.report("size", Release, Acquired,
            Release.Object + " is released with the size of " + Other->Object +
                "; release it with the size that it was acquired with");
  To.note(*Other, Other->Object + " is acquired with that size");
  return true;
}

/// The field of the module's own, or, with \p OfKernel, of the kernel's as
/// well, that \p Size is what it holds.
std::optional<NodeId> SizeMismatch::fieldOf(const Value &Size,
                                            bool OfKernel) const {
  std::optional<NodeId> Base = Size.base();
  return Base && !Size.Constant &&
                 (All.isOwnField(*Base) ||
                  (OfKernel && All.node(*Base).IsField))
             ? Base
             : std::nullopt;
}

bool SizeMismatch::compareHead(const LinkedCall &Release) {
  std::optional<NodeId> Whole = Release.Size.base();
  if (Release.Row->Size < 0 || !Whole || Release.Size.Constant ||
      All.node(*Whole).Kind != NodeKind::Kernel)
    return false;
  const LinkedCall *Head = nullptr;
  for (const LinkedCall &Call : All.calls()) {
    if (!Call.Row->isAcquire() || Call.Row->Size < 0 ||
        !ModuleMismatch::fits(Release, Call))
      continue;
    if (All.compare(Call.Size, Release.Size) == Comparison::Equal)
      return false;
    if (All.isPartOf(Call.Size, Release.Size) && !Head)
      Head = &Call;
  }
  if (!Head)
    return false;
  To.report("size", Release, LinkedCalls(1, Head),
            Release.Object +
                " is released with the length of the whole packet, "
                "but only mappings of parts are made; release it "
                "with the length that was mapped");
  return true;
}

bool SizeMismatch::compareWithOthers(const LinkedCall &Release) {
  static constexpr unsigned Enough = 3;
  if (Release.Row->Size < 0 || !All.isKeptInField(Release))
    return false;
  LinkedCalls Alike;
  for (const LinkedCall &Other : All.calls()) {
    if (&Other == &Release || !Other.Row->isRelease() || Other.Row->Size < 0 ||
        Other.Handle.base() != Release.Handle.base())
      continue;
    if (All.isWithoutCalled(Other.Size, Release.Size))
      Alike.push_back(&Other);
    else if (All.compare(Other.Size, Release.Size) == Comparison::Equal)
      return false;
  }
  if (Alike.size() < Enough)
    return false;
  To.report("size", Release, {},
            Release.Object + " is released with another size than elsewhere; "
                             "release it with the size that it was acquired "
                             "with");
  To.note(*Alike.front(), "elsewhere it is released with more");
  return true;
}

} // namespace dmatidy
