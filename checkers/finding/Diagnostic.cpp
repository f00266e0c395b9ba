//===-- Diagnostic.cpp - One finding, ready to be shown -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/finding/Diagnostic.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace dmatidy {

Note noteAt(const SourceSite &Site, const Twine &Text) {
  return {Site.File, Site.Line, Site.Column, Text.str()};
}

Diagnostic findingAt(const SourceSite &Site, Mistake What, StringRef Object,
                     Confidence Level, const Twine &Message) {
  Diagnostic Result;
  Result.Check = What.Check.str();
  Result.Kind = What.Kind.str();
  Result.Object = Object.str();
  Result.Level = toString(Level).str();
  Result.Place = noteAt(Site, Message);
  Result.Function = Site.Function;
  Result.Text = Site.Text;
  return Result;
}

StringRef pathBelow(StringRef File, StringRef Folder) {
  std::string Within = ("/" + Folder.trim('/') + "/").str();
  size_t At = Folder.empty() ? StringRef::npos : File.rfind(Within);
  return At == StringRef::npos ? sys::path::filename(File)
                               : File.drop_front(At + Within.size());
}

bool keepExits(Diagnostic &Finding,
               function_ref<bool(const Diagnostic &)> Keep) {
  std::vector<Diagnostic> Exits = std::move(Finding.Exits);
  erase_if(Exits, [&](const Diagnostic &Exit) { return !Keep(Exit); });
  if (!Keep(Finding)) {
    if (Exits.empty())
      return false;
    Finding = std::move(Exits.front());
    Exits.erase(Exits.begin());
  }
  Finding.Exits = std::move(Exits);
  return true;
}

void tellExits(std::vector<Diagnostic> &Findings) {
  for (Diagnostic &Finding : Findings)
    for (const Diagnostic &Exit : Finding.Exits) {
      Finding.Notes.push_back(Exit.Place);
      Finding.Notes.back().Message =
          (Finding.Object.empty() ? "it" : Finding.Object) +
          " is left behind here, too";
    }
}

/// How sure \p Finding is, for comparing.
static Confidence levelOf(const Diagnostic &Finding) {
  return confidenceNamed(Finding.Level).value_or(Confidence::Low);
}

void sortFindings(std::vector<Diagnostic> &Findings) {
  auto Key = [](const Diagnostic &D) {
    return std::tie(D.Place.File, D.Place.Line, D.Place.Column, D.Check,
                    D.Place.Message);
  };
  auto Rank = [](const Diagnostic &D) {
    // The surest first.
    return std::make_tuple(D.FromModule, StringRef(D.Text),
                           -static_cast<int>(levelOf(D)), D.Notes.size(),
                           StringRef(D.Fingerprint));
  };
  llvm::sort(Findings, [&](const Diagnostic &A, const Diagnostic &B) {
    return std::make_tuple(Key(A), Rank(A)) < std::make_tuple(Key(B), Rank(B));
  });
  // Two acquisitions may be left behind at one place: their paths differ.
  auto SamePath = [](const Note &A, const Note &B) {
    return std::tie(A.File, A.Line, A.Column) ==
           std::tie(B.File, B.Line, B.Column);
  };
  Findings.erase(
      llvm::unique(Findings,
                   [&](const Diagnostic &A, const Diagnostic &B) {
                     return Key(A) == Key(B) &&
                            (A.FromModule != B.FromModule ||
                             (A.Text == B.Text &&
                              llvm::equal(A.Notes, B.Notes, SamePath)));
                   }),
      Findings.end());
}

void dropRetold(std::vector<Diagnostic> &Findings) {
  auto IsAt = [](const Diagnostic &By, const Note &At) {
    return By.Place.Line == At.Line && By.Place.File == At.File;
  };
  auto Leads = [&](const Diagnostic &By, const Note &At) {
    return IsAt(By, At) ||
           any_of(By.Exits, [&](const auto &Exit) { return IsAt(Exit, At); }) ||
           any_of(By.Notes, [&](const Note &Step) {
             return Step.Line == At.Line && Step.File == At.File;
           });
  };
  auto IsDoubtful = [](const Diagnostic &Finding) {
    return levelOf(Finding) == Confidence::Low;
  };
  auto TellsAsSurely = [&](const Diagnostic &Path, const Diagnostic &Finding) {
    return (!IsDoubtful(Path) || IsDoubtful(Finding)) &&
           (Leads(Path, Finding.Place) ||
            any_of(Finding.Notes,
                   [&](const Note &Step) { return Leads(Path, Step); }));
  };
  // A doubtful path to a place that the text is sure of adds nothing.
  auto TellsSurer = [&](const Diagnostic &Text, const Diagnostic &Finding) {
    return IsDoubtful(Finding) && !IsDoubtful(Text) &&
           IsAt(Text, Finding.Place);
  };
  if (none_of(Findings, [](const auto &Finding) { return Finding.FromText; }))
    return;
  const std::vector<Diagnostic> All = Findings;
  auto IsRetold = [&](const Diagnostic &Finding) {
    return any_of(All, [&](const Diagnostic &Other) {
      return Other.FromText != Finding.FromText &&
             Other.Check == Finding.Check &&
             Other.Function == Finding.Function &&
             (Finding.FromText ? TellsAsSurely(Other, Finding)
                               : TellsSurer(Other, Finding));
    });
  };
  erase_if(Findings, [&](Diagnostic &Finding) {
    return !keepExits(Finding,
                      [&](const Diagnostic &Exit) { return !IsRetold(Exit); });
  });
}

void fingerprint(std::vector<Diagnostic> &Findings, StringRef Folder) {
  StringMap<unsigned> Twins;
  for (Diagnostic &Finding : Findings) {
    std::string Key = join_items('\0', Finding.Check, Finding.Kind,
                                 pathBelow(Finding.Place.File, Folder).str(),
                                 Finding.Function, Finding.Object);
    Key += '\0' + utostr(Twins[Key]++);
    auto Hash = [](StringRef Text) {
      return utohexstr(xxh3_64bits(Text), /*LowerCase=*/true, /*Width=*/16);
    };
    Finding.Fingerprint = Hash(Key);
    StringMap<unsigned> SameLine;
    auto OfExit = [&](const Diagnostic &Exit) {
      return Hash(Key + '\0' + Exit.Failed + '\0' +
                  utostr(SameLine[Exit.Failed]++));
    };
    // In the order of the text, wherever the finding itself stands in it.
    SmallVector<Diagnostic *, 4> All{&Finding};
    for (Diagnostic &Exit : Finding.Exits)
      All.push_back(&Exit);
    llvm::sort(All, [](const Diagnostic *A, const Diagnostic *B) {
      return std::tie(A->Place.Line, A->Place.Column, A->Failed) <
             std::tie(B->Place.Line, B->Place.Column, B->Failed);
    });
    for (Diagnostic *Exit : All)
      if (!Exit->Failed.empty())
        Exit->ExitFingerprint = OfExit(*Exit);
    for (Diagnostic &Exit : Finding.Exits)
      Exit.Fingerprint = Exit.ExitFingerprint;
  }
}

} // namespace dmatidy
