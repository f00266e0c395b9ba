//===-- Conditions.cpp - What a path learns from what it asks -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/reduction/Relevance.h"
#include "checkers/path/state/ErrorValues.h"
#include "clang/AST/ParentMap.h"
#include "llvm/Support/KnownBits.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// In bytes.
static constexpr unsigned SmallestPage = 4096;

/// \p Value without what leaves the bits of \p Mask as they are: casts, and
/// masks that take the upper half away.
static SymbolRef withBitsOf(SymbolRef Value, uint64_t Mask) {
  while (true) {
    const auto *Masked = dyn_cast<SymIntExpr>(Value);
    if (const auto *Cast = dyn_cast<SymbolCast>(Value))
      Value = Cast->getOperand();
    else if (Masked && Masked->getOpcode() == BO_And &&
             (Masked->getRHS()->extOrTrunc(64).getZExtValue() & Mask) == Mask)
      Value = Masked->getLHS();
    else
      return Value;
  }
}

/// How what \p Tracked is is aligned, in bytes: whole pages begin at a multiple
/// of the next power of two of their size
/// (Documentation/core-api/dma-api-howto.rst); 1 where nothing is said.
static uint64_t alignmentOf(const Object &Tracked) {
  if (!Tracked.acquireRow() || !Tracked.acquireRow()->PageAligned)
    return 1;
  auto Size = numberOf(Tracked.arguments().Size);
  return Size && *Size > SmallestPage ? PowerOf2Ceil(*Size) : SmallestPage;
}

/// True if assuming \p Condition means that the low bits of a handle are not 0
/// which are.
static bool contradictsAlignment(ProgramStateRef State, SymbolRef Condition,
                                 bool Assumption) {
  const auto *Term = dyn_cast<SymIntExpr>(Condition);
  if (Term && BinaryOperator::isEqualityOp(Term->getOpcode()) &&
      Term->getRHS()->isZero()) {
    Assumption ^= Term->getOpcode() == BO_EQ;
    Term = dyn_cast<SymIntExpr>(Term->getLHS());
  }
  if (!Term || !Assumption || Term->getOpcode() != BO_And)
    return false;
  uint64_t Mask = Term->getRHS()->extOrTrunc(64).getZExtValue();
  ObjectId Id = findExactObject(
      State, nonloc::SymbolVal(withBitsOf(Term->getLHS(), Mask)));
  const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
  return Tracked && Mask < alignmentOf(*Tracked);
}

/// What is known of the bits of \p Symbol because of how it is computed. The
/// engine keeps ranges only, so that `(flags | F) & F` may be 0 to it.
/// \p Depth is how many operators further down are looked at.
static KnownBits bitsOf(SymbolRef Symbol, const ASTContext &Context,
                        unsigned Depth = 6) {
  QualType Type = Symbol->getType();
  unsigned Width = Type->isIntegralOrEnumerationType()
                       ? Context.getIntWidth(Type)
                       : Context.getTypeSize(Context.VoidPtrTy);
  KnownBits Unknown(Width);
  auto Fit = [&](SymbolRef Operand) {
    KnownBits Bits = bitsOf(Operand, Context, Depth - 1);
    return Operand->getType()->isSignedIntegerOrEnumerationType()
               ? Bits.sextOrTrunc(Width)
               : Bits.zextOrTrunc(Width);
  };
  auto Constant = [&](const APSInt &Value) {
    return KnownBits::makeConstant(Value.extOrTrunc(Width));
  };
  const auto *Term = dyn_cast<BinarySymExpr>(Symbol);
  if (Depth == 0 || !Term || !Type->isIntegralOrEnumerationType())
    return Unknown;
  KnownBits Left(Width), Right(Width);
  if (const auto *Mixed = dyn_cast<SymIntExpr>(Term)) {
    Left = Fit(Mixed->getLHS());
    Right = Constant(*Mixed->getRHS().get());
  } else if (const auto *Mixed = dyn_cast<IntSymExpr>(Term)) {
    Left = Constant(*Mixed->getLHS().get());
    Right = Fit(Mixed->getRHS());
  } else if (const auto *Both = dyn_cast<SymSymExpr>(Term)) {
    Left = Fit(Both->getLHS());
    Right = Fit(Both->getRHS());
  }
  switch (Term->getOpcode()) {
  case BO_And:
    return Left & Right;
  case BO_Or:
    return Left | Right;
  case BO_Xor:
    return Left ^ Right;
  default:
    return Unknown;
  }
}

/// True if \p Condition cannot come out as \p Assumption, by the bits that
/// were set or masked off in what is asked.
static bool contradictsBits(SymbolRef Condition, bool Assumption,
                            const ASTContext &Context) {
  const auto *Term = dyn_cast<SymIntExpr>(Condition);
  if (!Term)
    return false;
  if (BinaryOperator::isEqualityOp(Term->getOpcode())) {
    KnownBits Left = bitsOf(Term->getLHS(), Context);
    std::optional<bool> Equal =
        KnownBits::eq(Left, KnownBits::makeConstant(Term->getRHS()->extOrTrunc(
                                Left.getBitWidth())));
    return Equal && *Equal != (Assumption == (Term->getOpcode() == BO_EQ));
  }
  KnownBits Whole = bitsOf(Term, Context);
  return Assumption ? Whole.isZero() : Whole.isNonZero();
}

/// A handle that is compared with something computed can be computed again by
/// whoever releases it: `dma != virt_to_phys(page)`.
static ProgramStateRef noteRecomputed(ProgramStateRef State,
                                      SymbolRef Condition) {
  const auto *Term = dyn_cast<SymSymExpr>(Condition);
  if (!Term || !BinaryOperator::isEqualityOp(Term->getOpcode()))
    return State;
  SValBuilder &Values = State->getStateManager().getSValBuilder();
  ObjectId Left = findExactObject(State, Values.makeSymbolVal(Term->getLHS())),
           Right = findExactObject(State, Values.makeSymbolVal(Term->getRHS()));
  if (Left && !Right)
    return escape(State, Left);
  if (Right && !Left)
    return escape(State, Right);
  return State;
}

/// What \p State knows about \p Result, as the kernel's functions speak: 0 is
/// well for a number, and ill for a pointer, a flag or a time that is left.
static Escape::ResultKnown resultOf(ProgramStateRef State, SymbolRef Result) {
  QualType Type = Result->getType();
  bool ZeroIsWell = Type->isIntegerType() && !Type->isBooleanType() &&
                    (Type->isSignedIntegerType() ||
                     !Type->isSpecificBuiltinType(BuiltinType::ULong));
  ConditionTruthVal IsNull =
      State->getConstraintManager().isNull(State, Result);
  if (Type->isSignedIntegerType())
    if (std::optional<bool> Negative =
            failedBy(State, Result, FailureKind::Negative))
      return *Negative ? Escape::Failed : Escape::Worked;
  if (!IsNull.isConstrained())
    return Escape::Unasked;
  return IsNull.isConstrainedTrue() == ZeroIsWell ? Escape::Worked
                                                  : Escape::Failed;
}

/// \p State knowing of each object that escaped through a call how that call,
/// whose result \p Condition asks for, went.
static ProgramStateRef noteResults(ProgramStateRef State, SymbolRef Condition) {
  if (State->get<ObjectEscapes>().isEmpty())
    return State;
  for (SymbolRef Part : Condition->symbols()) {
    const auto *Result = dyn_cast<SymbolConjured>(Part);
    const Stmt *Call = Result ? Result->getStmt() : nullptr;
    if (!Call)
      continue;
    State = noteResult(State, Call, resultOf(State, Part));
  }
  return State;
}

ProgramStateRef Modeling::evalAssume(ProgramStateRef State, SVal Condition,
                                     bool Assumption) const {
  SymbolRef Symbol = Condition.getAsSymbol();
  if (!Symbol || (State->get<DmaObjects>().isEmpty() &&
                  State->get<ForgottenObjects>().isEmpty()))
    return State;
  if (contradictsAlignment(State, Symbol, Assumption) ||
      contradictsBits(Symbol, Assumption,
                      State->getStateManager().getContext()))
    return nullptr;
  State = noteResults(noteRecomputed(State, Symbol), Symbol);
  for (SymbolRef Part : Symbol->symbols()) {
    const Object *Tracked = State->get<DmaObjects>(Part);
    if (Tracked && Tracked->isFailed() &&
        comparedWithError(Condition, Part, Assumption) == false)
      return nullptr;
    if (!Tracked || !Tracked->isLive() || Tracked->isTested() ||
        !Tracked->acquireRow())
      continue;
    FailureKind How = Tracked->acquireRow()->Failure;
    std::optional<bool> Failed =
        How == FailureKind::MappingError
            ? comparedWithError(Condition, Part, Assumption)
            : failedBy(State, Part, How);
    if (!Failed)
      continue;
    // A loop over the entries runs as often as there are any; it is no test.
    if (AtLoopCondition && How == FailureKind::Zero)
      continue;
    // Neither is what only a cleanup asks for: it comes too late.
    if (AtCleanupCondition && How == FailureKind::Zero) {
      if (*Failed)
        State = State->set<DmaObjects>(Part, Tracked->failed());
      continue;
    }
    // Nor is what leaves open whether there are none: more than 1, say.
    const APSInt *Least =
        State->getConstraintManager().getSymMinVal(State, Part);
    bool LeavesOpen =
        How == FailureKind::Zero && !*Failed && Least && *Least > 1;
    if (!AtReleaseGuard && !LeavesOpen)
      Log.Sites[Tracked->acquireSite()].Tested = true;
    State = State->set<DmaObjects>(Part, *Failed ? Tracked->failed()
                                                 : Tracked->tested());
  }
  return State;
}

/// True if \p Whole asks whether there is something to release in \p Operand, a
/// field: it is the condition of an if that releases it.
static bool asksForCleanup(const Expr *Operand, const Expr *Whole,
                           const Model &Api, const LocationContext *Frame) {
  const ValueDecl *Place = namedPlace(Operand);
  const ParentMap &Parents = Frame->getParentMap();
  const Stmt *Up = Whole;
  while (isa_and_nonnull<Expr>(Up))
    Up = Parents.getParent(Up);
  const auto *If = dyn_cast_or_null<IfStmt>(Up);
  return isa_and_nonnull<FieldDecl>(Place) && If &&
         !releasesIn(If->getThen(), Place, Api).empty();
}

void Modeling::noteComparison(const Expr *Operand, bool WithZero,
                              BinaryOperatorKind Opcode, const Expr *Whole,
                              CheckerContext &C) const {
  ProgramStateRef State = C.getState();
  ObjectId Id = findExactObject(State, C.getSVal(Operand));
  const Object *Tracked = Id ? State->get<DmaObjects>(Id) : nullptr;
  if (!Tracked || !Tracked->acquireRow() || !Tracked->isLive() ||
      Tracked->isTested())
    return;
  const ApiFunction &Row = *Tracked->acquireRow();
  std::string How;
  if (Row.Result == ResultKind::Handle &&
      Row.Failure == FailureKind::MappingError && WithZero &&
      BinaryOperator::isEqualityOp(Opcode))
    How = "0 is a valid DMA address and a failed mapping is not 0";
  else if (Row.Failure == FailureKind::Zero && WithZero && Opcode == BO_LT)
    How = "a failure is 0, which is not less than 0";
  else if (Row.Result == ResultKind::Errno && WithZero &&
           (Opcode == BO_LE || Opcode == BO_GT))
    How = "0 means that it worked";
  if (How.empty() ||
      asksForCleanup(Operand, Whole, *Api, C.getLocationContext()))
    return;
  Log.Sites[Tracked->acquireSite()].Tested = true;
  for (const PathCheck *Check : Checks)
    Check->onWrongTest(Id, *Tracked, How, Whole, *Api, C);
}

/// True if \p Condition decides whether a loop goes on.
static bool isLoopCondition(const Stmt *Condition, const ParentMap &Parents) {
  const Stmt *Up = Condition;
  do
    Up = Parents.getParent(Up);
  while (isa_and_nonnull<BinaryOperator, ParenExpr, ImplicitCastExpr>(Up));
  return isa_and_nonnull<ForStmt, WhileStmt, DoStmt>(Up);
}

/// True if \p Condition decides in a cleanup whether a mapped list is released,
/// and nothing else.
static bool isCleanupCondition(const Stmt *Condition, const Model &Api,
                               const ParentMap &Parents) {
  const Stmt *Up = Condition;
  while (isa_and_nonnull<Expr>(Up))
    Up = Parents.getParent(Up);
  const auto *If = dyn_cast_or_null<IfStmt>(Up);
  if (!If || If->getElse() || !isBehindLabel(If, Parents))
    return false;
  // if (entries), if (entries != 0), if (entries > 0)
  const Expr *Asked = If->getCond()->IgnoreParenImpCasts();
  const auto *Binary = dyn_cast<BinaryOperator>(Asked);
  if (Binary ? Binary->getOpcode() != BO_NE && Binary->getOpcode() != BO_GT
             : !isa<DeclRefExpr, MemberExpr>(Asked))
    return false;
  const Stmt *Only = If->getThen();
  if (const auto *Several = dyn_cast<CompoundStmt>(Only))
    Only = Several->size() == 1 ? Several->body_front() : nullptr;
  const auto *Call = dyn_cast_or_null<CallExpr>(Only);
  const ApiFunction *Row = Call ? rowOf(Api, Call->getDirectCallee()) : nullptr;
  return Row && Row->isRelease() && Row->List >= 0;
}

bool Modeling::isReleaseGuard(const Expr *Asked,
                              const LocationContext *Frame) const {
  const ParentMap &Parents = Frame->getParentMap();
  const Stmt *Up = Asked;
  while (isa_and_nonnull<Expr>(Up))
    Up = Parents.getParent(Up);
  const auto *If = dyn_cast_or_null<IfStmt>(Up);
  if (!If || If->getElse() || isa<CXXMethodDecl>(Frame->getDecl()) ||
      (Frame->inTopFrame() && !isBehindLabel(If, Parents)))
    return false;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Asked);
      Binary && Binary->getOpcode() == BO_NE)
    Asked = Binary->getLHS();
  if (const auto *Call = dyn_cast<CallExpr>(Asked))
    Asked = askedByTest(Call, *Api);
  const ValueDecl *Place = Asked ? namedPlace(Asked) : nullptr;
  return Place && !releasesIn(If->getThen(), Place, *Api).empty();
}

void Modeling::noteWhatIsAsked(const Stmt *Condition, CheckerContext &C) const {
  const ParentMap &Parents = C.getLocationContext()->getParentMap();
  AtLoopCondition = isLoopCondition(Condition, Parents);
  AtCleanupCondition = isCleanupCondition(Condition, *Api, Parents);
  const auto *Asked = dyn_cast<Expr>(Condition);
  AtReleaseGuard = Asked && isReleaseGuard(Asked, C.getLocationContext());
}

void Modeling::checkPreStmt(const BinaryOperator *Binary,
                            CheckerContext &C) const {
  if (C.getState()->get<DmaObjects>().isEmpty())
    return;
  if (Binary->getOpcode() == BO_Assign &&
      C.getSVal(Binary->getLHS()).isUnknown()) {
    // Kept somewhere the engine cannot name, an element of a ring, say.
    SVal Value = C.getSVal(Binary->getRHS());
    if (isa<nonloc::LazyCompoundVal>(Value))
      C.addTransition(escapeReachable(C.getState(), Value, Binary));
    else if (ObjectId Id = findObject(C.getState(), Value))
      C.addTransition(escapeTo(C.getState(), Id, {Binary}));
  }
  if (!Binary->isComparisonOp())
    return;
  noteWhatIsAsked(Binary, C);
  BinaryOperatorKind How = Binary->getOpcode();
  auto IsZero = [&](const Expr *E) {
    return E->isNullPointerConstant(C.getASTContext(),
                                    Expr::NPC_ValueDependentIsNotNull);
  };
  if (Binary->isEqualityOp() && IsZero(Binary->getLHS()))
    noteComparison(Binary->getRHS(), /*WithZero=*/true, How, Binary, C);
  else
    noteComparison(Binary->getLHS(), IsZero(Binary->getRHS()), How, Binary, C);
}

/// Takes \p Condition as what it is to be taken as if nothing depends on it.
bool Modeling::skips(const Expr *Condition, CheckerContext &C) const {
  const auto *Owner = dyn_cast<FunctionDecl>(C.getStackFrame()->getDecl());
  // What is known anyway costs nothing, and the other branch may not even be
  // there.
  if (!Owner || !Condition->getType()->isScalarType() ||
      C.getSVal(Condition).isConstant())
    return false;
  const auto &Skipped = relevance(Owner).Skipped;
  auto Taken = Skipped.find(Condition);
  if (Taken == Skipped.end())
    return false;
  SVal Value = C.getSValBuilder().makeZeroVal(Condition->getType());
  if (Taken->second) {
    Value = C.getSValBuilder().makeTruthVal(true);
    if (!Condition->getType()->isBooleanType())
      Value = C.getSValBuilder().evalCast(Value, Condition->getType(),
                                          C.getASTContext().BoolTy);
  }
  C.addTransition(
      C.getState()->BindExpr(Condition, C.getLocationContext(), Value));
  return true;
}

void Modeling::checkPostStmt(const UnaryOperator *Unary,
                             CheckerContext &C) const {
  if (Unary->getOpcode() == UO_LNot)
    skips(Unary, C);
}

void Modeling::checkPostStmt(const BinaryOperator *Binary,
                             CheckerContext &C) const {
  if ((Binary->isComparisonOp() || Binary->isBitwiseOp()) && skips(Binary, C))
    return;
  // The engine cannot tell the bits of a pointer; those that are 0 because the
  // API gives whole pages are told here.
  if (Binary->getOpcode() != BO_And)
    return;
  auto Pointer = C.getSVal(Binary->getLHS()).getAs<nonloc::LocAsInteger>();
  auto Mask = C.getSVal(Binary->getRHS()).getAs<nonloc::ConcreteInt>();
  if (!Pointer || !Mask)
    return;
  ObjectId Id = findExactObject(C.getState(), Pointer->getLoc());
  const Object *Tracked = Id ? C.getState()->get<DmaObjects>(Id) : nullptr;
  if (Tracked && Mask->getValue()->ult(alignmentOf(*Tracked)))
    C.addTransition(C.getState()->BindExpr(
        Binary, C.getLocationContext(),
        C.getSValBuilder().makeZeroVal(Binary->getType())));
}

void Modeling::checkPreStmt(const UnaryOperator *Unary,
                            CheckerContext &C) const {
  if (Unary->getOpcode() != UO_LNot ||
      C.getState()->get<DmaObjects>().isEmpty())
    return;
  noteWhatIsAsked(Unary, C);
  noteComparison(Unary->getSubExpr(), /*WithZero=*/true, BO_EQ, Unary, C);
}

void Modeling::checkBranchCondition(const Stmt *Condition,
                                    CheckerContext &C) const {
  if (isStopped()) {
    C.addSink();
    return;
  }
  if (const auto *Whole = dyn_cast<Expr>(Condition);
      Whole && (skips(Whole, C) || leaveLoop(Whole, C)))
    return;
  if (C.getState()->get<DmaObjects>().isEmpty())
    return;
  noteWhatIsAsked(Condition, C);
  const auto *E = dyn_cast<Expr>(Condition);
  if (E && isa<DeclRefExpr, MemberExpr>(E->IgnoreParenImpCasts()))
    noteComparison(E, /*WithZero=*/true, BO_NE, E, C);
}

} // namespace dmatidy
