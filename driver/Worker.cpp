//===-- Worker.cpp - Analysing one unit -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Worker.h"
#include "checkers/contracts/Gather.h"
#include "driver/CommandLine.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Keeps the first error, as "file:line: message"; warnings are nobody's
/// business here.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    if (Info.hasSourceManager()) {
      PresumedLoc At =
          Info.getSourceManager().getPresumedLoc(Info.getLocation());
      if (At.isValid())
        Text =
            (Twine(At.getFilename()) + ":" + Twine(At.getLine()) + ": ").str();
    }
    SmallString<256> Message;
    Info.FormatDiagnostic(Message);
    Text += Message;
  }
  std::string Text;
};

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const Model &Api, const EngineOptions &Options,
           UnitResult &Result)
      : CI(CI), Api(Api), Options(Options), Result(Result) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return isNeedlessBody(D, CI.getSourceManager());
  }
  void HandleTranslationUnit(ASTContext &Context) override {
    if (CI.getDiagnostics().hasErrorOccurred())
      return;
    Result.Facts = gatherFacts(Context, Api);
    analyzeUnit(CI, Context, Api, Options, Result.Findings);
  }

private:
  CompilerInstance &CI;
  const Model &Api;
  const EngineOptions &Options;
  UnitResult &Result;
};

class Action : public ASTFrontendAction {
public:
  Action(const Model &Api, const EngineOptions &Options, UnitResult &Result)
      : Api(Api), Options(Options), Result(Result) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    return std::make_unique<Consumer>(CI, Api, Options, Result);
  }

private:
  const Model &Api;
  const EngineOptions &Options;
  UnitResult &Result;
};

} // namespace

UnitResult analyze(const Unit &One, const Model &Api,
                   const EngineOptions &Given) {
  UnitResult Result;
  if (std::error_code Bad = sys::fs::set_current_path(One.Directory)) {
    Result.Failure =
        "cannot enter its folder " + One.Directory + ": " + Bad.message();
    return Result;
  }
  sys::fs::file_status Status;
  if (std::error_code Bad = sys::fs::status(One.RealPath, Status)) {
    Result.Failure = "cannot be read: " + Bad.message();
    return Result;
  }
  if (!sys::fs::is_regular_file(Status)) {
    Result.Failure = "is not a regular file";
    return Result;
  }
  EngineOptions Options = Given;
  Options.OnBound = [&](StringRef Function) {
    Result.Bounded.push_back(Function.str());
  };
  DiagnosticOptions DiagOptions;
  FirstError Errors;
  auto Diags = CompilerInstance::createDiagnostics(*vfs::getRealFileSystem(),
                                                   DiagOptions, &Errors,
                                                   /*ShouldOwnClient=*/false);
  std::unique_ptr<CompilerInvocation> Invocation = invocationFor(
      parseOnly(Database::commandOf(One), One.Directory, One.File), Diags);
  if (!Invocation) {
    Result.Failure =
        Errors.Text.empty() ? "clang cannot compile its command" : Errors.Text;
    return Result;
  }
  // What the driver did not like about an option does not stop the parse.
  Errors.Text.clear();
  Errors.clear();
  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(vfs::getRealFileSystem());
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  Action TheAction(Api, Options, Result);
  bool Done = CI.ExecuteAction(TheAction);
  if (!Done || Errors.getNumErrors()) {
    Result.Failure =
        Errors.Text.empty() ? "clang could not parse it" : Errors.Text;
    Result.Findings.clear();
    Result.Facts = {};
  }
  return Result;
}

int64_t peakMemory() {
  // getrusage() would also tell what the process was before its exec().
  auto Status = MemoryBuffer::getFileAsStream("/proc/self/status");
  int64_t Peak = 0;
  if (Status) {
    StringRef Text = (*Status)->getBuffer().split("VmHWM:").second;
    Text = Text.ltrim();
    Text.consumeInteger(10, Peak);
  }
  return Peak;
}

static json::Object toJSON(const Note &Place) {
  return json::Object{{"file", Place.File},
                      {"line", Place.Line},
                      {"column", Place.Column},
                      {"message", json::fixUTF8(Place.Message)}};
}

static json::Value toJSON(const Fix &Edit) {
  return json::Object{{"file", Edit.File},
                      {"line", Edit.Line},
                      {"column", Edit.Column},
                      {"end_line", Edit.EndLine},
                      {"end_column", Edit.EndColumn},
                      {"text", json::fixUTF8(Edit.Text)}};
}

json::Object toJSON(const Diagnostic &Finding) {
  json::Array Notes;
  for (const Note &Step : Finding.Notes)
    Notes.push_back(toJSON(Step));
  json::Object Result = toJSON(Finding.Place);
  Result["check"] = Finding.Check;
  Result["confidence"] = Finding.Level;
  Result["function"] = Finding.Function;
  Result["fingerprint"] = Finding.Fingerprint;
  Result["notes"] = std::move(Notes);
  json::Array Fixes;
  for (const Fix &Edit : Finding.Fixes)
    Fixes.push_back(toJSON(Edit));
  Result["fixes"] = std::move(Fixes);
  return Result;
}

json::Value toJSON(const UnitResult &Result) {
  json::Array Findings;
  for (const Diagnostic &Finding : Result.Findings) {
    json::Object One = toJSON(Finding);
    One["unless"] = json::Array(Finding.Unless);
    Findings.push_back(std::move(One));
  }
  return json::Object{{"findings", std::move(Findings)},
                      {"failure", json::fixUTF8(Result.Failure)},
                      {"facts", toJSON(Result.Facts)},
                      {"bounded", json::Array(Result.Bounded)},
                      {"memory", Result.PeakMemory}};
}

static bool fromJSON(const json::Value &Value, Note &Place, json::Path P) {
  json::ObjectMapper Map(Value, P);
  return Map && Map.map("file", Place.File) && Map.map("line", Place.Line) &&
         Map.map("column", Place.Column) && Map.map("message", Place.Message);
}

static bool fromJSON(const json::Value &Value, Fix &Edit, json::Path P) {
  json::ObjectMapper Map(Value, P);
  return Map && Map.map("file", Edit.File) && Map.map("line", Edit.Line) &&
         Map.map("column", Edit.Column) && Map.map("end_line", Edit.EndLine) &&
         Map.map("end_column", Edit.EndColumn) && Map.map("text", Edit.Text);
}

static bool fromJSON(const json::Value &Value, Diagnostic &Finding,
                     json::Path P) {
  json::ObjectMapper Map(Value, P);
  return Map && fromJSON(Value, Finding.Place, P) &&
         Map.map("check", Finding.Check) &&
         Map.map("confidence", Finding.Level) &&
         Map.map("function", Finding.Function) &&
         Map.map("fingerprint", Finding.Fingerprint) &&
         Map.map("notes", Finding.Notes) && Map.map("fixes", Finding.Fixes) &&
         Map.map("unless", Finding.Unless);
}

bool fromJSON(const json::Value &Value, UnitResult &Result) {
  json::Path::Root Root;
  json::ObjectMapper Map(Value, Root);
  return Map && Map.map("findings", Result.Findings) &&
         Map.map("failure", Result.Failure) && Map.map("facts", Result.Facts) &&
         Map.map("bounded", Result.Bounded) &&
         Map.map("memory", Result.PeakMemory);
}

} // namespace dmatidy
