//===-- Plugin.cpp - The checks as a plugin of clang --analyze ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   clang-22 --analyze -Xclang -load -Xclang libdma-checkers.so
//            -Xclang -analyzer-checker=dma file.c
//
// The analyzer enables checks and shows findings; in between the unit goes the
// way it goes in every face, so that what is shown is the same.
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "checkers/finding/CheckName.h"
#include "checkers/program/source/SourceText.h"
#include "driver/filter/Suppress.h"
#include "driver/linking/SingleUnit.h"
#include "clang/StaticAnalyzer/Core/BugReporter/BugReporter.h"
#include "clang/StaticAnalyzer/Core/Checker.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace clang;
using namespace clang::ento;
using namespace dmatidy;
using namespace llvm;

namespace {

/// All checks that are enabled, as the analyzer knows them: something that
/// looks at the whole unit.
class EnabledChecks : public Checker<check::EndOfTranslationUnit> {
public:
  void add(StringRef Check) { Options.Checks.push_back(Check.str()); }

  void checkEndOfTranslationUnit(const TranslationUnitDecl *,
                                 AnalysisManager &A, BugReporter &BR) const {
    const SourceManager &SM = A.getSourceManager();
    UnitSettings Settings = UnitSettings::of(
        SM, [&](const Twine &What) { errs() << "dma-tidy: " << What << '\n'; });
    if (Settings.excludes(SM))
      return;
    EngineOptions Chosen = Options;
    std::vector<std::string> Enabled = Settings.Conf.enabledChecks();
    erase_if(Chosen.Checks, [&](const std::string &Check) {
      return !is_contained(Enabled, Check);
    });
    Sources Text;
    Suppressions Comments(Text);
    std::vector<dmatidy::Diagnostic> Findings = analyzeAlone(
        A.getPreprocessor(), A.getASTContext(), *Settings.Api, Chosen);
    erase_if(Findings, [&](dmatidy::Diagnostic &Finding) {
      return *confidenceNamed(Finding.Level) <
                 Settings.Conf.least(Finding.Check) ||
             !keepExits(
                 Finding,
                 [&](const dmatidy::Diagnostic &Exit) {
                   return !Comments.covers(Exit.Check, Exit.Place.File,
                                           Exit.Place.Line);
                 });
    });
    tellExits(Findings);
    for (const dmatidy::Diagnostic &Finding : Findings)
      show(Finding, SM, BR);
  }

private:
  /// Hands \p Finding, with its notes as the steps of its path, to whoever
  /// shows the analyzer's reports.
  static void show(const dmatidy::Diagnostic &Finding, const SourceManager &SM,
                   BugReporter &BR) {
    auto At = [&](const Note &Place) {
      SourceLocation Where = locate(Place.File, Place.Line, Place.Column, SM);
      return PathDiagnosticLocation(Where, SM);
    };
    auto Step = [&](const Note &Place) {
      return std::make_shared<PathDiagnosticEventPiece>(At(Place),
                                                        Place.Message);
    };
    PathDiagnosticLocation Where = At(Finding.Place);
    if (!Where.isValid())
      return;
    for (const auto &Consumer : BR.getPathDiagnosticConsumers()) {
      auto Report = std::make_unique<PathDiagnostic>(
          analyzerName(Finding.Check), /*DeclWithIssue=*/nullptr, "DMA misuse",
          Finding.Place.Message, "", Finding.Level, Where,
          /*DeclToUnique=*/nullptr, /*AnalysisEntryPoint=*/nullptr,
          std::make_unique<FilesToLineNumsMap>());
      for (const Note &Place : Finding.Notes)
        if (At(Place).isValid())
          Report->getActivePath().push_back(Step(Place));
      std::shared_ptr<PathDiagnosticEventPiece> End = Step(Finding.Place);
      for (const Fix &Edit : Finding.Fixes)
        End->addFixit(FixItHint::CreateReplacement(
            CharSourceRange::getCharRange(
                locate(Edit.File, Edit.Line, Edit.Column, SM),
                locate(Edit.File, Edit.EndLine, Edit.EndColumn, SM)),
            Edit.Text));
      Report->setEndOfPath(std::move(End));
      Consumer->HandlePathDiagnostic(std::move(Report));
    }
  }

  EngineOptions Options;
};

} // namespace

extern "C" const char clang_analyzerAPIVersionString[] =
    CLANG_ANALYZER_API_VERSION_STRING;

extern "C" void clang_registerCheckers(CheckerRegistry &Registry) {
  auto Always = [](const CheckerManager &) { return true; };
  Registry.addChecker(
      [](CheckerManager &Manager) { Manager.registerChecker<EnabledChecks>(); },
      Always, "dma.Engine", "runs the enabled checks over the unit", "",
      /*IsHidden=*/true);
  // The registry keeps references to what it is given.
  static StringSet<> Names;
  for (const CheckInfo *Check : allChecks()) {
    StringRef Name = Names.insert(analyzerName(Check->Name)).first->getKey();
    Registry.addChecker(
        [](CheckerManager &Manager) {
          Manager.getChecker<EnabledChecks>()->add(
              checkName(Manager.getCurrentCheckerName()));
        },
        Always, Name, Check->Summary, "");
    Registry.addDependency(Name, "dma.Engine");
  }
}
