//===-- Session.cpp - What the checks of one unit share -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clang-tidy/Session.h"
#include "checkers/program/source/SourceText.h"
#include "driver/linking/SingleUnit.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "llvm/Support/FileSystem.h"
#include <mutex>

using namespace clang;
using namespace llvm;

namespace dmatidy {

AnalysisRunner &analysisRunner() {
  static AnalysisRunner Direct = [](ASTContext &, EngineOptions Options,
                                    const Model &, Analysis Analyze) {
    return Analyze(Options);
  };
  return Direct;
}

std::shared_ptr<Session> Session::of(tidy::ClangTidyContext &Context) {
  // A language server analyses several units at a time.
  static std::mutex Lock;
  static std::map<tidy::ClangTidyContext *, std::weak_ptr<Session>> Open;
  std::lock_guard<std::mutex> Guard(Lock);
  for (auto It = Open.begin(); It != Open.end();)
    It = It->second.expired() ? Open.erase(It) : std::next(It);
  std::weak_ptr<Session> &Place = Open[&Context];
  std::shared_ptr<Session> Result = Place.lock();
  if (!Result)
    Place = Result = std::make_shared<Session>();
  return Result;
}

void Session::add(StringRef Name, tidy::ClangTidyCheck &Face,
                  std::optional<Confidence> Least) {
  Faces[Name.str()] = {&Face, Least};
}

void Session::complain(const Twine &What, const SourceManager &SM) {
  // An editor shows nothing that has no place.
  Faces.begin()->second.Face->diag(SM.getLocForStartOfFile(SM.getMainFileID()),
                                   "%0")
      << What.str();
}

void Session::run(ASTContext &Context) {
  if (std::exchange(Done, true) || !Parser ||
      Context.getDiagnostics().hasUncompilableErrorOccurred())
    return;
  const SourceManager &SM = Context.getSourceManager();
  UnitSettings Settings =
      UnitSettings::of(SM, [&](const Twine &What) { complain(What, SM); });
  if (Settings.excludes(SM))
    return;
  EngineOptions Options;
  for (const std::string &Check : Settings.Conf.enabledChecks())
    if (Faces.count(Check))
      Options.Checks.push_back(Check);
  if (Options.Checks.empty())
    return;
  auto Findings = analysisRunner()(
      Context, Options, *Settings.Api, [&](const EngineOptions &Given) {
        return analyzeAlone(*Parser, Context, *Settings.Api, Given);
      });
  tellExits(Findings);
  for (const Diagnostic &Finding : Findings) {
    Confidence Least =
        Faces.find(Finding.Check)
            ->second.Least.value_or(Settings.Conf.least(Finding.Check));
    if (*confidenceNamed(Finding.Level) >= Least)
      show(Finding, SM);
  }
}

void Session::show(const Diagnostic &Finding, const SourceManager &SM) {
  auto At = [&](const Note &Place) {
    return locate(Place.File, Place.Line, Place.Column, SM);
  };
  SourceLocation Where = At(Finding.Place);
  if (Where.isInvalid())
    return;
  tidy::ClangTidyCheck &Face = *Faces.find(Finding.Check)->second.Face;
  {
    auto Warning = Face.diag(Where, "%0");
    // What is not certain says so.
    Warning << (Finding.Level == toString(Confidence::High)
                    ? Finding.Place.Message
                    : Finding.Place.Message + " (confidence: " + Finding.Level +
                          ")");
    for (const Fix &Edit : Finding.Fixes)
      Warning << FixItHint::CreateReplacement(
          CharSourceRange::getCharRange(
              locate(Edit.File, Edit.Line, Edit.Column, SM),
              locate(Edit.File, Edit.EndLine, Edit.EndColumn, SM)),
          Edit.Text);
  }
  for (const Note &Step : Finding.Notes)
    if (SourceLocation Here = At(Step); Here.isValid())
      Face.diag(Here, "%0", DiagnosticIDs::Note) << Step.Message;
}

} // namespace dmatidy
