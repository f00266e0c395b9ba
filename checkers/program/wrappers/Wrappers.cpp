//===-- Wrappers.cpp - Functions that acquire or release for others -------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/wrappers/Wrappers.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/Prototype.h"
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

/// What \p E gives: in `a = b = c`, what c gives.
const Expr *given(const Expr *E) {
  E = E->IgnoreParenCasts();
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  return Binary && Binary->getOpcode() == BO_Assign ? given(Binary->getRHS())
                                                    : E;
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
      Stores.push_back({nullptr, Variable, given(Variable->getInit())});
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      Stores.push_back({Binary->getLHS(), namedVariable(Binary->getLHS()),
                        given(Binary->getRHS())});
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *Return) {
    Ends.push_back(Return);
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
  SmallVector<const ReturnStmt *, 4> Ends;

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

/// True if whoever executes \p S, and does not leave it early, comes by \p
/// Wanted once. A condition on \p Objects does not count: without an object
/// there is nothing to do.
bool comesBy(const Stmt *S, const Stmt *Wanted,
             const SmallPtrSetImpl<const VarDecl *> &Objects) {
  if (S == Wanted)
    return true;
  auto Within = [&](const Stmt *Part) {
    return Part && comesBy(Part, Wanted, Objects);
  };
  if (const auto *If = dyn_cast<IfStmt>(S))
    return Within(If->getCond()) ||
           (names(If->getCond(),
                  [&](const ValueDecl *Named) {
                    return Objects.contains(dyn_cast<VarDecl>(Named));
                  }) &&
            Within(If->getThen()));
  if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(S))
    return Within(Choice->getCond());
  if (const auto *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isLogicalOp())
    return Within(Binary->getLHS());
  if (isa<WhileStmt, DoStmt, ForStmt, SwitchStmt>(S))
    return false;
  return any_of(S->children(), Within);
}

/// True if \p Value, which is returned, can only be a failure of a function
/// with \p Row: NULL, a negative number, an error pointer.
bool isFailure(const Expr *Value, const ApiFunction &Row, const Model &Api,
               const ASTContext &Context) {
  if (Row.Result != ResultKind::Errno &&
      Value->isNullPointerConstant(const_cast<ASTContext &>(Context),
                                   Expr::NPC_ValueDependentIsNull))
    return Row.Failure == FailureKind::Null || Row.Failure == FailureKind::Zero;
  const auto *Call = dyn_cast<CallExpr>(Value->IgnoreParenCasts());
  const ApiFunction *Maker =
      Call ? anyRowOf(Api, Call->getDirectCallee()) : nullptr;
  if (Maker && Maker->Role == FunctionRole::ErrorPointer)
    return Row.Failure == FailureKind::ErrorPointer;
  std::optional<APSInt> Number = Value->getIntegerConstantExpr(Context);
  if (!Number)
    return false;
  return Row.Failure == FailureKind::Zero           ? Number->isZero()
         : Row.Failure == FailureKind::MappingError ? Number->isAllOnes()
                                                    : Number->isNegative();
}

/// True if \p Function does what \p Row says whenever it is called, and leaves
/// the object to nobody else.
bool isPlain(const FunctionDecl &Function, const ApiFunction &Row,
             const Model &Api) {
  const ASTContext &Context = Function.getASTContext();
  const SourceManager &SM = Context.getSourceManager();
  BodyReader Body(Api);
  Body.TraverseStmt(Function.getBody());
  SmallPtrSet<const VarDecl *, 4> Objects;
  if (Row.isRelease()) {
    Objects.insert(Function.getParamDecl(Row.object()));
    const CallExpr *Call = Body.Releases.front().second;
    // What leaves the function before is about there being no object.
    auto IsHarmless = [&](const ReturnStmt *End) {
      return SM.isBeforeInTranslationUnit(Call->getBeginLoc(),
                                          End->getBeginLoc()) ||
             comesBy(Function.getBody(), End, Objects);
    };
    return Function.getReturnType()->isVoidType() &&
           comesBy(Function.getBody(), Call, Objects) &&
           all_of(Body.Ends, IsHarmless);
  }
  const ApiFunction *Inner = Body.Acquires.front().first;
  const CallExpr *Call = Body.Acquires.front().second;
  if (!comesBy(Function.getBody(), Call, Objects))
    return false;
  // Whoever holds it besides could release it as well.
  auto IsHeld = [&](const Expr *E) {
    return E->IgnoreParenCasts() == Call || Objects.contains(namedVariable(E));
  };
  for (const BodyReader::Store &Store : Body.Stores)
    if (IsHeld(Store.From) && Store.Variable)
      Objects.insert(Store.Variable);
  if (Inner->HandleOut >= 0) {
    const Expr *Out = Call->getArg(Inner->HandleOut)->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(Out)) {
      const VarDecl *Handle = namedVariable(Address->getSubExpr());
      if (!Handle || !Handle->hasLocalStorage())
        return false;
      Objects.insert(Handle);
    } else if (parameterOf(Out) < 0) {
      return false;
    }
  }
  for (const BodyReader::Store &Store : Body.Stores) {
    if (!IsHeld(Store.From) || !Store.Into)
      continue;
    const auto *Through =
        dyn_cast<UnaryOperator>(Store.Into->IgnoreParenCasts());
    bool IsLocal = Store.Variable && Store.Variable->hasLocalStorage();
    bool IsOut = Through && Through->getOpcode() == UO_Deref &&
                 parameterOf(Through->getSubExpr()) >= 0;
    if (!IsLocal && !IsOut)
      return false;
  }
  return all_of(Body.Returned, [&](const Expr *Value) {
    bool IsEarly =
        SM.isBeforeInTranslationUnit(Value->getBeginLoc(), Call->getBeginLoc());
    if (isFailure(Value, Row, Api, Context))
      return true;
    if (Row.Result != ResultKind::Errno)
      return IsHeld(Value);
    return !IsEarly || !Value->getIntegerConstantExpr(Context);
  });
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

/// The row of \p Function if other units can call it, it has its body here and
/// the model knows nothing of it.
std::optional<ApiFunction> rowForOthers(const FunctionDecl &Function,
                                        const Model &Api) {
  return Function.doesThisDeclarationHaveABody() &&
                 Function.isExternallyVisible() && !anyRowOf(Api, &Function)
             ? rowOfBody(Function, Api)
             : std::nullopt;
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
    std::optional<ApiFunction> Row = rowForOthers(*Function, Api);
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

std::map<std::string, std::string> plainWrappersIn(ASTContext &Context,
                                                   const Model &Api) {
  std::map<std::string, std::string> Found;
  for (const Decl *Top : driverBodies(Context)) {
    const auto *Function = dyn_cast<FunctionDecl>(Top);
    if (!Function)
      continue;
    std::optional<ApiFunction> Row = rowForOthers(*Function, Api);
    if (Row && Row->List < 0 && isPlain(*Function, *Row, Api))
      Found[Row->Name] = textOf(*Row);
  }
  return Found;
}

} // namespace dmatidy
