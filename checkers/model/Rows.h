//===-- Rows.h - What a model says, as read ---------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_MODEL_ROWS_H
#define DMA_TIDY_CHECKERS_MODEL_ROWS_H

#include "checkers/model/Model.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <map>

namespace dmatidy {

/// One text of rows, as it stands there; the keys are those of docs/model.md.
struct Rows {
  std::vector<ObjectFamily> Families;
  std::vector<ApiFunction> Functions;
  std::vector<std::string> Links;
  std::vector<std::string> Finals, Repeated, Removals, Stopping, Working,
      WorkingCallbacks;
  std::vector<int64_t> Accepted;
  std::map<std::string, std::string> MappedTwins;
  int64_t ZoneFlags = 0;
  int64_t SleepFlag = 0;
  uint64_t CacheLine = 0;
  uint64_t Attributes = 0, MatchingAttributes = 0, NoMappingAttribute = 0;
  std::map<std::string, std::string> LeftOut;
  std::vector<std::string> Headers, OwnHeaders, MaskFields, FromPhysical,
      ToPhysical, ClassDevices, ProbeRecords, MemoryTests, TransferFields,
      CompletionFields;
  std::vector<std::string> Types, SetByMapping, Accessors, CleanupFollows;

  /// Reads \p Text. Its functions may be of families that are \p Declared or
  /// its own. The error names the text's file and line.
  static llvm::Expected<Rows>
  read(llvm::MemoryBufferRef Text,
       const llvm::StringMap<ObjectFamily> &Declared);
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_MODEL_ROWS_H
