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
  return findingAt(
      {"/src/drivers/net/a.c", Line, Column, "open", "p = map(dev);"},
      {"dma-leak", "lost"}, "'p'", Confidence::High, "'p' is leaked");
}

/// The fingerprint of \p Finding, alone in its module.
std::string printOf(Diagnostic Finding, llvm::StringRef Folder = "drivers") {
  std::vector<Diagnostic> All = {std::move(Finding)};
  fingerprint(All, Folder);
  return All.front().Fingerprint;
}

TEST(Fingerprint, HasSixteenLowerCaseDigits) {
  // Enough of them that some would be shorter without leading zeros.
  for (unsigned I = 0; I != 100; ++I) {
    Diagnostic Finding;
    Finding.Function = std::to_string(I);
    std::string Print = printOf(Finding);
    EXPECT_EQ(Print.size(), 16u);
    EXPECT_EQ(Print.find_first_not_of("0123456789abcdef"), std::string::npos)
        << Print;
  }
}

TEST(Fingerprint, DoesNotDependOnWordingLineTreeOrConfidence) {
  Diagnostic Other = leakAt(700, 9);
  Other.Place.File = "/home/me/linux/drivers/net/a.c";
  Other.Place.Message = "nobody releases 'p'";
  Other.Text = "p = map(dev, size);";
  Other.Level = "low";
  Other.Notes.push_back({"b.c", 1, 1, "here"});
  EXPECT_EQ(printOf(leakAt(10)), printOf(Other));
}

TEST(Fingerprint, DependsOnCheckKindObjectFunctionAndFile) {
  std::set<std::string> All = {printOf(leakAt(1))};
  auto ExpectOther = [&](void (*Change)(Diagnostic &)) {
    Diagnostic Finding = leakAt(1);
    Change(Finding);
    EXPECT_TRUE(All.insert(printOf(Finding)).second);
  };
  ExpectOther([](Diagnostic &D) { D.Check = "dma-double-release"; });
  ExpectOther([](Diagnostic &D) { D.Kind = "left-on-error"; });
  ExpectOther([](Diagnostic &D) { D.Object = "'q'"; });
  ExpectOther([](Diagnostic &D) { D.Function = "close"; });
  ExpectOther([](Diagnostic &D) { D.Place.File = "/src/drivers/net/b.c"; });
  ExpectOther([](Diagnostic &D) { D.Place.File = "/src/drivers/usb/a.c"; });
}

TEST(Fingerprint, PartsDoNotRunIntoEachOther) {
  Diagnostic A = leakAt(1), B = leakAt(1);
  A.Function = "ab";
  A.Object = "c";
  B.Function = "a";
  B.Object = "bc";
  EXPECT_NE(printOf(A), printOf(B));
}

TEST(Fingerprint, TellsTwinsApartByTheirOrder) {
  std::vector<Diagnostic> All = {leakAt(10), leakAt(20), leakAt(30)};
  fingerprint(All, "drivers");
  EXPECT_EQ(All[0].Fingerprint, printOf(leakAt(10)));
  std::set<std::string> Different = {All[0].Fingerprint, All[1].Fingerprint,
                                     All[2].Fingerprint};
  EXPECT_EQ(Different.size(), 3u);
  std::vector<Diagnostic> Moved = {leakAt(18), leakAt(28), leakAt(38)};
  fingerprint(Moved, "drivers");
  for (size_t I = 0; I != All.size(); ++I)
    EXPECT_EQ(All[I].Fingerprint, Moved[I].Fingerprint);
}

TEST(PathBelow, TakesWhatStandsBelowTheFolder) {
  EXPECT_EQ(pathBelow("/src/drivers/net/a.c", "drivers/net"), "a.c");
  EXPECT_EQ(pathBelow("/src/drivers/net/hw/a.c", "drivers/net"), "hw/a.c");
  EXPECT_EQ(pathBelow("/src/mine/hw/a.c", "/src/mine"), "hw/a.c");
  EXPECT_EQ(pathBelow("/drivers/net/x/drivers/net/a.c", "drivers/net"), "a.c");
  // Elsewhere, or in a folder that only begins like it: the name alone.
  EXPECT_EQ(pathBelow("/src/include/linux/a.h", "drivers/net"), "a.h");
  EXPECT_EQ(pathBelow("/src/drivers/network/a.c", "drivers/net"), "a.c");
  EXPECT_EQ(pathBelow("/src/drivers/net/a.c", ""), "a.c");
}

TEST(Diagnostic, FindingAtTakesEverythingFromTheSite) {
  Diagnostic Finding = leakAt(10, 3);
  EXPECT_EQ(Finding.Check, "dma-leak");
  EXPECT_EQ(Finding.Kind, "lost");
  EXPECT_EQ(Finding.Object, "'p'");
  EXPECT_EQ(Finding.Level, "high");
  EXPECT_EQ(Finding.Place.File, "/src/drivers/net/a.c");
  EXPECT_EQ(Finding.Place.Line, 10u);
  EXPECT_EQ(Finding.Place.Column, 3u);
  EXPECT_EQ(Finding.Place.Message, "'p' is leaked");
  EXPECT_EQ(Finding.Function, "open");
  EXPECT_EQ(Finding.Text, "p = map(dev);");
  EXPECT_TRUE(Finding.Notes.empty());
}

TEST(SortFindings, OrdersByPlaceThenCheck) {
  Diagnostic Other = leakAt(2, 1);
  Other.Check = "dma-attrs";
  Diagnostic First = leakAt(9, 9);
  First.Place.File = "/src/drivers/net/0.c";
  std::vector<Diagnostic> All = {leakAt(10), leakAt(2, 5), leakAt(2, 1), Other,
                                 First};
  sortFindings(All);
  EXPECT_EQ(All[0].Place.File, "/src/drivers/net/0.c");
  EXPECT_EQ(All[1].Check, "dma-attrs");
  EXPECT_EQ(All[2].Place.Column, 1u);
  EXPECT_EQ(All[3].Place.Column, 5u);
  EXPECT_EQ(All[4].Place.Line, 10u);
}

TEST(SortFindings, OfOnePlaceThePathsStays) {
  Diagnostic OfModule = leakAt(10), OnPath = leakAt(10);
  OfModule.FromModule = true;
  OnPath.Notes.push_back({"a.c", 1, 1, "here"});
  std::vector<Diagnostic> All = {OfModule, OnPath, OfModule};
  sortFindings(All);
  ASSERT_EQ(All.size(), 1u);
  EXPECT_FALSE(All.front().FromModule);
}

TEST(DropRetold, OfOneStoryThePathsStays) {
  Diagnostic OnPath = leakAt(10), InText = leakAt(20), Elsewhere = leakAt(20);
  OnPath.Notes.push_back({OnPath.Place.File, 15, 1, "released here"});
  InText.FromText = Elsewhere.FromText = true;
  InText.Notes.push_back({OnPath.Place.File, 15, 7, "released here"});
  Elsewhere.Notes.push_back({OnPath.Place.File, 16, 1, "released here"});
  std::vector<Diagnostic> All = {OnPath, InText, Elsewhere};
  dropRetold(All);
  ASSERT_EQ(All.size(), 2u);
  EXPECT_FALSE(All[0].FromText);
  EXPECT_EQ(All[1].Notes.front().Line, 16u);
}

TEST(DropRetold, OtherFunctionsAndChecksStay) {
  Diagnostic OnPath = leakAt(10), Other = leakAt(10), Named = leakAt(10);
  Other.FromText = Named.FromText = true;
  Other.Function = "other";
  Named.Check = "dma-attrs";
  std::vector<Diagnostic> All = {OnPath, Other, Named};
  dropRetold(All);
  EXPECT_EQ(All.size(), 3u);
}

} // namespace
} // namespace dmatidy
