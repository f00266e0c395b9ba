//===-- Obligation.h - What a finding leaves open ---------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_FINDING_OBLIGATION_H
#define DMA_TIDY_CHECKERS_FINDING_OBLIGATION_H

#include <string>
#include <vector>

namespace dmatidy {

/// What must hold elsewhere for a finding to be true.
enum class ObligationKind : unsigned {
  /// The function, of another file, releases nothing that the row acquires and
  /// keeps none of the parameters.
  CalleeLeavesAlone,
  /// Likewise, but the function has failed: that it has kept none of the
  /// parameters for that is assumed, and said, where it may keep them.
  FailedCalleeLeavesAlone,
  /// The function, of another file, uses the parameter for DMA.
  CalleeTransfers,
  /// Nobody who calls the function releases what is kept in the places, and all
  /// who call it are known.
  CallersLeaveAlone,
  /// Nobody who is known to call the function releases what is kept there.
  KnownCallersLeaveAlone,
  /// Somebody who calls the function releases what is kept there once it has
  /// failed.
  CallersReleaseOnFailure,
  /// What the row acquires and the places keep is released only when probe
  /// fails.
  ReleasedOnFailureOnly,
  /// Nobody synchronises a mapping whose handle is kept in the places, for the
  /// CPU or for the device.
  NobodySynchronisesForCpu,
  NobodySynchronisesForDevice,
  /// What the row acquires and the places keep is released by the function
  /// alone.
  ReleasedByFunctionOnly,
  /// No other module releases what is kept in the places.
  OtherModulesLeaveAlone,
  Last = OtherModulesLeaveAlone
};

/// One thing that the text of a unit cannot tell and the module has to: settled
/// by Module::settle(), and, for functions of other modules, by the linker.
struct Obligation {
  ObligationKind Kind = ObligationKind::CalleeLeavesAlone;
  /// The function it is about, as its unit calls it; `*` and a field for those
  /// that are called through it; "" for none.
  std::string Function;
  /// The acquiring row's name, or "".
  std::string Row;
  /// The parameters it is about, as bits.
  unsigned Parameters = 0;
  /// Among the parameters: it is given something that leads to the object.
  static constexpr unsigned ByWay = 1u << 31;
  /// Fields, as fieldName() gives them.
  std::vector<std::string> Places;

  bool operator==(const Obligation &Other) const {
    return Kind == Other.Kind && Function == Other.Function &&
           Row == Other.Row && Parameters == Other.Parameters &&
           Places == Other.Places;
  }
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_FINDING_OBLIGATION_H
