//===-- SyncMismatchModule.cpp - dma-sync-mismatch -----------------------===//
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

#include "checkers/checks/ownership/dma-sync-mismatch/SyncMismatch.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

class SyncMismatch {
public:
  SyncMismatch(const Module &All, ModuleReport &Report)
      : All(All), Report(Report) {}

  void run() {
    for (const LinkedCall &Call : All.calls()) {
      if (Call.Row->Role != FunctionRole::Sync)
        continue;
      if (!Call.IgnoredDirection.empty()) {
        Report.add({Check, "direction-ignored"}, Confidence::High, Call,
                   Call.Object + " is always synchronised as " +
                       directionName(Call.Direction.Constant) + ", whatever '" +
                       Call.IgnoredDirection + "' says; pass '" +
                       Call.IgnoredDirection + "' on",
                   {});
        continue;
      }
      const ValueOrigins &Meant = All.meantBy(Call);
      if (Meant.Acquisitions.empty())
        checkNeverGiven(Call);
      if (Meant.Acquisitions.empty() || !Meant.Complete) {
        compareWithOthers(Call);
        continue;
      }
      if (!checkCoherent(Call, Meant) && !compareDirection(Call, Meant))
        compareSize(Call, Meant);
    }
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->isAcquire())
        checkOneWay(Call);
  }

private:
  static constexpr StringRef Check = "dma-sync-mismatch";

  /// The first in the order of the module's calls, whatever order a set has.
  static const LinkedCall *firstOf(const ValueOrigins &Meant) {
    return *llvm::min_element(Meant.Acquisitions);
  }

  static void assume(Diagnostic &Finding, const LinkedCall &Call) {
    Finding.Notes.push_back({Call.Site.File, Call.Site.Line, Call.Site.Column,
                             "assuming that nothing else is stored where " +
                                 Call.Object + " is kept"});
  }

  /// Not every mapping is seen that \p Sync can mean, but all those that are,
  /// and all other calls on them, have another direction.
  void compareWithOthers(const LinkedCall &Sync) {
    auto Now = All.direction(Sync.Direction);
    // What is synchronised both ways is more likely a mapping that is not seen.
    if (!Now || *Now == Bidirectional)
      return;
    std::optional<UsualDirection> Usual = All.usualDirection(Sync);
    if (!Usual || Usual->Direction == *Now || Usual->Direction == Bidirectional)
      return;
    reportDirection(Sync, *Now, Usual->Direction,
                    {{Usual->Map, acquiredHere(*Usual->Map)},
                     {Usual->Use, "elsewhere it is handled as " +
                                      directionName(Usual->Direction).str()}});
  }

  void
  reportDirection(const LinkedCall &Sync, int64_t Now, int64_t Then,
                  ArrayRef<std::pair<const LinkedCall *, std::string>> Others) {
    assume(Report.add({Check, "direction"}, Confidence::Medium, Sync,
                      Sync.Object + " is synchronised as " +
                          directionName(Now) + ", but was mapped as " +
                          directionName(Then) +
                          "; use the direction of the mapping",
                      Others),
           Sync);
  }

  bool compareDirection(const LinkedCall &Sync, const ValueOrigins &Meant) {
    auto Now = All.direction(Sync.Direction);
    if (!Now || !all_of(Meant.Acquisitions, [&](const LinkedCall *Map) {
          auto Then = All.direction(Map->Direction);
          return Then && *Then != Bidirectional && *Then != *Now;
        }))
      return false;
    const LinkedCall *Map = firstOf(Meant);
    reportDirection(Sync, *Now, *All.direction(Map->Direction),
                    {{Map, acquiredHere(*Map)}});
    return true;
  }

  void compareSize(const LinkedCall &Sync, const ValueOrigins &Meant) {
    auto Now = All.constant(Sync.Size);
    if (!Now || Sync.Row->Offset >= 0 ||
        !all_of(Meant.Acquisitions, [&](const LinkedCall *Map) {
          auto Then = All.constant(Map->Size);
          return Then && *Then < *Now;
        }))
      return;
    const LinkedCall *Map = firstOf(Meant);
    assume(Report.add({Check, "range"}, Confidence::Medium, Sync,
                      Sync.Object + " is synchronised for " +
                          std::to_string(*Now) + " bytes, but only " +
                          std::to_string(*All.constant(Map->Size)) +
                          " bytes were mapped; stay within the mapping",
                      {{Map, acquiredHere(*Map)}}),
           Sync);
  }

  /// Coherent memory has no mapping to synchronise; the other allocations,
  /// which do, are made for a direction.
  bool checkCoherent(const LinkedCall &Sync, const ValueOrigins &Meant) {
    if (!all_of(Meant.Acquisitions, [](const LinkedCall *Acquisition) {
          return Acquisition->Row->givesMemory() &&
                 Acquisition->Row->HandleOut >= 0 &&
                 Acquisition->Row->Direction < 0;
        }))
      return false;
    const LinkedCall *First = firstOf(Meant);
    // Acquisition allocation may be synchronised all over the driver.
    if (!Coherent.insert(First).second)
      return true;
    assume(Report.add({Check, "coherent"}, Confidence::Medium, Sync,
                      Sync.Object + " is " + First->Row->Family->Noun +
                          ", which has no mapping to synchronise; drop the "
                          "call, or allocate with dma_alloc_noncoherent()",
                      {{First, acquiredHere(*First)}}),
           Sync);
    return true;
  }

  /// The driver synchronises a mapping, but only ever one way, and that is not
  /// the way that counts: the device writes and it is never synchronised for
  /// the CPU, or the CPU writes and it is never synchronised for the device.
  void checkOneWay(const LinkedCall &Map) {
    auto Direction = All.direction(Map.Direction);
    if (Direction != FromDevice && Direction != ToDevice)
      return;
    bool DeviceWrites = *Direction == FromDevice;
    const LinkedCall *Other = nullptr;
    for (const LinkedCall *Call : All.callsOn(Map)) {
      // Another direction is another user of the same field.
      if (Call->Row->Role != FunctionRole::Sync ||
          All.direction(Call->Direction) != Direction)
        continue;
      if (Call->Row->ToDevice != DeviceWrites)
        return;
      if (!Other)
        Other = Call;
    }
    // A sync of something unknown may mean this mapping.
    if (!Other || any_of(All.calls(), [&](const LinkedCall &Unknown) {
          return Unknown.Row->Role == FunctionRole::Sync &&
                 Unknown.Row->ToDevice != DeviceWrites &&
                 !All.meantBy(Unknown).Complete;
        }))
      return;
    if (!OneWay.insert(Other).second)
      return;
    assume(Report.add({Check, "one-way"}, Confidence::Medium, *Other,
                      Other->Object +
                          (DeviceWrites
                               ? " is written by the device and only ever "
                                 "synchronised for it; synchronise it for the "
                                 "CPU before the CPU reads it"
                               : " is written by the CPU and only ever "
                                 "synchronised for it; synchronise it for the "
                                 "device before the device reads it"),
                      {{&Map, acquiredHere(Map)}}),
           *Other);
  }

  /// True if \p Other, a release or sync, may be about what \p Sync is about,
  /// whose mapping is not seen.
  bool mayBeSame(const LinkedCall &Other, const LinkedCall &Sync) const {
    return All.mayMeanAnything(Other) ||
           (Sync.Row->List >= 0 ? Other.Row->List >= 0
                                : Other.Handle.base() == Sync.Handle.base());
  }

  /// The CPU takes back what the device only reads, to write it, and nothing in
  /// the module gives it to the device again.
  void checkNeverGiven(const LinkedCall &Sync) {
    if (Sync.Row->ToDevice || All.direction(Sync.Direction) != ToDevice ||
        !All.isKeptInField(Sync) ||
        any_of(All.calls(), [&](const LinkedCall &Other) {
          return (Other.Row->isRelease() ||
                  (Other.Row->Role == FunctionRole::Sync &&
                   Other.Row->ToDevice)) &&
                 mayBeSame(Other, Sync);
        }))
      return;
    if (Sync.Row->List < 0 && !NeverGiven.insert(*Sync.Handle.base()).second)
      return;
    Report
        .add({Check, "one-way"}, Confidence::Medium, Sync,
             Sync.Object + " is synchronised for the CPU to write it, and "
                           "nothing gives it to the device after that; "
                           "synchronise it for the device, or name the "
                           "direction in which the device writes it",
             {})
        .Notes.push_back({Sync.Site.File, Sync.Site.Line, Sync.Site.Column,
                          "assuming that nobody outside this module gives it "
                          "back to the device"});
  }

  const Module &All;
  ModuleReport &Report;
  SmallPtrSet<const LinkedCall *, 4> OneWay, Coherent;
  SmallDenseSet<NodeId, 4> NeverGiven;
};

} // namespace

void checkSyncMismatchInModule(const Module &All, ModuleReport &Report) {
  SyncMismatch(All, Report).run();
}

} // namespace dmatidy
