//===-- SuppressTest.cpp - NOLINT comments --------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Suppress.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

class SuppressTest : public testing::Test {
protected:
  Overlay Files;
  Sources Text{&Files};
  Suppressions Comments{Text};

  void SetUp() override { file(""); }
  void file(StringRef Content, StringRef Name = "/a.c") {
    Files[Name] = Content.str();
  }
  bool covers(unsigned Line, StringRef Check = "dma-leak",
              StringRef Name = "/a.c") {
    return Comments.covers(Check, Name, Line);
  }
  /// Whether a finding in a line that is \p Line is suppressed.
  static bool isCovered(StringRef Line) {
    Overlay One;
    One["/a.c"] = Line.str();
    Sources Text(&One);
    return Suppressions(Text).covers("dma-leak", "/a.c", 1);
  }
};

TEST_F(SuppressTest, CommentMayBeAnywhereInTheLine) {
  for (const char *Line :
       {"f(); // NOLINT", "f(); /* NOLINT */", "NOLINT", "f(); //NOLINT: why",
        "f(); // NOLINT, really", "/*NOLINT*/ f();"})
    EXPECT_TRUE(isCovered(Line)) << Line;
}

TEST_F(SuppressTest, OtherWordsAreOtherWords) {
  for (const char *Line :
       {"f(); // nolint", "f(); // NOLINTS", "XNOLINT", "_NOLINT", "NOLINT_",
        "1NOLINT", "NOLINTNEXTLINES", "NO LINT", "NOLIN", ""})
    EXPECT_FALSE(isCovered(Line)) << Line;
}

TEST_F(SuppressTest, ListNamesTheChecks) {
  for (const char *Line :
       {"// NOLINT(dma-leak)", "// NOLINT(*)", "// NOLINT(dma-*)",
        "// NOLINT(dma-mask, dma-leak)", "// NOLINT( dma-leak )",
        "// NOLINT(*,-dma-mask)", "// NOLINT(other-check,dma-leak)"})
    EXPECT_TRUE(isCovered(Line)) << Line;
  for (const char *Line :
       {"// NOLINT(dma-mask)", "// NOLINT()", "// NOLINT(leak)",
        "// NOLINT(*,-dma-leak)", "// NOLINT(dma-leak", "// NOLINT([)"})
    EXPECT_FALSE(isCovered(Line)) << Line;
}

TEST_F(SuppressTest, SpaceBeforeAListEndsTheComment) {
  // What follows is a remark.
  EXPECT_TRUE(isCovered("// NOLINT (dma-mask)"));
}

TEST_F(SuppressTest, SecondCommentOfALineCounts) {
  EXPECT_TRUE(isCovered("f(); /* NOLINT(dma-mask) */ // NOLINT(dma-leak)"));
  EXPECT_TRUE(isCovered("f(); // NOLINTS NOLINT"));
}

TEST_F(SuppressTest, HoldsForItsLineOnly) {
  file("a\nb // NOLINT\nc\n");
  EXPECT_FALSE(covers(1));
  EXPECT_TRUE(covers(2));
  EXPECT_FALSE(covers(3));
}

TEST_F(SuppressTest, NextLineIsTheNextLine) {
  file("// NOLINTNEXTLINE(dma-leak)\na\nb\n");
  EXPECT_FALSE(covers(1));
  EXPECT_TRUE(covers(2));
  EXPECT_FALSE(covers(2, "dma-mask"));
  EXPECT_FALSE(covers(3));
}

TEST_F(SuppressTest, BlockHoldsFromBeginToEnd) {
  file("a\n// NOLINTBEGIN(dma-leak)\nb\n// NOLINTEND(dma-leak)\nc\n");
  EXPECT_FALSE(covers(1));
  for (unsigned Line : {2, 3, 4})
    EXPECT_TRUE(covers(Line)) << Line;
  EXPECT_FALSE(covers(5));
  EXPECT_FALSE(covers(3, "dma-mask"));
  EXPECT_TRUE(Comments.complaints().empty());
}

TEST_F(SuppressTest, BlocksMayBeInBlocks) {
  file("// NOLINTBEGIN\n"
       "// NOLINTBEGIN(dma-leak)\n"
       "a\n"
       "// NOLINTEND(dma-leak)\n"
       "b\n"
       "// NOLINTEND\n");
  EXPECT_TRUE(covers(3));
  EXPECT_TRUE(covers(5, "dma-mask"));
  EXPECT_TRUE(Comments.complaints().empty());
}

TEST_F(SuppressTest, BlockWithoutEndSuppressesNothing) {
  file("// NOLINTBEGIN\na\n");
  EXPECT_FALSE(covers(2));
  EXPECT_EQ(Comments.complaints(),
            std::vector<std::string>{
                "/a.c:1: NOLINTBEGIN without a NOLINTEND that has the same "
                "list"});
}

TEST_F(SuppressTest, EndOfAnotherListEndsNothing) {
  file("// NOLINTBEGIN(dma-leak)\na\n// NOLINTEND\nb\n");
  EXPECT_FALSE(covers(2));
  std::vector<std::string> Said = Comments.complaints();
  ASSERT_EQ(Said.size(), 2u);
  EXPECT_EQ(Said[0].find("/a.c:1: NOLINTBEGIN"), 0u);
  EXPECT_EQ(Said[1].find("/a.c:3: NOLINTEND"), 0u);
}

TEST_F(SuppressTest, ComplaintsComeByFileAndLine) {
  file("\n// NOLINTEND\n// NOLINTEND\n", "/b.c");
  file("// NOLINTEND\n", "/a.c");
  covers(1, "dma-leak", "/b.c");
  EXPECT_EQ(Comments.complaints().size(), 2u);
  covers(1, "dma-leak", "/a.c");
  std::vector<std::string> Said = Comments.complaints();
  ASSERT_EQ(Said.size(), 3u);
  EXPECT_EQ(Said[0].substr(0, 7), "/a.c:1:");
  EXPECT_EQ(Said[1].substr(0, 7), "/b.c:2:");
  EXPECT_EQ(Said[2].substr(0, 7), "/b.c:3:");
}

TEST_F(SuppressTest, FileThatIsNotThereSuppressesNothing) {
  Files["/gone.c"] = std::nullopt;
  EXPECT_FALSE(covers(1, "dma-leak", "/gone.c"));
  EXPECT_FALSE(covers(0));
  EXPECT_FALSE(covers(100));
}

} // namespace
} // namespace dmatidy
