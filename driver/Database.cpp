//===-- Database.cpp - compile_commands.json ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Database.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
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

/// Cuts the text of a database into its objects without building a value of
/// it.
class Splitter {
public:
  Splitter(StringRef Name, StringRef Text) : Name(Name), Text(Text) {}

  /// Appends each object of the top-level array to \p Objects.
  Error split(std::vector<StringRef> &Objects) {
    skipSpace();
    if (!take('['))
      return bad("expected '[', the start of the list of commands");
    skipSpace();
    if (take(']'))
      return Error::success();
    for (;;) {
      skipSpace();
      size_t Start = At;
      if (!skipObject())
        return bad("expected an object with directory, file and command");
      Objects.push_back(Text.slice(Start, At));
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
  bool skipObject() {
    if (At >= Text.size() || Text[At] != '{')
      return false;
    unsigned Depth = 0;
    while (At < Text.size()) {
      char C = Text[At];
      if (C == '"') {
        if (!skipString())
          return false;
        continue;
      }
      ++At;
      if (C == '{' || C == '[')
        ++Depth;
      else if ((C == '}' || C == ']') && --Depth == 0)
        return true;
    }
    return false;
  }

  StringRef Name, Text;
  size_t At = 0;
};

} // namespace

Expected<std::unique_ptr<Database>> Database::load(StringRef Path) {
  SmallString<256> File(Path);
  if (sys::fs::is_directory(File))
    sys::path::append(File, "compile_commands.json");
  if (!sys::fs::is_regular_file(File))
    return createStringError(Twine(File) +
                             ": no compilation database there; make one with "
                             "tools/kernel-tree, bear or the kernel's "
                             "scripts/clang-tools/gen_compile_commands.py");
  auto Read = MemoryBuffer::getFile(File);
  if (!Read)
    return createStringError(Twine(File) +
                             ": cannot be read: " + Read.getError().message());
  SmallString<256> Folder(sys::path::parent_path(File));
  sys::fs::make_absolute(Folder);
  return split(File, Folder, std::move(*Read));
}

Expected<std::unique_ptr<Database>> Database::parse(StringRef Name,
                                                    StringRef Text) {
  SmallString<256> Here;
  sys::fs::current_path(Here);
  return split(Name, Here, MemoryBuffer::getMemBufferCopy(Text, Name));
}

Expected<std::unique_ptr<Database>>
Database::split(StringRef Name, StringRef Folder,
                std::unique_ptr<MemoryBuffer> Buffer) {
  auto Result = std::make_unique<Database>();
  Result->Buffer = std::move(Buffer);
  StringRef Text = Result->Buffer->getBuffer();
  Splitter Split(Name, Text);
  std::vector<StringRef> Objects;
  if (Error Bad = Split.split(Objects))
    return std::move(Bad);
  for (StringRef Object : Objects) {
    size_t Offset = Object.data() - Text.data();
    auto Parsed = json::parse(Object);
    if (!Parsed)
      return Split.bad(Offset,
                       "not valid JSON: " + toString(Parsed.takeError()));
    const json::Object &Entry = *Parsed->getAsObject();
    auto Directory = Entry.getString("directory"),
         Source = Entry.getString("file");
    if (!Directory || !Source || Source->empty())
      return Split.bad(Offset,
                       "a command needs the strings directory and file");
    if (!Entry.getString("command") && !Entry.getArray("arguments"))
      return Split.bad(Offset, "a command needs command or arguments");
    Unit One;
    One.Directory = realPath(Folder, *Directory);
    One.File = Source->str();
    One.RealPath = realPath(One.Directory, *Source);
    One.Text = Object;
    Result->Units.push_back(std::move(One));
  }
  llvm::sort(Result->Units, [](const Unit &A, const Unit &B) {
    return std::tie(A.RealPath, A.Directory, A.Text) <
           std::tie(B.RealPath, B.Directory, B.Text);
  });
  return std::move(Result);
}

std::string Unit::module() const {
  StringRef Rest = Text.split("KBUILD_MODNAME=").second;
  auto IsName = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  Rest = Rest.drop_until(IsName).take_while(IsName);
  // The build gives the name twice, and either may come first.
  Rest.consume_front("kmod_");
  return Rest.str();
}

std::vector<std::string> Database::commandOf(const Unit &One) {
  // The object has been parsed once, so it can be parsed again.
  json::Value Parsed = cantFail(json::parse(One.Text));
  const json::Object &Entry = *Parsed.getAsObject();
  std::vector<std::string> Command;
  if (const json::Array *Arguments = Entry.getArray("arguments")) {
    for (const json::Value &Argument : *Arguments)
      if (auto Text = Argument.getAsString())
        Command.push_back(Text->str());
    return Command;
  }
  BumpPtrAllocator Allocator;
  StringSaver Saver(Allocator);
  SmallVector<const char *, 64> Words;
  cl::TokenizeGNUCommandLine(*Entry.getString("command"), Saver, Words);
  Command.assign(Words.begin(), Words.end());
  return Command;
}

Expected<std::vector<const Unit *>>
chooseUnits(const Database &Base, ArrayRef<std::string> Patterns) {
  std::vector<const Unit *> Chosen;
  if (Patterns.empty()) {
    for (const Unit &One : Base.units())
      Chosen.push_back(&One);
    return Chosen;
  }
  SmallString<256> Here;
  sys::fs::current_path(Here);
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
    for (auto [Index, One] : enumerate(Base.units())) {
      StringRef Path = One.RealPath;
      bool Matches = IsGlob ? Glob->match(Path)
                     : IsFolder
                         ? Path.starts_with(Real) &&
                               Path.drop_front(Real.size()).starts_with("/")
                         : Path == Real;
      if (Matches)
        Any = Taken[Index] = true;
    }
    if (!Any)
      return createStringError(
          "'" + Pattern + "' names no unit of the compilation database" +
          (IsGlob || sys::fs::exists(Real) ? "" : "; there is no such file"));
  }
  for (auto [Index, One] : enumerate(Base.units()))
    if (Taken[Index])
      Chosen.push_back(&One);
  return Chosen;
}

} // namespace dmatidy
