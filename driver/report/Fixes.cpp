//===-- Fixes.cpp - Edits that come with findings -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/report/Fixes.h"
#include "driver/files/Files.h"
#include "driver/files/Programs.h"
#include "clang/Tooling/Core/Replacement.h"
#include "clang/Tooling/DiagnosticsYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Program.h"
#include <map>

using namespace llvm;
using clang::tooling::Replacement;
using clang::tooling::Replacements;

namespace dmatidy {

/// The offset of a place in \p Text, in bytes; nothing where there is none.
static std::optional<unsigned> offsetOf(StringRef Text, unsigned Line,
                                        unsigned Column) {
  size_t At = 0;
  for (; Line > 1; --Line) {
    At = Text.find('\n', At);
    if (At == StringRef::npos)
      return std::nullopt;
    ++At;
  }
  At += Column - 1;
  return Column >= 1 && At <= Text.size() ? std::optional<unsigned>(At)
                                          : std::nullopt;
}

static std::optional<Replacement> replacementOf(const Fix &Edit,
                                                StringRef Text) {
  auto From = offsetOf(Text, Edit.Line, Edit.Column),
       To = offsetOf(Text, Edit.EndLine, Edit.EndColumn);
  if (!From || !To || *To < *From)
    return std::nullopt;
  return Replacement(Edit.File, *From, *To - *From, Edit.Text);
}

Error exportFixes(const RunReport &Report, Sources &Text, StringRef File) {
  clang::tooling::TranslationUnitDiagnostics All;
  for (const Diagnostic &Finding : Report.Findings) {
    if (Finding.Fixes.empty())
      continue;
    clang::tooling::Diagnostic Diag(Finding.Check,
                                    clang::tooling::Diagnostic::Warning, "");
    Diag.Message.Message = Finding.Place.Message;
    Diag.Message.FilePath = Finding.Place.File;
    Diag.Message.FileOffset = offsetOf(Text.text(Finding.Place.File),
                                       Finding.Place.Line, Finding.Place.Column)
                                  .value_or(0);
    for (const Fix &Edit : Finding.Fixes)
      if (auto Change = replacementOf(Edit, Text.text(Edit.File)))
        if (Error Bad = Diag.Message.Fix[Edit.File].add(*Change))
          consumeError(std::move(Bad));
    All.Diagnostics.push_back(std::move(Diag));
  }
  if (!All.Diagnostics.empty())
    All.MainSourceFile = All.Diagnostics.front().Message.FilePath;
  std::string Document;
  raw_string_ostream OS(Document);
  yaml::Output Out(OS);
  Out << All;
  return replaceFile(File, Document);
}

/// Writes to \p OS how the text \p New differs from that of \p File.
static Error writeDiff(StringRef File, StringRef New, raw_ostream &OS) {
  auto Program = sys::findProgramByName("diff");
  if (!Program)
    return createStringError("--dry-run: diff is not installed");
  SmallString<128> Path;
  if (std::error_code Bad =
          sys::fs::createTemporaryFile("dma-tidy", "new", Path))
    return createStringError("--dry-run: " + Bad.message());
  FileRemover Remove(Path);
  if (Error Bad = replaceFile(Path, New))
    return Bad;
  std::string OldName = ("a" + File).str(), NewName = ("b" + File).str();
  auto Said = outputOf(*Program, {"diff", "-u", "--label", OldName, "--label",
                                  NewName, "--", File, Path});
  if (!Said)
    return Said.takeError();
  OS << Said->Out;
  return Error::success();
}

FixCounts applyFixes(const RunReport &Report,
                     const StringMap<uint64_t> &Analyzed, raw_ostream *Diff) {
  FixCounts Result;
  std::map<std::string, Replacements> Changes;
  std::map<std::string, std::string> Texts;
  StringMap<bool> Refused;
  Sources Now;
  auto IsRefused = [&](const std::string &File) {
    auto [Place, IsNew] = Refused.try_emplace(File, false);
    if (!IsNew)
      return Place->second;
    auto It = Analyzed.find(File);
    StringRef Why;
    if (It == Analyzed.end())
      Why = "was not analysed in this run";
    else if (contentHash(Now.text(File)) != It->second)
      Why = "has changed since it was analysed";
    if (!Why.empty())
      Result.Refused.push_back(File + ": " + Why.str() + "; left alone");
    return Place->second = !Why.empty();
  };
  for (const Diagnostic &Finding : Report.Findings) {
    if (Finding.Fixes.empty() || any_of(Finding.Fixes, [&](const Fix &Edit) {
          return IsRefused(Edit.File);
        }))
      continue;
    auto Before = Changes;
    bool Fits = true;
    for (const Fix &Edit : Finding.Fixes) {
      auto Change = replacementOf(Edit, Now.text(Edit.File));
      if (!Change) {
        Fits = false;
        break;
      }
      // Two findings may ask for the very same edit.
      Replacements &OfFile = Changes[Edit.File];
      if (is_contained(OfFile, *Change))
        continue;
      if (Error Bad = OfFile.add(*Change)) {
        consumeError(std::move(Bad));
        Fits = false;
        break;
      }
    }
    if (Fits) {
      ++Result.Applied;
    } else {
      ++Result.Conflicting;
      Changes = std::move(Before);
    }
  }
  for (const auto &[File, OfFile] : Changes) {
    if (OfFile.empty())
      continue;
    auto Changed = clang::tooling::applyAllReplacements(Now.text(File), OfFile);
    Error Bad = !Changed ? Changed.takeError()
                : Diff   ? writeDiff(File, *Changed, *Diff)
                         : replaceFile(File, *Changed);
    if (Bad)
      Result.Refused.push_back(toString(std::move(Bad)));
  }
  return Result;
}

} // namespace dmatidy
