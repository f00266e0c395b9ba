//===-- Pieces.cpp - What each statement names and changes ----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/paths/Pieces.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

bool isRegister(QualType Type) {
  QualType Pointee = Type->getPointeeType();
  return !Pointee.isNull() && Pointee->isVoidType() &&
         Pointee.isVolatileQualified();
}

bool isShort(const FunctionDecl *Callee) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  return Body && Body->size() <= 2;
}

namespace {

const Decl *canonical(const Decl *Place) { return Place->getCanonicalDecl(); }

const RecordDecl *recordOf(QualType Type) {
  return Type.isNull() ? nullptr : Type->getAsRecordDecl();
}

/// Where the values of an expression may come from: variables, fields, and
/// functions for what they return. A comparison or a small number that a
/// function answers with is no object.
class Origins {
public:
  explicit Origins(const Model &Api) : Api(Api) {}

  void follow(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (isa<VarDecl>(Ref->getDecl()))
        Found.push_back(canonical(Ref->getDecl()));
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      Found.push_back(canonical(Member->getMemberDecl()));
      if (Member->getType()->isArrayType())
        follow(Member->getBase());
    } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      follow(Element->getBase());
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      followUnary(Unary);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isComparisonOp() || Binary->isLogicalOp() ||
          Binary->isMultiplicativeOp())
        return;
      if (!Binary->isAssignmentOp())
        follow(Binary->getRHS());
      follow(Binary->getLHS());
    } else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E)) {
      follow(Choice->getTrueExpr());
      follow(Choice->getFalseExpr());
    } else if (const auto *Same = dyn_cast<OpaqueValueExpr>(E)) {
      if (Same->getSourceExpr())
        follow(Same->getSourceExpr());
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      followCall(Call);
    } else if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
      if (!Compound->getSubStmt()->body_empty())
        if (const auto *Last =
                dyn_cast<Expr>(Compound->getSubStmt()->body_back()))
          follow(Last);
    } else {
      for (const Stmt *Child : E->children())
        if (const auto *Part = dyn_cast_or_null<Expr>(Child))
          follow(Part);
    }
  }

  SmallVector<const Decl *, 8> Found;
  /// It is, or contains, an acquisition.
  bool Acquires = false;

private:
  void followUnary(const UnaryOperator *Unary) {
    if (Unary->getOpcode() == UO_LNot)
      return;
    follow(Unary->getSubExpr());
    // &p->x is computed from p.
    if (Unary->getOpcode() != UO_AddrOf)
      return;
    const Expr *Base = Unary->getSubExpr()->IgnoreParenCasts();
    while (const auto *Member = dyn_cast<MemberExpr>(Base)) {
      Base = Member->getBase()->IgnoreParenCasts();
      if (Member->isArrow() || !isa<MemberExpr>(Base))
        return follow(Base);
    }
  }

  void followCall(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (const Function *Row = rowOf(Api, Callee); Row && Row->isAcquire())
      Acquires = true;
    if (Callee)
      Found.push_back(canonical(Callee));
    // cpu_to_le64() and its like give another form of what they are given.
    if (Call->getNumArgs() == 1 && Call->getType()->isIntegerType() &&
        Call->getArg(0)->getType()->isIntegerType())
      follow(Call->getArg(0));
  }

  const Model &Api;
};

/// Takes functions apart.
class Collector {
public:
  Collector(const UnitFacts &Facts, const Model &Api)
      : Facts(Facts), Api(Api) {}

  void add(const FunctionDecl *Function, const Relevance &Relevant) {
    Idle = &Relevant.Idle;
    Current = Function;
    unsigned First = Result.All.size();
    take(Function->getBody());
    Result.Of[canonicalOf(Function)] = {First, Result.All.size()};
  }

  Pieces Result;

private:
  static const FunctionDecl *canonicalOf(const FunctionDecl *Function) {
    return Function->getCanonicalDecl();
  }

  Piece &begin(const Stmt *Whole) {
    Result.All.emplace_back().Whole = Whole;
    return Result.All.back();
  }

  /// Adds the pieces of statement \p S.
  void take(const Stmt *S) {
    if (!S)
      return;
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
    case Stmt::LabelStmtClass:
    case Stmt::DefaultStmtClass:
    case Stmt::AttributedStmtClass:
      for (const Stmt *Child : S->children())
        take(Child);
      return;
    case Stmt::CaseStmtClass:
      return take(cast<CaseStmt>(S)->getSubStmt());
    case Stmt::IfStmtClass: {
      const auto *If = cast<IfStmt>(S);
      if (!takeCondition(If, If->getCond()))
        take(If->getThen());
      return take(If->getElse());
    }
    case Stmt::ForStmtClass: {
      const auto *For = cast<ForStmt>(S);
      take(For->getInit());
      if (!takeCondition(For, For->getCond())) {
        take(For->getInc());
        take(For->getBody());
      }
      return;
    }
    case Stmt::WhileStmtClass: {
      const auto *While = cast<WhileStmt>(S);
      if (!takeCondition(While, While->getCond()))
        take(While->getBody());
      return;
    }
    case Stmt::DoStmtClass:
      takeCondition(S, cast<DoStmt>(S)->getCond());
      return take(cast<DoStmt>(S)->getBody());
    case Stmt::SwitchStmtClass: {
      const auto *Switch = cast<SwitchStmt>(S);
      // One that does not matter is left out or walked as a whole.
      if (Idle->contains(S)) {
        begin(S).Choice = S;
        Depth = 1;
        walk(S);
        Depth = 0;
        return;
      }
      takeCondition(Switch, Switch->getCond());
      return take(Switch->getBody());
    }
    case Stmt::DeclStmtClass:
      for (const Decl *One : cast<DeclStmt>(S)->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(One)) {
          begin(Variable->getInit()).Variable = Variable;
          walkVariable(Variable);
        }
      return;
    case Stmt::NullStmtClass:
    case Stmt::BreakStmtClass:
    case Stmt::ContinueStmtClass:
    case Stmt::GotoStmtClass:
      return;
    default:
      begin(S).Kept = !isa<Expr>(S);
      walk(S);
      if (const auto *Return = dyn_cast<ReturnStmt>(S);
          Return && Return->getRetValue())
        flow(Return->getRetValue(), canonicalOf(Current));
    }
  }

  /// Adds the condition of \p Choice. \returns true if \p Choice does not
  /// matter, so that its body is not entered.
  bool takeCondition(const Stmt *Choice, const Expr *Condition) {
    bool IsIdle = Idle->contains(Choice);
    if (!Condition)
      return false;
    Piece &Mine = begin(Condition);
    Mine.Kept = !IsIdle;
    if (IsIdle)
      Mine.Choice = Choice;
    walk(Condition);
    return IsIdle;
  }

  Piece &current() { return Result.All.back(); }
  void name(const Decl *Place) { current().Names.push_back(canonical(Place)); }
  void write(const Decl *Place) {
    current().Writes.push_back(canonical(Place));
  }

  /// A whole record is written.
  void writeRecord(QualType Type) {
    if (const RecordDecl *Record = recordOf(Type)) {
      current().Writes.push_back(Record);
      current().Records.push_back(Record);
    }
  }

  void flow(const Expr *From, const Decl *To) {
    Origins All(Api);
    All.follow(From);
    if (All.Acquires)
      Result.Sources.push_back(canonical(To));
    for (const Decl *One : All.Found)
      Result.Flows.push_back({One, canonical(To)});
    const Expr *Direct = From->IgnoreParenCasts();
    const auto *Unary = dyn_cast<UnaryOperator>(Direct);
    if (Unary && Unary->getOpcode() == UO_AddrOf) {
      if (!Unary->getSubExpr()->getType()->isRecordType())
        if (const ValueDecl *Place = namedPlace(Unary->getSubExpr())) {
          Result.Aliases.push_back({canonical(Place), canonical(To)});
          Result.Flows.push_back({canonical(To), canonical(Place)});
        }
    }
  }

  void walkAssignment(const BinaryOperator *Binary) {
    const ValueDecl *Place = namedPlace(Binary->getLHS());
    if (Place) {
      write(Place);
      flow(Binary->getRHS(), Place);
    } else {
      current().Kept = true;
    }
    writeRecord(Binary->getLHS()->getType());
  }

  void walkVariable(const VarDecl *Variable) {
    write(Variable);
    if (Variable->getType()->isVariablyModifiedType() ||
        Variable->hasAttr<CleanupAttr>())
      current().Kept = true;
    writeRecord(Variable->getType());
    if (const Expr *Value = Variable->getInit()) {
      flow(Value, Variable);
      walk(Value);
    }
  }

  void walkList(const InitListExpr *List) {
    forEachField(List, [&](const FieldDecl *Field, const Expr *Value) {
      if (Value)
        flow(Value, Field);
    });
  }

  /// What the current piece does in \p S, a part of it.
  void walk(const Stmt *S) {
    if (!S)
      return;
    if (isa<UnaryExprOrTypeTraitExpr, OffsetOfExpr>(S))
      return;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (isa<VarDecl>(Ref->getDecl()))
        name(Ref->getDecl());
      else if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
        current().Kept |= Facts.reachesRelease(Function);
    } else if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      name(Member->getMemberDecl());
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      walkCall(Call);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isAssignmentOp())
        walkAssignment(Binary);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      if (Unary->isIncrementDecrementOp()) {
        if (const ValueDecl *Place = namedPlace(Unary->getSubExpr()))
          write(Place);
        else
          current().Kept = true;
      }
    } else if (const auto *List = dyn_cast<InitListExpr>(S)) {
      walkList(List);
    } else if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(One))
          walkVariable(Variable);
      return;
    } else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S)) {
      current().Kept |= Asm->isAsmGoto();
      for (const Expr *Output : Asm->outputs())
        if (const ValueDecl *Place = namedPlace(Output))
          write(Place);
    } else if (isa<AtomicExpr, AddrLabelExpr, IndirectGotoStmt>(S) ||
               (Depth == 0 && bendsPath(S))) {
      current().Kept = true;
    }
    for (const Stmt *Child : S->children())
      walk(Child);
  }

  /// True for a statement inside an expression after which it is not enough to
  /// leave out the elements.
  static bool bendsPath(const Stmt *S) {
    if (const auto *Do = dyn_cast<DoStmt>(S)) {
      const auto *Never =
          dyn_cast<IntegerLiteral>(Do->getCond()->IgnoreParenCasts());
      return !Never || Never->getValue() != 0;
    }
    return isa<ForStmt, WhileStmt, SwitchStmt, GotoStmt, ReturnStmt, BreakStmt,
               ContinueStmt, LabelStmt>(S);
  }

  void walkCall(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const Function *Row = anyRowOf(Api, Callee);
    if (mayMatter(Call, Facts, Api) ||
        (Row && Row->TheRole != Role::Query && Row->TheRole != Role::Access &&
         Row->TheRole != Role::Allocate))
      current().Kept = true;
    if (Callee && Callee->isNoReturn())
      current().Kept = true;
    const FunctionDecl *Definition = nullptr;
    if (Callee && Callee->hasBody(Definition)) {
      write(Callee);
      giveArguments(Call, Definition);
      if (isWalkedThere(Definition))
        append_range(current().Names, lookInto(Definition));
    }
    for (auto [Index, Argument] : enumerate(Call->arguments()))
      walkArgument(Argument, Callee && Index < Callee->getNumParams()
                                 ? Callee->getParamDecl(Index)->getType()
                                 : QualType());
  }

  /// What a call that is given \p Argument for a parameter of type \p Type,
  /// which may be unknown (null), can change through it.
  void walkArgument(const Expr *Argument, QualType Type) {
    Argument = Argument->IgnoreParenCasts();
    QualType Given = Argument->getType();
    if (!Given->isPointerType() && !Given->isArrayType())
      return;
    if (!Type.isNull() && Type->isPointerType() &&
        (Type->getPointeeType().isConstQualified() || isRegister(Type)))
      return;
    QualType Pointee = Given->isArrayType()
                           ? QualType(Given->getArrayElementTypeNoTypeQual(), 0)
                           : Given->getPointeeType();
    const ValueDecl *Place = namedPlace(Argument);
    const RecordDecl *Record = recordOf(Pointee);
    const auto *Variable = dyn_cast_or_null<VarDecl>(Place);
    bool IsLocal = (isa<UnaryOperator>(Argument) || Given->isArrayType()) &&
                   Variable && Variable->isLocalVarDecl();
    if (Place && (!Record || IsLocal))
      write(Place);
    if (!Record)
      return;
    if (IsLocal)
      writeRecord(Pointee);
    // What the kernel's own fields hold goes along with the record.
    if (!isDriverDecl(Record, Current->getASTContext().getSourceManager()))
      current().Records.push_back(Record);
  }

  /// What the engine reads inside \p Definition, which it walks where it is
  /// called, other than its parameters.
  ArrayRef<const Decl *> lookInto(const FunctionDecl *Definition) {
    auto [Place, New] = Inside.try_emplace(Definition);
    if (!New)
      return Place->second;
    SmallVector<const Decl *, 8> Found;
    lookAt(Definition->getBody(), Definition, Found);
    llvm::sort(Found);
    Found.erase(llvm::unique(Found), Found.end());
    std::vector<const Decl *> &Kept = Inside[Definition];
    Kept.assign(Found.begin(), Found.end());
    return Kept;
  }

  void lookAt(const Stmt *S, const FunctionDecl *Within,
              SmallVectorImpl<const Decl *> &Found) {
    if (!S)
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      Found.push_back(canonical(Member->getMemberDecl()));
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      if (Return->getRetValue())
        flow(Return->getRetValue(), Within);
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
      if (Binary->isAssignmentOp())
        if (const ValueDecl *Place = namedPlace(Binary->getLHS()))
          flow(Binary->getRHS(), Place);
    } else if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *One : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(One);
            Variable && Variable->hasInit())
          flow(Variable->getInit(), Variable);
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Definition = nullptr;
      if (const FunctionDecl *Callee = Call->getDirectCallee();
          Callee && Callee->hasBody(Definition)) {
        giveArguments(Call, Definition);
        if (isWalkedThere(Definition))
          append_range(Found, lookInto(Definition));
      }
    }
    for (const Stmt *Child : S->children())
      lookAt(Child, Within, Found);
  }

  /// True for a function that the engine looks into and that is no entry point.
  bool isWalkedThere(const FunctionDecl *Definition) const {
    return Facts.reachesDma(Definition)
               ? !isDriverDecl(Definition,
                               Definition->getASTContext().getSourceManager())
               : isShort(Definition);
  }

  void giveArguments(const CallExpr *Call, const FunctionDecl *Definition) {
    for (auto [Parameter, Argument] :
         zip(Definition->parameters(), Call->arguments()))
      flow(Argument, Parameter);
  }

  const UnitFacts &Facts;
  const Model &Api;
  const DenseSet<const Stmt *> *Idle = nullptr;
  const FunctionDecl *Current = nullptr;
  /// 1 inside a piece that consists of statements.
  unsigned Depth = 0;
  /// What the functions that are looked into name.
  DenseMap<const FunctionDecl *, std::vector<const Decl *>> Inside;
};

} // namespace

Pieces
findPieces(const UnitFacts &Facts, const Model &Api,
           function_ref<const Relevance &(const FunctionDecl *)> Relevant) {
  Collector All(Facts, Api);
  for (const FunctionDecl *Function : Facts.entryPoints())
    All.add(Function, Relevant(Function));
  return std::move(All.Result);
}

} // namespace dmatidy
