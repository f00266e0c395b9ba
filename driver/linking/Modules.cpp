//===-- Modules.cpp - Linking the units of each module --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/linking/Modules.h"
#include "driver/processes/Pool.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

ModulePlan::ModulePlan(ArrayRef<const Unit *> Selected, StringSet<> Incomplete,
                       StringSet<> WithOthers)
    : Incomplete(std::move(Incomplete)), WithOthers(std::move(WithOthers)) {
  for (auto [Index, TU] : enumerate(Selected)) {
    std::string Name = TU->module();
    ModuleOf.push_back(!Name.empty()
                           ? std::move(Name)
                           : TU->RealPath + "#" + std::to_string(Index));
  }
}

StringSet<> incompleteModules(const std::vector<Unit> &Base,
                              ArrayRef<const Unit *> Chosen) {
  StringSet<> Result;
  if (Chosen.size() == Base.size())
    return Result;
  // A unit the user left out may hold the release that seems to be missing.
  SmallPtrSet<const Unit *, 32> ChosenUnits(Chosen.begin(), Chosen.end());
  for (const Unit &TU : Base)
    if (!ChosenUnits.contains(&TU))
      Result.insert(TU.module());
  return Result;
}

/// So many modules are linked at a time: enough for every core, and few enough
/// to be done in a fraction of a second.
static constexpr size_t AtATime = 128;

ModuleLinker::ModuleLinker(const ModulePlan &Plan, const Model &Api,
                           const std::vector<std::string> &Checks,
                           unsigned Jobs)
    : Api(Api), Checks(Checks), Plan(Plan), Jobs(Jobs) {
  for (auto [Index, Name] : enumerate(Plan.ModuleOf)) {
    Pending &Module = Modules[Name];
    Module.Name = Name;
    Module.Missing.push_back(Index);
    Module.Whole = !Plan.Incomplete.contains(Name);
    Module.HasOthers = Plan.WithOthers.contains(Name);
  }
}

/// True if the module has to confirm \p Finding, or one of its exits.
static bool isOpen(const Diagnostic &Finding) {
  return !Finding.Obligations.empty() || any_of(Finding.Exits, isOpen);
}

void ModuleLinker::take(size_t Index, UnitResult &Result) {
  Pending &Module = Modules[Plan.ModuleOf[Index]];
  Module.Whole &= Result.Failure.empty();
  // What the build calls the module's folder is the same for all of its units;
  // a unit's own folder is not.
  if (Module.Folder.empty() &&
      !sys::path::is_absolute(Result.Facts.ModuleFolder))
    Module.Folder = Result.Facts.ModuleFolder;
  Module.Facts.emplace_back(std::pair(Index, 0), std::move(Result.Facts));
  Result.Facts = {};
  for (auto [Number, Caller] : enumerate(Result.Callers))
    Module.Facts.emplace_back(std::pair(Index, Number + 1), std::move(Caller));
  Result.Callers.clear();
  for (Diagnostic &Finding : Result.Findings)
    if (isOpen(Finding)) {
      Finding.FromModule = !Finding.Obligations.empty();
      for (Diagnostic &Exit : Finding.Exits)
        Exit.FromModule = !Exit.Obligations.empty();
      Module.Open.push_back(std::move(Finding));
    }
  erase_if(Result.Findings, [](const Diagnostic &Finding) {
    return Finding.Check.empty() || isOpen(Finding);
  });
  erase(Module.Missing, Index);
  if (!Module.Missing.empty())
    return;
  if (Module.Open.empty() && all_of(Module.Facts, [](const auto &Unit) {
        return Unit.second.Calls.empty();
      })) {
    Module.Facts.clear();
    return;
  }
  Ready.push_back(&Module);
  if (Ready.size() == AtATime)
    linkReady();
}

ModuleReport ModuleLinker::link(Pending &Module) const {
  // Units come in as they are done; findings do not depend on that.
  llvm::sort(Module.Facts, llvm::less_first());
  std::vector<UnitSummary> Units;
  for (auto &[Index, Facts] : Module.Facts)
    Units.push_back(std::move(Facts));
  Module.Facts.clear();
  return analyzeModule(Units, std::move(Module.Open), Module.Whole, Api,
                       Checks);
}

void ModuleLinker::linkReady() {
  size_t First = Reports.size();
  Reports.resize(First + Ready.size());
  runThreads(Ready.size(), Jobs,
             [&](size_t I) { Reports[First + I] = link(*Ready[I]); });
  append_range(LinkedModules, Ready);
  Ready.clear();
}

bool ModuleLinker::isMet(const Obligation &Due, const Pending &Asking) const {
  if (Due.Kind == ObligationKind::OtherModulesLeaveAlone)
    return none_of(Due.Places, [&](const std::string &Place) {
      return any_of(Reports, [&](const ModuleReport &Report) {
        return Report.Released.contains(Place);
      });
    });
  bool Transfers = Due.Kind == ObligationKind::CalleeTransfers;
  bool HasFailed = Due.Kind == ObligationKind::FailedCalleeLeavesAlone;
  unsigned Parameters = HasFailed ? Obligation::ByWay : Due.Parameters;
  const ApiFunction *Row = Api.find(Due.Row);
  // Two modules may have a function of one name; either may be meant. Where no
  // module shows it, nothing that is analysed could release what it is given;
  // a value it could keep, a list it could not, nor, in a unit of its own
  // module that cannot touch DMA, what it only finds the way to.
  bool Any =
      !Transfers && Row &&
      (Row->List >= 0 || (Parameters == Obligation::ByWay && Asking.HasOthers));
  for (const ModuleReport &Report : Reports) {
    auto Shown = Report.Functions.find(Due.Function);
    if (Shown == Report.Functions.end())
      continue;
    if (!Transfers && !Shown->second.leaves(Row, Parameters))
      return false;
    Any |= !Transfers || (Shown->second.Transfers & Parameters);
  }
  return Any;
}

/// \p Finding with what it still assumes said in a note.
static Diagnostic stated(Diagnostic Finding) {
  for (Diagnostic &Exit : Finding.Exits)
    Exit = stated(std::move(Exit));
  for (const Obligation &Due : Finding.Obligations) {
    bool HasFailed = Due.Kind == ObligationKind::FailedCalleeLeavesAlone;
    if (Due.Kind != ObligationKind::CalleeLeavesAlone && !HasFailed)
      continue;
    Note Assumed = Finding.Place;
    Assumed.Message = "assuming that " + Due.Function +
                      (HasFailed ? "() keeps nothing of it when it fails"
                                 : "() of another module does not release it");
    Finding.Notes.push_back(std::move(Assumed));
    Finding.Level = toString(Confidence::Medium).str();
  }
  return Finding;
}

std::map<std::string, std::vector<Diagnostic>> ModuleLinker::finish() {
  linkReady();
  std::map<std::string, std::vector<Diagnostic>> Findings;
  for (auto &&[Report, Asking] : zip(Reports, LinkedModules)) {
    const Pending *Linked = Asking;
    std::vector<Diagnostic> &OfModule = Findings[Linked->Name];
    auto IsConfirmed = [&](const Diagnostic &Finding) {
      return all_of(Finding.Obligations,
                    [&](const Obligation &Due) { return isMet(Due, *Linked); });
    };
    for (std::vector<Diagnostic> *Some : {&Report.Findings, &Report.Confirmed})
      for (Diagnostic &Finding : *Some)
        if (keepExits(Finding, IsConfirmed)) {
          OfModule.push_back(stated(std::move(Finding)));
          OfModule.back().FromModule |= Some == &Report.Findings;
        }
  }
  return Findings;
}

} // namespace dmatidy
