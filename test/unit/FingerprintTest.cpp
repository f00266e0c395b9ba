//===-- FingerprintTest.cpp - What a finding is known again by ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/finding/Diagnostic.h"
#include "gtest/gtest.h"
#include <set>

namespace dmatidy {
namespace {

Diagnostic leakAt(unsigned Line, unsigned Column = 1) {
  return findingAt({"drivers/net/a.c", Line, Column, "open", "p = map(dev);"},
                   "dma-leak", Confidence::High, "'p' is leaked");
}

TEST(Fingerprint, HasSixteenLowerCaseDigits) {
  // Enough of them that some would be shorter without leading zeros.
  for (unsigned I = 0; I != 100; ++I) {
    Diagnostic One;
    One.Function = std::to_string(I);
    identify(One, "");
    EXPECT_EQ(One.Fingerprint.size(), 16u);
    EXPECT_EQ(One.Fingerprint.find_first_not_of("0123456789abcdef"),
              std::string::npos)
        << One.Fingerprint;
  }
}

TEST(Fingerprint, DoesNotDependOnPlaceFolderOrConfidence) {
  Diagnostic A = leakAt(10), B = leakAt(700, 9);
  EXPECT_EQ(A.Fingerprint, B.Fingerprint);
  B.Place.File = "/home/me/linux/drivers/net/a.c";
  B.Level = "low";
  B.Notes.push_back({"b.c", 1, 1, "here"});
  identify(B, "p = map(dev);");
  EXPECT_EQ(A.Fingerprint, B.Fingerprint);
}

TEST(Fingerprint, DependsOnCheckFileFunctionMessageAndLine) {
  std::set<std::string> All = {leakAt(1).Fingerprint};
  auto Expect = [&](Diagnostic One, llvm::StringRef Line) {
    identify(One, Line);
    EXPECT_TRUE(All.insert(One.Fingerprint).second);
  };
  Diagnostic One = leakAt(1);
  One.Check = "dma-double-release";
  Expect(One, One.Text);
  One = leakAt(1);
  One.Place.File = "drivers/net/b.c";
  Expect(One, One.Text);
  One = leakAt(1);
  One.Function = "close";
  Expect(One, One.Text);
  One = leakAt(1);
  One.Place.Message = "'q' is leaked";
  Expect(One, One.Text);
  Expect(leakAt(1), "q = map(dev);");
}

TEST(Fingerprint, PartsDoNotRunIntoEachOther) {
  Diagnostic A = leakAt(1), B = leakAt(1);
  A.Function = "ab";
  A.Place.Message = "c";
  B.Function = "a";
  B.Place.Message = "bc";
  identify(A, "x");
  identify(B, "x");
  EXPECT_NE(A.Fingerprint, B.Fingerprint);
}

TEST(Fingerprint, IndentationDoesNotCount) {
  Diagnostic A = leakAt(1), B = leakAt(1);
  identify(A, "\t\tfree(p); \r");
  identify(B, "free(p);");
  EXPECT_EQ(A.Fingerprint, B.Fingerprint);
  EXPECT_EQ(A.Text, "free(p);");
}

TEST(Diagnostic, FindingAtTakesEverythingFromTheSite) {
  Diagnostic Found = leakAt(10, 3);
  EXPECT_EQ(Found.Check, "dma-leak");
  EXPECT_EQ(Found.Level, "high");
  EXPECT_EQ(Found.Place.File, "drivers/net/a.c");
  EXPECT_EQ(Found.Place.Line, 10u);
  EXPECT_EQ(Found.Place.Column, 3u);
  EXPECT_EQ(Found.Place.Message, "'p' is leaked");
  EXPECT_EQ(Found.Function, "open");
  EXPECT_EQ(Found.Text, "p = map(dev);");
  EXPECT_TRUE(Found.Notes.empty());
}

TEST(NumberTwins, SortsByPlaceThenCheckThenMessage) {
  Diagnostic Other = leakAt(2, 1);
  Other.Check = "dma-attrs";
  Diagnostic First = leakAt(9, 9);
  First.Place.File = "drivers/net/0.c";
  std::vector<Diagnostic> All = {leakAt(10), leakAt(2, 5), leakAt(2, 1), Other,
                                 First};
  numberTwins(All);
  EXPECT_EQ(All[0].Place.File, "drivers/net/0.c");
  EXPECT_EQ(All[1].Check, "dma-attrs");
  EXPECT_EQ(All[2].Check, "dma-leak");
  EXPECT_EQ(All[2].Place.Column, 1u);
  EXPECT_EQ(All[3].Place.Column, 5u);
  EXPECT_EQ(All[4].Place.Line, 10u);
}

TEST(NumberTwins, TellsTwinsApartByTheirOrder) {
  std::vector<Diagnostic> All = {leakAt(30), leakAt(10), leakAt(20)};
  std::string Plain = All[0].Fingerprint;
  numberTwins(All);
  EXPECT_EQ(All[0].Fingerprint, Plain);
  EXPECT_NE(All[1].Fingerprint, Plain);
  EXPECT_NE(All[2].Fingerprint, Plain);
  EXPECT_NE(All[1].Fingerprint, All[2].Fingerprint);
  EXPECT_EQ(All[1].Fingerprint.size(), 16u);
}

TEST(NumberTwins, NumbersDoNotDependOnLinesOrOnWhoCameFirst) {
  std::vector<Diagnostic> Before = {leakAt(10), leakAt(20), leakAt(30)};
  std::vector<Diagnostic> After = {leakAt(38), leakAt(18), leakAt(28)};
  numberTwins(Before);
  numberTwins(After);
  for (size_t I = 0; I != Before.size(); ++I)
    EXPECT_EQ(Before[I].Fingerprint, After[I].Fingerprint);
}

TEST(NumberTwins, LeavesWhatHasNoTwin) {
  std::vector<Diagnostic> All = {leakAt(1)};
  Diagnostic Other = leakAt(2);
  identify(Other, "another line");
  All.push_back(Other);
  numberTwins(All);
  EXPECT_EQ(All[0].Fingerprint, leakAt(1).Fingerprint);
  EXPECT_EQ(All[1].Fingerprint, Other.Fingerprint);
}

} // namespace
} // namespace dmatidy
