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
#include "llvm/ADT/STLFunctionalExtras.h"
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

/// What is wrong, whatever words a finding has for it.
struct Mistake {
  /// "dma-leak".
  llvm::StringRef Check;
  /// A word of the check's: "left-on-error".
  llvm::StringRef Kind;
};

/// One finding, ready to be shown.
struct Diagnostic {
  /// "dma-leak".
  std::string Check;
  /// Which of the check's mistakes it is: "left-on-error".
  std::string Kind;
  /// What it is about, as the driver wrote it: 'p->tx.dma', in quotes; or "".
  std::string Object;
  /// "high", "medium" or "low": toString() of a Confidence.
  std::string Level;
  Note Place;
  /// The function it stands in, or "".
  std::string Function;
  /// See fingerprint(). 16 hexadecimal digits.
  std::string Fingerprint;
  /// The line whose outcome makes the function leave, trimmed; "" if the
  /// finding is not about how it leaves.
  std::string Failed;
  /// The fingerprint of the finding at this exit; "" where Failed is.
  std::string ExitFingerprint;
  /// The line of code in question, trimmed.
  std::string Text;
  /// The path that leads to it, in order.
  std::vector<Note> Notes;
  /// What to edit; empty where no edit is certain.
  std::vector<Fix> Fixes;
  /// It was found in the text alone, which a path may have come by as well.
  bool FromText = false;
  /// It was found, or confirmed, when its module was put together.
  bool FromModule = false;
  /// What only the whole module can confirm; empty if nothing is left open.
  std::vector<Obligation> Obligations;
  /// The same mistake at further exits of the function, in the order of the
  /// text: findings of their own, with nothing in this.
  std::vector<Diagnostic> Exits;
};

/// \p Text as a note at \p Site.
Note noteAt(const SourceSite &Site, const llvm::Twine &Text);
/// A finding of \p What, about \p Object, at \p Site; without notes.
Diagnostic findingAt(const SourceSite &Site, Mistake What,
                     llvm::StringRef Object, Confidence Level,
                     const llvm::Twine &Message);

/// The part of \p File that stands below a folder \p Folder, be that absolute
/// or its last parts; the file's name alone if it stands elsewhere.
llvm::StringRef pathBelow(llvm::StringRef File, llvm::StringRef Folder);

/// Keeps of \p Finding the exits that \p Keep is true of, itself among them:
/// where it is not kept the first of the others takes its place.
/// \returns false if none is left; \p Finding is of no use then.
bool keepExits(Diagnostic &Finding,
               llvm::function_ref<bool(const Diagnostic &)> Keep);

/// Adds the further exits of each of \p Findings to its notes, for readers.
void tellExits(std::vector<Diagnostic> &Findings);

/// Sorts \p Findings by place, check and message; of those that have all of
/// that and the line of code in common, as in a header that several units read,
/// one stays. What a path has shown stays, and not what the module says
/// besides.
void sortFindings(std::vector<Diagnostic> &Findings);

/// Leaves out of \p Findings, all of one module, those of the text that a path
/// has shown as well: of the same check and function, leading by the same line.
void dropRetold(std::vector<Diagnostic> &Findings);

/// Gives each of \p Findings, all of one module and in the order of the text, a
/// fingerprint: the same as long as check, kind of mistake, object, function
/// and the file's place below \p Folder, the module's, are, wherever the tree
/// is, in whichever line it stands and whatever is said of it. Those that have
/// all of that in common are told apart by their order in the file. Exits have
/// theirs by the finding and the line that fails.
void fingerprint(std::vector<Diagnostic> &Findings, llvm::StringRef Folder);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_FINDING_DIAGNOSTIC_H
