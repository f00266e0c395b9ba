//===-- CommandLine.cpp - From a database's command to a parse ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two walls stand between a database and the compiler: only options on a list
// of harmless ones are handed to clang's driver, and whatever of the resulting
// invocation could write, load or run something is reset.
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/CommandLine.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Driver/ToolChain.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Options/OptionUtils.h"
#include "clang/Options/Options.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/TargetParser/Triple.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if \p Given only decides how a source is read.
static bool decidesParsing(const opt::Arg &Given) {
  const opt::Option &Kind = Given.getOption();
  unsigned Id = Kind.getUnaliasedOption().getID();
  StringRef Name = Kind.getName();
  switch (Id) {
  case options::OPT_D:
  case options::OPT_U:
  case options::OPT_undef:
  case options::OPT_ansi:
  case options::OPT_std_EQ:
  case options::OPT_x:
  case options::OPT_target:
  case options::OPT_nostdinc:
  case options::OPT_nostdlibinc:
  case options::OPT_nobuiltininc:
  case options::OPT_nostdincxx:
  case options::OPT_stdlib_EQ:
  case options::OPT__sysroot_EQ:
  case options::OPT_pthread:
    return true;
  default:
    break;
  }
  if (Kind.matches(options::OPT_I_Group) ||
      Kind.matches(options::OPT_clang_i_Group))
    // A precompiled header is code of its own making.
    return Name != "include-pch" && Name != "ivfsoverlay" &&
           Name != "iapinotes-modules";
  if (Kind.matches(options::OPT_O_Group))
    return true; // __OPTIMIZE__
  if (Kind.matches(options::OPT_m_Group))
    // The first two are rejected for targets that lack them, and say nothing
    // to a parser.
    return !Name.contains("stack-protector") && !Name.contains("fentry") &&
           Name != "mllvm";
  if (!Kind.matches(options::OPT_f_Group))
    return false;
  for (StringRef Harmful : {"plugin",
                            "pass-plugin",
                            "profile",
                            "coverage",
                            "module",
                            "crash",
                            "time-trace",
                            "stats",
                            "record",
                            "save-optimization",
                            "proc-stat",
                            "sanitize-ignorelist",
                            "sanitize-blacklist",
                            "sanitize-coverage",
                            "sanitize-system",
                            "sanitize-cfi",
                            "thinlto",
                            "lto",
                            "memory-profile",
                            "auto-profile",
                            "depscan",
                            "cache",
                            "randomize-layout-seed-file",
                            "prebuilt",
                            "xray",
                            "instrument",
                            "use-ld",
                            "openmp",
                            "offload",
                            "patchable",
                            "embed",
                            "diagnostics"})
    if (Name.contains(Harmful))
      return false;
  return true;
}

/// True for a program that runs the compiler behind it.
static bool isLauncher(StringRef Program) {
  return is_contained({"ccache", "sccache", "distcc", "icecc", "buildcache"},
                      sys::path::filename(Program));
}

/// The target that \p Program, a compiler, says by its name: aarch64-linux-gnu
/// of /opt/bin/aarch64-linux-gnu-gcc-12; "" if it says none that is known.
static std::string targetOf(StringRef Program) {
  StringRef Name = sys::path::filename(Program);
  Name.consume_back(".exe");
  // The compiler's version.
  Name = Name.rtrim("0123456789.").rtrim('-');
  auto [Prefix, Compiler] = Name.rsplit('-');
  if (Compiler == "cpp" && Prefix.consume_back("clang"))
    Prefix = Prefix.rtrim('-');
  else if (!is_contained({"gcc", "g++", "cc", "c++", "cpp", "clang", "clang++"},
                         Compiler))
    return "";
  return Triple(Triple::normalize(Prefix)).getArch() == Triple::UnknownArch
             ? ""
             : Prefix.str();
}

/// True if \p Given, which gcc takes, says nothing to a parser and is refused
/// by clang for \p Target.
static bool isForGccAlone(const opt::Arg &Given, const Triple &Target) {
  // gcc's only other value, and clang's only one by another name.
  return Target.isAArch64() &&
         Given.getOption().matches(options::OPT_mabi_EQ) &&
         StringRef(Given.getValue()) == "lp64";
}

/// True if \p Given asks for a warning, or for none.
static bool isWarning(const opt::Arg &Given) {
  const opt::Option &Kind = Given.getOption();
  // -Wp, -Wl and -Wa hand something on.
  return Kind.matches(options::OPT_W_Group) &&
         !Kind.matches(options::OPT_W_value_Group) &&
         Kind.getKind() == opt::Option::JoinedClass;
}

/// The clang whose headers the package brings: there is none, but it would
/// find them from where it would be.
static std::string packagedClang() {
  static int Anchor;
  SmallString<256> Path(
      sys::path::parent_path(sys::fs::getMainExecutable(nullptr, &Anchor)));
  sys::path::append(Path, "../lib/dma-tidy/bin/clang");
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return std::string(Path);
}

std::string packagedResources() {
  std::string Folder = GetResourcesPath(packagedClang());
  return sys::fs::is_directory(Folder) ? Folder : "";
}

/// The clang whose headers are read; it is never run.
static const std::string &clangProgram() {
  static const std::string Program =
      packagedResources().empty() ? DMA_TIDY_CLANG : packagedClang();
  return Program;
}

/// \see parseOnly; with \p Warnings, keeps those \p Command asks for.
static std::vector<std::string> keep(std::vector<std::string> Command,
                                     StringRef Directory, StringRef File,
                                     vfs::FileSystem &Files, bool Warnings) {
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 128> Words;
  for (const std::string &Word : Command)
    Words.push_back(Saver.save(Word).data());
  cl::ExpansionContext Responses(Allocator, cl::TokenizeGNUCommandLine);
  SmallString<256> Here(Directory);
  Responses.setCurrentDir(Here).setVFS(&Files);
  // A missing response file leaves its word in place; it is dropped below.
  consumeError(Responses.expandResponseFiles(Words));

  std::vector<std::string> Result = {clangProgram()};
  while (Words.size() > 1 && isLauncher(Words.front()))
    Words.erase(Words.begin());
  std::string Target;
  if (!Words.empty()) {
    Target = targetOf(Words.front());
    if (!Target.empty())
      Result.push_back("--target=" + Target);
    if (const char *Mode =
            clang::driver::ToolChain::getTargetAndModeFromProgramName(
                Words.front())
                .DriverMode)
      Result.push_back(Mode);
    Words.erase(Words.begin());
  }
  unsigned MissingIndex, MissingCount;
  opt::InputArgList Parsed = getDriverOptTable().ParseArgs(
      Words, MissingIndex, MissingCount, opt::Visibility(options::ClangOption));
  Triple Machine(
      Triple::normalize(Parsed.getLastArgValue(options::OPT_target, Target)));
  for (const opt::Arg *Given : Parsed) {
    if ((!decidesParsing(*Given) && !(Warnings && isWarning(*Given))) ||
        isForGccAlone(*Given, Machine))
      continue;
    opt::ArgStringList Rendered;
    Given->render(Parsed, Rendered);
    Result.insert(Result.end(), Rendered.begin(), Rendered.end());
  }
  // What a compiler only warns of is none of our business: with the second,
  // neither is what clang takes for an error and gcc does not, such as a
  // function that was not declared.
  for (const char *Ours :
       {Warnings ? "-Wno-unknown-warning-option" : "-Wno-everything",
        "-fsyntax-only", "--"})
    Result.push_back(Ours);
  Result.push_back(File.str());
  return Result;
}

std::vector<std::string> parseOnly(std::vector<std::string> Command,
                                   StringRef Directory, StringRef File,
                                   vfs::FileSystem &Files) {
  return keep(std::move(Command), Directory, File, Files, /*Warnings=*/false);
}

std::vector<std::string> parseWithWarnings(std::vector<std::string> Command,
                                           StringRef Directory, StringRef File,
                                           vfs::FileSystem &Files) {
  std::string Program = Command.empty() ? "" : Command.front();
  std::vector<std::string> Result =
      keep(std::move(Command), Directory, File, Files, /*Warnings=*/true);
  if (!Program.empty() && !isLauncher(Program))
    Result.front() = std::move(Program);
  return Result;
}

std::unique_ptr<CompilerInvocation>
invocationFor(const std::vector<std::string> &Arguments,
              IntrusiveRefCntPtr<DiagnosticsEngine> Diags) {
  std::vector<const char *> Words;
  for (const std::string &Argument : Arguments)
    Words.push_back(Argument.c_str());
  CreateInvocationOptions Options;
  Options.Diags = std::move(Diags);
  Options.RecoverOnError = true;
  std::unique_ptr<CompilerInvocation> Result = createInvocation(Words, Options);
  if (!Result)
    return nullptr;
  FrontendOptions &Frontend = Result->getFrontendOpts();
  Frontend.ProgramAction = frontend::ParseSyntaxOnly;
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Frontend.PluginArgs.clear();
  Frontend.OutputFile.clear();
  Frontend.StatsFile.clear();
  Frontend.TimeTracePath.clear();
  Frontend.LLVMArgs.clear();
  Frontend.ModuleMapFiles.clear();
  Frontend.ModuleFiles.clear();
  Frontend.DisableFree = false;
  Result->getDependencyOutputOpts() = DependencyOutputOptions();
  Result->getDiagnosticOpts().DiagnosticLogFile.clear();
  Result->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  Result->getHeaderSearchOpts().ModuleCachePath.clear();
  Result->getPreprocessorOpts().ImplicitPCHInclude.clear();
  Result->getLangOpts().ImplicitModules = false;
  Frontend.SkipFunctionBodies = true;
  return Result;
}

} // namespace dmatidy
