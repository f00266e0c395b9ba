//===-- Config.cpp - .dma-tidy files --------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Config.h"
#include "checkers/Registry.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using dmatidy::Confidence;
using dmatidy::Config;

namespace {
/// What a check can be told.
struct OptionsOfCheck {
  Confidence MinConfidence = Confidence::Low;
};
using CheckOptions = std::map<std::string, OptionsOfCheck>;
} // namespace

namespace llvm {
namespace yaml {
template <> struct ScalarEnumerationTraits<Confidence> {
  static void enumeration(IO &IO, Confidence &Level) {
    for (Confidence Value :
         {Confidence::Low, Confidence::Medium, Confidence::High})
      IO.enumCase(Level, dmatidy::toString(Value).data(), Value);
  }
};
template <> struct MappingTraits<OptionsOfCheck> {
  static void mapping(IO &IO, OptionsOfCheck &Options) {
    IO.mapRequired("MinConfidence", Options.MinConfidence);
  }
};
template <> struct CustomMappingTraits<CheckOptions> {
  static void inputOne(IO &IO, StringRef Key, CheckOptions &Options) {
    if (!dmatidy::findCheck(Key))
      return IO.setError(dmatidy::noSuchCheck(Key));
    IO.mapRequired(Key.str().c_str(), Options[Key.str()]);
  }
  static void output(IO &IO, CheckOptions &Options) {
    for (auto &[Name, Of] : Options)
      IO.mapRequired(Name.c_str(), Of);
  }
};
template <> struct MappingTraits<Config> {
  static void mapping(IO &IO, Config &Conf) {
    IO.mapOptional("Checks", Conf.Checks);
    IO.mapOptional("MinConfidence", Conf.MinConfidence);
    IO.mapOptional("WarningsAsErrors", Conf.WarningsAsErrors);
    IO.mapOptional("Models", Conf.Models);
    IO.mapOptional("Exclude", Conf.Exclude);
    CheckOptions Options;
    for (const auto &[Name, Least] : Conf.OfCheck)
      Options[Name].MinConfidence = Least;
    if (!IO.outputting() || !Options.empty())
      IO.mapOptional("CheckOptions", Options);
    for (const auto &[Name, Of] : Options)
      Conf.OfCheck[Name] = Of.MinConfidence;
    IO.mapOptional("InheritParentConfig", Conf.InheritParent, false);
  }
};
} // namespace yaml
} // namespace llvm

namespace dmatidy {

/// Keeps the first complaint, "file:line:column: text".
static void keepFirst(const SMDiagnostic &Diagnostic, void *Context) {
  auto &Text = *static_cast<std::string *>(Context);
  if (Text.empty())
    Text =
        (Diagnostic.getFilename() + ":" + Twine(Diagnostic.getLineNo()) + ":" +
         Twine(Diagnostic.getColumnNo() + 1) + ": " + Diagnostic.getMessage())
            .str();
}

static std::string below(StringRef Folder, StringRef Path) {
  SmallString<256> Result(Path);
  if (!sys::path::is_absolute(Path)) {
    Result = Folder;
    sys::path::append(Result, Path);
  }
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

Expected<Config> Config::parse(StringRef Text, StringRef Name,
                               StringRef Folder) {
  if (Error Deep = checkNesting(Text))
    return createStringError(Name + ": " + toString(std::move(Deep)));
  Config Result;
  std::string Wrong;
  MemoryBufferRef Buffer(Text, Name);
  yaml::Input In(Buffer, nullptr, keepFirst, &Wrong);
  In >> Result;
  if (In.error() || !Wrong.empty())
    return createStringError(
        In.error() ? In.error()
                   : std::make_error_code(std::errc::invalid_argument),
        Wrong.empty() ? Name + ": is no configuration" : Twine(Wrong));
  if (Error Bad = Result.checkGlobs("Checks", "WarningsAsErrors"))
    return createStringError(Name + ": " + toString(std::move(Bad)));
  for (std::string &Model : Result.Models)
    Model = below(Folder, Model);
  for (std::string &Path : Result.Exclude) {
    Path = below(Folder, Path);
    if (auto Glob = GlobPattern::create(Path); !Glob)
      return createStringError(Name + ": Exclude: '" + Path +
                               "': " + toString(Glob.takeError()));
  }
  return Result;
}

Error Config::checkGlobs(StringRef OfChecks, StringRef OfErrors) const {
  for (auto [Given, List] :
       {std::pair(OfChecks, &Checks), std::pair(OfErrors, &WarningsAsErrors)})
    if (*List)
      if (auto Globs = CheckGlobs::parse(**List, /*MustMatch=*/true); !Globs)
        return createStringError(Given + ": " + toString(Globs.takeError()));
  return Error::success();
}

std::vector<std::string> Config::enabledChecks() const {
  return cantFail(CheckGlobs::parse(Checks.value_or("*"), /*MustMatch=*/false))
      .names();
}

void Config::settle(const Config &Command) {
  Checks = Command.Checks ? *Command.Checks : Checks.value_or("*");
  if (Command.WarningsAsErrors)
    WarningsAsErrors = Command.WarningsAsErrors;
  if (Command.MinConfidence) {
    MinConfidence = Command.MinConfidence;
    OfCheck.clear();
  }
  MinConfidence = MinConfidence.value_or(Confidence::Medium);
}

void Config::add(const Config &Nearer) {
  auto Append = [](std::optional<std::string> &To,
                   const std::optional<std::string> &More) {
    if (More)
      To = To ? *To + "," + *More : *More;
  };
  Append(Checks, Nearer.Checks);
  Append(WarningsAsErrors, Nearer.WarningsAsErrors);
  if (Nearer.MinConfidence)
    MinConfidence = Nearer.MinConfidence;
  append_range(Models, Nearer.Models);
  append_range(Exclude, Nearer.Exclude);
  for (const auto &[Name, Least] : Nearer.OfCheck)
    OfCheck[Name] = Least;
}

Confidence Config::least(StringRef Check) const {
  auto Own = OfCheck.find(Check.str());
  return Own != OfCheck.end() ? Own->second
                              : MinConfidence.value_or(Confidence::Medium);
}

bool Config::excludes(StringRef File) const {
  return any_of(Exclude, [&](const std::string &Path) {
    StringRef Below = File;
    if (Below.consume_front(Path) && (Below.empty() || Below[0] == '/'))
      return true;
    auto Glob = GlobPattern::create(Path);
    if (!Glob) {
      consumeError(Glob.takeError());
      return false;
    }
    return Glob->match(File);
  });
}

void Config::write(raw_ostream &OS) const {
  yaml::Output Out(OS);
  Config Copy = *this;
  Out << Copy;
}

Expected<const Config &> Configs::of(StringRef File) {
  StringRef Folder = Fixed ? "" : sys::path::parent_path(File);
  if (auto It = Settled.find(Folder); It != Settled.end())
    return It->second;
  Expected<const Config &> Said =
      Fixed ? Expected<const Config &>(*Fixed) : ofFolder(Folder);
  if (!Said)
    return Said.takeError();
  Config &Result = Settled[Folder] = *Said;
  Result.settle(Command);
  return Result;
}

Expected<const Config &> Configs::ofFolder(StringRef Folder) {
  if (auto It = Folders.find(Folder); It != Folders.end())
    return It->second;
  SmallString<256> Path(Folder);
  sys::path::append(Path, ".dma-tidy");
  std::optional<Config> Own;
  if (sys::fs::exists(Path)) {
    if (!sys::fs::is_regular_file(Path))
      return createStringError(Path + ": is not a regular file");
    auto Buffer = MemoryBuffer::getFile(Path);
    if (!Buffer)
      return createStringError(Path + ": " + Buffer.getError().message());
    auto Read = Config::parse((*Buffer)->getBuffer(), Path, Folder);
    if (!Read)
      return Read.takeError();
    Own = std::move(*Read);
  }
  Config Result;
  StringRef Above = sys::path::parent_path(Folder);
  if ((!Own || Own->InheritParent) && !Above.empty() && Above != Folder) {
    auto Upper = ofFolder(Above);
    if (!Upper)
      return Upper.takeError();
    Result = *Upper;
  }
  if (Own)
    Result.add(*Own);
  return Folders[Folder] = std::move(Result);
}

} // namespace dmatidy
