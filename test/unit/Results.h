//===-- Results.h - A unit's result to send and keep ------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_TEST_UNIT_RESULTS_H
#define DMA_TIDY_TEST_UNIT_RESULTS_H

#include "driver/results/UnitResult.h"
#include "gtest/gtest.h"

namespace dmatidy {

/// A result with something in every part that JSON keeps.
inline UnitResult fullResult() {
  UnitResult Result;
  Diagnostic Found = findingAt({"/src/a.c", 12, 5, "open", "p = map(\"x\");"},
                               {"dma-leak", "lost"}, "'p'", Confidence::Medium,
                               "'p' is \"leaked\"\n");
  Found.Notes = {{"/src/b.h", 3, 1, "mapped here"}, {"/src/a.c", 9, 2, ""}};
  Found.Fixes = {{"/src/a.c", 12, 1, 13, 4, "\tunmap(p);\n"}};
  Found.Obligations = {{ObligationKind::ReleasedOnFailureOnly,
                        "open",
                        "dma_alloc_coherent",
                        5,
                        {"ring.desc", "ring.data"}},
                       {}};
  Result.Findings = {Found};
  Result.Failure = "too much";
  Result.Bounded = {"open", "close"};
  Result.Facts.Nodes = {{"ring.desc", NodeKind::Shared, true}};
  Result.Facts.Flows = {{0, Value::constant(-5), true}};
  return Result;
}

/// Expects \p Is to be fullResult().
inline void expectFull(const UnitResult &Is) {
  UnitResult Was = fullResult();
  ASSERT_EQ(Is.Findings.size(), 1u);
  const Diagnostic &Found = Is.Findings[0], &Sent = Was.Findings[0];
  EXPECT_EQ(Found.Check, Sent.Check);
  EXPECT_EQ(Found.Kind, Sent.Kind);
  EXPECT_EQ(Found.Object, Sent.Object);
  EXPECT_EQ(Found.Level, Sent.Level);
  EXPECT_EQ(Found.Place.File, Sent.Place.File);
  EXPECT_EQ(Found.Place.Line, Sent.Place.Line);
  EXPECT_EQ(Found.Place.Column, Sent.Place.Column);
  EXPECT_EQ(Found.Place.Message, Sent.Place.Message);
  EXPECT_EQ(Found.Function, Sent.Function);
  EXPECT_EQ(Found.Fingerprint, Sent.Fingerprint);
  EXPECT_EQ(Found.Text, Sent.Text);
  ASSERT_EQ(Found.Notes.size(), 2u);
  EXPECT_EQ(Found.Notes[0].File, "/src/b.h");
  EXPECT_EQ(Found.Notes[0].Message, "mapped here");
  EXPECT_EQ(Found.Notes[1].Line, 9u);
  ASSERT_EQ(Found.Fixes.size(), 1u);
  EXPECT_EQ(Found.Fixes[0].File, "/src/a.c");
  EXPECT_EQ(Found.Fixes[0].Column, 1u);
  EXPECT_EQ(Found.Fixes[0].EndLine, 13u);
  EXPECT_EQ(Found.Fixes[0].EndColumn, 4u);
  EXPECT_EQ(Found.Fixes[0].Text, "\tunmap(p);\n");
  EXPECT_EQ(Found.Obligations, Sent.Obligations);
  EXPECT_EQ(Is.Failure, Was.Failure);
  EXPECT_EQ(Is.Bounded, Was.Bounded);
  EXPECT_EQ(pack(Is.Facts), pack(Was.Facts));
}

} // namespace dmatidy

#endif // DMA_TIDY_TEST_UNIT_RESULTS_H
