//===-- Records.cpp - Records that a path has allocated -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   record:  allocated --stored outside of the function, given to a function-->
//            shared;  allocated --end of the path--> lost, and what it holds
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/Opaque.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

/// Records that the path has allocated and that somebody was given a pointer
/// to.
REGISTER_SET_WITH_PROGRAMSTATE(SharedRecords, clang::ento::SymbolRef)

namespace dmatidy {

/// The symbol of the record that the path has allocated and that \p Region is,
/// or is in; null for other memory.
static SymbolRef allocatedRecord(const MemRegion *Region) {
  const auto *Base = dyn_cast_or_null<SymbolicRegion>(
      Region ? Region->getBaseRegion() : nullptr);
  const auto *Made =
      Base ? dyn_cast<SymbolConjured>(Base->getSymbol()) : nullptr;
  const auto *Site =
      Made ? dyn_cast_or_null<CallExpr>(Made->getStmt()) : nullptr;
  const FunctionDecl *Allocator = Site ? Site->getDirectCallee() : nullptr;
  return Allocator && Allocator->hasAttr<AllocSizeAttr>() ? Made : nullptr;
}

ProgramStateRef noteStored(ProgramStateRef State, const MemRegion *Stored) {
  SymbolRef Record = allocatedRecord(Stored);
  return Record ? State->add<SharedRecords>(Record) : State;
}

bool isStranded(ProgramStateRef State, ObjectId Id, SVal Returned) {
  auto Places = placesOf(State, Id);
  const MemRegion *Given = Returned.getAsRegion();
  return !Places.empty() && findObject(State, Returned) != Id &&
         all_of(Places, [&](const MemRegion *Place) {
           SymbolRef Record = allocatedRecord(Place);
           return Record && !State->contains<SharedRecords>(Record) &&
                  !(Given && Given->getBaseRegion() == Place->getBaseRegion());
         });
}

} // namespace dmatidy
