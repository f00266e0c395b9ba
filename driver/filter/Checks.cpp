//===-- Checks.cpp - Lists of globs that name checks ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/filter/Checks.h"
#include "checkers/Registry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace dmatidy {

Expected<CheckGlobs> CheckGlobs::parse(StringRef List, bool MustMatch) {
  CheckGlobs Result;
  // A configuration may have its list on several lines.
  SmallVector<StringRef, 8> Parts;
  Result.Text = std::make_shared<const std::string>(List.str());
  SplitString(*Result.Text, Parts, ",\n");
  for (StringRef Part : Parts) {
    Part = Part.trim();
    if (Part.empty())
      continue;
    bool Takes = !Part.consume_front("-");
    Expected<GlobPattern> Glob = GlobPattern::create(Part);
    if (!Glob)
      return Glob.takeError();
    if (MustMatch && none_of(allChecks(), [&](const CheckInfo *Check) {
          return Glob->match(Check->Name);
        }))
      return createStringError(noSuchCheck(Part));
    Result.Parts.emplace_back(Takes, std::move(*Glob));
  }
  return Result;
}

bool CheckGlobs::match(StringRef Check) const {
  for (const auto &[Takes, Glob] : reverse(Parts))
    if (Glob.match(Check))
      return Takes;
  return false;
}

std::vector<std::string> CheckGlobs::names() const {
  std::vector<std::string> Names;
  for (const CheckInfo *Check : allChecks())
    if (match(Check->Name))
      Names.push_back(Check->Name.str());
  return Names;
}

} // namespace dmatidy
