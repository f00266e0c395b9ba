//===-- Bodies.cpp - Which bodies of headers a unit needs -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/Bodies.h"
#include "checkers/program/source/DriverCode.h"
#include "driver/compilation/SourceText.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

void ShortBodies::take(ShortBodies Other) {
  for (auto &Entry : Other.Words) {
    auto [Place, New] = Words.try_emplace(Entry.getKey(), Entry.getValue());
    // Two functions of one name, in headers that no unit includes together.
    if (!New && Place->second != Entry.getValue())
      Place->second += Entry.getValue();
  }
  for (const auto &Name : Other.Always)
    Always.insert(Name.getKey());
}

BodyChoice::BodyChoice(const ShortBodies &KnownBodies, const StringSet<> *Own)
    : KnownBodies(KnownBodies), Own(Own) {
  if (!Own)
    return;
  for (const auto &Word : KnownBodies.Always)
    reach(Word.getKey());
  for (const auto &Word : *Own)
    if (auto It = KnownBodies.Words.find(Word.getKey());
        It != KnownBodies.Words.end())
      reach(It->second);
}

/// Goes from \p Words to all that they lead to.
void BodyChoice::reach(StringRef Words) {
  SmallVector<StringRef, 64> Left{Words};
  while (!Left.empty())
    forEachWord(Left.pop_back_val(), [&](StringRef Word) {
      // The driver's own have been gone through.
      if (isReached(Word))
        return;
      Reached.insert(Word);
      if (auto It = KnownBodies.Words.find(Word); It != KnownBodies.Words.end())
        Left.push_back(It->second);
    });
}

bool BodyChoice::mayLeaveOut(Decl *D, const SourceManager &SM) {
  const auto *Function = dyn_cast<FunctionDecl>(D);
  auto Text = Function ? headerBody(Function, SM) : std::nullopt;
  if (!Text)
    return false;
  if (Text->empty())
    return true;
  if (!Function->getIdentifier())
    return false;
  StringRef Name = Function->getName();
  bool MayBeCalled = isReached(Name);
  if (!KnownBodies.Words.contains(Name)) {
    std::string &Words = Fresh[Name];
    forEachWord(*Text, [&](StringRef Word) { Words += (Word + " ").str(); });
    if (MayBeCalled)
      reach(Words);
  }
  if (!MayBeCalled)
    LeftOut.push_back(Function);
  return !MayBeCalled;
}

/// Adds the macros that \p Parser has seen whose words are all that leads to
/// one of \p NewWords.
static void addMacros(Preprocessor &Parser,
                      const StringMap<std::string> &KnownWords,
                      StringMap<std::string> &NewWords) {
  std::vector<std::pair<StringRef, const MacroInfo *>> Macros;
  // Those of precompiled headers were learnt with them.
  for (const auto &[Name, State] :
       Parser.macros(/*IncludeExternalMacros=*/false))
    if (const MacroInfo *Info = Parser.getMacroInfo(Name);
        Info && !Info->isBuiltinMacro() &&
        !KnownWords.contains(Name->getName()) &&
        any_of(Info->tokens(),
               [](const Token &Tok) { return Tok.getIdentifierInfo(); }))
      Macros.emplace_back(Name->getName(), Info);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto [Name, Info] : Macros) {
      if (NewWords.contains(Name) ||
          none_of(Info->tokens(), [&](const Token &Tok) {
            const IdentifierInfo *Word = Tok.getIdentifierInfo();
            return Word && (NewWords.contains(Word->getName()) ||
                            KnownWords.contains(Word->getName()));
          }))
        continue;
      std::string Words;
      for (const Token &Tok : Info->tokens())
        if (const IdentifierInfo *Word = Tok.getIdentifierInfo())
          Words += (Word->getName() + " ").str();
      NewWords[Name] = std::move(Words);
      Changed = true;
    }
  }
}

ShortBodies BodyChoice::learn(Preprocessor &Parser) const {
  ShortBodies Result;
  Result.Words = Fresh;
  for (const FunctionDecl *Function : LeftOut)
    if (Function->isReferenced())
      Result.Always.insert(Function->getName());
  // The headers that most units include have been seen with the first one;
  // later it pays only where a word is missing.
  if (!Own || !Result.Always.empty())
    addMacros(Parser, KnownBodies.Words, Result.Words);
  return Result;
}

} // namespace dmatidy
