//===-- Diagnostic.h - One finding, ready to be shown -----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_FINDING_DIAGNOSTIC_H
#define DMA_TIDY_CHECKERS_FINDING_DIAGNOSTIC_H

#include "checkers/finding/Confidence.h"
#include "checkers/finding/Obligation.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <vector>

namespace dmatidy {

/// A place in a file, with a text. Lines and columns count from 1.
struct Note {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Message;
};

/// An edit that is certain to be right: the text from a place up to, and
/// without, an end is replaced. Lines and columns count from 1.
struct Fix {
  std::string File;
  unsigned Line = 0, Column = 0, EndLine = 0, EndColumn = 0;
  std::string Text;
};

/// A place in the text. Lines and columns count from 1.
struct SourceSite {
  std::string File;
  unsigned Line = 0, Column = 0;
  std::string Function;
  /// The line of code, trimmed.
  std::string Text;
};

/// One finding, ready to be shown.
struct Diagnostic {
  /// "dma-leak".
  std::string Check;
  /// "high", "medium" or "low": toString() of a Confidence.
  std::string Level;
  Note Place;
  /// The function it stands in, or "".
  std::string Function;
  /// The same as long as check, message, file name, function and the line of
  /// code in question are, and the order of those that have all of that in
  /// common; does not depend on line numbers. 16 hexadecimal digits.
  std::string Fingerprint;
  /// The line of code in question, trimmed: what the fingerprint knows of it.
  std::string Text;
  /// The path that leads to it, in order.
  std::vector<Note> Notes;
  /// What to edit; empty where no edit is certain.
  std::vector<Fix> Fixes;
  /// What only the whole module can confirm; empty if nothing is left open.
  std::vector<Obligation> Obligations;
};

/// Sets \p Finding's text to \p Line, the line of code in question, and its
/// fingerprint. Twins are told apart by numberTwins().
void identify(Diagnostic &Finding, llvm::StringRef Line);

/// \p Text as a note at \p Site.
Note noteAt(const SourceSite &Site, const llvm::Twine &Text);
/// A finding of \p Check at \p Site without notes, with its fingerprint.
Diagnostic findingAt(const SourceSite &Site, llvm::StringRef Check,
                     Confidence Level, const llvm::Twine &Message);

/// Tells findings of one unit that look the same apart by their order in the
/// file; sorts them.
void numberTwins(std::vector<Diagnostic> &Findings);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_FINDING_DIAGNOSTIC_H
