//===-- Schedule.h - What is done next --------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   group:  waiting --precompile--> in the works --done--> ready --all units
//           done--> gone
//
// A unit of a group is ready when its group is; one of none is from the start.
// Groups are precompiled as late as keeps every process busy, since each takes
// memory until its last unit is done.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_SCHEDULE_H
#define DMA_TIDY_DRIVER_EXECUTION_SCHEDULE_H

#include "driver/compilation/headers/HeaderSharing.h"
#include "llvm/ADT/ArrayRef.h"
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace dmatidy {

/// The order of a run's tasks. Tasks below the number of units analyse that
/// unit, the others precompile the headers of a group.
class Schedule {
public:
  /// \p Jobs tasks are done at a time.
  Schedule(size_t Units, std::vector<HeaderGroup> Groups, unsigned Jobs);

  /// What can be begun now, which then is; nothing if that depends on what has
  /// not ended, or all is begun.
  std::optional<size_t> next();
  /// \p Task, of a unit, has ended.
  void ended(size_t Task);
  /// \p Task, of a group, has ended with \p Facts and \p Inputs; without facts
  /// its units do without.
  void ended(size_t Task, std::optional<HeaderFacts> Facts,
             std::vector<Input> Inputs);

  bool isUnit(size_t Task) const { return Task < GroupOf.size(); }
  /// For a task of a group.
  const HeaderGroup &groupOf(size_t Task) const {
    return Groups[Task - GroupOf.size()].Of;
  }
  SharedMemory &memoryOf(size_t Task) {
    return Groups[Task - GroupOf.size()].Headers->Memory;
  }
  /// What a unit begins with, or null.
  const Precompiled *headersOf(size_t Unit) const;
  /// The units that have not ended.
  std::vector<size_t> unfinished() const;

private:
  struct Group {
    HeaderGroup Of;
    std::unique_ptr<Precompiled> Headers;
    size_t Left;
  };
  unsigned Jobs;
  std::vector<Group> Groups;
  /// By unit: its group, or -1; whether it has ended.
  std::vector<int> GroupOf;
  std::vector<bool> Ended;
  std::deque<size_t> Ready;
  size_t NextGroup = 0;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_SCHEDULE_H
