//===-- Analyze.cpp - From units to findings ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Analyze.h"
#include "driver/compilation/Select.h"
#include "driver/execution/ModuleCallers.h"
#include "driver/execution/ModuleWrappers.h"
#include "driver/execution/Schedule.h"
#include "driver/execution/Worker.h"
#include "driver/processes/Pool.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <set>

using namespace llvm;

namespace dmatidy {

Expected<Selection>
selectUnits(const Database &Base, const Options &Opts, const Model &Api,
            function_ref<Expected<bool>(const Unit &)> Keep) {
  auto Chosen = chooseUnits(Base, Opts.Arguments);
  if (!Chosen)
    return Chosen.takeError();
  Selection Result;
  for (const Unit *TU : *Chosen) {
    Expected<bool> Kept = Keep(*TU);
    if (!Kept)
      return Kept.takeError();
    if (*Kept)
      Result.Chosen.push_back(TU);
    else if (Opts.Verbose)
      errs() << "dma-tidy: " << TU->RealPath << ": excluded\n";
  }
  StringSet<> Incomplete = incompleteModules(Base.units(), Result.Chosen);
  if (Opts.Part.Count)
    erase_if(Result.Chosen, [&](const Unit *TU) {
      return xxh3_64bits(TU->moduleOrPath()) % Opts.Part.Count + 1 !=
             Opts.Part.Index;
    });
  Selector Select(Api);
  StringSet<> WithOthers;
  for (const Unit *TU : Result.Chosen) {
    if (Opts.AllUnits || Select.mayTouchDma(*TU)) {
      Result.Selected.push_back(TU);
      continue;
    }
    Result.Others.push_back(TU);
    WithOthers.insert(TU->module());
    if (Opts.Verbose)
      errs() << "dma-tidy: " << TU->RealPath << ": cannot touch DMA\n";
  }
  Result.Plan =
      ModulePlan(Result.Selected, std::move(Incomplete), std::move(WithOthers));
  return std::move(Result);
}

static unsigned jobsOf(const Options &Opts) {
  return Opts.Jobs ? Opts.Jobs : hardware_concurrency().compute_thread_count();
}

void Selection::narrow(const Overlay &Over, const Options &Opts) {
  PoolOptions Pool;
  Pool.Jobs = jobsOf(Opts);
  Pool.Timeout = Opts.Timeout;
  // What names no DMA now may have done so, and its module's others rely on it.
  std::vector<bool> Reads = unitsThatRead(Chosen, Over, Pool);
  StringSet<> Touched;
  for (auto [Index, TU] : enumerate(Chosen))
    if (Reads[Index])
      Touched.insert(TU->moduleOrPath());
  size_t Before = Selected.size();
  erase_if(Selected, [&](const Unit *TU) {
    return !Touched.contains(TU->moduleOrPath());
  });
  Unaffected = Before - Selected.size();
  Plan = ModulePlan(Selected, std::move(Plan.Incomplete),
                    std::move(Plan.WithOthers));
}

namespace {

/// How far a run is, on a terminal; nothing in a pipe.
class Progress {
public:
  explicit Progress(size_t Total)
      : Total(Total), Shown(sys::Process::StandardErrIsDisplayed()),
        Start(Clock::now()), Last(Start) {}

  void tell(size_t Done, const Unit &TU) {
    if (!Shown)
      return;
    auto Now = Clock::now();
    if (Done != Total && Now - Last < std::chrono::milliseconds(100))
      return;
    Last = Now;
    double Seconds = std::chrono::duration<double>(Now - Start).count();
    double Rate = Seconds > 0 ? Done / Seconds : 0;
    errs() << '\r' << Done << '/' << Total << " units";
    if (Rate > 0 && Done != Total)
      errs() << format(", %.1f a second, %.0f s left, ", Rate,
                       (Total - Done) / Rate)
             << sys::path::filename(TU.RealPath);
    // Clears what the line before had longer.
    errs() << "\x1b[K" << (Done == Total ? "\n" : "");
  }

private:
  using Clock = std::chrono::steady_clock;
  size_t Total;
  bool Shown;
  Clock::time_point Start, Last;
};

} // namespace

/// So many results are unpacked at a time: enough for every core, and not so
/// many that a process which is done waits long.
static constexpr size_t AtATime = 256;

/// Takes what the store has, some at a time.
class Analyzer::CachedResults {
public:
  CachedResults(Analyzer &Owner, ArrayRef<Work> Units)
      : Owner(Owner), Units(Units) {}

  /// Finds what is remembered of unit \p Index; false if that is nothing.
  bool find(size_t Index) {
    Entry Hit = {Index, "", {}};
    auto Packed =
        Owner.Store->lookup(*Units[Index].TU, Units[Index].Rows,
                            Owner.NeedsInputs ? &Hit.Inputs : nullptr);
    if (!Packed)
      return false;
    Hit.Packed = std::move(*Packed);
    Left.push_back(std::move(Hit));
    return true;
  }

  /// Calls \p Take with the next few of the results that were found, and \p
  /// OnBroken with those that cannot be read; false if there are no more.
  bool takeSome(function_ref<void(size_t, UnitResult &)> Take,
                function_ref<void(size_t)> OnBroken) {
    auto Now = MutableArrayRef(Left).drop_front(Done).take_front(AtATime);
    std::vector<std::optional<UnitResult>> Results(Now.size());
    runThreads(Now.size(), Owner.Opts.Jobs,
               [&](size_t I) { Results[I] = Cache::unpack(Now[I].Packed); });
    for (auto [Hit, Result] : zip(Now, Results)) {
      if (!Result) {
        OnBroken(Hit.Index);
        continue;
      }
      Owner.Remembered += Units[Hit.Index].Rows.empty();
      Result->Inputs = std::move(Hit.Inputs);
      Take(Hit.Index, *Result);
      Hit.Packed = {};
    }
    Done += Now.size();
    return Done != Left.size();
  }

private:
  struct Entry {
    size_t Index;
    std::string Packed;
    std::vector<Input> Inputs;
  };
  Analyzer &Owner;
  ArrayRef<Work> Units;
  std::vector<Entry> Left;
  size_t Done = 0;
};

void Analyzer::run(ArrayRef<const Unit *> Units, ArrayRef<const Unit *> Others,
                   const Overlay *Over,
                   function_ref<void(size_t, UnitResult &)> Take,
                   function_ref<UnitResult *(size_t)> Known) {
  ModuleWrappers Wrappers(Units);
  ModuleCallers Callers(Others, Over);
  std::vector<UnitResult> Results(Units.size());
  std::vector<Work> First, Again, Unread;
  std::vector<ArrayRef<size_t>> Waiting;
  auto Complete = [&](ArrayRef<size_t> Module) {
    std::vector<std::string> Rows;
    for (size_t Each : Module)
      Rows.push_back(Wrappers.rowsFor(Each, Results));
    for (auto [Each, Text] : zip(Module, Rows)) {
      if (Text != Results[Each].Rows) {
        Again.push_back({Each, Units[Each], std::move(Text)});
        continue;
      }
      Take(Each, Results[Each]);
      Results[Each] = {};
    }
  };
  auto Hold = [&](size_t Index, UnitResult &Result) {
    Results[Index] = std::move(Result);
    Results[Index].Callers.clear();
    ArrayRef<size_t> Module = Wrappers.arrive(Index);
    if (Module.empty())
      return;
    std::vector<const Unit *> Asked =
        Callers.askedFor(Units[Module.front()]->module(), Module, Results);
    if (Asked.empty())
      return Complete(Module);
    for (const Unit *TU : Asked)
      Unread.push_back({Module.front(), TU, ""});
    Waiting.push_back(Module);
  };
  for (auto [Index, TU] : enumerate(Units)) {
    if (UnitResult *Before = Known ? Known(Index) : nullptr)
      Hold(Index, *Before);
    else
      First.push_back({Index, TU, ""});
  }
  analyzeEach(First, Over, [&](size_t At, UnitResult &Result) {
    Hold(First[At].Index, Result);
  });
  while (!Unread.empty()) {
    // One that cannot be analysed says nothing, not even where it stands.
    std::vector<std::optional<UnitSummary>> Read(Unread.size());
    analyzeEach(Unread, Over, [&](size_t At, UnitResult &Result) {
      if (Result.Failure.empty())
        Read[At] = std::move(Result.Facts);
    });
    for (auto [Unit, Facts] : zip(Unread, Read))
      if (Facts)
        Results[Unit.Index].Callers.push_back(std::move(*Facts));
    // Tables that have been read may name who is called through them.
    Unread.clear();
    for (ArrayRef<size_t> Module : Waiting)
      for (const Unit *TU :
           Callers.askedFor(Units[Module.front()]->module(), Module, Results))
        Unread.push_back({Module.front(), TU, ""});
  }
  for (ArrayRef<size_t> Module : Waiting)
    Complete(Module);
  // What a unit says of its module is the same either way; its paths are not.
  analyzeEach(Again, Over, [&](size_t At, UnitResult &Result) {
    const Work &Walked = Again[At];
    UnitResult &Whole = Results[Walked.Index];
    if (Result.Failure.empty()) {
      Whole.Findings = std::move(Result.Findings);
      Whole.Bounded = std::move(Result.Bounded);
      Whole.Rows = Walked.Rows;
    }
    Take(Walked.Index, Whole);
    Whole = {};
  });
}

void Analyzer::analyzeEach(ArrayRef<Work> Units, const Overlay *Over,
                           function_ref<void(size_t, UnitResult &)> Take) {
  Cache *Keep = Over ? nullptr : Store;
  CachedResults Cached(*this, Units);
  std::vector<size_t> Left, Broken;
  for (size_t I = 0; I != Units.size(); ++I)
    if (!Keep || !Cached.find(I))
      Left.push_back(I);
  PoolOptions Pool;
  Pool.Jobs = jobsOf(Opts);
  Pool.Timeout = Opts.Timeout;
  // What an edit has left as it was is read while the rest is analysed.
  Pool.OnSpareTime = [&] {
    return Cached.takeSome(Take, [&](size_t I) { Broken.push_back(I); });
  };
  auto Analyze = [&](ArrayRef<size_t> Indices) {
    std::vector<const Unit *> Chosen;
    for (size_t I : Indices)
      Chosen.push_back(Units[I].TU);
    Progress Shown(Chosen.size());
    // An overlay is another tree for each unit that it touches.
    Schedule Order(Chosen.size(),
                   Over ? std::vector<HeaderGroup>()
                        : groupByHeaders(Chosen, Pool),
                   Pool.Jobs);
    size_t Done = 0;
    auto Finish = [&](size_t At, UnitResult &Result) {
      if (Keep)
        Keep->store(*Chosen[At], Units[Indices[At]].Rows, Result);
      Take(Indices[At], Result);
      Shown.tell(++Done, *Chosen[At]);
    };
    Pool.Next = [&] { return Order.next(); };
    Pool.OnResult = [&](size_t Task, UnitResult &Result) {
      Bodies.take(std::move(Result.Bodies));
      Largest = std::max(Largest, Result.PeakMemory);
      Sharing += Result.SharesHeaders;
      if (!Order.isUnit(Task)) {
        Order.ended(Task,
                    Result.Failure.empty()
                        ? HeaderFacts::fromText(Result.Headers)
                        : std::nullopt,
                    std::move(Result.Inputs));
        return;
      }
      Order.ended(Task);
      Finish(Task, Result);
    };
    runPool(Pool, [&](size_t Task) {
      if (!Order.isUnit(Task))
        return precompile(Order.groupOf(Task), Bodies, Order.memoryOf(Task));
      return analyze(*Chosen[Task], Api, Engine, Over, Bodies,
                     Order.headersOf(Task), Units[Indices[Task]].Rows);
    });
    for (size_t At : Order.unfinished()) {
      UnitResult Interrupted;
      Interrupted.Failure = InterruptedFailure.str();
      Finish(At, Interrupted);
    }
  };
  Analyze(Left);
  while (Pool.OnSpareTime())
    ;
  Pool.OnSpareTime = nullptr;
  Analyze(Broken);
}

} // namespace dmatidy
