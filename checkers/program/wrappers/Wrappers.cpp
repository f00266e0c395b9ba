//===-- Wrappers.cpp - Functions that acquire or release for others -------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/wrappers/Wrappers.h"
#include "checkers/program/unit/Prototype.h"
#include "checkers/program/unit/Source.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <map>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// The place among the function's parameters of the one that \p E is; -1 if it
/// is none.
int parameterOf(const Expr *E) {
  const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(namedVariable(E));
  return Parameter ? int(Parameter->getFunctionScopeIndex()) : -1;
}

/// The parameter that points to the record whose field \p E is; -1 if it is
/// none.
int recordOf(const Expr *E) {
  const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenCasts());
  return Member && Member->isArrow() ? parameterOf(Member->getBase()) : -1;
}

/// What one body does.
class BodyReader : public RecursiveASTVisitor<BodyReader> {
public:
  explicit BodyReader(const Model &Api) : Api(Api) {}

  bool VisitCallExpr(CallExpr *Call) {
    const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
    if (Row && Row->isAcquire())
      Acquires.push_back({Row, Call});
    if (Row && Row->isRelease())
      Releases.push_back({Row, Call});
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit())
      Stores.push_back({nullptr, Variable, Variable->getInit()});
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      Stores.push_back({Binary->getLHS(), namedVariable(Binary->getLHS()),
                        Binary->getRHS()});
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *Return) {
    if (Return->getRetValue())
      Returned.push_back(Return->getRetValue());
    return true;
  }

  using ModeledUse = std::pair<const ApiFunction *, const CallExpr *>;
  struct Store {
    const Expr *Into;
    const VarDecl *Variable;
    const Expr *From;
  };
  SmallVector<ModeledUse, 2> Acquires, Releases;
  SmallVector<Store, 8> Stores;
  SmallVector<const Expr *, 4> Returned;

private:
  const Model &Api;
};

/// Where an object goes that a body acquires.
struct Destination {
  bool Result = false;
  int Through = -1, Record = -1;
};

/// Follows what \p Given, a call or the `&variable` that a call fills, gives.
Destination follow(const BodyReader &Body, const Expr *Given) {
  Destination Where;
  SmallPtrSet<const VarDecl *, 4> Holders;
  Given = Given->IgnoreParenCasts();
  if (const auto *Address = dyn_cast<UnaryOperator>(Given)) {
    const Expr *Place = Address->getSubExpr();
    Where.Record = recordOf(Place);
    if (const VarDecl *Variable = namedVariable(Place))
      Holders.insert(Variable);
  } else if (!isa<CallExpr>(Given)) {
    Where.Through = parameterOf(Given);
  }
  auto IsHeld = [&](const Expr *E) {
    return E->IgnoreParenCasts() == Given || Holders.contains(namedVariable(E));
  };
  for (const BodyReader::Store &Store : Body.Stores)
    if (Store.Variable && IsHeld(Store.From) &&
        !isa<ParmVarDecl>(Store.Variable))
      Holders.insert(Store.Variable);
  for (const BodyReader::Store &Store : Body.Stores) {
    if (!Store.Into || !IsHeld(Store.From))
      continue;
    const auto *Pointed =
        dyn_cast<UnaryOperator>(Store.Into->IgnoreParenCasts());
    if (Pointed && Pointed->getOpcode() == UO_Deref)
      Where.Through = parameterOf(Pointed->getSubExpr());
    else if (Where.Record < 0)
      Where.Record = recordOf(Store.Into);
  }
  Where.Result = any_of(Body.Returned, IsHeld);
  return Where;
}

/// How a caller sees that it has failed, where \p Function gives the object
/// itself as its result and what it calls fails as \p Inner does.
FailureKind failureOf(const FunctionDecl &Function, const BodyReader &Body,
                      FailureKind Inner, const Model &Api) {
  ASTContext &Context = Function.getASTContext();
  for (const Expr *Value : Body.Returned) {
    if (Value->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNull))
      return Function.getReturnType()->isPointerType() ? FailureKind::Null
                                                       : FailureKind::Zero;
    const auto *Call = dyn_cast<CallExpr>(Value->IgnoreParenCasts());
    const ApiFunction *Row =
        Call ? anyRowOf(Api, Call->getDirectCallee()) : nullptr;
    if (Row && Row->Role == FunctionRole::ErrorPointer)
      return FailureKind::ErrorPointer;
  }
  return Inner;
}

/// Which of \p Outer's arguments are handed on to \p Call, for each key.
void mapArguments(const ApiFunction &Inner, const CallExpr *Call,
                  ApiFunction &Outer) {
  for (int ApiFunction::*Key :
       {&ApiFunction::Device, &ApiFunction::Size, &ApiFunction::Direction,
        &ApiFunction::Count, &ApiFunction::Gfp, &ApiFunction::Attrs,
        &ApiFunction::Memory, &ApiFunction::Handle, &ApiFunction::List,
        &ApiFunction::Pool})
    if (Inner.*Key >= 0)
      Outer.*Key = parameterOf(Call->getArg(Inner.*Key));
}

std::optional<ApiFunction> acquiringRow(const FunctionDecl &Function,
                                        const BodyReader &Body,
                                        const Model &Api) {
  auto [Inner, Call] = Body.Acquires.front();
  ApiFunction Row;
  Row.Role = FunctionRole::Acquire;
  Row.FamilyName = Inner->FamilyName;
  mapArguments(*Inner, Call, Row);
  bool IsMemory = Inner->Result == ResultKind::Memory;
  if (!IsMemory && Inner->Result != ResultKind::Handle)
    return std::nullopt;
  Destination Object = follow(Body, Call), Handle = Object;
  if (IsMemory)
    Handle = Inner->HandleOut >= 0
                 ? follow(Body, Call->getArg(Inner->HandleOut))
                 : Destination();
  Row.HandleOut = Handle.Through;
  QualType Result = Function.getReturnType();
  if (Object.Result) {
    Row.Result = Inner->Result;
    Row.Failure = failureOf(Function, Body, Inner->Failure, Api);
    return Row;
  }
  if (!Result->isIntegerType())
    return std::nullopt;
  Row.Result = ResultKind::Errno;
  Row.Failure =
      Result->isBooleanType() ? FailureKind::Zero : FailureKind::Negative;
  if (IsMemory)
    Row.MemoryOut = Object.Through;
  if (Object.Through >= 0)
    return Row;
  if (Object.Record < 0)
    return std::nullopt;
  // The caller's record stands for what is in it, and no other function knows
  // it as that.
  Row.List = Object.Record;
  Row.Memory = Row.Handle = -1;
  Row.FamilyName.clear();
  return Row;
}

std::optional<ApiFunction> releasingRow(const BodyReader &Body) {
  auto [Inner, Call] = Body.Releases.front();
  ApiFunction Row;
  Row.Role = FunctionRole::Release;
  Row.FamilyName = Inner->FamilyName;
  mapArguments(*Inner, Call, Row);
  const Expr *Object = Call->getArg(Inner->object());
  if (parameterOf(Object) >= 0)
    return Row;
  Row.List = recordOf(Object);
  Row.Memory = Row.Handle = -1;
  Row.FamilyName.clear();
  return Row.List >= 0 ? std::optional(Row) : std::nullopt;
}

std::string prototypeOf(const FunctionDecl &Function) {
  const PrintingPolicy &Policy = Function.getASTContext().getPrintingPolicy();
  std::string Parameters;
  for (const ParmVarDecl *Parameter : Function.parameters()) {
    std::string Text = Parameter->getNameAsString();
    Parameter->getType().getAsStringInternal(Text, Policy);
    Parameters += (Parameters.empty() ? "" : ", ") + Text;
  }
  std::string Text = Function.getNameAsString() + "(" +
                     (Parameters.empty() ? "void" : Parameters) + ")";
  Function.getReturnType().getAsStringInternal(Text, Policy);
  return Text;
}

/// Finds what a unit calls and defines.
class WrapperFinder : public RecursiveASTVisitor<WrapperFinder> {
public:
  WrapperFinder(const Model &Api) : Api(Api) {}

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier() || Callee->getBuiltinID() ||
        Callee->hasBody() || anyRowOf(Api, Callee))
      return true;
    std::string Name = Callee->getNameAsString();
    if (std::optional<ApiFunction> Row = suggestRow(*Callee))
      Found.try_emplace(Name, Wrapper{*Row, prototypeOf(*Callee), ""});
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl *Function) {
    if (!Function->doesThisDeclarationHaveABody() ||
        !Function->isExternallyVisible() || anyRowOf(Api, Function))
      return true;
    std::optional<ApiFunction> Row = rowOfBody(*Function, Api);
    if (!Row)
      return true;
    const SourceManager &SM = Function->getASTContext().getSourceManager();
    PresumedLoc At = SM.getPresumedLoc(Function->getLocation());
    Found[Row->Name] = {*Row, prototypeOf(*Function),
                        At.isValid() ? std::string(At.getFilename()) + ":" +
                                           std::to_string(At.getLine())
                                     : ""};
    return true;
  }

  std::map<std::string, Wrapper> Found;

private:
  const Model &Api;
};

} // namespace

std::optional<ApiFunction> rowOfBody(const FunctionDecl &Function,
                                     const Model &Api) {
  if (!Function.getIdentifier() || Function.isVariadic())
    return std::nullopt;
  BodyReader Body(Api);
  Body.TraverseStmt(Function.getBody());
  std::optional<ApiFunction> Row;
  if (Body.Acquires.size() == 1 && !Body.Acquires.front().first->Managed)
    Row = acquiringRow(Function, Body, Api);
  else if (Body.Acquires.empty() && Body.Releases.size() == 1)
    Row = releasingRow(Body);
  if (Row)
    Row->Name = Row->Spelled = Function.getNameAsString();
  return Row;
}

std::vector<Wrapper> wrappersIn(ASTContext &Context, const Model &Api) {
  WrapperFinder Finder(Api);
  for (Decl *Top : driverBodies(Context))
    Finder.TraverseDecl(Top);
  std::vector<Wrapper> Result;
  for (auto &[Name, Entry] : Finder.Found)
    Result.push_back(std::move(Entry));
  return Result;
}

} // namespace dmatidy
