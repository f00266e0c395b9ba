//===-- SourceTextTest.cpp - Words and includes of a source ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/SourceText.h"
#include "driver/compilation/Select.h"
#include "test/unit/TemporaryFolder.h"
#include "test/unit/UnitBuilder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

using Words = std::vector<std::string>;

Words wordsOf(StringRef Text) {
  Words Result;
  forEachWord(Text, [&](StringRef Word) { Result.push_back(Word.str()); });
  return Result;
}

Words includesOf(StringRef Text) {
  Words Result;
  scan(
      Text, [](StringRef) { return true; },
      [&](StringRef Name) { Result.push_back(Name.str()); });
  return Result;
}

TEST(SourceText, WordsAreIdentifiers) {
  EXPECT_EQ(wordsOf("int a_1=f(b,_c);"), (Words{"int", "a_1", "f", "b", "_c"}));
  EXPECT_EQ(wordsOf(""), Words{});
  EXPECT_EQ(wordsOf(" 12 + \t()"), Words{});
  EXPECT_EQ(wordsOf("last"), Words{"last"});
}

TEST(SourceText, WordsOfMacrosAndCommentsCount) {
  // What is not sure to be code may be some.
  EXPECT_EQ(wordsOf("#define M f\n// g\n\"h\""),
            (Words{"define", "M", "f", "g", "h"}));
}

TEST(SourceText, EndsWhenItIsToldTo) {
  Words Seen, Includes;
  scan(
      "one two\n#include \"x.h\"\nthree",
      [&](StringRef Word) {
        Seen.push_back(Word.str());
        return Word != "two";
      },
      [&](StringRef Name) { Includes.push_back(Name.str()); });
  EXPECT_EQ(Seen, (Words{"one", "two"}));
  EXPECT_EQ(Includes, Words{});
}

TEST(SourceText, IncludesAreThoseInQuotes) {
  EXPECT_EQ(includesOf("#include \"a.h\"\n"
                       " # \tinclude\t\"sub/b.h\" // here\n"
                       "#include <c.h>\n"
                       "#include MACRO\n"
                       "#define include \"d.h\"\n"
                       "#include\"e.h\""),
            (Words{"a.h", "sub/b.h", "e.h"}));
}

TEST(SourceText, IncludeEndsWithItsLine) {
  EXPECT_EQ(includesOf("#include \"a.h\n#include \"b.h\"\n"),
            (Words{"a.h", "b.h"}));
  EXPECT_EQ(includesOf("#include"), Words{});
  EXPECT_EQ(includesOf("#include \""), Words{});
}

TEST(SourceText, IncludedNameTellsTheForm) {
  auto Angled = includedName(" \t<linux/dma.h> // \"x\"");
  ASSERT_TRUE(Angled);
  EXPECT_EQ(Angled->Name, "linux/dma.h");
  EXPECT_TRUE(Angled->IsAngled);
  auto Quoted = includedName("\"a>b.h\"");
  ASSERT_TRUE(Quoted);
  EXPECT_EQ(Quoted->Name, "a>b.h");
  EXPECT_FALSE(Quoted->IsAngled);
  for (const char *None : {"", " ", "NAME", "\"\"", "<>", "<\n>"})
    EXPECT_FALSE(includedName(None)) << None;
}

TEST(SourceText, HeaderBesideIsAPlainFile) {
  TemporaryFolder Folder;
  std::string Header = Folder.write("net/a.h", "");
  std::string Source = Folder.path("net/sub/a.c");
  EXPECT_EQ(headerBeside(Folder.path("net/b.c"), "a.h"), Header);
  EXPECT_EQ(headerBeside(Source, "../a.h"), Header);
  EXPECT_EQ(headerBeside(Source, "a.h"), "");
  EXPECT_EQ(headerBeside(Folder.path("b.c"), "net"), "");
}

//===-- Which units are looked at -----------------------------------------===//

TEST(Select, TextNamesRowsOrTypesOfHandles) {
  const Model &Api = builtinModel();
  EXPECT_TRUE(namesDma("x = dma_map_single(d, p, 1, 2);", Api));
  EXPECT_TRUE(namesDma("dma_addr_t handle;", Api));
  EXPECT_FALSE(namesDma("int dma_map_single_ish;", Api));
  EXPECT_FALSE(namesDma("", Api));
}

class SelectorTest : public testing::Test {
protected:
  TemporaryFolder Folder;
  Selector Chosen{builtinModel()};
  bool mayTouchDma(StringRef Name) {
    Unit One;
    One.RealPath = Folder.path(Name);
    return Chosen.mayTouchDma(One);
  }
};

TEST_F(SelectorTest, LooksIntoHeadersBesideAndBelow) {
  Folder.write("a.c", "#include \"own/b.h\"\n");
  Folder.write("own/b.h", "#include \"c.h\"\n");
  Folder.write("own/c.h", "#define GO dma_alloc_coherent\n");
  Folder.write("d.c", "#include <own/c.h>\n#include \"missing.h\"\n");
  EXPECT_TRUE(mayTouchDma("a.c"));
  EXPECT_FALSE(mayTouchDma("d.c"));
}

TEST_F(SelectorTest, HeadersThatIncludeEachOtherEnd) {
  Folder.write("a.c", "#include \"a.h\"\n");
  Folder.write("a.h", "#include \"b.h\"\n");
  Folder.write("b.h", "#include \"a.h\"\n");
  EXPECT_FALSE(mayTouchDma("a.c"));
}

TEST_F(SelectorTest, WhatCannotBeReadIsLookedAt) {
  EXPECT_TRUE(mayTouchDma("missing.c"));
}

TEST_F(SelectorTest, WordsOfADriverAreThoseOfItsHeadersToo) {
  Folder.write("a.h", "int beside;\n");
  StringSet<> Found =
      driverWords(Folder.path("a.c"), "#include \"a.h\"\nint own;\n");
  EXPECT_TRUE(Found.contains("own"));
  EXPECT_TRUE(Found.contains("beside"));
  EXPECT_FALSE(Found.contains("other"));
}

} // namespace
} // namespace dmatidy
