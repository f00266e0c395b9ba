//===-- DatabaseTest.cpp - Compilation databases --------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/compilation/Database.h"
#include "driver/files/Files.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

std::unique_ptr<Database> parsed(StringRef Text) {
  auto Result = Database::parse("db.json", Text);
  if (Result)
    return std::move(*Result);
  ADD_FAILURE() << toString(Result.takeError());
  return std::make_unique<Database>();
}

std::string problem(StringRef Text) {
  return errorOf(Database::parse("db.json", Text));
}

std::vector<std::string> command(const Unit &One) {
  return cantFail(Database::commandOf(One));
}

using Words = std::vector<std::string>;

TEST(Database, IsCutIntoUnitsSortedByPath) {
  auto Base = parsed(R"([
    {"directory": "/nowhere", "file": "b.c", "command": "cc -c b.c"},
    {"directory": "/nowhere", "file": "/nowhere/a.c", "command": "cc -c a.c"}
  ])");
  ASSERT_EQ(Base->units().size(), 2u);
  const Unit &A = Base->units()[0], &B = Base->units()[1];
  EXPECT_EQ(A.RealPath, "/nowhere/a.c");
  EXPECT_EQ(A.File, "/nowhere/a.c");
  EXPECT_EQ(B.RealPath, "/nowhere/b.c");
  EXPECT_EQ(B.File, "b.c");
  EXPECT_EQ(B.Directory, "/nowhere");
  EXPECT_TRUE(B.Text.starts_with("{") && B.Text.ends_with("}"));
  EXPECT_EQ(command(B), (Words{"cc", "-c", "b.c"}));
}

TEST(Database, MayBeEmpty) {
  EXPECT_TRUE(parsed("[]")->units().empty());
  EXPECT_TRUE(parsed(" \r\n[\t]\n")->units().empty());
}

TEST(Database, SpacesAndOrderOfKeysDoNotMatter) {
  auto Base = parsed("[{\"command\":\"cc\",\"output\":\"a.o\",\n\"file\" : "
                     "\"a.c\",\"directory\":\"/nowhere\"}]");
  ASSERT_EQ(Base->units().size(), 1u);
  EXPECT_EQ(Base->units()[0].RealPath, "/nowhere/a.c");
}

TEST(Database, OnlyKeysOfTheCommandItselfCount) {
  auto Base = parsed(R"([{"extra": {"file": "no.c", "x": ["directory", "}"]},
    "note": "file", "directory": "/nowhere", "file": "a.c", "command": "cc"}])");
  ASSERT_EQ(Base->units().size(), 1u);
  EXPECT_EQ(Base->units()[0].RealPath, "/nowhere/a.c");
}

TEST(Database, NamesMayBeEscaped) {
  auto Base = parsed(R"([{"directory": "/nowhere", "command": "cc",
                          "file": "a \"b\"\u002f]{.c"}])");
  ASSERT_EQ(Base->units().size(), 1u);
  EXPECT_EQ(Base->units()[0].File, "a \"b\"/]{.c");
}

TEST(Database, FileThatIsCompiledTwiceIsThereTwice) {
  auto Base = parsed(R"([
    {"directory": "/nowhere", "file": "a.c", "command": "cc -DTWO"},
    {"directory": "/nowhere", "file": "a.c", "command": "cc -DONE"}])");
  ASSERT_EQ(Base->units().size(), 2u);
  EXPECT_EQ(command(Base->units()[0]), (Words{"cc", "-DONE"}));
  EXPECT_EQ(command(Base->units()[1]), (Words{"cc", "-DTWO"}));
}

TEST(Database, CommandIsAShellsAndArgumentsAreAsTheyAre) {
  auto Base = parsed(R"([
    {"directory": "/nowhere", "file": "a.c",
     "command": "cc -D'A=\"x y\"' -DB=\\\"z\\\" \"p q.c\""},
    {"directory": "/nowhere", "file": "b.c",
     "arguments": ["cc", "-DA=\"x y\"", "p q.c", ""]}])");
  EXPECT_EQ(command(Base->units()[0]),
            (Words{"cc", "-DA=\"x y\"", "-DB=\"z\"", "p q.c"}));
  EXPECT_EQ(command(Base->units()[1]),
            (Words{"cc", "-DA=\"x y\"", "p q.c", ""}));
}

TEST(Database, ArgumentsWinOverCommand) {
  auto Base = parsed(R"([{"directory": "/nowhere", "file": "a.c",
                          "command": "gcc -c", "arguments": ["clang"]}])");
  EXPECT_EQ(command(Base->units()[0]), Words{"clang"});
}

TEST(Database, CommandThatIsNoneIsFoundWhenItIsNeeded) {
  auto Base = parsed(
      R"([{"directory": "/nowhere", "file": "a.c", "command": 5},
          {"directory": "/nowhere", "file": "b.c", "command": [,]}])");
  ASSERT_EQ(Base->units().size(), 2u);
  EXPECT_EQ(errorOf(Database::commandOf(Base->units()[0])),
            "a command needs command or arguments");
  EXPECT_NE(errorOf(Database::commandOf(Base->units()[1])), "");
}

TEST(Database, ErrorsNameTheLine) {
  const std::pair<const char *, const char *> Cases[] = {
      {"", "db.json:1: expected '['"},
      {"\n\n{}", "db.json:3: expected '['"},
      {"[\n5]", "db.json:2: expected an object"},
      {"[\n{\"a\": 1}\n{}]", "db.json:3: expected ',' or ']'"},
      {"[\n{},\n]", "db.json:3: expected an object"},
      {"[\n{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc\"}]"
       "\n\nx",
       "db.json:4: text after the end"},
      {"[{}", "db.json:1: expected ',' or ']'"},
      {"[\n{\"directory\": \"/\"", "db.json:"},
      {"[\n{\"file\": \"a.c\", \"command\": \"cc\"}]",
       "db.json:2: a command needs the strings directory and file"},
      {"[\n\n{\"directory\": \"/\", \"command\": \"cc\"}]",
       "db.json:3: a command needs the strings directory and file"},
      {"[{\"directory\": \"/\", \"file\": \"\", \"command\": \"cc\"}]",
       "db.json:1: a command needs the strings directory and file"},
      {"[{\"directory\": 1, \"file\": \"a.c\", \"command\": \"cc\"}]",
       "db.json:1: "},
      {"[\n{\"directory\": \"/\", \"file\": \"a.c\"}]",
       "db.json:2: a command needs command or arguments"},
      {"[\n{\"directory\" \"/\", \"file\": \"a.c\"}]",
       "db.json:2: not valid JSON"},
  };
  for (auto [Text, Message] : Cases)
    EXPECT_EQ(problem(Text).substr(0, strlen(Message)), Message) << Text;
}

// What follows an empty list is not looked at.
TEST(Database, DISABLED_TextAfterAnEmptyListIsAnError) {
  EXPECT_EQ(problem("[]\nx"), "db.json:2: text after the end of the list");
}

TEST(Database, DeepNestingIsAnError) {
  std::string Deep(100000, '[');
  EXPECT_NE(problem("[{\"x\": " + Deep + std::string(100000, ']') + "}]")
                .find("nested too deeply"),
            std::string::npos);
  auto Base = parsed("[{\"directory\": \"/nowhere\", \"file\": \"a.c\", "
                     "\"command\": " +
                     Deep + std::string(100000, ']') + "}]");
  EXPECT_NE(errorOf(Database::commandOf(Base->units()[0])), "");
}

TEST(Database, RelativeFolderOfATextStartsHere) {
  auto Base = parsed(
      R"([{"directory": "no-such-folder", "file": "a.c", "command": "cc"}])");
  EXPECT_EQ(Base->units()[0].RealPath, currentFolder() + "/no-such-folder/a.c");
}

TEST(Database, RelativeFolderOfAFileStartsAtIt) {
  TemporaryFolder Folder;
  std::string Source = Folder.write("src/a.c", "");
  Folder.write("out/compile_commands.json",
               R"([{"directory": "../src", "file": "a.c", "command": "cc"}])");
  for (std::string Path :
       {Folder.path("out"), Folder.path("out/compile_commands.json")}) {
    auto Base = Database::load(Path);
    ASSERT_TRUE(!!Base) << toString(Base.takeError());
    ASSERT_EQ((*Base)->units().size(), 1u);
    EXPECT_EQ((*Base)->units()[0].Directory, Folder.path("src"));
    EXPECT_EQ((*Base)->units()[0].RealPath, Source);
  }
}

TEST(Database, MissingFileIsNamed) {
  TemporaryFolder Folder;
  EXPECT_EQ(errorOf(Database::load(Folder.path()))
                .find(Folder.path("compile_commands.json") + ": no compilation "
                                                             "database there"),
            0u);
}

TEST(Database, LinksAreResolved) {
  TemporaryFolder Folder;
  std::string Source = Folder.write("real/a.c", "");
  ASSERT_FALSE(sys::fs::create_link(Folder.path("real"), Folder.path("link")));
  ASSERT_FALSE(sys::fs::create_link(Source, Folder.path("b.c")));
  auto Base =
      parsed("[{\"directory\": \"" + Folder.path("link") +
             "\", \"file\": \"a.c\", \"command\": \"cc\"},"
             "{\"directory\": \"" +
             Folder.path() + "\", \"file\": \"b.c\", \"command\": \"cc\"}]");
  for (const Unit &One : Base->units())
    EXPECT_EQ(One.RealPath, Source) << One.File;
}

TEST(Database, ModuleIsWhatTheBuildCallsIt) {
  auto Of = [](StringRef Flags) {
    return parsed("[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": "
                  "\"cc " +
                  Flags.str() + " -DX=y\"}]")
        ->units()[0]
        .module();
  };
  EXPECT_EQ(Of(R"(-DKBUILD_MODNAME='\"e1000\"' -D__KBUILD_MODNAME=kmod_e1000)"),
            "e1000");
  EXPECT_EQ(Of(R"(-D__KBUILD_MODNAME=kmod_e1000 -DKBUILD_MODNAME='\"e1000\"')"),
            "e1000");
  EXPECT_EQ(Of(R"(-DKBUILD_MODNAME='\"snd_hda_core\"')"), "snd_hda_core");
  EXPECT_EQ(Of("-DKBUILD_BASENAME=a"), "");
}

class ChooseUnits : public testing::Test {
protected:
  TemporaryFolder Folder;
  std::unique_ptr<Database> Base;

  void SetUp() override {
    std::string Text = "[";
    for (const char *Name : {"net/a.c", "net/b.c", "network/c.c"}) {
      Folder.write(Name, "");
      Text += std::string(Text.size() > 1 ? "," : "") + "{\"directory\": \"" +
              Folder.path() + "\", \"file\": \"" + Name +
              "\", \"command\": \"cc\"}";
    }
    Base = parsed(Text + "]");
  }
  Words chosen(Words Patterns) {
    for (std::string &One : Patterns)
      One = Folder.path(One);
    Words Names;
    for (const Unit *One : cantFail(chooseUnits(*Base, Patterns)))
      Names.push_back(One->File);
    return Names;
  }
};

TEST_F(ChooseUnits, AreAllWithoutAPattern) {
  EXPECT_EQ(cantFail(chooseUnits(*Base, {})).size(), 3u);
}

TEST_F(ChooseUnits, AreFilesFoldersAndGlobs) {
  EXPECT_EQ(chosen({"net/b.c"}), Words{"net/b.c"});
  EXPECT_EQ(chosen({"net"}), (Words{"net/a.c", "net/b.c"}));
  EXPECT_EQ(chosen({"net/"}), (Words{"net/a.c", "net/b.c"}));
  EXPECT_EQ(chosen({"net/../network"}), Words{"network/c.c"});
  EXPECT_EQ(chosen({"net*/[bc].c"}), (Words{"net/b.c", "network/c.c"}));
  EXPECT_EQ(chosen({"network/c.c", "net/a.c", "net"}),
            (Words{"net/a.c", "net/b.c", "network/c.c"}));
}

TEST_F(ChooseUnits, PatternThatNamesNoneIsAnError) {
  auto Problem = [&](StringRef Pattern) {
    return errorOf(
        chooseUnits(*Base, {Folder.path("net"), Folder.path(Pattern)}));
  };
  Folder.write("empty/d.h", "");
  EXPECT_EQ(Problem("empty"),
            "'" + Folder.path("empty") +
                "' names no unit of the compilation database");
  EXPECT_EQ(Problem("x*.c"), "'" + Folder.path("x*.c") +
                                 "' names no unit of the compilation database");
  EXPECT_EQ(Problem("ne"), "'" + Folder.path("ne") +
                               "' names no unit of the compilation database; "
                               "there is no such file");
  EXPECT_NE(Problem("[a").find("not a valid glob"), std::string::npos);
}

} // namespace
} // namespace dmatidy
