//===-- HeaderFacts.cpp - Whether precompiled headers fit -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/HeaderFacts.h"
#include "driver/compilation/SourceText.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

std::string HeaderFacts::toText() const {
  json::Array Names, Edges, Numbers;
  for (const auto &Name : Decisive)
    Names.push_back(json::fixUTF8(Name.getKey()));
  for (const auto &Targets : Includes)
    Edges.push_back(json::Array(Targets));
  for (const auto &[Which, Number] : Files)
    Numbers.push_back(json::Array{Which.getDevice(), Which.getFile(), Number});
  json::Array Spelled;
  for (const std::string &Macro : Macros)
    Spelled.push_back(json::fixUTF8(Macro));
  json::Value All = json::Object{{"macros", std::move(Spelled)},
                                 {"implicit", json::Array(Implicit)},
                                 {"decisive", std::move(Names)},
                                 {"includes", std::move(Edges)},
                                 {"files", std::move(Numbers)}};
  std::string Text;
  raw_string_ostream(Text) << All;
  return Text;
}

std::optional<HeaderFacts> HeaderFacts::fromText(StringRef Text) {
  auto Parsed = json::parse(Text);
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return std::nullopt;
  }
  HeaderFacts Result;
  std::vector<std::string> Names;
  std::vector<std::vector<unsigned>> Edges;
  std::vector<std::vector<uint64_t>> Numbers;
  json::Path::Root Root;
  json::ObjectMapper Map(*Parsed, Root);
  if (!Map || !Map.map("macros", Result.Macros) ||
      !Map.map("implicit", Result.Implicit) || !Map.map("decisive", Names) ||
      !Map.map("includes", Edges) || !Map.map("files", Numbers))
    return std::nullopt;
  for (const std::string &Name : Names)
    Result.Decisive.insert(Name);
  auto IsFile = [&](unsigned Number) { return Number < Edges.size(); };
  if (!all_of(Result.Implicit, IsFile))
    return std::nullopt;
  for (const auto &Targets : Edges) {
    if (!all_of(Targets, IsFile))
      return std::nullopt;
    Result.Includes.emplace_back(Targets.begin(), Targets.end());
  }
  for (const auto &Triple : Numbers) {
    if (Triple.size() != 3 || !IsFile(Triple[2]))
      return std::nullopt;
    Result.Files[{Triple[0], Triple[1]}] = Triple[2];
  }
  return Result;
}

std::vector<std::string> macrosOf(const PreprocessorOptions &Options) {
  std::vector<std::string> Result;
  for (const auto &[Text, IsUndefined] : Options.Macros)
    Result.push_back(IsUndefined ? "-" + Text : Text);
  return Result;
}

bool HeaderFacts::contradicts(const PreprocessorOptions &Options) const {
  std::vector<std::string> Theirs = macrosOf(Options);
  auto Differs = [&](ArrayRef<std::string> From, ArrayRef<std::string> To) {
    return any_of(From, [&](StringRef Macro) {
      if (is_contained(To, Macro))
        return false;
      Macro.consume_front("-");
      return Decisive.contains(Macro.take_while(
          [](char C) { return isAsciiIdentifierContinue(C); }));
    });
  };
  return Differs(Theirs, Macros) || Differs(Macros, Theirs);
}

namespace {

class Recorder : public PPCallbacks {
public:
  Recorder(Preprocessor &Parser, HeaderFacts &Facts)
      : Parser(Parser), SM(Parser.getSourceManager()), Facts(Facts) {
    Facts.Includes.resize(1);
  }

  void InclusionDirective(SourceLocation Hash, const Token &, StringRef, bool,
                          CharSourceRange, OptionalFileEntryRef File, StringRef,
                          StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    if (!File)
      return;
    unsigned From = 0;
    if (auto Includer = SM.getFileEntryRefForID(SM.getFileID(Hash)))
      if (auto It = Facts.Files.find(Includer->getUniqueID());
          It != Facts.Files.end())
        From = It->second;
    auto [Place, New] =
        Facts.Files.try_emplace(File->getUniqueID(), Facts.Includes.size());
    if (New)
      Facts.Includes.emplace_back();
    if (SM.isWrittenInBuiltinFile(Hash) || SM.isWrittenInCommandLineFile(Hash))
      Facts.Implicit.push_back(Place->second);
    else
      Facts.Includes[From].push_back(Place->second);
  }
  void Ifndef(SourceLocation, const Token &Name,
              const MacroDefinition &Macro) override {
    ask(Name, Macro);
    // An include guard, or what holds where nobody has said otherwise.
    Guard = Macro ? StringRef() : Name.getIdentifierInfo()->getName();
  }
  void MacroDefined(const Token &Name, const MacroDirective *) override {
    StringRef Word = Name.getIdentifierInfo()->getName();
    if (Word == Guard && Asked[Word] == 1)
      Facts.Decisive.erase(Word);
    Guard = "";
  }
  void Ifdef(SourceLocation, const Token &Name,
             const MacroDefinition &Macro) override {
    ask(Name, Macro);
  }
  void Elifdef(SourceLocation, const Token &Name,
               const MacroDefinition &Macro) override {
    ask(Name, Macro);
  }
  void Elifndef(SourceLocation, const Token &Name,
                const MacroDefinition &Macro) override {
    ask(Name, Macro);
  }
  using PPCallbacks::Elifdef;
  using PPCallbacks::Elifndef;
  void Defined(const Token &Name, const MacroDefinition &Macro,
               SourceRange) override {
    ask(Name, Macro);
  }
  void If(SourceLocation, SourceRange Condition, ConditionValueKind) override {
    askAll(Condition);
  }
  void Elif(SourceLocation, SourceRange Condition, ConditionValueKind,
            SourceLocation) override {
    askAll(Condition);
  }

private:
  /// \p Name is asked for. What a header has defined by now is as it is,
  /// whatever a unit has defined before.
  void ask(const Token &Name, const MacroDefinition &Macro) {
    Guard = "";
    if (Macro)
      return;
    StringRef Word = Name.getIdentifierInfo()->getName();
    ++Asked[Word];
    Facts.Decisive.insert(Word);
  }
  /// The value of each word in \p Condition decides.
  void askAll(SourceRange Condition) {
    Guard = "";
    StringRef Text = Lexer::getSourceText(
        CharSourceRange::getTokenRange(Condition), SM, Parser.getLangOpts());
    forEachWord(Text, [&](StringRef Word) {
      if (Word == "defined")
        return;
      ++Asked[Word];
      Facts.Decisive.insert(Word);
    });
  }

  Preprocessor &Parser;
  const SourceManager &SM;
  HeaderFacts &Facts;
  /// How often each was asked for while there was none.
  StringMap<unsigned> Asked;
  /// What the directive before has asked for with #ifndef.
  StringRef Guard;
};

} // namespace

std::unique_ptr<PPCallbacks> recordHeaders(Preprocessor &Parser,
                                           HeaderFacts &Facts) {
  return std::make_unique<Recorder>(Parser, Facts);
}

HeaderWatch::HeaderWatch(const HeaderFacts &Facts, const SourceManager &SM)
    : Facts(Facts), SM(SM), Reached(Facts.Includes.size()),
      Missing(Facts.Includes.size() - 1) {
  Reached.set(0);
  for (unsigned File : Facts.Implicit)
    reach(File);
}

void HeaderWatch::reach(unsigned File) {
  SmallVector<unsigned, 64> Left{File};
  while (!Left.empty()) {
    unsigned Next = Left.pop_back_val();
    if (Reached.test(Next))
      continue;
    Reached.set(Next);
    --Missing;
    append_range(Left, Facts.Includes[Next]);
  }
}

void HeaderWatch::InclusionDirective(SourceLocation, const Token &, StringRef,
                                     bool, CharSourceRange,
                                     OptionalFileEntryRef File, StringRef,
                                     StringRef, const Module *, bool,
                                     SrcMgr::CharacteristicKind) {
  if (!File)
    return;
  auto It = Facts.Files.find(File->getUniqueID());
  if (It == Facts.Files.end() || Reached.test(It->second))
    return;
  Failed |= Changed;
  reach(It->second);
}

void HeaderWatch::change(const Token &Name) {
  // What the command says was compared before.
  SourceLocation At = Name.getLocation();
  if (Missing && !SM.isWrittenInBuiltinFile(At) &&
      !SM.isWrittenInCommandLineFile(At))
    Changed |= Facts.Decisive.contains(Name.getIdentifierInfo()->getName());
}

void HeaderWatch::MacroDefined(const Token &Name, const MacroDirective *) {
  change(Name);
}

void HeaderWatch::MacroUndefined(const Token &Name, const MacroDefinition &,
                                 const MacroDirective *) {
  change(Name);
}

void HeaderWatch::use(const MacroDefinition &Macro) {
  if (!Missing || Failed || !Macro)
    return;
  SourceLocation At = Macro.getMacroInfo()->getDefinitionLoc();
  if (At.isInvalid() || !SM.isLoadedSourceLocation(At))
    return;
  auto File = SM.getFileEntryRefForID(SM.getFileID(At));
  if (!File)
    return;
  auto It = Facts.Files.find(File->getUniqueID());
  Failed |= It != Facts.Files.end() && !Reached.test(It->second);
}

} // namespace dmatidy
