//===-- Analyze.cpp - From units to findings ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Analyze.h"
#include "driver/execution/Worker.h"
#include "driver/compilation/Select.h"
#include "driver/processes/Pool.h"
#include "driver/execution/Schedule.h"
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
selectUnits(const Database &Base, const Options &Wanted, const Model &Api,
            function_ref<Expected<bool>(const Unit &)> Keep) {
  auto Chosen = chooseUnits(Base, Wanted.Arguments);
  if (!Chosen)
    return Chosen.takeError();
  Selection Result;
  for (const Unit *One : *Chosen) {
    Expected<bool> Kept = Keep(*One);
    if (!Kept)
      return Kept.takeError();
    if (*Kept)
      Result.Chosen.push_back(One);
    else if (Wanted.Verbose)
      errs() << "dma-tidy: " << One->RealPath << ": excluded\n";
  }
  StringSet<> Incomplete = incompleteModules(Base.units(), Result.Chosen);
  if (Wanted.Part.Count)
    erase_if(Result.Chosen, [&](const Unit *One) {
      std::string Module = One->module();
      return xxh3_64bits(Module.empty() ? One->RealPath : Module) %
                     Wanted.Part.Count +
                 1 !=
             Wanted.Part.Index;
    });
  Selector Select(Api);
  for (const Unit *One : Result.Chosen)
    if (Wanted.AllUnits || Select.mayTouchDma(*One))
      Result.Selected.push_back(One);
    else if (Wanted.Verbose)
      errs() << "dma-tidy: " << One->RealPath << ": cannot touch DMA\n";
  Result.Plan = ModulePlan(Result.Selected, std::move(Incomplete));
  return std::move(Result);
}

namespace {

/// How far a run is, on a terminal; nothing in a pipe.
class Progress {
public:
  explicit Progress(size_t Total)
      : Total(Total), Shown(sys::Process::StandardErrIsDisplayed()),
        Start(Clock::now()), Last(Start) {}

  void tell(size_t Done, const Unit &One) {
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
             << sys::path::filename(One.RealPath);
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
class Analyzer::Remembering {
public:
  Remembering(Analyzer &Owner, ArrayRef<const Unit *> Units)
      : Owner(Owner), Units(Units) {}

  /// Finds what is remembered of unit \p Index; false if that is nothing.
  bool find(size_t Index) {
    Entry One = {Index, "", {}};
    auto Found = Owner.Store->lookup(*Units[Index],
                                     Owner.NeedsInputs ? &One.Inputs : nullptr);
    if (!Found)
      return false;
    One.Packed = std::move(*Found);
    Left.push_back(std::move(One));
    return true;
  }

  /// Calls \p Take with the next few of the results that were found, and \p
  /// OnBroken with those that cannot be read; false if there are no more.
  bool takeSome(function_ref<void(size_t, UnitResult &)> Take,
                function_ref<void(size_t)> OnBroken) {
    auto Now = MutableArrayRef(Left).drop_front(Done).take_front(AtATime);
    std::vector<std::optional<UnitResult>> Results(Now.size());
    runThreads(Now.size(), Owner.Wanted.Jobs,
               [&](size_t I) { Results[I] = Cache::unpack(Now[I].Packed); });
    for (auto [One, Result] : zip(Now, Results)) {
      if (!Result) {
        OnBroken(One.Index);
        continue;
      }
      ++Owner.Remembered;
      Result->Inputs = std::move(One.Inputs);
      Take(One.Index, *Result);
      One.Packed = {};
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
  ArrayRef<const Unit *> Units;
  std::vector<Entry> Left;
  size_t Done = 0;
};

void Analyzer::run(ArrayRef<const Unit *> Units, const Overlay *Over,
                   function_ref<void(size_t, UnitResult &)> Take) {
  Cache *Keep = Over ? nullptr : Store;
  Remembering Known(*this, Units);
  std::vector<size_t> Left, Broken;
  for (size_t I = 0; I != Units.size(); ++I)
    if (!Keep || !Known.find(I))
      Left.push_back(I);
  PoolOptions Pool;
  Pool.Jobs =
      Wanted.Jobs ? Wanted.Jobs : hardware_concurrency().compute_thread_count();
  Pool.Timeout = Wanted.Timeout;
  // What an edit has left as it was is read while the rest is analysed.
  Pool.OnSpareTime = [&] {
    return Known.takeSome(Take, [&](size_t I) { Broken.push_back(I); });
  };
  auto Analyze = [&](ArrayRef<size_t> Indices) {
    std::vector<const Unit *> Chosen;
    for (size_t I : Indices)
      Chosen.push_back(Units[I]);
    Progress Shown(Chosen.size());
    // An overlay is another tree for each unit that it touches.
    Schedule Order(Chosen.size(),
                   Over ? std::vector<HeaderGroup>()
                        : groupByHeaders(Chosen, Pool),
                   Pool.Jobs);
    size_t Done = 0;
    auto Finish = [&](size_t At, UnitResult &Result) {
      if (Keep)
        Keep->store(*Chosen[At], Result);
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
                     Order.headersOf(Task));
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
