//===-- Assemble.h - From results of units to findings ----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_LINKING_ASSEMBLE_H
#define DMA_TIDY_DRIVER_LINKING_ASSEMBLE_H

#include "driver/linking/Modules.h"

namespace dmatidy {

/// What all \p Results together say: what each unit's paths show, and what
/// linking their modules adds. \p Results are those of the plan's units, in its
/// order; \p IsShown says which findings, and further exits, count. Modules are
/// linked by \p Jobs threads, or, if it is 0, by one for every core.
class Assembler {
public:
  Assembler(const ModulePlan &Plan, const Model &Api,
            const std::vector<std::string> &Checks, unsigned Jobs)
      : Plan(Plan), Linker(Plan, Api, Checks, Jobs),
        Findings(Plan.ModuleOf.size()) {}
  /// Takes the result of unit \p Index; its facts and findings are moved away.
  void take(size_t Index, UnitResult &Result);
  /// The findings, sorted, once every unit has been taken.
  std::vector<Diagnostic>
  finish(llvm::function_ref<bool(const Diagnostic &)> IsShown);

private:
  const ModulePlan &Plan;
  ModuleLinker Linker;
  std::vector<std::vector<Diagnostic>> Findings;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_LINKING_ASSEMBLE_H
