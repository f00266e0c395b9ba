//===-- Outputs.h - Where the reports of a run go ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_REPORT_OUTPUTS_H
#define DMA_TIDY_DRIVER_REPORT_OUTPUTS_H

#include "driver/options/Options.h"
#include "driver/report/Report.h"

namespace dmatidy {

/// The files of --format and --output.
class OutputFiles {
public:
  explicit OutputFiles(const Options &Opts) : Opts(Opts) {}
  /// Opens them: one that cannot be written is known before the work is done.
  llvm::Error open();
  /// Writes \p Report to all of them. The error names the file.
  llvm::Error write(const RunReport &Report, Sources &Text);

private:
  const Options &Opts;
  std::vector<std::unique_ptr<llvm::raw_fd_ostream>> Streams;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_REPORT_OUTPUTS_H
