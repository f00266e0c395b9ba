//===-- Setup.h - What a run works with -------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMMAND_SETUP_H
#define DMA_TIDY_DRIVER_COMMAND_SETUP_H

#include "checkers/Engine.h"
#include "driver/compilation/Database.h"
#include "driver/files/Inputs.h"
#include "driver/filter/Config.h"
#include "driver/options/Options.h"
#include "driver/results/Cache.h"
#include "driver/results/ShardFile.h"

namespace dmatidy {

/// The compilation database that \p Opts names, or else the nearest one; \see
/// Database::load and Database::find for the errors.
llvm::Expected<std::unique_ptr<Database>> databaseFor(const Options &Opts);

/// The configurations that \p Opts asks for: those of the tree, or the one
/// that the command line names, and the command line itself on top.
llvm::Expected<Configs> configsFor(const Options &Opts);
/// The error that no check is left.
llvm::Error noCheck(const Options &Opts);

/// Database, configuration, model and checks of one run.
class Setup {
public:
  explicit Setup(const Options &Opts) : Opts(Opts) {}
  /// Reads everything. \p Parts, those that are merged, say with which checks
  /// and models they were made. An error is wrong usage.
  llvm::Error prepare(const ShardFile *Parts);

  /// Null when parts are merged.
  const Database *base() const { return Base.get(); }
  Configs &configs() { return Conf; }
  const Model &api() const { return *Api; }
  /// The checks that some file wants.
  const std::vector<std::string> &checks() const { return CheckNames; }
  EngineOptions engine() const;
  /// The files of further rows.
  const std::vector<std::string> &models() const { return Models; }
  /// A text that differs where results may: by tool, model and options.
  std::string salt() const;
  /// The cache to use; null if there is to be none, or can be none, which is
  /// then said on stderr.
  std::unique_ptr<Cache> openCache() const;
  /// The files as they were before the change that --diff names. \p Folder is
  /// one of the tree's.
  llvm::Expected<Overlay> before(llvm::StringRef Folder) const;

private:
  llvm::Error openDatabase();
  llvm::Error readConfigs(const ShardFile *Parts);

  const Options &Opts;
  Configs Conf;
  std::unique_ptr<Database> Base;
  std::unique_ptr<Model> Api;
  std::vector<std::string> CheckNames, Models;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMMAND_SETUP_H
