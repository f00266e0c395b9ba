//===-- CheckGlobsTest.cpp - Lists of checks ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "driver/filter/Checks.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

namespace dmatidy {
namespace {

CheckGlobs globs(llvm::StringRef List) {
  return llvm::cantFail(CheckGlobs::parse(List, /*MustMatch=*/false));
}
using Names = std::vector<std::string>;

TEST(CheckGlobs, LastElementThatMatchesDecides) {
  CheckGlobs List = globs("*,-dma-s*,dma-sg-count");
  EXPECT_TRUE(List.match("dma-leak"));
  EXPECT_FALSE(List.match("dma-sync-mismatch"));
  EXPECT_TRUE(List.match("dma-sg-count"));
  EXPECT_FALSE(globs("dma-leak,-*").match("dma-leak"));
}

TEST(CheckGlobs, TakesInNothingByItself) {
  EXPECT_FALSE(globs("").match("dma-leak"));
  EXPECT_FALSE(globs("-dma-leak").match("dma-attrs"));
  EXPECT_EQ(globs("-*").names(), Names{});
}

TEST(CheckGlobs, SpacesLinesAndEmptyElementsDoNotCount) {
  CheckGlobs List = globs(" dma-leak ,\n\n -dma-x,, dma-attrs\n");
  EXPECT_TRUE(List.match("dma-leak"));
  EXPECT_TRUE(List.match("dma-attrs"));
}

TEST(CheckGlobs, WholeNameMustMatch) {
  EXPECT_FALSE(globs("dma-lea").match("dma-leak"));
  EXPECT_FALSE(globs("leak").match("dma-leak"));
  EXPECT_TRUE(globs("dma-lea?").match("dma-leak"));
  EXPECT_TRUE(globs("dma-{leak,attrs}").match("dma-attrs") ||
              !globs("dma-{leak,attrs}").match("dma-mask"));
}

TEST(CheckGlobs, NamesComeInTheOrderOfTheRegistry) {
  Names All;
  for (const CheckInfo *Check : allChecks())
    All.push_back(Check->Name.str());
  EXPECT_EQ(globs("*").names(), All);
  EXPECT_EQ(globs("dma-attrs,dma-leak").names(),
            (Names{"dma-leak", "dma-attrs"}));
  All.erase(std::find(All.begin(), All.end(), "dma-leak"));
  EXPECT_EQ(globs("*,-dma-leak").names(), All);
}

TEST(CheckGlobs, CopyOutlivesTheTextItWasMadeOf) {
  CheckGlobs Copy = globs("");
  {
    std::string Text = "dma-l*";
    CheckGlobs Original = globs(Text);
    Copy = Original;
    Text = "xxxxxx";
  }
  EXPECT_TRUE(Copy.match("dma-leak"));
  EXPECT_FALSE(Copy.match("dma-attrs"));
}

TEST(CheckGlobs, WhatMatchesNoCheckIsAnErrorWhereAsked) {
  EXPECT_EQ(errorOf(CheckGlobs::parse("*,-dma-laek", /*MustMatch=*/true)),
            "no check is called 'dma-laek'; did you mean 'dma-leak'?");
  EXPECT_EQ(errorOf(CheckGlobs::parse("*,-dma-laek", /*MustMatch=*/false)), "");
  EXPECT_EQ(errorOf(CheckGlobs::parse("", /*MustMatch=*/true)), "");
}

TEST(CheckGlobs, WhatIsNoGlobIsAnError) {
  EXPECT_NE(errorOf(CheckGlobs::parse("dma-[", /*MustMatch=*/false)), "");
  EXPECT_NE(errorOf(CheckGlobs::parse("dma-\\", /*MustMatch=*/false)), "");
}

} // namespace
} // namespace dmatidy
