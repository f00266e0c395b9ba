//===-- ModuleMismatch.h - What a module releases otherwise -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the comparisons of a module's releases with its acquisitions share, and
// the comparison of sizes.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_MODULEMISMATCH_H
#define DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_MODULEMISMATCH_H

#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace dmatidy {

using LinkedCalls = llvm::SmallVector<const LinkedCall *, 4>;

/// The findings about one module's releases. Refers to the module and to the
/// report, which must outlive it.
class ModuleMismatch {
public:
  ModuleMismatch(const Module &All, ModuleReport &Report)
      : All(All), Report(Report) {}

  /// Adds a finding of kind \p Kind about \p Release, which can mean \p
  /// Acquired, assuming that nothing else is stored where the object is kept.
  void report(llvm::StringRef Kind, const LinkedCall &Release,
              const LinkedCalls &Acquired, const llvm::Twine &Message);
  /// Adds a note to the finding added last.
  void note(const LinkedCall &At, const llvm::Twine &Text);
  /// Has the finding added last assume \p Text instead.
  void assume(const llvm::Twine &Text);
  bool isReported(const LinkedCall &Release) const {
    return Reported.contains(&Release);
  }

  /// True if \p Release may release what \p Acquired acquires.
  static bool fits(const LinkedCall &Release, const LinkedCall &Acquired) {
    return Release.Row->mayRelease(*Acquired.Row->Family);
  }
  /// True if the values that \p Part picks differ from the release's in every
  /// acquisition.
  bool allDiffer(const LinkedCall &Release, const LinkedCalls &Acquired,
                 Value ModeledCall::*Part) const;

  const Module &All;

protected:
  ModuleReport &Report;

private:
  llvm::SmallPtrSet<const LinkedCall *, 8> Reported;
};

/// Compares the size that releases are given. Each function is true if it has
/// reported something.
class SizeMismatch {
public:
  explicit SizeMismatch(ModuleMismatch &To) : To(To), All(To.All) {}

  /// \p Release with the acquisitions that it can mean.
  bool compare(const LinkedCall &Release, const LinkedCalls &Acquired) {
    return compareValues(Release, Acquired) || compareFields(Release, Acquired);
  }
  /// A packet's head is mapped by its own length and its fragments by theirs;
  /// the length of the whole is none of them, whichever mapping this is.
  bool compareHead(const LinkedCall &Release);
  /// Three others or more release from the same field with this size and what
  /// a call gives, and none with this size.
  bool compareWithOthers(const LinkedCall &Release);

private:
  bool compareValues(const LinkedCall &Release, const LinkedCalls &Acquired);
  bool compareFields(const LinkedCall &Release, const LinkedCalls &Acquired);
  std::optional<NodeId> fieldOf(const Value &Size, bool OfKernel) const;

  ModuleMismatch &To;
  const Module &All;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LIFECYCLE_DMA_RELEASE_MISMATCH_MODULEMISMATCH_H
