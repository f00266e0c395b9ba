//===-- Database.cpp - compile_commands.json ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/Database.h"
#include "driver/files/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace dmatidy {

/// \p Path made absolute below \p Directory, links resolved where it exists.
static std::string realPath(StringRef Directory, StringRef Path) {
  SmallString<256> Absolute(Path), Real;
  sys::path::make_absolute(Directory, Absolute);
  if (!sys::fs::real_path(Absolute, Real))
    return Real.str().str();
  sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return Absolute.str().str();
}

namespace {

/// realPath() for many paths in few folders.
class RealPaths {
public:
  std::string of(StringRef Directory, StringRef Path, bool IsFolder) {
    SmallString<256> Absolute(Path);
    sys::path::make_absolute(Directory, Absolute);
    if (IsFolder)
      return ofFolder(Absolute);
    sys::fs::file_status Status;
    if (sys::fs::status(Absolute, Status, /*follow=*/false) ||
        Status.type() == sys::fs::file_type::symlink_file)
      return realPath(Directory, Path);
    SmallString<256> Result(ofFolder(sys::path::parent_path(Absolute)));
    sys::path::append(Result, sys::path::filename(Absolute));
    return Result.str().str();
  }

private:
  std::string ofFolder(StringRef Folder) {
    auto [Place, IsNew] = Resolved.try_emplace(Folder);
    if (IsNew)
      Place->second = realPath("", Folder);
    return Place->second;
  }
  StringMap<std::string> Resolved;
};

/// Cuts the text of a database into its objects without building a value of
/// it.
class Splitter {
public:
  Splitter(StringRef Name, StringRef Text) : Name(Name), Text(Text) {}

  /// An object, and the texts of its values that every run needs.
  struct Object {
    StringRef Text, Directory, File;
    bool HasCommand = false;
  };

  /// Appends each object of the top-level array to \p Objects.
  Error split(std::vector<Object> &Objects) {
    skipSpace();
    if (!take('['))
      return bad("expected '[', the start of the list of commands");
    skipSpace();
    if (take(']'))
      return Error::success();
    for (;;) {
      skipSpace();
      size_t Start = At;
      Object Obj;
      if (!skipObject(Obj))
        return bad("expected an object with directory, file and command");
      Obj.Text = Text.slice(Start, At);
      Objects.push_back(Obj);
      skipSpace();
      if (take(']'))
        break;
      if (!take(','))
        return bad("expected ',' or ']' after a command");
    }
    skipSpace();
    return At == Text.size() ? Error::success()
                             : bad("text after the end of the list");
  }

  Error bad(const Twine &Message) const { return bad(At, Message); }
  Error bad(size_t Offset, const Twine &Message) const {
    size_t Line = Text.take_front(Offset).count('\n') + 1;
    return createStringError(Twine(Name) + ":" + Twine(Line) + ": " + Message);
  }

private:
  void skipSpace() {
    At = std::min(Text.find_first_not_of(" \t\r\n", At), Text.size());
  }
  bool take(char C) {
    if (At >= Text.size() || Text[At] != C)
      return false;
    ++At;
    return true;
  }
  bool skipString() {
    for (++At; At < Text.size(); ++At) {
      if (Text[At] == '\\')
        ++At;
      else if (Text[At] == '"')
        return ++At, true;
    }
    return false;
  }
  /// Goes behind the object, noting the values of its own keys. What is in
  /// them is left to the JSON parser.
  bool skipObject(Object &Obj) {
    if (At >= Text.size() || Text[At] != '{')
      return false;
    unsigned Depth = 0;
    StringRef Last, Key;
    while (At < Text.size()) {
      char C = Text[At];
      if (C == '"') {
        size_t Start = At;
        if (!skipString())
          return false;
        Last = Text.slice(Start, At);
        if (Depth == 1 && Key == "\"directory\"")
          Obj.Directory = Last;
        else if (Depth == 1 && Key == "\"file\"")
          Obj.File = Last;
        continue;
      }
      ++At;
      if (Depth == 1 && C == ':') {
        Key = Last;
        Obj.HasCommand |= Key == "\"command\"" || Key == "\"arguments\"";
      } else if (Depth == 1 && C == ',') {
        Key = "";
      } else if (C == '{' || C == '[') {
        ++Depth;
      } else if ((C == '}' || C == ']') && --Depth == 0) {
        return true;
      }
    }
    return false;
  }

  StringRef Name, Text;
  size_t At = 0;
};

} // namespace

/// How a user comes to a database.
static constexpr char HowToMake[] =
    "make one with bear or the kernel's "
    "scripts/clang-tools/gen_compile_commands.py";

Expected<std::unique_ptr<Database>> Database::load(StringRef Path) {
  SmallString<256> File(Path);
  if (sys::fs::is_directory(File))
    sys::path::append(File, "compile_commands.json");
  if (!sys::fs::is_regular_file(File))
    return createStringError(Twine(File) + ": no compilation database there; " +
                             HowToMake);
  auto Read = MemoryBuffer::getFile(File);
  if (!Read)
    return createStringError(Twine(File) +
                             ": cannot be read: " + Read.getError().message());
  SmallString<256> Folder(sys::path::parent_path(File));
  sys::fs::make_absolute(Folder);
  return split(File, Folder, std::move(*Read));
}

Expected<std::unique_ptr<Database>>
Database::find(ArrayRef<std::string> Files) {
  std::string Here = currentFolder();
  auto IsIn = [](StringRef Folder) {
    SmallString<256> File(Folder);
    sys::path::append(File, "compile_commands.json");
    return sys::fs::is_regular_file(File);
  };
  if (IsIn(Here))
    return load(Here);
  SmallVector<std::string, 2> From;
  if (!Files.empty())
    From.push_back(realPath(Here, Files.front()));
  From.push_back(Here);
  for (const std::string &Start : From)
    for (StringRef Folder = Start; !Folder.empty();
         Folder = sys::path::parent_path(Folder))
      if (IsIn(Folder))
        return load(Folder);
  return createStringError("no compile_commands.json in " + join(From, " or ") +
                           ", nor in a folder above; name it with -p, or " +
                           HowToMake);
}

Expected<std::unique_ptr<Database>> Database::parse(StringRef Name,
                                                    StringRef Text) {
  std::string Here = currentFolder();
  return split(Name, Here, MemoryBuffer::getMemBufferCopy(Text, Name));
}

Expected<std::unique_ptr<Database>>
Database::split(StringRef Name, StringRef Folder,
                std::unique_ptr<MemoryBuffer> Buffer) {
  auto Result = std::make_unique<Database>();
  Result->Buffer = std::move(Buffer);
  StringRef Text = Result->Buffer->getBuffer();
  Splitter Split(Name, Text);
  std::vector<Splitter::Object> Objects;
  if (Error Bad = Split.split(Objects))
    return std::move(Bad);
  RealPaths Paths;
  for (const Splitter::Object &Object : Objects) {
    size_t Offset = Object.Text.data() - Text.data();
    auto String = [](StringRef Value) -> std::optional<std::string> {
      if (Value.empty())
        return std::nullopt;
      // Most names have nothing that is escaped.
      if (!Value.contains('\\') && json::isUTF8(Value))
        return Value.drop_front().drop_back().str();
      auto Parsed = json::parse(Value);
      if (Parsed && Parsed->getAsString())
        return Parsed->getAsString()->str();
      if (!Parsed)
        consumeError(Parsed.takeError());
      return std::nullopt;
    };
    auto Directory = String(Object.Directory), Source = String(Object.File);
    // What is wrong is told by the parser; what is right it reads again when
    // the command is needed.
    if (!Directory || !Source || Source->empty() || !Object.HasCommand ||
        Directory->find_first_of('\n') != std::string::npos) {
      if (Error Deep = checkNesting(Object.Text))
        return Split.bad(Offset,
                         "not valid JSON: " + toString(std::move(Deep)));
      auto Parsed = json::parse(Object.Text);
      if (!Parsed)
        return Split.bad(Offset,
                         "not valid JSON: " + toString(Parsed.takeError()));
      if (!Directory || !Source || Source->empty())
        return Split.bad(Offset,
                         "a command needs the strings directory and file");
      return Split.bad(Offset, "a command needs command or arguments");
    }
    Unit TU;
    TU.Directory = Paths.of(Folder, *Directory, /*IsFolder=*/true);
    TU.File = *Source;
    TU.RealPath = Paths.of(TU.Directory, *Source, /*IsFolder=*/false);
    TU.Text = Object.Text;
    Result->Units.push_back(std::move(TU));
  }
  llvm::sort(Result->Units, [](const Unit &A, const Unit &B) {
    return std::tie(A.RealPath, A.Directory, A.Text) <
           std::tie(B.RealPath, B.Directory, B.Text);
  });
  return std::move(Result);
}

std::string Unit::module() const {
  StringRef Rest = Text.split("KBUILD_MODNAME=").second;
  // What is linked into several modules has all their names: "a:b".
  auto IsName = [](char C) { return llvm::isAlnum(C) || C == '_' || C == ':'; };
  Rest = Rest.drop_until(IsName).take_while(IsName);
  // The build gives the name twice, and either may come first.
  Rest.consume_front("kmod_");
  return Rest.str();
}

std::string Unit::moduleOrPath() const {
  std::string Module = module();
  return Module.empty() ? RealPath : Module;
}

Expected<std::vector<std::string>> Database::commandOf(const Unit &TU) {
  std::vector<std::string> Command;
  if (Error Deep = checkNesting(TU.Text))
    return std::move(Deep);
  auto Parsed = json::parse(TU.Text);
  if (!Parsed)
    return Parsed.takeError();
  const json::Object &Entry = *Parsed->getAsObject();
  if (const json::Array *Arguments = Entry.getArray("arguments")) {
    for (const json::Value &Argument : *Arguments)
      if (auto Text = Argument.getAsString())
        Command.push_back(Text->str());
    return Command;
  }
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 64> Words;
  auto Text = Entry.getString("command");
  if (!Text)
    return createStringError("a command needs command or arguments");
  cl::TokenizeGNUCommandLine(*Text, Saver, Words);
  Command.assign(Words.begin(), Words.end());
  return Command;
}

/// The indices of the units of \p Base that \p Pattern, which is relative,
/// names from some other folder than the current one: a file or folder from the
/// uppermost where it names any, a glob from all.
static SmallVector<size_t, 8> namedBelowSources(const Database &Base,
                                                StringRef Pattern) {
  SmallVector<size_t, 8> Named;
  Pattern.consume_front("./");
  Pattern = Pattern.rtrim('/');
  if (Pattern.empty() || sys::path::is_absolute(Pattern) ||
      Pattern.starts_with(".."))
    return Named;
  bool IsGlob = Pattern.find_first_of("*?[") != StringRef::npos;
  // The pattern keeps references to its text.
  std::string Text = ("*/" + Pattern).str(),
              Inside = ("/" + Pattern + "/").str();
  Expected<GlobPattern> Glob = GlobPattern::create(Text);
  if (!Glob) {
    consumeError(Glob.takeError());
    return Named;
  }
  size_t Uppermost = StringRef::npos;
  for (auto [Index, TU] : enumerate(Base.units())) {
    StringRef Path = TU.RealPath;
    size_t At = IsGlob ? (Glob->match(Path) ? 0 : StringRef::npos)
                       : (Path + "/").str().find(Inside);
    if (At == StringRef::npos || At > Uppermost)
      continue;
    if (At < Uppermost)
      Named.clear();
    Uppermost = At;
    Named.push_back(Index);
  }
  return Named;
}

Expected<std::vector<const Unit *>>
chooseUnits(const Database &Base, ArrayRef<std::string> Patterns) {
  std::vector<const Unit *> Chosen;
  if (Patterns.empty()) {
    for (const Unit &TU : Base.units())
      Chosen.push_back(&TU);
    return Chosen;
  }
  std::string Here = currentFolder();
  std::vector<bool> Taken(Base.units().size());
  for (const std::string &Pattern : Patterns) {
    std::string Real = realPath(Here, Pattern);
    bool IsFolder = sys::fs::is_directory(Real);
    bool IsGlob = !sys::fs::exists(Real) &&
                  StringRef(Pattern).find_first_of("*?[") != StringRef::npos;
    // The pattern keeps references to its text.
    std::string GlobText = IsGlob ? Real : "";
    Expected<GlobPattern> Glob = GlobPattern::create(GlobText);
    if (!Glob)
      return createStringError("'" + Pattern + "' is not a valid glob: " +
                               toString(Glob.takeError()));
    bool Any = false;
    for (auto [Index, TU] : enumerate(Base.units())) {
      StringRef Path = TU.RealPath;
      bool Matches =
          IsGlob ? Glob->match(Path)
          : IsFolder
              ? Real == "/" || (Path.starts_with(Real) &&
                                Path.drop_front(Real.size()).starts_with("/"))
              : Path == Real;
      if (Matches)
        Any = Taken[Index] = true;
    }
    if (!Any)
      for (size_t Index : namedBelowSources(Base, Pattern))
        Any = Taken[Index] = true;
    if (!Any)
      return createStringError(
          "'" + Pattern + "' names no unit of the compilation database" +
          (IsGlob || sys::fs::exists(Real) ? "" : "; there is no such file"));
  }
  for (auto [Index, TU] : enumerate(Base.units()))
    if (Taken[Index])
      Chosen.push_back(&TU);
  return Chosen;
}

} // namespace dmatidy
