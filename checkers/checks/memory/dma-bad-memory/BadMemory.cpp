//===-- BadMemory.cpp - dma-bad-memory: what must not be mapped ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "You may not use memory obtained from vmalloc() ... neither kernel image
// addresses (items in data/text/bss segments), nor module image addresses, nor
// stack addresses" (Documentation/core-api/dma-api-howto.rst, "What memory is
// DMA'able?"). Followed from where the address is taken to the function that
// maps it, through the functions of the unit that hand it on; for functions of
// other files the module is asked.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/memory/dma-bad-memory/BadMemory.h"
#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

constexpr StringRef Check = "dma-bad-memory";

/// What an address is the address of.
struct Memory {
  enum Kind { Unknown, Parameter, Stack, Data, Constant, Allocated };
  Kind What = Unknown;
  /// The variable or parameter; null for a literal or an allocation.
  const VarDecl *Variable = nullptr;
  /// The row of an allocation.
  const ApiFunction *Row = nullptr;

  bool isBad() const { return What > Parameter; }
  bool operator==(const Memory &Other) const {
    return What == Other.What && Variable == Other.Variable && Row == Other.Row;
  }
};

/// An address that is given to be used for DMA.
struct Hand {
  const Expr *Address;
  /// By whom it is used: a function of the model's, or a field.
  std::string User;
  /// The memory is mapped here and now, by the DMA API itself.
  bool Certain;
};

/// In function of the driver's: what it hands to whom.
struct Body {
  const FunctionDecl *Function = nullptr;
  SmallVector<Hand, 2> Hands;
  SmallVector<const CallExpr *, 8> Calls;
  /// What each pointer is set to.
  DenseMap<const VarDecl *, SmallVector<const Expr *, 2>> Set;
  /// It asks what kind of memory it has got.
  bool Asks = false;
};

/// Reads one body.
class BodyVisitor : public RecursiveASTVisitor<BodyVisitor> {
public:
  BodyVisitor(Body &Into, const ASTContext &Context, const Model &Api)
      : Into(Into), Context(Context), Api(Api) {}

  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit() && Variable->getType()->isPointerType())
      Into.Set[Variable].push_back(Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() != BO_Assign)
      return true;
    const Expr *Target = Binary->getLHS()->IgnoreParens();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Target)) {
      if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
        Into.Set[Variable].push_back(Binary->getRHS());
    } else if (const auto *Member = dyn_cast<MemberExpr>(Target)) {
      noteField(dyn_cast<FieldDecl>(Member->getMemberDecl()), Binary->getRHS());
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    // Who has its address may set it to anything.
    if (Unary->getOpcode() == UO_AddrOf)
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Unary->getSubExpr()->IgnoreParens()))
        if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl());
            Variable && Variable->getType()->isPointerType())
          Into.Set[Variable].push_back(nullptr);
    return true;
  }
  bool VisitInitListExpr(InitListExpr *List) {
    forEachField(List, [&](const FieldDecl *Field, const Expr *Given) {
      noteField(Field, Given);
    });
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier())
      return true;
    Into.Asks |= Api.isMemoryTest(Callee->getName());
    const ApiFunction *Row = anyRowOf(Api, Callee);
    if (!Row) {
      if (isDriverDecl(Callee, Context.getSourceManager()))
        Into.Calls.push_back(Call);
      return true;
    }
    if (!Row->transfersMemory())
      return true;
    Expr::EvalResult Size;
    if (Row->Size >= 0 &&
        Call->getArg(Row->Size)->EvaluateAsInt(Size, Context) &&
        Size.Val.getInt().isZero())
      return true;
    Into.Hands.push_back({Call->getArg(Row->Memory),
                          spelledCallee(*Row, Call) + "()", Row->isAcquire()});
    return true;
  }

private:
  void noteField(const FieldDecl *Field, const Expr *Given) {
    if (Field && Field->getIdentifier() &&
        Field->getParent()->getIdentifier() &&
        Api.isTransferred(Field->getParent()->getName(), Field->getName()))
      Into.Hands.push_back({Given,
                            ("'" + Field->getName() + "' of a struct " +
                             Field->getParent()->getName())
                                .str(),
                            /*Certain=*/false});
  }

  Body &Into;
  const ASTContext &Context;
  const Model &Api;
};

/// The whole unit.
class BadMemory {
public:
  explicit BadMemory(const SyntaxContext &First)
      : Context(First.Context), Api(First.Api), Facts(First.Facts),
        Findings(First.Findings) {}

  void add(const FunctionDecl *Function) {
    Body &Into = Bodies[Function->getCanonicalDecl()];
    Into.Function = Function;
    BodyVisitor(Into, Context, Api)
        .TraverseDecl(const_cast<FunctionDecl *>(Function));
  }

  void check() {
    for (auto &[Function, In] : Bodies)
      for (const Hand &Given : In.Hands)
        handle(In, Given.Address, Given, /*Through=*/nullptr);
    // Each parameter that turns out to be handed on makes its callers hand it.
    for (size_t Next = 0; Next < Parameters.size(); ++Next)
      followCallers(Parameters[Next]);
    for (auto &[Function, In] : Bodies)
      for (const CallExpr *Call : In.Calls)
        if (!Bodies.count(Call->getDirectCallee()->getCanonicalDecl()))
          askModule(In, Call);
  }

private:
  /// A parameter that ends up as somebody's DMA buffer, and through what.
  struct Handed {
    const FunctionDecl *Function;
    unsigned Index;
    Hand Where;
  };

  void handle(const Body &In, const Expr *Address, const Hand &Where,
              const CallExpr *Through) {
    Memory Buffer = classify(In, Address, 0);
    if (In.Asks)
      return;
    if (Buffer.What == Memory::Parameter) {
      const auto *Parameter = cast<ParmVarDecl>(Buffer.Variable);
      unsigned Index = Parameter->getFunctionScopeIndex();
      if (Seen.insert({In.Function->getCanonicalDecl(), Index}).second)
        Parameters.push_back({In.Function->getCanonicalDecl(), Index, Where});
    } else if (Buffer.isBad()) {
      report(In, Address, Buffer, Where, Through);
    }
  }

  void followCallers(Handed What) {
    for (auto &[Function, In] : Bodies)
      for (const CallExpr *Call : In.Calls)
        if (Call->getDirectCallee()->getCanonicalDecl() == What.Function &&
            What.Index < Call->getNumArgs())
          handle(In, Call->getArg(What.Index), What.Where, Call);
  }

  /// The variable that \p E, an object in memory, is or is part of.
  const VarDecl *variableAt(const Expr *E) const {
    for (;;) {
      E = E->IgnoreParens();
      if (const auto *Member = dyn_cast<MemberExpr>(E)) {
        if (Member->isArrow())
          return nullptr;
        E = Member->getBase();
      } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
        E = Element->getBase()->IgnoreParenImpCasts();
        if (!E->getType()->isArrayType())
          return nullptr;
      } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
        return dyn_cast<VarDecl>(Ref->getDecl());
      } else {
        return nullptr;
      }
    }
  }

  static Memory placed(const VarDecl *Variable) {
    if (!Variable || Variable->getType()->isReferenceType())
      return {};
    if (Variable->hasLocalStorage())
      return {Memory::Stack, Variable};
    return {isReadOnly(Variable->getType()) ? Memory::Constant : Memory::Data,
            Variable};
  }
  static bool isReadOnly(QualType Type) {
    while (const auto *Array = Type->getAsArrayTypeUnsafe())
      Type = Array->getElementType();
    return Type.isConstQualified();
  }

  Memory classify(const Body &In, const Expr *E, unsigned Depth) const {
    if (!E || Depth > 4)
      return {};
    E = E->IgnoreParenCasts();
    if (isa<clang::StringLiteral>(E))
      return {Memory::Constant};
    if (isa<CompoundLiteralExpr>(E))
      return {Memory::Stack};
    if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      return Unary->getOpcode() == UO_AddrOf
                 ? addressOf(In, Unary->getSubExpr()->IgnoreParens(), Depth)
                 : Memory();
    if (E->getType()->isArrayType())
      return placed(variableAt(E));
    if (const auto *Sum = dyn_cast<BinaryOperator>(E);
        Sum && Sum->isAdditiveOp())
      return classify(In,
                      Sum->getLHS()->getType()->isPointerType() ? Sum->getLHS()
                                                                : Sum->getRHS(),
                      Depth + 1);
    if (const auto *Choice = dyn_cast<ConditionalOperator>(E))
      return common(In, {Choice->getTrueExpr(), Choice->getFalseExpr()}, Depth);
    if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const ApiFunction *Row = anyRowOf(Api, Call->getDirectCallee());
      if (Row && Row->Role == FunctionRole::Allocate)
        return {Memory::Allocated, nullptr, Row};
      return {};
    }
    if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
      const CompoundStmt *Inner = Compound->getSubStmt();
      return Inner->body_empty()
                 ? Memory()
                 : classify(In, dyn_cast<Expr>(Inner->body_back()), Depth + 1);
    }
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Variable || !Variable->getType()->isPointerType())
      return {};
    auto Given = In.Set.find(Variable);
    if (isa<ParmVarDecl>(Variable))
      return Given == In.Set.end() ? Memory{Memory::Parameter, Variable}
                                   : Memory();
    if (Given == In.Set.end() || !Variable->hasLocalStorage())
      return {};
    return common(In, Given->second, Depth);
  }

  /// The address of \p E: a variable's, or that of what a pointer points to.
  Memory addressOf(const Body &In, const Expr *E, unsigned Depth) const {
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = Element->getBase()->IgnoreParenImpCasts();
      if (Base->getType()->isPointerType())
        return classify(In, Base, Depth + 1);
    }
    return placed(variableAt(E));
  }

  /// What all of \p Choices are, NULL apart; the first one's if they are bad in
  /// several ways.
  Memory common(const Body &In, ArrayRef<const Expr *> Choices,
                unsigned Depth) const {
    Memory First;
    for (const Expr *Choice : Choices) {
      if (Choice && Choice->isNullPointerConstant(
                        Context, Expr::NPC_ValueDependentIsNotNull))
        continue;
      Memory Buffer = classify(In, Choice, Depth + 1);
      if (!Buffer.isBad())
        return {};
      if (First.What == Memory::Unknown)
        First = Buffer;
    }
    return First;
  }

  std::string whatItIs(const Memory &Buffer) const {
    switch (Buffer.What) {
    case Memory::Stack:
      return "is on the stack";
    case Memory::Constant:
      return "is constant data of the module";
    case Memory::Data:
      return "is data of the module";
    default:
      return "comes from " + Buffer.Row->Spelled + "()";
    }
  }

  std::string remedy(const Memory &Buffer) const {
    return Buffer.What == Memory::Allocated ? "allocate it with kmalloc()"
                                            : "copy it into kmalloc() memory";
  }

  SyntaxContext contextOf(const Body &In) const {
    return {In.Function, Context, Api, Facts, Findings};
  }

  /// How sure it is: memory that the API maps here and now, and the stack, are
  /// wrong wherever the driver runs.
  static Confidence levelOf(const Memory &Buffer, const Hand &Where) {
    bool Sometimes =
        Buffer.What == Memory::Allocated && Buffer.Row->OnlyIfLarge;
    return (Where.Certain || Buffer.What == Memory::Stack) && !Sometimes
               ? Confidence::High
               : Confidence::Medium;
  }

  void report(const Body &In, const Expr *Address, const Memory &Buffer,
              const Hand &Where, const CallExpr *Through) {
    if (Buffer.Variable &&
        !Reported.insert({In.Function, Buffer.Variable}).second)
      return;
    SyntaxContext To = contextOf(In);
    std::string Name = Buffer.Variable
                           ? "'" + Buffer.Variable->getNameAsString() + "'"
                           : quote(Address, Context);
    Confidence Level = levelOf(Buffer, Where);
    To.add({Check, "bad-memory"}, Name, Level, Address->getBeginLoc(),
           Name + " " + whatItIs(Buffer) + " and is used for DMA by " +
               (Through ? Through->getDirectCallee()->getNameAsString() + "()"
                        : Where.User) +
               "; " + remedy(Buffer));
    if (Buffer.Variable)
      To.note(Buffer.Variable->getLocation(), Name + " is declared here");
    if (Through)
      To.note(Where.Address->getBeginLoc(),
              "it is handed to " + Where.User + " here");
    if (Level == Confidence::Medium)
      To.note(Address->getBeginLoc(),
              Buffer.What == Memory::Allocated && Buffer.Row->OnlyIfLarge
                  ? "assuming that it is too large for kmalloc()"
                  : "assuming that the transfer is made by DMA");
  }

  /// \p Call gives bad memory to a function whose body is in another file.
  void askModule(const Body &In, const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (In.Asks || !Callee->isExternallyVisible())
      return;
    for (auto [Index, Argument] : enumerate(Call->arguments())) {
      QualType Type = Index < Callee->getNumParams()
                          ? Callee->getParamDecl(Index)->getType()
                          : QualType();
      if (Type.isNull() || !Type->isPointerType() ||
          !(Type->getPointeeType()->isVoidType() ||
            Type->getPointeeType()->isCharType()))
        continue;
      Memory Buffer = classify(In, Argument, 0);
      if (!Buffer.isBad() || Buffer.What == Memory::Constant)
        continue;
      Hand Where{Argument, Callee->getNameAsString() + "()", false};
      size_t Before = Findings.size();
      report(In, Argument, Buffer, Where, /*Through=*/nullptr);
      if (Findings.size() != Before)
        Findings.back().Obligations.push_back({ObligationKind::CalleeTransfers,
                                               Callee->getNameAsString(),
                                               "",
                                               Index < 32 ? 1u << Index : 0,
                                               {}});
    }
  }

  ASTContext &Context;
  const Model &Api;
  const UnitFacts &Facts;
  std::vector<Diagnostic> &Findings;
  MapVector<const FunctionDecl *, Body> Bodies;
  std::vector<Handed> Parameters;
  DenseSet<std::pair<const FunctionDecl *, unsigned>> Seen;
  DenseSet<std::pair<const FunctionDecl *, const VarDecl *>> Reported;
};

} // namespace

static void checkBadMemoryInUnit(ArrayRef<SyntaxContext> Unit) {
  if (Unit.empty())
    return;
  BadMemory All(Unit.front());
  for (const SyntaxContext &In : Unit)
    All.add(In.Function);
  All.check();
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-bad-memory.md"
};

const dmatidy::CheckInfo dmatidy::BadMemoryCheck = {
    "dma-bad-memory",
    CheckGroup::Memory,
    Confidence::High,
    "memory that must not be used for DMA: the stack, vmalloc(), module data",
    StringRef(Page, sizeof(Page)),
    {nullptr, nullptr, checkBadMemoryInUnit, checkBadMemoryInModule}};
