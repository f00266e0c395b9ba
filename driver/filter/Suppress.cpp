//===-- Suppress.cpp - NOLINT comments ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Suppress.h"
#include "checkers/Registry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace dmatidy {

void Suppressions::readLine(StringRef Line, unsigned Number,
                            std::vector<Mark> &Marks) {
  for (size_t At = 0; (At = Line.find("NOLINT", At)) != StringRef::npos;) {
    // NOLINTFOO and XNOLINT are other words.
    bool IsWord = At == 0 || !(isAlnum(Line[At - 1]) || Line[At - 1] == '_');
    StringRef Left = Line.drop_front(At + strlen("NOLINT"));
    Mark Comment{Mark::Line, Number, std::nullopt, {}};
    if (Left.consume_front("NEXTLINE"))
      Comment.Kind = Mark::NextLine;
    else if (Left.consume_front("BEGIN"))
      Comment.Kind = Mark::Begin;
    else if (Left.consume_front("END"))
      Comment.Kind = Mark::End;
    At = Line.size() - Left.size();
    if (!IsWord || (!Left.empty() && (isAlnum(Left[0]) || Left[0] == '_')))
      continue;
    if (Left.consume_front("(")) {
      size_t Close = Left.find(')');
      // A list that does not end on its line names nothing.
      if (Close == StringRef::npos)
        continue;
      Comment.List = Left.take_front(Close).trim().str();
      auto Globs = CheckGlobs::parse(*Comment.List, /*MustMatch=*/false);
      if (!Globs) {
        consumeError(Globs.takeError());
        continue;
      }
      Comment.Globs = std::move(*Globs);
    }
    Marks.push_back(std::move(Comment));
  }
}

/// Adds to \p Complaints the names in \p List that look like a check of ours
/// and are none.
static void
complainAboutNames(StringRef List, unsigned Line,
                   std::vector<std::pair<unsigned, std::string>> &Complaints) {
  for (StringRef Name : split(List, ',')) {
    Name = Name.trim();
    if (Name.starts_with("dma-") && !Name.contains('*') && !findCheck(Name))
      Complaints.emplace_back(Line, "NOLINT: " + noSuchCheck(Name));
  }
}

const Suppressions::FileMarks &Suppressions::marksOf(StringRef File) {
  auto [Place, IsNew] = Files.try_emplace(File);
  FileMarks &Result = Place->second;
  if (!IsNew || !Text.text(File).contains("NOLINT"))
    return Result;
  std::vector<Mark> All;
  for (auto [Index, Line] : enumerate(Text.lines(File)))
    readLine(Line, Index + 1, All);
  std::vector<Mark> Open;
  for (Mark &Comment : All) {
    if (Comment.List && Comment.Kind != Mark::End)
      complainAboutNames(*Comment.List, Comment.At, Result.Complaints);
    if (Comment.Kind == Mark::Begin) {
      Open.push_back(std::move(Comment));
    } else if (Comment.Kind == Mark::End) {
      // As clang-tidy has it, an end belongs to the last begin, and both have
      // the same list.
      if (!Open.empty() && Open.back().List == Comment.List) {
        Result.Blocks.emplace_back(std::move(Open.back()), Comment.At);
        Open.pop_back();
      } else {
        Result.Complaints.emplace_back(
            Comment.At,
            "NOLINTEND without a NOLINTBEGIN that has the same list");
      }
    } else {
      Result.Single.push_back(std::move(Comment));
    }
  }
  for (const Mark &Left : Open)
    Result.Complaints.emplace_back(
        Left.At, "NOLINTBEGIN without a NOLINTEND that has the same list");
  llvm::sort(Result.Complaints);
  return Result;
}

bool Suppressions::covers(StringRef Check, StringRef File, unsigned Line) {
  const FileMarks &Marks = marksOf(File);
  return any_of(Marks.Single,
                [&](const Mark &M) {
                  return M.At + (M.Kind == Mark::NextLine) == Line &&
                         M.matches(Check);
                }) ||
         any_of(Marks.Blocks, [&](const auto &Block) {
           return Block.first.At <= Line && Line <= Block.second &&
                  Block.first.matches(Check);
         });
}

std::vector<std::string> Suppressions::complaints() const {
  std::vector<std::string> Result;
  std::vector<StringRef> Names;
  for (const auto &File : Files)
    Names.push_back(File.getKey());
  llvm::sort(Names);
  for (StringRef Name : Names)
    for (const auto &[Line, What] : Files.find(Name)->second.Complaints)
      Result.push_back((Name + ":" + Twine(Line) + ": " + What).str());
  return Result;
}

} // namespace dmatidy
