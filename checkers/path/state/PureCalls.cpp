//===-- PureCalls.cpp - Calls that only look ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/PureCalls.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/CheckerContext.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

/// Answers of functions that only look.
REGISTER_MAP_WITH_PROGRAMSTATE(PureAnswers, const void *, SVal)

namespace dmatidy {

/// The identity of a question to a function that only looks, or nothing.
static std::optional<FoldingSetNodeID> questionOf(const CallEvent &Call) {
  const auto *Callee = dyn_cast_or_null<FunctionDecl>(Call.getDecl());
  if (!Callee || Callee->getReturnType()->isVoidType() ||
      isDriverDecl(Callee, Callee->getASTContext().getSourceManager()) ||
      Callee->isVariadic() || Callee->getNumParams() == 0)
    return std::nullopt;
  FoldingSetNodeID ID;
  ID.AddPointer(Callee->getCanonicalDecl());
  bool Looks = false;
  for (unsigned I = 0, E = Callee->getNumParams(); I != E; ++I) {
    QualType Type = Callee->getParamDecl(I)->getType();
    if (Type->isPointerType()) {
      if (!Type->getPointeeType().isConstQualified() || isRegister(Type))
        return std::nullopt;
      Looks = true;
    }
    if (I >= Call.getNumArgs() || Call.getArgSVal(I).isUnknownOrUndef())
      return std::nullopt;
    Call.getArgSVal(I).Profile(ID);
  }
  return Looks ? std::optional(ID) : std::nullopt;
}

const PureCalls::Question *PureCalls::ask(const CallEvent &Call) {
  std::optional<FoldingSetNodeID> ID = questionOf(Call);
  if (!ID)
    return nullptr;
  void *Where;
  if (const Question *Existing = Asked.FindNodeOrInsertPos(*ID, Where))
    return Existing;
  Kept.push_back(std::make_unique<Question>(*ID));
  Asked.InsertNode(Kept.back().get(), Where);
  return Kept.back().get();
}

std::optional<SVal> PureCalls::lookUp(ProgramStateRef State,
                                      const Question *Asked) {
  const SVal *Answer = Asked ? State->get<PureAnswers>(Asked) : nullptr;
  return Answer ? std::optional(*Answer) : std::nullopt;
}

ProgramStateRef PureCalls::remember(ProgramStateRef State,
                                    const Question *Asked, SVal Result) {
  return Asked ? State->set<PureAnswers>(Asked, Result) : State;
}

ProgramStateRef PureCalls::forgetAll(ProgramStateRef State) {
  return State->set<PureAnswers>(
      State->get_context<PureAnswers>().getEmptyMap());
}

void PureCalls::markLive(ProgramStateRef State, SymbolReaper &Reaper) {
  for (auto [Key, Answer] : State->get<PureAnswers>())
    if (SymbolRef Symbol = Answer.getAsSymbol())
      Reaper.markLive(Symbol);
}

} // namespace dmatidy
