//===-- Values.cpp - Expressions as values over nodes ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/Values.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

NodeKind Values::kindOf(const Decl *Decl) const {
  const SourceManager &SM = Context.getSourceManager();
  if (!isDriverDecl(Decl, SM))
    return NodeKind::Kernel;
  return SM.isInMainFile(SM.getExpansionLoc(Decl->getLocation()))
             ? NodeKind::Local
             : NodeKind::Shared;
}

std::string Values::homeOf(const Decl *Decl) const {
  const SourceManager &SM = Context.getSourceManager();
  OptionalFileEntryRef Header = SM.getFileEntryRefForID(
      SM.getFileID(SM.getExpansionLoc(Decl->getLocation())));
  StringRef Folder =
      Header
          ? sys::path::parent_path(Header->getFileEntry().tryGetRealPathName())
          : "";
  return isWithin(Folder, Facts.Folder) ? "" : Folder.str();
}

NodeId Values::named(const Twine &Name, NodeKind Kind) {
  auto [Place, New] = ByName.try_emplace(Name.str(), Facts.Nodes.size());
  if (New)
    Facts.Nodes.push_back({Place->first().str(), Kind, /*IsField=*/false, ""});
  return Place->second;
}

NodeId Values::pointee(NodeId Pointer) {
  const Node Base = Facts.Nodes[Pointer];
  return named("*" + Base.Name, Base.Kind);
}

void Values::flow(NodeId To, Value From, bool Soft) {
  // A place that is read and written back is no news.
  if (From.base() == To && From.Constant == 0)
    return;
  Facts.Flows.push_back({To, std::move(From), Soft});
}

static std::string functionName(const FunctionDecl *Function) {
  return Function->getNameAsString();
}

/// A static function is this unit's own; any other is the module's.
static NodeKind functionKind(const FunctionDecl *Function) {
  return Function->isExternallyVisible() ? NodeKind::Shared : NodeKind::Local;
}

NodeId Values::result(const FunctionDecl *Function) {
  return named(functionName(Function) + "()", functionKind(Function));
}

NodeId Values::parameter(const FunctionDecl *Function, unsigned Index) {
  return named(functionName(Function) + "(" + Twine(Index) + ")",
               functionKind(Function));
}

NodeId Values::acquired(const CallExpr *Call, bool Handle) {
  unsigned Number =
      Acquisitions.try_emplace(Call, Acquisitions.size()).first->second;
  return named("!" + Twine(Number) + (Handle ? ".handle" : ""),
               NodeKind::Local);
}

std::optional<NodeId> Values::place(const ValueDecl *Decl) {
  Decl = cast<ValueDecl>(Decl->getCanonicalDecl());
  if (auto It = ByDecl.find(Decl); It != ByDecl.end())
    return It->second;
  const SourceManager &SM = Context.getSourceManager();
  NodeId Node;
  if (const auto *Field = dyn_cast<FieldDecl>(Decl)) {
    Node = named(fieldName(Field, SM), kindOf(Field->getParent()));
    Facts.Nodes[Node].IsField = true;
    if (Facts.Nodes[Node].Kind == NodeKind::Shared)
      Facts.Nodes[Node].Home = homeOf(Field->getParent());
  } else if (const auto *Parameter = dyn_cast<ParmVarDecl>(Decl)) {
    const auto *Owner = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
    if (!Owner)
      return std::nullopt;
    Node = parameter(Owner, Parameter->getFunctionScopeIndex());
  } else if (const auto *Variable = dyn_cast<VarDecl>(Decl)) {
    if (Variable->isLocalVarDecl())
      Node = named(Variable->getNameAsString() + ":" +
                       Twine(SM.getFileOffset(
                           SM.getExpansionLoc(Variable->getLocation()))) +
                       ":" + Twine(Facts.Nodes.size()),
                   NodeKind::Local);
    else
      Node = named(Variable->getNameAsString(), Variable->isExternallyVisible()
                                                    ? NodeKind::Shared
                                                    : NodeKind::Local);
  } else {
    return std::nullopt;
  }
  ByDecl[Decl] = Node;
  return Node;
}

std::optional<NodeId> Values::place(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl>(Ref->getDecl()) ? place(Ref->getDecl()) : std::nullopt;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return isa<FieldDecl>(Member->getMemberDecl())
               ? place(cast<FieldDecl>(Member->getMemberDecl()))
               : std::nullopt;
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    std::optional<NodeId> Base = place(Element->getBase());
    // The elements of an array are the array; those behind a pointer are not
    // the pointer.
    if (Base &&
        Element->getBase()->IgnoreParenImpCasts()->getType()->isPointerType())
      return pointee(*Base);
    return Base;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_Deref) {
    if (std::optional<NodeId> Base = place(Unary->getSubExpr()))
      return pointee(*Base);
  }
  return std::nullopt;
}

Value Values::scaled(const Value &A, int64_t Factor) const {
  if (!A.Known || Factor == 0)
    return A.Known ? Value::constant(0) : A;
  Value Result = A;
  Result.Constant *= Factor;
  for (Value::Term &Term : Result.Terms)
    Term.Factor *= Factor;
  return Result;
}

std::string Values::text(const Value &What) const {
  std::string Result = std::to_string(What.Constant);
  std::vector<std::string> Parts;
  for (const Value::Term &Term : What.Terms)
    Parts.push_back("+" + std::to_string(Term.Factor) + "*" +
                    Facts.Nodes[Term.Node].Name);
  llvm::sort(Parts);
  for (const std::string &Part : Parts)
    Result += Part;
  return Result;
}

Value Values::opaque(const Twine &How, ArrayRef<Value> Parts) {
  std::string Name = "=" + How.str();
  NodeKind Kind = NodeKind::Shared;
  for (const Value &Part : Parts) {
    if (!Part.Known)
      return Value::unknown();
    Name += " " + text(Part);
    for (const Value::Term &Term : Part.Terms)
      if (Facts.Nodes[Term.Node].Kind == NodeKind::Local)
        Kind = NodeKind::Local;
  }
  if (Name.size() > 300)
    return Value::unknown();
  NodeId Node = named(Name, Kind);
  if (!Parts.empty() && Parts[0].base())
    flow(Node, Parts[0], /*Soft=*/true);
  return Value::node(Node);
}

Value Values::either(const Expr *E, Value A, Value B) {
  auto [Place, New] = ByExpr.try_emplace(E, 0);
  if (New) {
    NodeId Node = named("?" + Twine(Facts.Nodes.size()), NodeKind::Local);
    ByExpr[E] = Node;
    flow(Node, std::move(A));
    flow(Node, std::move(B));
    return Value::node(Node);
  }
  return Value::node(Place->second);
}

Value Values::ofBinary(const BinaryOperator *Binary) {
  Value Left = of(Binary->getLHS()), Right = of(Binary->getRHS());
  switch (Binary->getOpcode()) {
  case BO_Add:
    return sum(Left, Right, 1);
  case BO_Sub:
    return sum(Left, Right, -1);
  case BO_Mul:
    if (Right.isConstant())
      return scaled(Left, Right.Constant);
    if (Left.isConstant())
      return scaled(Right, Left.Constant);
    return opaque("*", {Left, Right});
  case BO_Shl:
    if (Right.isConstant() && Right.Constant >= 0 && Right.Constant < 32)
      return scaled(Left, int64_t(1) << Right.Constant);
    return opaque("<<", {Left, Right});
  case BO_And:
    // ALIGN(): what it is given, and what that lacks.
    if (Left.Known && Right.isConstant() && Left.Constant > 0 &&
        uint32_t(Left.Constant) == uint32_t(~Right.Constant) &&
        isPowerOf2_64(Left.Constant + 1)) {
      Value Aligned = sum(Left, Value::constant(Left.Constant), -1);
      return sum(Aligned, opaque("aligned " + Twine(Left.Constant), {Aligned}),
                 1);
    }
    return opaque("&", {Left, Right});
  case BO_Or:
  case BO_Xor:
  case BO_Shr:
  case BO_Div:
  case BO_Rem:
    return opaque(Binary->getOpcodeStr(), {Left, Right});
  case BO_Assign:
  case BO_Comma:
    return Right;
  default:
    return Value::unknown();
  }
}

std::string Values::operation(const Expr *Callee) const {
  const FieldDecl *Field = operationOf(Callee);
  if (!Field || kindOf(Field->getParent()) == NodeKind::Kernel)
    return "";
  return "*" + fieldName(Field, Context.getSourceManager());
}

Value Values::ofShort(const FunctionDecl *Callee) {
  const FunctionDecl *Definition = nullptr;
  const auto *Body = Callee->hasBody(Definition)
                         ? dyn_cast_or_null<CompoundStmt>(Definition->getBody())
                         : nullptr;
  const auto *Return = Body && Body->size() == 1
                           ? dyn_cast<ReturnStmt>(Body->body_front())
                           : nullptr;
  const auto *Binary =
      Return && Return->getRetValue()
          ? dyn_cast<BinaryOperator>(Return->getRetValue()->IgnoreParenCasts())
          : nullptr;
  if (!Binary || !isa<MemberExpr>(Binary->getLHS()->IgnoreParenCasts()) ||
      !isa<MemberExpr>(Binary->getRHS()->IgnoreParenCasts()))
    return Value::unknown();
  return ofBinary(Binary);
}

Value Values::ofCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee) {
    std::string Operation = operation(Call->getCallee());
    return Operation.empty()
               ? Value::unknown()
               : Value::node(named(Operation + "()", NodeKind::Shared));
  }
  if (const ApiFunction *Row = anyRowOf(Api, Callee)) {
    if (Row->MemoryOut >= 0)
      return Value::unknown();
    if (Row->isAcquire() || Row->Role == FunctionRole::Allocate)
      return Value::node(acquired(Call, /*Handle=*/false));
    // Whose list it is says which one it is.
    if (Row->Role == FunctionRole::ListOf &&
        unsigned(Row->List) < Call->getNumArgs())
      return of(Call->getArg(Row->List));
    if (!Row->isHint())
      return Value::unknown();
  }
  if (!Callee->getIdentifier())
    return Value::unknown();
  if (!Callee->getBuiltinID() &&
      isDriverDecl(Callee, Context.getSourceManager()))
    return Value::node(result(Callee));
  if (!Call->getType()->isIntegerType() || Call->getNumArgs() > 3)
    return Value::unknown();
  if (Value Inlined = ofShort(Callee); Inlined.Known)
    return Inlined;
  SmallVector<Value, 3> Parts;
  for (const Expr *Argument : Call->arguments())
    Parts.push_back(of(Argument));
  return opaque(Callee->getName() + "()", Parts);
}

Value Values::of(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (E->isValueDependent() || E->isTypeDependent())
    return Value::unknown();
  if (E->getType()->isIntegralOrEnumerationType()) {
    Expr::EvalResult Number;
    if (E->EvaluateAsInt(Number, Context)) {
      APSInt Int = Number.Val.getInt();
      if (Int.getSignificantBits() <= 64 || Int.isUnsigned())
        return Value::constant(int64_t(Int.getZExtValue()));
    }
  } else if (E->isNullPointerConstant(Context,
                                      Expr::NPC_ValueDependentIsNotNull)) {
    return Value::constant(0);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf) {
      std::optional<NodeId> Place = place(Unary->getSubExpr());
      if (!Place)
        return Value::unknown();
      const Node Operand = Facts.Nodes[*Place];
      return Value::node(named("&" + Operand.Name, Operand.Kind));
    }
    if (Unary->getOpcode() == UO_Minus)
      return scaled(of(Unary->getSubExpr()), -1);
    if (Unary->getOpcode() == UO_Extension)
      return of(Unary->getSubExpr());
  }
  if (std::optional<NodeId> Place = place(E))
    return Value::node(*Place);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return ofBinary(Binary);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    bool IsTrue;
    if (Choice->getCond()->EvaluateAsBooleanCondition(IsTrue, Context))
      return of(IsTrue ? Choice->getTrueExpr() : Choice->getFalseExpr());
    return either(E, of(Choice->getTrueExpr()), of(Choice->getFalseExpr()));
  }
  if (const auto *Choice = dyn_cast<BinaryConditionalOperator>(E))
    return either(E, of(Choice->getCommon()), of(Choice->getFalseExpr()));
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? of(Opaque->getSourceExpr())
                                   : Value::unknown();
  if (const auto *Compound = dyn_cast<StmtExpr>(E)) {
    const auto *Last =
        Compound->getSubStmt()->body_empty()
            ? nullptr
            : dyn_cast<Expr>(Compound->getSubStmt()->body_back());
    return Last ? of(Last) : Value::unknown();
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return ofCall(Call);
  return Value::unknown();
}

} // namespace dmatidy
