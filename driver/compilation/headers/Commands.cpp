//===-- Commands.cpp - What the commands of a run share -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/headers/Commands.h"
#include "driver/compilation/CommandLine.h"
#include "driver/files/Inputs.h"
#include "driver/processes/Pool.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace dmatidy {

/// What of \p TU's command decides how it is read, but for the file; empty if
/// the command cannot be read.
std::vector<Commands::Option> Commands::optionsOf(const Unit &TU) {
  auto Command = Database::commandOf(TU);
  if (!Command) {
    consumeError(Command.takeError());
    return {};
  }
  RecordingFileSystem Files(vfs::getRealFileSystem(), /*Over=*/nullptr);
  std::vector<std::string> Words =
      parseOnly(std::move(*Command), TU.Directory, TU.File, Files);
  Words.pop_back();
  std::vector<Option> Result;
  for (size_t I = 0; I != Words.size(); ++I) {
    Option Next{Option::Other, {Words[I]}, ""};
    StringRef Value = Words[I];
    if (Value.consume_front("-I"))
      Next.Kind = Option::Folder;
    else if (Value.consume_front("-isystem"))
      Next.Kind = Option::SystemFolder;
    else if (Value.consume_front("-D"))
      Next.Kind = Option::Macro;
    if (Value.empty() && I + 1 != Words.size()) {
      Next.Words.push_back(Words[++I]);
      Value = Words[I];
    }
    if (Next.Kind == Option::Folder || Next.Kind == Option::SystemFolder) {
      SmallString<256> Path(Value);
      sys::path::make_absolute(TU.Directory, Path);
      sys::path::remove_dots(Path);
      Next.Name = Path.str().str();
    } else if (Next.Kind == Option::Macro) {
      Next.Name = Value.split('=').first.str();
    }
    Result.push_back(std::move(Next));
  }
  return Result;
}

Commands::Commands(ArrayRef<const Unit *> Units, unsigned Jobs)
    : Units(Units), All(Units.size()) {
  runThreads(Units.size(), Jobs,
             [&](size_t I) { All[I] = optionsOf(*Units[I]); });
  StringMap<StringSet<>> Values;
  for (const auto &Options : All)
    for (const Option &Opt : Options)
      if (Opt.Kind == Option::Folder)
        ++Uses[Opt.Name];
      else if (Opt.Kind == Option::Macro)
        Values[Opt.Name].insert(Opt.Words.back());
  // A macro with many values tells who a unit is.
  for (const auto &Entry : Values)
    if (Entry.getValue().size() > 2)
      OwnMacros.insert(Entry.getKey());
}

/// True if units with the key of unit \p I search \p Folder, too. The others
/// are left out, unless they may hide what one of the system has.
bool Commands::isShared(size_t I, const Option &Folder) const {
  return Uses.lookup(Folder.Name) * 2 > All.size() ||
         any_of(All[I], [](const Option &Opt) {
           return Opt.Kind == Option::SystemFolder;
         });
}

std::string Commands::keyOf(size_t I) const {
  std::string Key = Units[I]->Directory;
  bool HasOwn = false;
  for (const Option &Opt : All[I]) {
    if (Opt.Kind == Option::Folder && !isShared(I, Opt)) {
      HasOwn = true;
      continue;
    }
    // A folder of its own may hide what a shared one has.
    if (Opt.Kind == Option::Folder && HasOwn)
      return "";
    if (Opt.Kind != Option::Macro || !OwnMacros.contains(Opt.Name))
      Key += join(Opt.Words, " ") + '\n';
  }
  return All[I].empty() ? "" : Key;
}

std::vector<std::string>
Commands::foldersIf(size_t I, function_ref<bool(const Option &)> Takes) const {
  std::vector<std::string> Result;
  for (auto Kind : {Option::Folder, Option::SystemFolder})
    for (const Option &Opt : All[I])
      if (Opt.Kind == Kind && Takes(Opt))
        Result.push_back(Opt.Name);
  return Result;
}

std::vector<std::string> Commands::folders(size_t I) const {
  return foldersIf(I, [&](const Option &Opt) {
    return Opt.Kind != Option::Folder || isShared(I, Opt);
  });
}

std::vector<std::string> Commands::allFolders(size_t I) const {
  return foldersIf(I, [](const Option &) { return true; });
}

std::vector<std::string> Commands::includedFirst(size_t I) const {
  std::vector<std::string> Places = {Units[I]->Directory}, Result;
  append_range(Places, allFolders(I));
  bool IsNext = false;
  for (const Option &Opt : All[I])
    for (StringRef Word : Opt.Words) {
      if (std::exchange(IsNext, Word == "-include" || Word == "-imacros"))
        for (const std::string &Place : Places) {
          SmallString<256> Path(Word);
          sys::path::make_absolute(Place, Path);
          if (!sys::fs::is_regular_file(Path))
            continue;
          Result.push_back(Path.str().str());
          break;
        }
    }
  return Result;
}

std::vector<std::string> Commands::argumentsFor(size_t I,
                                                StringRef Source) const {
  std::vector<std::string> Result;
  for (const Option &Opt : All[I])
    if (Opt.Kind != Option::Folder || isShared(I, Opt))
      append_range(Result, Opt.Words);
  Result.push_back(Source.str());
  return Result;
}

} // namespace dmatidy
