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
  for (HeaderGroup &G : All) {
    for (size_t Unit : G.Units)
      GroupOf[Unit] = Groups.size();
    size_t Count = G.Units.size();
    Groups.push_back({std::move(G), nullptr, Count});
  }
  for (size_t I = 0; I != Units; ++I)
    if (GroupOf[I] < 0)
      Ready.push_back(I);
}

std::optional<size_t> Schedule::next() {
  // While the last ready ones are done, the next group is made ready.
  while (Ready.size() <= Jobs && NextGroup != Groups.size()) {
    Group &G = Groups[NextGroup++];
    G.Headers = std::make_unique<Precompiled>(G.Of);
    if (G.Headers->Memory.open())
      return GroupOf.size() + NextGroup - 1;
    G.Headers = nullptr;
    append_range(Ready, G.Of.Units);
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
  Group &G = Groups[GroupOf[Task]];
  if (!--G.Left)
    G.Headers = nullptr;
}

void Schedule::ended(size_t Task, std::optional<HeaderFacts> Facts,
                     std::vector<Input> Inputs) {
  Group &G = Groups[Task - GroupOf.size()];
  if (Facts && G.Headers->Memory.map()) {
    G.Headers->Facts = std::move(*Facts);
    G.Headers->Inputs = std::move(Inputs);
  } else {
    G.Headers = nullptr;
  }
  append_range(Ready, G.Of.Units);
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
