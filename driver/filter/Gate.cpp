//===-- Gate.cpp - Which findings are shown, and which fail ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Gate.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

const CheckGlobs &Gate::globs(StringRef List) {
  auto [Place, IsNew] = Parsed.try_emplace(List);
  if (IsNew)
    // Configurations and options were checked when they were read.
    Place->second = cantFail(CheckGlobs::parse(List, /*MustMatch=*/false));
  return Place->second;
}

const Config &Gate::configOf(StringRef File) {
  static const Config None;
  Expected<const Config &> Of = Conf.of(File);
  if (Of)
    return *Of;
  consumeError(Of.takeError());
  return None;
}

bool Gate::isWanted(const Diagnostic &Finding) {
  const Config &Of = configOf(Finding.Place.File);
  if (Of.excludes(Finding.Place.File) ||
      !globs(Of.Checks.value_or("*")).match(Finding.Check))
    return false;
  return *confidenceNamed(Finding.Level) >= Of.least(Finding.Check);
}

std::optional<bool> Gate::isError(const Diagnostic &Finding) {
  const Config &Of = configOf(Finding.Place.File);
  if (!Of.WarningsAsErrors)
    return std::nullopt;
  return globs(*Of.WarningsAsErrors).match(Finding.Check) &&
         *confidenceNamed(Finding.Level) >= Opts.FailOn;
}

Error Gate::readBaseline() {
  if (Opts.Baseline.empty())
    return Error::success();
  auto Read = Baseline::read(Opts.Baseline);
  if (!Read)
    return createStringError("--baseline: " + toString(Read.takeError()));
  Old = std::move(*Read);
  return Error::success();
}

void Gate::apply(std::vector<Diagnostic> All, RunReport &Report) {
  erase_if(All, [&](Diagnostic &Finding) {
    return !keepExits(Finding, [&](const Diagnostic &Exit) {
      bool IsCovered =
          Comments.covers(Exit.Check, Exit.Place.File, Exit.Place.Line);
      Report.Suppressed += IsCovered;
      return !IsCovered;
    });
  });
  for (const std::string &Complaint : Comments.complaints())
    errs() << "dma-tidy: " << Complaint << '\n';
  for (std::optional<Baseline> *Prior : {&Old, &Earlier}) {
    if (!*Prior)
      continue;
    append_range(Baselined, (*Prior)->takeKnown(All));
  }
  Report.Baselined = Baselined.size();
  // Where a part of the tree is looked at, the rest is not gone.
  SawAll = Report.Failures.empty() && Opts.Mode != Options::Kbuild &&
           (Opts.Arguments.empty() || Opts.Mode == Options::Merge);
  if (Old && SawAll)
    for (const BaselineEntry &Gone : Old->gone())
      errs() << "dma-tidy: gone since the baseline: " << Gone.File << ": "
             << (Gone.Function.empty() ? "" : Gone.Function + "(): ")
             << Gone.Message << " [" << Gone.Check << "]\n";
  tellExits(All);
  Report.Findings = std::move(All);
  for (const Diagnostic &Finding : Report.Findings) {
    std::optional<bool> Error = isError(Finding);
    Report.IsError.push_back(Error.value_or(false));
    Report.Fails |= Error.value_or(true);
  }
}

Error Gate::writeBaseline(const RunReport &Report) {
  if (Opts.WriteBaseline.empty())
    return Error::success();
  std::vector<Diagnostic> All = Report.Findings;
  append_range(All, Baselined);
  sortFindings(All);
  Baseline Next(All);
  if (Old && !SawAll)
    Next.add(Old->gone());
  return Next.write(Opts.WriteBaseline);
}

} // namespace dmatidy
