//===-- Expressions.cpp - What an expression names ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Prototype.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const ApiFunction *rowOf(const Model &Api, const FunctionDecl *Callee) {
  const ApiFunction *Row = anyRowOf(Api, Callee);
  return Row && !Row->isHint() ? Row : nullptr;
}

const ApiFunction *anyRowOf(const Model &Api, const FunctionDecl *Callee) {
  if (!Callee || !Callee->getIdentifier())
    return nullptr;
  const ApiFunction *Row = Api.find(Callee->getName());
  // A driver's own function of the same name with other parameters is not the
  // API's.
  if (!Row || Row->lastArgument() >= static_cast<int>(Callee->getNumParams()))
    return nullptr;
  // What a user has got wrong is told once per run, and does no harm.
  if (!Row->Origin.empty() && !misfit(*Row, *Callee).empty())
    return nullptr;
  return Row;
}

const Expr *askedByTest(const CallExpr *Call, const Model &Api) {
  const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
  if (!Row || Row->Role != FunctionRole::Test)
    return nullptr;
  int Index = Row->Handle >= 0 ? Row->Handle : Row->Memory;
  return Index >= 0 ? Call->getArg(Index) : nullptr;
}

const VarDecl *namedVariable(const Expr *E) {
  const auto *Ref =
      dyn_cast_or_null<DeclRefExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const FieldDecl *namedField(const Expr *E) {
  const auto *Member =
      dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

const Expr *valueGivenTo(const VarDecl *Variable, const Stmt *S) {
  if (!Variable)
    return nullptr;
  if (const auto *Assigned = dyn_cast<BinaryOperator>(S))
    return Assigned->getOpcode() == BO_Assign &&
                   namedVariable(Assigned->getLHS()) == Variable
               ? Assigned->getRHS()
               : nullptr;
  const auto *Declared = dyn_cast<DeclStmt>(S);
  return Declared && is_contained(Declared->decls(), Variable)
             ? Variable->getInit()
             : nullptr;
}

const VarDecl *rootVariable(const Expr *E) {
  while (true) {
    E = E->IgnoreParenCasts();
    if (const auto *Field = dyn_cast<MemberExpr>(E))
      E = Field->getBase();
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    else
      return namedVariable(E);
  }
}

bool names(const Stmt *S, function_ref<bool(const ValueDecl *)> IsWanted) {
  const ValueDecl *Named = nullptr;
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(S))
    Named = Member->getMemberDecl();
  else if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S))
    Named = Ref->getDecl();
  return (Named && IsWanted(Named)) ||
         (S && any_of(S->children(),
                      [&](const Stmt *Part) { return names(Part, IsWanted); }));
}

namespace {
/// Collects the calls in a statement.
class CallCollector : public RecursiveASTVisitor<CallCollector> {
public:
  bool VisitCallExpr(CallExpr *Call) {
    Calls.push_back(Call);
    return true;
  }
  SmallVector<const CallExpr *, 8> Calls;
};
} // namespace

SmallVector<const CallExpr *, 8> callsIn(const Stmt *S) {
  CallCollector Collector;
  Collector.TraverseStmt(const_cast<Stmt *>(S));
  return std::move(Collector.Calls);
}

bool isInLoop(const Stmt *S, const ParentMap &Parents) {
  for (; S; S = Parents.getParent(const_cast<Stmt *>(S)))
    if (isa<ForStmt, WhileStmt, DoStmt>(S))
      return true;
  return false;
}

const RecordDecl *pointeeRecord(QualType Type) {
  QualType Pointee =
      Type->isPointerType() ? Type->getPointeeType() : QualType();
  const RecordDecl *Record =
      Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
  return Record ? cast<RecordDecl>(Record->getCanonicalDecl()) : nullptr;
}

/// So many calls are looked through for what a value comes from.
static constexpr unsigned MostCalls = 8;

const Expr *returnedBy(const FunctionDecl *Callee) {
  const auto *Body =
      dyn_cast_or_null<CompoundStmt>(Callee ? Callee->getBody() : nullptr);
  const auto *Return = Body && !Body->body_empty()
                           ? dyn_cast<ReturnStmt>(Body->body_back())
                           : nullptr;
  return Return ? Return->getRetValue() : nullptr;
}

const ValueDecl *namedPlace(const Expr *E) {
  // Who returns what it calls may come by itself.
  unsigned Followed = 0;
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      return Member->getMemberDecl();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return isa<VarDecl>(Ref->getDecl()) ? Ref->getDecl() : nullptr;
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Element->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isAssignmentOp() || Binary->isAdditiveOp() ||
          Binary->isBitwiseOp() || Binary->isShiftOp())
        E = Binary->getLHS();
      else
        return nullptr;
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      // __builtin_constant_p(x) ? swap_constant(x) : swap(x)
      E = Choice->getFalseExpr();
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      if (Call->getNumArgs() != 1)
        return nullptr;
      // What a function of the driver's reads in a record is not the record.
      const Expr *Given = Call->getArg(0);
      const FunctionDecl *Callee = Call->getDirectCallee();
      const RecordDecl *Record = pointeeRecord(Given->getType());
      bool IsRead =
          Callee && Record && Call->getType()->isIntegerType() &&
          isDriverDecl(Callee, Callee->getASTContext().getSourceManager());
      E = IsRead ? returnedBy(Callee) : Given;
      if (!E || ++Followed > MostCalls)
        return nullptr;
    } else if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
      const auto *Last =
          dyn_cast_or_null<Expr>(Compound->getSubStmt()->body_empty()
                                     ? nullptr
                                     : Compound->getSubStmt()->body_back());
      if (!Last)
        return nullptr;
      E = Last;
    } else {
      return nullptr;
    }
  }
}

bool outlivesCall(const ValueDecl *Place) {
  const auto *Variable = dyn_cast_or_null<VarDecl>(Place);
  return isa_and_nonnull<FieldDecl>(Place) ||
         (Variable && Variable->hasGlobalStorage());
}

SmallVector<const ValueDecl *, 3> objectPlaces(const ApiFunction &Row,
                                               const CallExpr *Call) {
  SmallVector<const ValueDecl *, 3> Places;
  for (int Index : {Row.Handle, Row.Memory, Row.List})
    if (Index >= 0)
      if (const ValueDecl *Place = namedPlace(Call->getArg(Index)))
        Places.push_back(Place);
  return Places;
}

const FieldDecl *readThrough(const ApiFunction &Row,
                             const FunctionDecl *Callee) {
  int Index = Row.Role == FunctionRole::Free ? Row.Memory : Row.Reads;
  if (Row.ReadsIn.empty() || !Callee ||
      Callee->getNumParams() <= unsigned(Index))
    return nullptr;
  QualType Type = Callee->getParamDecl(Index)->getType()->getPointeeType();
  const RecordDecl *Record = Type.isNull() ? nullptr : Type->getAsRecordDecl();
  if (!Record || !Record->getDefinition())
    return nullptr;
  for (const FieldDecl *Field : Record->getDefinition()->fields())
    if (Field->getName() == Row.ReadsIn)
      return Field;
  return nullptr;
}

static SmallVector<unsigned, 2>
freedParameters(const FunctionDecl *Callee, const Model &Api, unsigned Depth);

/// \see freedArguments; \p Depth calls have been gone through.
static SmallVector<unsigned, 2>
freedArguments(const CallExpr *Call, const Model &Api, unsigned Depth) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return {};
  const ApiFunction *Row = rowOf(Api, Callee);
  if (!Row)
    return freedParameters(Callee, Api, Depth);
  if (Row->Role == FunctionRole::Free &&
      unsigned(Row->Memory) < Call->getNumArgs())
    return {unsigned(Row->Memory)};
  return {};
}

/// \see freedParameters; \p Depth calls have been gone through.
static SmallVector<unsigned, 2>
freedParameters(const FunctionDecl *Callee, const Model &Api, unsigned Depth) {
  static constexpr unsigned MaxDepth = 3;
  SmallVector<unsigned, 2> Freed;
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  if (!Body || Depth == MaxDepth)
    return Freed;
  for (const Stmt *Step : Body->body()) {
    // Behind a way out nothing is certain, unless that is for NULL.
    if (const auto *If = dyn_cast<IfStmt>(Step)) {
      const auto *Not = dyn_cast<UnaryOperator>(If->getCond());
      if (!Not || Not->getOpcode() != UO_LNot)
        return Freed;
      continue;
    }
    const auto *Call = dyn_cast<CallExpr>(Step);
    if (!Call) {
      if (isa<ReturnStmt, GotoStmt, LabelStmt, SwitchStmt>(Step))
        return Freed;
      continue;
    }
    for (unsigned Index : freedArguments(Call, Api, Depth + 1))
      if (const auto *Parameter =
              dyn_cast_or_null<ParmVarDecl>(namedVariable(Call->getArg(Index))))
        Freed.push_back(Parameter->getFunctionScopeIndex());
  }
  return Freed;
}

SmallVector<unsigned, 2> freedParameters(const FunctionDecl *Callee,
                                         const Model &Api) {
  return freedParameters(Callee, Api, /*Depth=*/0);
}

SmallVector<unsigned, 2> freedArguments(const CallExpr *Call,
                                        const Model &Api) {
  return freedArguments(Call, Api, /*Depth=*/0);
}

SmallVector<const CallExpr *, 4> releasesIn(const Stmt *Body,
                                            ArrayRef<const ValueDecl *> Places,
                                            const Model &Api) {
  struct Search : RecursiveASTVisitor<Search> {
    Search(ArrayRef<const ValueDecl *> Places, const Model &Api)
        : Places(Places), Api(Api) {}
    bool VisitCallExpr(CallExpr *Call) {
      const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
      if (Row && Row->isRelease() &&
          any_of(objectPlaces(*Row, Call), [&](const ValueDecl *Place) {
            return is_contained(Places, Place);
          }))
        Releases.push_back(Call);
      return true;
    }
    ArrayRef<const ValueDecl *> Places;
    const Model &Api;
    SmallVector<const CallExpr *, 4> Releases;
  } Found(Places, Api);
  Found.TraverseStmt(const_cast<Stmt *>(Body));
  return Found.Releases;
}

void forEachField(const InitListExpr *List,
                  function_ref<void(const FieldDecl *, const Expr *)> Each) {
  // The list as written comes by; the one in the order of the fields is asked.
  if (!List->isSemanticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  const RecordDecl *Record = List->getType()->getAsRecordDecl();
  if (!Record)
    return;
  if (Record->isUnion()) {
    if (const FieldDecl *Field = List->getInitializedFieldInUnion();
        Field && List->getNumInits())
      Each(Field, List->getInit(0));
    return;
  }
  for (auto [Field, Given] : zip(Record->fields(), List->inits()))
    Each(Field, Given);
}

bool mayWriteRecord(const FunctionDecl *Callee) {
  return !Callee || any_of(Callee->parameters(), [](const ParmVarDecl *P) {
    QualType Type = P->getType();
    return Type->isPointerType() && Type->getPointeeType()->isRecordType() &&
           !Type->getPointeeType().isConstQualified();
  });
}

/// True if \p S makes a call.
static bool hasCall(const Stmt *S) {
  return S && (isa<CallExpr>(S) || any_of(S->children(), hasCall));
}

const Stmt *decidedBy(const Stmt *Exit, const ParentMap &Parents) {
  for (const Stmt *Up = Parents.getParent(Exit); Up;
       Up = Parents.getParent(Up)) {
    const auto *If = dyn_cast<IfStmt>(Up);
    if (!If)
      continue;
    if (hasCall(If->getCond()))
      return If;
    const Stmt *Before = nullptr;
    if (const Stmt *Around = Parents.getParent(If))
      for (const Stmt *Beside : Around->children()) {
        if (Beside == If)
          break;
        Before = Beside;
      }
    return isa_and_nonnull<Expr, DeclStmt>(Before) && hasCall(Before) ? Before
                                                                      : If;
  }
  return nullptr;
}

const FieldDecl *operationOf(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Deref = dyn_cast<UnaryOperator>(E))
    E = Deref->getSubExpr()->IgnoreParenCasts();
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

bool isRegister(QualType Type) {
  QualType Pointee = Type->getPointeeType();
  return !Pointee.isNull() && Pointee->isVoidType() &&
         Pointee.isVolatileQualified();
}

} // namespace dmatidy
