//===-- LeftAtWork.cpp - dma-leak: under way when the device stops --------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A network device is stopped with packets under way: neither the stack nor the
// device waits for them (net/core/dev.c, __dev_close_many()). What keeps their
// mappings has to be gone through by the operation that stops it, or by what
// comes later. Here nothing that may run then releases what a field keeps: only
// polling does, a tasklet, or the sending of the next packet. An interrupt
// handler counts as something that may run then.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

void checkLeftAtWork(const Module &All, ModuleReport &Report) {
  std::string Stop = All.stoppingFunction();
  if (Stop.empty())
    return;
  StringSet<> Reported;
  for (const LinkedCall &Acquired : All.calls()) {
    if (!Acquired.Row->isAcquire() || Acquired.Row->Managed ||
        Acquired.Row->Result != ResultKind::Handle)
      continue;
    std::vector<std::string> Fields = ownFieldsOf(All, Acquired);
    if (Fields.empty() || !Reported.insert(Fields.front()).second ||
        !All.releasesOnlyAtWork(Acquired.Row->Name, Fields))
      continue;
    Diagnostic &Finding =
        Report.add({"dma-leak", "left-at-work"}, Confidence::Medium, Acquired,
                   Acquired.Object +
                       " is released only while the device works, and what is "
                       "under way when " +
                       Stop + "() ends that is left behind; release it there",
                   {});
    for (const LinkedCall &Release : All.calls())
      if (Release.Row->isRelease() &&
          Release.Row->mayRelease(*Acquired.Row->Family) &&
          All.means(Release, Fields)) {
        Finding.Notes.push_back(noteAt(
            Release.Site, "it is released here, while the device works"));
        break;
      }
    askOtherModules(Finding, Acquired, std::move(Fields));
  }
}

} // namespace dmatidy
