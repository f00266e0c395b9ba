//===-- ModuleReport.cpp - What is found over one module ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/ModuleReport.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace dmatidy {

Diagnostic &
ModuleReport::add(Mistake What, Confidence Level, const LinkedCall &At,
                  const Twine &Message,
                  ArrayRef<std::pair<const LinkedCall *, std::string>> Others) {
  Diagnostic Diag = findingAt(At.Site, What, At.Object, Level, Message);
  for (const auto &[Other, Text] : Others)
    Diag.Notes.push_back(noteAt(Other->Site, Text));
  Findings.push_back(std::move(Diag));
  return Findings.back();
}

std::string acquiredHere(const LinkedCall &Acquired) {
  return Acquired.Row->Family->Noun + " is " +
         (Acquired.Row->givesMemory() ? "acquired" : "made") + " here with " +
         Acquired.Spelled + "()";
}

} // namespace dmatidy
