//===-- Device.cpp - The check dma-device --------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The DMA API wants the struct device that does the DMA: the one on the bus,
// whose DMA mask and IOMMU are the ones that count. NULL is none, and the
// device inside a struct net_device stands for the interface
// (Documentation/core-api/dma-api.rst: "dev" is the device the memory is for).
// What the driver has given a DMA mask of its own is taken at its word.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

namespace {

class DeviceChecker {
public:
  DeviceChecker(const Module &All, const Model &Api, ModuleReport &Report)
      : All(All), Api(Api), Report(Report) {}

  void run() {
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->Role == FunctionRole::Mask)
        if (auto Owners = All.ownersOf(Call.Device))
          for (const auto &Owner : *Owners)
            Masked.insert(Owner.getKey());
    for (const LinkedCall &Call : All.calls())
      if (Call.Row->Device >= 0 && Call.Row->Role != FunctionRole::Bind)
        check(Call);
  }

private:
  void check(const LinkedCall &Call) {
    if (Call.Device.isConstant() || All.constant(Call.Device) == 0) {
      if (All.constant(Call.Device) == 0)
        report(Call,
               "NULL is passed to " + Call.Spelled +
                   "() for the device; pass the device that does the "
                   "DMA",
               /*Direct=*/Call.Device.isConstant(), "NULL");
      return;
    }
    std::optional<StringSet<>> Owners = All.ownersOf(Call.Device);
    if (!Owners || any_of(*Owners, [&](const auto &Owner) {
          return !Api.isClassDevice(Owner.getKey()) ||
                 Masked.contains(Owner.getKey()) ||
                 All.masked().contains(Owner.getKey());
        }))
      return;
    StringRef Owner = Owners->begin()->getKey();
    report(Call,
           "the device passed to " + Call.Spelled + "() is that of a struct " +
               Owner.split('.').first +
               ", which does no DMA; pass the device on the bus, usually its "
               "parent",
           Owners->size() == 1 && All.isAddressOf(Call.Device), Owner);
  }

  /// Once in a function: the other calls there go with it.
  void report(const LinkedCall &Call, const Twine &Message, bool Direct,
              StringRef What) {
    if (!Reported.insert((Call.InFunction + " " + What).str()).second)
      return;
    Diagnostic &Finding = Report.add(
        {"dma-device", What}, Direct ? Confidence::High : Confidence::Medium,
        Call, Message, {});
    if (!Direct)
      Finding.Notes.push_back({Call.Site.File, Call.Site.Line, Call.Site.Column,
                               "assuming that nothing else is stored where the "
                               "device is kept"});
  }

  const Module &All;
  const Model &Api;
  ModuleReport &Report;
  StringSet<> Masked, Reported;
};

} // namespace

static void checkDeviceInModule(const Module &All, ModuleReport &Report) {
  DeviceChecker(All, All.model(), Report).run();
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-device.md"
};

const dmatidy::CheckInfo dmatidy::DeviceCheck = {
    "dma-device",
    CheckGroup::Parameters,
    Confidence::High,
    "a device that does no DMA: NULL, or that of an interface",
    StringRef(Page, sizeof(Page)),
    {nullptr, nullptr, nullptr, checkDeviceInModule}};
