//===-- ModuleTest.cpp - How values move through a module -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/Module.h"
#include "test/unit/UnitBuilder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

class ModuleTest : public testing::Test {
protected:
  const Model &Api = builtinModel();
  Module All{Api, /*Whole=*/true};

  void link(std::initializer_list<const UnitBuilder *> Units) {
    for (const UnitBuilder *One : Units)
      All.add(One->Unit);
    All.close();
  }
  /// The call of \p Row, of which there is one.
  const LinkedCall &call(StringRef Row) {
    for (const LinkedCall &One : All.calls())
      if (One.Row->Name == Row)
        return One;
    ADD_FAILURE() << "no call of " << Row.str();
    return All.calls().front();
  }
  static std::vector<const LinkedCall *> listed(const ValueOrigins &Of) {
    return {Of.Acquisitions.begin(), Of.Acquisitions.end()};
  }
};

using Calls = std::vector<const LinkedCall *>;

TEST_F(ModuleTest, AcquireMeetsReleaseOfAnotherUnitThroughAField) {
  UnitBuilder A, B;
  A.function("open");
  NodeId Got = A.acquire("dma_alloc_coherent", "open");
  A.flow(A.field("ring.desc"), Value::node(Got));
  B.function("close");
  B.call("dma_free_coherent", "close").Memory =
      Value::node(B.field("ring.desc"));
  link({&A, &B});
  const LinkedCall &Alloc = call("dma_alloc_coherent"),
                   &Free = call("dma_free_coherent");
  EXPECT_EQ(listed(All.meantBy(Free)), Calls{&Alloc});
  EXPECT_TRUE(All.meantBy(Free).Complete);
  EXPECT_EQ(All.callsOn(Alloc).vec(), Calls{&Free});
  EXPECT_FALSE(All.mayMeanAnything(Free));
}

TEST_F(ModuleTest, AnotherFieldIsAnotherPlace) {
  UnitBuilder A;
  A.function("open");
  A.flow(A.field("ring.desc"),
         Value::node(A.acquire("dma_alloc_coherent", "open")));
  A.call("dma_free_coherent", "open").Memory =
      Value::node(A.field("ring.data"));
  link({&A});
  EXPECT_TRUE(All.meantBy(call("dma_free_coherent")).Acquisitions.empty());
  EXPECT_TRUE(All.callsOn(call("dma_alloc_coherent")).empty());
}

TEST_F(ModuleTest, LocalNamesOfTwoUnitsAreTwoPlaces) {
  UnitBuilder A, B;
  A.flow(A.local("p"), Value::node(A.acquire("dma_alloc_coherent", "open")));
  B.call("dma_free_coherent", "close").Memory = Value::node(B.local("p"));
  link({&A, &B});
  EXPECT_TRUE(All.meantBy(call("dma_free_coherent")).Acquisitions.empty());
}

TEST_F(ModuleTest, HandleLeadsToTheAcquisitionToo) {
  UnitBuilder A;
  ModeledCall &Alloc = A.unit().Calls[A.acquireAt("dma_alloc_coherent", "f")];
  NodeId Handle = Alloc.HandleOut, Memory = Alloc.Result;
  link({&A});
  EXPECT_EQ(listed(All.originsOf(Value::node(Handle))),
            Calls{&call("dma_alloc_coherent")});
  EXPECT_EQ(listed(All.originsOf(Value::node(Memory))),
            Calls{&call("dma_alloc_coherent")});
}

TEST_F(ModuleTest, CountOfAListIsNotItsObject) {
  UnitBuilder A;
  NodeId Count = A.acquire("dma_map_sg_attrs", "f");
  link({&A});
  EXPECT_TRUE(All.originsOf(Value::node(Count)).Acquisitions.empty());
}

TEST_F(ModuleTest, ListsMeetInTheFieldThatKeepsThem) {
  UnitBuilder A;
  A.unit().Calls[A.acquireAt("dma_map_sg_attrs", "f")].List =
      Value::node(A.field("job.list"));
  A.call("dma_unmap_sg_attrs", "g").List = Value::node(A.field("job.list"));
  link({&A});
  EXPECT_EQ(listed(All.meantBy(call("dma_unmap_sg_attrs"))),
            Calls{&call("dma_map_sg_attrs")});
}

TEST_F(ModuleTest, ListsOfTheSameKernelFieldAreTwo) {
  UnitBuilder A;
  A.unit().Calls[A.acquireAt("dma_map_sg_attrs", "f")].List =
      Value::node(A.field("table.sgl", NodeKind::Kernel));
  A.call("dma_unmap_sg_attrs", "g").List =
      Value::node(A.field("table.sgl", NodeKind::Kernel));
  link({&A});
  EXPECT_TRUE(All.meantBy(call("dma_unmap_sg_attrs")).Acquisitions.empty());
}

TEST_F(ModuleTest, SharedPlacesOfAPartOfAModuleCanHoldMore) {
  UnitBuilder A;
  A.flow(A.field("ring.desc"),
         Value::node(A.acquire("dma_alloc_coherent", "open")));
  Module Part(Api, /*Whole=*/false);
  Part.add(A.Unit);
  Part.close();
  link({&A});
  Value Field = Value::node(A.field("ring.desc"));
  EXPECT_TRUE(All.originsOf(Field).Complete);
  EXPECT_FALSE(Part.originsOf(Field).Complete);
  EXPECT_EQ(Part.originsOf(Field).Acquisitions.size(), 1u);
  EXPECT_EQ(Part.sourcesOf(*Field.base()), std::nullopt);
}

TEST_F(ModuleTest, ExposedAndKernelPlacesCanHoldMore) {
  UnitBuilder A;
  NodeId Got = A.acquire("dma_alloc_coherent", "open");
  NodeId Plain = A.local("p"), Open = A.local("q"),
         Kernel = A.field("page.private", NodeKind::Kernel);
  for (NodeId To : {Plain, Open, Kernel})
    A.flow(To, Value::node(Got));
  A.unit().Exposed = {Open};
  link({&A});
  EXPECT_TRUE(All.originsOf(Value::node(Plain)).Complete);
  EXPECT_FALSE(All.originsOf(Value::node(Open)).Complete);
  EXPECT_FALSE(All.originsOf(Value::node(Kernel)).Complete);
  EXPECT_TRUE(All.isGivenAway(Open));
  EXPECT_TRUE(All.isGivenAway(Kernel));
  EXPECT_FALSE(All.isGivenAway(Plain));
  EXPECT_FALSE(All.originsOf(Value::unknown()).Complete);
}

TEST_F(ModuleTest, ParameterIsWhatAllCallersGive) {
  UnitBuilder A;
  A.function("give", {}, /*Static=*/true);
  A.function("hand").AddressTaken = true;
  NodeId Got = A.acquire("dma_alloc_coherent", "open");
  NodeId Known = A.local("give(0)"), Taken = A.shared("hand(0)"),
         Unseen = A.shared("other(0)");
  for (NodeId To : {Known, Taken, Unseen})
    A.flow(To, Value::node(Got));
  link({&A});
  EXPECT_TRUE(All.originsOf(Value::node(Known)).Complete);
  EXPECT_FALSE(All.originsOf(Value::node(Taken)).Complete);
  EXPECT_FALSE(All.originsOf(Value::node(Unseen)).Complete);
  EXPECT_TRUE(All.isUnseenParameter(Unseen));
  EXPECT_FALSE(All.isUnseenParameter(Taken));
}

TEST_F(ModuleTest, CallThroughATableReachesTheFunctionPutIntoIt) {
  UnitBuilder A, B;
  // Both units have a function of that name; the first one's is in the table.
  for (UnitBuilder *One : {&A, &B})
    One->function("start", {}, /*Static=*/true);
  A.unit().Tables = {{"*my_ops.start", "start"}};
  NodeId Mine = A.local("start(1)");
  B.flow(B.shared("*my_ops.start(1)"),
         Value::node(B.acquire("dma_alloc_coherent", "open")));
  B.local("start(1)");
  B.call("dma_free_coherent", "start").Memory =
      Value::node(B.local("start(1)"));
  link({&A, &B});
  EXPECT_EQ(listed(All.originsOf(Value::node(Mine))),
            Calls{&call("dma_alloc_coherent")});
  EXPECT_TRUE(All.meantBy(call("dma_free_coherent")).Acquisitions.empty());
}

TEST_F(ModuleTest, ResultOfATableIsTheFunctions) {
  UnitBuilder A;
  A.function("make", {}, /*Static=*/true);
  A.unit().Tables = {{"*my_ops.make", "make"}};
  A.flow(A.local("make()"),
         Value::node(A.acquire("dma_alloc_coherent", "make")));
  NodeId Result = A.shared("*my_ops.make()");
  link({&A});
  EXPECT_EQ(All.originsOf(Value::node(Result)).Acquisitions.size(), 1u);
}

TEST_F(ModuleTest, TooLongAWayIsCut) {
  UnitBuilder A;
  NodeId To = A.local("v0");
  for (unsigned I = 1; I != 1000; ++I)
    A.flow(A.local("v" + Twine(I - 1)), Value::node(A.local("v" + Twine(I))));
  A.flow(A.local("v999"), Value::node(A.acquire("dma_alloc_coherent", "f")));
  link({&A});
  ValueOrigins Found = All.originsOf(Value::node(To));
  EXPECT_TRUE(Found.Cut);
  EXPECT_FALSE(Found.Complete);
  EXPECT_EQ(All.reachedFrom(A.local("v999")), std::nullopt);
}

TEST_F(ModuleTest, CirclesEnd) {
  UnitBuilder A;
  NodeId P = A.local("p"), Q = A.local("q");
  A.flow(P, Value::node(Q));
  A.flow(Q, Value::node(P));
  A.flow(Q, Value::node(A.acquire("dma_alloc_coherent", "f")));
  link({&A});
  EXPECT_EQ(All.originsOf(Value::node(P)).Acquisitions.size(), 1u);
  EXPECT_EQ(All.reachedFrom(P)->size(), 2u);
  EXPECT_EQ(All.compare(Value::node(P), Value::constant(1)),
            Comparison::Unknown);
}

TEST_F(ModuleTest, OnlyCallsOfModelledRowsAreKept) {
  UnitBuilder A;
  A.call("no_such_row", "f");
  A.call("dma_set_mask", "f");
  link({&A});
  EXPECT_EQ(All.calls().size(), 1u);
}

TEST_F(ModuleTest, OwnerIsTheKernelRecordThatTheAddressIsIn) {
  UnitBuilder A;
  NodeId Dev = A.node("&pci_dev.dev", NodeKind::Kernel), P = A.field("my.dev"),
         Mixed = A.field("my.other"), Moved = A.local("q");
  A.flow(P, Value::node(Dev));
  A.flow(P, Value::constant(0));
  A.flow(Mixed, Value::node(Dev));
  A.flow(Mixed, Value::unknown());
  A.flow(Moved, sum(Value::node(Dev), Value::constant(8), 1));
  link({&A});
  auto Owners = All.ownersOf(Value::node(P));
  ASSERT_TRUE(Owners);
  EXPECT_EQ(Owners->size(), 1u);
  EXPECT_TRUE(Owners->contains("pci_dev.dev"));
  EXPECT_FALSE(All.ownersOf(Value::node(Mixed)));
  EXPECT_FALSE(All.ownersOf(Value::node(Moved)));
  EXPECT_FALSE(All.ownersOf(Value::constant(0)));
}

TEST_F(ModuleTest, AddressIsWhatIsWrittenAsOne) {
  UnitBuilder A;
  NodeId Address = A.node("&pci_dev.dev", NodeKind::Kernel), P = A.local("p"),
         Q = A.local("q"), F = A.field("my.p");
  for (NodeId To : {P, Q, F})
    A.flow(To, Value::node(Address));
  A.flow(Q, Value::node(A.local("elsewhere")));
  link({&A});
  EXPECT_TRUE(All.isAddressOf(Value::node(Address)));
  EXPECT_TRUE(All.isAddressOf(Value::node(P)));
  EXPECT_FALSE(All.isAddressOf(Value::node(Q)));
  EXPECT_FALSE(All.isAddressOf(Value::node(F)));
  EXPECT_FALSE(All.isAddressOf(Value::constant(0)));
}

// The module's name for what is a unit's own begins with the unit's number, not
// with the &.
TEST_F(ModuleTest, DISABLED_AddressOfAUnitsOwnIsOneToo) {
  UnitBuilder A;
  NodeId Address = A.local("&buffer");
  link({&A});
  EXPECT_TRUE(All.isAddressOf(Value::node(Address)));
}

//===-- How two values compare --------------------------------------------===//

class CompareTest : public ModuleTest {
protected:
  UnitBuilder A;
  Comparison compare(Value X, Value Y) {
    Comparison Result = All.compare(X, Y);
    EXPECT_EQ(All.compare(Y, X), Result);
    return Result;
  }
};

TEST_F(CompareTest, NumbersAreNumbers) {
  link({});
  EXPECT_EQ(compare(Value::constant(4), Value::constant(4)), Comparison::Equal);
  EXPECT_EQ(compare(Value::constant(4), Value::constant(5)),
            Comparison::Different);
  EXPECT_EQ(compare(Value::unknown(), Value::unknown()), Comparison::Unknown);
}

TEST_F(CompareTest, PlaceIsItselfIfItCannotChangeBetween) {
  NodeId Field = A.field("r.size"), Once = A.local("n"), Twice = A.local("m");
  A.flow(Once, Value::node(A.local("x")));
  A.flow(Twice, Value::node(A.local("x")));
  A.flow(Twice, Value::node(A.local("y")));
  link({&A});
  auto Plus8 = [](NodeId Id) {
    return sum(Value::node(Id), Value::constant(8), 1);
  };
  for (NodeId Id : {Field, Once, Twice})
    EXPECT_EQ(compare(Value::node(Id), Value::node(Id)), Comparison::Equal);
  EXPECT_EQ(compare(Value::node(Field), Plus8(Field)), Comparison::Different);
  EXPECT_EQ(compare(Value::node(Once), Plus8(Once)), Comparison::Different);
  EXPECT_EQ(compare(Value::node(Twice), Plus8(Twice)), Comparison::Unknown);
}

TEST_F(CompareTest, VariableIsWhatItIsSetTo) {
  NodeId Size = A.local("size"), Copy = A.local("copy"), Soft = A.local("soft");
  A.flow(Size, Value::constant(64));
  A.flow(Copy, Value::node(Size));
  A.flow(Soft, Value::constant(64), /*Soft=*/true);
  link({&A});
  EXPECT_EQ(compare(Value::node(Copy), Value::constant(64)), Comparison::Equal);
  EXPECT_EQ(compare(Value::node(Copy), Value::constant(32)),
            Comparison::Different);
  EXPECT_EQ(compare(sum(Value::node(Copy), Value::node(Size), 1),
                    Value::constant(128)),
            Comparison::Equal);
  EXPECT_EQ(compare(Value::node(Soft), Value::constant(64)),
            Comparison::Unknown);
  EXPECT_EQ(All.constant(Value::node(Copy)), 64);
  EXPECT_EQ(All.constant(Value::node(Soft)), std::nullopt);
}

TEST_F(CompareTest, FieldCanBeAnyOfWhatItIsSetTo) {
  NodeId Size = A.field("r.size");
  A.flow(Size, Value::constant(64));
  A.flow(Size, Value::constant(128));
  // This is how it is cleared.
  A.flow(Size, Value::constant(0));
  link({&A});
  EXPECT_EQ(compare(Value::node(Size), Value::constant(64)), Comparison::Equal);
  EXPECT_EQ(compare(Value::node(Size), Value::constant(128)),
            Comparison::Equal);
  EXPECT_EQ(compare(Value::node(Size), Value::constant(0)),
            Comparison::Different);
  EXPECT_EQ(compare(Value::node(Size), Value::constant(32)),
            Comparison::Different);
  EXPECT_EQ(All.constant(Value::node(Size)), std::nullopt);
}

TEST_F(CompareTest, WhatMayBeSetElsewhereIsNoNumber) {
  NodeId Size = A.local("size"), Other = A.local("other");
  A.flow(Size, Value::constant(64));
  A.flow(Other, Value::constant(64));
  A.flow(Other, Value::unknown());
  A.unit().Exposed = {Size};
  link({&A});
  EXPECT_EQ(compare(Value::node(Size), Value::constant(32)),
            Comparison::Unknown);
  EXPECT_EQ(compare(Value::node(Other), Value::constant(32)),
            Comparison::Unknown);
  EXPECT_EQ(All.constant(Value::node(Size)), std::nullopt);
}

TEST_F(CompareTest, TermsOfTwoUnitsMeetInTheModulesOrder) {
  // The nodes have other numbers in each unit.
  UnitBuilder B;
  Value Mine = sum(Value::node(A.field("r.n")), Value::node(A.field("r.m")), 8);
  NodeId M = B.field("r.m"), N = B.field("r.n");
  Value Theirs = sum(Value::node(N), Value::node(M), 8);
  A.call("dma_set_mask", "f").Mask = Mine;
  B.call("dma_set_mask", "g").Mask = Theirs;
  link({&A, &B});
  ASSERT_EQ(All.calls().size(), 2u);
  EXPECT_EQ(compare(All.calls()[0].Mask, All.calls()[1].Mask),
            Comparison::Equal);
}

} // namespace
} // namespace dmatidy
