//===-- Engine.cpp - The one way into the analysis ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Engine.h"
#include "checkers/Registry.h"
#include "checkers/finding/CheckName.h"
#include "checkers/path/modeling/Modeling.h"
#include "checkers/path/reduction/ProgramSlicer.h"
#include "checkers/path/reporting/ReportCollector.h"
#include "checkers/syntax/Syntax.h"
#include "clang/Analysis/Analyses/LiveVariables.h"
#include "clang/CrossTU/CrossTranslationUnit.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// Adds the path checks, and the modelling checker they depend on, to \p
/// Registry. \p Api must outlive every analysis made with it.
static void addPathChecks(CheckerRegistry &Registry, const Model &Api) {
  // The analyzer registers checkers through plain functions, so the model they
  // work with is handed over here.
  static const Model *RegisteredApi;
  RegisteredApi = &Api;
  auto Always = [](const CheckerManager &) { return true; };
  Registry.addChecker(
      [](CheckerManager &Manager) {
        registerModeling(Manager, *RegisteredApi);
      },
      Always, "dma.Modeling", "gives DMA calls their meaning", "",
      /*IsHidden=*/true);
  // The registry keeps references to what it is given.
  static StringSet<> Names;
  for (const CheckInfo *Check : allChecks()) {
    if (!Check->Hooks.RegisterPaths)
      continue;
    StringRef Name = Names.insert(analyzerName(Check->Name)).first->getKey();
    Registry.addChecker(Check->Hooks.RegisterPaths, Always, Name,
                        Check->Summary, "");
    Registry.addDependency(Name, "dma.Modeling");
  }
}

namespace {

/// What the engine wants to know of a compiler, whoever has parsed the unit:
/// options with their defaults, and a name for every part.
class Compiler {
public:
  explicit Compiler(ASTContext &Context) : CI(defaults(Context)) {
    CI.setFileManager(&Context.getSourceManager().getFileManager());
    CI.setSourceManager(&Context.getSourceManager());
    CI.setDiagnostics(&Context.getDiagnostics());
    CI.setASTContext(&Context);
  }
  CompilerInstance &instance() { return CI; }

private:
  /// A default-constructed AnalyzerOptions has no limits set.
  static std::shared_ptr<CompilerInvocation> defaults(ASTContext &Context) {
    auto Result = std::make_shared<CompilerInvocation>();
    CompilerInvocation::CreateFromArgs(*Result, {"-x", "c", "unit.c"},
                                       Context.getDiagnostics());
    return Result;
  }
  CompilerInstance CI;
};

} // namespace

/// By how much a function with many acquisitions is followed further than
/// another: beyond that it costs time and shows nothing more.
static constexpr unsigned MaxShareOfNodes = 3;

/// Walks the paths of every function that can reach DMA.
static void analyzePaths(Preprocessor &Parser, ASTContext &Context,
                         const Model &Api, const UnitFacts &Facts,
                         const EngineOptions &Options,
                         std::vector<Diagnostic> &Findings) {
  Compiler Names(Context);
  AnalyzerOptions &Settings = Names.instance().getAnalyzerOpts();
  // Calls that never return and compiler builtins end or bend paths; nothing
  // else of the analyzer's own checks is wanted.
  Settings.CheckersAndPackages = {{"core.builtin.BuiltinFunctions", true},
                                  {"core.builtin.NoReturnFunctions", true}};
  for (const CheckInfo *Check : enabledChecks(Options.Checks))
    if (Check->Hooks.RegisterPaths)
      Settings.CheckersAndPackages.emplace_back(analyzerName(Check->Name),
                                                true);
  // "No queue at all" is a path only an analyzer sees.
  Settings.ShouldAssumeAtLeastOneIteration = true;
  Settings.AnalysisPurgeOpt = PurgeStmt;
  // The engine gives up a path where a variable's cleanup function is called.
  Settings.ShouldIncludeImplicitDtorsInCFG = Context.getLangOpts().CPlusPlus;
  // A loop's second pass shows what the first has left; a third multiplies the
  // paths and shows nothing more.
  Settings.maxBlockVisitOnPath = 3;
  CheckerManager Checkers(
      Context, Settings, Parser, {},
      {[&](CheckerRegistry &Registry) { addPathChecks(Registry, Api); }});
  PathDiagnosticConsumers Consumers;
  Consumers.push_back(collectReports(Context, Findings));
  AnalysisManager Manager(Context, Parser, std::move(Consumers),
                          CreateRegionStoreManager,
                          CreateRangeConstraintManager, &Checkers, Settings);
  cross_tu::CrossTranslationUnitContext CrossUnit(Names.instance());
  FunctionSummariesTy Summaries;
  auto *Paths = Checkers.getChecker<Modeling>();
  Paths->stopWhen(Options.ShouldStop);
  Paths->useFacts(Facts);
  // The graphs of C++ hold more than statements: destructors, scopes.
  if (!Context.getLangOpts().CPlusPlus) {
    ProgramSlicer Needed(Facts, Paths->objectLocations(), Api,
                         [&](const FunctionDecl *Function) -> const auto & {
                           return Paths->relevance(Function);
                         });
    for (const FunctionDecl *Function : Facts.entryPoints())
      if (CFG *Graph = Manager.getCFG(Function))
        Needed.apply(Function, *Graph);
  }
  for (const FunctionDecl *Function : Facts.entryPoints()) {
    auto Bounded = [&] {
      if (Options.OnBound)
        Options.OnBound(Function->getNameAsString());
    };
    if (Paths->isStopped()) {
      Bounded();
      continue;
    }
    if (!Manager.getCFG(Function) || !Manager.getAnalysisDeclContext(Function)
                                          ->getAnalysis<RelaxedLiveVariables>())
      continue;
    SetOfConstDecls Visited;
    ExprEngine Engine(CrossUnit, Manager, &Visited, &Summaries,
                      ExprEngine::Inline_Regular);
    // A cleanup ladder has a way down from each of its steps.
    unsigned Steps =
        std::clamp(Facts.acquisitionsIn(Function), 1u, MaxShareOfNodes);
    Engine.ExecuteWorkList(
        Manager.getAnalysisDeclContextManager().getStackFrame(Function),
        Options.MaxNodes * Steps);
    if (!Engine.hasEmptyWorkList() || Paths->isStopped())
      Bounded();
    // What is said of all paths is wrong if some were cut short.
    if (Paths->isStopped())
      continue;
    Engine.getBugReporter().FlushReports();
  }
  Manager.FlushDiagnostics();
}

/// Looks at the text of the unit's functions.
static void analyzeText(ASTContext &Context, const Model &Api,
                        const UnitFacts &Facts, ArrayRef<std::string> Checks,
                        std::vector<Diagnostic> &Findings) {
  // One function may serve several checks.
  SmallSetVector<decltype(CheckHooks::CheckText), 16> OfFunction;
  SmallSetVector<decltype(CheckHooks::CheckUnit), 4> OfUnit;
  for (const CheckInfo *Check : enabledChecks(Checks)) {
    OfFunction.insert(Check->Hooks.CheckText);
    OfUnit.insert(Check->Hooks.CheckUnit);
  }
  OfFunction.remove(nullptr);
  OfUnit.remove(nullptr);
  std::vector<Diagnostic> InText;
  std::vector<SyntaxContext> Unit = textOf(Context, Api, Facts, InText);
  for (const SyntaxContext &In : Unit)
    for (auto *Look : OfFunction)
      Look(In);
  for (auto *Look : OfUnit)
    Look(Unit);
  // One line is told of once.
  auto IsNew = [&](const Diagnostic &Finding) {
    auto IsThere = [&](const Diagnostic &Other) {
      return Other.Place.Line == Finding.Place.Line &&
             Other.Place.File == Finding.Place.File;
    };
    return none_of(Findings, [&](const Diagnostic &Other) {
      return Other.FromText && Other.Check == Finding.Check &&
             (IsThere(Other) || any_of(Other.Exits, IsThere));
    });
  };
  for (Diagnostic &Finding : InText) {
    if (!is_contained(Checks, Finding.Check) || !keepExits(Finding, IsNew))
      continue;
    Finding.FromText = true;
    for (Diagnostic &Exit : Finding.Exits)
      Exit.FromText = true;
    Findings.push_back(std::move(Finding));
  }
}

std::string moduleFolder(Preprocessor &Parser) {
  const MacroInfo *Name =
      Parser.getMacroInfo(Parser.getIdentifierInfo("KBUILD_MODFILE"));
  std::string Path = Name && Name->getNumTokens() == 1
                         ? Parser.getSpelling(Name->getReplacementToken(0))
                         : "";
  StringRef Folder = sys::path::parent_path(StringRef(Path).trim('"'));
  if (!Folder.empty())
    return Folder.str();
  const SourceManager &SM = Parser.getSourceManager();
  OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
  StringRef Real = Main ? Main->getFileEntry().tryGetRealPathName() : "";
  return sys::path::parent_path(Real).str();
}

void analyzeUnit(Preprocessor &Parser, ASTContext &Context, const Model &Api,
                 const EngineOptions &Options,
                 std::vector<Diagnostic> &Findings) {
  UnitFacts Facts(Context, Api);
  if (any_of(enabledChecks(Options.Checks),
             [](const CheckInfo *Check) { return Check->Hooks.RegisterPaths; }))
    analyzePaths(Parser, Context, Api, Facts, Options, Findings);
  analyzeText(Context, Api, Facts, Options.Checks, Findings);
}

ModuleReport analyzeModule(ArrayRef<UnitSummary> Units,
                           std::vector<Diagnostic> Open, bool Whole,
                           const Model &Api, ArrayRef<std::string> Checks) {
  ModuleReport Report;
  Module All(Api, Whole);
  for (const UnitSummary &Unit : Units)
    All.add(Unit);
  All.close();
  for (Diagnostic &Finding : Open) {
    erase_if(Finding.Exits,
             [&](Diagnostic &Exit) { return !All.settle(Exit.Obligations); });
    bool IsMet = All.settle(Finding.Obligations);
    if (keepExits(Finding, [&](const Diagnostic &Exit) {
          return &Exit != &Finding || IsMet;
        }))
      Report.Confirmed.push_back(std::move(Finding));
  }
  Report.Functions = All.summaries();
  for (const CheckInfo *Check : enabledChecks(Checks))
    if (Check->Hooks.CheckModule)
      Check->Hooks.CheckModule(All, Report);
  return Report;
}

} // namespace dmatidy
