//===-- ConfigTest.cpp - Configurations -----------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Config.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

Config parsed(StringRef Text) {
  auto Result = Config::parse(Text, "conf", "/tree");
  if (Result)
    return std::move(*Result);
  ADD_FAILURE() << toString(Result.takeError());
  return Config();
}

std::string problem(StringRef Text) {
  return errorOf(Config::parse(Text, "conf", "/tree"));
}

using Strings = std::vector<std::string>;

TEST(Config, SaysNothingWhereItIsSilent) {
  for (const char *Text : {"", "---\n", "{}", "# nothing\n"}) {
    Config One = parsed(Text);
    EXPECT_FALSE(One.Checks || One.WarningsAsErrors || One.MinConfidence)
        << Text;
    EXPECT_FALSE(One.InheritParent) << Text;
    EXPECT_TRUE(One.Models.empty() && One.Exclude.empty()) << Text;
  }
}

TEST(Config, EveryKeyIsRead) {
  Config One = parsed("Checks: '*,-dma-attrs'\n"
                      "MinConfidence: low\n"
                      "WarningsAsErrors: dma-leak\n"
                      "Models: [own.yaml, /else/x.yaml]\n"
                      "Exclude: ['sub/*.c']\n"
                      "CheckOptions:\n"
                      "  dma-leak: {MinConfidence: high}\n"
                      "InheritParentConfig: true\n");
  EXPECT_EQ(One.Checks, "*,-dma-attrs");
  EXPECT_EQ(One.MinConfidence, Confidence::Low);
  EXPECT_EQ(One.WarningsAsErrors, "dma-leak");
  EXPECT_EQ(One.Models, (Strings{"/tree/own.yaml", "/else/x.yaml"}));
  EXPECT_EQ(One.Exclude, Strings{"/tree/sub/*.c"});
  EXPECT_EQ(One.OfCheck.at("dma-leak"), Confidence::High);
  EXPECT_TRUE(One.InheritParent);
}

TEST(Config, RelativePathsMayGoUp) {
  Config One = parsed("Models: [../other/./m.yaml]\nExclude: [../x/, ./y]\n");
  EXPECT_EQ(One.Models, Strings{"/other/m.yaml"});
  EXPECT_EQ(One.Exclude, (Strings{"/x", "/tree/y"}));
}

TEST(Config, ErrorsNameLineAndColumn) {
  const std::pair<const char *, const char *> Cases[] = {
      {"Checks: '*'\nColour: red\n", "conf:2:1: unknown key 'Colour'"},
      {"\nMinConfidence: certain\n", "conf:2:16: unknown enumerated scalar"},
      {"CheckOptions:\n  dma-laek: {MinConfidence: low}\n",
       "no check is called 'dma-laek'"},
      {"CheckOptions:\n  dma-leak: {}\n",
       "missing required key 'MinConfidence'"},
      {"Checks: [\n", "conf:"},
      {"- list\n", "conf:1:1: "},
      {"Checks: dma-laek\n", "conf: Checks: no check is called 'dma-laek'"},
      {"WarningsAsErrors: dma-laek\n", "conf: WarningsAsErrors: no check"},
      {"Exclude: ['[']\n", "conf: Exclude: '/tree/['"},
  };
  for (auto [Text, Message] : Cases)
    EXPECT_NE(problem(Text).find(Message), std::string::npos)
        << Text << problem(Text);
}

TEST(Config, DeepNestingIsAnError) {
  EXPECT_EQ(problem(std::string(100000, '[')),
            "conf: brackets are nested too deeply");
}

TEST(Config, NearerWinsAndListsGrow) {
  Config Far = parsed("Checks: '*'\nMinConfidence: low\nModels: [a]\n"
                      "WarningsAsErrors: dma-leak\nExclude: [e]\n"
                      "CheckOptions: {dma-leak: {MinConfidence: low}, "
                      "dma-mask: {MinConfidence: low}}\n");
  Config Near = parsed("Checks: -dma-leak\nMinConfidence: high\nModels: [b]\n"
                       "Exclude: [f]\n"
                       "CheckOptions: {dma-leak: {MinConfidence: medium}}\n");
  Far.add(Near);
  EXPECT_EQ(Far.Checks, "*,-dma-leak");
  EXPECT_EQ(Far.MinConfidence, Confidence::High);
  EXPECT_EQ(Far.WarningsAsErrors, "dma-leak");
  EXPECT_EQ(Far.Models, (Strings{"/tree/a", "/tree/b"}));
  EXPECT_EQ(Far.Exclude, (Strings{"/tree/e", "/tree/f"}));
  EXPECT_EQ(Far.least("dma-leak"), Confidence::Medium);
  EXPECT_EQ(Far.least("dma-mask"), Confidence::Low);
  EXPECT_EQ(Far.least("dma-attrs"), Confidence::High);
}

TEST(Config, SilentNearerChangesNothing) {
  Config Far = parsed("Checks: dma-leak\nMinConfidence: low\n");
  Far.add(Config());
  EXPECT_EQ(Far.Checks, "dma-leak");
  EXPECT_EQ(Far.MinConfidence, Confidence::Low);
  Config Empty;
  Empty.add(Far);
  EXPECT_EQ(Empty.Checks, "dma-leak");
}

TEST(Config, SettleFillsInWhatNobodySays) {
  Config One;
  One.settle(Config());
  EXPECT_EQ(One.Checks, "*");
  EXPECT_EQ(One.MinConfidence, Confidence::Medium);
  EXPECT_FALSE(One.WarningsAsErrors);
}

TEST(Config, CommandLineReplacesWhatFilesSay) {
  Config One = parsed("Checks: dma-leak\nMinConfidence: low\n"
                      "WarningsAsErrors: '*'\n"
                      "CheckOptions: {dma-leak: {MinConfidence: low}}\n");
  Config Command;
  Command.Checks = "dma-mask";
  Command.MinConfidence = Confidence::High;
  Command.WarningsAsErrors = "";
  One.settle(Command);
  EXPECT_EQ(One.enabledChecks(), Strings{"dma-mask"});
  EXPECT_EQ(One.least("dma-leak"), Confidence::High);
  EXPECT_EQ(One.WarningsAsErrors, "");
}

TEST(Config, OptionsOfAChecksStayWhereTheCommandSaysNoConfidence) {
  Config One = parsed("CheckOptions: {dma-leak: {MinConfidence: high}}\n");
  One.settle(Config());
  EXPECT_EQ(One.least("dma-leak"), Confidence::High);
  EXPECT_EQ(One.least("dma-mask"), Confidence::Medium);
}

TEST(Config, ExcludesFilesFoldersAndGlobs) {
  Config One = parsed("Exclude: [net, 'gen*/*.c', one.c]\n");
  EXPECT_TRUE(One.excludes("/tree/net"));
  EXPECT_TRUE(One.excludes("/tree/net/sub/a.c"));
  EXPECT_FALSE(One.excludes("/tree/network/a.c"));
  EXPECT_FALSE(One.excludes("/other/tree/net/a.c"));
  EXPECT_TRUE(One.excludes("/tree/generated/a.c"));
  EXPECT_FALSE(One.excludes("/tree/generated/a.h"));
  EXPECT_TRUE(One.excludes("/tree/one.c"));
  EXPECT_FALSE(One.excludes("/tree/one.cc"));
  EXPECT_FALSE(Config().excludes("/tree/one.c"));
}

TEST(Config, WhatIsWrittenIsReadAgain) {
  Config One = parsed("Checks: '*,-dma-attrs'\nMinConfidence: high\n"
                      "WarningsAsErrors: ''\nModels: [a b.yaml]\n"
                      "Exclude: ['x: y*']\nInheritParentConfig: true\n"
                      "CheckOptions: {dma-leak: {MinConfidence: low}}\n");
  std::string Text;
  raw_string_ostream OS(Text);
  One.write(OS);
  Config Back = parsed(Text);
  EXPECT_EQ(Back.Checks, One.Checks);
  EXPECT_EQ(Back.MinConfidence, One.MinConfidence);
  EXPECT_EQ(Back.WarningsAsErrors, One.WarningsAsErrors);
  EXPECT_EQ(Back.Models, One.Models);
  EXPECT_EQ(Back.Exclude, One.Exclude);
  EXPECT_EQ(Back.OfCheck, One.OfCheck);
  EXPECT_EQ(Back.InheritParent, One.InheritParent);
}

//===-- Configurations of a tree ------------------------------------------===//

class ConfigsTest : public testing::Test {
protected:
  TemporaryFolder Tree;
  Configs Of{std::nullopt, Config()};
  const Config &at(StringRef File) {
    auto Found = Of.of(Tree.path(File));
    if (Found)
      return *Found;
    ADD_FAILURE() << toString(Found.takeError());
    static const Config None;
    return None;
  }
};

TEST_F(ConfigsTest, NearestUpwardsHolds) {
  Tree.write(".dma-tidy", "Checks: dma-leak\n");
  Tree.write("a/b/.dma-tidy", "Checks: dma-mask\n");
  EXPECT_EQ(at("x.c").Checks, "dma-leak");
  EXPECT_EQ(at("a/x.c").Checks, "dma-leak");
  EXPECT_EQ(at("a/b/x.c").Checks, "dma-mask");
  EXPECT_EQ(at("a/b/c/x.c").Checks, "dma-mask");
}

TEST_F(ConfigsTest, InheritsAsLongAsItIsSaid) {
  Tree.write(".dma-tidy", "Checks: dma-attrs\n");
  Tree.write("a/.dma-tidy", "Checks: dma-leak\n");
  Tree.write("a/b/.dma-tidy", "Checks: dma-mask\nInheritParentConfig: true\n");
  Tree.write("a/b/c/d/.dma-tidy",
             "Checks: -dma-leak\nInheritParentConfig: true\n");
  EXPECT_EQ(at("a/b/c/d/x.c").Checks, "dma-leak,dma-mask,-dma-leak");
}

TEST_F(ConfigsTest, PathsStartAtTheFileThatHasThem) {
  Tree.write(".dma-tidy", "Models: [m.yaml]\nExclude: [gen]\n");
  Tree.write("a/.dma-tidy", "Models: [m.yaml]\nInheritParentConfig: true\n");
  EXPECT_EQ(at("a/x.c").Models,
            (Strings{Tree.path("m.yaml"), Tree.path("a/m.yaml")}));
  EXPECT_TRUE(at("a/x.c").excludes(Tree.path("gen/x.c")));
}

TEST_F(ConfigsTest, ErrorNamesTheFile) {
  std::string File = Tree.write(".dma-tidy", "\nColour: red\n");
  EXPECT_EQ(errorOf(Of.of(Tree.path("a/b/x.c"))).find(File + ":2:1: "), 0u);
  Tree.write("a/.dma-tidy/folder", "");
  EXPECT_EQ(errorOf(Of.of(Tree.path("a/x.c"))),
            Tree.path("a/.dma-tidy") + ": is not a regular file");
}

TEST_F(ConfigsTest, FixedOneHoldsForEveryFile) {
  Tree.write(".dma-tidy", "Colour: red\n");
  Config Fixed, Command;
  Fixed.Checks = "dma-leak";
  Command.MinConfidence = Confidence::High;
  Of = Configs(Fixed, Command);
  EXPECT_EQ(at("x.c").Checks, "dma-leak");
  EXPECT_EQ(at("a/x.c").least("dma-leak"), Confidence::High);
}

} // namespace
} // namespace dmatidy
