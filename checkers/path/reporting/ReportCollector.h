//===-- ReportCollector.h - From engine reports to diagnostics --*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REPORTING_REPORTCOLLECTOR_H
#define DMA_TIDY_CHECKERS_PATH_REPORTING_REPORTCOLLECTOR_H

#include "checkers/finding/Diagnostic.h"
#include "clang/Analysis/PathDiagnostic.h"

namespace dmatidy {

/// Takes the reports of the path checks and appends them to \p Findings, one
/// for each check and object: the surest, then the one with the shortest path.
/// Both must outlive it.
std::unique_ptr<clang::ento::PathDiagnosticConsumer>
collectReports(const clang::ASTContext &Context,
               std::vector<Diagnostic> &Findings);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REPORTING_REPORTCOLLECTOR_H
