//===-- ProgramSlicer.h - Functions reduced to what matters -----*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most statements of a function that touches DMA have nothing to do with it:
// they fill in a descriptor, count, print, write registers. Before the engine
// walks a function they are taken out of its control-flow graph. A statement
// (Statements.h) stays if
//
//     it calls something that may acquire, release, test or take over an object
//     it names a location of an object (ObjectLocations.h)
//     it stores what a mapped buffer is reached from
//     it is the condition of a branch that matters (Relevance.h), a return
//     it changes what a statement that stays names       and so on, until
//                                                        nothing changes
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_REDUCTION_PROGRAMSLICER_H
#define DMA_TIDY_CHECKERS_PATH_REDUCTION_PROGRAMSLICER_H

#include "checkers/path/reduction/Statements.h"

namespace clang {
class CFG;
}

namespace dmatidy {

/// What stays of the functions of a unit. Refers to its AST.
class ProgramSlicer {
public:
  /// \p Relevant tells what does not matter in one function.
  ProgramSlicer(const UnitFacts &Facts, const ObjectLocations &Locations,
                const Model &Api, RelevanceLookup Relevant);

  /// Takes out of \p Graph, the one of \p Function, what does not matter. For a
  /// function that is no entry point nothing is done.
  void apply(const clang::FunctionDecl *Function, clang::CFG &Graph) const;

private:
  StatementList Statements;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_REDUCTION_PROGRAMSLICER_H
