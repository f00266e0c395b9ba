//===-- HandleTypeModule.cpp - dma-handle-type: addresses that are cut off ===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A DMA address is kept in a type of its own, dma_addr_t, because it may be
// wider than an int or a pointer (Documentation/core-api/dma-api-howto.rst). It
// matters where the device can address more: a driver that sets no mask, or one
// of 32 bits, gets addresses that fit.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-handle-type/HandleType.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

void checkHandleTypeInModule(const Module &All, ModuleReport &Report) {
  const LinkedCall *Wide = nullptr;
  bool AnyUnknown = false;
  for (const LinkedCall &Call : All.calls()) {
    if (Call.Row->Role != FunctionRole::Mask || Call.Row->Mask < 0)
      continue;
    std::optional<int64_t> Mask = All.constant(Call.Mask);
    if (Mask && uint64_t(*Mask) > UINT32_MAX && !Wide)
      Wide = &Call;
    AnyUnknown |= !Mask;
  }
  // A device of 32 bits, which is what buses start with, gets addresses that
  // fit.
  if (!Wide && !AnyUnknown)
    return;
  for (const LinkedCall &Map : All.calls()) {
    if (Map.KeptIn.empty())
      continue;
    Diagnostic &Finding = Report.add(
        {"dma-handle-type", "narrow"},
        Wide ? Confidence::Medium : Confidence::Low, Map,
        "the DMA address that " + Map.Spelled + "() gives is kept in a '" +
            Map.KeptIn + "', which is too small for it; make it a dma_addr_t",
        {});
    if (Wide)
      Finding.Notes.push_back(noteAt(
          Wide->Site, "the device is said to address more than 4 GiB here"));
    Finding.Notes.push_back(
        noteAt(Map.Site, Wide ? "assuming that an address beyond 4 GiB is given"
                              : "assuming that the device can address more "
                                "than 4 GiB"));
  }
}

} // namespace dmatidy
