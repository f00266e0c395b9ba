//===-- RegistryTest.cpp - The list of all checks -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/Registry.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

namespace dmatidy {
namespace {

TEST(Registry, IsSortedByGroupAndName) {
  llvm::ArrayRef<const CheckInfo *> All = allChecks();
  ASSERT_FALSE(All.empty());
  for (size_t I = 1; I < All.size(); ++I)
    EXPECT_TRUE(
        All[I - 1]->Group < All[I]->Group ||
        (All[I - 1]->Group == All[I]->Group && All[I - 1]->Name < All[I]->Name))
        << All[I - 1]->Name.str() << " stands before " << All[I]->Name.str();
}

TEST(Registry, NamesAreUniqueAndOfOneForm) {
  llvm::StringSet<> Seen;
  for (const CheckInfo *Check : allChecks()) {
    EXPECT_TRUE(Seen.insert(Check->Name).second) << Check->Name.str();
    EXPECT_TRUE(Check->Name.starts_with("dma-")) << Check->Name.str();
    EXPECT_EQ(Check->Name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"),
              llvm::StringRef::npos)
        << Check->Name.str();
  }
}

TEST(Registry, EveryPageBeginsWithTheName) {
  for (const CheckInfo *Check : allChecks())
    EXPECT_TRUE(Check->Page.starts_with("# " + Check->Name.str() + "\n"))
        << Check->Name.str();
}

TEST(Registry, NoPageHoldsItsEndMark) {
  // Pages are embedded with a zero behind them.
  for (const CheckInfo *Check : allChecks())
    EXPECT_FALSE(Check->Page.contains('\0')) << Check->Name.str();
}

TEST(Registry, EverySummaryIsOneLine) {
  for (const CheckInfo *Check : allChecks()) {
    EXPECT_FALSE(Check->Summary.empty()) << Check->Name.str();
    EXPECT_FALSE(Check->Summary.contains('\n')) << Check->Name.str();
  }
}

TEST(Registry, EveryCheckLooksSomewhere) {
  for (const CheckInfo *Check : allChecks())
    EXPECT_TRUE(Check->Hooks.RegisterPaths || Check->Hooks.CheckText ||
                Check->Hooks.CheckUnit || Check->Hooks.CheckModule)
        << Check->Name.str();
}

TEST(Registry, FindsEachByItsName) {
  for (const CheckInfo *Check : allChecks())
    EXPECT_EQ(findCheck(Check->Name), Check);
  for (const char *Name : {"", "dma", "dma-", "dma-lea", "dma-leaks",
                           "dma.leak", "DMA-LEAK", "dma-*"})
    EXPECT_EQ(findCheck(Name), nullptr) << Name;
}

TEST(Registry, EnabledChecksComeInTheOrderOfTheList) {
  std::vector<std::string> Names;
  for (const CheckInfo *Check : llvm::reverse(allChecks()))
    Names.push_back(Check->Name.str());
  Names.push_back("dma-nothing");
  std::vector<const CheckInfo *> All = enabledChecks(Names);
  EXPECT_EQ(llvm::ArrayRef(All), allChecks());
  std::vector<const CheckInfo *> One = enabledChecks({"dma-leak", "dma-leak"});
  ASSERT_EQ(One.size(), 1u);
  EXPECT_EQ(One[0]->Name, "dma-leak");
  EXPECT_TRUE(enabledChecks({}).empty());
}

} // namespace
} // namespace dmatidy
