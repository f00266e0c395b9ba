//===-- Bodies.h - Which bodies of headers a unit needs ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel's headers have thousands of short functions, of which a unit calls
// dozens. Which ones is not known before it is parsed, but what earlier units
// have shown tells: from the words of the driver's own text, by way of the
// words of short functions and macros, to those that may be called. The others
// are left out.
//
// Whoever was left out and is named in what was parsed was left out wrongly;
// the unit is then parsed again. So what is found never depends on the units
// that came before.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_BODIES_H
#define DMA_TIDY_DRIVER_COMPILATION_BODIES_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <string>
#include <vector>

namespace clang {
class Decl;
class FunctionDecl;
class Preprocessor;
class SourceManager;
} // namespace clang

namespace dmatidy {

/// What units have shown about the short functions of headers.
struct ShortBodies {
  /// By the name of a short function, or of a macro that leads to one: the
  /// words it consists of, each followed by a space.
  llvm::StringMap<std::string> Words;
  /// Functions that were needed although no word led there.
  llvm::StringSet<> Always;

  /// Adds what \p Other knows.
  void take(ShortBodies Other);
};

/// Which bodies to parse in one unit.
class BodyChoice {
public:
  /// \p KnownBodies is what earlier units have shown, \p Own are the words of
  /// the driver's text. Both must outlive this. Without \p Own all short bodies
  /// are parsed: for headers whose users are not known, and before anything is.
  BodyChoice(const ShortBodies &KnownBodies, const llvm::StringSet<> *Own);

  /// True if the parser, which has come to \p D, may leave out its body.
  bool mayLeaveOut(clang::Decl *D, const clang::SourceManager &SM);

  /// What this unit, which \p Parser has parsed, has shown that was not known;
  /// in its \c Always those whose bodies were left out wrongly.
  ShortBodies learn(clang::Preprocessor &Parser) const;

private:
  bool isReached(llvm::StringRef Name) const {
    return !Own || Own->contains(Name) || Reached.contains(Name);
  }
  void reach(llvm::StringRef Words);

  const ShortBodies &KnownBodies;
  const llvm::StringSet<> *Own;
  /// What the words of others lead to.
  llvm::StringSet<> Reached;
  /// By name, what this unit has shown first.
  llvm::StringMap<std::string> Fresh;
  std::vector<const clang::FunctionDecl *> LeftOut;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_BODIES_H
