//===-- main.cpp - The dma-tidy command -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "driver/command/Run.h"
#include "driver/command/Setup.h"
#include "driver/command/SuggestModel.h"
#include "driver/command/VerifyModel.h"
#include "driver/compilation/Database.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <csignal>

using namespace llvm;
using namespace dmatidy;

/// The configuration of the first unit or file that is named, or of the current
/// folder.
static Expected<Config> configFor(const Options &Opts) {
  auto All = configsFor(Opts);
  if (!All)
    return All.takeError();
  SmallString<256> File(Opts.Arguments.empty() ? "x" : Opts.Arguments.front());
  if (sys::fs::is_directory(File))
    sys::path::append(File, "x");
  SmallString<256> Folder;
  sys::fs::make_absolute(File);
  if (!sys::fs::real_path(sys::path::parent_path(File), Folder)) {
    sys::path::append(Folder, "x");
    File = Folder;
  }
  Expected<const Config &> Of = All->of(File);
  if (!Of)
    return Of.takeError();
  return *Of;
}

static int explain(StringRef Name) {
  if (const CheckInfo *Check = findCheck(Name)) {
    outs() << Check->Page;
    return Clean;
  }
  return wrong(noSuchCheck(Name));
}

static int listChecks(const Options &Opts) {
  Expected<Config> Of = configFor(Opts);
  if (!Of)
    return wrong(toString(Of.takeError()));
  std::vector<std::string> Names = Of->enabledChecks();
  if (Names.empty())
    return wrong(toString(noCheck(Opts)));
  auto Checks = enabledChecks(Names);
  if (Opts.Outputs.front().Form == Format::JSON) {
    json::Array Rows;
    for (const CheckInfo *Check : Checks)
      Rows.push_back(json::Object{{"check", Check->Name},
                                  {"confidence", toString(Check->Usual)},
                                  {"summary", Check->Summary}});
    outs() << json::Value(std::move(Rows)) << '\n';
    return Clean;
  }
  for (const CheckInfo *Check : Checks)
    outs() << left_justify(Check->Name, 24) << Check->Summary << '\n';
  return Clean;
}

static int dumpConfig(const Options &Opts) {
  Expected<Config> Of = configFor(Opts);
  if (!Of)
    return wrong(toString(Of.takeError()));
  Of->write(outs());
  return Clean;
}

/// Holds the model to a tree, or the tree to the model.
static int askModel(const Options &Opts) {
  auto Api = Model::load(Opts.Models);
  if (!Api)
    return wrong(toString(Api.takeError()));
  auto Base = databaseFor(Opts);
  if (!Base)
    return wrong(toString(Base.takeError()));
  auto Chosen = chooseUnits(**Base, Opts.Arguments);
  if (!Chosen)
    return wrong(toString(Chosen.takeError()));
  if (Opts.Mode == Options::SuggestModel) {
    if (!suggestModel(**Base, *Chosen, **Api, Opts, outs()))
      errs() << "dma-tidy: nothing is called here that needs a row\n";
    return Clean;
  }
  Expected<unsigned> Lines = verifyModel(*Chosen, **Api, outs());
  if (!Lines)
    return wrong("--verify-model: " + toString(Lines.takeError()));
  return *Lines ? Findings : Clean;
}

int main(int ArgCount, const char **Args) {
  ::signal(SIGPIPE, SIG_IGN);
  auto Opts = parseOptions(ArgCount, Args);
  if (!Opts)
    return wrong(toString(Opts.takeError()));
  switch (Opts->Mode) {
  case Options::Help:
    printHelp(outs());
    return Clean;
  case Options::Version:
    outs() << "dma-tidy " DMA_TIDY_VERSION " (LLVM " LLVM_VERSION_STRING ")\n";
    return Clean;
  case Options::Explain:
    return explain(Opts->ExplainedCheck);
  case Options::ListChecks:
    return listChecks(*Opts);
  case Options::DumpConfig:
    return dumpConfig(*Opts);
  case Options::VerifyModel:
  case Options::SuggestModel:
    return askModel(*Opts);
  case Options::Analyze:
  case Options::Merge:
  case Options::Kbuild:
    return runAnalysis(*Opts);
  }
  llvm_unreachable("every mode is there");
}
