//===-- Gate.h - Which findings are shown, and which fail -------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_FILTER_GATE_H
#define DMA_TIDY_DRIVER_FILTER_GATE_H

#include "driver/filter/Baseline.h"
#include "driver/filter/Config.h"
#include "driver/filter/Suppress.h"
#include "driver/options/Options.h"
#include "driver/report/Report.h"

namespace dmatidy {

/// From everything that was found to what a run reports: configuration,
/// suppressions, baseline, earlier findings, errors.
class Gate {
public:
  /// All must outlive this.
  Gate(const Options &Opts, Configs &Conf, Sources &Text)
      : Opts(Opts), Conf(Conf), Comments(Text) {}

  /// True if the configuration of its file wants \p Finding: its check and its
  /// confidence.
  bool isWanted(const Diagnostic &Finding);
  /// Reads the baseline, if there is to be one.
  llvm::Error readBaseline();
  /// From now on findings like \p Before are not new.
  void forget(std::vector<Diagnostic> Before) { Earlier = Baseline(Before); }
  /// Puts into \p Report which of \p All, wanted ones, are shown, and counts
  /// the others; says on stderr what is gone.
  void apply(std::vector<Diagnostic> All, RunReport &Report);
  /// Writes the baseline, if that was asked for: what \p Report shows, what the
  /// old baseline knew, and what that has of files that were not looked at.
  llvm::Error writeBaseline(const RunReport &Report);

private:
  /// The configuration of \p File; none if that cannot be read, which was said
  /// when the units were chosen.
  const Config &configOf(llvm::StringRef File);
  /// Whether \p Finding is an error; nothing where no errors are asked for.
  std::optional<bool> isError(const Diagnostic &Finding);
  const CheckGlobs &globs(llvm::StringRef List);

  const Options &Opts;
  Configs &Conf;
  Suppressions Comments;
  std::optional<Baseline> Old, Earlier;
  std::vector<Diagnostic> Baselined;
  llvm::StringMap<CheckGlobs> Parsed;
  bool SawAll = true;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_FILTER_GATE_H
