//===-- Commands.h - What the commands of a run share -----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_HEADERS_COMMANDS_H
#define DMA_TIDY_DRIVER_COMPILATION_HEADERS_COMMANDS_H

#include "driver/compilation/Database.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <string>
#include <vector>

namespace dmatidy {

/// The commands of some units, and which of them read headers alike. Folders
/// that few units search for headers, and macros that tell who a unit is, are
/// left out of that.
class Commands {
public:
  /// Reads the commands of \p Units, which must outlive this, with \p Jobs
  /// threads.
  Commands(llvm::ArrayRef<const Unit *> Units, unsigned Jobs);

  /// What units whose headers are read alike have in common; "" for one that
  /// has to stay by itself.
  std::string keyOf(size_t I) const;

  /// Where unit \p I, like others with its key, finds headers.
  std::vector<std::string> folders(size_t I) const;

  /// Where unit \p I finds headers, its own folders among them.
  std::vector<std::string> allFolders(size_t I) const;

  /// The files that the command of unit \p I includes before its own text, as
  /// far as they are there: `-include` and `-imacros`.
  std::vector<std::string> includedFirst(size_t I) const;

  /// What parses \p Source like unit \p I, from the shared folders.
  std::vector<std::string> argumentsFor(size_t I, llvm::StringRef Source) const;

private:
  /// A word or two of a command.
  struct Option {
    /// A folder of the system is searched after all others.
    enum { Folder, SystemFolder, Macro, Other } Kind;
    std::vector<std::string> Words;
    /// The folder, absolute, or the macro's name.
    std::string Name;
  };

  static std::vector<Option> optionsOf(const Unit &TU);
  /// The folders in the command of unit \p I that \p Takes wants, in the order
  /// they are searched.
  std::vector<std::string>
  foldersIf(size_t I, llvm::function_ref<bool(const Option &)> Takes) const;
  bool isShared(size_t I, const Option &Folder) const;

  llvm::ArrayRef<const Unit *> Units;
  std::vector<std::vector<Option>> All;
  /// By folder: how many commands search it.
  llvm::StringMap<size_t> Uses;
  llvm::StringSet<> OwnMacros;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_HEADERS_COMMANDS_H
