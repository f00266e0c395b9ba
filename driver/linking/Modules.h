//===-- Modules.h - Linking the units of each module ------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_LINKING_MODULES_H
#define DMA_TIDY_DRIVER_LINKING_MODULES_H

#include "checkers/Engine.h"
#include "driver/compilation/Database.h"
#include "driver/results/UnitResult.h"
#include "llvm/ADT/StringSet.h"
#include <map>

namespace dmatidy {

/// Which units belong to one module.
struct ModulePlan {
  ModulePlan() = default;
  /// \p Incomplete are the modules of which some unit is not looked at. A unit
  /// whose command names no module is one of its own.
  ModulePlan(llvm::ArrayRef<const Unit *> Selected,
             llvm::StringSet<> Incomplete, llvm::StringSet<> WithOthers);
  /// By unit.
  std::vector<std::string> ModuleOf;
  llvm::StringSet<> Incomplete;
  /// The modules some units of which are left out, since they cannot touch DMA:
  /// a function that no unit shows may stand there.
  llvm::StringSet<> WithOthers;
};

/// The modules that have units in \p Base which are not in \p Chosen.
llvm::StringSet<> incompleteModules(const std::vector<Unit> &Base,
                                    llvm::ArrayRef<const Unit *> Chosen);

/// Collects the facts of units as they come and links modules soon after their
/// last unit is there, some at a time on all cores, so that few facts are kept.
class ModuleLinker {
public:
  /// \p Checks are the enabled checks, \p Jobs the threads to use; 0 is one for
  /// every core. All must outlive this.
  ModuleLinker(const ModulePlan &Plan, const Model &Api,
               const std::vector<std::string> &Checks, unsigned Jobs);

  /// Takes out of the result of unit \p Index of the selected ones the facts,
  /// and the findings that wait for the module.
  void take(size_t Index, UnitResult &Result);
  /// What is found in modules, and in units as far as its module confirms it,
  /// by module; once every unit has been taken.
  std::map<std::string, std::vector<Diagnostic>> finish();
  /// The folder of \p Module; "" if no unit said which.
  std::string folderOf(const std::string &Module) const {
    return Modules.find(Module)->second.Folder;
  }

private:
  struct Pending {
    std::string Name, Folder;
    std::vector<size_t> Missing;
    /// By unit; behind it, what was read for its module besides.
    std::vector<std::pair<std::pair<size_t, size_t>, UnitSummary>> Facts;
    /// Findings that wait for the module.
    std::vector<Diagnostic> Open;
    /// Every unit of the module is analysed.
    bool Whole = true;
    /// It has units that cannot touch DMA.
    bool HasOthers = false;
  };
  /// What there is to say of \p Module; may run beside others.
  ModuleReport link(Pending &Module) const;
  /// Links the modules that are ready.
  void linkReady();
  /// True if \p Due, which is about a function that its own module, \p Asking,
  /// does not show, is met by the modules that show it.
  bool isMet(const Obligation &Due, const Pending &Asking) const;

  const Model &Api;
  const std::vector<std::string> &Checks;
  const ModulePlan &Plan;
  unsigned Jobs;
  std::map<std::string, Pending> Modules;
  std::vector<Pending *> Ready;
  /// What was linked, and the module of each.
  std::vector<ModuleReport> Reports;
  std::vector<const Pending *> LinkedModules;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_LINKING_MODULES_H
