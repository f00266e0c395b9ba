//===-- Worker.cpp - Analysing one unit -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Worker.h"
#include "checkers/Source.h"
#include "checkers/contracts/Gather.h"
#include "driver/CommandLine.h"
#include "driver/Select.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
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

/// What one parse of a unit is given and gives.
struct Parse {
  const Model &Api;
  const EngineOptions &Options;
  UnitResult &Result;
  /// Which bodies of headers are needed; null: all that a check may look into.
  BodyChoice *Choice;
  /// Headers that the unit begins with; may be null.
  const Precompiled *Headers;
  /// Bodies were left out that are needed, and nothing was analysed.
  bool Missed = false;
  /// The unit cannot begin with the headers, and nothing was analysed.
  bool Unfit = false;
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
    This.Unfit = Watch && !Watch->fits();
    if (CI.getDiagnostics().hasErrorOccurred() || This.Unfit)
      return;
    if (This.Choice) {
      ShortBodies News = This.Choice->learn(CI.getPreprocessor());
      This.Missed = !News.Always.empty();
      This.Result.Bodies.take(std::move(News));
    }
    if (!This.Missed)
      analyzeParsed(CI.getPreprocessor(), Context, This.Api, This.Options,
                    This.Result);
  }

private:
  CompilerInstance &CI;
  Parse &This;
  /// The parser's; null without precompiled headers.
  const HeaderWatch *Watch = nullptr;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(Parse &This) : This(This) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 StringRef) override {
    return std::make_unique<Consumer>(CI, This);
  }

private:
  Parse &This;
};

} // namespace

void analyzeParsed(Preprocessor &Parser, ASTContext &Context, const Model &Api,
                   const EngineOptions &Options, UnitResult &Result) {
  // Three walks look for the driver's own bodies among tens of thousands of
  // declarations; they are picked out once. Whoever else has the context wants
  // it back as it was.
  auto Restore = scope_exit([&, Scope = Context.getTraversalScope().vec()] {
    Context.setTraversalScope(Scope);
  });
  Context.setTraversalScope(driverBodies(Context));
  Result.Facts = gatherFacts(Context, Api);
  analyzeUnit(Parser, Context, Api, Options, Result.Findings);
}

/// Lets \p TheAction run over what \p Arguments, those of parseOnly(), name,
/// with the files of \p Files. \p Change is shown the invocation beforehand
/// and may replace the files; null there is an end. Gives what went wrong.
static std::string
compile(const std::vector<std::string> &Arguments,
        IntrusiveRefCntPtr<vfs::FileSystem> Files, FrontendAction &TheAction,
        function_ref<bool(CompilerInvocation &,
                          IntrusiveRefCntPtr<vfs::FileSystem> &)>
            Change) {
  DiagnosticOptions DiagOptions;
  FirstError Errors;
  auto Diags = CompilerInstance::createDiagnostics(*vfs::getRealFileSystem(),
                                                   DiagOptions, &Errors,
                                                   /*ShouldOwnClient=*/false);
  std::unique_ptr<CompilerInvocation> Invocation =
      invocationFor(Arguments, Diags);
  if (!Invocation)
    return Errors.Text.empty() ? "clang cannot compile its command"
                               : Errors.Text;
  // What the driver did not like about an option does not stop the parse.
  Errors.Text.clear();
  Errors.clear();
  if (Change && !Change(*Invocation, Files))
    return "";
  CompilerInstance CI(std::move(Invocation));
  CI.setVirtualFileSystem(std::move(Files));
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  bool Done = CI.ExecuteAction(TheAction);
  if (Done && !Errors.getNumErrors())
    return "";
  return Errors.Text.empty() ? "clang could not parse it" : Errors.Text;
}

/// Parses and, unless \p This says in the end that it was in vain, analyses
/// \p One, whose files are read through \p Files.
static void parse(const Unit &One,
                  IntrusiveRefCntPtr<RecordingFileSystem> Files, Parse &This) {
  UnitResult &Result = This.Result;
  auto Command = Database::commandOf(One);
  if (!Command) {
    Result.Failure =
        "its command cannot be read: " + toString(Command.takeError());
    return;
  }
  auto Change = [&](CompilerInvocation &Invocation,
                    IntrusiveRefCntPtr<vfs::FileSystem> &From) {
    if (This.Headers)
      From = beginWith(*This.Headers, Invocation, From);
    This.Unfit = !From;
    return !This.Unfit;
  };
  Action TheAction(This);
  Result.Failure =
      compile(parseOnly(std::move(*Command), One.Directory, One.File, *Files),
              Files, TheAction, Change);
  if (!Result.Failure.empty()) {
    // Names that the headers have, say, and the unit gives to others.
    This.Unfit = This.Headers;
    Result.Findings.clear();
    Result.Facts = {};
  }
}

/// Parses and analyses \p One with as few bodies as \p Known allows, and with
/// \p Headers, which may be null. False if it cannot begin with them.
static bool parseSparingly(const Unit &One, const ShortBodies &Known,
                           const StringSet<> &Own, const Precompiled *Headers,
                           IntrusiveRefCntPtr<RecordingFileSystem> Files,
                           const Model &Api, const EngineOptions &Options,
                           UnitResult &Result) {
  bool Fits = true;
  auto IsDone = [&](BodyChoice *Choice) {
    Parse This{Api, Options, Result, Choice, Headers};
    parse(One, Files, This);
    Fits = !This.Unfit;
    return This.Unfit || !This.Missed;
  };
  // The first unit shows what there is.
  BodyChoice Choice =
      Known.Words.empty() ? BodyChoice(Known) : BodyChoice(Known, Own);
  if (IsDone(&Choice))
    return Fits;
  ShortBodies More = Known;
  More.take(Result.Bodies);
  BodyChoice Better(More, Own);
  // What was left out may need others that were left out, too.
  if (!IsDone(&Better))
    IsDone(nullptr);
  return Fits;
}

UnitResult analyze(const Unit &One, const Model &Api,
                   const EngineOptions &Given, const Overlay *Over,
                   const ShortBodies &Known, const Precompiled *Headers) {
  UnitResult Result;
  if (std::error_code Bad = sys::fs::set_current_path(One.Directory)) {
    Result.Failure =
        "cannot enter its folder " + One.Directory + ": " + Bad.message();
    return Result;
  }
  auto Files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(
      vfs::getRealFileSystem(), Over);
  auto Status = Files->status(One.RealPath);
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
  if (auto Text = Files->getBufferForFile(One.RealPath))
    Own = driverWords(One.RealPath, (*Text)->getBuffer());
  auto Parsed = [&](const Precompiled *With) {
    return parseSparingly(One, Known, Own, With, Files, Api, Options, Result);
  };
  if (!Headers || !Parsed(Headers)) {
    Headers = nullptr;
    Result.Failure.clear();
    Parsed(nullptr);
  }
  Result.SharesHeaders = Headers;
  if (Headers)
    for (const Input &Read : Headers->Inputs)
      Files->note(Read);
  Result.Inputs = Files->inputs();
  return Result;
}

UnitResult precompile(const HeaderGroup &Group, const ShortBodies &Known,
                      SharedMemory &Memory) {
  UnitResult Result;
  if (std::error_code Bad = sys::fs::set_current_path(Group.Directory)) {
    Result.Failure = Bad.message();
    return Result;
  }
  auto Files = llvm::makeIntrusiveRefCnt<RecordingFileSystem>(
      vfs::getRealFileSystem(), /*Over=*/nullptr);
  BodyChoice Bodies(Known);
  HeaderFacts Facts;
  SmallVector<char, 0> Bytes;
  Precompiling TheAction(Bodies, Facts, Bytes, Result.Bodies);
  Result.Failure =
      compile(Group.Arguments, withFile(Files, Group.Source, Group.Text),
              TheAction, nullptr);
  if (Result.Failure.empty() && (Bytes.empty() || !Memory.write(Bytes)))
    Result.Failure = "no use";
  Result.Headers = Facts.toText();
  Result.Inputs = Files->inputs();
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

} // namespace dmatidy
