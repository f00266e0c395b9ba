//===-- Isolated.cpp - The engine beside the server -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/clangd/Isolated.h"
#include "driver/Select.h"
#include "driver/clangd/Forked.h"
#include "driver/clangd/Preambles.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringMap.h"
#include <chrono>
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
  /// How often it was edited.
  unsigned Edits = 0;
  /// The last text whose analysis came to its end, and what it found.
  std::string Text;
  std::vector<Diagnostic> Findings;
};

struct Memory {
  std::mutex Lock;
  StringMap<FileMemory> Of;
};

} // namespace

static Memory &memory() {
  static Memory All;
  return All;
}

static unsigned editsOf(StringRef File) {
  std::lock_guard<std::mutex> Guard(memory().Lock);
  return memory().Of[File].Edits;
}

void noteEdit(StringRef File) {
  std::lock_guard<std::mutex> Guard(memory().Lock);
  ++memory().Of[File].Edits;
}

/// One line for the server's log. Its logger has a lock of its own; a single
/// write() needs none.
static void logLine(const Twine &Text) {
  std::string Line = ("dma-tidy: " + Text + "\n").str();
  (void)!::write(STDERR_FILENO, Line.data(), Line.size());
}

/// How many lines \p A and \p B have in common at their beginning.
static size_t commonLines(ArrayRef<StringRef> A, ArrayRef<StringRef> B) {
  size_t Most = std::min(A.size(), B.size()), Same = 0;
  while (Same < Most && A[Same] == B[Same])
    ++Same;
  return Same;
}

std::vector<Diagnostic> carried(std::vector<Diagnostic> Findings,
                                StringRef File, StringRef Before,
                                StringRef After) {
  SmallVector<StringRef, 0> Old, New;
  Before.split(Old, '\n');
  After.split(New, '\n');
  size_t Head = commonLines(Old, New);
  std::vector<StringRef> OldEnd(Old.rbegin(), Old.rend() - Head),
      NewEnd(New.rbegin(), New.rend() - Head);
  size_t Tail = commonLines(OldEnd, NewEnd);
  int64_t Shift = int64_t(New.size()) - int64_t(Old.size());
  auto Move = [&](StringRef Of, unsigned &Line) {
    if (Of != File || Line <= Head)
      return true;
    if (Line <= Old.size() - Tail)
      return false;
    Line += Shift;
    return true;
  };
  erase_if(Findings, [&](Diagnostic &One) {
    bool Stands = Move(One.Place.File, One.Place.Line);
    for (Note &Step : One.Notes)
      Stands &= Move(Step.File, Step.Line);
    for (Fix &Edit : One.Fixes)
      Stands &= Move(Edit.File, Edit.Line) && Move(Edit.File, Edit.EndLine);
    return !Stands;
  });
  return Findings;
}

/// The analysis of one version of a file, see the diagram in the header.
static std::vector<Diagnostic> runIsolated(
    milliseconds Budget, ASTContext &Context, EngineOptions Options,
    const Model &Api,
    function_ref<std::vector<Diagnostic>(const EngineOptions &)> Analyze) {
  const SourceManager &SM = Context.getSourceManager();
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(SM.getMainFileID());
  if (!Entry)
    return {};
  std::string Main = Entry->getName().str();
  StringRef Text = SM.getBufferData(SM.getMainFileID());
  unsigned Edits = editsOf(Main);
  std::shared_ptr<const PreambleRecord> Headers = preambleOf(Main);
  if (Headers && Headers->HasErrors)
    return {};
  if (!(Headers && !Headers->Bodies.empty()) && !namesDma(Text, Api))
    return {};
  // Functions that are begun in time may end; what is found then is shown.
  auto Begin = Clock::now();
  Options.ShouldStop = [=] { return Clock::now() - Begin > Budget * 3 / 4; };
  ForkedResult Result = runForked(
      Budget, [&] { return editsOf(Main) != Edits; },
      [&] {
        if (Headers)
          widenScope(Context, *Headers);
        UnitResult Found;
        Found.Findings = Analyze(Options);
        return toMessage(Found);
      });
  std::optional<std::vector<Diagnostic>> Found;
  if (Result.How == Ending::Done) {
    if (auto Read = fromMessage(Result.Output)) {
      Found = std::move(Read->Findings);
    } else {
      Result.How = Ending::Failed;
      Result.Why = toString(Read.takeError());
    }
  }
  if (Result.How == Ending::Failed)
    logLine(Main + ": the analysis ended early: " + Result.Why);
  else if (Result.How == Ending::OutOfTime)
    logLine(Main + ": the analysis took more than " + Twine(Budget.count()) +
            " ms and was stopped (--dma-budget)");
  std::lock_guard<std::mutex> Guard(memory().Lock);
  FileMemory &Known = memory().Of[Main];
  if (!Found)
    return carried(Known.Findings, Main, Known.Text, Text);
  Known.Text = Text.str();
  Known.Findings = *Found;
  return *Found;
}

void isolateAnalyses(unsigned Budget) {
  analysisRunner() =
      [=](ASTContext &Context, EngineOptions Options, const Model &Api,
          function_ref<std::vector<Diagnostic>(const EngineOptions &)>
              Analyze) {
        return runIsolated(milliseconds(Budget), Context, std::move(Options),
                           Api, Analyze);
      };
}

} // namespace dmatidy
