//===-- ChangeTest.cpp - Files as they were before a diff -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Change.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

class FilesBefore : public testing::Test {
protected:
  TemporaryFolder Folder;

  Overlay before(StringRef Diff) {
    auto Result = filesBefore(Diff, Folder.path());
    if (Result)
      return std::move(*Result);
    ADD_FAILURE() << toString(Result.takeError());
    return Overlay();
  }
  std::string problem(StringRef Diff) {
    return errorOf(filesBefore(Diff, Folder.path()));
  }
  /// What \p Files has for \p Name; "none" if it is missing there, "unchanged"
  /// if nothing is said.
  std::string text(const Overlay &Files, StringRef Name) {
    auto Found = Files.find(Folder.path(Name));
    return Found == Files.end() ? "unchanged" : Found->second.value_or("none");
  }
};

TEST_F(FilesBefore, NoDiffChangesNothing) {
  EXPECT_TRUE(before("").empty());
  EXPECT_TRUE(before("A message\n--- of two lines\nand more\n").empty());
}

TEST_F(FilesBefore, TakesHunksBack) {
  Folder.write("net/a.c", "1\nnew\n3\n4\n5\n6\n7\nadded\n8\n");
  Overlay Files = before("diff --git a/net/a.c b/net/a.c\n"
                         "index 1..2 100644\n"
                         "--- a/net/a.c\n"
                         "+++ b/net/a.c\n"
                         "@@ -1,4 +1,3 @@ int f(void)\n"
                         " 1\n"
                         "-old\n"
                         "-older\n"
                         "+new\n"
                         " 3\n"
                         "@@ -8,1 +7,2 @@\n"
                         " 7\n"
                         "+added\n");
  EXPECT_EQ(text(Files, "net/a.c"), "1\nold\nolder\n3\n4\n5\n6\n7\n8\n");
  EXPECT_EQ(Files.size(), 1u);
}

TEST_F(FilesBefore, HunksWithoutContextFit) {
  // As diff -U0 writes them.
  Folder.write("a.c", "1\n2\nx\n");
  EXPECT_EQ(text(before("--- a/a.c\n+++ b/a.c\n@@ -2,1 +1,0 @@\n-gone\n"
                        "@@ -3,0 +3 @@\n+x\n"),
                 "a.c"),
            "1\ngone\n2\n");
  Folder.write("b.c", "1\n");
  EXPECT_EQ(
      text(before("--- a/b.c\n+++ b/b.c\n@@ -1,2 +0,0 @@\n-0\n-00\n"), "b.c"),
      "0\n00\n1\n");
}

TEST_F(FilesBefore, LinesThatLookLikeHeadersAreLines) {
  Folder.write("a.c", "++ x\n");
  EXPECT_EQ(
      text(before("--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n--- y\n+++ x\n"), "a.c"),
      "-- y\n");
}

TEST_F(FilesBefore, PathsMayHaveNoFirstPart) {
  Folder.write("net/a.c", "x\n");
  for (const char *Names : {"--- net/a.c\n+++ net/a.c\n",
                            "--- a/net/a.c\t2026-01-01\n+++ b/net/a.c\tx\n",
                            "--- \"a/net/a.c\"\n+++ \"b/net/a.c\"\n"})
    EXPECT_EQ(
        text(before(Names + std::string("@@ -1 +1 @@\n-y\n+x\n")), "net/a.c"),
        "y\n")
        << Names;
}

TEST_F(FilesBefore, QuotedNamesAreRead) {
  Folder.write("gr\xc3\xbc\xc3\x9f \"e\".c", "x\n");
  Overlay Files = before("--- \"a/gr\\303\\274\\303\\237 \\\"e\\\".c\"\n"
                         "+++ \"b/gr\\303\\274\\303\\237 \\\"e\\\".c\"\n"
                         "@@ -1 +1 @@\n-y\n+x\n");
  EXPECT_EQ(text(Files, "gr\xc3\xbc\xc3\x9f \"e\".c"), "y\n");
}

TEST_F(FilesBefore, NewFileWasMissing) {
  Folder.write("net/a.c", "1\n2\n");
  EXPECT_EQ(text(before("--- /dev/null\n+++ b/net/a.c\n@@ -0,0 +1,2 @@\n+1\n"
                        "+2\n"),
                 "net/a.c"),
            "none");
}

TEST_F(FilesBefore, DeletedFileWasThere) {
  EXPECT_EQ(text(before("--- a/net/a.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-1\n"
                        "-2\n"),
                 "net/a.c"),
            "1\n2\n");
}

TEST_F(FilesBefore, RenamedFileHadBothNames) {
  Folder.write("net/new.h", "x\nz\n");
  Overlay Files = before("rename from net/old.h\nrename to net/new.h\n"
                         "--- a/net/old.h\n+++ b/net/new.h\n"
                         "@@ -1,2 +1,2 @@\n-y\n+x\n z\n");
  EXPECT_EQ(text(Files, "net/old.h"), "y\nz\n");
  EXPECT_EQ(text(Files, "net/new.h"), "y\nz\n");
}

TEST_F(FilesBefore, SeveralFilesAreTakenBack) {
  Folder.write("a.c", "x\n");
  Folder.write("b.c", "x\n");
  Overlay Files = before("--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-y\n+x\n"
                         "--- a/b.c\n+++ b/b.c\n@@ -1 +1 @@\n-z\n+x\n"
                         "-- \n2.47\n");
  EXPECT_EQ(text(Files, "a.c"), "y\n");
  EXPECT_EQ(text(Files, "b.c"), "z\n");
}

TEST_F(FilesBefore, LinksAndSubmodulesAreNoSources) {
  EXPECT_TRUE(before("diff --git a/link b/link\nnew file mode 120000\n"
                     "--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+a.c\n"
                     "\\ No newline at end of file\n")
                  .empty());
  EXPECT_TRUE(before("diff --git a/sub b/sub\nindex 1..2 160000\n--- a/sub\n"
                     "+++ b/sub\n@@ -1 +1 @@\n-Subproject commit 1\n"
                     "+Subproject commit 2\n")
                  .empty());
}

TEST_F(FilesBefore, LineEndsOfTheDiffDoNotMatter) {
  Folder.write("a.c", "1\r\nx\r\n");
  EXPECT_EQ(text(before("--- a/a.c\r\n+++ b/a.c\r\n@@ -1,2 +1,2 @@\r\n 1\r\n"
                        "-y\r\n+x\r\n"),
                 "a.c"),
            "1\ny\n");
}

TEST_F(FilesBefore, EmptyContextLineMayHaveLostItsSpace) {
  Folder.write("a.c", "1\n\nx\n");
  EXPECT_EQ(
      text(before("--- a/a.c\n+++ b/a.c\n@@ -1,3 +1,3 @@\n 1\n\n-y\n+x\n"),
           "a.c"),
      "1\n\ny\n");
}

TEST_F(FilesBefore, NewFileMayLackItsLastNewline) {
  Folder.write("a.c", "1\nx");
  EXPECT_EQ(text(before("--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n 1\n-y\n+x\n"
                        "\\ No newline at end of file\n"),
                 "a.c"),
            "1\ny\n");
}

TEST_F(FilesBefore, BadDiffsNameTheirLine) {
  Folder.write("a.c", "1\n2\n3\n");
  const std::string Names = "--- a/a.c\n+++ b/a.c\n";
  const std::pair<const char *, const char *> Cases[] = {
      {"@@ x @@\n", "diff:3: not a hunk of a unified diff"},
      {"@@ -1,x +1,2 @@\n", "diff:3: not a hunk of a unified diff"},
      {"@@ -1,1 +1,x @@\n", "diff:3: not a hunk of a unified diff"},
      {"@@ -1 +0 @@\n", "diff:3: this hunk does not fit"},
      {"@@ -9,1 +9,1 @@\n 1\n", "diff:3: this hunk does not fit"},
      {"@@ -1,2 +1,2 @@\n 1\n 4\n", "diff:5: this line is not in the file"},
      {"@@ -1,1 +1,2 @@\n 1\n+4\n", "diff:5: this line is not in the file"},
      {"@@ -1,2 +1,1 @@\n 1\n", "diff:5: this line is not in the file"},
      {"@@ -1,1 +1,1 @@\n 1\n@@ -1,1 +1,1 @@\n 1\n",
       "diff:5: this hunk does not fit"},
      {"@@ -1,1 +1,3 @@\n+1\n-x\n-y\n", "diff:6: a line too many"},
      {"@@ -1,3 +1,3 @@\n 1", "diff:5: the diff ends in a hunk"},
  };
  for (auto [Hunk, Message] : Cases)
    EXPECT_EQ(problem(Names + Hunk).substr(0, strlen(Message)), Message)
        << Hunk;
  EXPECT_EQ(problem("x\n--- a/b.c\n+++ b/b.c\n@@ -1 +1 @@\n-x\n+y\n"),
            "diff:4: there is no file b/b.c; run in the folder that the diff "
            "starts from");
}

// The old text gets a newline that it did not have.
TEST_F(FilesBefore, DISABLED_OldFileMayLackItsLastNewline) {
  Folder.write("a.c", "1\nx\n");
  EXPECT_EQ(text(before("--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n 1\n-y\n"
                        "\\ No newline at end of file\n+x\n"),
                 "a.c"),
            "1\ny");
}

// What stands before the first / is always taken for git's part, and where
// there is none the folder itself for the file.
TEST_F(FilesBefore, DISABLED_DeletedFileMayHaveNoFirstPart) {
  EXPECT_EQ(text(before("--- a.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"), "a.c"),
            "1\n");
  Folder.write("net/b.c", "");
  EXPECT_EQ(text(before("--- net/a.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"),
                 "net/a.c"),
            "1\n");
}

// Neither name has a /, so both are taken for the same.
TEST_F(FilesBefore, DISABLED_RenamedFileMayHaveNoFirstPart) {
  Folder.write("new.h", "x\n");
  EXPECT_EQ(
      text(before("--- old.h\n+++ new.h\n@@ -1 +1 @@\n-y\n+x\n"), "old.h"),
      "y\n");
}

} // namespace
} // namespace dmatidy
