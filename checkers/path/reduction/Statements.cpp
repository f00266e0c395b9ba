//===-- Statements.cpp - What each statement names and changes ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reduction/Statements.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

const Decl *canonical(const Decl *Place) { return Place->getCanonicalDecl(); }

const RecordDecl *recordOf(QualType Type) {
  return Type.isNull() ? nullptr : Type->getAsRecordDecl();
}

/// Takes functions apart.
class Collector {
public:
  Collector(const UnitFacts &Facts, const Model &Api)
      : Facts(Facts), Api(Api) {}

  void add(const FunctionDecl *Function, const Relevance &Relevant) {
    Idle = &Relevant.Idle;
    Taken = &Relevant.Taken;
    Current = Function;
    unsigned First = Result.All.size();
    take(Function->getBody());
    Result.Of[Function->getCanonicalDecl()] = {First, Result.All.size()};
  }

  StatementList Result;

private:
  Statement &begin(const Stmt *Whole) {
    Result.All.emplace_back().Whole = Whole;
    return Result.All.back();
  }

  /// Adds the statements that \p S consists of.
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
      for (const Decl *D : cast<DeclStmt>(S)->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D)) {
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
      if (isOnlyAssertion(S)) {
        current().Names.clear();
        current().Writes.clear();
      }
    }
  }

  /// True for a statement that a macro of the kernel makes, which looks at what
  /// it is given, and whose answer nobody takes: WARN_ON(). The path goes on as
  /// if it had not been there.
  bool isOnlyAssertion(const Stmt *S) {
    const auto *E = dyn_cast<Expr>(S);
    const auto *Block = E ? dyn_cast<StmtExpr>(E->IgnoreParens()) : nullptr;
    const SourceManager &SM = Current->getASTContext().getSourceManager();
    if (!Block || current().Kept ||
        !isMadeByKernelMacro(Block->getBeginLoc(), SM))
      return false;
    DenseSet<const Decl *> Own;
    SmallVector<const Stmt *, 8> Work = {Block};
    while (!Work.empty()) {
      const Stmt *Part = Work.pop_back_val();
      if (const auto *Declared = dyn_cast<DeclStmt>(Part))
        Own.insert(Declared->decl_begin(), Declared->decl_end());
      for (const Stmt *Child : Part->children())
        if (Child)
          Work.push_back(Child);
    }
    return all_of(current().Writes,
                  [&](const Decl *Place) { return Own.contains(Place); });
  }

  /// Adds the condition of \p Choice. \returns true if \p Choice does not
  /// matter, and its body is not entered.
  bool takeCondition(const Stmt *Choice, const Expr *Condition) {
    bool IsIdle = Idle->contains(Choice), IsTaken = Taken->contains(Choice);
    if (!Condition)
      return false;
    Statement &Mine = begin(Condition);
    Mine.Kept = !IsIdle;
    if (IsIdle)
      Mine.Choice = Choice;
    Mine.IsTaken = IsTaken;
    walk(Condition);
    return IsIdle && !IsTaken;
  }

  Statement &current() { return Result.All.back(); }
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

  void walkAssignment(const BinaryOperator *Binary) {
    const ValueDecl *Place = namedPlace(Binary->getLHS());
    if (Place)
      write(Place);
    else
      current().Kept = true;
    noteLocalPointer(dyn_cast_or_null<VarDecl>(Place), Binary->getRHS());
    if (!isa_and_nonnull<VarDecl>(Place))
      noteStored(Binary->getRHS()->IgnoreParenCasts());
    writeRecord(Binary->getLHS()->getType());
  }

  /// Notes that \p Value, if it is a pointer in a variable or the address of a
  /// record, is stored where others may find what it leads to.
  void noteStored(const Expr *Value) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Value);
    const auto *Unary = dyn_cast<UnaryOperator>(Value);
    if (Ref && Ref->getType()->isPointerType())
      current().Stored = canonical(Ref->getDecl());
    else if (Unary && Unary->getOpcode() == UO_AddrOf)
      if (const RecordDecl *Record = recordOf(Unary->getSubExpr()->getType()))
        current().Records.push_back(Record);
  }

  /// Notes that \p Pointer, if it is a variable, takes the address of a local
  /// record, if that is what \p Value is.
  void noteLocalPointer(const VarDecl *Pointer, const Expr *Value) {
    const auto *Unary = dyn_cast<UnaryOperator>(Value->IgnoreParenCasts());
    const auto *Target =
        Unary && Unary->getOpcode() == UO_AddrOf
            ? dyn_cast_or_null<VarDecl>(namedPlace(Unary->getSubExpr()))
            : nullptr;
    if (Pointer && Target && Target->hasLocalStorage())
      LocalPointers.insert(Pointer);
  }

  void walkVariable(const VarDecl *Variable) {
    if (Variable->getInit())
      noteLocalPointer(Variable, Variable->getInit());
    write(Variable);
    if (Variable->getType()->isVariablyModifiedType() ||
        Variable->hasAttr<CleanupAttr>())
      current().Kept = true;
    writeRecord(Variable->getType());
    walk(Variable->getInit());
  }

  /// What the current statement does in \p S, a part of it.
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
    } else if (const auto *Declared = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D))
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
    const ApiFunction *Row = anyRowOf(Api, Callee);
    if (mayMatter(Call, Facts, Api) ||
        (Row && Row->Role != FunctionRole::Query &&
         Row->Role != FunctionRole::Access &&
         Row->Role != FunctionRole::Receive &&
         Row->Role != FunctionRole::Allocate))
      current().Kept = true;
    if (const FieldDecl *Read = Row ? readThrough(*Row, Callee) : nullptr)
      name(Read);
    if (Row && Row->isAcquire() && Row->Result == ResultKind::Handle &&
        Row->Memory >= 0)
      noteBuffer(Call->getArg(Row->Memory));
    if (Callee && Callee->isNoReturn())
      current().Kept = true;
    if (const FunctionDecl *Definition = definitionOf(Call)) {
      if (!Row && !freedParameters(Definition, Api).empty())
        current().Kept = true;
      write(Callee);
      if (isWalkedThere(Definition, Facts))
        append_range(current().Names, lookInto(Definition));
    }
    // memset() and its like fill the whole record they are given.
    if (Callee && Callee->getMemoryFunctionKind() && Call->getNumArgs() > 0)
      writeRecord(
          Call->getArg(0)->IgnoreParenCasts()->getType()->getPointeeType());
    for (auto [Index, Argument] : enumerate(Call->arguments()))
      walkArgument(Argument, Callee && Index < Callee->getNumParams()
                                 ? Callee->getParamDecl(Index)->getType()
                                 : QualType());
  }

  /// Notes the variables that \p Memory, which is mapped, is reached from.
  void noteBuffer(const Stmt *Memory) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Memory))
      Result.Buffers.insert(canonical(Ref->getDecl()));
    for (const Stmt *Child : Memory->children())
      noteBuffer(Child);
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
    IsLocal |= Variable && LocalPointers.contains(Variable);
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
    SmallVector<const Decl *, 8> Places;
    lookAt(Definition->getBody(), Places);
    llvm::sort(Places);
    Places.erase(llvm::unique(Places), Places.end());
    std::vector<const Decl *> &Kept = Inside[Definition];
    Kept.assign(Places.begin(), Places.end());
    return Kept;
  }

  void lookAt(const Stmt *S, SmallVectorImpl<const Decl *> &Places) {
    if (!S)
      return;
    if (const auto *Member = dyn_cast<MemberExpr>(S)) {
      Places.push_back(canonical(Member->getMemberDecl()));
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Definition = definitionOf(Call);
      if (Definition && isWalkedThere(Definition, Facts))
        append_range(Places, lookInto(Definition));
    }
    for (const Stmt *Child : S->children())
      lookAt(Child, Places);
  }

  const UnitFacts &Facts;
  const Model &Api;
  const DenseSet<const Stmt *> *Idle = nullptr, *Taken = nullptr;
  const FunctionDecl *Current = nullptr;
  /// Variables that point to a local record.
  DenseSet<const VarDecl *> LocalPointers;
  /// 1 inside a statement that consists of others.
  unsigned Depth = 0;
  /// What the functions that are looked into name.
  DenseMap<const FunctionDecl *, std::vector<const Decl *>> Inside;
};

} // namespace

StatementList findStatements(const UnitFacts &Facts, const Model &Api,
                             RelevanceLookup Relevant) {
  Collector All(Facts, Api);
  for (const FunctionDecl *Function : Facts.entryPoints())
    All.add(Function, Relevant(Function));
  return std::move(All.Result);
}

} // namespace dmatidy
