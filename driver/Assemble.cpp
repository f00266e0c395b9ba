//===-- Assemble.cpp - From results of units to findings ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Assemble.h"
#include "driver/report/Report.h"
#include "clang/Lex/Preprocessor.h"
#include <set>

using namespace clang;
using namespace llvm;

namespace dmatidy {

void Assembler::take(size_t Index, UnitResult &Result) {
  Linker.take(Index, Result);
  Findings[Index] = std::move(Result.Findings);
}

std::vector<Diagnostic>
Assembler::finish(function_ref<bool(const Diagnostic &)> IsShown) {
  std::vector<Diagnostic> Result;
  for (std::vector<Diagnostic> &OfUnit : Findings)
    for (Diagnostic &Finding : OfUnit)
      if (IsShown(Finding))
        Result.push_back(std::move(Finding));
  std::set<std::tuple<std::string, unsigned, std::string>> OnPaths;
  for (const Diagnostic &Finding : Result)
    OnPaths.emplace(Finding.Place.File, Finding.Place.Line, Finding.Check);
  // What a path shows is told by its notes; the contract says the same again.
  for (Diagnostic &Finding : Linker.finish())
    if (IsShown(Finding) &&
        !OnPaths.count({Finding.Place.File, Finding.Place.Line, Finding.Check}))
      Result.push_back(std::move(Finding));
  sortFindings(Result);
  return Result;
}

/// What the macro \p Name, of one token, stands for; "" if there is none.
static std::string valueOf(Preprocessor &Parser, StringRef Name) {
  const MacroInfo *Info = Parser.getMacroInfo(Parser.getIdentifierInfo(Name));
  return Info && Info->getNumTokens() == 1
             ? Parser.getSpelling(Info->getReplacementToken(0))
             : "";
}

std::vector<Diagnostic> analyzeAlone(Preprocessor &Parser, ASTContext &Context,
                                     const Model &Api,
                                     const EngineOptions &Options) {
  ModulePlan Plan;
  Plan.ModuleOf.push_back("unit");
  // scripts/Makefile.lib: an object of its own gives its module the name.
  if (valueOf(Parser, "KBUILD_MODNAME") != valueOf(Parser, "KBUILD_BASENAME"))
    Plan.Incomplete.insert("unit");
  UnitResult Result;
  analyzeParsed(Parser, Context, Api, Options, Result);
  Assembler Whole(Plan, Api, Options.Checks, /*Jobs=*/1);
  Whole.take(0, Result);
  return Whole.finish([](const Diagnostic &) { return true; });
}

} // namespace dmatidy
