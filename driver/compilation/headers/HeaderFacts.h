//===-- HeaderFacts.h - Whether precompiled headers fit ---------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A unit that begins with headers which were parsed before must come out as if
// it had parsed them itself where it includes them. It does not if
//
//  - it includes fewer of them,
//  - it defines a macro that one of them asks for before it includes that, or
//  - it uses a macro of theirs, or asks for it, before that.
//
// The recorder notes, while the headers are parsed, who includes whom and what
// is asked for; the watch holds a unit to that while it is parsed. A unit that
// does not fit is parsed again without.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERFACTS_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERFACTS_H

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clang {
class Preprocessor;
class PreprocessorOptions;
} // namespace clang

namespace dmatidy {

/// What is to be known of headers that were parsed together. File 0 is the list
/// that includes them.
struct HeaderFacts {
  /// Macros that the command defines, as it spells them, and which it takes
  /// back: "-NAME".
  std::vector<std::string> Macros;
  /// Macros that are asked for before one of the headers defines them.
  llvm::StringSet<> Decisive;
  /// Files that the command has every unit include first.
  std::vector<unsigned> Implicit;
  /// By number: the files that the file includes.
  std::vector<llvm::SmallVector<unsigned, 8>> Includes;
  /// Numbers of files.
  std::map<llvm::sys::fs::UniqueID, unsigned> Files;

  /// In one line, and back; nothing if \p Text is no such line.
  std::string toText() const;
  static std::optional<HeaderFacts> fromText(llvm::StringRef Text);

  /// True if a unit with \p Options cannot use the headers since its command
  /// defines something that they ask for otherwise than theirs did.
  bool contradicts(const clang::PreprocessorOptions &Options) const;
};

/// The spelling of \p Options' macros, as HeaderFacts::Macros has it.
std::vector<std::string> macrosOf(const clang::PreprocessorOptions &Options);

/// What notes in \p Facts what the headers that \p Parser is about to parse
/// include and ask for. \p Facts must outlive the parser.
std::unique_ptr<clang::PPCallbacks> recordHeaders(clang::Preprocessor &Parser,
                                                  HeaderFacts &Facts);

/// Holds a unit to the facts of the headers it begins with.
class HeaderWatch : public clang::PPCallbacks {
public:
  HeaderWatch(const HeaderFacts &Facts, const clang::SourceManager &SM);

  /// After the parse: true if the unit is what it is without them.
  bool fits() const { return !Failed && Missing == 0; }

  void InclusionDirective(clang::SourceLocation, const clang::Token &,
                          llvm::StringRef, bool, clang::CharSourceRange,
                          clang::OptionalFileEntryRef File, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override;
  void MacroDefined(const clang::Token &Name,
                    const clang::MacroDirective *) override;
  void MacroUndefined(const clang::Token &Name, const clang::MacroDefinition &,
                      const clang::MacroDirective *) override;
  void MacroExpands(const clang::Token &, const clang::MacroDefinition &Macro,
                    clang::SourceRange, const clang::MacroArgs *) override {
    use(Macro);
  }
  void Defined(const clang::Token &, const clang::MacroDefinition &Macro,
               clang::SourceRange) override {
    use(Macro);
  }
  void Ifdef(clang::SourceLocation, const clang::Token &,
             const clang::MacroDefinition &Macro) override {
    use(Macro);
  }
  void Ifndef(clang::SourceLocation, const clang::Token &,
              const clang::MacroDefinition &Macro) override {
    use(Macro);
  }
  void Elifdef(clang::SourceLocation, const clang::Token &,
               const clang::MacroDefinition &Macro) override {
    use(Macro);
  }
  void Elifndef(clang::SourceLocation, const clang::Token &,
                const clang::MacroDefinition &Macro) override {
    use(Macro);
  }
  using PPCallbacks::Elifdef;
  using PPCallbacks::Elifndef;

private:
  void reach(unsigned File);
  void change(const clang::Token &Name);
  void use(const clang::MacroDefinition &Macro);

  const HeaderFacts &Facts;
  const clang::SourceManager &SM;
  /// The files that the unit has included by itself by now.
  llvm::BitVector Reached;
  /// How many it has not.
  size_t Missing;
  /// It has defined what decides how a header is read.
  bool Changed = false;
  bool Failed = false;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_HEADERFACTS_H
