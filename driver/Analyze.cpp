//===-- Analyze.cpp - From units to findings ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Analyze.h"
#include "driver/Pool.h"
#include "driver/Select.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/ThreadPool.h"
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

/// So many results are unpacked at a time: enough for every core, and not all
/// of a kernel's in memory at once.
static constexpr size_t AtATime = 256;

void Analyzer::takeRemembered(ArrayRef<const Unit *> Units,
                              function_ref<void(size_t, UnitResult *)> Each) {
  std::vector<std::optional<std::string>> Packed(Units.size());
  std::vector<std::vector<Input>> Inputs(Units.size());
  for (auto [I, One] : enumerate(Units))
    Packed[I] = Store->lookup(*One, NeedsInputs ? &Inputs[I] : nullptr);
  std::vector<std::optional<UnitResult>> Results(Units.size());
  {
    // Its threads end here: processes are forked later on.
    DefaultThreadPool Threads(hardware_concurrency(Wanted.Jobs));
    for (size_t I = 0; I != Units.size(); ++I)
      if (Packed[I])
        Threads.async([&, I] { Results[I] = Cache::unpack(*Packed[I]); });
    Threads.wait();
  }
  for (size_t I = 0; I != Units.size(); ++I) {
    if (!Results[I]) {
      Each(I, nullptr);
      continue;
    }
    ++Remembered;
    Results[I]->Inputs = std::move(Inputs[I]);
    Each(I, &*Results[I]);
  }
}

void Analyzer::run(ArrayRef<const Unit *> Units, const Overlay *Over,
                   function_ref<void(size_t, UnitResult &)> Take) {
  std::vector<const Unit *> Left;
  std::vector<size_t> IndexOf;
  size_t At = 0;
  while (Store && !Over && At < Units.size()) {
    size_t End = std::min(At + AtATime, Units.size());
    takeRemembered(Units.slice(At, End - At), [&](size_t I, UnitResult *Known) {
      if (Known)
        return Take(At + I, *Known);
      Left.push_back(Units[At + I]);
      IndexOf.push_back(At + I);
    });
    At = End;
  }
  for (; At < Units.size(); ++At) {
    Left.push_back(Units[At]);
    IndexOf.push_back(At);
  }
  PoolOptions Pool;
  Pool.Jobs =
      Wanted.Jobs ? Wanted.Jobs : hardware_concurrency().compute_thread_count();
  Pool.Timeout = Wanted.Timeout;
  Progress Shown(Left.size());
  size_t Done = 0;
  Pool.OnResult = [&](size_t Index, UnitResult &Result) {
    if (Store && !Over)
      Store->store(*Left[Index], Result);
    Take(IndexOf[Index], Result);
    Shown.tell(++Done, *Left[Index]);
  };
  runPool(Left, Pool,
          [&](const Unit &One) { return analyze(One, Api, Engine, Over); });
}

} // namespace dmatidy
