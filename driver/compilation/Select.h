//===-- Select.h - Which units can touch DMA at all -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_COMPILATION_SELECT_H
#define DMA_TIDY_DRIVER_COMPILATION_SELECT_H

#include "checkers/model/Model.h"
#include "driver/compilation/Database.h"

namespace dmatidy {

/// True if \p Text names a modelled function or a type of handles.
bool namesDma(llvm::StringRef Text, const Model &Api);

/// Every word of \p Text, the unit at \p Path, and of the headers that it and
/// they include with quotes from the folder of whoever includes them.
llvm::StringSet<> driverWords(llvm::StringRef Path, llvm::StringRef Text);

/// Tells from the text of a unit, and of the headers that it and they include
/// with quotes from the folder of whoever includes them, whether any function
/// of the model is named there. Headers are read once.
class Selector {
public:
  explicit Selector(const Model &Api) : Api(Api) {}

  /// True if \p TU names a modelled function, or cannot be read: the analysis
  /// will say why.
  bool mayTouchDma(const Unit &TU);

private:
  /// What the text of one file says, whoever includes it.
  struct FileFacts {
    bool IsRead = false, NamesDma = false, HandlesType = false;
    /// The headers it includes with quotes from its own folder.
    std::vector<std::string> Includes;
  };
  const FileFacts &factsOf(llvm::StringRef Path);

  const Model &Api;
  llvm::StringMap<FileFacts> FactsByPath;
};

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_COMPILATION_SELECT_H
