//===-- UnwindLadder.cpp - How a function unwinds -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/UnwindLadder.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The last statement of \p Branch; null if there is none.
static const Stmt *lastOf(const Stmt *Branch) {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Branch);
  return !Block ? Branch : Block->body_empty() ? nullptr : Block->body_back();
}

const Stmt *withoutCases(const Stmt *S) {
  while (const auto *Case = dyn_cast<SwitchCase>(S))
    S = Case->getSubStmt();
  return S;
}

bool leavesFunction(const Stmt *S) {
  S = lastOf(S);
  return isa_and_nonnull<ReturnStmt, GotoStmt, IndirectGotoStmt>(S);
}

/// Finds the ways out, and which labels are gone to.
class UnwindLadder::Reader {
public:
  explicit Reader(UnwindLadder &To) : To(To) {}

  void read(const Stmt *S, bool IsBranch) {
    if (!S)
      return;
    if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
      bool IsSwitch = std::exchange(IsSwitchBody, false);
      for (auto [Index, Part] : enumerate(Block->body())) {
        At.push_back({Block, unsigned(Index), IsBranch});
        read(Part, false);
        const Stmt *Last = withoutCases(Part);
        if (IsSwitch && isa<GotoStmt, ReturnStmt>(Last))
          add(/*If=*/nullptr, Last);
        At.pop_back();
      }
    } else if (const auto *If = dyn_cast<IfStmt>(S)) {
      for (const Stmt *Branch : {If->getThen(), If->getElse()})
        if (Branch && leavesFunction(Branch))
          add(If, Branch);
      read(If->getThen(), true);
      read(If->getElse(), true);
    } else if (const auto *Goto = dyn_cast<GotoStmt>(S)) {
      ++Uses[Goto->getLabel()];
    } else if (const auto *Labelled = dyn_cast<LabelStmt>(S)) {
      read(Labelled->getSubStmt(), IsBranch);
    } else if (isa<SwitchStmt, SwitchCase>(S)) {
      for (const Stmt *Part : S->children()) {
        IsSwitchBody = isa<SwitchStmt>(S);
        read(Part, true);
      }
      IsSwitchBody = false;
    } else if (!isa<Expr>(S)) {
      for (const Stmt *Part : S->children())
        read(Part, IsBranch);
    } else {
      readExpression(S);
    }
  }

  SmallDenseMap<const LabelDecl *, unsigned> Uses;

private:
  /// A macro's statement expression may hold a goto, and && takes a label's
  /// address.
  void readExpression(const Stmt *S) {
    if (const auto *Goto = dyn_cast_or_null<GotoStmt>(S))
      ++Uses[Goto->getLabel()];
    else if (const auto *Address = dyn_cast_or_null<AddrLabelExpr>(S))
      ++Uses[Address->getLabel()];
    if (S)
      for (const Stmt *Part : S->children())
        readExpression(Part);
  }

  void add(const IfStmt *If, const Stmt *Branch) {
    const Stmt *Last = lastOf(Branch);
    const auto *Goto = dyn_cast<GotoStmt>(Last);
    const LabelDecl *Label = Goto ? Goto->getLabel() : nullptr;
    if (isa<IndirectGotoStmt>(Last) || (Label && !To.rungOf(Label)))
      return;
    To.Ways.push_back({If, Branch, Last, Label, At});
  }

  UnwindLadder &To;
  SmallVector<WayOut::Position, 4> At;
  bool IsSwitchBody = false;
};

UnwindLadder::UnwindLadder(const SyntaxContext &In) : In(In) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(In.Function->getBody());
  if (!Body || (In.Calls.empty() && !In.Facts.reachesRelease(In.Function) &&
                !In.Facts.reachesAcquisition(In.Function)))
    return;
  for (const Stmt *S : Body->body()) {
    while (const auto *Labelled = dyn_cast<LabelStmt>(S)) {
      Rungs.push_back({Labelled->getDecl(), unsigned(Lines.size()),
                       /*Uses=*/0,
                       !Lines.empty() && !leavesFunction(Lines.back())});
      S = Labelled->getSubStmt();
    }
    Lines.push_back(S);
  }
  Reader Text(*this);
  Text.read(Body, /*IsBranch=*/false);
  for (Rung &Of : Rungs) {
    Of.Uses = Text.Uses.lookup(Of.Label);
    follow(Of.Label, [&](const Stmt *S) {
      addSteps(S, /*Always=*/true, /*InLoop=*/false, Of.Steps);
      return true;
    });
  }
  for (WayOut &Way : Ways) {
    judge(Way);
    Way.Before = partsBefore(Way);
    addSteps(Way.Branch, /*Always=*/true, /*InLoop=*/false, Way.Steps);
  }
  judgeByLabel();
}

const UnwindLadder::Rung *UnwindLadder::rungOf(const LabelDecl *Label) const {
  const auto *Of =
      find_if(Rungs, [&](const Rung &Other) { return Other.Label == Label; });
  return Of == Rungs.end() ? nullptr : Of;
}

void UnwindLadder::follow(const LabelDecl *Label,
                          function_ref<bool(const Stmt *)> Visit) const {
  SmallPtrSet<const LabelDecl *, 4> Seen;
  while (Label && Seen.insert(Label).second) {
    const Rung *From = rungOf(Label);
    Label = nullptr;
    if (!From)
      return;
    for (const Stmt *S : drop_begin(Lines, From->First)) {
      if (!Visit(S))
        return;
      if (const auto *Goto = dyn_cast<GotoStmt>(S))
        Label = Goto->getLabel();
      if (leavesFunction(S))
        break;
    }
  }
}

ArrayRef<UnwindStep> UnwindLadder::stepsFrom(const LabelDecl *Label) const {
  const Rung *From = rungOf(Label);
  return From ? ArrayRef(From->Steps) : ArrayRef<UnwindStep>();
}

SmallVector<UnwindStep, 4> UnwindLadder::stepsOfRung(unsigned Number) const {
  SmallVector<UnwindStep, 4> Steps;
  unsigned End = Lines.size();
  for (const Rung &Later : drop_begin(Rungs, Number + 1))
    if (Later.Uses) {
      End = Later.First;
      break;
    }
  for (unsigned Line = Rungs[Number].First; Line < End; ++Line) {
    addSteps(Lines[Line], /*Always=*/true, /*InLoop=*/false, Steps);
    if (leavesFunction(Lines[Line]))
      break;
  }
  return Steps;
}

SmallVector<const CallExpr *, 8>
UnwindLadder::callsFrom(const WayOut &Way) const {
  SmallVector<const CallExpr *, 8> Calls = callsIn(Way.Branch);
  follow(Way.To, [&](const Stmt *S) {
    append_range(Calls, callsIn(S));
    return true;
  });
  return Calls;
}

std::string UnwindLadder::objectOf(const UnwindStep &Step) const {
  const Expr *Object =
      Step.Row ? Step.Call->getArg(Step.Row->object()) : nullptr;
  return Object ? quote(Object, In.Context)
                : "what " + Step.Call->getDirectCallee()->getNameAsString() +
                      "() releases";
}

const Expr *UnwindLadder::resultFrom(const LabelDecl *Label) const {
  const Expr *Result = nullptr;
  follow(Label, [&](const Stmt *S) {
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      Result = Return->getRetValue();
    return !Result;
  });
  return Result;
}

/// True if \p Condition asks only whether there is what \p Call is given, or
/// the record that it is in.
static bool asksForGiven(const Expr *Condition, const CallExpr *Call,
                         const ASTContext &Context) {
  Condition = bareCondition(Condition);
  if (const auto *Compared = dyn_cast<BinaryOperator>(Condition);
      Compared && Compared->isEqualityOp())
    Condition = Compared->getLHS()->IgnoreParenCasts();
  return any_of(Call->arguments(), [&](const Expr *Given) {
    for (Given = Given->IgnoreParenCasts(); Given;) {
      if (isSameExpr(Condition, Given, Context))
        return true;
      const auto *Member = dyn_cast<MemberExpr>(Given);
      Given = Member ? Member->getBase()->IgnoreParenCasts() : nullptr;
    }
    return false;
  });
}

void UnwindLadder::addSteps(const Stmt *S, bool Always, bool InLoop,
                            SmallVectorImpl<UnwindStep> &Steps) const {
  if (!S)
    return;
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    addSteps(If->getCond(), Always, InLoop, Steps);
    size_t Before = Steps.size();
    addSteps(If->getThen(), Always, InLoop, Steps);
    for (UnwindStep &Step : drop_begin(Steps, Before))
      Step.Always &= asksForGiven(If->getCond(), Step.Call, In.Context);
    addSteps(If->getElse(), false, InLoop, Steps);
    return;
  }
  Always &= !isa<SwitchStmt, ConditionalOperator>(S);
  InLoop |= isa<ForStmt, WhileStmt, DoStmt>(S);
  for (const Stmt *Part : S->children())
    addSteps(Part, Always, InLoop, Steps);
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return;
  if (const ApiFunction *Row = rowOf(In.Api, Callee)) {
    if (Row->isRelease())
      Steps.push_back({Call, Row, Always, InLoop});
  } else if (isDriverDecl(Callee, In.Context.getSourceManager()) &&
             In.Facts.reachesRelease(Callee) &&
             !In.Facts.reachesAcquisition(Callee)) {
    Steps.push_back({Call, nullptr, Always, InLoop});
  }
}

bool UnwindLadder::isUnwinding(const LabelDecl *Label) const {
  const Rung *From = rungOf(Label);
  return !From || none_of(Ways, [&](const WayOut &Way) {
    const Rung *To = rungOf(Way.To);
    return Way.At.front().Index >= From->First &&
           (!To || To->First > Way.At.front().Index);
  });
}

} // namespace dmatidy
