//===-- Worker.h - Analysing one unit ---------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_DRIVER_EXECUTION_WORKER_H
#define DMA_TIDY_DRIVER_EXECUTION_WORKER_H

#include "checkers/Engine.h"
#include "driver/compilation/Database.h"
#include "driver/headers/Bodies.h"
#include "driver/headers/Precompiled.h"
#include "llvm/Support/JSON.h"

namespace dmatidy {

/// What became of one unit.
struct UnitResult {
  std::vector<Diagnostic> Findings;
  /// Why the unit could not be analysed; empty if it could.
  std::string Failure;
  /// What the unit says about its module's places.
  UnitSummary Facts;
  /// Functions that were not explored to the end.
  std::vector<std::string> Bounded;
  /// Peak resident memory of the process that analysed it, in KiB.
  int64_t PeakMemory = 0;
  /// It began with headers that were parsed for several units.
  bool SharesHeaders = false;
  /// Everything it has read, sorted by path.
  std::vector<Input> Inputs;
  /// What it has shown about the functions of headers.
  ShortBodies Bodies;
  /// Of headers: the text of their HeaderFacts.
  std::string Headers;
};

/// Peak resident memory of this process, in KiB, or 0 where /proc does not say.
int64_t peakMemory();

/// All of it but the memory, the inputs, the bodies and what is about headers.
llvm::json::Object toJSON(const UnitResult &Result);
/// The reverse of toJSON(); false if \p Value is not its output.
bool fromJSON(const llvm::json::Value &Value, UnitResult &Result);

/// The JSON form of a finding in reports.
llvm::json::Object toJSON(const Diagnostic &Finding);

/// Puts into \p Result what the unit says that \p Parser has parsed into \p
/// Context: its facts and the findings of its paths and its text.
void analyzeParsed(clang::Preprocessor &Parser, clang::ASTContext &Context,
                   const Model &Api, const EngineOptions &Options,
                   UnitResult &Result);

/// Parses and analyses \p TU in this process, whose working directory it
/// changes; files in \p Over, which may be null, are read as it has them. What
/// \p KnownBodies tells of earlier units and headers that were parsed before,
/// which may be null, make it faster, and no different.
UnitResult analyze(const Unit &TU, const Model &Api,
                   const EngineOptions &Options, const Overlay *Over,
                   const ShortBodies &KnownBodies, const Precompiled *Headers);

/// Parses the headers of \p Group in this process, whose working directory it
/// changes, into \p Memory. The result has their facts, their bodies and what
/// was read; its failure says why they are of no use.
UnitResult precompile(const HeaderGroup &Group, const ShortBodies &KnownBodies,
                      SharedMemory &Memory);

/// What a worker process says to its parent, and the reverse: \p Result with
/// everything. A text that is no such message is an error.
std::string toMessage(const UnitResult &Result);
llvm::Expected<UnitResult> fromMessage(llvm::StringRef Text);

} // namespace dmatidy

#endif // DMA_TIDY_DRIVER_EXECUTION_WORKER_H
