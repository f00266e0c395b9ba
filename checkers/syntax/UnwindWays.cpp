//===-- UnwindWays.cpp - Which ways out are failures, and of what ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/UnwindLadder.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if somewhere in \p S the function is left.
static bool mayLeave(const Stmt *S) {
  return S && (isa<ReturnStmt, GotoStmt, IndirectGotoStmt>(S) ||
               any_of(S->children(), mayLeave));
}

bool UnwindLadder::isForFailures(const Rung &Rung) const {
  unsigned Failures = 0;
  const WayOut *Last = nullptr;
  for (const WayOut &Way : Ways)
    if (Way.At.front().Index < Rung.First) {
      Last = &Way;
      if (Way.To != Rung.Label)
        continue;
      if (!Way.IsFailure || Way.IsFailureInferred)
        return false;
      ++Failures;
    }
  // Where the last one to leave has succeeded, what runs into it has failed.
  if (!Failures || Failures != Rung.Uses || !isUnwinding(Rung.Label) ||
      !Last->To || !Last->IsFailure)
    return false;
  // Likewise where an error is set before the label, or returned behind it.
  ArrayRef<const Stmt *> Behind = ArrayRef(Lines).slice(
      Last->At.front().Index + 1, Rung.First - Last->At.front().Index - 1);
  const Expr *Result = resultFrom(Rung.Label);
  return none_of(Behind,
                 [&](const Stmt *S) {
                   return saysFailed(S) || isa<SwitchStmt>(S) || mayLeave(S);
                 }) &&
         !(Result && isFailureValue(Result));
}

bool UnwindLadder::isFailureValue(const Expr *Value) const {
  Value = Value->IgnoreParenCasts();
  Expr::EvalResult Number;
  if (Value->isNullPointerConstant(const_cast<ASTContext &>(In.Context),
                                   Expr::NPC_ValueDependentIsNotNull) !=
      Expr::NPCK_NotNull)
    return In.Function->getReturnType()->isPointerType();
  if (Value->getType()->isIntegerType() && !Value->isValueDependent() &&
      Value->EvaluateAsInt(Number, In.Context))
    return Number.Val.getInt().isNegative() &&
           !In.Api.isAcceptedError(-Number.Val.getInt().getExtValue());
  const auto *Call = dyn_cast<CallExpr>(Value);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const ApiFunction *Row = Callee ? anyRowOf(In.Api, Callee) : nullptr;
  return Row && (Row->Role == FunctionRole::ErrorNumber ||
                 Row->Role == FunctionRole::ErrorPointer);
}

bool UnwindLadder::saysFailed(const Stmt *Branch) const {
  if (!Branch)
    return false;
  if (const auto *Assigned = dyn_cast<BinaryOperator>(Branch))
    return Assigned->getOpcode() == BO_Assign &&
           namedVariable(Assigned->getLHS()) &&
           Assigned->getType()->isIntegerType() &&
           isFailureValue(Assigned->getRHS());
  if (const auto *Return = dyn_cast<ReturnStmt>(Branch))
    return Return->getRetValue() && isFailureValue(Return->getRetValue());
  return isa<CompoundStmt>(Branch) &&
         any_of(Branch->children(),
                [&](const Stmt *Part) { return saysFailed(Part); });
}

/// The call whose result \p S gives \p Value, a variable or field; or null.
static const CallExpr *callFor(const Stmt *S, const Expr *Value,
                               const ASTContext &Context) {
  S = withoutCases(S);
  const auto *Assigned = dyn_cast<BinaryOperator>(S);
  const Expr *Given = Assigned && Assigned->getOpcode() == BO_Assign &&
                              isSameExpr(Assigned->getLHS(), Value, Context)
                          ? Assigned->getRHS()
                          : valueGivenTo(namedVariable(Value), S);
  return Given ? dyn_cast<CallExpr>(Given->IgnoreParenCasts()) : nullptr;
}

const CallExpr *UnwindLadder::justCalled(const Expr *Value,
                                         const WayOut &Way) const {
  // A lock or a count may stand between.
  static constexpr unsigned Near = 3;
  auto [Block, Index, IsBranch] = Way.At.back();
  ArrayRef<Stmt *> Before(Block->body_begin(), Index);
  for (const Stmt *S : reverse(Before.take_back(Near)))
    if (const CallExpr *Call = callFor(S, Value, In.Context))
      return Call;
  return nullptr;
}

bool UnwindLadder::isFailed(const Expr *Condition, const WayOut &Way) const {
  Condition = bareCondition(Condition);
  if (const auto *Either = dyn_cast<BinaryOperator>(Condition);
      Either && Either->getOpcode() == BO_LOr)
    return isFailed(Either->getLHS(), Way) && isFailed(Either->getRHS(), Way);
  if (const auto *Call = dyn_cast<CallExpr>(Condition)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? rowOf(In.Api, Callee) : nullptr;
    return Row && Row->Role == FunctionRole::Test;
  }
  bool WantsNull = false;
  if (const auto *Not = dyn_cast<UnaryOperator>(Condition);
      Not && Not->getOpcode() == UO_LNot) {
    WantsNull = true;
    Condition = Not->getSubExpr()->IgnoreParenCasts();
  } else if (const auto *Compared = dyn_cast<BinaryOperator>(Condition);
             Compared && Compared->isComparisonOp()) {
    WantsNull = Compared->getOpcode() == BO_EQ;
    if ((Compared->getOpcode() != BO_LT && Compared->getOpcode() != BO_NE &&
         !WantsNull) ||
        In.number(Compared->getRHS()).value_or(1) != 0)
      return false;
    Condition = Compared->getLHS()->IgnoreParenCasts();
  }
  const auto *Assigned = dyn_cast<BinaryOperator>(Condition);
  const CallExpr *Called =
      !Assigned ? justCalled(Condition, Way)
      : Assigned->getOpcode() == BO_Assign
          ? dyn_cast<CallExpr>(Assigned->getRHS()->IgnoreParenCasts())
          : nullptr;
  if (!Called)
    return false;
  // The variable may have no sign, though what it takes has.
  QualType Type = Called->getType();
  return WantsNull ? Type->isPointerType()
                   : Type->isSignedIntegerType() && !Type->isBooleanType();
}

/// The statements of \p At's block from \p From on, up to \p To.
static ArrayRef<Stmt *> linesOf(const WayOut::Position &At, unsigned From,
                                unsigned To) {
  return ArrayRef<Stmt *>(At.Block->body_begin(), At.Block->body_end())
      .slice(From, To - From);
}

/// True if \p S gives \p Variable a value, or its address away.
static bool mayWrite(const Stmt *S, const VarDecl *Variable) {
  if (!S)
    return false;
  const auto *Assigned = dyn_cast<BinaryOperator>(S);
  const auto *Unary = dyn_cast<UnaryOperator>(S);
  return (Assigned && Assigned->isAssignmentOp() &&
          namedVariable(Assigned->getLHS()) == Variable) ||
         (Unary &&
          (Unary->isIncrementDecrementOp() ||
           Unary->getOpcode() == UO_AddrOf) &&
          namedVariable(Unary->getSubExpr()) == Variable) ||
         any_of(S->children(),
                [&](const Stmt *Part) { return mayWrite(Part, Variable); });
}

bool UnwindLadder::isWritten(const VarDecl *Variable) const {
  return any_of(Lines, [&](const Stmt *S) { return mayWrite(S, Variable); });
}

/// What the last statement of \p Branch that gives \p Variable a value gives
/// it; null if none does.
static const Expr *lastValueIn(const VarDecl *Variable, const Stmt *Branch) {
  const Expr *Value = nullptr;
  if (isa<CompoundStmt>(Branch))
    for (const Stmt *S : Branch->children())
      if (const Expr *Given = valueGivenTo(Variable, S))
        Value = Given;
  return Value;
}

const Expr *UnwindLadder::lastValueOf(const VarDecl *Variable,
                                      const WayOut &Way) const {
  if (mayWrite(Way.condition(), Variable) || mayWrite(Way.Branch, Variable))
    return nullptr;
  bool IsWrittenBehind = false;
  follow(Way.To, [&](const Stmt *S) {
    return !(IsWrittenBehind |= mayWrite(S, Variable));
  });
  if (IsWrittenBehind)
    return nullptr;
  for (auto [Block, Index, IsBranch] : reverse(Way.At)) {
    const Stmt *Around = Block->body_begin()[Index];
    // In a loop, what stands behind has run before. The other branch of an
    // `if` has not, but is not told apart.
    if (Around != Way.If && mayWrite(Around, Variable)) {
      const auto *If = dyn_cast<IfStmt>(Around);
      if (!If || mayWrite(If->getCond(), Variable))
        return nullptr;
    }
    for (const Stmt *S : reverse(linesOf({Block, Index, IsBranch}, 0, Index))) {
      if (isa<LabelStmt>(S))
        return nullptr;
      // What stands behind another `case` is another way.
      if (isa<SwitchCase>(S))
        return valueGivenTo(Variable, withoutCases(S));
      if (const Expr *Value = valueGivenTo(Variable, S))
        return Value;
      if (mayWrite(S, Variable))
        return nullptr;
    }
  }
  return nullptr;
}

void UnwindLadder::judge(WayOut &Way) const {
  const auto *Return = dyn_cast<ReturnStmt>(Way.Leaves);
  const Expr *Result = Return ? Return->getRetValue() : resultFrom(Way.To);
  // Whatever has happened, who calls it is told of success.
  if (Way.To && Result && In.number(Result) == 0)
    return;
  Way.IsFailure = isFailure(Way);
  if (Way.IsFailure)
    return;
  const VarDecl *Variable = namedVariable(Result);
  const Expr *Value = !Variable                    ? (Way.To ? Result : nullptr)
                      : Variable->isLocalVarDecl() ? lastValueOf(Variable, Way)
                                                   : nullptr;
  Way.IsFailure = Way.IsFailureInferred = Value && isFailureValue(Value);
}

void UnwindLadder::judgeByLabel() {
  // What has succeeded has returned in front of the first of them.
  const Rung *First = nullptr;
  for (const Rung &Rung : reverse(Rungs)) {
    // A goto that stands by itself may be that of success.
    if (!isUnwinding(Rung.Label) ||
        Rung.Uses != count_if(Ways, [&](const WayOut &Way) {
          return Way.To == Rung.Label;
        }))
      break;
    if (!Rung.IsFallenInto)
      First = &Rung;
  }
  if (!First)
    return;
  auto IsBehind = [&](const WayOut &Way) {
    const Rung *To = rungOf(Way.To);
    return To && To->First >= First->First;
  };
  if (none_of(Ways, [&](const WayOut &Way) {
        return IsBehind(Way) && Way.IsFailure && !Way.IsFailureInferred;
      }))
    return;
  for (WayOut &Way : Ways) {
    if (Way.IsFailure || !IsBehind(Way))
      continue;
    const Expr *Result = resultFrom(Way.To);
    const VarDecl *Variable = namedVariable(Result);
    const Expr *Value = Variable ? lastValueIn(Variable, Way.Branch) : Result;
    if (Variable && !Value)
      Value = lastValueOf(Variable, Way);
    // What is not known may be success.
    Way.IsFailure = Way.IsFailureInferred =
        !Result || (Value && In.number(Value).value_or(0) != 0);
  }
}

bool UnwindLadder::dropsPacket(const Stmt *Branch) const {
  return any_of(callsIn(Branch), [&](const CallExpr *Call) {
    return any_of(freedArguments(Call, In.Api), [&](unsigned Index) {
      return isa_and_nonnull<ParmVarDecl>(namedVariable(Call->getArg(Index)));
    });
  });
}

bool UnwindLadder::isFailure(const WayOut &Way) const {
  if (saysFailed(Way.Branch))
    return true;
  // What a constant says that is no failure is a success, but for what is no
  // error number: a packet that is dropped has been taken.
  QualType Result = In.Function->getReturnType();
  if (const auto *Return = dyn_cast<ReturnStmt>(Way.Leaves)) {
    std::optional<int64_t> Number = In.number(Return->getRetValue());
    if (Result->isEnumeralType() && dropsPacket(Way.Branch))
      return true;
    if (!Return->getRetValue() ||
        (Number && *Number <= 0 && !Result->isEnumeralType()))
      return false;
  }
  return Way.If && Way.Branch == Way.If->getThen() &&
         isFailed(Way.If->getCond(), Way);
}

/// Where the positions of the two part; nothing if they do so nowhere.
static std::optional<size_t> partOf(const WayOut &First, const WayOut &Second) {
  size_t Level = 0;
  while (Level < First.At.size() && Level < Second.At.size() &&
         First.At[Level].Block == Second.At[Level].Block) {
    if (First.At[Level].Index != Second.At[Level].Index)
      return Level;
    ++Level;
  }
  return std::nullopt;
}

/// True if \p S may end the pass of a loop that it stands in.
static bool mayGoOn(const Stmt *S) {
  return S && (isa<ContinueStmt, BreakStmt>(S) ||
               (!isa<ForStmt, WhileStmt, DoStmt, SwitchStmt>(S) &&
                any_of(S->children(), mayGoOn)));
}

bool UnwindLadder::runsBefore(const WayOut &First, const WayOut &Second) {
  std::optional<size_t> Part = partOf(First, Second);
  if (!Part || First.At[*Part].Index > Second.At[*Part].Index)
    return false;
  return none_of(linesOf(First.At[*Part], First.At[*Part].Index + 1,
                         Second.At[*Part].Index + 1),
                 IsaPred<SwitchCase>) &&
         none_of(drop_begin(First.At, *Part + 1), [](const auto &Inner) {
           return Inner.IsBranch ||
                  any_of(linesOf(Inner, 0, Inner.Index), mayGoOn);
         });
}

/// Adds to \p Parts what is evaluated of \p S where that does not leave.
static void addStaying(const Stmt *S, SmallVectorImpl<const Stmt *> &Parts) {
  if (!S)
    return;
  const auto *If = dyn_cast<IfStmt>(S);
  Parts.push_back(S);
  for (const Stmt *Part : S->children())
    if (!If || Part == If->getCond() || !leavesFunction(Part))
      addStaying(Part, Parts);
}

/// Likewise of \p At's block from \p From on, up to \p To.
static void addLines(const WayOut::Position &At, unsigned From, unsigned To,
                     SmallVectorImpl<const Stmt *> &Parts) {
  for (const Stmt *S : linesOf(At, From, To))
    addStaying(S, Parts);
}

SmallVector<const Stmt *, 32> UnwindLadder::partsBetween(const WayOut &First,
                                                         const WayOut &Second,
                                                         bool WholeLoop) {
  SmallVector<const Stmt *, 32> Parts;
  size_t Part = partOf(First, Second).value_or(0);
  unsigned Around = First.At[Part].Index;
  if (WholeLoop && Part + 1 < First.At.size())
    addLines(First.At[Part], Around, Around + 1, Parts);
  for (const WayOut::Position &Inner : drop_begin(First.At, Part + 1))
    addLines(Inner, Inner.Index + 1, Inner.Block->size(), Parts);
  addLines(First.At[Part], First.At[Part].Index + 1, Second.At[Part].Index,
           Parts);
  for (const WayOut::Position &Inner : drop_begin(Second.At, Part + 1))
    addLines(Inner, 0, Inner.Index, Parts);
  addStaying(Second.condition(), Parts);
  return Parts;
}

SmallVector<const Stmt *, 0> UnwindLadder::partsBefore(const WayOut &Way) {
  SmallVector<const Stmt *, 0> Parts;
  for (const WayOut::Position &Around : Way.At) {
    // What stands behind another `case` is another way.
    unsigned From = Around.Index;
    while (From > 0 && !isa<SwitchCase>(Around.Block->body_begin()[From]))
      --From;
    addLines(Around, From, Around.Index, Parts);
  }
  addStaying(Way.condition(), Parts);
  return Parts;
}

bool UnwindLadder::isAskedFirst(const CallExpr *Call, const WayOut &Way) const {
  if (Call->getType()->isVoidType())
    return false;
  const auto *First = find_if(Ways, [&](const WayOut &Other) {
    return is_contained(Other.Before, Call);
  });
  return First == &Way;
}

} // namespace dmatidy
