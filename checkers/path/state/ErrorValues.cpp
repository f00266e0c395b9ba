//===-- ErrorValues.cpp - How failure looks in kernel code ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/ErrorValues.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

/// Pointers an IS_ERR() has been asked about, and its answer.
REGISTER_MAP_WITH_PROGRAMSTATE(ErrorPointers, SymbolRef, bool)

namespace dmatidy {

/// Numbers from -MAX_ERRNO to -1 are error codes (include/linux/err.h).
static constexpr int64_t MaxErrno = 4095;

std::optional<bool> failedBy(ProgramStateRef State, SymbolRef Result,
                             FailureKind How) {
  ConstraintManager &Constraints = State->getConstraintManager();
  if (How == FailureKind::Null || How == FailureKind::Zero) {
    ConditionTruthVal IsZero = Constraints.isNull(State, Result);
    if (IsZero.isConstrained())
      return IsZero.isConstrainedTrue();
    return std::nullopt;
  }
  if (How != FailureKind::Negative)
    return std::nullopt;
  SValBuilder &Values = State->getStateManager().getSValBuilder();
  QualType Type = Result->getType();
  auto Below =
      Values
          .evalBinOp(State, BO_LT, nonloc::SymbolVal(Result),
                     Values.makeIntVal(0, Type), Values.getConditionType())
          .getAs<DefinedSVal>();
  if (!Below)
    return std::nullopt;
  // Only zero and negative numbers are ever returned, so "not 0" is a failure.
  if (Constraints.isNull(State, Result).isConstrainedFalse() &&
      State->assume(*Below, true))
    return true;
  if (!State->assume(*Below, true))
    return false;
  if (!State->assume(*Below, false))
    return true;
  return std::nullopt;
}

std::optional<bool> comparedWithError(SVal Condition, SymbolRef Handle,
                                      bool Assumption) {
  // DMA_MAPPING_ERROR is ~(dma_addr_t)0 (include/linux/dma-mapping.h).
  const auto *Comparison =
      dyn_cast_or_null<SymIntExpr>(Condition.getAsSymbol());
  if (!Comparison || Comparison->getLHS() != Handle ||
      !Comparison->getRHS()->isAllOnes())
    return std::nullopt;
  if (Comparison->getOpcode() == BO_EQ)
    return Assumption;
  if (Comparison->getOpcode() == BO_NE)
    return !Assumption;
  return std::nullopt;
}

bool keepsErrorValue(QualType Kept, QualType Handle,
                     const ASTContext &Context) {
  return !Handle->isIntegerType() || !Kept->isUnsignedIntegerType() ||
         Context.getIntWidth(Kept) >= Context.getIntWidth(Handle);
}

ProgramStateRef assumeValid(ProgramStateRef State, SVal Pointer) {
  SymbolRef Symbol = Pointer.getAsSymbol(/*IncludeBaseRegions=*/true);
  if (!Symbol || !Loc::isLocType(Symbol->getType()))
    return State;
  SValBuilder &Values = State->getStateManager().getSValBuilder();
  if (ProgramStateRef NotNull =
          State->assume(Values.makeLoc(Symbol), /*Assumption=*/true))
    State = NotNull;
  return noteDereferenced(State, Symbol);
}

ProgramStateRef noteDereferenced(ProgramStateRef State, SymbolRef Pointer) {
  if (State->contains<ErrorPointers>(Pointer))
    return State;
  return State->set<ErrorPointers>(Pointer, false);
}

bool evalErrorPointerTest(const ApiFunction &Row, const CallEvent &Call,
                          const CallExpr *Site, CheckerContext &C) {
  ProgramStateRef State = C.getState();
  const LocationContext *Frame = C.getLocationContext();
  SValBuilder &Values = C.getSValBuilder();
  SVal Pointer = Call.getArgSVal(Row.Memory);
  auto Answer = [&](ProgramStateRef Next, bool IsError) {
    C.addTransition(Next->BindExpr(
        Site, Frame, Values.makeIntVal(IsError ? 1 : 0, Site->getType())));
  };
  if (auto Constant = Pointer.getAs<loc::ConcreteInt>()) {
    int64_t Number = Constant->getValue()->getSExtValue();
    Answer(State,
           (Number < 0 && Number >= -MaxErrno) ||
               (Number == 0 && Row.Failure == FailureKind::ErrorPointerOrNull));
    return true;
  }
  SymbolRef Symbol = Pointer.getAsSymbol();
  auto Value = Pointer.getAs<DefinedOrUnknownSVal>();
  if (!Symbol || !Value) {
    if (!Pointer.getAsRegion())
      return false;
    Answer(State, false);
    return true;
  }
  const bool *PriorAnswer = State->get<ErrorPointers>(Symbol);
  if (Row.Failure == FailureKind::ErrorPointerOrNull) {
    // NULL is one way to be true; the others are IS_ERR().
    if (ProgramStateRef Null = State->assume(*Value, false))
      Answer(Null, true);
    State = State->assume(*Value, true);
    if (!State)
      return true;
  }
  if (!PriorAnswer || *PriorAnswer)
    if (ProgramStateRef Next = State->assume(*Value, true))
      Answer(Next->set<ErrorPointers>(Symbol, true), true);
  if (!PriorAnswer || !*PriorAnswer)
    Answer(State->set<ErrorPointers>(Symbol, false), false);
  return true;
}

bool evalErrorConversion(const ApiFunction &Row, const CallEvent &Call,
                         const CallExpr *Site, CheckerContext &C) {
  ProgramStateRef State = C.getState();
  const LocationContext *Frame = C.getLocationContext();
  SValBuilder &Values = C.getSValBuilder();
  SVal Result = Values.conjureSymbolVal(Call, Site->getType(), C.blockCount());
  if (Row.Role == FunctionRole::ErrorPointer) {
    // ERR_PTR(0) is NULL, and that is how some say that there is no error.
    if (auto Number = Call.getArgSVal(0).getAs<nonloc::ConcreteInt>();
        Number && Number->getValue()->isZero())
      Result = Values.makeNullWithType(Site->getType());
    if (SymbolRef Symbol = Result.getAsSymbol())
      State = assumeValid(State, Result)->set<ErrorPointers>(Symbol, true);
    C.addTransition(State->BindExpr(Site, Frame, Result));
    return true;
  }
  SymbolRef Pointer = Call.getArgSVal(Row.Memory).getAsSymbol();
  const bool *PriorAnswer =
      Pointer ? State->get<ErrorPointers>(Pointer) : nullptr;
  auto Number = Result.getAs<DefinedSVal>();
  auto Below = Number ? Values
                            .evalBinOp(State, BO_LT, *Number,
                                       Values.makeIntVal(0, Site->getType()),
                                       Values.getConditionType())
                            .getAs<DefinedSVal>()
                      : std::nullopt;
  bool MayBeFine = Row.Failure == FailureKind::Zero;
  if (Below && (!PriorAnswer || *PriorAnswer || !MayBeFine))
    if (ProgramStateRef Error = State->assume(*Below, true)) {
      if (Pointer)
        Error = Error->set<ErrorPointers>(Pointer, true);
      C.addTransition(Error->BindExpr(Site, Frame, Result));
    }
  if (MayBeFine && (!PriorAnswer || !*PriorAnswer)) {
    ProgramStateRef Fine = State;
    if (Pointer)
      Fine = Fine->set<ErrorPointers>(Pointer, false);
    C.addTransition(
        Fine->BindExpr(Site, Frame, Values.makeZeroVal(Site->getType())));
  }
  return true;
}

namespace {
/// Looks for a comparison of a variable, or, for null, of any, with a number.
class ComparisonSearch : public RecursiveASTVisitor<ComparisonSearch> {
public:
  ComparisonSearch(const ValueDecl *Variable, int64_t Number,
                   const ASTContext &Context)
      : Variable(Variable), Number(Number), Context(Context) {}
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    const auto *Ref =
        dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParenImpCasts());
    Expr::EvalResult With;
    Compared |= Binary->isEqualityOp() && Ref &&
                (!Variable || Ref->getDecl() == Variable) &&
                Binary->getRHS()->EvaluateAsInt(With, Context) &&
                With.Val.getInt() == Number;
    return !Compared;
  }
  bool Compared = false;

private:
  const ValueDecl *Variable;
  int64_t Number;
  const ASTContext &Context;
};
} // namespace

/// True if the function compares \p E, a variable that it returns as
/// \p Number, with that, or the function whose result it passes on does: a
/// queue that answers -EBUSY has taken the request, to those who ask.
static bool isToldApart(const Expr *E, int64_t Number, CheckerContext &C) {
  E = E->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Call = dyn_cast<CallExpr>(E);
  const Decl *Function = Ref ? C.getLocationContext()->getDecl()
                             : (Call ? Call->getDirectCallee() : nullptr);
  if (!Function || !Function->hasBody())
    return false;
  ComparisonSearch Search(Ref ? Ref->getDecl() : nullptr, Number,
                          C.getASTContext());
  Search.TraverseStmt(Function->getBody());
  return Search.Compared;
}

/// The number that \p Value is, or that nothing else is left for it to be.
static std::optional<int64_t> numberIn(ProgramStateRef State, SVal Value) {
  if (std::optional<int64_t> Number = numberOf(Value))
    return Number;
  SymbolRef Symbol = Value.getAsSymbol();
  const APSInt *Only =
      Symbol ? State->getConstraintManager().getSymVal(State, Symbol) : nullptr;
  return Only ? std::optional(Only->getExtValue()) : std::nullopt;
}

std::optional<int64_t> numberReturned(const ReturnStmt *Return,
                                      CheckerContext &C) {
  const Expr *E = Return ? Return->getRetValue() : nullptr;
  if (!E || !E->getType()->isIntegralOrEnumerationType() ||
      E->getType()->isBooleanType())
    return std::nullopt;
  return numberIn(C.getState(), C.getSVal(E));
}

ExitKind exitKindOf(const ReturnStmt *Return, const Model &Api,
                    CheckerContext &C) {
  const Expr *E = Return ? Return->getRetValue() : nullptr;
  if (!E)
    return ExitKind::Unknown;
  ProgramStateRef State = C.getState();
  SVal Value = C.getSVal(E);
  if (E->IgnoreParenImpCasts()->getType()->isBooleanType() ||
      E->getType()->isBooleanType())
    return State->isNull(Value).isConstrainedTrue() ? ExitKind::False
                                                    : ExitKind::Unknown;
  bool IsPointer = E->getType()->isAnyPointerType();
  if (IsPointer) {
    if (auto Constant = Value.getAs<loc::ConcreteInt>()) {
      int64_t Number = Constant->getValue()->getSExtValue();
      if (Api.isAcceptedError(-Number))
        return ExitKind::Success;
      return Number <= 0 && Number >= -MaxErrno ? ExitKind::Error
                                                : ExitKind::Unknown;
    }
    if (SymbolRef Symbol = Value.getAsSymbol()) {
      const bool *PriorAnswer = State->get<ErrorPointers>(Symbol);
      if (PriorAnswer && *PriorAnswer)
        return ExitKind::Error;
      if (State->isNull(Value).isConstrainedTrue())
        return ExitKind::Error;
    }
    return ExitKind::Success;
  }
  if (!E->getType()->isSignedIntegerType())
    return ExitKind::Unknown;
  if (std::optional<int64_t> Number = numberIn(State, Value)) {
    if (*Number == 0 || Api.isAcceptedError(-*Number))
      return ExitKind::Success;
    return *Number < 0 && *Number >= -MaxErrno && !isToldApart(E, *Number, C)
               ? ExitKind::Error
               : ExitKind::Unknown;
  }
  // A symbol that an `if (err)` has let through is an error code if it may be
  // negative at all.
  auto Defined = Value.getAs<DefinedSVal>();
  if (!Defined)
    return ExitKind::Unknown;
  if (State->isNull(Value).isConstrainedTrue())
    return ExitKind::Success;
  if (State->isNull(Value).isConstrainedFalse()) {
    auto Below = C.getSValBuilder()
                     .evalBinOp(State, BO_LT, *Defined,
                                C.getSValBuilder().makeIntVal(0, E->getType()),
                                C.getSValBuilder().getConditionType())
                     .getAs<DefinedSVal>();
    if (Below && State->assume(*Below, true))
      return ExitKind::Error;
  }
  return ExitKind::Unknown;
}

} // namespace dmatidy
