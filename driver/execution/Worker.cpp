//===-- Worker.cpp - Analysing one unit -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Worker.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "driver/compilation/CommandLine.h"
#include "driver/compilation/Select.h"
#include "driver/execution/Errors.h"
#include "driver/linking/SingleUnit.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What all parses of a unit have in common.
struct Task {
  const Unit &TU;
  IntrusiveRefCntPtr<RecordingFileSystem> Files;
  const Model &Api;
  const EngineOptions &Options;
  UnitResult &Result;
};

/// How a parse has ended.
enum class Outcome {
  Done,
  /// Bodies were left out that are needed, and nothing was analysed.
  Missed,
  /// The unit cannot begin with the headers, and nothing was analysed.
  Unfit
};

/// One parse of a unit.
struct Parse {
  const Task &Of;
  /// Which bodies of headers are needed; null: all that a check may look into.
  BodyChoice *Choice;
  /// Headers that the unit begins with; may be null.
  const Precompiled *Headers;
  Outcome End = Outcome::Done;
  ErrorList Errors = {};
  /// There were errors, and what has none was analysed.
  bool IsPart = false;
};

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, Parse &This) : CI(CI), This(This) {
    if (!This.Headers)
      return;
    auto Created = std::make_unique<HeaderWatch>(This.Headers->Facts,
                                                 CI.getSourceManager());
    Watch = Created.get();
    CI.getPreprocessor().addPPCallbacks(std::move(Created));
  }

  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = CI.getSourceManager();
    return This.Choice ? This.Choice->mayLeaveOut(D, SM)
                       : isNeedlessBody(D, SM);
  }
  void HandleTranslationUnit(ASTContext &Context) override {
    if (Watch && !Watch->fits())
      This.End = Outcome::Unfit;
    else if (!CI.getDiagnostics().hasErrorOccurred())
      analyze(Context);
    else if (!This.Headers)
      analyzePart(Context);
  }

private:
  /// Analyses the unit, unless bodies are missing.
  void analyze(ASTContext &Context) {
    const Task &Of = This.Of;
    if (This.Choice) {
      ShortBodies News = This.Choice->learn(CI.getPreprocessor());
      if (!News.Always.empty())
        This.End = Outcome::Missed;
      Of.Result.Bodies.take(std::move(News));
    }
    if (This.End == Outcome::Done)
      analyzeParsed(CI.getPreprocessor(), Context, Of.Api, Of.Options,
                    Of.Result);
  }

  /// Analyses the functions that have no errors in them.
  void analyzePart(ASTContext &Context) {
    takeBrokenBodies(Context, This.Errors.places());
    analyze(Context);
    This.IsPart = This.End == Outcome::Done;
  }

  CompilerInstance &CI;
  Parse &This;
  /// The parser's; null without precompiled headers.
  const HeaderWatch *Watch = nullptr;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(Parse &This) : This(This) {}

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    return std::make_unique<Consumer>(CI, This);
  }

private:
  Parse &This;
};

} // namespace

/// Lets \p Act run over what \p Arguments, those of parseOnly(), name,
/// with the files of \p Files; \p Errors takes its errors. \p Change is shown
/// the invocation beforehand and may replace the files; null there is an end.
/// Returns what went wrong.
static std::string
compile(const std::vector<std::string> &Arguments,
        IntrusiveRefCntPtr<vfs::FileSystem> Files, FrontendAction &Act,
        ErrorList &Errors,
        function_ref<bool(CompilerInvocation &,
                          IntrusiveRefCntPtr<vfs::FileSystem> &)>
            Change) {
  DiagnosticOptions DiagOptions;
  auto Diags = CompilerInstance::createDiagnostics(*vfs::getRealFileSystem(),
                                                   DiagOptions, &Errors,
                                                   /*ShouldOwnClient=*/false);
  std::unique_ptr<CompilerInvocation> Invocation =
      invocationFor(Arguments, Diags);
  if (!Invocation)
    return Errors.getNumErrors() ? Errors.text()
                                 : "clang cannot compile its command";
  // What the driver did not like about an option does not stop the parse.
  Errors.clear();
  if (Change && !Change(*Invocation, Files))
    return "";
  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(std::move(Files));
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  // All are needed to know what has none.
  CI.getDiagnostics().setFatalsAsError(true);
  CI.getDiagnostics().setErrorLimit(0);
  bool Done = CI.ExecuteAction(Act);
  if (Done && !Errors.getNumErrors())
    return "";
  return Errors.getNumErrors() ? Errors.text() : "clang could not parse it";
}

/// Parses \p Of with the bodies of \p Choice, all if that is null, and \p
/// Headers, which may be null; analyses it if that went well.
static Outcome parse(const Task &Of, BodyChoice *Choice,
                     const Precompiled *Headers) {
  UnitResult &Result = Of.Result;
  auto Command = Database::commandOf(Of.TU);
  if (!Command) {
    Result.Failure =
        "its command cannot be read: " + toString(Command.takeError());
    return Outcome::Done;
  }
  Parse This{Of, Choice, Headers};
  auto Change = [&](CompilerInvocation &Invocation,
                    IntrusiveRefCntPtr<vfs::FileSystem> &From) {
    if (Headers)
      From = beginWith(*Headers, Invocation, From);
    if (!From)
      This.End = Outcome::Unfit;
    return This.End == Outcome::Done;
  };
  Action Act(This);
  Result.Failure = compile(
      parseOnly(std::move(*Command), Of.TU.Directory, Of.TU.File, *Of.Files),
      Of.Files, Act, This.Errors, Change);
  if (Result.Failure.empty())
    return This.End;
  if (This.IsPart) {
    Result.Failure += "; what has no errors was analysed";
    return Outcome::Done;
  }
  Result.Findings.clear();
  Result.Facts = {};
  // Names that the headers have, say, and the unit gives to others.
  return Headers ? Outcome::Unfit : Outcome::Done;
}

/// Parses and analyses \p Of with as few bodies as \p KnownBodies and \p Own,
/// the words of the driver, allow. False if it cannot begin with \p Headers,
/// which may be null.
static bool parseSparingly(const Task &Of, const ShortBodies &KnownBodies,
                           const StringSet<> &Own, const Precompiled *Headers) {
  // The first unit shows what there is.
  BodyChoice Choice(KnownBodies, KnownBodies.Words.empty() ? nullptr : &Own);
  Outcome End = parse(Of, &Choice, Headers);
  if (End == Outcome::Missed) {
    ShortBodies More = KnownBodies;
    More.take(Of.Result.Bodies);
    BodyChoice Better(More, &Own);
    End = parse(Of, &Better, Headers);
  }
  // What was left out may need others that were left out, too.
  if (End == Outcome::Missed)
    End = parse(Of, nullptr, Headers);
  return End == Outcome::Done;
}

UnitResult analyze(const Unit &TU, const Model &Api, const EngineOptions &Given,
                   const Overlay *Over, const ShortBodies &KnownBodies,
                   const Precompiled *Headers, StringRef Rows) {
  UnitResult Result;
  if (std::error_code Bad = sys::fs::set_current_path(TU.Directory)) {
    Result.Failure =
        "cannot enter its folder " + TU.Directory + ": " + Bad.message();
    return Result;
  }
  auto Files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(
      vfs::getRealFileSystem(), Over);
  auto Status = Files->status(TU.RealPath);
  if (!Status) {
    Result.Failure = "cannot be read: " + Status.getError().message();
    return Result;
  }
  if (!Status->isRegularFile()) {
    Result.Failure = "is not a regular file";
    return Result;
  }
  EngineOptions Options = Given;
  Options.OnBound = [&](StringRef Function) {
    Result.Bounded.push_back(Function.str());
  };
  StringSet<> Own;
  if (auto Text = Files->getBufferForFile(TU.RealPath))
    Own = driverWords(TU.RealPath, (*Text)->getBuffer());
  std::unique_ptr<Model> More =
      Rows.empty() ? nullptr : Api.with({Rows, "rows of the module"});
  const Task Of{TU, Files, More ? *More : Api, Options, Result};
  if (!parseSparingly(Of, KnownBodies, Own, Headers)) {
    Headers = nullptr;
    Result.Failure.clear();
    parseSparingly(Of, KnownBodies, Own, nullptr);
  }
  Result.SharesHeaders = Headers;
  if (Headers)
    for (const Input &Read : Headers->Inputs)
      Files->note(Read);
  Result.Inputs = Files->inputs();
  return Result;
}

UnitResult precompile(const HeaderGroup &Group, const ShortBodies &KnownBodies,
                      SharedMemory &Memory) {
  UnitResult Result;
  if (std::error_code Bad = sys::fs::set_current_path(Group.Directory)) {
    Result.Failure = Bad.message();
    return Result;
  }
  auto Files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(
      vfs::getRealFileSystem(), /*Over=*/nullptr);
  BodyChoice Bodies(KnownBodies, nullptr);
  HeaderFacts Facts;
  SmallVector<char, 0> Bytes;
  Precompiling Act(Bodies, Facts, Bytes, Result.Bodies);
  ErrorList Errors;
  Result.Failure =
      compile(Group.Arguments, withFile(Files, Group.Source, Group.Text), Act,
              Errors, nullptr);
  if (Result.Failure.empty() && (Bytes.empty() || !Memory.write(Bytes)))
    Result.Failure = "no use";
  Result.Headers = Facts.toText();
  Result.Inputs = Files->inputs();
  return Result;
}

} // namespace dmatidy
