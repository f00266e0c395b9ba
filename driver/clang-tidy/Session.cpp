//===-- Session.cpp - What the checks of one unit share -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clang-tidy/Session.h"
#include "driver/Assemble.h"
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
  for (auto One = Open.begin(); One != Open.end();)
    One = One->second.expired() ? Open.erase(One) : std::next(One);
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

Config Session::configOf(StringRef File, const SourceManager &SM) {
  Configs Tree;
  Expected<const Config &> Found = Tree.of(File);
  if (Found)
    return *Found;
  complain(toString(Found.takeError()), SM);
  Config Default;
  Default.settle(Config());
  return Default;
}

std::shared_ptr<const Model> Session::modelOf(const Config &Wanted,
                                              const SourceManager &SM) {
  static const std::shared_ptr<const Model> Builtin = cantFail(Model::load());
  if (Wanted.Models.empty())
    return Builtin;
  // Somebody may be writing them just now.
  auto Loaded = Model::load(Wanted.Models);
  if (Loaded)
    return std::move(*Loaded);
  complain(toString(Loaded.takeError()), SM);
  return Builtin;
}

void Session::run(ASTContext &Context) {
  if (std::exchange(Done, true) || !Parser ||
      Context.getDiagnostics().hasUncompilableErrorOccurred())
    return;
  const SourceManager &SM = Context.getSourceManager();
  OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
  SmallString<256> File(Main ? Main->getName() : "");
  sys::fs::make_absolute(File);
  Config Wanted = configOf(File, SM);
  if (Wanted.excludes(File))
    return;
  std::shared_ptr<const Model> Api = modelOf(Wanted, SM);
  EngineOptions Options;
  for (const std::string &Check : Wanted.enabledChecks())
    if (Faces.count(Check))
      Options.Checks.push_back(Check);
  if (Options.Checks.empty())
    return;
  auto Findings =
      analysisRunner()(Context, Options, *Api, [&](const EngineOptions &Given) {
        return analyzeAlone(*Parser, Context, *Api, Given);
      });
  for (const Diagnostic &Finding : Findings) {
    Confidence Least = Faces.find(Finding.Check)
                           ->second.Least.value_or(Wanted.least(Finding.Check));
    if (*confidenceNamed(Finding.Level) >= Least)
      show(Finding, SM);
  }
}

/// Line \p Line, column \p Column of \p File; invalid if the unit has read no
/// such file.
static SourceLocation locate(StringRef File, unsigned Line, unsigned Column,
                             const SourceManager &SM) {
  OptionalFileEntryRef Entry =
      SM.getFileManager().getOptionalFileRef(File, /*OpenFile=*/false,
                                             /*CacheFailure=*/false);
  return Entry ? SM.translateFileLineCol(*Entry, Line, Column)
               : SourceLocation();
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
