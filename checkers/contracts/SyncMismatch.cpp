//===-- SyncMismatch.cpp - dma-sync-mismatch ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A sync is held to the mappings that its argument can come from: the same
// direction unless the mapping is bidirectional, and no more bytes than were
// mapped (kernel/dma/debug.c, check_sync()). A mapping the device writes and
// that is only ever synchronised for the device leaves the CPU with what its
// cache held before. A function that takes a direction hands it on.
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Link.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

constexpr int64_t Bidirectional = 0, ToDevice = 1, FromDevice = 2;

StringRef directionName(int64_t Direction) {
  return Direction == Bidirectional ? "DMA_BIDIRECTIONAL"
         : Direction == ToDevice    ? "DMA_TO_DEVICE"
         : Direction == FromDevice  ? "DMA_FROM_DEVICE"
                                    : "an invalid direction";
}

class SyncMismatch {
public:
  SyncMismatch(const Module &All, ContractReport &Report)
      : All(All), Report(Report) {}

  void run() {
    for (const LinkedCall &Call : All.calls()) {
      if (Call.TheRow->TheRole != Role::Sync)
        continue;
      if (!Call.IgnoredDirection.empty()) {
        Report.add(Check, Confidence::High, Call,
                   Call.Object + " is always synchronised as " +
                       directionName(Call.Direction.Constant) + ", whatever '" +
                       Call.IgnoredDirection + "' says; pass '" +
                       Call.IgnoredDirection + "' on",
                   {});
        continue;
      }
      const Origins &Meant = All.meantBy(Call);
      if (Meant.Acquisitions.empty() || !Meant.Complete)
        continue;
      if (!compareDirection(Call, Meant))
        compareSize(Call, Meant);
    }
    for (const LinkedCall &Call : All.calls())
      if (Call.TheRow->isAcquire())
        checkOnlyForDevice(Call);
  }

private:
  static constexpr StringRef Check = "dma-sync-mismatch";

  /// The first in the order of the module's calls, whatever order a set has.
  static const LinkedCall *firstOf(const Origins &Meant) {
    return *std::min_element(Meant.Acquisitions.begin(),
                             Meant.Acquisitions.end());
  }

  static void assume(Diagnostic &Found, const LinkedCall &Call) {
    Found.Notes.push_back({Call.Site.File, Call.Site.Line, Call.Site.Column,
                           "assuming that nothing else is stored where " +
                               Call.Object + " is kept"});
  }

  bool compareDirection(const LinkedCall &Sync, const Origins &Meant) {
    auto Now = All.constant(Sync.Direction);
    if (!Now || !all_of(Meant.Acquisitions, [&](const LinkedCall *Map) {
          auto Then = All.constant(Map->Direction);
          return Then && *Then != Bidirectional && *Then != *Now;
        }))
      return false;
    const LinkedCall *Map = firstOf(Meant);
    assume(Report.add(Check, Confidence::Medium, Sync,
                      Sync.Object + " is synchronised as " +
                          directionName(*Now) + ", but was mapped as " +
                          directionName(*All.constant(Map->Direction)) +
                          "; use the direction of the mapping",
                      {{Map, acquiredHere(*Map)}}),
           Sync);
    return true;
  }

  void compareSize(const LinkedCall &Sync, const Origins &Meant) {
    auto Now = All.constant(Sync.Size);
    if (!Now || Sync.TheRow->Offset >= 0 ||
        !all_of(Meant.Acquisitions, [&](const LinkedCall *Map) {
          auto Then = All.constant(Map->Size);
          return Then && *Then < *Now;
        }))
      return;
    const LinkedCall *Map = firstOf(Meant);
    assume(Report.add(Check, Confidence::Medium, Sync,
                      Sync.Object + " is synchronised for " +
                          std::to_string(*Now) + " bytes, but only " +
                          std::to_string(*All.constant(Map->Size)) +
                          " bytes were mapped; stay within the mapping",
                      {{Map, acquiredHere(*Map)}}),
           Sync);
  }

  /// The device writes, and nobody ever asks to read what it has written.
  void checkOnlyForDevice(const LinkedCall &Map) {
    if (All.constant(Map.Direction) != FromDevice)
      return;
    const LinkedCall *ForDevice = nullptr;
    for (const LinkedCall *Call : All.callsOn(Map)) {
      // Another direction is another user of the same field.
      if (Call->TheRow->TheRole != Role::Sync ||
          All.constant(Call->Direction) != FromDevice)
        continue;
      if (!Call->TheRow->ToDevice)
        return;
      if (!ForDevice)
        ForDevice = Call;
    }
    // A sync of something unknown may mean this mapping.
    if (!ForDevice || any_of(All.calls(), [&](const LinkedCall &Other) {
          return Other.TheRow->TheRole == Role::Sync &&
                 !Other.TheRow->ToDevice && All.mayMeanAnything(Other);
        }))
      return;
    if (!OnlyForDevice.insert(ForDevice).second)
      return;
    assume(Report.add(Check, Confidence::Medium, *ForDevice,
                      ForDevice->Object +
                          " is written by the device and only ever "
                          "synchronised for it; synchronise it for the CPU "
                          "before the CPU reads it",
                      {{&Map, acquiredHere(Map)}}),
           *ForDevice);
  }

  const Module &All;
  ContractReport &Report;
  SmallPtrSet<const LinkedCall *, 4> OnlyForDevice;
};

} // namespace

void checkSync(const Module &All, ContractReport &Report) {
  SyncMismatch(All, Report).run();
}

} // namespace dmatidy
