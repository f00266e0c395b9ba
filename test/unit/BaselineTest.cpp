//===-- BaselineTest.cpp - Findings that are known already ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Baseline.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

Diagnostic found(unsigned Line, StringRef Function = "open",
                 StringRef Message = "'p' is leaked",
                 StringRef Text = "p = map(dev, 4);",
                 StringRef File = "/src/net/a.c") {
  // The object comes first in a message, and the rest says what is wrong.
  auto [Object, Kind] = Message.split(' ');
  return findingAt({File.str(), Line, 1, Function.str(), Text.str()},
                   {"dma-leak", Kind}, Object, Confidence::High, Message);
}

/// \p All with their fingerprints.
std::vector<Diagnostic> printed(std::vector<Diagnostic> All) {
  fingerprint(All, "src");
  return All;
}

/// What of \p Now \p Known does not know.
std::vector<Diagnostic> unknownTo(Baseline &Known,
                                  std::vector<Diagnostic> Now) {
  Now = printed(std::move(Now));
  Known.takeKnown(Now);
  return Now;
}

/// How many of \p Now a baseline of \p Before does not know.
size_t unknown(std::vector<Diagnostic> Before, std::vector<Diagnostic> Now) {
  Baseline Known(printed(std::move(Before)));
  return unknownTo(Known, std::move(Now)).size();
}

TEST(Baseline, EmptyOneKnowsNothing) {
  EXPECT_EQ(unknown({}, {found(1)}), 1u);
  EXPECT_EQ(unknown({found(1)}, {}), 0u);
}

TEST(Baseline, KnowsWhatHasMoved) {
  EXPECT_EQ(unknown({found(10)}, {found(500)}), 0u);
}

TEST(Baseline, KnowsWhatIsInAnotherFunctionOrFile) {
  EXPECT_EQ(unknown({found(1)}, {found(1, "my_open")}), 0u);
  Diagnostic Moved =
      found(1, "open", "'p' is leaked", "p = map(dev, 4);", "/src/scsi/b.c");
  EXPECT_EQ(unknown({found(1)}, {Moved}), 0u);
  Moved.Function = "other";
  EXPECT_EQ(unknown({found(1)}, {Moved}), 0u);
}

TEST(Baseline, KnowsALineThatWasEdited) {
  EXPECT_EQ(unknown({found(1)}, {found(1, "open", "'p' is leaked",
                                       "p = other(dev, flags | 7);")}),
            0u);
}

TEST(Baseline, KnowsWhatWasRenamed) {
  Diagnostic Renamed =
      found(9, "open", "'map' is leaked", "map  = map(d->dev,4);");
  // Another variable, another argument of the same shape.
  Diagnostic Was = found(1, "open", "'p' is leaked", "p = map(e->dev, 8);");
  EXPECT_EQ(unknown({Was}, {Renamed}), 0u);
  Renamed.Function = "other";
  EXPECT_EQ(unknown({Was}, {Renamed}), 0u);
}

TEST(Baseline, DoesNotKnowAnotherCall) {
  Diagnostic Other = found(1, "open", "'q' is leaked", "q = alloc(dev, 4);");
  EXPECT_EQ(unknown({found(1)}, {Other}), 1u);
}

TEST(Baseline, DoesNotKnowAnotherCheck) {
  Diagnostic Other = found(1);
  Other.Check = "dma-double-release";
  EXPECT_EQ(unknown({found(1)}, {Other}), 1u);
}

TEST(Baseline, DoesNotKnowAnotherKindOfMessage) {
  Diagnostic Other = found(1, "open", "'p' is leaked on failure");
  EXPECT_EQ(unknown({found(1)}, {Other}), 1u);
}

TEST(Baseline, OneKnownStandsForOne) {
  EXPECT_EQ(unknown({found(1)}, {found(1), found(2)}), 1u);
  EXPECT_EQ(unknown({found(1), found(2)}, {found(1), found(2)}), 0u);
  EXPECT_EQ(unknown({found(1)}, {found(1), found(1, "a"), found(1, "b")}), 2u);
}

TEST(Baseline, SurestMatchGoesFirst) {
  // The moved one comes first in the list; the known finding is the other's.
  std::vector<Diagnostic> Now = printed({found(1, "moved"), found(2)});
  Baseline Known(printed({found(2)}));
  Known.takeKnown(Now);
  ASSERT_EQ(Now.size(), 1u);
  EXPECT_EQ(Now[0].Function, "moved");
}

TEST(Baseline, GoneIsWhatWasNotMet) {
  Baseline Known(
      printed({found(1), found(2, "close", "'q' is leaked", "q = get(x);")}));
  unknownTo(Known, {found(7)});
  ASSERT_EQ(Known.gone().size(), 1u);
  EXPECT_EQ(Known.gone()[0].Function, "close");
  unknownTo(Known, {found(8)});
  EXPECT_EQ(Known.gone().size(), 1u);
}

TEST(Baseline, WhatIsAddedIsKnownToo) {
  Baseline Old({found(1)}), Next;
  Next.add(Old.gone());
  EXPECT_TRUE(unknownTo(Next, {found(1)}).empty());
}

/// A finding that leaves after \p Failed, and further exits after \p More.
Diagnostic leaving(StringRef Failed, ArrayRef<StringRef> More = {}) {
  Diagnostic Result = found(10);
  Result.Failed = Failed.str();
  for (auto [Index, Line] : enumerate(More)) {
    Result.Exits.push_back(found(11 + Index, "open", "'p' is leaked", Line));
    Result.Exits.back().Failed = Line.str();
  }
  return Result;
}

TEST(Baseline, KnowsEachExit) {
  Baseline Known(printed({leaving("a();", {"b();"})}));
  std::vector<Diagnostic> Left =
      unknownTo(Known, {leaving("a();", {"b();", "c();"})});
  ASSERT_EQ(Left.size(), 1u);
  EXPECT_EQ(Left[0].Failed, "c();");
  EXPECT_TRUE(Left[0].Exits.empty());
  EXPECT_TRUE(Known.gone().empty());
}

TEST(Baseline, KnowsAnExitThatComesFirstNow) {
  Baseline Known(printed({leaving("a();", {"b();"})}));
  std::vector<Diagnostic> Left =
      unknownTo(Known, {leaving("c();", {"b();", "a();"})});
  ASSERT_EQ(Left.size(), 1u);
  EXPECT_EQ(Left[0].Failed, "c();");
  EXPECT_TRUE(Left[0].Exits.empty());
}

TEST(Baseline, MeansAllExitsWhereItHasNone) {
  EXPECT_EQ(unknown({found(1)}, {leaving("a();", {"b();", "c();"})}), 0u);
}

TEST(Exits, FirstThatIsKeptTakesTheFindingsPlace) {
  Diagnostic Finding = leaving("a();", {"b();", "c();"});
  EXPECT_TRUE(keepExits(
      Finding, [](const Diagnostic &Exit) { return Exit.Failed != "a();"; }));
  EXPECT_EQ(Finding.Failed, "b();");
  ASSERT_EQ(Finding.Exits.size(), 1u);
  EXPECT_EQ(Finding.Exits[0].Failed, "c();");
  EXPECT_FALSE(keepExits(Finding, [](const Diagnostic &) { return false; }));
}

TEST(Exits, AreToldInNotes) {
  std::vector<Diagnostic> Findings{leaving("a();", {"b();"})};
  tellExits(Findings);
  ASSERT_EQ(Findings[0].Notes.size(), 1u);
  EXPECT_EQ(Findings[0].Notes[0].Line, 11u);
}

class BaselineFile : public testing::Test {
protected:
  TemporaryFolder Folder;
  std::string problem(StringRef Text) {
    return errorOf(Baseline::read(Folder.write("base.json", Text)));
  }
};

TEST_F(BaselineFile, WhatIsWrittenIsReadAgain) {
  std::string Path = Folder.path("base.json");
  Diagnostic Odd = found(3, "", "say \"p\"\n", "\\ \t x", "/src/o\"dd.c");
  cantFail(Baseline({found(1), Odd}).write(Path));
  Baseline Back = cantFail(Baseline::read(Path));
  ASSERT_EQ(Back.gone().size(), 2u);
  EXPECT_EQ(Back.gone()[1].File, "/src/o\"dd.c");
  EXPECT_EQ(Back.gone()[1].Message, "say \"p\"\n");
  EXPECT_EQ(Back.gone()[1].Fingerprint, Odd.Fingerprint);
  EXPECT_TRUE(unknownTo(Back, {found(9)}).empty());
}

TEST_F(BaselineFile, FilesBelowItMoveWithIt) {
  Diagnostic Below = found(1, "f", "m", "t", Folder.path("net/a.c")),
             Beside = found(1, "g", "m", "t", Folder.path() + "-2/b.c");
  cantFail(Baseline({Below, Beside}).write(Folder.path("base.json")));
  TemporaryFolder Other;
  Other.write("base.json", Folder.read("base.json"));
  Baseline Back = cantFail(Baseline::read(Other.path("base.json")));
  ASSERT_EQ(Back.gone().size(), 2u);
  EXPECT_EQ(Back.gone()[0].File, Other.path("net/a.c"));
  EXPECT_EQ(Back.gone()[1].File, Folder.path() + "-2/b.c");
}

TEST_F(BaselineFile, ErrorsNameTheFile) {
  std::string File = Folder.path("base.json") + ": ";
  EXPECT_EQ(errorOf(Baseline::read(Folder.path("base.json"))),
            File + "no baseline there; make one with --write-baseline");
  for (const char *Text :
       {"{\"version\": 2, \"findings\": []}", "{\"version\": 1}", "[]", "{}",
        "{\"version\": 1, \"findings\": {}}"})
    EXPECT_EQ(problem(Text), File + "is no baseline of version 1") << Text;
  for (const char *Text :
       {"", "{", "{\"version\": 1, \"findings\": [5]}",
        "{\"version\": 1, \"findings\": [{\"check\": \"dma-leak\"}]}"})
    EXPECT_EQ(problem(Text).find(File + "is no baseline: "), 0u)
        << Text << problem(Text);
}

} // namespace
} // namespace dmatidy
