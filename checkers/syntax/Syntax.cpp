//===-- Syntax.cpp - Checks that need no path -----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

Diagnostic &SyntaxContext::add(Mistake What, StringRef Object, Confidence Level,
                               SourceLocation At, const Twine &Message) const {
  Findings.push_back(findingAt(siteAt(At, Function->getNameAsString(), Context),
                               What, Object, Level, Message));
  return Findings.back();
}

void SyntaxContext::note(SourceLocation At, const Twine &Text) const {
  Findings.back().Notes.push_back(
      noteAt(siteAt(At, Function->getNameAsString(), Context), Text));
}

void SyntaxContext::fix(SourceRange Range, const Twine &Text) const {
  if (auto Edit = fixAt(writtenRange(Range, Context), Text, Context))
    Findings.back().Fixes.push_back(*Edit);
}

bool SyntaxContext::comesBefore(SourceLocation A, SourceLocation B) const {
  const SourceManager &SM = Context.getSourceManager();
  return SM.isBeforeInTranslationUnit(SM.getExpansionLoc(A),
                                      SM.getExpansionLoc(B));
}

std::optional<int64_t> SyntaxContext::number(const Expr *E) const {
  Expr::EvalResult Number;
  if (!E || E->isValueDependent() || !E->getType()->isIntegerType() ||
      !E->EvaluateAsInt(Number, Context))
    return std::nullopt;
  const APSInt &Value = Number.Val.getInt();
  if (Value.getSignificantBits() > 64)
    return -1;
  // A mask of 64 bits is as good as -1.
  return Value.extOrTrunc(64).getSExtValue();
}

bool SyntaxContext::isNothing(const Expr *E) const {
  E = E->IgnoreParenCasts();
  return number(E) == 0 ||
         E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull);
}

bool SyntaxContext::asksFor(const Expr *Condition, const Expr *Target) const {
  Condition = Condition->IgnoreParenImpCasts();
  const auto *Binary = dyn_cast<BinaryOperator>(Condition);
  if (Binary && Binary->getOpcode() == BO_LAnd)
    return asksFor(Binary->getLHS(), Target) ||
           asksFor(Binary->getRHS(), Target);
  if (Binary && Binary->getOpcode() == BO_NE && isNothing(Binary->getRHS()))
    Condition = Binary->getLHS()->IgnoreParenImpCasts();
  return isSameExpr(Condition, Target, Context);
}

bool SyntaxContext::holdsForNone(const Expr *Condition,
                                 const Expr *Target) const {
  Condition = Condition->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(Condition))
    return Not->getOpcode() == UO_LNot &&
           isSameExpr(Not->getSubExpr()->IgnoreParenImpCasts(), Target,
                      Context);
  const auto *Binary = dyn_cast<BinaryOperator>(Condition);
  if (Binary && Binary->getOpcode() == BO_LOr)
    return holdsForNone(Binary->getLHS(), Target) ||
           holdsForNone(Binary->getRHS(), Target);
  if (!Binary || Binary->getOpcode() != BO_EQ)
    return false;
  bool NullFirst = isNothing(Binary->getLHS());
  return (NullFirst || isNothing(Binary->getRHS())) &&
         isSameExpr(NullFirst ? Binary->getRHS() : Binary->getLHS(), Target,
                    Context);
}

namespace {
/// Collects the functions that have a body: those at the top, methods, and
/// instances of templates. A lambda's body is part of the function around it.
class BodyCollector : public RecursiveASTVisitor<BodyCollector> {
public:
  explicit BodyCollector(std::vector<const FunctionDecl *> &Bodies)
      : Bodies(Bodies) {}
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseStmt(Stmt *) { return true; }
  bool VisitFunctionDecl(FunctionDecl *Function) {
    if (Function->doesThisDeclarationHaveABody() &&
        !Function->isDependentContext())
      Bodies.push_back(Function);
    return true;
  }

private:
  std::vector<const FunctionDecl *> &Bodies;
};

/// Collects the modelled calls of one body.
class CallCollector : public RecursiveASTVisitor<CallCollector> {
public:
  CallCollector(const Model &Api, std::vector<ModeledSite> &Calls)
      : Api(Api), Calls(Calls) {}
  bool VisitCallExpr(CallExpr *Call) {
    if (const ApiFunction *Row = anyRowOf(Api, Call->getDirectCallee()))
      Calls.push_back({Call, Row});
    return true;
  }

private:
  const Model &Api;
  std::vector<ModeledSite> &Calls;
};
} // namespace

const Expr *bareCondition(const Expr *Condition) {
  while (true) {
    Condition = Condition->IgnoreParenCasts();
    if (const auto *Call = dyn_cast<CallExpr>(Condition);
        Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect)
      Condition = Call->getArg(0);
    else if (const auto *Not = dyn_cast<UnaryOperator>(Condition);
             Not && Not->getOpcode() == UO_LNot)
      if (const auto *Again =
              dyn_cast<UnaryOperator>(Not->getSubExpr()->IgnoreParenCasts());
          Again && Again->getOpcode() == UO_LNot)
        Condition = Again->getSubExpr();
      else
        return Condition;
    else
      return Condition;
  }
}

const Expr *bareArgument(const Expr *E) {
  const VarDecl *Variable = namedVariable(E);
  return Variable && Variable->getLocation().isMacroID() && Variable->hasInit()
             ? Variable->getInit()
             : E;
}

bool isOfType(const Expr *E, StringRef Name) {
  const auto *Named = E->getType()->getAs<TypedefType>();
  return Named && Named->getDecl()->getName() == Name;
}

SmallVector<ModeledSite, 4> mapsToWrite(const SyntaxContext &In) {
  SmallVector<ModeledSite, 4> Mappings;
  for (const ModeledSite &Site : In.Calls) {
    if (!Site.Row->isAcquire() || !Site.Row->transfersMemory())
      continue;
    auto To = In.number(Site.argument(Site.Row->Direction));
    if (To == FromDevice || To == Bidirectional)
      Mappings.push_back(Site);
  }
  return Mappings;
}

bool isSameExpr(const Expr *A, const Expr *B, const ASTContext &Context) {
  A = A->IgnoreParenCasts();
  B = B->IgnoreParenCasts();
  if (A->getStmtClass() != B->getStmtClass())
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(A))
    return Ref->getDecl() == cast<DeclRefExpr>(B)->getDecl();
  if (const auto *Member = dyn_cast<MemberExpr>(A))
    return Member->getMemberDecl() == cast<MemberExpr>(B)->getMemberDecl() &&
           isSameExpr(Member->getBase(), cast<MemberExpr>(B)->getBase(),
                      Context);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(A))
    return isSameExpr(Element->getBase(),
                      cast<ArraySubscriptExpr>(B)->getBase(), Context) &&
           isSameExpr(Element->getIdx(), cast<ArraySubscriptExpr>(B)->getIdx(),
                      Context);
  if (const auto *Unary = dyn_cast<UnaryOperator>(A))
    return !Unary->isIncrementDecrementOp() &&
           Unary->getOpcode() == cast<UnaryOperator>(B)->getOpcode() &&
           isSameExpr(Unary->getSubExpr(), cast<UnaryOperator>(B)->getSubExpr(),
                      Context);
  if (const auto *Binary = dyn_cast<BinaryOperator>(A))
    return !Binary->isAssignmentOp() &&
           Binary->getOpcode() == cast<BinaryOperator>(B)->getOpcode() &&
           isSameExpr(Binary->getLHS(), cast<BinaryOperator>(B)->getLHS(),
                      Context) &&
           isSameExpr(Binary->getRHS(), cast<BinaryOperator>(B)->getRHS(),
                      Context);
  if (const auto *Number = dyn_cast<IntegerLiteral>(A))
    return Number->getValue() == cast<IntegerLiteral>(B)->getValue();
  return false;
}

std::vector<SyntaxContext> textOf(ASTContext &Context, const Model &Api,
                                  const UnitFacts &Facts,
                                  std::vector<Diagnostic> &Findings) {
  std::vector<const FunctionDecl *> Functions;
  for (Decl *Top : driverBodies(Context))
    BodyCollector(Functions).TraverseDecl(Top);
  std::vector<SyntaxContext> Unit;
  for (const FunctionDecl *Function : Functions) {
    Unit.push_back({Function, Context, Api, Facts, Findings});
    CallCollector(Api, Unit.back().Calls)
        .TraverseDecl(const_cast<FunctionDecl *>(Function));
  }
  return Unit;
}

namespace {
/// The compound statements around \p Inner in \p Body, the outermost first,
/// each with its statement that \p Inner is in.
class BlocksAround : public RecursiveASTVisitor<BlocksAround> {
public:
  explicit BlocksAround(const CallExpr *Inner) : Inner(Inner) {}
  bool TraverseCompoundStmt(CompoundStmt *Block) {
    for (Stmt *S : Block->body()) {
      Enclosing.push_back({Block, S});
      if (!TraverseStmt(S))
        return false;
      Enclosing.pop_back();
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) { return Call != Inner; }
  SmallVector<std::pair<const CompoundStmt *, const Stmt *>, 4> Enclosing;

private:
  const CallExpr *Inner;
};

} // namespace

/// True if \p Call stands in \p S, be it in a condition, but in no branch of
/// it.
static bool isAlways(const Stmt *S, const CallExpr *Call) {
  if (const auto *If = dyn_cast<IfStmt>(S))
    S = If->getCond();
  else if (isa<ForStmt, WhileStmt, DoStmt, SwitchStmt, CompoundStmt>(S))
    return false;
  SmallVector<const Stmt *, 8> Left = {S};
  while (!Left.empty()) {
    const Stmt *Top = Left.pop_back_val();
    if (Top == Call)
      return true;
    for (const Stmt *Part : Top->children())
      if (Part && !isa<ConditionalOperator>(Part))
        Left.push_back(Part);
  }
  return false;
}

bool runsBefore(const CallExpr *First, const CallExpr *Second,
                const Stmt *Body) {
  BlocksAround Blocks(Second);
  Blocks.TraverseStmt(const_cast<Stmt *>(Body));
  return any_of(Blocks.Enclosing, [&](const auto &Around) {
    for (const Stmt *S : Around.first->body()) {
      if (S == Around.second)
        return false;
      if (isAlways(S, First))
        return true;
    }
    return false;
  });
}

} // namespace dmatidy
