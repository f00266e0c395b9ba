//===-- Engine.cpp - The one way into the analysis ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Engine.h"
#include "checkers/Registry.h"
#include "checkers/paths/Modeling.h"
#include "checkers/paths/Slice.h"
#include "checkers/syntax/Syntax.h"
#include "clang/Analysis/Analyses/LiveVariables.h"
#include "clang/Analysis/PathDiagnostic.h"
#include "clang/CrossTU/CrossTranslationUnit.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Lexer.h"
#include "clang/StaticAnalyzer/Core/CheckerManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

namespace {

/// Turns the engine's reports into diagnostics.
class Collector : public PathDiagnosticConsumer {
public:
  Collector(const ASTContext &Context, std::vector<Diagnostic> &Findings)
      : Context(Context), SM(Context.getSourceManager()), Findings(Findings) {}

  StringRef getName() const override { return "dma-tidy"; }
  PathGenerationScheme getGenerationScheme() const override {
    return Everything;
  }
  bool supportsCrossFileDiagnostics() const override { return true; }

  void FlushDiagnosticsImpl(std::vector<const PathDiagnostic *> &Diags,
                            FilesMade *) override {
    // A helper's acquisition is seen from every function that calls it. The
    // surest finding stays, then the one with the shortest story.
    std::map<std::string, Diagnostic> Best;
    for (const PathDiagnostic *D : Diags) {
      Diagnostic Fresh = convert(*D);
      auto [Place, New] = Best.try_emplace(identity(*D), Fresh);
      if (!New && isBetter(Fresh, Place->second))
        Place->second = std::move(Fresh);
    }
    for (auto &[Key, Finding] : Best)
      Findings.push_back(std::move(Finding));
  }

private:
  /// What makes two reports one finding: the check and the acquisition or other
  /// place they are about.
  std::string identity(const PathDiagnostic &D) const {
    FullSourceLoc At = uniqueLocation(D);
    return (D.getCheckerName() + Twine(':') +
            Twine(At.getFileID().getHashValue()) + ":" +
            Twine(At.getFileOffset()) +
            // That probe keeps it is another finding than that it leaves it.
            (D.getShortDescription().contains("kept ") ? ":kept" : ""))
        .str();
  }
  static FullSourceLoc uniqueLocation(const PathDiagnostic &D) {
    return (D.getUniqueingLoc().isValid() ? D.getUniqueingLoc()
                                          : D.getLocation())
        .asLocation()
        .getExpansionLoc();
  }
  static bool isBetter(const Diagnostic &A, const Diagnostic &B) {
    auto Rank = [](const Diagnostic &D) {
      unsigned Level = D.Level == "high" ? 0 : D.Level == "medium" ? 1 : 2;
      // What nobody else has to confirm is there for certain.
      return std::make_tuple(!D.Unless.empty(), Level, D.Notes.size(),
                             D.Place.Line, D.Place.Column, D.Place.Message);
    };
    return Rank(A) < Rank(B);
  }

  Note noteAt(const PathDiagnosticLocation &Location, StringRef Text) const {
    return dmatidy::noteAt(siteAt(Location.asLocation(), "", Context), Text);
  }

  Diagnostic convert(const PathDiagnostic &D) const {
    Diagnostic Result;
    Result.Check = checkName(D.getCheckerName());
    Result.Level = D.getCategory().str();
    Result.Place = noteAt(D.getLocation(), D.getVerboseDescription());
    if (const auto *Named = dyn_cast_or_null<NamedDecl>(D.getDeclWithIssue()))
      Result.Function = Named->getNameAsString();
    // An empty short text is given as the long one.
    if (D.getShortDescription() != D.getVerboseDescription())
      for (StringRef Open : split(D.getShortDescription(), '\n'))
        Result.Unless.push_back(Open.str());
    PathPieces Pieces = D.path.flatten(/*ShouldFlattenMacros=*/true);
    std::vector<Note> Further;
    bool Begun = false;
    for (const auto &Piece : Pieces) {
      if (Piece->getString().empty() || Piece == Pieces.back())
        continue;
      Note Text = noteAt(Piece->getLocation(), wording(*Piece));
      // Notes outside the path come first from the engine and last for readers.
      if (isa<PathDiagnosticNotePiece>(*Piece)) {
        Further.push_back(std::move(Text));
        continue;
      }
      bool Assumes = StringRef(Text.Message).starts_with("assuming");
      // A condition inside a macro, or on a variable that one has made up, is
      // not the driver's text; which branch it leads to is said next.
      if (StringRef(Text.Message).contains("__UNIQUE_ID_") ||
          (Assumes && StringRef(Text.Message).contains("the condition is ")))
        continue;
      bool IsBranch = isa<PathDiagnosticControlFlowPiece>(*Piece);
      // The end of a do { } while (0) is no news.
      if (IsBranch && StringRef(Text.Message).ends_with("xiting loop"))
        continue;
      Begun |= !Assumes && !IsBranch;
      // The branch is said where the condition is; where an assumption has just
      // been made, it follows from it.
      if (IsBranch && (!Begun || (!Result.Notes.empty() &&
                                  Result.Notes.back().Line == Text.Line)))
        continue;
      Result.Notes.push_back(std::move(Text));
    }
    append_range(Result.Notes, Further);
    for (const FixItHint &Edit : Pieces.back()->getFixits())
      if (auto Ready = fixAt(Edit.RemoveRange, Edit.CodeToInsert, Context))
        Result.Fixes.push_back(*Ready);
    identify(Result, lineOf(D));
    return Result;
  }

  /// The text of a note: lower-case, on one line, and with the condition itself
  /// where the engine says "the condition".
  std::string wording(const PathDiagnosticPiece &Piece) const {
    std::string Text = Piece.getString().str();
    if (Text.size() > 1 && !isUpper(Text[1]))
      Text[0] = toLower(Text[0]);
    size_t At = Text.find("the condition is ");
    if (At != std::string::npos && !Piece.getRanges().empty()) {
      std::string Condition = sourceText(Piece.getRanges().front());
      if (!Condition.empty())
        Text.replace(At, StringRef("the condition").size(),
                     "'" + Condition + "'");
    }
    for (StringRef Twice : {".  ", "  "})
      if (size_t Gap = Text.find(Twice.str()); Gap != std::string::npos)
        Text.replace(Gap, Twice.size(), Twice.front() == '.' ? "; " : " ");
    return Text;
  }

  /// What is written at \p Range; "" inside a macro, whose words are not the
  /// driver's.
  std::string sourceText(SourceRange Range) const {
    if (Range.getBegin().isMacroID() || Range.getEnd().isMacroID())
      return "";
    CharSourceRange Chars =
        Lexer::getAsCharRange(SM.getExpansionRange(Range), SM, LangOptions());
    StringRef Text = Lexer::getSourceText(Chars, SM, LangOptions());
    std::string Line = join(split(Text, '\n'), " ");
    return Line.size() > 60 ? "" : Line;
  }

  /// The rest of the line of code that \p D is about.
  StringRef lineOf(const PathDiagnostic &D) const {
    FullSourceLoc At = uniqueLocation(D);
    return SM.getBufferData(At.getFileID())
        .drop_front(At.getFileOffset())
        .take_until([](char C) { return C == '\n'; });
  }

  const ASTContext &Context;
  const SourceManager &SM;
  std::vector<Diagnostic> &Findings;
};

} // namespace

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

/// Walks the paths of every function that can reach DMA.
static void analyzePaths(Preprocessor &Parser, ASTContext &Context,
                         const Model &Api, const EngineOptions &Options,
                         std::vector<Diagnostic> &Findings) {
  Compiler Names(Context);
  AnalyzerOptions &Settings = Names.instance().getAnalyzerOpts();
  // Calls that never return and compiler builtins end or bend paths; nothing
  // else of the analyzer's own checks is wanted.
  Settings.CheckersAndPackages = {{"core.builtin.BuiltinFunctions", true},
                                  {"core.builtin.NoReturnFunctions", true}};
  for (const CheckInfo &Check : allChecks())
    if (Check.Register && is_contained(Options.Checks, Check.Name))
      Settings.CheckersAndPackages.emplace_back(analyzerName(Check.Name), true);
  // "No queue at all" is a path only an analyzer sees.
  Settings.ShouldAssumeAtLeastOneIteration = true;
  Settings.AnalysisPurgeOpt = PurgeStmt;
  // A loop's second pass shows what the first has left; a third multiplies the
  // paths and shows nothing more.
  Settings.maxBlockVisitOnPath = 3;
  CheckerManager Checkers(
      Context, Settings, Parser, {},
      {[&](CheckerRegistry &Registry) { addChecks(Registry, Api); }});
  PathDiagnosticConsumers Consumers;
  Consumers.push_back(std::make_unique<Collector>(Context, Findings));
  AnalysisManager Manager(Context, Parser, std::move(Consumers),
                          CreateRegionStoreManager,
                          CreateRangeConstraintManager, &Checkers, Settings);
  cross_tu::CrossTranslationUnitContext CrossUnit(Names.instance());
  FunctionSummariesTy Summaries;
  auto *Paths = Checkers.getChecker<Modeling>();
  Paths->stopWhen(Options.ShouldStop);
  const UnitFacts &Facts = Paths->facts(Context);
  // The graphs of C++ hold more than statements: destructors, scopes.
  if (!Context.getLangOpts().CPlusPlus) {
    Slice Needed(Facts, Paths->carriers(Context), Api,
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
    Engine.ExecuteWorkList(
        Manager.getAnalysisDeclContextManager().getStackFrame(Function),
        Options.MaxNodes);
    if (!Engine.hasEmptyWorkList() || Paths->isStopped())
      Bounded();
    // What is said of all paths is wrong if some were cut short.
    if (Paths->isStopped())
      continue;
    Engine.getBugReporter().FlushReports();
  }
  Manager.FlushDiagnostics();
}

void analyzeUnit(Preprocessor &Parser, ASTContext &Context, const Model &Api,
                 const EngineOptions &Options,
                 std::vector<Diagnostic> &Findings) {
  if (any_of(allChecks(), [&](const CheckInfo &Check) {
        return Check.Register && is_contained(Options.Checks, Check.Name);
      }))
    analyzePaths(Parser, Context, Api, Options, Findings);
  checkSyntax(Context, Api, Options.Checks, Findings);
  numberTwins(Findings);
}

} // namespace dmatidy
