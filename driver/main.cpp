//===-- main.cpp - The dma-tidy command -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Confidence.h"
#include "checkers/Registry.h"
#include "driver/Database.h"
#include "driver/Modules.h"
#include "driver/Pool.h"
#include "driver/Select.h"
#include "driver/VerifyModel.h"
#include "driver/report/Report.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include <chrono>
#include <csignal>
#include <set>

using namespace llvm;
using namespace dmatidy;

namespace {

/// What the command tells whoever started it (docs/command.md).
enum ExitStatus { Clean = 0, Found = 1, WrongUsage = 2, Incomplete = 3 };

cl::OptionCategory Category("dma-tidy options");
cl::list<std::string> Patterns(cl::Positional,
                               cl::desc("[files, folders or globs]"),
                               cl::cat(Category));
cl::opt<std::string>
    BuildPath("p",
              cl::desc("compile_commands.json, or the folder that holds it"),
              cl::value_desc("path"), cl::init("."), cl::cat(Category));
cl::opt<unsigned>
    Jobs("j", cl::Prefix,
         cl::desc("units analysed at a time (default: all cores)"),
         cl::value_desc("n"), cl::init(0), cl::cat(Category));
cl::opt<std::string>
    Checks("checks",
           cl::desc("comma-separated globs of checks; one that starts with - "
                    "takes away (default: *)"),
           cl::value_desc("globs"), cl::init("*"), cl::cat(Category));
cl::opt<Confidence>
    MinConfidence("min-confidence", cl::desc("the least sure findings to show"),
                  cl::values(clEnumValN(Confidence::Low, "low",
                                        "everything worth a human look"),
                             clEnumValN(Confidence::Medium, "medium",
                                        "one stated assumption (default)"),
                             clEnumValN(Confidence::High, "high",
                                        "proven on the printed path")),
                  cl::init(Confidence::Medium), cl::cat(Category));
cl::opt<Format> TheFormat(
    "format", cl::desc("how findings are written"),
    cl::values(clEnumValN(Format::Text, "text", "as compilers do (default)"),
               clEnumValN(Format::JSON, "json", "one JSON document")),
    cl::init(Format::Text), cl::cat(Category));
cl::opt<std::string> Output("output",
                            cl::desc("write findings there (default: stdout)"),
                            cl::value_desc("file"), cl::init("-"),
                            cl::cat(Category));
cl::list<std::string>
    Models("model", cl::desc("further rows for the API model (repeatable)"),
           cl::value_desc("file"), cl::cat(Category));
cl::opt<unsigned> Timeout("timeout",
                          cl::desc("seconds a unit may take, 0 for no limit "
                                   "(default: 120)"),
                          cl::value_desc("s"), cl::init(120),
                          cl::cat(Category));
cl::opt<unsigned> MaxNodes("max-nodes",
                           cl::desc("how far one function is followed, in "
                                    "nodes (default: 8000)"),
                           cl::value_desc("n"), cl::init(8000),
                           cl::cat(Category));
cl::opt<bool> NoCache("no-cache", cl::desc("analyse every unit anew"),
                      cl::cat(Category));
cl::opt<bool> AllUnits("all-units",
                       cl::desc("also analyse units that name no DMA function"),
                       cl::cat(Category));
cl::opt<bool> ListChecks("list-checks", cl::desc("name the enabled checks"),
                         cl::cat(Category));
cl::opt<std::string> Explain("explain", cl::desc("print the page of a check"),
                             cl::value_desc("check"), cl::cat(Category));
cl::opt<bool>
    VerifyModel("verify-model",
                cl::desc("compare the API model with the headers of the tree"),
                cl::cat(Category));
cl::opt<bool> Verbose("verbose",
                      cl::desc("say on stderr what was left out, and why"),
                      cl::cat(Category));

/// One line on stderr; the status for wrong usage or configuration.
int wrong(const Twine &Message) {
  errs() << "dma-tidy: " << Message << '\n';
  return WrongUsage;
}

/// The names of the checks that \p Globs enable; an element that matches no
/// check is an error.
Expected<std::vector<std::string>> enabledChecks(StringRef Globs) {
  SmallVector<StringRef, 8> Parts;
  Globs.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::vector<bool> Enabled(allChecks().size());
  for (StringRef Part : Parts) {
    Part = Part.trim();
    bool Enable = !Part.consume_front("-");
    Expected<GlobPattern> Glob = GlobPattern::create(Part);
    if (!Glob)
      return Glob.takeError();
    bool Any = false;
    for (auto [Index, Check] : enumerate(allChecks()))
      if (Glob->match(Check.Name)) {
        Enabled[Index] = Enable;
        Any = true;
      }
    if (!Any)
      return createStringError("no check is called '" + Part +
                               "'; --list-checks names them");
  }
  std::vector<std::string> Names;
  for (auto [Index, Check] : enumerate(allChecks()))
    if (Enabled[Index])
      Names.push_back(Check.Name.str());
  return Names;
}

/// Prints the page of the check called \p Name.
int explain(StringRef Name) {
  for (const CheckInfo &Check : allChecks())
    if (Check.Name == Name) {
      outs() << *Check.Page;
      return Clean;
    }
  return wrong("no check is called '" + Name + "'; --list-checks names them");
}

/// True if findings of the confidence called \p Level are to be shown.
bool isShown(StringRef Level) {
  for (Confidence Hidden : {Confidence::Low, Confidence::Medium})
    if (Hidden < MinConfidence && Level == dmatidy::toString(Hidden))
      return false;
  return true;
}

/// A counter on a terminal; nothing in a pipe.
class Progress {
public:
  explicit Progress(size_t Total)
      : Total(Total), Shown(sys::Process::StandardErrIsDisplayed()) {}
  void operator()(size_t Done) {
    if (Shown)
      errs() << '\r' << Done << '/' << Total << " units"
             << (Done == Total ? "\n" : "");
  }

private:
  size_t Total;
  bool Shown;
};

/// Runs the analysis and fills \p Report, files in the order of the database.
void run(const Database &Base, ArrayRef<const Unit *> Chosen, const Model &Api,
         std::vector<std::string> CheckNames, RunReport &Report) {
  Selector Select(Api);
  std::vector<const Unit *> Selected;
  for (const Unit *One : Chosen)
    if (AllUnits || Select.mayTouchDma(*One))
      Selected.push_back(One);
    else if (Verbose)
      errs() << "dma-tidy: " << One->RealPath << ": cannot touch DMA\n";
  Report.Units = Chosen.size();
  Report.Skipped = Chosen.size() - Selected.size();

  EngineOptions Options;
  Options.Checks = std::move(CheckNames);
  Options.MaxNodes = MaxNodes;
  PoolOptions Pool;
  Pool.Jobs =
      Jobs ? unsigned(Jobs) : hardware_concurrency().compute_thread_count();
  Pool.Timeout = Timeout;
  Pool.OnDone = Progress(Selected.size());
  ModuleLinker Linker(Base.units(), Chosen, Selected, Api, Options.Checks);
  Pool.OnResult = [&](size_t Index, UnitResult &Result) {
    Linker.take(Index, Result);
  };
  std::vector<UnitResult> Results =
      runPool(Selected, Pool,
              [&](const Unit &One) { return analyze(One, Api, Options); });

  int64_t Peak = 0;
  for (auto [One, Result] : zip(Selected, Results)) {
    Peak = std::max(Peak, Result.PeakMemory);
    if (!Result.Failure.empty()) {
      Report.Failures.push_back({One->RealPath, Result.Failure});
      continue;
    }
    ++Report.Analyzed;
    for (Diagnostic &Finding : Result.Findings)
      if (isShown(Finding.Level))
        Report.Findings.push_back(std::move(Finding));
    if (Verbose)
      for (const std::string &Name : Result.Bounded)
        errs() << "dma-tidy: " << One->RealPath << ": " << Name
               << "() was not followed to its end; --max-nodes goes further\n";
  }
  std::set<std::tuple<std::string, unsigned, std::string>> OnPaths;
  for (const Diagnostic &Finding : Report.Findings)
    OnPaths.emplace(Finding.Place.File, Finding.Place.Line, Finding.Check);
  // What a path shows is told by its notes; the contract says the same again.
  for (Diagnostic &Finding : Linker.finish())
    if (isShown(Finding.Level) &&
        !OnPaths.count({Finding.Place.File, Finding.Place.Line, Finding.Check}))
      Report.Findings.push_back(std::move(Finding));
  Report.Failed = Report.Failures.size();
  sortFindings(Report.Findings);
  if (Verbose)
    errs() << "dma-tidy: largest process " << Peak << " KiB, parent "
           << peakMemory() << " KiB\n";
}

} // namespace

int main(int ArgCount, const char **Args) {
  ::signal(SIGPIPE, SIG_IGN);
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "dma-tidy " DMA_TIDY_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  std::string Problems;
  raw_string_ostream ProblemStream(Problems);
  if (!cl::ParseCommandLineOptions(ArgCount, Args,
                                   "finds misuse of the Linux DMA API\n",
                                   &ProblemStream)) {
    errs() << Problems;
    return WrongUsage;
  }
  if (!Explain.empty())
    return explain(Explain);
  Expected<std::vector<std::string>> CheckNames = enabledChecks(Checks);
  if (!CheckNames)
    return wrong("--checks: " + toString(CheckNames.takeError()));
  if (CheckNames->empty())
    return wrong("--checks: no check is enabled by '" + Checks + "'");
  if (ListChecks) {
    for (const CheckInfo &Check : allChecks())
      if (is_contained(*CheckNames, Check.Name))
        outs() << left_justify(Check.Name, 24) << Check.Summary << '\n';
    return Clean;
  }
  auto Api =
      Model::load(std::vector<std::string>(Models.begin(), Models.end()));
  if (!Api)
    return wrong(toString(Api.takeError()));
  Expected<Database> Base = Database::load(BuildPath);
  if (!Base)
    return wrong(toString(Base.takeError()));
  auto Chosen = chooseUnits(
      *Base, std::vector<std::string>(Patterns.begin(), Patterns.end()));
  if (!Chosen)
    return wrong(toString(Chosen.takeError()));

  if (VerifyModel) {
    Expected<unsigned> Lines = verifyModel(*Chosen, **Api, outs());
    if (!Lines)
      return wrong("--verify-model: " + toString(Lines.takeError()));
    return *Lines ? Found : Clean;
  }

  // A report that cannot be written is known before the work is done.
  std::error_code Bad;
  raw_fd_ostream OS(Output, Bad, sys::fs::OF_Text);
  if (Bad)
    return wrong("cannot write " + Output + ": " + Bad.message());

  Sources Text;
  auto Start = std::chrono::steady_clock::now();
  RunReport Report;
  run(*Base, *Chosen, **Api, std::move(*CheckNames), Report);
  Report.Seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  if (TheFormat == Format::JSON)
    writeJSON(Report, OS);
  else
    writeText(Report, Text, /*Colour=*/false, /*Brief=*/false, OS);
  OS.close();
  if (OS.has_error()) {
    std::string Why = OS.error().message();
    OS.clear_error();
    return wrong("cannot write " + Output + ": " + Why);
  }
  for (const UnitFailure &Failure : Report.Failures)
    errs() << "dma-tidy: " << Failure.File << ": " << Failure.Reason << '\n';
  if (!Report.Failures.empty())
    return Incomplete;
  return Report.Findings.empty() ? Clean : Found;
}
