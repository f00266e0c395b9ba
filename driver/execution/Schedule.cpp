//===-- Schedule.cpp - What is done next ----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Schedule.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

Schedule::Schedule(size_t Units, std::vector<HeaderGroup> All, unsigned Jobs)
    : Jobs(Jobs), GroupOf(Units, -1), Ended(Units) {
  for (HeaderGroup &One : All) {
    for (size_t Unit : One.Units)
      GroupOf[Unit] = Groups.size();
    size_t Count = One.Units.size();
    Groups.push_back({std::move(One), nullptr, Count});
  }
  for (size_t I = 0; I != Units; ++I)
    if (GroupOf[I] < 0)
      Ready.push_back(I);
}

std::optional<size_t> Schedule::next() {
  // While the last ready ones are done, the next group is made ready.
  while (Ready.size() <= Jobs && NextGroup != Groups.size()) {
    Group &One = Groups[NextGroup++];
    One.Headers = std::make_unique<Precompiled>(One.Of);
    if (One.Headers->Memory.open())
      return GroupOf.size() + NextGroup - 1;
    One.Headers = nullptr;
    append_range(Ready, One.Of.Units);
  }
  if (Ready.empty())
    return std::nullopt;
  size_t Unit = Ready.front();
  Ready.pop_front();
  return Unit;
}

void Schedule::ended(size_t Task) {
  Ended[Task] = true;
  if (GroupOf[Task] < 0)
    return;
  Group &One = Groups[GroupOf[Task]];
  if (!--One.Left)
    One.Headers = nullptr;
}

void Schedule::ended(size_t Task, std::optional<HeaderFacts> Facts,
                     std::vector<Input> Inputs) {
  Group &One = Groups[Task - GroupOf.size()];
  if (Facts && One.Headers->Memory.map()) {
    One.Headers->Facts = std::move(*Facts);
    One.Headers->Inputs = std::move(Inputs);
  } else {
    One.Headers = nullptr;
  }
  append_range(Ready, One.Of.Units);
}

const Precompiled *Schedule::headersOf(size_t Unit) const {
  return GroupOf[Unit] < 0 ? nullptr : Groups[GroupOf[Unit]].Headers.get();
}

std::vector<size_t> Schedule::unfinished() const {
  std::vector<size_t> Result;
  for (auto [I, Done] : enumerate(Ended))
    if (!Done)
      Result.push_back(I);
  return Result;
}

} // namespace dmatidy
