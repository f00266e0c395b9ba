//===-- UnitClosure.cpp - What follows from a unit's facts ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/source/DriverCode.h"
#include "checkers/program/unit/UnitFacts.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// Adds to what a function releases itself: the places that its variables come
/// from, and those it hands to a parameter that the callee releases.
void UnitFacts::followFlows() {
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &[Function, Facts] : Functions)
      for (auto [Target, Source] : Facts.Flows) {
        bool Releases = Facts.OwnReleases.contains(Target);
        if (const auto *Parameter = dyn_cast<ParmVarDecl>(Target);
            Parameter && !Releases)
          if (const auto *Callee =
                  dyn_cast<FunctionDecl>(Parameter->getDeclContext())) {
            const FunctionFacts *Theirs = factsOf(Callee);
            Releases = Theirs && Theirs->OwnReleases.contains(Target);
          }
        if (Releases)
          Changed |= Facts.OwnReleases.insert(Source).second;
      }
  }
}

void UnitFacts::close(const SourceManager &SM) {
  // A call through a field of a table may be a call of what was put into it.
  for (auto &[Function, Fields] : Operations)
    if (Functions.contains(Function))
      for (const FieldDecl *Field : Fields)
        for (const FunctionDecl *Caller : CalledThrough.lookup(Field))
          Functions[Caller].Callees.insert(Function);
  // Calls that go up a chain are found by repeating until nothing changes; the
  // chains of a driver are short.
  for (auto &[Function, Facts] : Functions)
    for (const FunctionDecl *Callee : Facts.Callees) {
      auto It = Functions.find(Callee);
      if (It != Functions.end())
        It->second.Callers.push_back(Function);
    }
  followFlows();
  for (auto &[Function, Facts] : Functions)
    Facts.Releases = Facts.OwnReleases;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (auto &[Function, Facts] : Functions)
      for (const FunctionDecl *Callee : Facts.Callees) {
        auto It = Functions.find(Callee);
        if (It == Functions.end() || It->first == Function)
          continue;
        const FunctionFacts &Theirs = It->second;
        if (Theirs.ReachesDma && !Facts.ReachesDma)
          Facts.ReachesDma = Changed = true;
        if (Theirs.ReachesRelease && !Facts.ReachesRelease)
          Facts.ReachesRelease = Changed = true;
        for (const FieldDecl *Field : Theirs.Written.Fields)
          Changed |= Facts.Written.Fields.insert(Field).second;
        for (const ValueDecl *Place : Theirs.Releases)
          Changed |= Facts.Releases.insert(Place).second;
      }
  }
  for (auto &[Function, Facts] : Functions)
    llvm::sort(Facts.Callers, [](const FunctionDecl *A, const FunctionDecl *B) {
      return A->getLocation() < B->getLocation();
    });
  // A kernel header's wrapper is a row of the model, or looked into where a
  // driver calls it; by itself it does nothing wrong.
  for (auto &[Function, Facts] : Functions)
    if (Facts.ReachesDma)
      for (auto &[Place, Where] : Facts.Tested)
        if (const auto *Field = dyn_cast<FieldDecl>(Place))
          Asked.insert(Field);
  llvm::erase_if(Entries, [&](const FunctionDecl *Function) {
    return !reachesDma(Function) || !isDriverDecl(Function, SM);
  });
}

} // namespace dmatidy
