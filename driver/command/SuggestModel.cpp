//===-- SuggestModel.cpp - Rows for a driver's own functions --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/command/SuggestModel.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Prototype.h"
#include "checkers/program/wrappers/Wrappers.h"
#include "driver/command/RunOnUnit.h"
#include "driver/processes/Pool.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Threading.h"
#include <map>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A wrapper, as one unit tells of it.
struct Suggestion {
  std::string Name, Family, Row, Prototype, Body;
  bool Acquires = false, IsMemory = false;
  /// Some unit that was named calls it without showing its body.
  bool IsCalled = false;

  std::string message() const {
    std::string Text;
    raw_string_ostream(Text)
        << json::Value(json::Object{{"name", Name},
                                    {"family", Family},
                                    {"row", Row},
                                    {"prototype", Prototype},
                                    {"body", Body},
                                    {"acquires", Acquires},
                                    {"memory", IsMemory}});
    return Text;
  }
  static std::optional<Suggestion> read(StringRef Text) {
    Expected<json::Value> Value = json::parse(Text);
    if (!Value) {
      consumeError(Value.takeError());
      return std::nullopt;
    }
    Suggestion Result;
    json::Path::Root Root;
    json::ObjectMapper Map(*Value, Root);
    if (!Map || !Map.map("name", Result.Name) ||
        !Map.map("family", Result.Family) || !Map.map("row", Result.Row) ||
        !Map.map("prototype", Result.Prototype) ||
        !Map.map("body", Result.Body) ||
        !Map.map("acquires", Result.Acquires) ||
        !Map.map("memory", Result.IsMemory))
      return std::nullopt;
    return Result;
  }
};

class WrapperAction : public ASTFrontendAction {
public:
  WrapperAction(const Model &Api, UnitResult &Into) : Api(Api), Into(Into) {}

protected:
  class Consumer : public ASTConsumer {
  public:
    Consumer(const Model &Api, UnitResult &Into) : Api(Api), Into(Into) {}
    bool shouldSkipFunctionBody(Decl *Function) override {
      return !isDriverDecl(Function,
                           Function->getASTContext().getSourceManager());
    }
    void HandleTranslationUnit(ASTContext &Context) override {
      for (Wrapper &Found : wrappersIn(Context, Api)) {
        Suggestion Told;
        Told.Name = Found.Row.Name;
        Told.Family = std::exchange(Found.Row.FamilyName, "");
        Told.Row = textOf(Found.Row);
        Told.Prototype = Found.Prototype;
        Told.Body = Found.Body;
        Told.Acquires = Found.Row.isAcquire();
        Told.IsMemory = Found.Row.givesMemory();
        Into.Suggestions.push_back(Told.message());
      }
    }

  private:
    const Model &Api;
    UnitResult &Into;
  };
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 StringRef) override {
    return std::make_unique<Consumer>(Api, Into);
  }

private:
  const Model &Api;
  UnitResult &Into;
};

UnitResult readUnit(const Unit &TU, const Model &Api) {
  UnitResult Result;
  WrapperAction Act(Api, Result);
  if (Error Bad = runOnUnit(TU, Act))
    Result.Failure = toString(std::move(Bad));
  return Result;
}

/// What is left of a function's name without the word for what it does: by that
/// an acquisition and its release go together.
std::string stemOf(StringRef Name) {
  SmallVector<StringRef, 8> Parts;
  Name.split(Parts, '_');
  erase_if(Parts, [](StringRef Part) { return isVerb(Part); });
  return join(Parts, "-");
}

/// The functions that the file at \p Path exports to other modules.
std::vector<std::string> exportsOf(StringRef Path) {
  static constexpr llvm::StringLiteral Macro = "EXPORT_SYMBOL";
  std::vector<std::string> Names;
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return Names;
  StringRef Text = (*Buffer)->getBuffer();
  for (size_t At = Text.find(Macro); At != StringRef::npos;
       At = Text.find(Macro, At)) {
    Text = Text.substr(At + Macro.size());
    At = 0;
    StringRef Argument = Text.substr(0, Text.find('\n')).split('(').second;
    StringRef Name =
        Argument.take_while([](char C) { return isAlnum(C) || C == '_'; });
    if (!Name.empty())
      Names.push_back(Name.str());
  }
  return Names;
}

/// Reads units, several at a time.
class SuggestionFinder {
public:
  SuggestionFinder(const Model &Api, const Options &Opts)
      : Api(Api), Opts(Opts) {}

  /// Takes what \p Units call and define, if \p IsAsked; else the definitions
  /// alone.
  void read(ArrayRef<const Unit *> Units, bool IsAsked) {
    std::vector<UnitResult> Results(Units.size());
    PoolOptions Pool;
    Pool.Jobs =
        Opts.Jobs ? Opts.Jobs : hardware_concurrency().compute_thread_count();
    Pool.Timeout = Opts.Timeout;
    Pool.Next = [Next = size_t(0), &Units]() mutable {
      return Next == Units.size() ? std::nullopt : std::optional(Next++);
    };
    Pool.OnResult = [&](size_t Index, UnitResult &Result) {
      Results[Index] = std::move(Result);
    };
    runPool(Pool, [&](size_t Index) { return readUnit(*Units[Index], Api); });
    // In the order of units, whichever has ended first.
    for (auto [TU, Result] : zip(Units, Results)) {
      if (!Result.Failure.empty() && IsAsked)
        errs() << "dma-tidy: " << TU->RealPath << ": " << Result.Failure
               << '\n';
      for (const std::string &Text : Result.Suggestions)
        if (std::optional<Suggestion> Told = Suggestion::read(Text))
          take(std::move(*Told), IsAsked);
    }
  }
  /// What is called and whose body no unit has shown.
  StringSet<> unseen() const {
    StringSet<> Names;
    for (const auto &[Name, Entry] : Found)
      if (Entry.IsCalled && Entry.Body.empty())
        Names.insert(Name);
    return Names;
  }
  unsigned write(raw_ostream &OS);

private:
  void take(Suggestion Told, bool IsAsked) {
    bool IsCall = Told.Body.empty();
    if (IsCall && !IsAsked)
      return;
    Suggestion &Entry = Found[Told.Name];
    bool WasCalled = Entry.IsCalled;
    if (Entry.Name.empty() || (Entry.Body.empty() && !IsCall))
      Entry = std::move(Told);
    Entry.IsCalled = WasCalled || IsCall;
  }

  const Model &Api;
  const Options &Opts;
  std::map<std::string, Suggestion> Found;
};

unsigned SuggestionFinder::write(raw_ostream &OS) {
  // An acquisition and a release of one stem are of one family; what is known
  // of one is known of the other.
  std::map<std::string, std::vector<Suggestion *>> Groups;
  for (auto &[Name, Entry] : Found)
    Groups[stemOf(Name)].push_back(&Entry);
  std::map<std::string, bool> NewFamilies;
  std::vector<const Suggestion *> Rows, Alone;
  for (auto &[Stem, Members] : Groups) {
    if (none_of(Members, [](const Suggestion *One) { return One->IsCalled; }))
      continue;
    std::string Family;
    bool Acquires = false, Releases = false, IsMemory = false;
    for (const Suggestion *Member : Members) {
      (Member->Acquires ? Acquires : Releases) = true;
      IsMemory |= Member->IsMemory;
      if (!Member->Family.empty() && (Family.empty() || Member->Acquires))
        Family = Member->Family;
    }
    bool IsNew = Family.empty();
    // A release that nothing goes with means nothing, and the other way round.
    if (IsNew && (!Acquires || !Releases)) {
      if (Acquires)
        append_range(Alone, Members);
      continue;
    }
    if (IsNew) {
      Family = Stem;
      NewFamilies[Family] = IsMemory;
    }
    for (Suggestion *Member : Members) {
      Member->Family = Family;
      Rows.push_back(Member);
    }
  }
  if (!NewFamilies.empty())
    OS << "families:\n";
  for (const auto &[Name, IsMemory] : NewFamilies)
    OS << "  - {name: " << Name
       << ", noun: " << (IsMemory ? "memory" : "mapping") << "}\n";
  if (!Rows.empty())
    OS << "functions:\n";
  for (const Suggestion *Row : Rows) {
    OS << "  # " << Row->Prototype << ";  from its "
       << (Row->Body.empty() ? "prototype; read its body"
                             : "body, " + Row->Body)
       << '\n';
    // The family stands behind the role, as everywhere.
    auto [Before, After] = StringRef(Row->Row).split(", role: ");
    auto [Role, Rest] = After.split(", ");
    OS << "  - " << Before << ", role: " << Role << ", family: " << Row->Family
       << ", " << Rest << '\n';
  }
  for (const Suggestion *Row : Alone)
    OS << "# " << Row->Prototype
       << ";  no function was seen that releases what it gives\n";
  return Rows.size();
}

} // namespace

unsigned suggestModel(const Database &Base, ArrayRef<const Unit *> Units,
                      const Model &Api, const Options &Opts, raw_ostream &OS) {
  SuggestionFinder Finder(Api, Opts);
  Finder.read(Units, /*IsAsked=*/true);
  StringSet<> Unseen = Finder.unseen(), Modules;
  for (const Unit *TU : Units)
    if (!TU->module().empty())
      Modules.insert(TU->module());
  std::vector<const Unit *> Others;
  for (const Unit &TU : Base.units())
    if (!is_contained(Units, &TU))
      Others.push_back(&TU);
  std::vector<char> Defines(Others.size());
  if (!Unseen.empty())
    runThreads(Others.size(), Opts.Jobs, [&](size_t Index) {
      const Unit &TU = *Others[Index];
      Defines[Index] = Modules.contains(TU.module()) ||
                       any_of(exportsOf(TU.RealPath), [&](StringRef Name) {
                         return Unseen.contains(Name);
                       });
    });
  std::vector<const Unit *> Definers;
  for (auto [TU, Wanted] : zip(Others, Defines))
    if (Wanted)
      Definers.push_back(TU);
  Finder.read(Definers, /*IsAsked=*/false);
  return Finder.write(OS);
}

} // namespace dmatidy
