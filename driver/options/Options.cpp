//===-- Options.cpp - What the command was asked for ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace dmatidy;

namespace {

cl::OptionCategory Category("dma-tidy options");

cl::list<std::string> Arguments(cl::Positional, cl::cat(Category));
cl::opt<std::string> BuildPath("p", cl::init("."), cl::cat(Category));
cl::opt<unsigned> Jobs("j", cl::Prefix, cl::init(0), cl::cat(Category));
cl::opt<std::string> Checks("checks", cl::cat(Category));
auto levels() {
  return cl::values(clEnumValN(Confidence::Low, "low", ""),
                    clEnumValN(Confidence::Medium, "medium", ""),
                    clEnumValN(Confidence::High, "high", ""));
}
cl::opt<Confidence> MinConfidence("min-confidence", levels(),
                                  cl::cat(Category));
cl::opt<std::string> WarningsAsErrors("warnings-as-errors", cl::cat(Category));
cl::opt<Confidence> FailOn("fail-on", levels(), cl::init(Confidence::High),
                           cl::cat(Category));
cl::list<Format> Formats("format",
                         cl::values(clEnumValN(Format::Text, "text", ""),
                                    clEnumValN(Format::JSON, "json", ""),
                                    clEnumValN(Format::SARIF, "sarif", ""),
                                    clEnumValN(Format::HTML, "html", ""),
                                    clEnumValN(Format::GitHub, "github", "")),
                         cl::cat(Category));
cl::list<std::string> Outputs("output", cl::cat(Category));
cl::list<std::string> Models("model", cl::cat(Category));
cl::opt<unsigned> Timeout("timeout", cl::init(120), cl::cat(Category));
cl::opt<unsigned> MaxNodes("max-nodes", cl::init(5000), cl::cat(Category));
cl::opt<bool> AllUnits("all-units", cl::cat(Category));
cl::opt<bool> ListChecks("list-checks", cl::cat(Category));
cl::opt<std::string> Explain("explain", cl::cat(Category));
cl::opt<bool> VerifyModel("verify-model", cl::cat(Category));
cl::opt<bool> Verbose("verbose", cl::cat(Category));
cl::opt<std::string> ConfigText("config", cl::cat(Category));
cl::opt<std::string> ConfigFile("config-file", cl::cat(Category));
cl::opt<bool> DumpConfig("dump-config", cl::cat(Category));
cl::opt<std::string> Baseline("baseline", cl::cat(Category));
cl::opt<std::string> WriteBaseline("write-baseline", cl::cat(Category));
cl::opt<std::string> Diff("diff", cl::cat(Category));
cl::opt<bool> ApplyFixes("fix", cl::cat(Category));
cl::opt<std::string> ExportFixes("export-fixes", cl::cat(Category));
cl::opt<bool> NoCache("no-cache", cl::cat(Category));
cl::opt<std::string> CacheFolder("cache-dir", cl::cat(Category));
cl::opt<unsigned> CacheLimit("cache-size", cl::init(2048), cl::cat(Category));
cl::opt<std::string> TheShard("shard", cl::cat(Category));

/// The reports that --format and --output, as they follow each other, ask for:
/// an output belongs to the format before it, or to the first one.
Expected<std::vector<OutputOption>> outputs() {
  std::vector<std::pair<unsigned, std::function<void()>>> InOrder;
  std::vector<OutputOption> Result;
  std::optional<std::string> Path;
  bool TwoPaths = false;
  for (unsigned I = 0; I != Formats.size(); ++I)
    InOrder.emplace_back(Formats.getPosition(I), [&, I] {
      Result.push_back({Formats[I], Path.value_or("-")});
      // Taken by the first format only.
      if (Path)
        Path.reset();
    });
  for (unsigned I = 0; I != Outputs.size(); ++I)
    InOrder.emplace_back(Outputs.getPosition(I), [&, I] {
      if (Result.empty()) {
        TwoPaths |= Path.has_value();
        Path = Outputs[I];
      } else {
        TwoPaths |= Result.back().Path != "-";
        Result.back().Path = Outputs[I];
      }
    });
  llvm::sort(InOrder, llvm::less_first());
  for (auto &[Position, Take] : InOrder)
    Take();
  if (Result.empty())
    Result.push_back({Format::Text, Path.value_or("-")});
  if (TwoPaths)
    return createStringError("--output: two files for one --format; put a "
                             "--format in front of each");
  for (const OutputOption &One : Result)
    if (One.Form == Format::HTML && One.Path == "-")
      return createStringError("--format=html: name its folder with --output");
  if (count_if(Result,
               [](const OutputOption &One) { return One.Path == "-"; }) > 1)
    return createStringError("--format: only one report can go to stdout; "
                             "name files with --output");
  return Result;
}

Expected<Shard> shard(StringRef Text) {
  Shard Result;
  if (Text.empty())
    return Result;
  auto [Index, Count] = Text.split('/');
  if (Index.getAsInteger(10, Result.Index) ||
      Count.getAsInteger(10, Result.Count) || !Result.Index ||
      Result.Index > Result.Count || Result.Count > MostParts)
    return createStringError("--shard: '" + Text +
                             "' is not K/N with 1 <= K <= N");
  return Result;
}

template <typename T> std::optional<T> ifGiven(const cl::opt<T> &Option) {
  return Option.getNumOccurrences() ? std::optional<T>(Option) : std::nullopt;
}

} // namespace

/// The mode that the options say.
static Options::RunMode modeOf() {
  if (!Explain.empty())
    return Options::Explain;
  if (ListChecks)
    return Options::ListChecks;
  if (DumpConfig)
    return Options::DumpConfig;
  return VerifyModel ? Options::VerifyModel : Options::Analyze;
}

Expected<Options> dmatidy::parseOptions(int ArgCount, const char *const *Args) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) {
    OS << "dma-tidy " DMA_TIDY_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
  });
  std::vector<const char *> Given(Args, Args + ArgCount);
  Options Result;
  bool IsMerge = ArgCount > 1 && StringRef(Args[1]) == "merge";
  if (IsMerge)
    Given.erase(Given.begin() + 1);
  // Behind --kbuild come our options, then the compiler's.
  auto Kbuild = find_if(Given, [](StringRef Arg) { return Arg == "--kbuild"; });
  bool IsKbuild = Kbuild != Given.end();
  if (IsKbuild) {
    auto First = std::find_if(Kbuild + 1, Given.end(), [](StringRef Arg) {
      return !Arg.starts_with("--") || Arg.starts_with("--target") ||
             Arg.starts_with("--sysroot") || Arg.starts_with("--param");
    });
    Result.Arguments.assign(First, Given.end());
    Given.erase(First, Given.end());
    Given.erase(Kbuild);
  }
  for (StringRef Arg : drop_begin(Given)) {
    if (Arg == "--")
      break;
    if (Arg == "--help" || Arg == "-help" || Arg == "-h") {
      Result.Mode = Options::Help;
      return Result;
    }
  }
  std::string Problems;
  raw_string_ostream ProblemStream(Problems);
  if (!cl::ParseCommandLineOptions(Given.size(), Given.data(), "",
                                   &ProblemStream))
    return createStringError(StringRef(Problems).rtrim());
  Result.Mode = IsMerge    ? Options::Merge
                : IsKbuild ? Options::Kbuild
                           : modeOf();
  if (!IsKbuild)
    Result.Arguments.assign(Arguments.begin(), Arguments.end());
  else if (!Arguments.empty())
    return createStringError("--kbuild: '" + Arguments.front() +
                             "' stands in front of the compiler's arguments");
  Result.BuildPath = BuildPath;
  Result.Jobs = Jobs;
  Result.Checks = ifGiven(Checks);
  Result.MinConfidence = ifGiven(MinConfidence);
  Result.WarningsAsErrors = ifGiven(WarningsAsErrors);
  Result.FailOn = FailOn;
  auto Reports = outputs();
  if (!Reports)
    return Reports.takeError();
  Result.Outputs = std::move(*Reports);
  Result.Models.assign(Models.begin(), Models.end());
  Result.Timeout = Timeout;
  Result.MaxNodes = MaxNodes;
  Result.AllUnits = AllUnits;
  Result.Verbose = Verbose;
  Result.ExplainedCheck = Explain;
  Result.ConfigText = ifGiven(ConfigText);
  Result.ConfigFile = ifGiven(ConfigFile);
  if (Result.ConfigText && Result.ConfigFile)
    return createStringError("--config and --config-file: name one of them");
  Result.Baseline = Baseline;
  Result.WriteBaseline = WriteBaseline;
  Result.Diff = Diff;
  Result.ApplyFixes = ApplyFixes;
  Result.ExportFixes = ExportFixes;
  Result.UseCache = !NoCache;
  Result.CacheFolder = CacheFolder;
  Result.CacheLimit = uint64_t(CacheLimit) << 20;
  auto Part = shard(TheShard);
  if (!Part)
    return Part.takeError();
  Result.Part = *Part;
  if (!Result.Diff.empty() && (IsMerge || Result.Part.Count))
    return createStringError(
        "--diff: analyses twice, which neither --shard nor "
        "merge can; give it to a run of its own");
  return Result;
}
