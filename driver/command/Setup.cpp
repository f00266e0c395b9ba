//===-- Setup.cpp - What a run works with ---------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/Setup.h"
#include "checkers/Registry.h"
#include "driver/compilation/ModuleBuild.h"
#include "driver/files/Files.h"
#include "driver/filter/Change.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace dmatidy {

/// The configuration that \p Opts names instead of the tree's, if any.
static Expected<std::optional<Config>> fixedConfig(const Options &Opts) {
  if (Opts.ConfigText)
    return Config::parse(*Opts.ConfigText, "--config", currentFolder());
  if (!Opts.ConfigFile)
    return std::nullopt;
  if (!sys::fs::is_regular_file(*Opts.ConfigFile))
    return createStringError(*Opts.ConfigFile + ": there is no such file");
  auto Buffer = MemoryBuffer::getFile(*Opts.ConfigFile);
  if (!Buffer)
    return createStringError(*Opts.ConfigFile + ": " +
                             Buffer.getError().message());
  SmallString<256> Folder;
  if (sys::fs::real_path(*Opts.ConfigFile, Folder))
    Folder = *Opts.ConfigFile;
  sys::path::remove_filename(Folder);
  return Config::parse((*Buffer)->getBuffer(), *Opts.ConfigFile, Folder);
}

Expected<Configs> configsFor(const Options &Opts) {
  Config Command;
  Command.Checks = Opts.Checks;
  Command.MinConfidence = Opts.MinConfidence;
  Command.WarningsAsErrors = Opts.WarningsAsErrors;
  if (Error Bad = Command.checkGlobs("--checks", "--warnings-as-errors"))
    return std::move(Bad);
  auto Fixed = fixedConfig(Opts);
  if (!Fixed)
    return Fixed.takeError();
  return Configs(std::move(*Fixed), std::move(Command));
}

/// The words that call the compiler of the kernel's build, which says the
/// target by its name: make hands it on, but not to the checker's command (the
/// kernel's Makefile exports CC and CROSS_COMPILE).
static json::Array kbuildCompiler() {
  std::string Compiler = sys::Process::GetEnv("CC").value_or("");
  if (StringRef(Compiler).trim().empty()) {
    auto Prefix = sys::Process::GetEnv("CROSS_COMPILE");
    Compiler = Prefix ? *Prefix + "gcc" : "clang";
  }
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 4> Tokens;
  cl::TokenizeGNUCommandLine(Compiler, Saver, Tokens);
  json::Array Words;
  for (const char *Token : Tokens)
    Words.push_back(json::fixUTF8(Token));
  return Words;
}

/// The database entry of \p File, which is compiled from the current folder
/// with \p Compiler and \p Arguments.
static json::Object unitOf(const std::string &File, json::Array Compiler,
                           ArrayRef<std::string> Arguments) {
  for (const std::string &Argument : Arguments)
    Compiler.push_back(json::fixUTF8(Argument));
  return json::Object{{"directory", json::fixUTF8(currentFolder())},
                      {"file", json::fixUTF8(File)},
                      {"arguments", std::move(Compiler)}};
}

/// The database of \p Units, called \p Name in errors.
static Expected<std::unique_ptr<Database>> databaseOf(StringRef Name,
                                                      json::Array Units) {
  return Database::parse(Name,
                         formatv("{0}", json::Value(std::move(Units))).str());
}

/// The database of what the kernel's build calls a checker with.
static Expected<std::unique_ptr<Database>> kbuildDatabase(const Options &Opts) {
  // The source comes last (scripts/Makefile.build: cmd_checksrc).
  if (Opts.Arguments.empty())
    return createStringError("--kbuild: no source file; use make C=1 "
                             "CHECK=\"dma-tidy --kbuild\"");
  return databaseOf("--kbuild",
                    json::Array{unitOf(Opts.Arguments.back(), kbuildCompiler(),
                                       Opts.Arguments)});
}

Error noCheck(const Options &Opts) {
  return createStringError("--checks: no check is enabled by '" +
                           Opts.Checks.value_or("the configuration") + "'");
}

/// The database of files that are all compiled with the same options.
static Expected<std::unique_ptr<Database>> flagsDatabase(const Options &Opts) {
  json::Array Units;
  std::vector<std::string> Words = *Opts.Flags;
  Words.emplace_back();
  for (const std::string &File : Opts.Arguments) {
    Words.back() = File;
    Units.push_back(unitOf(File, json::Array{"clang"}, Words));
  }
  return databaseOf("--", std::move(Units));
}

Expected<std::unique_ptr<Database>> databaseFor(const Options &Opts) {
  if (Opts.Flags)
    return flagsDatabase(Opts);
  if (Opts.ModuleFolder)
    return moduleDatabase(*Opts.ModuleFolder, Opts.KernelBuild);
  return Opts.BuildPath ? Database::load(*Opts.BuildPath)
                        : Database::find(Opts.Arguments);
}

Error Setup::openDatabase() {
  auto Read =
      Opts.Mode == Options::Kbuild ? kbuildDatabase(Opts) : databaseFor(Opts);
  if (!Read)
    return Read.takeError();
  Base = std::move(*Read);
  return Error::success();
}

Error Setup::readConfigs(const ShardFile *Parts) {
  Expected<Configs> Read = configsFor(Opts);
  if (!Read)
    return Read.takeError();
  Conf = std::move(*Read);
  // Every check that some file wants is run everywhere; each file then keeps
  // what it wants. The same goes for the rows of models.
  std::string Here = currentFolder();
  for (const std::string &Model : Opts.Models) {
    SmallString<256> Path(Model);
    sys::path::make_absolute(Here, Path);
    Models.push_back(Path.str().str());
  }
  StringSet<> Enabled;
  StringSet<> Folders;
  std::vector<std::string> Files;
  if (Base)
    for (const Unit &TU : Base->units())
      if (Folders.insert(sys::path::parent_path(TU.RealPath)).second)
        Files.push_back(TU.RealPath);
  if (Files.empty())
    Files.push_back(Here + "/x");
  for (const std::string &File : Files) {
    Expected<const Config &> FileConfig = Conf.of(File);
    if (!FileConfig)
      return FileConfig.takeError();
    for (const std::string &Model : FileConfig->Models)
      if (!is_contained(Models, Model))
        Models.push_back(Model);
    for (const std::string &Name : FileConfig->enabledChecks())
      Enabled.insert(Name);
  }
  for (const CheckInfo *Check : allChecks())
    if (Enabled.contains(Check->Name))
      CheckNames.push_back(Check->Name.str());
  if (Parts && !Opts.Checks)
    CheckNames = Parts->Checks;
  if (Parts && Opts.Models.empty())
    Models = Parts->Models;
  if (CheckNames.empty())
    return noCheck(Opts);
  auto Loaded = Model::load(Models);
  if (!Loaded)
    return Loaded.takeError();
  Api = std::move(*Loaded);
  return Error::success();
}

Error Setup::prepare(const ShardFile *Parts) {
  if (!Parts)
    if (Error Bad = openDatabase())
      return Bad;
  return readConfigs(Parts);
}

EngineOptions Setup::engine() const {
  EngineOptions Engine;
  Engine.Checks = CheckNames;
  Engine.MaxNodes = Opts.MaxNodes;
  return Engine;
}

std::string Setup::salt() const {
  std::string Parts = DMA_TIDY_VERSION " " LLVM_VERSION_STRING;
  // Another build of the tool is another tool.
  if (auto Self = MemoryBuffer::getFile("/proc/self/exe"))
    Parts += " " + utohexstr(contentHash((*Self)->getBuffer()));
  Parts += " " + utohexstr(Api->fingerprint());
  Parts += " " + join(CheckNames, ",") + " " + std::to_string(Opts.MaxNodes);
  for (const char *Name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"})
    Parts += "\n" + sys::Process::GetEnv(Name).value_or("");
  return utohexstr(contentHash(Parts));
}

std::unique_ptr<Cache> Setup::openCache() const {
  if (!Opts.UseCache)
    return nullptr;
  std::string Folder =
      Opts.CacheFolder.empty() ? Cache::defaultFolder() : Opts.CacheFolder;
  if (Folder.empty())
    return nullptr;
  auto Opened = Cache::open(Folder, salt());
  if (Opened)
    return std::move(*Opened);
  // It only costs time; who has named the folder wants to know.
  std::string Why = toString(Opened.takeError());
  if (Opts.Verbose || !Opts.CacheFolder.empty())
    errs() << "dma-tidy: no cache: " << Why << '\n';
  return nullptr;
}

Expected<Overlay> Setup::before(StringRef Folder) const {
  std::string Here = currentFolder();
  if (Opts.Diff != "-") {
    auto Read = filesAt(Opts.Diff, Folder.empty() ? StringRef(Here) : Folder);
    if (!Read)
      return createStringError("--diff: " + toString(Read.takeError()));
    return Read;
  }
  auto Diff = MemoryBuffer::getSTDIN();
  if (!Diff)
    return createStringError("--diff: stdin: " + Diff.getError().message());
  auto Read = filesBefore((*Diff)->getBuffer(), Here);
  if (!Read)
    return createStringError("--diff: " + toString(Read.takeError()));
  return Read;
}

} // namespace dmatidy
