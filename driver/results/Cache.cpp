//===-- Cache.cpp - Results of earlier runs -------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/Cache.h"
#include "driver/results/Packing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include <chrono>
#include <sqlite3.h>
#include <sys/stat.h>

using namespace llvm;

namespace dmatidy {

/// Stands in the file; a cache of another form is made anew.
static constexpr uint64_t FormOfCache = 1;

/// Work that a kill may cost, in seconds.
static constexpr int BetweenWrites = 3;

std::string Cache::defaultFolder() {
  SmallString<256> Folder;
  if (!sys::path::cache_directory(Folder))
    return "";
  sys::path::append(Folder, "dma-tidy");
  return Folder.str().str();
}

Cache::~Cache() {
  for (sqlite3_stmt *Stmt :
       {Find, Keep, Use, AddVersion, FindVersion, SetStamp})
    sqlite3_finalize(Stmt);
  sqlite3_close(Base);
}

bool Cache::run(const char *Statement) {
  return sqlite3_exec(Base, Statement, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::optional<uint64_t> Cache::number(const char *Question) {
  sqlite3_stmt *Query = nullptr;
  std::optional<uint64_t> Answer;
  if (sqlite3_prepare_v2(Base, Question, -1, &Query, nullptr) == SQLITE_OK &&
      sqlite3_step(Query) == SQLITE_ROW)
    Answer = sqlite3_column_int64(Query, 0);
  sqlite3_finalize(Query);
  return Answer;
}

Error Cache::prepare(StringRef File) {
  auto Bad = [&] {
    return createStringError(File + ": " +
                             (Base ? sqlite3_errmsg(Base) : "out of memory"));
  };
  if (sqlite3_open_v2(File.str().c_str(), &Base,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                      nullptr) != SQLITE_OK) {
    // One that may only be read serves all the same.
    sqlite3_close(Base);
    Base = nullptr;
    Writes = false;
    if (sqlite3_open_v2(File.str().c_str(), &Base, SQLITE_OPEN_READONLY,
                        nullptr) != SQLITE_OK)
      return Bad();
  }
  sqlite3_busy_timeout(Base, /*milliseconds=*/2000);
  // A forged file must not run anything.
  sqlite3_db_config(Base, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(Base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(Base, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(Base, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  if (Writes && sqlite3_db_readonly(Base, "main") == 1)
    Writes = false;
  if (Writes) {
    run("PRAGMA auto_vacuum = INCREMENTAL");
    run("PRAGMA synchronous = NORMAL");
  }
  std::optional<uint64_t> UserVersion = number("PRAGMA user_version");
  if (UserVersion != 0u && UserVersion != FormOfCache)
    return Bad();
  if (Writes &&
      (!run("CREATE TABLE IF NOT EXISTS versions (id INTEGER PRIMARY KEY "
            "AUTOINCREMENT, path TEXT NOT NULL, hash INTEGER NOT NULL, UNIQUE "
            "(path, hash))") ||
       !run("CREATE TABLE IF NOT EXISTS stamps (path TEXT PRIMARY KEY, time "
            "INTEGER, inode INTEGER, size INTEGER, hash INTEGER)") ||
       !run("CREATE TABLE IF NOT EXISTS units (key BLOB PRIMARY KEY, used "
            "INTEGER, inputs BLOB, result BLOB)") ||
       !run(("PRAGMA user_version = " + std::to_string(FormOfCache)).c_str())))
    return Bad();
  auto Make = [&](const char *Text, sqlite3_stmt *&Into) {
    return sqlite3_prepare_v2(Base, Text, -1, &Into, nullptr) == SQLITE_OK;
  };
  if (!Make("SELECT inputs, result FROM units WHERE key = ?", Find) ||
      !Make("INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?)", Keep) ||
      !Make("UPDATE units SET used = ? WHERE key = ?", Use) ||
      !Make("INSERT OR IGNORE INTO versions (path, hash) VALUES (?, ?)",
            AddVersion) ||
      !Make("SELECT id FROM versions WHERE path = ? AND hash = ?",
            FindVersion) ||
      !Make("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?, ?)", SetStamp))
    return Bad();
  loadVersions();
  return Error::success();
}

Expected<std::unique_ptr<Cache>> Cache::open(StringRef Folder, StringRef Salt) {
  if (!compression::zstd::isAvailable())
    return createStringError("this LLVM was built without zstd");
  if (std::error_code Bad = sys::fs::create_directories(Folder))
    return createStringError(Bad, Folder + ": " + Bad.message());
  SmallString<256> File(Folder);
  sys::path::append(File, "results.sqlite");
  for (bool Again : {true, false}) {
    std::unique_ptr<Cache> Result(new Cache);
    Result->Salt = Salt.str();
    Result->Written = std::chrono::system_clock::now();
    Result->Now = sys::toTimeT(Result->Written);
    Error Bad = Result->prepare(File);
    if (!Bad)
      return std::move(Result);
    int Code = Result->Base ? sqlite3_errcode(Result->Base) : SQLITE_NOMEM;
    bool IsWorthless = Code == SQLITE_NOTADB || Code == SQLITE_CORRUPT ||
                       Code == SQLITE_OK || Code == SQLITE_ROW ||
                       Code == SQLITE_DONE || Code == SQLITE_ERROR;
    if (!Again || !IsWorthless || !Result->Writes)
      return std::move(Bad);
    consumeError(std::move(Bad));
    Result.reset();
    for (const char *Suffix : {"", "-journal", "-wal", "-shm"})
      sys::fs::remove(File + Suffix);
  }
  llvm_unreachable("the second try has returned");
}

void Cache::loadVersions() {
  sqlite3_stmt *All = nullptr;
  auto Text = [&](int Column) {
    const auto *Begin =
        reinterpret_cast<const char *>(sqlite3_column_text(All, Column));
    return StringRef(Begin ? Begin : "", sqlite3_column_bytes(All, Column));
  };
  if (sqlite3_prepare_v2(Base, "SELECT id, path, hash FROM versions", -1, &All,
                         nullptr) == SQLITE_OK)
    while (sqlite3_step(All) == SQLITE_ROW) {
      unsigned Id = sqlite3_column_int64(All, 0);
      if (Id == 0 || Id >= UINT32_MAX - 2)
        continue;
      Version &FileVersion = Versions[Id];
      FileVersion.Path = Text(1).str();
      FileVersion.Hash = sqlite3_column_int64(All, 2);
      ByPath[FileVersion.Path].push_back(Id);
    }
  sqlite3_finalize(All);
  All = nullptr;
  if (sqlite3_prepare_v2(Base,
                         "SELECT path, time, inode, size, hash FROM stamps", -1,
                         &All, nullptr) == SQLITE_OK)
    while (sqlite3_step(All) == SQLITE_ROW)
      Stamps[Text(0)] = {sqlite3_column_int64(All, 1),
                         sqlite3_column_int64(All, 2),
                         uint64_t(sqlite3_column_int64(All, 3)),
                         uint64_t(sqlite3_column_int64(All, 4))};
  sqlite3_finalize(All);
}

std::string Cache::keyOf(const Unit &TU, StringRef Rows) const {
  SHA256 Hash;
  auto Add = [&](StringRef Part) {
    Hash.update(Part);
    Hash.update(StringRef("\0", 1));
  };
  Add(Salt);
  Add(TU.Directory);
  Add(TU.File);
  Add(TU.RealPath);
  Add(TU.Text);
  Add(Rows);
  return toStringRef(Hash.final()).str();
}

uint64_t Cache::currentHash(const std::string &Path) {
  auto [Place, IsNew] = Hashes.try_emplace(Path, 0);
  if (!IsNew)
    return Place->second;
  // LLVM's status has no time of the last change, which, unlike that of the
  // last modification, nobody can set back.
  struct stat Status;
  if (::stat(Path.c_str(), &Status) || !S_ISREG(Status.st_mode))
    return 0;
  constexpr int64_t Second = 1000000000;
  Stamp Is;
  Is.Time = Status.st_ctim.tv_sec * Second + Status.st_ctim.tv_nsec;
  Is.Inode = Status.st_ino;
  Is.Size = Status.st_size;
  auto It = Stamps.find(Path);
  if (It != Stamps.end() && It->second.Time == Is.Time &&
      It->second.Inode == Is.Inode && It->second.Size == Is.Size)
    return Place->second = It->second.Hash;
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return 0;
  Is.Hash = contentHash((*Buffer)->getBuffer());
  Hashes[Path] = Is.Hash;
  // A file that changes twice within the clock's step keeps its time: only what
  // has been still for a while is known by its stamp.
  if (!Writes || time(nullptr) - Status.st_ctim.tv_sec < 3)
    return Is.Hash;
  Stamps[Path] = Is;
  NewStamps.push_back(Path);
  return Is.Hash;
}

bool Cache::isCurrent(unsigned Id) {
  auto It = Versions.find(Id);
  if (It == Versions.end())
    return false;
  Version &FileVersion = It->second;
  if (FileVersion.State == Version::Unknown) {
    bool Same = FileVersion.Hash
                    ? currentHash(FileVersion.Path) == FileVersion.Hash
                    : !sys::fs::exists(FileVersion.Path);
    FileVersion.State = Same ? Version::Current : Version::Stale;
  }
  return FileVersion.State == Version::Current;
}

unsigned Cache::versionOf(const Input &File) {
  SmallVector<unsigned, 1> &Ids = ByPath[File.Path];
  for (unsigned Id : Ids)
    if (Versions[Id].Hash == File.Hash)
      return Id;
  // Another run may have added it meanwhile; the file gives the numbers, and
  // gives none twice.
  unsigned Id = 0;
  for (sqlite3_stmt *Each : {AddVersion, FindVersion}) {
    sqlite3_bind_text(Each, 1, File.Path.data(), File.Path.size(),
                      SQLITE_TRANSIENT);
    sqlite3_bind_int64(Each, 2, File.Hash);
    if (sqlite3_step(Each) == SQLITE_ROW)
      Id = sqlite3_column_int64(Each, 0);
    sqlite3_reset(Each);
  }
  if (!Id)
    return 0;
  Versions[Id] = {File.Path, File.Hash, Version::Unknown};
  Ids.push_back(Id);
  return Id;
}

std::optional<std::string> Cache::lookup(const Unit &TU, StringRef Rows,
                                         std::vector<Input> *Read) {
  std::string Key = keyOf(TU, Rows);
  sqlite3_bind_blob(Find, 1, Key.data(), Key.size(), SQLITE_TRANSIENT);
  scope_exit Reset([&] { sqlite3_reset(Find); });
  if (sqlite3_step(Find) != SQLITE_ROW)
    return std::nullopt;
  auto Blob = [&](int Column) {
    return StringRef(
        static_cast<const char *>(sqlite3_column_blob(Find, Column)),
        sqlite3_column_bytes(Find, Column));
  };
  auto Inputs = unsealed(Blob(0)), Packed = unsealed(Blob(1));
  if (!Inputs || !Packed)
    return std::nullopt;
  std::optional<std::vector<unsigned>> Ids = unpackNumbers(*Inputs);
  if (!Ids)
    return std::nullopt;
  for (unsigned Id : *Ids)
    if (!isCurrent(Id))
      return std::nullopt;
  if (Read)
    for (unsigned Each : *Ids) {
      const Version &File = Versions[Each];
      Read->push_back({File.Path, File.Hash});
    }
  if (Writes)
    Used.push_back(std::move(Key));
  return Packed->str();
}

std::optional<UnitResult> Cache::unpack(StringRef Packed) {
  std::optional<std::string> Plain = unpackText(Packed);
  if (!Plain)
    return std::nullopt;
  auto Parsed = json::parse(*Plain);
  UnitResult Result;
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return std::nullopt;
  }
  if (!fromJSON(*Parsed, Result))
    return std::nullopt;
  return Result;
}

void Cache::store(const Unit &TU, StringRef Rows, const UnitResult &Result) {
  // A unit that was not even read has no inputs that could tell when that
  // changes.
  if (!Writes || Result.Inputs.empty())
    return;
  std::string Text;
  raw_string_ostream(Text) << json::Value(toJSON(Result));
  Waiting.push_back({keyOf(TU, Rows), sealed(packText(Text)), Result.Inputs});
  if (std::chrono::system_clock::now() - Written >
      std::chrono::seconds(BetweenWrites))
    write();
}

/// Binds \p Bytes to parameter \p Index of \p Stmt.
static void bindBytes(sqlite3_stmt *Stmt, int Index, StringRef Bytes) {
  sqlite3_bind_blob(Stmt, Index, Bytes.data(), Bytes.size(), SQLITE_TRANSIENT);
}

/// Runs \p Stmt with what was bound to it; true if it has ended well.
static bool step(sqlite3_stmt *Stmt) {
  bool Done = sqlite3_step(Stmt) == SQLITE_DONE;
  sqlite3_reset(Stmt);
  return Done;
}

void Cache::write() {
  Written = std::chrono::system_clock::now();
  // Another run may be writing; what waits is written next time.
  if (!Writes || !run("BEGIN IMMEDIATE"))
    return;
  bool Good = writeAll() && run("COMMIT");
  Waiting.clear();
  Used.clear();
  NewStamps.clear();
  // A disk that is full takes nothing; the run goes on without. What was
  // numbered in vain must not be referred to.
  if (!Good) {
    run("ROLLBACK");
    Writes = false;
  }
}

bool Cache::writeAll() {
  for (const Entry &Each : Waiting) {
    std::vector<unsigned> Ids;
    for (const Input &File : Each.Inputs) {
      Ids.push_back(versionOf(File));
      if (!Ids.back())
        return false;
    }
    bindBytes(Keep, 1, Each.Key);
    sqlite3_bind_int64(Keep, 2, Now);
    bindBytes(Keep, 3, sealed(packNumbers(std::move(Ids))));
    bindBytes(Keep, 4, Each.Result);
    if (!step(Keep))
      return false;
  }
  for (const std::string &Key : Used) {
    sqlite3_bind_int64(Use, 1, Now);
    bindBytes(Use, 2, Key);
    if (!step(Use))
      return false;
  }
  for (const std::string &Path : NewStamps) {
    const Stamp &Is = Stamps[Path];
    sqlite3_bind_text(SetStamp, 1, Path.data(), Path.size(), SQLITE_TRANSIENT);
    sqlite3_bind_int64(SetStamp, 2, Is.Time);
    sqlite3_bind_int64(SetStamp, 3, Is.Inode);
    sqlite3_bind_int64(SetStamp, 4, Is.Size);
    sqlite3_bind_int64(SetStamp, 5, Is.Hash);
    if (!step(SetStamp))
      return false;
  }
  return !sqlite3_get_autocommit(Base);
}

void Cache::finish(uint64_t Limit) {
  write();
  if (!Writes)
    return;
  auto Number = [&](const char *Question) {
    return number(Question).value_or(0);
  };
  auto Bytes = [&] {
    return Number("PRAGMA page_count") * Number("PRAGMA page_size");
  };
  uint64_t Left = Number("SELECT count(*) FROM units");
  while (Bytes() > Limit && Left) {
    if (!run("BEGIN IMMEDIATE"))
      return;
    run("DELETE FROM units WHERE key IN (SELECT key FROM units ORDER BY used "
        "LIMIT max(1, (SELECT count(*) FROM units) / 4))");
    if (!Number("SELECT count(*) FROM units"))
      run("DELETE FROM versions; DELETE FROM stamps");
    if (!run("COMMIT")) {
      run("ROLLBACK");
      return;
    }
    run("PRAGMA incremental_vacuum");
    uint64_t Before = std::exchange(Left, Number("SELECT count(*) FROM units"));
    if (Left >= Before)
      return;
  }
}

} // namespace dmatidy
