//===-- Change.cpp - The files as they were before a change ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Change.h"
#include "driver/files/Programs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace dmatidy {

namespace {

/// Runs git in one folder.
class Git {
public:
  static Expected<Git> in(StringRef Folder) {
    auto Program = sys::findProgramByName("git");
    if (!Program)
      return createStringError("git is not installed");
    Git Result(*Program, Folder);
    // Filters that the repository configures are programs.
    auto Filters = Result({"config", "--name-only", "-z", "--get-regexp",
                           "^filter[.].*[.](clean|process|required)$"});
    if (!Filters) {
      // There are none.
      consumeError(Filters.takeError());
      return std::move(Result);
    }
    SmallVector<StringRef, 4> Names;
    StringRef(*Filters).split(Names, '\0', /*MaxSplit=*/-1,
                              /*KeepEmpty=*/false);
    for (StringRef Name : Names) {
      Result.Safe.push_back("-c");
      Result.Safe.push_back(
          (Name + (Name.ends_with(".required") ? "=false" : "=")).str());
    }
    return std::move(Result);
  }

  /// The same in another folder of the repository.
  Git at(StringRef Other) const {
    Git Result = *this;
    Result.Folder = Other.str();
    return Result;
  }

  /// What git prints for \p Arguments; an error with the first line of what it
  /// complains.
  Expected<std::string> operator()(ArrayRef<StringRef> Arguments) const {
    // Nothing of a repository's configuration may run a program.
    SmallVector<StringRef, 16> Words = {Program,
                                        "-C",
                                        Folder,
                                        "-c",
                                        "core.fsmonitor=false",
                                        "-c",
                                        "core.hooksPath=/dev/null",
                                        "--no-optional-locks",
                                        "--literal-pathspecs"};
    append_range(Words, Safe);
    append_range(Words, Arguments);
    auto Said = outputOf(Program, Words);
    if (!Said)
      return Said.takeError();
    if (Said->Status)
      return createStringError("git: " +
                               StringRef(Said->Err).split('\n').first);
    return std::move(Said->Out);
  }

private:
  Git(std::string Program, StringRef Folder)
      : Program(std::move(Program)), Folder(Folder) {}
  std::string Program, Folder;
  /// Options that take back what a repository configures.
  std::vector<std::string> Safe;
};

} // namespace

Expected<Overlay> filesAt(StringRef Revision, StringRef Folder) {
  auto Here = Git::in(Folder);
  if (!Here)
    return Here.takeError();
  auto Top = (*Here)({"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  std::string Root = StringRef(*Top).trim().str();
  auto Commit = (*Here)({"rev-parse", "--verify", "--quiet", "--end-of-options",
                         (Revision + "^{commit}").str()});
  if (!Commit) {
    consumeError(Commit.takeError());
    return createStringError("'" + Revision + "' is no revision of " + Root);
  }
  Git AtTop = Here->at(Root);
  std::string Id = StringRef(*Commit).trim().str();
  auto Changed = AtTop({"diff", "--name-status", "-z", "-M", "--no-ext-diff",
                        "--no-textconv", "--ignore-submodules", Id, "--"});
  if (!Changed)
    return Changed.takeError();
  auto Added = AtTop({"ls-files", "--others", "--exclude-standard", "-z"});
  if (!Added)
    return Added.takeError();
  Overlay Result;
  auto PathOf = [&](StringRef Name) {
    SmallString<256> Path(Root);
    sys::path::append(Path, Name);
    return Path;
  };
  SmallVector<StringRef, 16> Words;
  StringRef(*Changed).split(Words, '\0', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (size_t I = 0; I + 1 < Words.size(); I += 2) {
    StringRef Name = Words[I + 1];
    if (Words[I] == "A") {
      Result[PathOf(Name)] = std::nullopt;
      continue;
    }
    auto Old = AtTop({"cat-file", "blob", Id + ":" + Name.str()});
    if (!Old)
      return Old.takeError();
    // What has another name now is compared under that, too.
    if (Words[I].starts_with("R") && I + 2 < Words.size())
      Result[PathOf(Words[++I + 1])] = *Old;
    Result[PathOf(Name)] = std::move(*Old);
  }
  Words.clear();
  StringRef(*Added).split(Words, '\0', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Name : Words)
    Result[PathOf(Name)] = std::nullopt;
  return std::move(Result);
}

namespace {

/// Takes a unified diff back.
class Reverser {
public:
  Reverser(StringRef Diff, StringRef Folder) : Folder(Folder) {
    Diff.split(Lines, '\n');
  }

  Expected<Overlay> run() {
    while (At < Lines.size()) {
      if (!Lines[At].starts_with("--- ") || At + 1 >= Lines.size() ||
          !Lines[At + 1].starts_with("+++ ")) {
        ++At;
        continue;
      }
      std::string Old = nameIn(Lines[At].drop_front(4)),
                  New = nameIn(Lines[At + 1].drop_front(4));
      bool IsText = isTextFile();
      At += 2;
      // A link, or another repository's commit: no source.
      if (!IsText)
        continue;
      if (Error Bad = file(Old, New))
        return std::move(Bad);
    }
    return std::move(Result);
  }

private:
  Error bad(const Twine &Why) const {
    return createStringError("diff:" + Twine(At + 1) + ": " + Why);
  }

  /// The name behind `--- ` or `+++ `; git quotes what is not plain.
  static std::string nameIn(StringRef Text) {
    Text = Text.rtrim();
    if (!Text.consume_front("\""))
      return Text.split('\t').first.rtrim().str();
    std::string Result;
    while (!Text.empty() && Text[0] != '"') {
      char C = Text[0];
      Text = Text.drop_front();
      if (C != '\\' || Text.empty()) {
        Result += C;
        continue;
      }
      unsigned Code;
      if (!Text.take_front(3).getAsInteger(8, Code)) {
        Result += char(Code);
        Text = Text.drop_front(3);
        continue;
      }
      C = Text[0];
      Text = Text.drop_front();
      Result += C == 'n' ? '\n' : C == 't' ? '\t' : C;
    }
    return Result;
  }

  /// False if git's lines above say that the file is a link or a submodule.
  bool isTextFile() const {
    for (size_t Up = At; Up > 0; --Up) {
      StringRef Line = Lines[Up - 1].rtrim();
      if (Line.starts_with("diff "))
        break;
      if (Line.starts_with("@@ ") || Line.starts_with("+++ "))
        return true;
      if ((Line.starts_with("index ") || Line.contains("file mode ")) &&
          (Line.ends_with(" 120000") || Line.ends_with(" 160000")))
        return false;
    }
    return true;
  }

  /// Where the file that a diff calls \p Name is, or would be.
  std::string find(StringRef Name) const {
    for (StringRef Candidate : {Name, Name.split('/').second}) {
      SmallString<256> Path(Candidate), Real;
      sys::path::make_absolute(Folder, Path);
      if (!Candidate.empty() && !sys::fs::real_path(Path, Real))
        return Real.str().str();
    }
    // One that is deleted.
    SmallString<256> Path(Folder);
    sys::path::append(Path, Name.split('/').second);
    return Path.str().str();
  }

  Error file(StringRef Old, StringRef New) {
    bool WasMissing = Old == "/dev/null", IsMissing = New == "/dev/null";
    std::string Path = find(IsMissing ? Old : New);
    std::vector<StringRef> Now;
    std::unique_ptr<MemoryBuffer> Buffer;
    if (!IsMissing) {
      auto Read = sys::fs::is_regular_file(Path)
                      ? MemoryBuffer::getFile(Path)
                      : std::make_error_code(std::errc::invalid_argument);
      if (!Read)
        return bad("there is no file " + New +
                   "; run in the folder that the diff starts from");
      Buffer = std::move(*Read);
      SmallVector<StringRef, 0> Split;
      Buffer->getBuffer().split(Split, '\n');
      Now.assign(Split.begin(), Split.end());
    }
    std::string Before;
    size_t Next = 0;
    while (At < Lines.size() && Lines[At].starts_with("@@ "))
      if (Error Bad = hunk(Now, Next, Before))
        return Bad;
    for (; Next < Now.size(); ++Next) {
      Before += Now[Next].str();
      if (Next + 1 < Now.size())
        Before += '\n';
    }
    if (WasMissing)
      Result[Path] = std::nullopt;
    else if (!IsMissing && StringRef(Old).split('/').second !=
                               StringRef(New).split('/').second)
      // It had another name, by which others may have included it.
      Result[find(Old)] = Before;
    if (!WasMissing)
      Result[Path] = std::move(Before);
    return Error::success();
  }

  /// Reads "@@ -a,b +c,d @@" and what follows, and copies what was there.
  Error hunk(ArrayRef<StringRef> Now, size_t &Next, std::string &Before) {
    StringRef Head = Lines[At].split('+').second;
    unsigned Start = 0, Count = 1, OldCount = 1;
    StringRef OldHead = Lines[At].drop_front(3).split(' ').first;
    if (OldHead.contains(',') &&
        OldHead.split(',').second.getAsInteger(10, OldCount))
      return bad("not a hunk of a unified diff");
    if (Head.consumeInteger(10, Start) ||
        (Head.consume_front(",") && Head.consumeInteger(10, Count)))
      return bad("not a hunk of a unified diff");
    // A hunk without new lines stands behind the line it names.
    size_t From = Count ? Start - 1 : Start;
    if (From < Next || From > Now.size())
      return bad("this hunk does not fit the file that is there");
    for (; Next < From; ++Next)
      Before += Now[Next].str() + "\n";
    ++At;
    while (OldCount || Count) {
      if (At >= Lines.size())
        return bad("the diff ends in a hunk");
      StringRef Line = Lines[At].rtrim('\r');
      char Kind = Line.empty() ? ' ' : Line[0];
      Line = Line.drop_front(!Line.empty());
      if (Kind == '\\') {
        ++At;
        continue;
      }
      if (Kind != '-' &&
          (Next >= Now.size() || Now[Next].rtrim('\r') != Line || !Count))
        return bad("this line is not in the file that is there");
      if (Kind != '+') {
        if (!OldCount)
          return bad("a line too many in this hunk");
        Before += Line.str() + "\n";
        --OldCount;
      }
      if (Kind != '-') {
        ++Next;
        --Count;
      }
      ++At;
    }
    return Error::success();
  }

  SmallVector<StringRef, 0> Lines;
  StringRef Folder;
  size_t At = 0;
  Overlay Result;
};

} // namespace

Expected<Overlay> filesBefore(StringRef Diff, StringRef Folder) {
  return Reverser(Diff, Folder).run();
}

} // namespace dmatidy
