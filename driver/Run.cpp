//===-- Run.cpp - One run of the command ----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Run.h"
#include "checkers/Registry.h"
#include "driver/Analyze.h"
#include "driver/Baseline.h"
#include "driver/Change.h"
#include "driver/Fixes.h"
#include "driver/Gate.h"
#include "driver/Pool.h"
#include "driver/ShardFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include <chrono>

using namespace llvm;

namespace dmatidy {

int wrong(const Twine &Message) {
  errs() << "dma-tidy: " << Message << '\n';
  return WrongUsage;
}

Expected<Configs> configsFor(const Options &Wanted) {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  if (Wanted.ConfigText) {
    auto Fixed = Config::parse(*Wanted.ConfigText, "--config", Here);
    if (!Fixed)
      return Fixed.takeError();
    return Configs(std::move(*Fixed));
  }
  if (!Wanted.ConfigFile)
    return Configs();
  if (!sys::fs::is_regular_file(*Wanted.ConfigFile))
    return createStringError(*Wanted.ConfigFile + ": there is no such file");
  auto Buffer = MemoryBuffer::getFile(*Wanted.ConfigFile);
  if (!Buffer)
    return createStringError(*Wanted.ConfigFile + ": " +
                             Buffer.getError().message());
  SmallString<256> Folder(*Wanted.ConfigFile);
  sys::fs::make_absolute(Folder);
  sys::path::remove_filename(Folder);
  auto Fixed =
      Config::parse((*Buffer)->getBuffer(), *Wanted.ConfigFile, Folder);
  if (!Fixed)
    return Fixed.takeError();
  return Configs(std::move(*Fixed));
}

namespace {

/// Takes errors along instead of results: the first one is kept.
template <typename T> bool got(Expected<T> &Value, Error &Bad) {
  if (Value)
    return true;
  Bad = Value.takeError();
  return false;
}

class Run {
public:
  explicit Run(const Options &Wanted) : Wanted(Wanted) {}

  /// The whole run, with its reports; returns the exit status. An error is
  /// wrong usage.
  Expected<int> perform();
  void closeCache() { Store.reset(); }

private:
  Error openDatabase();
  Error readConfigs();
  Error openReports();
  void openCache();
  Error analyzeUnits();
  Error mergeParts();
  Error writeShard(std::vector<UnitResult> Results);
  /// The findings of the units in which \p Over changes something, and of all
  /// others, as they were.
  std::vector<Diagnostic> findingsBefore(const Overlay &Over);
  Expected<Overlay> overlay();
  Error filter(std::vector<Diagnostic> All);
  Error writeReports();
  Error applyTheFixes();
  int status() const;
  std::string salt() const;

  const Options &Wanted;
  Configs Conf;
  std::unique_ptr<Database> Base;
  std::unique_ptr<Model> Api;
  std::vector<std::string> CheckNames;
  Selection Units;
  std::unique_ptr<Cache> Store;
  /// The results of all units, kept only where they are needed twice.
  std::vector<UnitResult> Kept;
  StringMap<uint64_t> Analyzed;
  std::vector<std::unique_ptr<raw_fd_ostream>> Streams;
  std::unique_ptr<Gate> TheGate;
  RunReport Report;
  Sources Text;
  size_t Interrupted = 0;
};

/// The database of what the kernel's build calls a checker with.
Expected<std::unique_ptr<Database>> kbuildDatabase(const Options &Wanted) {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  // The source comes last (scripts/Makefile.build: cmd_checksrc).
  if (Wanted.Arguments.empty())
    return createStringError("--kbuild: no source file; use make C=1 "
                             "CHECK=\"dma-tidy --kbuild\"");
  json::Array Words{"clang"};
  for (const std::string &Argument : Wanted.Arguments)
    Words.push_back(json::fixUTF8(Argument));
  return Database::parse(
      "--kbuild",
      formatv("[{0}]", json::Value(json::Object{
                           {"directory", Here.str()},
                           {"file", json::fixUTF8(Wanted.Arguments.back())},
                           {"arguments", std::move(Words)}}))
          .str());
}

Error Run::openDatabase() {
  auto Read = Wanted.TheMode == Options::Kbuild
                  ? kbuildDatabase(Wanted)
                  : Database::load(Wanted.BuildPath);
  if (!Read)
    return Read.takeError();
  Base = std::move(*Read);
  return Error::success();
}

Error Run::readConfigs() {
  Expected<Configs> Read = configsFor(Wanted);
  if (!Read)
    return Read.takeError();
  Conf = std::move(*Read);
  // Every check that some file wants is run everywhere; each file then keeps
  // what it wants. The same goes for the rows of models.
  std::vector<std::string> Models = Wanted.Models;
  StringSet<> Enabled;
  auto Take = [&](const Config &One) -> Error {
    for (const std::string &Model : One.Models)
      if (!is_contained(Models, Model))
        Models.push_back(Model);
    auto Globs = CheckGlobs::parse(
        Wanted.Checks ? *Wanted.Checks : One.Checks.value_or("*"), true);
    if (!Globs)
      return createStringError("--checks: " + toString(Globs.takeError()));
    for (const std::string &Name : Globs->names())
      Enabled.insert(Name);
    return Error::success();
  };
  StringSet<> Folders;
  SmallString<256> Here;
  sys::fs::current_path(Here);
  std::vector<std::string> Files;
  if (Base)
    for (const Unit &One : Base->units())
      if (Folders.insert(sys::path::parent_path(One.RealPath)).second)
        Files.push_back(One.RealPath);
  if (Files.empty())
    Files.push_back((Here + "/x").str());
  for (const std::string &File : Files) {
    Expected<const Config &> One = Conf.of(File);
    if (!One)
      return One.takeError();
    if (Error Bad = Take(*One))
      return Bad;
  }
  for (const CheckInfo &Check : allChecks())
    if (Enabled.contains(Check.Name))
      CheckNames.push_back(Check.Name.str());
  if (CheckNames.empty())
    return createStringError("--checks: no check is enabled by '" +
                             Wanted.Checks.value_or("the configuration") + "'");
  auto Loaded = Model::load(Models);
  if (!Loaded)
    return Loaded.takeError();
  Api = std::move(*Loaded);
  auto Made = Gate::make(Wanted, Conf, Text);
  if (!Made)
    return Made.takeError();
  TheGate = std::move(*Made);
  return Error::success();
}

Error Run::openReports() {
  // A report that cannot be written is known before the work is done.
  for (const OutputOption &One : Wanted.Outputs) {
    std::unique_ptr<raw_fd_ostream> OS;
    if (One.Form != Format::HTML) {
      std::error_code Bad;
      OS = std::make_unique<raw_fd_ostream>(One.Path, Bad, sys::fs::OF_Text);
      if (Bad)
        return createStringError("cannot write " + One.Path + ": " +
                                 Bad.message());
    }
    Streams.push_back(std::move(OS));
  }
  return Error::success();
}

std::string Run::salt() const {
  std::string Parts = DMA_TIDY_VERSION " " LLVM_VERSION_STRING;
  // Another build of the tool is another tool.
  if (auto Self = MemoryBuffer::getFile("/proc/self/exe"))
    Parts += " " + utohexstr(contentHash((*Self)->getBuffer()));
  Parts += " " + utohexstr(Api->fingerprint());
  Parts += " " + join(CheckNames, ",") + " " + std::to_string(Wanted.MaxNodes);
  for (const char *Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"})
    Parts += "\n" + sys::Process::GetEnv(Name).value_or("");
  return utohexstr(contentHash(Parts));
}

void Run::openCache() {
  if (!Wanted.UseCache)
    return;
  std::string Folder =
      Wanted.CacheFolder.empty() ? Cache::defaultFolder() : Wanted.CacheFolder;
  if (Folder.empty())
    return;
  auto Opened = Cache::open(Folder, salt());
  if (Opened) {
    Store = std::move(*Opened);
    return;
  }
  // It only costs time; who has named the folder wants to know.
  std::string Why = toString(Opened.takeError());
  if (Wanted.Verbose || !Wanted.CacheFolder.empty())
    errs() << "dma-tidy: no cache: " << Why << '\n';
}

Expected<Overlay> Run::overlay() {
  std::vector<std::string> Folders;
  SmallString<256> Here;
  sys::fs::current_path(Here);
  Folders.push_back(Here.str().str());
  if (Wanted.Diff != "-") {
    std::string Folder =
        Units.Chosen.empty()
            ? Folders.front()
            : sys::path::parent_path(Units.Chosen.front()->RealPath).str();
    auto Read = filesAt(Wanted.Diff, Folder);
    if (!Read)
      return createStringError("--diff: " + toString(Read.takeError()));
    return Read;
  }
  auto Diff = MemoryBuffer::getSTDIN();
  if (!Diff)
    return createStringError("--diff: stdin: " + Diff.getError().message());
  auto Read = filesBefore((*Diff)->getBuffer(), Folders);
  if (!Read)
    return createStringError("--diff: " + toString(Read.takeError()));
  return Read;
}

std::vector<Diagnostic> Run::findingsBefore(const Overlay &Over) {
  StringMap<bool> Touched;
  auto Touches = [&](const Input &One) {
    auto [Place, IsNew] = Touched.try_emplace(One.Path, false);
    if (IsNew)
      Place->second = replacementIn(Over, One.Path) != nullptr;
    return Place->second;
  };
  std::vector<const Unit *> Affected;
  std::vector<size_t> IndexOf;
  for (auto [Index, Result] : enumerate(Kept))
    if (any_of(Result.Inputs, Touches)) {
      Affected.push_back(Units.Selected[Index]);
      IndexOf.push_back(Index);
    }
  EngineOptions Engine;
  Engine.Checks = CheckNames;
  Engine.MaxNodes = Wanted.MaxNodes;
  Analyzer Old(Wanted, *Api, Engine, nullptr);
  Old.run(Affected, &Over, [&](size_t Index, UnitResult &Result) {
    const auto *Text = replacementIn(Over, Affected[Index]->RealPath);
    bool IsNew = Text && !*Text;
    if (!Result.Failure.empty() && !IsNew)
      errs() << "dma-tidy: " << Affected[Index]->RealPath
             << ": could not be analysed as it was, so that all it has counts "
                "as new: "
             << Result.Failure << '\n';
    Kept[IndexOf[Index]] = std::move(Result);
  });
  Assembler Whole(Units.Plan, *Api, CheckNames);
  for (size_t I = 0; I != Kept.size(); ++I)
    Whole.take(I, Kept[I]);
  Sources Before(&Over);
  Suppressions Comments(Before);
  return Whole.finish([&](const Diagnostic &Finding) {
    return TheGate->isWanted(Finding) &&
           !Comments.covers(Finding.Check, Finding.Place.File,
                            Finding.Place.Line);
  });
}

Error Run::writeShard(std::vector<UnitResult> Results) {
  ShardFile File;
  File.Part = Wanted.Part;
  File.Salt = salt();
  for (const auto &Name : Units.Plan.Incomplete)
    File.Incomplete.push_back(Name.getKey().str());
  llvm::sort(File.Incomplete);
  File.Chosen = Units.Chosen.size();
  File.Seconds = Report.Seconds;
  for (auto [One, Result] : zip(Units.Selected, Results))
    File.Entries.push_back({size_t(One - Base->units().data()), One->RealPath,
                            One->module(), std::move(Result)});
  return File.write(Wanted.Outputs.front().Path);
}

Error Run::analyzeUnits() {
  auto Keep = [&](const Unit &One) -> Expected<bool> {
    Expected<const Config &> Of = Conf.of(One.RealPath);
    if (!Of)
      return Of.takeError();
    return !Of->excludes(One.RealPath);
  };
  Options Patterns = Wanted;
  if (Wanted.TheMode == Options::Kbuild)
    Patterns.Arguments.clear();
  auto Chosen = selectUnits(*Base, Patterns, *Api, Keep);
  if (!Chosen)
    return Chosen.takeError();
  Units = std::move(*Chosen);
  // What --diff compares with is read first: a wrong name costs no analysis.
  std::optional<Overlay> Over;
  if (!Wanted.Diff.empty()) {
    auto Read = overlay();
    if (!Read)
      return Read.takeError();
    Over = std::move(*Read);
  }
  openCache();
  Report.Units = Units.Chosen.size();
  Report.Skipped = Units.skipped();
  EngineOptions Engine;
  Engine.Checks = CheckNames;
  Engine.MaxNodes = Wanted.MaxNodes;
  Analyzer Now(Wanted, *Api, Engine, Store.get());
  Assembler Whole(Units.Plan, *Api, CheckNames);
  bool KeepAll = Over || Wanted.Part.Count;
  if (KeepAll)
    Kept.resize(Units.Selected.size());
  int64_t Peak = 0;
  std::vector<UnitFailure> Failures(Units.Selected.size());
  std::vector<std::string> Bounded(Units.Selected.size());
  Now.run(Units.Selected, nullptr, [&](size_t Index, UnitResult &Result) {
    StringRef Path = Units.Selected[Index]->RealPath;
    Peak = std::max(Peak, Result.PeakMemory);
    Interrupted += Result.Failure == Analyzer::interrupted();
    if (!Result.Failure.empty())
      Failures[Index] = {Path.str(), Result.Failure};
    else
      ++Report.Analyzed;
    for (const std::string &Name : Result.Bounded)
      Bounded[Index] += ("dma-tidy: " + Path + ": " + Name +
                         "() was not followed to its end; --max-nodes goes "
                         "further\n")
                            .str();
    if (Wanted.ApplyFixes)
      for (const Input &One : Result.Inputs) {
        SmallString<256> Real;
        if (One.Hash && !sys::fs::real_path(One.Path, Real))
          Analyzed[Real] = One.Hash;
      }
    if (KeepAll)
      Kept[Index] = Result;
    Whole.take(Index, Result);
  });
  for (UnitFailure &Failure : Failures)
    if (!Failure.Reason.empty())
      Report.Failures.push_back(std::move(Failure));
  Report.Failed = Report.Failures.size();
  if (Wanted.Verbose) {
    for (const std::string &Lines : Bounded)
      errs() << Lines;
    errs() << "dma-tidy: largest process " << Peak << " KiB, parent "
           << peakMemory() << " KiB\n";
    if (Store)
      errs() << "dma-tidy: " << Now.remembered() << " of "
             << Units.Selected.size() << " units were in the cache\n";
  }
  if (Store)
    Store->finish(Wanted.CacheLimit);
  if (Wanted.Part.Count)
    return writeShard(std::move(Kept));
  std::vector<Diagnostic> All = Whole.finish(
      [&](const Diagnostic &Finding) { return TheGate->isWanted(Finding); });
  if (Over && !wasInterrupted())
    TheGate->forget(findingsBefore(*Over));
  return filter(std::move(All));
}

Error Run::mergeParts() {
  auto Parts = mergeShards(Wanted.Arguments);
  if (!Parts)
    return Parts.takeError();
  ModulePlan Plan;
  for (const std::string &Name : Parts->Incomplete)
    Plan.Incomplete.insert(Name);
  for (const ShardFile::Entry &One : Parts->Entries)
    Plan.ModuleOf.push_back(!One.Module.empty()
                                ? One.Module
                                : One.File + "#" + std::to_string(One.Order));
  if (salt() != Parts->Salt)
    return createStringError("merge: the parts were made by another version "
                             "or with other --checks, --model or --max-nodes");
  Report.Units = Parts->Chosen;
  Report.Skipped = Parts->Chosen - Parts->Entries.size();
  Assembler Whole(Plan, *Api, CheckNames);
  for (auto [Index, One] : enumerate(Parts->Entries)) {
    if (One.Result.Failure.empty())
      ++Report.Analyzed;
    else
      Report.Failures.push_back({One.File, One.Result.Failure});
    Whole.take(Index, One.Result);
  }
  Report.Failed = Report.Failures.size();
  Report.Seconds = Parts->Seconds;
  return filter(Whole.finish(
      [&](const Diagnostic &Finding) { return TheGate->isWanted(Finding); }));
}

Error Run::filter(std::vector<Diagnostic> All) {
  if (Error Bad = TheGate->readBaseline())
    return Bad;
  TheGate->apply(std::move(All), Report);
  return TheGate->writeBaseline(Report);
}

Error Run::writeReports() {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  for (auto [One, OS] : zip(Wanted.Outputs, Streams)) {
    switch (One.Form) {
    case Format::Text:
      if (Wanted.TheMode == Options::Kbuild) {
        // In one piece, so that it stays together beside other compilers.
        std::string Whole;
        raw_string_ostream Pieces(Whole);
        Pieces.enable_colors(errs().has_colors());
        writeText(Report, Text, /*Brief=*/true, Pieces);
        errs() << Whole;
      } else {
        writeText(Report, Text, /*Brief=*/false, *OS);
      }
      break;
    case Format::JSON:
      writeJSON(Report, *OS);
      break;
    case Format::SARIF:
      writeSARIF(Report, Text, *OS);
      break;
    case Format::GitHub:
      writeGitHub(Report, Here, *OS);
      break;
    case Format::HTML:
      if (Error Bad = writeHTML(Report, Text, One.Path))
        return Bad;
      continue;
    }
    OS->close();
    if (OS->has_error()) {
      std::string Why = OS->error().message();
      OS->clear_error();
      return createStringError("cannot write " + One.Path + ": " + Why);
    }
  }
  return Error::success();
}

Error Run::applyTheFixes() {
  if (!Wanted.ExportFixes.empty())
    if (Error Bad = exportFixes(Report, Text, Wanted.ExportFixes))
      return Bad;
  if (!Wanted.ApplyFixes)
    return Error::success();
  FixCounts Counts = applyFixes(Report, Analyzed);
  for (const std::string &Why : Counts.Refused)
    errs() << "dma-tidy: " << Why << '\n';
  errs() << "dma-tidy: applied the fixes of " << Counts.Applied
         << (Counts.Applied == 1 ? " finding" : " findings");
  if (Counts.Conflicting)
    errs() << "; " << Counts.Conflicting
           << " do not go together with those, run again";
  errs() << '\n';
  return Error::success();
}

int Run::status() const {
  for (const UnitFailure &Failure : Report.Failures)
    if (Failure.Reason != Analyzer::interrupted())
      errs() << "dma-tidy: " << Failure.File << ": " << Failure.Reason << '\n';
  if (Interrupted)
    errs() << "dma-tidy: interrupted; " << Report.Analyzed << " of "
           << Units.Selected.size() << " units were analysed"
           << (Store ? ", and the cache has kept them" : "") << '\n';
  bool IsKbuild = Wanted.TheMode == Options::Kbuild;
  if (!Report.Failures.empty() && !IsKbuild)
    return Incomplete;
  // The build goes on unless the gate was asked for.
  if (TheGate->isAskedFor())
    return is_contained(Report.IsError, true) ? Found : Clean;
  return Report.Findings.empty() || IsKbuild ? Clean : Found;
}

Expected<int> Run::perform() {
  auto Start = std::chrono::steady_clock::now();
  bool IsMerge = Wanted.TheMode == Options::Merge;
  if (!IsMerge)
    if (Error Bad = openDatabase())
      return std::move(Bad);
  if (Error Bad = readConfigs())
    return std::move(Bad);
  if (Wanted.Part.Count && (IsMerge || Wanted.Outputs.size() != 1 ||
                            Wanted.Outputs.front().Form != Format::Text ||
                            Wanted.Outputs.front().Path == "-"))
    return createStringError("--shard: name the file for `dma-tidy merge` with "
                             "--output, and no --format");
  if (!Wanted.Part.Count)
    if (Error Bad = openReports())
      return std::move(Bad);
  catchInterrupts();
  if (Error Bad = IsMerge ? mergeParts() : analyzeUnits())
    return std::move(Bad);
  if (Wanted.Part.Count)
    return status();
  if (!IsMerge)
    Report.Seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
            .count();
  if (Error Bad = applyTheFixes())
    return std::move(Bad);
  if (Error Bad = writeReports())
    return std::move(Bad);
  return status();
}

} // namespace

int runAnalysis(const Options &Wanted) {
  // The process ends right after: taking a kernel's database and results apart
  // again would take longer than the report.
  static Run *One = new Run(Wanted);
  Expected<int> Status = One->perform();
  One->closeCache();
  if (!Status)
    return wrong(toString(Status.takeError()));
  return *Status;
}

} // namespace dmatidy
