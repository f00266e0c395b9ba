//===-- ModuleWrappers.cpp - What units know of each other ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/ModuleWrappers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace dmatidy {

ModuleWrappers::ModuleWrappers(ArrayRef<const Unit *> Units) : Units(Units) {
  for (auto [Index, TU] : enumerate(Units)) {
    Module &Its = Modules[TU->moduleOrPath()];
    Its.Units.push_back(Index);
    ++Its.Missing;
  }
}

ArrayRef<size_t> ModuleWrappers::arrive(size_t Index) {
  Module &Its = Modules[Units[Index]->moduleOrPath()];
  --Its.Missing;
  return Its.Missing ? ArrayRef<size_t>() : ArrayRef(Its.Units);
}

std::string ModuleWrappers::rowsFor(size_t Index,
                                    ArrayRef<UnitResult> Results) const {
  const UnitResult &Result = Results[Index];
  // What is known of a unit in part is not made more of.
  if (!Result.Failure.empty())
    return "";
  std::map<StringRef, StringRef> Rows;
  StringSet<> Ambiguous;
  for (size_t Other : Modules.find(Units[Index]->moduleOrPath())->second.Units)
    if (Other != Index)
      for (const auto &[Name, Row] : Results[Other].Wrappers)
        if (auto [It, IsNew] = Rows.try_emplace(Name, Row);
            !IsNew && It->second != Row)
          Ambiguous.insert(Name);
  if (Rows.empty())
    return "";
  StringSet<> Called;
  for (const FunctionFact &Function : Result.Facts.Functions)
    for (const std::string &Callee : Function.Callees)
      Called.insert(Callee);
  for (const FunctionFact &Function : Result.Facts.Functions)
    Called.erase(Function.Name);
  std::string Text;
  for (auto [Name, Row] : Rows)
    if (Called.contains(Name) && !Ambiguous.contains(Name))
      Text += ((Text.empty() ? "functions:\n  - " : "  - ") + Row + "\n").str();
  return Text;
}

} // namespace dmatidy
