//===-- Hooks.cpp - Where clangd is told of the checks --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A few of clangd's own functions, which it has no interface for, are led
// through here by the linker (--wrap, see CMakeLists.txt): __wrap_NAME is
// called instead of NAME, and __real_NAME is NAME. A name that a version of
// LLVM does not have any more fails to link. What is passed through is not
// looked into, so that none of clangd's own types need be known.
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "driver/clangd/Guarded.h"
#include "driver/compilation/CommandLine.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <chrono>
#include <mutex>

using namespace clang;
using namespace llvm;

namespace clang::clangd {
class ClangdServer;
class CommandMangler;
class TUScheduler;
struct PublishDiagnosticsParams;
} // namespace clang::clangd

namespace dmatidy {

// The linker looks for what is called instead.
// NOLINTBEGIN(misc-use-internal-linkage)

// clangd runs by default only checks that it has timed itself; ours have a
// budget.
#define FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"
std::optional<bool> isFast(StringRef Check) __asm__("__real_" FAST);
std::optional<bool> isFastOrOurs(StringRef Check) __asm__("__wrap_" FAST);
std::optional<bool> isFastOrOurs(StringRef Check) {
  return findCheck(Check) ? true : isFast(Check);
}

// Where neither .clang-tidy nor .clangd names checks, ours are added to
// clangd's defaults.
using Provider =
    unique_function<void(tidy::ClangTidyOptions &, StringRef) const>;
#define DEFAULTS "_ZN5clang6clangd20provideDefaultChecksEv"
Provider defaultChecks() __asm__("__real_" DEFAULTS);
Provider defaultChecksAndOurs() __asm__("__wrap_" DEFAULTS);
Provider defaultChecksAndOurs() {
  return
      [Own = defaultChecks()](tidy::ClangTidyOptions &Options, StringRef File) {
        bool IsDefault = !Options.Checks || Options.Checks->empty();
        Own(Options, File);
        if (IsDefault && Options.Checks)
          *Options.Checks += ",dma-*";
      };
}

// A newer text of a file ends the analysis of the one before.
#define ADD                                                                    \
  "_ZN5clang6clangd12ClangdServer11addDocumentEN4llvm9StringRefES3_S3_"        \
  "NS0_15WantDiagnosticsEb"
void addDocument(clangd::ClangdServer *Self, StringRef File, StringRef Text,
                 StringRef Version, int Want, bool Anew) __asm__("__real_" ADD);
void addDocumentAndTell(clangd::ClangdServer *Self, StringRef File,
                        StringRef Text, StringRef Version, int Want,
                        bool Anew) __asm__("__wrap_" ADD);
void addDocumentAndTell(clangd::ClangdServer *Self, StringRef File,
                        StringRef Text, StringRef Version, int Want,
                        bool Anew) {
  noteText(File, Text);
  addDocument(Self, File, Text, Version, Want, Anew);
}

/// Says, once for each \p File, that no database has a command for it.
static void sayOnce(StringRef File) {
  static std::mutex Mutex;
  static StringSet<> Said;
  std::lock_guard<std::mutex> Lock(Mutex);
  if (Said.insert(File).second)
    errs()
        << "dma-tidy: " << File
        << ": no compile_commands.json in the folders above it has a command "
           "for it, so that its headers may not be found; make one, or name "
           "its folder with --compile-commands-dir\n";
}

// A database that was made for gcc has options that clang refuses, and a target
// that only the compiler's name says: a command is treated as dma-tidy treats
// it.
#define MANGLE                                                                 \
  "_ZNK5clang6clangd14CommandManglerclERNS_7tooling14CompileCommandEN4llvm"    \
  "9StringRefE"
void mangle(const clangd::CommandMangler *Self,
            tooling::CompileCommand &Command,
            StringRef File) __asm__("__real_" MANGLE);
void mangleWhatClangKnows(const clangd::CommandMangler *Self,
                          tooling::CompileCommand &Command,
                          StringRef File) __asm__("__wrap_" MANGLE);
void mangleWhatClangKnows(const clangd::CommandMangler *Self,
                          tooling::CompileCommand &Command, StringRef File) {
  // What clangd makes up for a file without a command is clang's already.
  if (Command.Heuristic == "clangd fallback")
    sayOnce(File);
  else
    Command.CommandLine =
        parseWithWarnings(std::move(Command.CommandLine), Command.Directory,
                          Command.Filename, *vfs::getRealFileSystem());
  mangle(Self, Command, File);
}

/// The beginning of TUScheduler::Options, which decides how long an edit waits
/// for the next one before the file is parsed: as long as that took the last
/// times, within bounds.
struct SchedulerOptions {
  unsigned Threads;
  bool PreamblesInMemory;
  std::chrono::nanoseconds Least, Most;
  float OfParsing;
};
// The analysis is part of what parsing takes; waiting for it would double its
// price. A newer edit ends it anyway.
#define SCHEDULER                                                              \
  "_ZN5clang6clangd11TUSchedulerC1ERKNS0_25GlobalCompilationDatabaseERKNS1_7"  \
  "OptionsESt10unique_ptrINS0_16ParsingCallbacksESt14default_deleteIS9_EE"
void construct(clangd::TUScheduler *, const void *Database,
               const SchedulerOptions &,
               void *Callbacks) __asm__("__real_" SCHEDULER);
void constructWithLessWaiting(clangd::TUScheduler *, const void *Database,
                              const SchedulerOptions &,
                              void *Callbacks) __asm__("__wrap_" SCHEDULER);
void constructWithLessWaiting(clangd::TUScheduler *Self, const void *Database,
                              const SchedulerOptions &Options,
                              void *Callbacks) {
  using namespace std::chrono_literals;
  // Only what looks like clangd's defaults is touched.
  if (Options.Least == 50ms && Options.Most == 500ms &&
      Options.OfParsing == 1.0f)
    const_cast<SchedulerOptions &>(Options).OfParsing = 0.2f;
  construct(Self, Database, Options, Callbacks);
}

/// The folder of the checks' pages beside the program; "" if there is none.
static std::string pagesFolder() {
  SmallString<256> Program;
  if (sys::fs::real_path("/proc/self/exe", Program))
    return "";
  SmallString<256> Folder(sys::path::parent_path(Program));
  sys::path::append(Folder, "../share/doc/dma-tidy/checks");
  sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
  return sys::fs::is_directory(Folder) ? Folder.str().str() : "";
}

// A diagnostic's link leads to our page, not to one of clang-tidy's.
#define PUBLISH "_ZN5clang6clangd6toJSONERKNS0_24PublishDiagnosticsParamsE"
json::Value
published(const clangd::PublishDiagnosticsParams &) __asm__("__real_" PUBLISH);
json::Value publishedWithPages(
    const clangd::PublishDiagnosticsParams &) __asm__("__wrap_" PUBLISH);
json::Value publishedWithPages(const clangd::PublishDiagnosticsParams &Params) {
  static const std::string Pages = pagesFolder();
  json::Value Result = published(Params);
  json::Object *Fields = Result.getAsObject();
  json::Array *All = Fields ? Fields->getArray("diagnostics") : nullptr;
  if (!All)
    return Result;
  for (json::Value &Value : *All) {
    json::Object *Diag = Value.getAsObject();
    std::optional<StringRef> Code =
        Diag ? Diag->getString("code") : std::nullopt;
    if (!Code || !findCheck(*Code))
      continue;
    std::string Page = ("file://" + Pages + "/" + *Code + ".md").str();
    (*Diag)["source"] = "dma-tidy";
    Diag->erase("codeDescription");
    if (!Pages.empty())
      (*Diag)["codeDescription"] = json::Object{{"href", Page}};
  }
  return Result;
}

// NOLINTEND(misc-use-internal-linkage)

} // namespace dmatidy
