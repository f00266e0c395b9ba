//===-- Fixes.cpp - Edits that a path shows to be right -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reporting/Fixes.h"
#include "checkers/path/state/Ownership.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

namespace {
/// Whether a function assigns one of the places that an expression names, from
/// that expression on, or takes the address of a variable.
class Assignments : public RecursiveASTVisitor<Assignments> {
public:
  Assignments(const Expr *Text, const SourceManager &SM) : Text(Text), SM(SM) {
    for (const Expr *E = Text->IgnoreParenCasts(); E;) {
      if (const auto *Member = dyn_cast<MemberExpr>(E)) {
        Named.insert(Member->getMemberDecl());
        E = Member->getBase()->IgnoreParenCasts();
      } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
        E = Unary->getSubExpr()->IgnoreParenCasts();
      } else {
        if (const auto *Variable = dyn_cast<DeclRefExpr>(E))
          Named.insert(Variable->getDecl());
        E = nullptr;
      }
    }
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    return !Binary->isAssignmentOp() || note(Binary, Binary->getLHS());
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    bool Shares = Unary->getOpcode() == UO_AddrOf &&
                  isa<DeclRefExpr>(Unary->getSubExpr()->IgnoreParens());
    return !(Shares || Unary->isIncrementDecrementOp()) ||
           note(Unary, Unary->getSubExpr());
  }
  bool HasChange = false;

private:
  bool note(const Expr *Change, const Expr *Place) {
    HasChange |= Named.contains(namedPlace(Place)) &&
                 SM.isBeforeInTranslationUnit(
                     SM.getExpansionLoc(Text->getBeginLoc()),
                     SM.getExpansionRange(Change->getEndLoc()).getEnd());
    return !HasChange;
  }
  const Expr *Text;
  const SourceManager &SM;
  SmallPtrSet<const ValueDecl *, 4> Named;
};
} // namespace

std::string stillWritten(const Expr *Then, SVal Value,
                         const CheckerContext &C) {
  const ASTContext &Context = C.getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  const Decl *Here = C.getStackFrame()->getDecl();
  StringRef Text = writtenText(Then->getSourceRange(), Context);
  if (Text.empty() || !Here->getBody() ||
      !SM.isPointWithin(SM.getExpansionLoc(Then->getBeginLoc()),
                        Here->getBody()->getBeginLoc(),
                        Here->getBody()->getEndLoc()))
    return "";
  Expr::EvalResult Constant;
  if (!Then->isValueDependent() && Then->getType()->isIntegerType() &&
      Then->EvaluateAsInt(Constant, Context)) {
    auto Number = Value.getAs<nonloc::ConcreteInt>();
    if (!Number ||
        !APSInt::isSameValue(*Number->getValue(), Constant.Val.getInt()))
      return "";
  } else {
    Assignments Changes(Then, SM);
    Changes.TraverseStmt(Here->getBody());
    if (Changes.HasChange)
      return "";
    // What a variable holds that nobody reads any more is not known, but only
    // the function itself can change it.
    const auto *Plain = dyn_cast<DeclRefExpr>(Then->IgnoreParenCasts());
    const auto *Local = Plain ? dyn_cast<VarDecl>(Plain->getDecl()) : nullptr;
    if (!Local || !Local->hasLocalStorage())
      if (SVal Now = valueOf(Then, C.getState(), C.getLocationContext());
          Now.isUnknownOrUndef() || Now != Value)
        return "";
  }
  return Text.str();
}

void replaceText(SourceRange Range, StringRef Text, const ASTContext &Context,
                 SmallVectorImpl<FixItHint> &Fixes) {
  CharSourceRange Written = writtenRange(Range, Context);
  if (Written.isValid())
    Fixes.push_back(FixItHint::CreateReplacement(Written, Text));
}

void replaceArgument(const CallExpr *Site, int Index, StringRef Text,
                     const ASTContext &Context,
                     SmallVectorImpl<FixItHint> &Fixes) {
  if (Text.empty() || Index < 0 || unsigned(Index) >= Site->getNumArgs())
    return;
  replaceText(Site->getArg(Index)->getSourceRange(), Text, Context, Fixes);
}

void replaceCallee(const CallExpr *Site, const ApiFunction &From,
                   const ApiFunction &To, const ASTContext &Context,
                   SmallVectorImpl<FixItHint> &Fixes) {
  auto Shape = [](const ApiFunction &Row) {
    return std::tuple(Row.Device, Row.Memory, Row.Handle, Row.List, Row.Size,
                      Row.Count, Row.Direction, Row.Attrs, Row.Pool);
  };
  if (Shape(From) != Shape(To))
    return;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Callee = SM.getExpansionLoc(Site->getBeginLoc());
  std::string Written = spelledCallee(From, Site);
  bool LeavesAttrs = Written != From.Name;
  if (LeavesAttrs && To.Name == To.Spelled)
    return;
  if (Lexer::getSourceText(CharSourceRange::getTokenRange(Callee), SM,
                           Context.getLangOpts()) != Written)
    return;
  replaceText(Callee, LeavesAttrs ? To.Spelled : To.Name, Context, Fixes);
}

} // namespace dmatidy
