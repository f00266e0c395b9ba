//===-- Analyze.h - From units to findings ----------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_ANALYZE_H
#define DMA_TIDY_DRIVER_EXECUTION_ANALYZE_H

#include "driver/linking/Modules.h"
#include "driver/options/Options.h"
#include "driver/results/Cache.h"

namespace dmatidy {

/// The units of a run: those the user wants, and which of them can touch DMA.
struct Selection {
  std::vector<const Unit *> Chosen, Selected;
  /// Chosen units that cannot touch DMA.
  std::vector<const Unit *> Others;
  ModulePlan Plan;
  /// Selected units that narrow() has left out.
  size_t Unaffected = 0;

  /// Leaves of the selected units those of modules some unit of which reads a
  /// file that \p Over has another text of: what is found in the others is what
  /// was found before. Commands and headers are read as \p Opts say.
  void narrow(const Overlay &Over, const Options &Opts);
};

/// The units of \p Base that \p Opts asks for and \p Keep does not leave out.
/// With \p Part only those of its modules; \p Verbose names what is left out.
llvm::Expected<Selection>
selectUnits(const Database &Base, const Options &Opts, const Model &Api,
            llvm::function_ref<llvm::Expected<bool>(const Unit &)> Keep);

/// Analyses units, or takes what an earlier run has found.
class Analyzer {
public:
  /// \p Store may be null; all must outlive this.
  Analyzer(const Options &Opts, const Model &Api, EngineOptions Engine,
           Cache *Store)
      : Opts(Opts), Api(Api), Engine(std::move(Engine)), Store(Store),
        NeedsInputs(Opts.ApplyFixes || !Opts.Diff.empty()) {}

  /// Calls \p Take with the index and the result of each of \p Units, in no
  /// particular order. Of \p Others, which cannot touch DMA, those are read
  /// whose calls a finding depends on. Files in \p Over, which may be null, are
  /// read as it has them, and nothing is then taken from or put into the store.
  /// A unit that was not reached because of ^C has InterruptedFailure. \p
  /// Known, if there, gives the result of an earlier run, which is moved away,
  /// or null for a unit that is to be analysed; one that others tell something
  /// else of than then is analysed all the same.
  void run(llvm::ArrayRef<const Unit *> Units,
           llvm::ArrayRef<const Unit *> Others, const Overlay *Over,
           llvm::function_ref<void(size_t, UnitResult &)> Take,
           llvm::function_ref<UnitResult *(size_t)> Known = nullptr);

  /// How many units were taken from the store so far.
  size_t remembered() const { return Remembered; }
  /// How many began with headers that were parsed for several units.
  size_t sharing() const { return Sharing; }
  /// Peak resident memory of the largest process so far, in KiB.
  int64_t largest() const { return Largest; }

private:
  class CachedResults;
  /// A unit, its place in the run, and the rows of its module's others that its
  /// paths are walked with.
  struct Work {
    size_t Index;
    const Unit *TU;
    std::string Rows;
  };
  /// Does each of \p Units by itself; else like run().
  void analyzeEach(llvm::ArrayRef<Work> Units, const Overlay *Over,
                   llvm::function_ref<void(size_t, UnitResult &)> Take);

  const Options &Opts;
  const Model &Api;
  EngineOptions Engine;
  Cache *Store;
  /// What the units so far have shown about the functions of headers.
  ShortBodies Bodies;
  bool NeedsInputs;
  size_t Remembered = 0, Sharing = 0;
  int64_t Largest = 0;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_ANALYZE_H
