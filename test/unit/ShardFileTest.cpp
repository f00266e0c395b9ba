//===-- ShardFileTest.cpp - Parts of a run --------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/ShardFile.h"
#include "test/unit/Results.h"
#include "test/unit/TemporaryFolder.h"

using namespace llvm;

namespace dmatidy {
namespace {

class ShardFileTest : public testing::Test {
protected:
  TemporaryFolder Folder;

  static ShardFile part(unsigned Index, unsigned Count,
                        std::vector<size_t> Orders) {
    ShardFile Result;
    Result.Part = {Index, Count};
    Result.Salt = "salt";
    Result.Checks = {"dma-leak"};
    Result.Models = {"/m.yaml"};
    Result.Incomplete = {"e1000"};
    Result.WithOthers = {"part" + std::to_string(Index)};
    Result.Chosen = Orders.size();
    Result.Seconds = 1.5;
    for (size_t Order : Orders)
      Result.Entries.push_back(
          {Order, "/src/" + std::to_string(Order) + ".c", "mod", fullResult()});
    return Result;
  }
  std::string write(const ShardFile &Part, StringRef Name) {
    std::string File = Folder.path(Name);
    cantFail(Part.write(File));
    return File;
  }
};

TEST_F(ShardFileTest, EveryPartComesBack) {
  ShardFile Back = cantFail(ShardFile::read(write(part(2, 3, {7, 5}), "a")));
  EXPECT_EQ(Back.Part.Index, 2u);
  EXPECT_EQ(Back.Part.Count, 3u);
  EXPECT_EQ(Back.Salt, "salt");
  EXPECT_EQ(Back.Checks, std::vector<std::string>{"dma-leak"});
  EXPECT_EQ(Back.Models, std::vector<std::string>{"/m.yaml"});
  EXPECT_EQ(Back.Incomplete, std::vector<std::string>{"e1000"});
  EXPECT_EQ(Back.WithOthers, std::vector<std::string>{"part2"});
  EXPECT_EQ(Back.Chosen, 2u);
  EXPECT_EQ(Back.Seconds, 1.5);
  ASSERT_EQ(Back.Entries.size(), 2u);
  EXPECT_EQ(Back.Entries[0].Order, 7u);
  EXPECT_EQ(Back.Entries[0].File, "/src/7.c");
  EXPECT_EQ(Back.Entries[0].Module, "mod");
  expectFull(Back.Entries[0].Result);
}

TEST_F(ShardFileTest, MergeIsInTheOrderOfTheDatabase) {
  ShardFile Whole = cantFail(mergeShards(
      {write(part(2, 2, {1, 3}), "b"), write(part(1, 2, {4, 0, 2}), "a")}));
  ASSERT_EQ(Whole.Entries.size(), 5u);
  for (size_t I = 0; I != 5; ++I)
    EXPECT_EQ(Whole.Entries[I].Order, I);
  EXPECT_EQ(Whole.Chosen, 5u);
  EXPECT_EQ(Whole.Seconds, 3.0);
  EXPECT_EQ(Whole.Checks, std::vector<std::string>{"dma-leak"});
  EXPECT_EQ(Whole.Salt, "salt");
}

TEST_F(ShardFileTest, PartsMustBeThereOnce) {
  std::string A = write(part(1, 2, {0}), "a"), B = write(part(2, 2, {1}), "b"),
              Again = write(part(1, 2, {0}), "again"),
              Third = write(part(3, 3, {2}), "third");
  EXPECT_EQ(errorOf(mergeShards({A, B})), "");
  EXPECT_NE(errorOf(mergeShards({})), "");
  EXPECT_EQ(errorOf(mergeShards({A})), "merge: part 2 of 2 is missing");
  EXPECT_EQ(errorOf(mergeShards({A, Again})),
            Again + ": is part 1, and so is " + A);
  EXPECT_EQ(errorOf(mergeShards({A, Third})),
            Third + ": is one of 3 parts, " + A + " one of 2");
}

TEST_F(ShardFileTest, PartsMustBeOfTheSameRun) {
  std::string A = write(part(1, 2, {0}), "a");
  ShardFile Salted = part(2, 2, {1}), Other = Salted;
  Salted.Salt = "pepper";
  Other.Incomplete = {};
  for (const ShardFile &One : {Salted, Other}) {
    std::string B = write(One, "b");
    EXPECT_EQ(
        errorOf(mergeShards({A, B})).find(B + ": comes from another version"),
        0u);
  }
}

TEST_F(ShardFileTest, WhatIsNoPartIsRefused) {
  EXPECT_EQ(errorOf(ShardFile::read(Folder.path("none"))),
            Folder.path("none") + ": there is no such file");
  std::string Good =
      Folder.read(sys::path::filename(write(part(1, 2, {0}), "good")).str());
  auto Changed = [&](StringRef From, StringRef To) {
    std::string Text = Good;
    size_t At = Text.find(From.str());
    EXPECT_NE(At, std::string::npos) << From.str();
    if (At != std::string::npos)
      Text.replace(At, From.size(), To.str());
    return errorOf(ShardFile::read(Folder.write("bad", Text)));
  };
  EXPECT_EQ(Changed("\"salt\"", "\"salt\""), "");
  for (auto [From, To] : {std::pair("\"version\":1", "\"version\":2"),
                          {"\"index\":1", "\"index\":0"},
                          {"\"index\":1", "\"index\":3"},
                          {"\"count\":2", "\"count\":65537"},
                          {"\"count\":2", "\"count\":-2"},
                          {"\"chosen\":1", "\"chosen\":0"},
                          {"\"chosen\":1", "\"chosen\":-1"},
                          {"\"units\":", "\"others\":"},
                          {"\"order\":0", "\"order\":\"0\""},
                          {"\"result\":", "\"other\":"},
                          {"\"dma-leak\"", "5"}})
    EXPECT_NE(Changed(From, To).find("is no result of --shard"),
              std::string::npos)
        << To;
  for (size_t Size = 0; Size < Good.size() - 2; Size += 7)
    EXPECT_NE(errorOf(ShardFile::read(
                  Folder.write("cut", StringRef(Good).take_front(Size)))),
              "")
        << Size;
}

} // namespace
} // namespace dmatidy
