//===-- CheckNameTest.cpp - What checks and confidences are called --------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/finding/CheckName.h"
#include "checkers/Registry.h"
#include "checkers/finding/Confidence.h"
#include "gtest/gtest.h"

namespace dmatidy {
namespace {

TEST(CheckName, OnlyTheFirstDashSeparatesThePackage) {
  EXPECT_EQ(analyzerName("dma-leak"), "dma.leak");
  EXPECT_EQ(analyzerName("dma-use-after-release"), "dma.use-after-release");
  EXPECT_EQ(checkName("dma.use-after-release"), "dma-use-after-release");
}

TEST(CheckName, EveryCheckComesBackFromTheAnalyzer) {
  for (const CheckInfo *Check : allChecks()) {
    std::string Name = analyzerName(Check->Name);
    EXPECT_EQ(Name.substr(0, 4), "dma.");
    EXPECT_EQ(checkName(Name), Check->Name.str());
  }
}

TEST(Confidence, NamesComeBack) {
  for (Confidence One : {Confidence::Low, Confidence::Medium, Confidence::High})
    EXPECT_EQ(confidenceNamed(toString(One)), One);
  EXPECT_EQ(toString(Confidence::Low), "low");
  EXPECT_EQ(toString(Confidence::Medium), "medium");
  EXPECT_EQ(toString(Confidence::High), "high");
}

TEST(Confidence, OtherWordsAreNone) {
  for (const char *Word : {"", "High", "hig", "higher", " low", "2"})
    EXPECT_FALSE(confidenceNamed(Word)) << Word;
}

TEST(Confidence, SurerIsGreater) {
  EXPECT_LT(Confidence::Low, Confidence::Medium);
  EXPECT_LT(Confidence::Medium, Confidence::High);
}

} // namespace
} // namespace dmatidy
