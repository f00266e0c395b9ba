//===-- MessageTest.cpp - What a worker says ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Worker.h"
#include "test/unit/Results.h"
#include "test/unit/TemporaryFolder.h"

using namespace llvm;

namespace dmatidy {
namespace {

UnitResult back(const UnitResult &Sent) {
  return cantFail(fromMessage(toMessage(Sent)));
}

TEST(Message, EmptyOneComesBack) {
  UnitResult Is = back(UnitResult());
  EXPECT_TRUE(Is.Findings.empty() && Is.Inputs.empty() && Is.Bounded.empty());
  EXPECT_TRUE(Is.Failure.empty() && Is.Headers.empty());
  EXPECT_FALSE(Is.SharesHeaders);
}

TEST(Message, FindingsAndFactsComeBack) { expectFull(back(fullResult())); }

TEST(Message, WhatJsonDoesNotKeepComesBackToo) {
  UnitResult Sent = fullResult();
  Sent.PeakMemory = 123456;
  Sent.SharesHeaders = true;
  Sent.Inputs = {{"/src/a b.c", UINT64_MAX}, {"/src/none.h", 0}};
  Sent.Bodies.Words["map"] = "dma_map_single dev ";
  Sent.Bodies.Words["empty"] = "";
  Sent.Bodies.Always.insert("needed");
  Sent.Headers = "one line of facts";
  UnitResult Is = back(Sent);
  expectFull(Is);
  EXPECT_EQ(Is.PeakMemory, 123456);
  EXPECT_TRUE(Is.SharesHeaders);
  ASSERT_EQ(Is.Inputs.size(), 2u);
  EXPECT_EQ(Is.Inputs[0].Path, "/src/a b.c");
  EXPECT_EQ(Is.Inputs[0].Hash, UINT64_MAX);
  EXPECT_EQ(Is.Inputs[1].Path, "/src/none.h");
  EXPECT_EQ(Is.Inputs[1].Hash, 0u);
  EXPECT_EQ(Is.Bodies.Words.size(), 2u);
  EXPECT_EQ(Is.Bodies.Words["map"], "dma_map_single dev ");
  EXPECT_EQ(Is.Bodies.Words["empty"], "");
  EXPECT_TRUE(Is.Bodies.Always.contains("needed"));
  EXPECT_EQ(Is.Headers, "one line of facts");
}

TEST(Message, InputOfTwoLinesIsNeverCurrent) {
  UnitResult Sent;
  Sent.Inputs = {{"/src/a\nb.c", 5}, {"/src/c.c", 6}};
  UnitResult Is = back(Sent);
  ASSERT_EQ(Is.Inputs.size(), 2u);
  // No plain file has this name, whatever its hash.
  EXPECT_EQ(Is.Inputs[0].Path, "/");
  EXPECT_EQ(Is.Inputs[1].Path, "/src/c.c");
}

TEST(Message, TextOfAnotherEncodingBecomesUtf8) {
  UnitResult Sent = fullResult();
  Sent.Findings[0].Place.Message = "gr\xfc";
  Sent.Failure = "\xff";
  UnitResult Is = back(Sent);
  EXPECT_EQ(Is.Findings[0].Place.Message, "gr\xef\xbf\xbd");
  EXPECT_EQ(Is.Failure, "\xef\xbf\xbd");
}

TEST(Message, NothingIsReadOfWhatIsCutOff) {
  UnitResult Sent = fullResult();
  Sent.Inputs = {{"/src/a.c", 5}};
  std::string Text = toMessage(Sent);
  for (size_t Size = 0; Size != Text.size(); ++Size)
    EXPECT_NE(errorOf(fromMessage(StringRef(Text).take_front(Size))), "")
        << Size;
}

TEST(Message, OtherTextsAreErrors) {
  for (const char *Text : {"", "x\n\n\n\n{}", "1 0\n\n\n\n", "1 0\n\n\n\n{}",
                           "1 0\nnohash /a\n\n\n\n{}", "1 0\n\n\n\n[]"})
    EXPECT_NE(errorOf(fromMessage(Text)), "") << Text;
}

/// Whether a result is read whose only finding was changed so.
template <typename Edit> bool isRead(Edit Change) {
  UnitResult Sent = fullResult();
  Change(Sent.Findings[0]);
  UnitResult Is;
  return fromJSON(json::Value(toJSON(Sent)), Is);
}

TEST(ResultJson, FindingsThatNoCheckMakesAreRefused) {
  EXPECT_TRUE(isRead([](Diagnostic &) {}));
  EXPECT_FALSE(
      isRead([](Diagnostic &Finding) { Finding.Check = "dma-nothing"; }));
  EXPECT_FALSE(isRead([](Diagnostic &Finding) { Finding.Check = "../../x"; }));
  EXPECT_FALSE(isRead([](Diagnostic &Finding) { Finding.Level = "certain"; }));
  EXPECT_FALSE(isRead([](Diagnostic &Finding) {
    Finding.Obligations[0].Kind = ObligationKind(99);
  }));
}

// It becomes the name of a file, and is made when modules are put together.
TEST(ResultJson, FingerprintsAreNotBelieved) {
  UnitResult Sent = fullResult(), Is;
  Sent.Findings[0].Fingerprint = "../../../../../x";
  ASSERT_TRUE(fromJSON(json::Value(toJSON(Sent)), Is));
  EXPECT_EQ(Is.Findings[0].Fingerprint, "");
}

TEST(ResultJson, DamagedFactsAreRefused) {
  json::Object Sent = toJSON(fullResult());
  UnitResult Is;
  for (const char *Facts : {"", "!", "////"}) {
    Sent["facts"] = Facts;
    EXPECT_FALSE(fromJSON(json::Value(json::Object(Sent)), Is)) << Facts;
  }
}

TEST(ResultJson, ReportHasWhatReadersAreTold) {
  json::Object Finding = toJSON(fullResult().Findings[0]);
  EXPECT_EQ(Finding.getString("check"), "dma-leak");
  EXPECT_EQ(Finding.getString("confidence"), "medium");
  EXPECT_EQ(Finding.getString("file"), "/src/a.c");
  EXPECT_EQ(Finding.getInteger("line"), 12);
  EXPECT_EQ(Finding.getArray("notes")->size(), 2u);
  EXPECT_EQ(Finding.getArray("fixes")->size(), 1u);
  // What only the linking is to know.
  EXPECT_EQ(Finding.get("obligations"), nullptr);
  EXPECT_EQ(Finding.get("text"), nullptr);
}

} // namespace
} // namespace dmatidy
