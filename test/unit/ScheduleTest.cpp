//===-- ScheduleTest.cpp - The order of a run's tasks ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Schedule.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

HeaderGroup group(std::vector<size_t> Units) {
  HeaderGroup Result;
  Result.Units = std::move(Units);
  Result.Source = "/headers.c";
  return Result;
}

/// The next \p Count tasks; fewer if there are none.
std::vector<size_t> begin(Schedule &Order, size_t Count) {
  std::vector<size_t> Tasks;
  while (Tasks.size() != Count)
    if (std::optional<size_t> Task = Order.next())
      Tasks.push_back(*Task);
    else
      break;
  return Tasks;
}

using Tasks = std::vector<size_t>;

/// Ends \p Task of a group as its process does.
void succeed(Schedule &Order, size_t Task) {
  SmallVector<char, 8> Bytes = {'p', 'c', 'h'};
  ASSERT_TRUE(Order.memoryOf(Task).write(Bytes));
  HeaderFacts Facts;
  Facts.Macros = {"A=1"};
  Order.ended(Task, std::move(Facts), {{"/a.h", 5}});
}

TEST(Schedule, UnitsWithoutGroupsAreBegunInOrder) {
  Schedule Order(3, {}, /*Jobs=*/2);
  EXPECT_EQ(begin(Order, 9), (Tasks{0, 1, 2}));
  EXPECT_EQ(Order.unfinished(), (Tasks{0, 1, 2}));
  Order.ended(1);
  EXPECT_EQ(Order.unfinished(), (Tasks{0, 2}));
  EXPECT_EQ(Order.headersOf(0), nullptr);
  EXPECT_EQ(Order.next(), std::nullopt);
}

TEST(Schedule, NothingToDoIsNothing) {
  Schedule Order(0, {}, /*Jobs=*/2);
  EXPECT_EQ(Order.next(), std::nullopt);
  EXPECT_TRUE(Order.unfinished().empty());
}

TEST(Schedule, UnitsOfAGroupWaitForItsHeaders) {
  Schedule Order(4, {group({1, 3})}, /*Jobs=*/1);
  Tasks Begun = begin(Order, 9);
  EXPECT_EQ(llvm::count_if(Begun, [&](size_t T) { return !Order.isUnit(T); }),
            1);
  EXPECT_TRUE(is_contained(Begun, 0) && is_contained(Begun, 2));
  EXPECT_EQ(Begun.size(), 3u);
  size_t Task =
      *llvm::find_if(Begun, [&](size_t T) { return !Order.isUnit(T); });
  EXPECT_EQ(Order.groupOf(Task).Units, (Tasks{1, 3}));
  succeed(Order, Task);
  EXPECT_EQ(begin(Order, 9), (Tasks{1, 3}));
}

TEST(Schedule, UnitsHaveTheHeadersUntilTheLastHasEnded) {
  Schedule Order(2, {group({0, 1})}, /*Jobs=*/1);
  Tasks Begun = begin(Order, 9);
  ASSERT_EQ(Begun, Tasks{2});
  succeed(Order, 2);
  begin(Order, 9);
  for (size_t Unit : {0, 1}) {
    const Precompiled *Headers = Order.headersOf(Unit);
    ASSERT_NE(Headers, nullptr);
    EXPECT_EQ(Headers->Of.Source, "/headers.c");
    EXPECT_TRUE(Headers->Memory.bytes().starts_with("pch"));
    EXPECT_EQ(Headers->Facts.Macros, std::vector<std::string>{"A=1"});
    ASSERT_EQ(Headers->Inputs.size(), 1u);
    EXPECT_EQ(Headers->Inputs[0].Path, "/a.h");
  }
  Order.ended(0);
  EXPECT_NE(Order.headersOf(1), nullptr);
  Order.ended(1);
  EXPECT_EQ(Order.headersOf(1), nullptr);
  EXPECT_TRUE(Order.unfinished().empty());
}

TEST(Schedule, UnitsDoWithoutHeadersThatFailed) {
  Schedule Order(2, {group({0, 1})}, /*Jobs=*/1);
  ASSERT_EQ(begin(Order, 9), Tasks{2});
  Order.ended(2, std::nullopt, {});
  EXPECT_EQ(begin(Order, 9), (Tasks{0, 1}));
  EXPECT_EQ(Order.headersOf(0), nullptr);
  Order.ended(0);
  Order.ended(1);
  EXPECT_TRUE(Order.unfinished().empty());
}

TEST(Schedule, UnitsDoWithoutHeadersThatWereNotWritten) {
  Schedule Order(1, {group({0})}, /*Jobs=*/1);
  ASSERT_EQ(begin(Order, 9), Tasks{1});
  // The process says that all is well, and has left nothing.
  Order.ended(1, HeaderFacts(), {});
  EXPECT_EQ(begin(Order, 9), Tasks{0});
  EXPECT_EQ(Order.headersOf(0), nullptr);
}

TEST(Schedule, NextGroupIsBegunWhileThereAreUnitsToDo) {
  // Two jobs: as long as more than two units are ready, no group is begun.
  Schedule Order(7, {group({5}), group({6})}, /*Jobs=*/2);
  EXPECT_EQ(begin(Order, 3), (Tasks{0, 1, 2}));
  Tasks Rest = begin(Order, 9);
  EXPECT_EQ(Rest, (Tasks{7, 8, 3, 4}));
  succeed(Order, 8);
  EXPECT_EQ(Order.next(), 6u);
  EXPECT_EQ(Order.next(), std::nullopt);
  succeed(Order, 7);
  EXPECT_EQ(Order.next(), 5u);
}

} // namespace
} // namespace dmatidy
