//===-- ModuleWrappers.h - What units know of each other --------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A path ends at a function whose body stands in another unit. Where that only
// acquires or releases for its caller, the units that call it are walked once
// more with a row for it:
//
//   module:  waiting --last unit has come--> known --> units that call no such
//            function: done; the others: walked again --> done
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_MODULEWRAPPERS_H
#define DMA_TIDY_DRIVER_EXECUTION_MODULEWRAPPERS_H

#include "driver/compilation/Database.h"
#include "driver/results/UnitResult.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"

namespace dmatidy {

/// What the units of a run are to each other.
class ModuleWrappers {
public:
  /// A unit whose command names no module is one of its own.
  explicit ModuleWrappers(llvm::ArrayRef<const Unit *> Units);

  /// Notes that unit \p Index has come; returns the units of its module, in
  /// their order, if it was the last of them, else nothing.
  llvm::ArrayRef<size_t> arrive(size_t Index);
  /// The rows, a model file, of what unit \p Index calls and other units of
  /// its module define; "" if there is none. \p Results are those of all units,
  /// of which the module's are read.
  std::string rowsFor(size_t Index, llvm::ArrayRef<UnitResult> Results) const;

private:
  struct Module {
    std::vector<size_t> Units;
    size_t Missing = 0;
  };
  llvm::ArrayRef<const Unit *> Units;
  llvm::StringMap<Module> Modules;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_MODULEWRAPPERS_H
