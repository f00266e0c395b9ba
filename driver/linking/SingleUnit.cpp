//===-- SingleUnit.cpp - A unit that somebody else has parsed -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/linking/SingleUnit.h"
#include "checkers/program/module/UnitSummarizer.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/Prototype.h"
#include "checkers/program/wrappers/Wrappers.h"
#include "driver/linking/Assemble.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The absolute path of \p SM's main file.
static std::string mainFile(const SourceManager &SM) {
  OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
  SmallString<256> File(Main ? Main->getName() : "");
  sys::fs::make_absolute(File);
  return File.str().str();
}

UnitSettings UnitSettings::of(const SourceManager &SM,
                              function_ref<void(const Twine &)> Complain) {
  static const std::shared_ptr<const Model> Builtin = cantFail(Model::load());
  UnitSettings Result;
  Configs Tree;
  Expected<const Config &> OfFile = Tree.of(mainFile(SM));
  if (OfFile) {
    Result.Conf = *OfFile;
  } else {
    Complain(toString(OfFile.takeError()));
    Result.Conf.settle(Config());
  }
  Result.Api = Builtin;
  if (Result.Conf.Models.empty())
    return Result;
  // Somebody may be writing them just now.
  auto Loaded = Model::load(Result.Conf.Models);
  if (Loaded)
    Result.Api = std::move(*Loaded);
  else
    Complain(toString(Loaded.takeError()));
  return Result;
}

bool UnitSettings::excludes(const SourceManager &SM) const {
  return Conf.excludes(mainFile(SM));
}

void analyzeParsed(Preprocessor &Parser, ASTContext &Context, const Model &Api,
                   const EngineOptions &Options, UnitResult &Result) {
  // Three walks look for the driver's own bodies among tens of thousands of
  // declarations; they are picked out once. Whoever else has the context wants
  // it back as it was.
  auto Restore = scope_exit([&, Scope = Context.getTraversalScope().vec()] {
    Context.setTraversalScope(Scope);
  });
  Context.setTraversalScope(driverBodies(Context));
  Result.Refused = refusedRows(Context, Api);
  Result.Facts = summarizeUnit(Context, Api, moduleFolder(Parser));
  Result.Wrappers = plainWrappersIn(Context, Api);
  analyzeUnit(Parser, Context, Api, Options, Result.Findings);
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
