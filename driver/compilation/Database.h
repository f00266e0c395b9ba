//===-- Database.h - compile_commands.json ----------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_DATABASE_H
#define DMA_TIDY_DRIVER_COMPILATION_DATABASE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace dmatidy {

/// One translation unit of a compilation database.
struct Unit {
  /// Where its command is run.
  std::string Directory;
  /// The source file as the database spells it.
  std::string File;
  /// Its real path, or the absolute one where there is no such file.
  std::string RealPath;
  /// What the kernel's build calls the module it belongs to (KBUILD_MODNAME);
  /// "" in a database that does not say.
  std::string module() const;
  /// What the units of one module have in common: its name, or, for a unit of
  /// none, its own path.
  std::string moduleOrPath() const;
  /// This unit's object in the text of the database.
  llvm::StringRef Text;
};

/// A compilation database. Keeps the file's text and parses a unit's command
/// only when it is asked for: a kernel's database has 100 MB.
class Database {
public:
  /// Reads \p Path, a compile_commands.json or the folder of one. The error
  /// names the file, the line and what was expected.
  static llvm::Expected<std::unique_ptr<Database>> load(llvm::StringRef Path);
  /// Loads the nearest database: the current folder's, or else the first in the
  /// folders from the first of \p Files, patterns of chooseUnits(), up, or from
  /// the current one up. The error says where there is none.
  static llvm::Expected<std::unique_ptr<Database>>
  find(llvm::ArrayRef<std::string> Files);
  /// The same for a text, called \p Name in errors; relative folders start at
  /// the current one.
  static llvm::Expected<std::unique_ptr<Database>> parse(llvm::StringRef Name,
                                                         llvm::StringRef Text);

  /// All units, sorted by real path; a file that is compiled twice is there
  /// twice, in the order of its commands.
  const std::vector<Unit> &units() const { return Units; }

  /// The command line of \p TU, program first, response files not expanded.
  /// load() has looked at what it needs itself; the error says what is wrong
  /// with the rest.
  static llvm::Expected<std::vector<std::string>> commandOf(const Unit &TU);

private:
  static llvm::Expected<std::unique_ptr<Database>>
  split(llvm::StringRef Name, llvm::StringRef Folder,
        std::unique_ptr<llvm::MemoryBuffer> Buffer);
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  std::vector<Unit> Units;
};

/// The units of \p Base that \p Patterns name: a file, a folder (all files
/// below it) or a glob; all of them where there is no pattern. A relative file
/// or folder that names none from the current folder is taken from the
/// uppermost folder where it names some, a glob from everywhere: drivers/dma. A
/// pattern that names no unit is an error.
llvm::Expected<std::vector<const Unit *>>
chooseUnits(const Database &Base, llvm::ArrayRef<std::string> Patterns);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_DATABASE_H
