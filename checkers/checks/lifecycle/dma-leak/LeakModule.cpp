//===-- LeakModule.cpp - dma-leak: acquired, and nowhere released --------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object is kept in a field of the driver's, and no release of the module
// can mean it. Silent wherever somebody unseen may get at it: a field of the
// kernel's, a function of another module, a release of the same kind whose
// argument is not known.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

std::vector<std::string> ownFieldsOf(const Module &All,
                                     const LinkedCall &Acquired) {
  auto Locations = All.reachedFrom(Acquired.Result);
  // The result of mapping is the handle.
  bool IsMapping = !Acquired.Row->givesMemory();
  auto OfHandle =
      All.reachedFrom(IsMapping ? Acquired.Result : Acquired.HandleOut);
  if (!Locations || !OfHandle)
    return {};
  std::vector<std::string> Fields;
  for (NodeId Id : *Locations) {
    if (!IsMapping && All.isGivenAway(Id))
      return {};
    if (All.isOwnField(Id))
      Fields.push_back(All.node(Id).Name);
  }
  // A handle is published, to registers and descriptors, by functions that
  // release nothing; only who keeps it in a record may do so later.
  for (NodeId Id : *OfHandle)
    if (All.node(Id).Kind == NodeKind::Kernel && All.node(Id).IsField)
      return {};
  return Fields;
}

void askOtherModules(Diagnostic &Finding, const LinkedCall &Acquired,
                     std::vector<std::string> Fields) {
  Finding.Notes.push_back(
      noteAt(Acquired.Site, "assuming that no other module releases it"));
  Finding.Obligations.push_back(
      {ObligationKind::OtherModulesLeaveAlone, "", "", 0, std::move(Fields)});
}

void checkLeakInModule(const Module &All, ModuleReport &Report) {
  const Model &Api = All.model();
  for (const LinkedCall &Call : All.calls()) {
    if (!Call.Row->isRelease())
      continue;
    for (NodeId Id : All.meantBy(Call).Nodes)
      if (All.node(Id).IsField && All.node(Id).Kind != NodeKind::Local)
        Report.Released.insert(All.node(Id).Name);
  }
  auto MayMean = [&](const LinkedCall &Release, const LinkedCall &Acquired) {
    if (!Release.Row->isRelease() ||
        !Release.Row->mayRelease(*Acquired.Row->Family))
      return false;
    // A handle whose way into a descriptor nobody sees comes out of it again.
    return All.mayMeanAnything(Release) ||
           (!Acquired.Row->givesMemory() &&
            All.meantBy(Release).Acquisitions.empty());
  };
  for (const LinkedCall &Acquired : All.calls()) {
    if (!Acquired.Row->isAcquire() || Acquired.Row->Managed ||
        !(Acquired.Row->givesMemory() ||
          Acquired.Row->Result == ResultKind::Handle))
      continue;
    if (any_of(All.callsOn(Acquired),
               [](const LinkedCall *Other) { return Other->Row->isRelease(); }))
      continue;
    if (any_of(All.calls(), [&](const LinkedCall &Release) {
          return MayMean(Release, Acquired);
        }))
      continue;
    std::vector<std::string> Fields = ownFieldsOf(All, Acquired);
    if (Fields.empty())
      continue;
    bool ModuleReleases = any_of(All.calls(), [&](const LinkedCall &Other) {
      return Other.Row->releases(*Acquired.Row->Family) &&
             Other.Row->isRelease();
    });
    Diagnostic &Finding = Report.add(
        {"dma-leak", "never-released"},
        ModuleReleases ? Confidence::Medium : Confidence::Low, Acquired,
        Acquired.Object +
            " is never released: nothing in this module "
            "releases what is kept there; call " +
            Api.releaseFor(*Acquired.Row) + "() in its cleanup",
        {});
    askOtherModules(Finding, Acquired, std::move(Fields));
  }
  checkLeftAtWork(All, Report);
}

} // namespace dmatidy
