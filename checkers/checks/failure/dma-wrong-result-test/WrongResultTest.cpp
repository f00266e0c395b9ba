//===-- WrongResultTest.cpp - The check dma-wrong-result-test ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The result of an acquisition is tested in a way that cannot tell whether it
// failed: a handle compared with 0, a count tested for being negative, NULL
// looked for with IS_ERR(), dma_mapping_error() asked about anything but a
// streaming handle.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/reporting/Fixes.h"
#include "checkers/path/state/ErrorValues.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

/// What to write instead.
std::string remedy(const ApiFunction &Row, const Model &Api) {
  switch (Row.Failure) {
  case FailureKind::MappingError:
    return ("test it with " + Api.testFor(Row) + "()").str();
  case FailureKind::Null:
    return "test the returned pointer for NULL";
  case FailureKind::Zero:
    return "test the count for 0";
  case FailureKind::Negative:
    return "test the result for being negative";
  case FailureKind::ErrorPointer:
  case FailureKind::ErrorPointerOrNull:
    return "test it with IS_ERR()";
  case FailureKind::None:
    break;
  }
  llvm_unreachable("an acquisition without failure is never tested");
}

/// What a function's own `return`s and error codes look like.
class ReturnReader : public RecursiveASTVisitor<ReturnReader> {
public:
  ReturnReader(const Expr *Result, const CallExpr *Taken,
               const ASTContext &Context)
      : Result(Result), Taken(Taken), Context(Context) {}
  bool VisitReturnStmt(ReturnStmt *Return) {
    HasZero |= numberOf(Return->getRetValue()) == 0;
    HasNegative |= numberOf(Return->getRetValue()).value_or(0) < 0;
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() != BO_Assign)
      return true;
    std::optional<int64_t> Number = numberOf(Binary->getRHS());
    HasNegative |= Number.value_or(0) < 0;
    const SourceManager &SM = Context.getSourceManager();
    Reassigned |=
        Number == 0 && namedPlace(Binary->getLHS()) == namedPlace(Result) &&
        SM.isBeforeInTranslationUnit(SM.getExpansionLoc(Taken->getBeginLoc()),
                                     SM.getExpansionLoc(Binary->getBeginLoc()));
    return true;
  }
  bool HasZero = false, HasNegative = false;
  /// The returned variable is set to 0 after it has taken the acquisition's.
  bool Reassigned = false;

private:
  std::optional<int64_t> numberOf(const Expr *E) const {
    Expr::EvalResult Number;
    if (!E || !E->getType()->isIntegerType() ||
        !E->EvaluateAsInt(Number, Context))
      return std::nullopt;
    return Number.Val.getInt().extOrTrunc(64).getSExtValue();
  }
  const Expr *Result;
  const CallExpr *Taken;
  const ASTContext &Context;
};

class WrongResultTest : public PathCheck {
public:
  void onWrongTest(ObjectId Id, const Object &What, StringRef How,
                   const Expr *Where, const Model &Api,
                   CheckerContext &C) const override {
    const ApiFunction &Row = *What.acquireRow();
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = "wrong-test";
    Result.Object = quote(Where, C.getASTContext());
    Result.Message = (Result.Object + " does not show whether " +
                      spelledCallee(Row, What.acquireSite()) + "() failed (" +
                      How + "); " + remedy(Row, Api))
                         .str();
    // The path goes on: a second acquisition may be tested wrongly, too.
    Result.Node = C.generateNonFatalErrorNode(C.getState(), this);
    Result.Id = Id;
    Result.Unique = What.acquireSite();
    addFix(What, Where, Api, C, Result.Fixes);
    report(std::move(Result), C.getBugReporter());
  }

  /// Its callers take 0 for success if it has a `return 0;` beside a negative
  /// number.
  void onZeroReturned(ObjectId Id, const Object &What, const ReturnStmt *Return,
                      CheckerContext &C) const override {
    ReturnReader Reader(Return->getRetValue(), What.acquireSite(),
                        C.getASTContext());
    Reader.TraverseStmt(C.getStackFrame()->getDecl()->getBody());
    if (!Reader.HasZero || !Reader.HasNegative || Reader.Reassigned)
      return;
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Assumption = "0 means success to whoever calls this function";
    Result.Kind = "zero-returned";
    Result.Object = quote(Return->getRetValue(), C.getASTContext());
    Result.Message =
        Result.Object + " is 0 here because " +
        spelledCallee(*What.acquireRow(), What.acquireSite()) +
        "() failed, and is returned as if it had worked; return a negative "
        "error number";
    Result.Node = C.generateNonFatalErrorNode(C.getState(), this);
    Result.Id = Id;
    Result.Unique = What.acquireSite();
    report(std::move(Result), C.getBugReporter());
  }

private:
  /// A handle compared with 0 becomes a question to the API, whose answer is
  /// true where the handle was taken for a failure.
  static void addFix(const Object &What, const Expr *Where, const Model &Api,
                     CheckerContext &C, SmallVectorImpl<FixItHint> &Fixes) {
    const ApiFunction &Row = *What.acquireRow();
    const CallExpr *Site = What.acquireSite();
    if (Row.Failure != FailureKind::MappingError || Row.Device < 0 ||
        unsigned(Row.Device) >= Site->getNumArgs())
      return;
    const Expr *Handle = Where->IgnoreParenImpCasts();
    bool IsFailure = false;
    if (const auto *Not = dyn_cast<UnaryOperator>(Handle);
        Not && Not->getOpcode() == UO_LNot) {
      IsFailure = true;
      Handle = Not->getSubExpr();
    } else if (const auto *Compared = dyn_cast<BinaryOperator>(Handle);
               Compared && Compared->isEqualityOp()) {
      IsFailure = Compared->getOpcode() == BO_EQ;
      bool ZeroFirst = Compared->getLHS()->isNullPointerConstant(
          C.getASTContext(), Expr::NPC_ValueDependentIsNotNull);
      Handle = ZeroFirst ? Compared->getRHS() : Compared->getLHS();
    }
    Handle = Handle->IgnoreParenImpCasts();
    if (!isa<DeclRefExpr, MemberExpr>(Handle))
      return;
    const ASTContext &Context = C.getASTContext();
    std::string Device =
        stillWritten(Site->getArg(Row.Device), What.arguments().Device, C);
    StringRef Name = writtenText(Handle->getSourceRange(), Context);
    if (Device.empty() || Name.empty())
      return;
    replaceText(Where->getSourceRange(),
                ((IsFailure ? "" : "!") + Api.testFor(Row) + "(" + Device +
                 ", " + Name + ")")
                    .str(),
                Context, Fixes);
  }
};

/// A test of what is too small for the error value.
void checkWidth(const SyntaxContext &In) {
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Handle = Site.argument(Site.Row->Handle);
    if (Site.Row->Role != FunctionRole::Test ||
        Site.Row->Failure != FailureKind::MappingError || !Handle)
      continue;
    QualType Full = Handle->getType();
    const Expr *Value = Handle->IgnoreParenCasts();
    QualType Type = Value->getType();
    if (Value->isValueDependent() || keepsErrorValue(Type, Full, In.Context) ||
        Value->isIntegerConstantExpr(In.Context))
      continue;
    std::string Name = quote(Handle, In.Context);
    In.add({"dma-wrong-result-test", "width"}, Name, Confidence::High,
           Handle->getBeginLoc(),
           Name + " has only " + Twine(In.Context.getIntWidth(Type)) +
               " bits and never shows whether the mapping failed (the error "
               "value has " +
               Twine(In.Context.getIntWidth(Full)) +
               "); test the dma_addr_t before it is stored there");
  }
}

} // namespace

static constexpr char Page[] = {
#embed "dma-wrong-result-test.md"
};

const dmatidy::CheckInfo dmatidy::WrongResultTestCheck = {
    "dma-wrong-result-test",
    CheckGroup::Failure,
    Confidence::High,
    "a test cannot tell whether an acquisition worked",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<WrongResultTest>, checkWidth, nullptr, nullptr}};
