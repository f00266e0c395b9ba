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

void identify(Diagnostic &Finding, StringRef Line) {
  Finding.Text = Line.trim().str();
  std::string Key = join_items(
      '\0', Finding.Check, sys::path::filename(Finding.Place.File).str(),
      Finding.Function, Finding.Place.Message, Finding.Text);
  Finding.Fingerprint =
      utohexstr(xxh3_64bits(Key), /*LowerCase=*/true, /*Width=*/16);
}

Note noteAt(const SourceSite &Site, const Twine &Text) {
  return {Site.File, Site.Line, Site.Column, Text.str()};
}

Diagnostic findingAt(const SourceSite &Site, StringRef Check, Confidence Level,
                     const Twine &Message) {
  Diagnostic Result;
  Result.Check = Check.str();
  Result.Level = toString(Level).str();
  Result.Place = noteAt(Site, Message);
  Result.Function = Site.Function;
  identify(Result, Site.Text);
  return Result;
}

void numberTwins(std::vector<Diagnostic> &Findings) {
  llvm::sort(Findings, [](const Diagnostic &A, const Diagnostic &B) {
    auto Key = [](const Diagnostic &D) {
      return std::tie(D.Place.File, D.Place.Line, D.Place.Column, D.Check,
                      D.Place.Message);
    };
    return Key(A) < Key(B);
  });
  StringMap<unsigned> Seen;
  for (Diagnostic &Finding : Findings)
    if (unsigned Before = Seen[Finding.Fingerprint]++)
      Finding.Fingerprint = utohexstr(
          xxh3_64bits((Finding.Fingerprint + "/" + Twine(Before)).str()),
          /*LowerCase=*/true, /*Width=*/16);
}

} // namespace dmatidy
