//===-- ModuleCallers.h - Units read for whom they call ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit that names no DMA is not analysed. But it may call what does, and
// clean up for others of its module: where a finding asks who calls a function,
// the left-out units of the module that name it are read as well.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_MODULECALLERS_H
#define DMA_TIDY_DRIVER_EXECUTION_MODULECALLERS_H

#include "driver/compilation/Database.h"
#include "driver/files/Inputs.h"
#include "driver/results/UnitResult.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace dmatidy {

/// The units that a run leaves out, by their modules.
class ModuleCallers {
public:
  /// \p Left are the units that cannot touch DMA, in their order; files in
  /// \p Over, which may be null, are read as it has them. Both must outlive
  /// this.
  ModuleCallers(llvm::ArrayRef<const Unit *> Left, const Overlay *Over);

  /// Those of module \p Module, in their order, that name a function whose
  /// callers a finding of \p Results, by the units \p Units of the module, asks
  /// about, or call through a field that tables keep such a function in, as far
  /// as these units and those read for them say; none that was asked before.
  /// One that cannot be read names none.
  std::vector<const Unit *> askedFor(llvm::StringRef Module,
                                     llvm::ArrayRef<size_t> Units,
                                     llvm::ArrayRef<UnitResult> Results);

private:
  /// More units of one module than this are not read for a field of that name:
  /// where so many call through it, it is one of several records.
  static constexpr unsigned MaxByField = 24;

  llvm::DenseSet<const Unit *> Before;
  /// By module, how many fields were known when its units were last looked at:
  /// with no more of them they say the same again.
  llvm::StringMap<unsigned> FieldsBefore;
  llvm::StringMap<std::vector<const Unit *>> Modules;
  const Overlay *Over;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_MODULECALLERS_H
