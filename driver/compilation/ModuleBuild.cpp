//===-- ModuleBuild.cpp - The commands of a module's build ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/ModuleBuild.h"
#include "driver/files/Programs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/StringSaver.h"
#include <sys/utsname.h>

using namespace llvm;

namespace dmatidy {

/// The commands in a line of shell: what stands between semicolons that are
/// not quoted.
static SmallVector<StringRef> commandsIn(StringRef Line) {
  SmallVector<StringRef> Result;
  size_t Begin = 0;
  char Quote = 0;
  for (size_t At = 0; At != Line.size(); ++At) {
    char C = Line[At];
    if (Quote == 0 && C == '\\') {
      if (At + 1 != Line.size())
        ++At;
    } else if (Quote) {
      Quote = C == Quote ? 0 : Quote;
    } else if (C == '\'' || C == '"') {
      Quote = C;
    } else if (C == ';') {
      Result.push_back(Line.slice(Begin, At));
      Begin = At + 1;
    }
  }
  Result.push_back(Line.substr(Begin));
  return Result;
}

/// The source that \p Words compile to an object; "" if they do not.
static StringRef sourceOf(ArrayRef<const char *> Words) {
  StringRef Source;
  bool Compiles = false, HasOutput = false;
  for (StringRef Word : Words) {
    Compiles |= Word == "-c";
    HasOutput |= Word == "-o";
    if (Word == "-E" || Word == "-S")
      return "";
    if (!Word.starts_with("-") &&
        (Word.ends_with(".c") || Word.ends_with(".cc") ||
         Word.ends_with(".cpp")))
      Source = Word;
  }
  return Compiles && HasOutput ? Source : "";
}

std::string compileCommandsIn(StringRef Output, StringRef Folder) {
  json::Array All;
  SmallVector<std::string, 4> Folders{Folder.str()};
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  while (!Output.empty()) {
    StringRef Line;
    std::tie(Line, Output) = Output.split('\n');
    if (StringRef Moved = Line.split(": Entering directory '").second;
        !Moved.empty()) {
      Folders.push_back(Moved.drop_back().str());
      continue;
    }
    if (Line.contains(": Leaving directory '") && Folders.size() > 1) {
      Folders.pop_back();
      continue;
    }
    for (StringRef Command : commandsIn(Line)) {
      if (!Command.contains(" -c"))
        continue;
      SmallVector<const char *, 128> Words;
      cl::TokenizeGNUCommandLine(Command, Saver, Words);
      StringRef Source = sourceOf(Words);
      if (Source.empty())
        continue;
      json::Array Arguments;
      for (const char *Word : Words)
        Arguments.push_back(json::fixUTF8(Word));
      All.push_back(json::Object{{"directory", json::fixUTF8(Folders.back())},
                                 {"file", json::fixUTF8(Source)},
                                 {"arguments", std::move(Arguments)}});
    }
  }
  return formatv("{0}", json::Value(std::move(All))).str();
}

/// What `make --dry-run` with \p Arguments writes to stdout and, \p Complaint,
/// to stderr. Makefiles that ask for `$(PWD)` mean \p Folder, where a user
/// would call make. That it fails, as it does where a step needs what another
/// would have made, says nothing.
static Expected<std::string> dryRun(ArrayRef<std::string> Arguments,
                                    StringRef Folder, std::string &Complaint) {
  auto Env = sys::findProgramByName("env");
  if (!Env || !sys::findProgramByName("make"))
    return createStringError("--module: make is not installed");
  std::string Here = ("PWD=" + Folder).str();
  // Every object is out of date; nothing is written.
  SmallVector<StringRef, 16> Words = {
      "env",       "LC_ALL=C",      Here,           "make",
      "--dry-run", "--always-make", "--keep-going", "--print-directory"};
  append_range(Words, Arguments);
  auto Said = outputOf(*Env, Words);
  if (!Said)
    return Said.takeError();
  Complaint = StringRef(Said->Err).trim().rsplit('\n').second.str();
  if (Complaint.empty())
    Complaint = StringRef(Said->Err).trim().str();
  return std::move(Said->Out);
}

static std::string runningKernel() {
  struct utsname Name;
  if (::uname(&Name))
    return "";
  return std::string("/lib/modules/") + Name.release + "/build";
}

Expected<std::unique_ptr<Database>> moduleDatabase(StringRef Folder,
                                                   StringRef Kernel) {
  SmallString<256> Module, Build;
  if (sys::fs::real_path(Folder, Module) || !sys::fs::is_directory(Module))
    return createStringError("--module: '" + Folder + "' is no folder");
  std::string Wanted = Kernel.empty() ? runningKernel() : Kernel.str();
  if (sys::fs::real_path(Wanted, Build) ||
      !sys::fs::exists(Build + "/Makefile"))
    return createStringError(
        "--module: " + Wanted +
        " has no Makefile; name the kernel's build, or its installed headers, "
        "with --kernel-build");
  std::string Complaint;
  std::string In = Module.str().str(), Of = Build.str().str();
  std::vector<std::vector<std::string>> Ways = {
      {"-C", Of, "M=" + In, "modules"}};
  // A makefile that gives the kernel's more than its own folder calls where
  // that is by one of these names.
  if (sys::fs::exists(Module + "/Makefile"))
    Ways.push_back({"-C", In, "KDIR=" + Of, "KERNELDIR=" + Of,
                    "KERNEL_DIR=" + Of, "KERNEL_SRC=" + Of, "KSRC=" + Of,
                    "KERNEL_PATH=" + Of, "KBUILD_DIR=" + Of});
  for (const std::vector<std::string> &Way : Ways) {
    auto Output = dryRun(Way, Module, Complaint);
    if (!Output)
      return Output.takeError();
    std::string Text = compileCommandsIn(*Output, Way[1]);
    if (Text != "[]")
      return Database::parse("--module " + In, Text);
  }
  return createStringError(
      "--module: make compiles nothing in " + In + " against " + Of +
      (Complaint.empty() ? "" : "; it says: ") + Complaint);
}

} // namespace dmatidy
