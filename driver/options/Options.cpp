//===-- Options.cpp - What the command was asked for ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace llvm::opt;
using namespace dmatidy;

namespace {

enum ID {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#define OPTTABLE_PREFIXES_TABLE_CODE
#include "Options.inc"
#undef OPTTABLE_STR_TABLE_CODE
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr OptTable::Info Infos[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

/// The options of Options.td.
struct Table : GenericOptTable {
  Table() : GenericOptTable(OptionStrTable, OptionPrefixesTable, Infos) {
    setDashDashParsing(true);
  }
};

/// "--NAME: 'VALUE' WHY".
Error wrongValue(const Arg &Given, const Twine &Why) {
  return createStringError(Given.getOption().getPrefixedName().rtrim('=') +
                           ": '" + Given.getValue() + "' " + Why);
}

// One for each type that a member of Options has: what was given goes there.

Error take(bool &Into, const Arg &) {
  Into = !Into;
  return Error::success();
}

Error take(std::string &Into, const Arg &Given) {
  Into = Given.getValue();
  return Error::success();
}

template <typename T>
std::enable_if_t<std::is_integral_v<T>, Error> take(T &Into, const Arg &Given) {
  unsigned Number;
  if (StringRef(Given.getValue()).getAsInteger(0, Number))
    return wrongValue(Given, "is no whole number below 2^32");
  Into = Number;
  return Error::success();
}

template <typename T>
std::enable_if_t<std::is_enum_v<T>, Error> take(T &Into, const Arg &Given) {
  auto Values =
      Table().suggestValueCompletions(Given.getOption().getPrefixedName(), "");
  auto Place = find(Values, Given.getValue());
  if (Place == Values.end())
    return wrongValue(Given, "is none of " + join(Values, ", "));
  Into = static_cast<T>(Place - Values.begin());
  return Error::success();
}

Error take(Shard &Into, const Arg &Given) {
  auto [Index, Count] = StringRef(Given.getValue()).split('/');
  if (Index.getAsInteger(10, Into.Index) ||
      Count.getAsInteger(10, Into.Count) || !Into.Index ||
      Into.Index > Into.Count || Into.Count > MostParts)
    return wrongValue(Given, "is not K/N with 1 <= K <= N");
  return Error::success();
}

template <typename T> Error take(std::optional<T> &Into, const Arg &Given) {
  return take(Into.emplace(), Given);
}

/// What no option is, or one whose value is missing.
Error checkNames(const Table &All, const InputArgList &Args, unsigned Missing,
                 unsigned MissingCount) {
  if (MissingCount)
    return createStringError(Twine(Args.getArgString(Missing)) +
                             ": a value must follow");
  const Arg *Unknown = Args.getLastArg(OPT_UNKNOWN);
  if (!Unknown)
    return Error::success();
  std::string Text = Unknown->getAsString(Args), Nearest;
  constexpr unsigned Typing = 2;
  return createStringError("Unknown command line argument '" + Text + "'; " +
                           (All.findNearest(Text, Nearest) <= Typing
                                ? "did you mean '" + Nearest + "'?"
                                : "--help names them all"));
}

/// The reports that --format and --output, as they follow each other, ask for:
/// an output belongs to the format before it, or to the first one.
Error takeOutputs(std::vector<OutputOption> &Result, const InputArgList &Args) {
  std::optional<std::string> First;
  bool TwoPaths = false;
  for (const Arg *Given : Args.filtered(OPT_format_EQ, OPT_output_EQ)) {
    if (Given->getOption().matches(OPT_format_EQ)) {
      Result.push_back({Format::Text, First.value_or("-")});
      First.reset();
      if (Error Bad = take(Result.back().Form, *Given))
        return Bad;
    } else if (Result.empty()) {
      TwoPaths |= First.has_value();
      First = Given->getValue();
    } else {
      TwoPaths |= Result.back().Path != "-";
      Result.back().Path = Given->getValue();
    }
  }
  if (Result.empty())
    Result.push_back({Format::Text, First.value_or("-")});
  if (TwoPaths)
    return createStringError("--output: two files for one --format; put a "
                             "--format in front of each");
  for (const OutputOption &Output : Result)
    if (Output.Form == Format::HTML && Output.Path == "-")
      return createStringError("--format=html: name its folder with --output");
  if (count_if(Result, [](const OutputOption &Output) {
        return Output.Path == "-";
      }) > 1)
    return createStringError("--format: only one report can go to stdout; "
                             "name files with --output");
  return Error::success();
}

/// Whether there is colour, if that was said: by the option, or by the user's
/// environment (no-color.org, bixense.com/clicolors).
Error takeColor(const InputArgList &Args) {
  enum { Never, Always, False, True, Zero, One, Auto } Choice = Auto;
  auto IsSet = [](StringRef Name) {
    auto Value = sys::Process::GetEnv(Name);
    return Value && !Value->empty() && *Value != "0";
  };
  if (IsSet("NO_COLOR"))
    Choice = Never;
  else if (IsSet("CLICOLOR_FORCE"))
    Choice = Always;
  if (const Arg *Given = Args.getLastArg(OPT_color_EQ))
    if (Error Bad = take(Choice, *Given))
      return Bad;
  if (Choice == Auto)
    return Error::success();
  WithColor::setAutoDetectFunction(
      Choice == Always || Choice == True || Choice == One
          ? [](const raw_ostream &) { return true; }
          : [](const raw_ostream &) { return false; });
  return Error::success();
}

/// The mode that the options say.
Options::RunMode modeOf(const InputArgList &Args) {
  if (Args.hasArg(OPT_explain_EQ))
    return Options::Explain;
  if (Args.hasArg(OPT_list_checks))
    return Options::ListChecks;
  if (Args.hasArg(OPT_dump_config))
    return Options::DumpConfig;
  if (Args.hasArg(OPT_suggest_model))
    return Options::SuggestModel;
  return Args.hasArg(OPT_verify_model) ? Options::VerifyModel
                                       : Options::Analyze;
}

} // namespace

void dmatidy::printHelp(raw_ostream &OS) {
  Table().printHelp(
      OS,
      "dma-tidy [options] [files, folders or globs]\n"
      "       dma-tidy [options] FILE... -- COMPILER-OPTIONS\n"
      "       dma-tidy [options] --module DIR [--kernel-build DIR]\n"
      "       dma-tidy merge PART... [report options]\n"
      "       make C=1 CHECK=\"dma-tidy --kbuild\"",
      "Finds misuse of the Linux DMA API in the units of a compilation "
      "database.");
}

Expected<Options> dmatidy::parseOptions(int ArgCount, const char *const *Args) {
  std::vector<const char *> Given(Args + 1, Args + ArgCount);
  Options Result;
  bool IsMerge = !Given.empty() && StringRef(Given.front()) == "merge";
  if (IsMerge)
    Given.erase(Given.begin());
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
  auto Dashes = find_if(Given, [](StringRef Arg) { return Arg == "--"; });
  if (Dashes != Given.end() && !IsKbuild && !IsMerge) {
    Result.Flags.emplace(Dashes + 1, Given.end());
    Given.erase(Dashes, Given.end());
  }
  Table All;
  unsigned Missing, MissingCount;
  InputArgList Parsed = All.ParseArgs(Given, Missing, MissingCount);
  if (Parsed.hasArg(OPT_help, OPT_version)) {
    Result.Mode = Parsed.hasArg(OPT_help) ? Options::Help : Options::Version;
    return Result;
  }
  if (Error Bad = checkNames(All, Parsed, Missing, MissingCount))
    return Bad;
  Result.Mode = IsMerge    ? Options::Merge
                : IsKbuild ? Options::Kbuild
                           : modeOf(Parsed);
  auto Inputs = Parsed.getAllArgValues(OPT_INPUT);
  if (!IsKbuild)
    Result.Arguments = std::move(Inputs);
  else if (!Inputs.empty())
    return createStringError("--kbuild: '" + Inputs.front() +
                             "' stands in front of the compiler's arguments");
#define OPTION_WITH_MARSHALLING(                                               \
    PREFIXES, NAME, ID, KIND, GROUP, ALIAS, ALIASARGS, FLAGS, VISIBILITY,      \
    PARAM, HELPTEXT, HELPTEXTS, METAVAR, VALUES, SUBCOMMANDS, SHOULD_PARSE,    \
    ALWAYS_EMIT, KEYPATH, DEFAULT, ...)                                        \
  Result.KEYPATH = DEFAULT;                                                    \
  if (const Arg *Given = Parsed.getLastArg(OPT_##ID))                          \
    if (Error Bad = take(Result.KEYPATH, *Given))                              \
      return Bad;
#include "Options.inc"
  if (Result.Flags && (Result.Arguments.empty() || Result.BuildPath))
    return createStringError(
        Result.Arguments.empty()
            ? "--: no source file in front of the compiler's options"
            : "-p and --: a database or the compiler's options, not both");
  if (Result.ModuleFolder && (Result.BuildPath || Result.Flags || IsKbuild))
    return createStringError("--module: its commands come from its build; "
                             "neither -p nor -- nor --kbuild goes with it");
  if (!Result.ModuleFolder && !Result.KernelBuild.empty())
    return createStringError("--kernel-build: name the module with --module");
  Result.CacheLimit <<= 20;
  Result.Models = Parsed.getAllArgValues(OPT_model_EQ);
  if (Error Bad = takeOutputs(Result.Outputs, Parsed))
    return Bad;
  if (Error Bad = takeColor(Parsed))
    return Bad;
  if (Result.DryRun && !Result.ApplyFixes)
    return createStringError("--dry-run: shows what --fix would do; give both");
  if (Result.ConfigText && Result.ConfigFile)
    return createStringError("--config and --config-file: name one of them");
  if (!Result.Diff.empty() && (IsMerge || Result.Part.Count))
    return createStringError(
        "--diff: analyses twice, which neither --shard nor "
        "merge can; give it to a run of its own");
  return Result;
}
