//===-- ObligationTest.cpp - What the module settles ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/finding/Obligation.h"
#include "checkers/program/module/Module.h"
#include "test/unit/UnitBuilder.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

class ObligationTest : public testing::Test {
protected:
  UnitBuilder A, B;

  static constexpr const char *Alloc = "dma_alloc_coherent",
                              *Free = "dma_free_coherent";
  static Obligation leaves(StringRef Function, unsigned Parameters = 1) {
    return {ObligationKind::CalleeLeavesAlone,
            Function.str(),
            Alloc,
            Parameters,
            {}};
  }
  /// Of a function that is given what leads to the object.
  static Obligation leavesBehind(StringRef Function) {
    return leaves(Function, Obligation::ByWay);
  }
  static Obligation transfers(StringRef Function, unsigned Parameters = 1) {
    return {
        ObligationKind::CalleeTransfers, Function.str(), "", Parameters, {}};
  }
  static Obligation callers(StringRef Function, ObligationKind Kind) {
    return {Kind, Function.str(), "", 0, {"ring.desc"}};
  }
  static Obligation onFailure() {
    return {ObligationKind::ReleasedOnFailureOnly, "", Alloc, 0, {"ring.desc"}};
  }

  /// Whether the module meets \p Due; \p Left gets what is still open.
  bool settle(std::vector<Obligation> Due, bool Whole = true,
              std::vector<Obligation> *Left = nullptr) {
    Module All(builtinModel(), Whole);
    All.add(A.Unit);
    All.add(B.Unit);
    All.close();
    bool Result = All.settle(Due);
    if (Left)
      *Left = Due;
    return Result;
  }
  /// \p Function of B releases what ring.desc keeps.
  void release(StringRef Function) {
    B.call(Free, Function).Memory = Value::node(B.field("ring.desc"));
  }
};

TEST_F(ObligationTest, NothingIsMetAtOnce) { EXPECT_TRUE(settle({})); }

TEST_F(ObligationTest, WhatTheModuleDoesNotShowStaysOpen) {
  B.function("log");
  std::vector<Obligation> Left;
  EXPECT_TRUE(settle({leaves("log"), leaves("other"), transfers("third")},
                     /*Whole=*/true, &Left));
  EXPECT_EQ(Left,
            (std::vector<Obligation>{leaves("other"), transfers("third")}));
}

TEST_F(ObligationTest, OneThatIsNotMetIsEnough) {
  B.function("log");
  B.function("end");
  release("end");
  EXPECT_TRUE(settle({leavesBehind("log")}));
  EXPECT_FALSE(settle({leavesBehind("log"), leavesBehind("end")}));
  EXPECT_FALSE(settle({leavesBehind("end"), leavesBehind("log")}));
}

TEST_F(ObligationTest, CalleeThatReleasesAtADistanceDoesNotLeaveAlone) {
  B.function("outer", {"inner"});
  B.function("inner", {"end"}, /*Static=*/true);
  B.function("end", {"outer"}, /*Static=*/true);
  release("end");
  EXPECT_FALSE(settle({leavesBehind("outer")}));
}

TEST_F(ObligationTest, ReleaseOfAnotherFamilyDoesNotCount) {
  B.function("end");
  B.call("dma_unmap_single_attrs", "end").Handle =
      Value::node(B.field("ring.map"));
  EXPECT_TRUE(settle({leavesBehind("end")}));
  // Unless it is not known what was acquired.
  Obligation Any = leavesBehind("end");
  Any.Row = "";
  EXPECT_FALSE(settle({Any}));
}

TEST_F(ObligationTest, CalleeReleasesThroughATable) {
  B.function("outer", {"*my_ops.end"});
  B.function("end", {}, /*Static=*/true);
  B.unit().Tables = {{"*my_ops.end", "end"}};
  release("end");
  EXPECT_FALSE(settle({leavesBehind("outer")}));
}

TEST_F(ObligationTest, CalleeReleasesWhatItIsGiven) {
  B.function("end");
  B.call(Free, "end").Memory = Value::node(B.shared("end(0)"));
  EXPECT_FALSE(settle({leaves("end", 1)}));
  // Another parameter is another object.
  EXPECT_TRUE(settle({leaves("end", 2)}));
}

TEST_F(ObligationTest, CalleeThatHasFailedMayHaveReleasedButHardlyKept) {
  B.function("keep");
  B.flow(B.field("cache.p"), Value::node(B.shared("keep(0)")));
  Obligation Failed = leaves("keep");
  Failed.Kind = ObligationKind::FailedCalleeLeavesAlone;
  std::vector<Obligation> Left;
  EXPECT_TRUE(settle({Failed}, /*Whole=*/true, &Left));
  EXPECT_EQ(Left, std::vector<Obligation>{Failed});
  EXPECT_FALSE(settle({Failed}, /*Whole=*/false));
  release("keep");
  EXPECT_FALSE(settle({Failed}));
}

TEST_F(ObligationTest, CalleeThatKeepsTheParameterDoesNotLeaveItAlone) {
  B.function("keep");
  B.flow(B.field("cache.p"), Value::node(B.shared("keep(1)")));
  B.shared("keep(0)");
  EXPECT_TRUE(settle({leaves("keep", 1u << 0)}));
  EXPECT_FALSE(settle({leaves("keep", 1u << 1)}));
  EXPECT_FALSE(settle({leaves("keep", 3)}));
}

TEST_F(ObligationTest, CalleeKeepsWhatItPutsBehindAPointer) {
  B.function("keep");
  B.flow(B.shared("*keep(1)"), Value::node(B.shared("keep(0)")));
  EXPECT_FALSE(settle({leaves("keep")}));
}

// void keep(void *p) { void **slot = table; *slot = p; }
// The module's name for "*slot" begins with the unit's number, not with the *.
TEST_F(ObligationTest, DISABLED_CalleeKeepsWhatItPutsBehindAVariable) {
  B.function("keep");
  B.flow(B.local("*slot"), Value::node(B.shared("keep(0)")));
  EXPECT_FALSE(settle({leaves("keep")}));
}

TEST_F(ObligationTest, CalleeKeepsWhatItHandsToSomebodyUnseen) {
  B.function("pass", {"unseen"});
  B.flow(B.shared("unseen(0)"), Value::node(B.shared("pass(0)")));
  EXPECT_FALSE(settle({leaves("pass")}));
}

TEST_F(ObligationTest, PartOfAModuleShowsNoCalleeThatLeavesAlone) {
  B.function("log");
  EXPECT_TRUE(settle({leaves("log")}, /*Whole=*/true));
  EXPECT_FALSE(settle({leaves("log")}, /*Whole=*/false));
}

TEST_F(ObligationTest, CalleeTransfersWhatItMaps) {
  B.function("send");
  B.flow(B.local("buffer"), Value::node(B.shared("send(1)")));
  B.unit().Calls[B.acquireAt("dma_map_single_attrs", "send")].Memory =
      Value::node(B.local("buffer"));
  EXPECT_TRUE(settle({transfers("send", 1u << 1)}));
  EXPECT_FALSE(settle({transfers("send", 1u << 0)}));
  // That holds for a part as well: it is seen.
  EXPECT_TRUE(settle({transfers("send", 1u << 1)}, /*Whole=*/false));
}

TEST_F(ObligationTest, FieldMayHoldAnotherAddressByTheTimeItIsMapped) {
  B.function("send");
  B.flow(B.field("job.buffer"), Value::node(B.shared("send(0)")));
  B.unit().Calls[B.acquireAt("dma_map_single_attrs", "send")].Memory =
      Value::node(B.field("job.buffer"));
  EXPECT_FALSE(settle({transfers("send")}));
}

constexpr ObligationKind All = ObligationKind::CallersLeaveAlone,
                         Known = ObligationKind::KnownCallersLeaveAlone;

TEST_F(ObligationTest, CallersAreKnownWhereNobodyElseCanCall) {
  B.function("outer", {"setup"}, /*Static=*/true);
  B.function("setup", {}, /*Static=*/true);
  EXPECT_TRUE(settle({callers("setup", All)}));
  EXPECT_FALSE(settle({callers("setup", All)}, /*Whole=*/false));
  EXPECT_TRUE(settle({callers("setup", Known)}, /*Whole=*/false));
}

TEST_F(ObligationTest, ExportedCallerHasCallersThatNobodySees) {
  B.function("outer", {"setup"});
  B.function("setup", {}, /*Static=*/true);
  EXPECT_FALSE(settle({callers("setup", All)}));
  EXPECT_TRUE(settle({callers("setup", Known)}));
}

TEST_F(ObligationTest, CallerInATableHasCallersThatNobodySees) {
  B.function("outer", {"setup"}, /*Static=*/true);
  B.function("setup", {}, /*Static=*/true);
  B.unit().Tables = {{"*my_ops.run", "outer"}};
  EXPECT_FALSE(settle({callers("setup", All)}));
  EXPECT_TRUE(settle({callers("setup", Known)}));
}

TEST_F(ObligationTest, CallerThatReleasesThePlaceIsFoundAtADistance) {
  B.function("probe", {"outer", "undo"}, /*Static=*/true);
  B.function("outer", {"setup"}, /*Static=*/true);
  B.function("setup", {}, /*Static=*/true);
  B.function("undo", {"end"}, /*Static=*/true);
  B.function("end", {}, /*Static=*/true);
  release("end");
  EXPECT_FALSE(settle({callers("setup", All)}));
  EXPECT_FALSE(settle({callers("setup", Known)}));
  Obligation Other = callers("setup", All);
  Other.Places = {"ring.data"};
  EXPECT_TRUE(settle({Other}));
}

TEST_F(ObligationTest, WhatTheFunctionReleasesItselfDoesNotCount) {
  B.function("outer", {"setup"}, /*Static=*/true);
  B.function("setup", {}, /*Static=*/true);
  release("setup");
  EXPECT_TRUE(settle({callers("setup", All)}));
}

TEST_F(ObligationTest, CallerOfAnotherUnitGoesThroughTheTable) {
  A.function("core", {"*my_ops.setup"}, /*Static=*/true);
  A.call(Free, "core").Memory = Value::node(A.field("ring.desc"));
  B.function("setup", {}, /*Static=*/true);
  B.unit().Tables = {{"*my_ops.setup", "setup"}};
  EXPECT_FALSE(settle({callers("setup", Known)}));
}

TEST_F(ObligationTest, CallersReleaseAfterAFailure) {
  B.function("open", {"setup", "undo"});
  B.function("setup");
  B.function("undo");
  release("undo");
  constexpr ObligationKind After = ObligationKind::CallersReleaseOnFailure;
  EXPECT_TRUE(settle({callers("setup", After)}));
  Obligation Other = callers("setup", After);
  Other.Places = {"ring.data"};
  EXPECT_FALSE(settle({Other}));
  // Nobody calls it.
  EXPECT_FALSE(settle({callers("open", After)}));
}

TEST_F(ObligationTest, NobodySynchronises) {
  B.function("take");
  Obligation ForCpu = {
      ObligationKind::NobodySynchronisesForCpu, "", "", 0, {"ring.map"}};
  Obligation ForDevice = {
      ObligationKind::NobodySynchronisesForDevice, "", "", 0, {"ring.map"}};
  EXPECT_TRUE(settle({ForCpu, ForDevice}));
  B.flow(B.field("ring.map"),
         Value::node(B.acquire("dma_map_single_attrs", "take")));
  EXPECT_TRUE(settle({ForCpu, ForDevice}));
  B.call("dma_sync_single_for_cpu", "take").Handle =
      Value::node(B.field("ring.map"));
  EXPECT_FALSE(settle({ForCpu}));
  // The other way it still is not.
  EXPECT_TRUE(settle({ForDevice}));
  B.call("dma_sync_single_for_device", "take").Handle =
      Value::node(B.field("ring.map"));
  EXPECT_FALSE(settle({ForDevice}));
}

class OnFailureTest : public ObligationTest {
protected:
  /// A probe that fails into undo(), and a remove that calls \p Removed.
  void driver(std::vector<std::string> Removed, bool HasRemove = true) {
    B.function("probe", {"undo"}, /*Static=*/true).EndsOnFailure = true;
    B.function("remove", std::move(Removed), /*Static=*/true).Removes =
        HasRemove;
    B.function("undo", {}, /*Static=*/true);
    B.unit().Tables = {{"*my_driver.probe", "probe"},
                       {"*my_driver.remove", "remove"}};
    B.flow(B.field("ring.desc"), Value::node(B.acquire(Alloc, "probe")));
    release("undo");
  }
};

TEST_F(OnFailureTest, IsMetWhereRemoveDoesNotRelease) {
  driver({});
  EXPECT_TRUE(settle({onFailure()}));
  EXPECT_FALSE(settle({onFailure()}, /*Whole=*/false));
}

TEST_F(OnFailureTest, IsNotMetWhereRemoveReleases) {
  driver({"undo"});
  EXPECT_FALSE(settle({onFailure()}));
}

TEST_F(OnFailureTest, IsNotMetWhereTheDriverCannotBeUnbound) {
  driver({}, /*HasRemove=*/false);
  EXPECT_FALSE(settle({onFailure()}));
}

TEST_F(OnFailureTest, IsNotMetWhereNothingReleases) {
  driver({});
  Obligation Other = onFailure();
  Other.Places = {"ring.data"};
  EXPECT_FALSE(settle({Other}));
}

TEST_F(OnFailureTest, IsNotMetWhereARunningReleaseMayMeanAnything) {
  driver({"free_it"});
  B.function("free_it", {}, /*Static=*/true);
  B.call(Free, "free_it").Memory = Value::unknown();
  EXPECT_FALSE(settle({onFailure()}));
}

class AtWorkTest : public ObligationTest {
protected:
  /// A device that sends by xmit(), is polled by poll(), which releases, and is
  /// stopped by stop(), which calls \p Stopped.
  void device(std::vector<std::string> Stopped) {
    for (StringRef Working : {"xmit", "poll"}) {
      auto &Function = B.function(Working, {"clean"}, /*Static=*/true);
      Function.Works = Function.AddressTaken = true;
    }
    B.function("clean", {}, /*Static=*/true);
    auto &Stop = B.function("stop", std::move(Stopped), /*Static=*/true);
    Stop.Stops = Stop.AddressTaken = true;
    B.flow(B.field("ring.desc"), Value::node(B.acquire(Alloc, "xmit")));
    release("clean");
  }
  bool onlyAtWork(bool Whole = true) {
    Module All(builtinModel(), Whole);
    All.add(A.Unit);
    All.add(B.Unit);
    All.close();
    return All.releasesOnlyAtWork(Alloc, {"ring.desc"});
  }
};

TEST_F(AtWorkTest, StopThatReleasesNothing) {
  device({});
  EXPECT_TRUE(onlyAtWork());
  EXPECT_FALSE(onlyAtWork(/*Whole=*/false));
}

TEST_F(AtWorkTest, StopThatReleases) {
  device({"clean"});
  EXPECT_FALSE(onlyAtWork());
}

TEST_F(AtWorkTest, StopThatCallsWhatNobodySees) {
  device({"reset_hardware"});
  EXPECT_FALSE(onlyAtWork());
}

TEST_F(AtWorkTest, StopThatCallsThroughAnUnknownTable) {
  device({"*my_ops.reset"});
  EXPECT_FALSE(onlyAtWork());
}

TEST_F(AtWorkTest, AnotherOperationReleases) {
  device({});
  B.function("reset", {"clean"}, /*Static=*/true).AddressTaken = true;
  EXPECT_FALSE(onlyAtWork());
}

TEST_F(AtWorkTest, NothingStopsTheDevice) {
  device({});
  for (FunctionFact &Function : B.unit().Functions)
    Function.Stops = false;
  EXPECT_FALSE(onlyAtWork());
}

} // namespace
} // namespace dmatidy
