//===-- Merging.cpp - Paths that know the same objects --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reduction/Merging.h"
#include "checkers/path/state/Ownership.h"
#include "clang/Analysis/Analyses/LiveVariables.h"
#include "clang/Analysis/CFG.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// How many paths that know the same go on. What they have assumed of fields
/// is not compared; with fewer, a flag kept in a field tells too little apart.
static constexpr unsigned Representatives = 3;

/// What \p State knows of \p Value, as far as a condition would ask.
static hash_code answerOf(SVal Value, ProgramStateRef State) {
  if (auto Number = Value.getAs<nonloc::ConcreteInt>())
    return hash_combine(1, hash_value(*Number->getValue().get()));
  if (auto Address = Value.getAs<loc::ConcreteInt>())
    return hash_combine(1, hash_value(*Address->getValue().get()));
  enum { Unknown = 2, Null, NotNull };
  SymbolRef Symbol = Value.getAsSymbol();
  if (!Symbol)
    return hash_code(Unknown);
  ConditionTruthVal IsNull =
      State->getConstraintManager().isNull(State, Symbol);
  return hash_code(IsNull.isConstrainedTrue()    ? Null
                   : IsNull.isConstrainedFalse() ? NotNull
                                                 : Unknown);
}

/// The statement of \p Block that is walked first; null if there is none.
static const Stmt *firstOf(const CFGBlock *Block) {
  for (const CFGElement &Element : *Block)
    if (auto CS = Element.getAs<CFGStmt>())
      return CS->getStmt();
  return nullptr;
}

/// What \p State knows of the variables that are still asked for, in the frame
/// of \p Entrance and in those that called it.
static hash_code answersAt(const BlockEntrance &Entrance, ProgramStateRef State,
                           RelevanceLookup Relevant) {
  hash_code Result(0);
  const Stmt *At = firstOf(Entrance.getBlock());
  for (const LocationContext *Frame = Entrance.getLocationContext(); Frame;
       Frame = Frame->getParent()) {
    const auto *Function = dyn_cast<FunctionDecl>(Frame->getDecl());
    auto *Liveness = Frame->getAnalysis<RelaxedLiveVariables>();
    if (!Function || !Liveness)
      break;
    for (const VarDecl *Variable : Relevant(Function).Asked)
      if (At ? Liveness->isLive(At, Variable)
             : Liveness->isLive(Entrance.getBlock(), Variable))
        Result = hash_combine(
            Result,
            answerOf(
                State->getSVal(State->getLValue(Variable, Frame).castAs<Loc>()),
                State));
    At = Frame->getStackFrame()->getCallSite();
    if (!At)
      break;
  }
  return Result;
}

bool Merging::isEnough(const BlockEntrance &Entrance, ProgramStateRef State,
                       RelevanceLookup Relevant) {
  if (Entrance.getBlock()->pred_size() < 2)
    return false;
  Visits &Here = Seen[{Entrance.getBlock(), Entrance.getLocationContext(),
                       State->get<DmaObjects>().getRootWithoutRetain(),
                       State->get<DmaPlaces>().getRootWithoutRetain(),
                       State->get<DmaAliases>().getRootWithoutRetain(),
                       State->get<DmaLists>().getRootWithoutRetain(),
                       State->get<HeldLocks>().getRootWithoutRetain(),
                       State->get<FreedMemory>().getRootWithoutRetain(),
                       size_t(answersAt(Entrance, State, Relevant))}];
  if (!Here.First)
    Here.First = State;
  return ++Here.Count > Representatives;
}

} // namespace dmatidy
