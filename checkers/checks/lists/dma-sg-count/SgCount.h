//===-- SgCount.h - The parts of dma-sg-count -------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H
#define DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H

#include "checkers/program/module/ModuleReport.h"
#include "checkers/syntax/Syntax.h"

namespace dmatidy {

/// OriginalCount.cpp.
void checkOriginalCounts(llvm::ArrayRef<SyntaxContext> Unit);
/// SgCountSyntax.cpp: true if \p Member is a field that only mapping the record
/// sets.
bool isSetByMapping(const clang::MemberExpr *Member, const Model &Api);
/// The field that says the same as \p Member once the record is mapped; "" if
/// there is none.
llvm::StringRef mappedTwinOf(const clang::MemberExpr *Member, const Model &Api);
/// SgCountModule.cpp.
void checkSgCountInModule(const Module &All, ModuleReport &Report);
/// SgCountSyntax.cpp.
void checkSgCountInText(const SyntaxContext &In);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_CHECKS_LISTS_DMA_SG_COUNT_SGCOUNT_H
