//===-- Guarded.cpp - The engine inside the server ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Guarded.h"
#include "driver/clang-tidy/Session.h"
#include "driver/clangd/Carry.h"
#include "driver/clangd/Preambles.h"
#include "driver/compilation/Select.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/xxhash.h"
#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <unistd.h>

using namespace clang;
using namespace llvm;

namespace dmatidy {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

/// What the server remembers of a file.
struct FileMemory {
  /// The hash of the newest text; 0 if the editor has given none.
  std::atomic<uint64_t> Newest = 0;
  /// The last text whose analysis came to its end, and what it found.
  std::string Text;
  std::vector<Diagnostic> Findings;
  unsigned Crashes = 0;
};

struct Memory {
  std::mutex Lock;
  StringMap<std::shared_ptr<FileMemory>> Of;
};

/// How an analysis ended.
enum class Ending { Done, Edited, OutOfTime, Crashed };

} // namespace

/// The stack of an analysis, in bytes: expressions nest.
constexpr unsigned StackSize = 8 << 20;

/// A crash leaves behind what the analysis had in memory, so that is not
/// repeated for long with one file.
constexpr unsigned MostCrashes = 3;

static std::shared_ptr<FileMemory> memoryOf(StringRef File) {
  static Memory All;
  std::lock_guard<std::mutex> Guard(All.Lock);
  std::shared_ptr<FileMemory> &Place = All.Of[File];
  if (!Place)
    Place = std::make_shared<FileMemory>();
  return Place;
}

void noteText(StringRef File, StringRef Text) {
  memoryOf(File)->Newest = xxh3_64bits(Text);
}

/// One line for the server's log. Its logger has a lock of its own; a single
/// write() needs none.
static void logLine(const Twine &Text) {
  std::string Line = ("dma-tidy: " + Text + "\n").str();
  (void)!::write(STDERR_FILENO, Line.data(), Line.size());
}

/// Has crashes of guarded threads handled on a stack of their own: the one that
/// ran over cannot be.
static void handleCrashes() {
  CrashRecoveryContext::Enable();
  for (int Signal : {SIGSEGV, SIGBUS}) {
    struct sigaction Handler;
    if (!::sigaction(Signal, nullptr, &Handler)) {
      Handler.sa_flags |= SA_ONSTACK;
      ::sigaction(Signal, &Handler, nullptr);
    }
  }
}

/// Calls \p Work on a thread of its own; false if it crashed.
static bool runOnThread(function_ref<void()> Work) {
  static std::once_flag Once;
  std::call_once(Once, handleCrashes);
  std::vector<char> Spare(1 << 16);
  CrashRecoveryContext Guard;
  return Guard.RunSafelyOnThread(
      [&] {
        stack_t Stack = {};
        Stack.ss_sp = Spare.data();
        Stack.ss_size = Spare.size();
        ::sigaltstack(&Stack, nullptr);
        Work();
      },
      StackSize);
}

/// Calls \p Analyze with \p Options, and with the driver's own headers in the
/// scope of \p Context, until it is done or \p Until.
static Ending runGuarded(ASTContext &Context, const PreambleRecord *Headers,
                         EngineOptions Options, Clock::time_point Until,
                         function_ref<bool()> IsObsolete, Analysis Analyze,
                         std::vector<Diagnostic> &Findings) {
  // One at a time: memory for one is enough, and the analyzer's registry of
  // checks was not made for more.
  static std::timed_mutex Turn;
  auto Over = [&]() -> std::optional<Ending> {
    if (IsObsolete())
      return Ending::Edited;
    if (Clock::now() >= Until)
      return Ending::OutOfTime;
    return std::nullopt;
  };
  std::unique_lock<std::timed_mutex> Mine(Turn, std::defer_lock);
  while (!Mine.try_lock_for(milliseconds(5)))
    if (std::optional<Ending> Why = Over())
      return *Why;
  std::vector<Decl *> Scope = Context.getTraversalScope();
  auto Restore = scope_exit([&] { Context.setTraversalScope(Scope); });
  Options.ShouldStop = [&] { return Over().has_value(); };
  bool Lived = runOnThread([&] {
    if (Headers)
      widenScope(Context, *Headers);
    Findings = Analyze(Options);
  });
  if (!Lived)
    return Ending::Crashed;
  return Over().value_or(Ending::Done);
}

/// The analysis of one version of a file, see the diagram in the header.
static std::vector<Diagnostic>
analyzeVersion(milliseconds Budget, ASTContext &Context, EngineOptions Options,
               const Model &Api, Analysis Analyze) {
  const SourceManager &SM = Context.getSourceManager();
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(SM.getMainFileID());
  if (!Entry)
    return {};
  std::string Main = Entry->getName().str();
  StringRef Text = SM.getBufferData(SM.getMainFileID());
  std::shared_ptr<FileMemory> Remembered = memoryOf(Main);
  std::shared_ptr<const PreambleRecord> Headers = preambleOf(Main);
  if (Headers && Headers->HasErrors)
    return {};
  if (!namesDma(Text, Api) &&
      !(Headers && any_of(Headers->Words.keys(), [&](StringRef Word) {
          return Api.mayTouchDma(Word);
        })))
    return {};
  // A file is parsed by one thread at a time: what is remembered of it needs no
  // lock.
  if (Remembered->Crashes >= MostCrashes)
    return {};
  std::vector<Diagnostic> Findings;
  // It may have been while the file was parsed that the next text came.
  auto IsObsolete = [&, Mine = xxh3_64bits(Text)] {
    uint64_t Newest = Remembered->Newest;
    return Newest && Newest != Mine;
  };
  switch (runGuarded(Context, Headers.get(), std::move(Options),
                     Clock::now() + Budget, IsObsolete, Analyze, Findings)) {
  case Ending::Done:
    Remembered->Text = Text.str();
    Remembered->Findings = Findings;
    return Findings;
  case Ending::OutOfTime:
    logLine(Main + ": stopped after " + Twine(Budget.count()) +
            " ms, not every function was looked at (--dma-budget)");
    return Findings;
  case Ending::Crashed:
    logLine(Main + ": the analysis crashed" +
            (++Remembered->Crashes == MostCrashes
                 ? "; this file is not analysed any more"
                 : ""));
    break;
  case Ending::Edited:
    break;
  }
  return carried(Remembered->Findings, Main, Remembered->Text, Text);
}

void guardAnalyses(unsigned Budget) {
  analysisRunner() = [=](ASTContext &Context, EngineOptions Options,
                         const Model &Api, Analysis Analyze) {
    return analyzeVersion(milliseconds(Budget), Context, std::move(Options),
                          Api, Analyze);
  };
}

} // namespace dmatidy
