//===-- Cache.h - Results of earlier runs -----------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One SQLite file. A unit's result is found by what it was asked (the tool, the
// model, the options, the command) and holds as long as every file it read has
// the text it had, and none is there that it looked for in vain. SQLite sees to
// concurrent runs, a kill and a full disk; each result carries a checksum
// besides. A cache that cannot be used costs time, never a result.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_RESULTS_CACHE_H
#define DMA_TIDY_DRIVER_RESULTS_CACHE_H

#include "driver/compilation/Database.h"
#include "driver/results/UnitResult.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Chrono.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dmatidy {

class Cache {
public:
  /// Opens, or makes, the cache in \p Folder, for results of a tool and of
  /// options that \p Salt stands for. A file that is no cache is replaced. The
  /// error says why there can be none.
  static llvm::Expected<std::unique_ptr<Cache>> open(llvm::StringRef Folder,
                                                     llvm::StringRef Salt);
  ~Cache();

  /// The result of \p TU, walked with \p Rows, if it is there and still holds.
  /// It is still packed, so that unpack() can be left to other threads.
  /// \p Inputs, if there, gets what the unit has read.
  std::optional<std::string> lookup(const Unit &TU, llvm::StringRef Rows,
                                    std::vector<Input> *Inputs);
  /// The result that lookup() found; nothing if it is no result.
  static std::optional<UnitResult> unpack(llvm::StringRef Packed);
  /// Keeps \p Result of \p TU, walked with \p Rows. One that failed for a
  /// reason that may pass (a crash, a time-out) is not kept.
  void store(const Unit &TU, llvm::StringRef Rows, const UnitResult &Result);
  /// Makes what was stored safe, and removes the results that were not used for
  /// longest until the file has at most \p Limit bytes.
  void finish(uint64_t Limit);

  /// The folder to use where none is named: ~/.cache/dma-tidy or the like; ""
  /// where the system names none.
  static std::string defaultFolder();

private:
  Cache() = default;
  llvm::Error prepare(llvm::StringRef File);
  bool run(const char *Statement);
  /// The first number that \p Question, of SQL, gives; nothing if it fails.
  std::optional<uint64_t> number(const char *Question);
  void loadVersions();
  std::string keyOf(const Unit &TU, llvm::StringRef Rows) const;
  /// True if version \p Id of a file is the one that is there now.
  bool isCurrent(unsigned Id);
  uint64_t currentHash(const std::string &Path);
  unsigned versionOf(const Input &File);
  /// Writes what waits, in one go: other runs want to write, too.
  void write();
  /// What write() does between begin and end; false if something was refused.
  bool writeAll();

  /// A file with a text: what units depend on.
  struct Version {
    std::string Path;
    uint64_t Hash = 0;
    enum { Unknown, Current, Stale } State = Unknown;
  };
  /// What a file was like when its text was hashed last.
  struct Stamp {
    int64_t Time = 0, Inode = 0;
    uint64_t Size = 0, Hash = 0;
  };

  sqlite3 *Base = nullptr;
  sqlite3_stmt *Find = nullptr, *Keep = nullptr, *Use = nullptr,
               *AddVersion = nullptr, *FindVersion = nullptr,
               *SetStamp = nullptr;
  std::string Salt;
  llvm::DenseMap<unsigned, Version> Versions;
  llvm::StringMap<llvm::SmallVector<unsigned, 1>> ByPath;
  llvm::StringMap<Stamp> Stamps;
  llvm::StringMap<uint64_t> Hashes;
  /// A result that waits to be written.
  struct Entry {
    std::string Key, Result;
    std::vector<Input> Inputs;
  };
  std::vector<Entry> Waiting;
  std::vector<std::string> Used, NewStamps;
  bool Writes = true;
  int64_t Now = 0;
  llvm::sys::TimePoint<> Written;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_RESULTS_CACHE_H
