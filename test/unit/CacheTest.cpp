//===-- CacheTest.cpp - Results that are kept -----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/Cache.h"
#include "driver/results/Packing.h"
#include "test/unit/Results.h"
#include "test/unit/TemporaryFolder.h"

using namespace llvm;

namespace dmatidy {
namespace {

class CacheTest : public testing::Test {
protected:
  TemporaryFolder Folder;
  std::string Source = Folder.write("a.c", "int a;\n"),
              Header = Folder.write("a.h", "int b;\n"),
              Missing = Folder.path("none.h");
  std::vector<std::unique_ptr<std::string>> Texts;
  Unit One = unit("cc a.c");

  Unit unit(StringRef Command) {
    Texts.push_back(std::make_unique<std::string>(Command));
    Unit Result;
    Result.Directory = Folder.path();
    Result.File = "a.c";
    Result.RealPath = Source;
    Result.Text = *Texts.back();
    return Result;
  }
  std::unique_ptr<Cache> open(StringRef Salt = "salt") {
    return cantFail(Cache::open(Folder.path("cache"), Salt));
  }
  UnitResult result() {
    UnitResult Result = fullResult();
    Result.Inputs = {{Source, contentHash("int a;\n")},
                     {Header, contentHash("int b;\n")},
                     {Missing, 0}};
    return Result;
  }
  void keep(const Unit &Of, const UnitResult &Result, StringRef Salt = "salt") {
    auto Kept = open(Salt);
    Kept->store(Of, "", Result);
    Kept->finish(UINT64_MAX);
  }
  /// As a later run finds it.
  bool isFound(const Unit &Of, StringRef Salt = "salt") {
    return open(Salt)->lookup(Of, "", nullptr).has_value();
  }
};

TEST_F(CacheTest, KnowsNothingAtFirst) { EXPECT_FALSE(isFound(One)); }

TEST_F(CacheTest, ResultAndInputsComeBackInALaterRun) {
  keep(One, result());
  std::vector<Input> Inputs;
  auto Packed = open()->lookup(One, "", &Inputs);
  ASSERT_TRUE(Packed);
  auto Back = Cache::unpack(*Packed);
  ASSERT_TRUE(Back);
  expectFull(*Back);
  ASSERT_EQ(Inputs.size(), 3u);
  llvm::sort(Inputs,
             [](const Input &A, const Input &B) { return A.Path < B.Path; });
  EXPECT_EQ(Inputs[0].Path, Source);
  EXPECT_EQ(Inputs[0].Hash, contentHash("int a;\n"));
  EXPECT_EQ(Inputs[2].Path, Missing);
  EXPECT_EQ(Inputs[2].Hash, 0u);
}

TEST_F(CacheTest, SameUnitOfAnotherDatabaseIsTheSame) {
  keep(One, result());
  EXPECT_TRUE(isFound(unit("cc a.c")));
}

TEST_F(CacheTest, OtherSaltCommandFolderOrFileIsAnother) {
  keep(One, result());
  EXPECT_FALSE(isFound(One, "other"));
  EXPECT_FALSE(isFound(unit("cc -DX a.c")));
  Unit Other = unit("cc a.c");
  Other.Directory += "/sub";
  EXPECT_FALSE(isFound(Other));
  Other = unit("cc a.c");
  Other.File = "./a.c";
  EXPECT_FALSE(isFound(Other));
  Other = unit("cc a.c");
  Other.RealPath = Header;
  EXPECT_FALSE(isFound(Other));
  EXPECT_TRUE(isFound(One));
}

TEST_F(CacheTest, PartsOfTheKeyDoNotRunIntoEachOther) {
  Unit A = unit("x"), B = unit("x");
  A.Directory = "/ab";
  A.File = "c";
  B.Directory = "/a";
  B.File = "bc";
  keep(A, result());
  EXPECT_FALSE(isFound(B));
}

TEST_F(CacheTest, ChangedInputMakesItStale) {
  for (const char *Name : {"a.c", "a.h"}) {
    std::string Was = Folder.read(Name);
    keep(One, result());
    EXPECT_TRUE(isFound(One));
    // As long as before, so that the size does not tell.
    Folder.write(Name, "int c;\n");
    EXPECT_FALSE(isFound(One)) << Name;
    Folder.write(Name, Was);
    EXPECT_TRUE(isFound(One)) << Name;
  }
}

TEST_F(CacheTest, RemovedInputMakesItStale) {
  keep(One, result());
  ASSERT_FALSE(sys::fs::remove(Header));
  EXPECT_FALSE(isFound(One));
}

TEST_F(CacheTest, FileThatWasLookedForInVainMakesItStale) {
  keep(One, result());
  Folder.write("none.h", "");
  EXPECT_FALSE(isFound(One));
}

TEST_F(CacheTest, NewResultReplacesTheOld) {
  keep(One, result());
  Folder.write("a.h", "int c;\n");
  UnitResult Next = result();
  Next.Inputs[1].Hash = contentHash("int c;\n");
  Next.Failure = "next";
  keep(One, Next);
  auto Packed = open()->lookup(One, "", nullptr);
  ASSERT_TRUE(Packed);
  EXPECT_EQ(Cache::unpack(*Packed)->Failure, "next");
}

TEST_F(CacheTest, UnitThatReadNothingIsNotKept) {
  keep(One, fullResult());
  EXPECT_FALSE(isFound(One));
}

TEST_F(CacheTest, FileThatIsNoCacheIsReplaced) {
  Folder.write("cache/results.sqlite", std::string(5000, 'x'));
  keep(One, result());
  EXPECT_TRUE(isFound(One));
}

TEST_F(CacheTest, DamageNeverGivesAnotherResult) {
  keep(One, result());
  std::string Bytes = Folder.read("cache/results.sqlite");
  auto Whole = open()->lookup(One, "", nullptr);
  for (size_t At = 100; At < Bytes.size(); At += 997) {
    std::string Damaged = Bytes;
    Damaged[At] ^= 0x55;
    Folder.write("cache/results.sqlite", Damaged);
    auto Opened = Cache::open(Folder.path("cache"), "salt");
    if (!Opened) {
      consumeError(Opened.takeError());
      continue;
    }
    auto Found = (*Opened)->lookup(One, "", nullptr);
    EXPECT_TRUE(!Found || Found == Whole) << At;
  }
}

TEST_F(CacheTest, FolderThatCannotBeMadeIsAnError) {
  EXPECT_EQ(errorOf(Cache::open(Source + "/cache", "salt")).find(Source), 0u);
}

TEST_F(CacheTest, LimitRemovesWhatWasNotUsedForLongest) {
  {
    auto Kept = open();
    for (unsigned I = 0; I != 50; ++I)
      Kept->store(unit("cc -D" + std::to_string(I)), "", result());
    Kept->finish(UINT64_MAX);
  }
  EXPECT_TRUE(isFound(unit("cc -D7")));
  open()->finish(/*Limit=*/0);
  for (unsigned I = 0; I != 50; ++I)
    EXPECT_FALSE(isFound(unit("cc -D" + std::to_string(I)))) << I;
  // It serves on.
  keep(One, result());
  EXPECT_TRUE(isFound(One));
}

TEST_F(CacheTest, UnpackRefusesWhatIsNoResult) {
  EXPECT_FALSE(Cache::unpack(""));
  EXPECT_FALSE(Cache::unpack("some bytes"));
  EXPECT_FALSE(Cache::unpack(packText("no JSON")));
  EXPECT_FALSE(Cache::unpack(packText("{}")));
}

} // namespace
} // namespace dmatidy
