//===-- NoSolver.cpp - no solver in self-contained programs ----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Stands before LLVM's own in the programs of the package, so that these need
/// no libz3: the analyzer refers to the solver, and asks it for nothing unless
/// it is told to cross-check, which no face of dma-tidy does.
///
//===----------------------------------------------------------------------===//

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SMTAPI.h"

using namespace llvm;

SMTSolverRef llvm::CreateZ3Solver() {
  reportFatalUsageError("this program was built without Z3");
}

// The rest of the member of the archive, so that it is not looked for there.
void SMTSort::dump() const {}
void SMTExpr::dump() const {}
void SMTSolver::dump() const {}
void SMTSolverStatistics::dump() const {}
