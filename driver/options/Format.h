//===-- Format.h - The forms of a report ------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_OPTIONS_FORMAT_H
#define DMA_TIDY_DRIVER_OPTIONS_FORMAT_H

namespace dmatidy {

/// The forms of a report (docs/command.md).
enum class Format {
  Text,
  JSON,
  SARIF,
  HTML,
  GitHub,
  GitLab,
  JUnit,
  Checkstyle,
  RDJSON,
  CSV
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_OPTIONS_FORMAT_H
