//===-- ShardFile.h - A part of a run, to be merged -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_RESULTS_SHARDFILE_H
#define DMA_TIDY_DRIVER_RESULTS_SHARDFILE_H

#include "driver/options/Options.h"
#include "driver/results/UnitResult.h"

namespace dmatidy {

/// What a run with --shard leaves for `dma-tidy merge`: the results of its
/// units before modules are linked.
struct ShardFile {
  Shard Part;
  /// Stands for tool, model and options; those of all parts are the same.
  std::string Salt;
  /// The checks that were run, and the files of rows that were read.
  std::vector<std::string> Checks, Models;
  /// See ModulePlan: of all parts, and of this one.
  std::vector<std::string> Incomplete, WithOthers;
  size_t Chosen = 0;
  double Seconds = 0;
  struct Entry {
    /// The unit's place in the database.
    size_t Order = 0;
    std::string File, Module;
    UnitResult Result;
  };
  std::vector<Entry> Entries;

  /// The error names \p File and what is wrong with it.
  static llvm::Expected<ShardFile> read(llvm::StringRef File);
  llvm::Error write(llvm::StringRef File) const;
};

/// Puts the parts in \p Files together, the entries in the order of the
/// database. Parts that are missing, twice there or of different runs are an
/// error.
llvm::Expected<ShardFile> mergeShards(llvm::ArrayRef<std::string> Files);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_RESULTS_SHARDFILE_H
