//===-- Run.cpp - One run of the command ----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/Run.h"
#include "driver/command/Setup.h"
#include "driver/execution/Analyze.h"
#include "driver/filter/Gate.h"
#include "driver/linking/Assemble.h"
#include "driver/processes/Pool.h"
#include "driver/report/Fixes.h"
#include "driver/report/Outputs.h"
#include "driver/results/ShardFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <chrono>
#include <set>

using namespace llvm;

namespace dmatidy {

int wrong(const Twine &Message) {
  errs() << "dma-tidy: " << Message << '\n';
  return WrongUsage;
}

namespace {

class Run {
public:
  explicit Run(const Options &Opts) : Opts(Opts), With(Opts), Files(Opts) {}

  /// The whole run, with its reports; returns the exit status. An error is
  /// wrong usage.
  Expected<int> perform();
  void closeCache() { Store.reset(); }

private:
  Error analyzeUnits();
  Error mergeParts();
  Error writeShard(std::vector<UnitResult> Results);
  /// The findings of the units in which \p Over changes something, and of all
  /// others, as they were.
  std::vector<Diagnostic> findingsBefore(const Overlay &Over);
  Error filter(std::vector<Diagnostic> All);
  Error applyTheFixes();
  int status() const;
  /// Since the run began.
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         Start)
        .count();
  }

  const Options &Opts;
  Setup With;
  OutputFiles Files;
  Selection Units;
  std::unique_ptr<Cache> Store;
  /// What is merged.
  std::optional<ShardFile> Parts;
  /// The results of all units, kept only where they are needed twice.
  std::vector<UnitResult> Kept;
  StringMap<uint64_t> Analyzed;
  /// Rows of the user's that do not fit what they are for, and why.
  std::set<std::string> Refused;
  std::unique_ptr<Gate> Filter;
  RunReport Report;
  Sources Text;
  std::chrono::steady_clock::time_point Start =
      std::chrono::steady_clock::now();
};

std::vector<Diagnostic> Run::findingsBefore(const Overlay &Over) {
  StringMap<bool> Touched;
  auto Touches = [&](const Input &File) {
    auto [Place, IsNew] = Touched.try_emplace(File.Path, false);
    if (IsNew)
      Place->second = replacementIn(Over, File.Path) != nullptr;
    return Place->second;
  };
  std::vector<bool> Affected;
  for (const UnitResult &Result : Kept)
    Affected.push_back(any_of(Result.Inputs, Touches));
  Analyzer Old(Opts, With.api(), With.engine(), nullptr);
  std::vector<UnitResult> Before(Kept.size());
  Old.run(
      Units.Selected, Units.Others, &Over,
      [&](size_t Index, UnitResult &Result) {
        StringRef Path = Units.Selected[Index]->RealPath;
        const auto *Text = replacementIn(Over, Path);
        bool IsNew = Text && !*Text;
        if (Affected[Index] && !Result.Failure.empty() && !IsNew)
          errs() << "dma-tidy: " << Path
                 << ": could not be analysed as it was, so that all it has "
                    "counts as new: "
                 << Result.Failure << '\n';
        Before[Index] = std::move(Result);
      },
      [&](size_t Index) { return Affected[Index] ? nullptr : &Kept[Index]; });
  Assembler Whole(Units.Plan, With.api(), With.checks(), Opts.Jobs);
  for (size_t I = 0; I != Before.size(); ++I)
    Whole.take(I, Before[I]);
  Sources Texts(&Over);
  Suppressions Comments(Texts);
  return Whole.finish([&](const Diagnostic &Finding) {
    return Filter->isWanted(Finding) &&
           !Comments.covers(Finding.Check, Finding.Place.File,
                            Finding.Place.Line);
  });
}

Error Run::writeShard(std::vector<UnitResult> Results) {
  ShardFile File;
  File.Part = Opts.Part;
  File.Salt = With.salt();
  auto Sorted = [](const StringSet<> &Names) {
    std::vector<std::string> Result;
    for (const auto &Name : Names)
      Result.push_back(Name.getKey().str());
    llvm::sort(Result);
    return Result;
  };
  File.Incomplete = Sorted(Units.Plan.Incomplete);
  File.WithOthers = Sorted(Units.Plan.WithOthers);
  File.Checks = With.checks();
  File.Models = With.models();
  File.Chosen = Units.Chosen.size();
  File.Seconds = seconds();
  for (auto [TU, Result] : zip(Units.Selected, Results))
    File.Entries.push_back({size_t(TU - With.base()->units().data()),
                            TU->RealPath, TU->module(), std::move(Result)});
  return File.write(Opts.Outputs.front().Path);
}

Error Run::analyzeUnits() {
  auto Keep = [&](const Unit &TU) -> Expected<bool> {
    Expected<const Config &> Of = With.configs().of(TU.RealPath);
    if (!Of)
      return Of.takeError();
    return !Of->excludes(TU.RealPath);
  };
  Options Patterns = Opts;
  if (Opts.Mode == Options::Kbuild)
    Patterns.Arguments.clear();
  auto Chosen = selectUnits(*With.base(), Patterns, With.api(), Keep);
  if (!Chosen)
    return Chosen.takeError();
  Units = std::move(*Chosen);
  // What --diff compares with is read first: a wrong name costs no analysis.
  std::optional<Overlay> Over;
  if (!Opts.Diff.empty()) {
    auto Read = With.before(
        Units.Chosen.empty()
            ? ""
            : sys::path::parent_path(Units.Chosen.front()->RealPath));
    if (!Read)
      return Read.takeError();
    Over = std::move(*Read);
    // A baseline is compared with all that is found.
    if (Opts.Baseline.empty() && Opts.WriteBaseline.empty())
      Units.narrow(*Over, Opts);
  }
  Store = With.openCache();
  Report.Units = Units.Chosen.size();
  Report.Skipped = Units.Others.size();
  Report.Unaffected = Units.Unaffected;
  Analyzer Now(Opts, With.api(), With.engine(), Store.get());
  Assembler Whole(Units.Plan, With.api(), With.checks(), Opts.Jobs);
  if (Over || Opts.Part.Count)
    Kept.resize(Units.Selected.size());
  std::vector<UnitFailure> Failures(Units.Selected.size());
  std::vector<std::string> Bounded(Units.Selected.size());
  Now.run(Units.Selected, Units.Others, nullptr,
          [&](size_t Index, UnitResult &Result) {
            StringRef Path = Units.Selected[Index]->RealPath;
            if (Result.Failure == InterruptedFailure)
              ++Report.Unreached;
            else if (!Result.Failure.empty())
              Failures[Index] = {Path.str(), Result.Failure};
            else
              ++Report.Analyzed;
            Report.Bounded += Result.Bounded.size();
            Refused.insert(Result.Refused.begin(), Result.Refused.end());
            for (const std::string &Name : Result.Bounded)
              Bounded[Index] +=
                  ("dma-tidy: " + Path + ": " + Name +
                   "() was not followed to its end; --max-nodes goes "
                   "further\n")
                      .str();
            if (Opts.ApplyFixes)
              for (const Input &File : Result.Inputs) {
                SmallString<256> Real;
                if (File.Hash && !sys::fs::real_path(File.Path, Real))
                  Analyzed[Real] = File.Hash;
              }
            // Names of a thousand files each, which only a diff asks for again.
            if (!Over)
              Result.Inputs.clear();
            // A part is linked by merge.
            if (Opts.Part.Count)
              Kept[Index] = std::move(Result);
            else if (Over)
              Kept[Index] = Result;
            if (!Opts.Part.Count)
              Whole.take(Index, Result);
          });
  for (UnitFailure &Failure : Failures)
    if (!Failure.Reason.empty())
      Report.Failures.push_back(std::move(Failure));
  Report.Failed = Report.Failures.size();
  if (Opts.Verbose) {
    for (const std::string &Lines : Bounded)
      errs() << Lines;
    errs() << "dma-tidy: " << Now.sharing()
           << " units began with headers that were parsed for several\n"
           << "dma-tidy: largest process " << Now.largest() << " KiB, parent "
           << peakMemory() << " KiB\n";
    if (Store)
      errs() << "dma-tidy: " << Now.remembered() << " of "
             << Units.Selected.size() << " units were in the cache\n";
  }
  if (Store)
    Store->finish(Opts.CacheLimit);
  if (Opts.Part.Count)
    return writeShard(std::move(Kept));
  std::vector<Diagnostic> All = Whole.finish(
      [&](const Diagnostic &Finding) { return Filter->isWanted(Finding); });
  if (Over && !wasInterrupted())
    Filter->forget(findingsBefore(*Over));
  return filter(std::move(All));
}

Error Run::mergeParts() {
  ModulePlan Plan;
  for (const std::string &Name : Parts->Incomplete)
    Plan.Incomplete.insert(Name);
  for (const std::string &Name : Parts->WithOthers)
    Plan.WithOthers.insert(Name);
  for (const ShardFile::Entry &Entry : Parts->Entries)
    Plan.ModuleOf.push_back(
        !Entry.Module.empty() ? Entry.Module
                              : Entry.File + "#" + std::to_string(Entry.Order));
  if (With.salt() != Parts->Salt)
    return createStringError("merge: the parts were made by another version "
                             "or with other --checks, --model or --max-nodes");
  Report.Units = Parts->Chosen;
  Report.Skipped = Parts->Chosen - Parts->Entries.size();
  Assembler Whole(Plan, With.api(), With.checks(), Opts.Jobs);
  for (auto [Index, Entry] : enumerate(Parts->Entries)) {
    if (Entry.Result.Failure.empty())
      ++Report.Analyzed;
    else
      Report.Failures.push_back({Entry.File, Entry.Result.Failure});
    Report.Bounded += Entry.Result.Bounded.size();
    Refused.insert(Entry.Result.Refused.begin(), Entry.Result.Refused.end());
    Whole.take(Index, Entry.Result);
  }
  Report.Failed = Report.Failures.size();
  Report.Seconds = Parts->Seconds;
  return filter(Whole.finish(
      [&](const Diagnostic &Finding) { return Filter->isWanted(Finding); }));
}

Error Run::filter(std::vector<Diagnostic> All) {
  if (Error Bad = Filter->readBaseline())
    return Bad;
  Filter->apply(std::move(All), Report);
  return Filter->writeBaseline(Report);
}

Error Run::applyTheFixes() {
  if (!Opts.ExportFixes.empty())
    if (Error Bad = exportFixes(Report, Text, Opts.ExportFixes))
      return Bad;
  if (!Opts.ApplyFixes)
    return Error::success();
  FixCounts Counts =
      applyFixes(Report, Analyzed, Opts.DryRun ? &outs() : nullptr);
  for (const std::string &Why : Counts.Refused)
    errs() << "dma-tidy: " << Why << '\n';
  errs() << "dma-tidy: " << (Opts.DryRun ? "would apply" : "applied")
         << " the fixes of " << Counts.Applied
         << (Counts.Applied == 1 ? " finding" : " findings");
  if (Counts.Conflicting)
    errs() << "; " << Counts.Conflicting
           << " do not go together with those, run again";
  errs() << '\n';
  return Error::success();
}

int Run::status() const {
  for (const UnitFailure &Failure : Report.Failures)
    errs() << "dma-tidy: " << Failure.File << ": " << Failure.Reason << '\n';
  if (wasInterrupted())
    errs() << "dma-tidy: interrupted; " << Report.Analyzed << " of "
           << Units.Selected.size() << " units were analysed"
           << (Store ? ", and the cache has kept them" : "") << '\n';
  for (const std::string &Row : Refused)
    errs() << "dma-tidy: " << Row << '\n';
  bool IsKbuild = Opts.Mode == Options::Kbuild;
  // That nothing was found is not that nothing was looked at.
  if (IsKbuild && Report.Analyzed)
    errs() << "dma-tidy: " << Units.Selected.front()->File << ": "
           << Report.Findings.size()
           << (Report.Findings.size() == 1 ? " finding" : " findings")
           << (Report.Bounded ? ", not all of it followed to the end" : "")
           << '\n';
  if ((!Report.Failures.empty() || wasInterrupted()) && !IsKbuild)
    return Incomplete;
  if (!Refused.empty() && !IsKbuild)
    return WrongUsage;
  // The build goes on unless errors were asked for.
  bool Fails =
      IsKbuild ? is_contained(Report.IsError, true) : bool(Report.Fails);
  return Fails ? Findings : Clean;
}

Expected<int> Run::perform() {
  bool IsMerge = Opts.Mode == Options::Merge;
  if (IsMerge) {
    auto Read = mergeShards(Opts.Arguments);
    if (!Read)
      return Read.takeError();
    Parts = std::move(*Read);
  }
  if (Error Bad = With.prepare(IsMerge ? &*Parts : nullptr))
    return std::move(Bad);
  Filter = std::make_unique<Gate>(Opts, With.configs(), Text);
  if (Opts.Part.Count && (IsMerge || Opts.Outputs.size() != 1 ||
                          Opts.Outputs.front().Form != Format::Text ||
                          Opts.Outputs.front().Path == "-"))
    return createStringError("--shard: name the file for `dma-tidy merge` with "
                             "--output, and no --format");
  if (!Opts.Part.Count)
    if (Error Bad = Files.open())
      return std::move(Bad);
  catchInterrupts();
  if (Error Bad = IsMerge ? mergeParts() : analyzeUnits())
    return std::move(Bad);
  if (Opts.Part.Count)
    return status();
  if (!IsMerge)
    Report.Seconds = seconds();
  if (Error Bad = applyTheFixes())
    return std::move(Bad);
  // A diff on stdout is for patch.
  const OutputOption &Main = Opts.Outputs.front();
  if (!Opts.DryRun || Main.Path != "-" || Main.Form != Format::Text)
    if (Error Bad = Files.write(Report, Text))
      return std::move(Bad);
  return status();
}

} // namespace

int runAnalysis(const Options &Opts) {
  // The process ends right after: taking a kernel's database and results apart
  // again would take longer than the report.
  static Run *Analysis = new Run(Opts);
  Expected<int> Status = Analysis->perform();
  Analysis->closeCache();
  if (!Status)
    return wrong(toString(Status.takeError()));
  return *Status;
}

} // namespace dmatidy
