//===-- ModelTest.cpp - The DMA API as data -------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/model/Model.h"
#include "test/unit/TemporaryFolder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

class ModelTest : public testing::Test {
protected:
  std::unique_ptr<Model> Api = cantFail(Model::load());
  const ApiFunction &row(StringRef Name) {
    const ApiFunction *Row = Api->find(Name);
    if (!Row) {
      ADD_FAILURE() << "no row " << Name.str();
      static const ApiFunction None;
      return None;
    }
    return *Row;
  }
  std::string add(StringRef Text) {
    return errorOf(Api->add({Text, "own.yaml"}));
  }
};

TEST_F(ModelTest, FindsRowsByTheirNameAndByWhatDriversWrite) {
  EXPECT_EQ(row("dma_map_single_attrs").Spelled, "dma_map_single");
  EXPECT_EQ(row("dma_map_resource").Spelled, "dma_map_resource");
  // A header of a driver's own declares it so, without attributes.
  const ApiFunction &Plain = row("dma_map_single");
  EXPECT_EQ(Plain.Attrs, -1);
  EXPECT_EQ(Plain.Size, row("dma_map_single_attrs").Size);
  EXPECT_FALSE(Plain.Absent.empty());
  EXPECT_EQ(row("dma_map_single_attrs").Attrs, 4);
  EXPECT_EQ(Api->find(""), nullptr);
}

TEST_F(ModelTest, ArgumentsAreWhereTheRowSays) {
  const ApiFunction &Map = row("dma_map_page_attrs");
  EXPECT_EQ(Map.Device, 0);
  EXPECT_EQ(Map.Memory, 1);
  EXPECT_EQ(Map.Offset, 2);
  EXPECT_EQ(Map.Size, 3);
  EXPECT_EQ(Map.Direction, 4);
  EXPECT_EQ(Map.Handle, -1);
  EXPECT_EQ(Map.lastArgument(), 5);
  EXPECT_EQ(ApiFunction().lastArgument(), -1);
}

TEST_F(ModelTest, ObjectIsListThenMemoryThenHandle) {
  EXPECT_EQ(row("dma_unmap_sg_attrs").object(), 1);
  EXPECT_EQ(row("dma_free_coherent").object(), 2);
  EXPECT_EQ(row("dma_unmap_single_attrs").object(), 1);
  EXPECT_EQ(row("dma_set_mask").object(), -1);
}

TEST_F(ModelTest, EveryFamilyThatIsAcquiredHasARelease) {
  for (const auto &Entry : Api->functions()) {
    const ApiFunction &Row = Entry.second;
    if (!Row.isAcquire() || Row.Managed)
      continue;
    const ApiFunction *Release = Api->releaseRow(Row);
    ASSERT_NE(Release, nullptr) << Row.Name;
    EXPECT_TRUE(Release->isRelease()) << Release->Name;
    EXPECT_TRUE(Release->releases(*Row.Family)) << Release->Name;
  }
}

TEST_F(ModelTest, ReleaseIsNamedAsDriversSpellIt) {
  EXPECT_EQ(Api->releaseFor(row("dma_map_single_attrs")), "dma_unmap_single");
  EXPECT_EQ(Api->releaseFor(row("dma_alloc_coherent")), "dma_free_coherent");
  EXPECT_EQ(Api->releaseFor(row("dma_pool_zalloc")), "dma_pool_free");
  EXPECT_EQ(add("families: [{name: odd, noun: thing}]\n"
                "functions:\n"
                "  - {name: odd_get, role: acquire, family: odd, gives: memory,"
                " failure: \"null\"}\n"),
            "");
  EXPECT_EQ(Api->releaseFor(row("odd_get")), "");
  EXPECT_EQ(Api->releaseRow(row("odd_get")), nullptr);
}

TEST_F(ModelTest, FirstReleaseOfAFamilyIsTheOneToName) {
  EXPECT_EQ(add("functions: [{name: my_unmap, role: release, family: single, "
                "handle: 0}]"),
            "");
  EXPECT_EQ(Api->releaseFor(row("dma_map_single_attrs")), "dma_unmap_single");
}

// A row that was replaced by one of another role is still taken for a release.
TEST_F(ModelTest, DISABLED_WhatIsNoReleaseAnyMoreIsNotNamed) {
  EXPECT_EQ(add("functions: [{name: dma_unmap_single_attrs, role: query, "
                "family: single}]"),
            "");
  const ApiFunction *Row = Api->releaseRow(row("dma_map_single_attrs"));
  EXPECT_TRUE(!Row || Row->isRelease());
}

TEST_F(ModelTest, TestIsTheOneNamedMostAlike) {
  EXPECT_EQ(Api->testFor(row("dma_map_single_attrs")), "dma_mapping_error");
  EXPECT_EQ(Api->testFor(row("dma_map_page_attrs")), "dma_mapping_error");
  EXPECT_EQ(Api->testFor(row("ib_dma_map_single")), "ib_dma_mapping_error");
  // No function is needed to look for NULL.
  EXPECT_EQ(Api->testFor(row("dma_map_sgtable")), "");
}

TEST_F(ModelTest, ReleasesOwnFamilyAndThoseItIsAlsoFor) {
  const ApiFunction &Free = row("dma_free_attrs");
  EXPECT_TRUE(Free.releases(*row("dma_alloc_attrs").Family));
  EXPECT_TRUE(Free.releases(*row("dma_alloc_coherent").Family));
  EXPECT_FALSE(Free.releases(*row("dma_map_single_attrs").Family));
  EXPECT_FALSE(row("dma_free_wc").releases(*row("dma_alloc_coherent").Family));
  // An acquisition releases nothing, its own family included.
  EXPECT_FALSE(
      row("dma_alloc_coherent").releases(*row("dma_alloc_coherent").Family));
}

TEST_F(ModelTest, ClosenessGoesBothWays) {
  const ObjectFamily &Single = *row("dma_map_single_attrs").Family,
                     &Page = *row("dma_map_page_attrs").Family;
  EXPECT_TRUE(row("dma_unmap_page_attrs").nearlyReleases(Single));
  EXPECT_TRUE(row("dma_unmap_single_attrs").nearlyReleases(Page));
  EXPECT_FALSE(row("dma_unmap_page_attrs").releases(Single));
  EXPECT_TRUE(row("dma_unmap_page_attrs").mayRelease(Single));
  EXPECT_FALSE(row("dma_unmap_sg_attrs").mayRelease(Single));
}

TEST_F(ModelTest, WordsAreNamesAndSpellingsOfWhatTouchesDma) {
  for (const char *Word :
       {"dma_map_single", "dma_map_single_attrs", "dma_pool_alloc",
        "dma_set_mask", "dma_mapping_error"})
    EXPECT_TRUE(Api->mayTouchDma(Word)) << Word;
  for (const char *Word : {"d", "dma", "dma_map", "dma_map_single2", "kfree",
                           "IS_ERR", "DMA_MAP_SINGLE"})
    EXPECT_FALSE(Api->mayTouchDma(Word)) << Word;
}

TEST_F(ModelTest, AddedRowsAreWordsToo) {
  EXPECT_FALSE(Api->mayTouchDma("q_map"));
  EXPECT_FALSE(Api->mayTouchDma("q_do_map"));
  EXPECT_EQ(add("functions: [{name: q_do_map, spelled: q_map, role: acquire, "
                "family: single, gives: handle, failure: mapping-error}]"),
            "");
  EXPECT_TRUE(Api->mayTouchDma("q_map"));
  EXPECT_TRUE(Api->mayTouchDma("q_do_map"));
}

TEST_F(ModelTest, HandleTypesAreWholeWords) {
  EXPECT_TRUE(Api->isHandleType("dma_addr_t"));
  EXPECT_FALSE(Api->isHandleType("dma_addr"));
  EXPECT_FALSE(Api->isHandleType(""));
}

TEST_F(ModelTest, LaterRowReplacesEarlier) {
  EXPECT_EQ(row("dma_map_resource").Size, 2);
  size_t Count = Api->functions().size();
  EXPECT_EQ(add("functions: [{name: dma_map_resource, role: acquire, family: "
                "resource, size: 5, gives: handle, failure: mapping-error}]"),
            "");
  EXPECT_EQ(row("dma_map_resource").Size, 5);
  // Nothing of the old row is left.
  EXPECT_EQ(row("dma_map_resource").Direction, -1);
  EXPECT_EQ(Api->functions().size(), Count);
}

TEST_F(ModelTest, ReplacedFamilyIsTheOneThatRowsHave) {
  EXPECT_EQ(add("families: [{name: single, noun: view}]"), "");
  EXPECT_EQ(row("dma_map_single_attrs").Family->Noun, "view");
}

TEST_F(ModelTest, BadRowsNameFileAndLine) {
  const std::pair<const char *, const char *> Cases[] = {
      {"role: acquire", "acquires or releases and needs a family"},
      {"role: acquire, family: none", "no row under families describes"},
      {"role: acquire, family: single", "needs gives and failure"},
      {"role: acquire, family: sg, gives: count, failure: zero", "needs list"},
      {"role: acquire, family: single, gives: errno, failure: negative",
       "handle-out for a dma_addr_t *"},
      {"role: acquire, family: single, gives: memory, memory-out: 0, "
       "failure: \"null\"",
       "needs gives: errno"},
      {"role: release, family: single", "needs handle, memory or list"},
      {"role: test", "tests and needs failure"},
      {"role: test, failure: mapping-error, memory: 0", "needs the argument"},
      {"role: test, failure: \"null\", handle: 0", "needs the argument"},
      {"role: list-of", "needs list"},
      {"role: next-of", "needs list"},
      {"role: access, reads-in: data", "has reads-in and needs reads"},
      {"role: bind, family: single", "needs family and device"},
      {"role: transfer", "needs memory"},
      {"role: free", "needs memory"},
      {"role: error-number", "needs memory"},
      {"role: dance", "unknown enumerated scalar"},
      {"role: query, device: 32", "device must be an argument index"},
      {"role: query, size: -2", "size must be an argument index"},
      {"role: sync, to: nobody", "to must be cpu or device"},
      {"role: query, colour: red", "unknown key 'colour'"},
  };
  for (auto [Row, Message] : Cases) {
    std::string Error =
        add("functions:\n  - {name: fine, role: query}\n  - {name: bad, " +
            std::string(Row) + "}\n");
    EXPECT_EQ(Error.substr(0, 11), "own.yaml:3:") << Row << ": " << Error;
    EXPECT_NE(Error.find(Message), std::string::npos) << Row << ": " << Error;
  }
}

TEST_F(ModelTest, WhatIsNoYamlNamesTheFile) {
  EXPECT_EQ(add("functions: [").substr(0, 9), "own.yaml:");
  EXPECT_EQ(add("- a list").substr(0, 9), "own.yaml:");
  EXPECT_EQ(add("functions:\n  - {role: query}\n").substr(0, 11),
            "own.yaml:2:");
}

TEST_F(ModelTest, BadTextAddsNoRow) {
  EXPECT_NE(add("functions:\n"
                "  - {name: fine, role: query}\n"
                "  - {name: bad, role: acquire}\n"),
            "");
  EXPECT_EQ(Api->find("fine"), nullptr);
  EXPECT_EQ(Api->find("bad"), nullptr);
}

TEST_F(ModelTest, FamiliesOfTheSameTextAreKnown) {
  EXPECT_EQ(add("functions: [{name: get, role: acquire, family: box, gives: "
                "memory, failure: \"null\"}]\n"
                "families: [{name: box, noun: box}]\n"),
            "");
  EXPECT_EQ(row("get").Family->Noun, "box");
}

TEST_F(ModelTest, LoadReadsFilesInOrder) {
  TemporaryFolder Folder;
  std::string A = Folder.write("a.yaml", "functions: [{name: f, role: query, "
                                         "device: 1}]"),
              B = Folder.write("b.yaml", "functions: [{name: f, role: query, "
                                         "device: 2}]");
  EXPECT_EQ(cantFail(Model::load({A, B}))->find("f")->Device, 2);
  EXPECT_EQ(cantFail(Model::load({B, A}))->find("f")->Device, 1);
}

TEST_F(ModelTest, LoadNamesTheFileThatIsWrong) {
  TemporaryFolder Folder;
  std::string Bad = Folder.write("bad.yaml", "\nfunctions:\n  - {name: f}\n");
  EXPECT_EQ(errorOf(Model::load({Bad})).find(Bad + ":3: "), 0u);
  std::string Missing = Folder.path("none.yaml");
  EXPECT_EQ(errorOf(Model::load({Missing}))
                .find("cannot read model '" + Missing + "': "),
            0u);
}

TEST_F(ModelTest, FingerprintTellsTextsAndTheirOrderApart) {
  auto With = [](std::vector<StringRef> Texts) {
    auto Api = cantFail(Model::load());
    for (StringRef Text : Texts)
      cantFail(Api->add({Text, "own.yaml"}));
    return Api->fingerprint();
  };
  const char *A = "links: [one]", *B = "links: [two]";
  EXPECT_EQ(With({}), Api->fingerprint());
  EXPECT_EQ(With({A, B}), With({A, B}));
  EXPECT_NE(With({A}), With({}));
  EXPECT_NE(With({A}), With({B}));
  EXPECT_NE(With({A, B}), With({B, A}));
}

TEST_F(ModelTest, FieldsGoWithTheirRecord) {
  EXPECT_EQ(add("final-on-failure: [my_ops.start, begin]\n"
                "transfer-fields: [job.buffer]\n"
                "mapped-twins: {seg.length: dma_length}\n"
                "own-headers: [linux/my-dma.h]\n"),
            "");
  EXPECT_TRUE(Api->isFinalOnFailure("my_ops", "start"));
  EXPECT_FALSE(Api->isFinalOnFailure("other_ops", "start"));
  EXPECT_TRUE(Api->isFinalOnFailure("other_ops", "begin"));
  EXPECT_TRUE(Api->isTransferred("job", "buffer"));
  EXPECT_FALSE(Api->isTransferred("task", "buffer"));
  EXPECT_EQ(Api->mappedTwinOf("seg", "length"), "dma_length");
  EXPECT_EQ(Api->mappedTwinOf("seg", "size"), "");
  EXPECT_TRUE(Api->isOwnHeader("/usr/src/include/linux/my-dma.h"));
  EXPECT_FALSE(Api->isOwnHeader("/usr/src/include/linux/not-my-dma.h"));
}

TEST(Direction, NamesAreThoseOfTheKernel) {
  EXPECT_EQ(directionName(Bidirectional), "DMA_BIDIRECTIONAL");
  EXPECT_EQ(directionName(ToDevice), "DMA_TO_DEVICE");
  EXPECT_EQ(directionName(FromDevice), "DMA_FROM_DEVICE");
  EXPECT_EQ(directionName(NoDirection), "DMA_NONE");
  EXPECT_EQ(directionName(4), "an invalid direction");
  EXPECT_EQ(directionName(-1), "an invalid direction");
}

} // namespace
} // namespace dmatidy
