//===-- Link.h - Contract checks over one module ----------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a module's units, put together, say about its places. The checks report
// at medium confidence: flows know neither order nor conditions, so a finding
// holds for everything the place can be.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CONTRACTS_LINK_H
#define DMA_TIDY_CHECKERS_CONTRACTS_LINK_H

#include "checkers/Confidence.h"
#include "checkers/Diagnostic.h"
#include "checkers/contracts/Module.h"
#include "llvm/ADT/StringSet.h"

namespace dmatidy {

/// What the contract checks of one module found.
struct ContractReport {
  std::vector<Diagnostic> Findings;
  /// Findings that hold only if no other module releases the places named.
  std::vector<std::pair<Diagnostic, std::vector<std::string>>> Unreleased;
  /// Findings of paths that left a question open which the module confirms;
  /// what is still open is about functions of other modules.
  std::vector<Diagnostic> Confirmed;
  /// What other modules may ask of this one's functions.
  llvm::StringMap<FunctionSummary> Functions;
  /// The fields of shared records that the module releases something from.
  llvm::StringSet<> Released;

  /// Adds a finding of \p Check at \p At. Each of \p Others becomes a note.
  Diagnostic &
  add(llvm::StringRef Check, Confidence Level, const LinkedCall &At,
      const llvm::Twine &Message,
      llvm::ArrayRef<std::pair<const LinkedCall *, std::string>> Others);
};

/// "acquired", or what else fits \p Row's family.
std::string acquiredHere(const LinkedCall &Acquired);

void checkMismatch(const Module &All, const Model &Api, ContractReport &Report);
void checkUnreleased(const Module &All, const Model &Api,
                     ContractReport &Report);
void checkSgCount(const Module &All, ContractReport &Report);
void checkSync(const Module &All, ContractReport &Report);
void checkDevice(const Module &All, const Model &Api, ContractReport &Report);
void checkAttrs(const Module &All, const Model &Api, ContractReport &Report);
void checkHandleType(const Module &All, ContractReport &Report);
void checkBadMemory(const Module &All, ContractReport &Report);
void checkUntested(const Module &All, ContractReport &Report);

/// Links \p Units, all of one module, and runs the checks named in \p Checks
/// ("dma-leak"). \p Whole is false if some unit of the module is missing.
/// Of \p Open, findings of paths that leave a question open, it keeps what the
/// module confirms.
ContractReport linkModule(llvm::ArrayRef<ContractFacts> Units,
                          std::vector<Diagnostic> Open, bool Whole,
                          const Model &Api, llvm::ArrayRef<std::string> Checks);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CONTRACTS_LINK_H
