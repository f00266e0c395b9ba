//===-- UnitSummarizer.cpp - The summary of one unit ----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/UnitSummarizer.h"
#include "checkers/program/module/Values.h"
#include "checkers/program/unit/FailureFlow.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// True if \p Mask takes off bits that the address of a page has not: those of
/// PAGE_MASK, at most.
static bool isPageMask(const Expr *Mask, const ASTContext &Context) {
  constexpr uint64_t WithinPage = 4095;
  Expr::EvalResult Bits;
  return Mask->EvaluateAsInt(Bits, Context) &&
         (~Bits.Val.getInt().extOrTrunc(64).getZExtValue() & ~WithinPage) == 0;
}

namespace {

/// A value that fits a node: a number or a pointer.
bool isScalar(QualType Type) {
  return Type->isIntegralOrEnumerationType() || Type->isPointerType();
}

class UnitSummarizer : public RecursiveASTVisitor<UnitSummarizer> {
public:
  UnitSummarizer(ASTContext &Context, const Model &Api, UnitSummary &Facts)
      : Context(Context), SM(Context.getSourceManager()), Api(Api),
        Facts(Facts), All(Context, Api, Facts) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseFunctionDecl(FunctionDecl *Function) {
    return inFunction(Function, [&] {
      return RecursiveASTVisitor::TraverseFunctionDecl(Function);
    });
  }
  bool TraverseCXXMethodDecl(CXXMethodDecl *Method) {
    return inFunction(Method, [&] {
      return RecursiveASTVisitor::TraverseCXXMethodDecl(Method);
    });
  }

  bool VisitVarDecl(VarDecl *Variable) {
    if (!Variable->hasInit() || isa<ParmVarDecl>(Variable) ||
        !isScalar(Variable->getType()))
      return true;
    noteType(Variable->getType(), Variable->getInit());
    if (std::optional<NodeId> To = All.place(Variable))
      assign(*To, Variable->getInit(), "'" + Variable->getNameAsString() + "'");
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (!Binary->isAssignmentOp() || !isScalar(Binary->getType()))
      return true;
    noteMask(Binary->getLHS());
    if (Binary->getOpcode() == BO_Assign)
      noteType(Binary->getLHS()->getType(), Binary->getRHS());
    std::optional<NodeId> To = All.place(Binary->getLHS());
    if (!To)
      return true;
    if (Binary->getOpcode() == BO_Assign) {
      assign(*To, Binary->getRHS(), quote(Binary->getLHS(), Context));
      putIntoTable(Binary->getLHS(), Binary->getRHS());
    } else {
      All.flow(*To, Value::unknown());
    }
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (!isScalar(Unary->getSubExpr()->getType()))
      return true;
    std::optional<NodeId> To;
    if (Unary->isIncrementDecrementOp()) {
      if ((To = All.place(Unary->getSubExpr())))
        All.flow(*To, Value::unknown());
    } else if (Unary->getOpcode() == UO_AddrOf && !Understood.contains(Unary)) {
      if ((To = All.place(Unary->getSubExpr())))
        Facts.Exposed.push_back(*To);
    }
    return true;
  }

  bool VisitReturnStmt(ReturnStmt *Return) {
    if (Current && Return->getRetValue() &&
        isScalar(Return->getRetValue()->getType()))
      assign(All.result(Current), Return->getRetValue(), "");
    return true;
  }

  bool VisitInitListExpr(InitListExpr *List) {
    forEachField(List, [&](const FieldDecl *Field, const Expr *Given) {
      noteOperation(Field, Given);
      if (!isScalar(Field->getType()) || isa<ImplicitValueInitExpr>(Given) ||
          enterTable(Field, Given))
        return;
      if (std::optional<NodeId> To = All.place(Field))
        All.flow(*To, All.of(Given));
    });
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      if (!Understood.contains(Ref))
        AddressTaken.insert(Function->getCanonicalDecl());
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    Understood.insert(Call->getCallee()->IgnoreParenImpCasts());
    if (!Current)
      return true;
    Facts.AsksMemory |= Callee && Callee->getIdentifier() &&
                        Api.isMemoryTest(Callee->getName());
    if (const ApiFunction *Row = Callee ? anyRowOf(Api, Callee) : nullptr) {
      noteModeled(*Row, Call);
      if (!Row->isHint())
        return true;
    }
    if (Callee && Callee->getIdentifier() &&
        Api.takesWorkingCallback(Callee->getName()))
      for (const Expr *Argument : Call->arguments())
        if (const auto *Ref =
                dyn_cast<DeclRefExpr>(Argument->IgnoreParenCasts()))
          if (const auto *Callback = dyn_cast<FunctionDecl>(Ref->getDecl()))
            Works.insert(Callback->getCanonicalDecl());
    std::string Operation = Callee ? "" : All.operation(Call->getCallee());
    bool IsDriver = Callee ? !Callee->getBuiltinID() && isDriverDecl(Callee, SM)
                           : !Operation.empty();
    if (IsDriver)
      Bodies[Current].Callees.insert(Callee ? Callee->getNameAsString()
                                            : Operation);
    for (auto [Index, Argument] : enumerate(Call->arguments())) {
      std::optional<NodeId> Into;
      if (IsDriver && Callee && Index < Callee->getNumParams())
        Into = All.parameter(Callee, Index);
      else if (IsDriver && !Callee)
        Into =
            All.named(Operation + "(" + Twine(Index) + ")", NodeKind::Shared);
      pass(Argument, Into, Callee);
    }
    return true;
  }

  void finish() {
    for (auto &[Function, Calls] : Bodies)
      Facts.Functions.push_back(
          {Function->getNameAsString(),
           !Function->isExternallyVisible(),
           AddressTaken.contains(Function->getCanonicalDecl()),
           EndsOnFailure.contains(Function->getCanonicalDecl()),
           Removes.contains(Function->getCanonicalDecl()),
           Stops.contains(Function->getCanonicalDecl()),
           Works.contains(Function->getCanonicalDecl()),
           {Calls.Callees.begin(), Calls.Callees.end()},
           failuresOf(Function)});
    for (auto &[Call, Index] : Acquisitions)
      if (Facts.Calls[Index].Object.empty())
        Facts.Calls[Index].Object = "the object";
  }

private:
  /// What \p Function does once another function has failed.
  std::vector<FailureFact> failuresOf(const FunctionDecl *Function) const {
    auto NameOf = [&](const NamedDecl *Called) {
      const auto *Field = dyn_cast<FieldDecl>(Called);
      return Field ? "*" + fieldName(Field, SM) : Called->getNameAsString();
    };
    std::vector<FailureFact> All;
    for (const FailureWays &Ways : failureWaysOf(Function, Api)) {
      FailureFact Fact;
      Fact.Callee = NameOf(Ways.Callee);
      for (const NamedDecl *Called : Ways.Calls)
        Fact.Calls.push_back(NameOf(Called));
      for (const ValueDecl *Place : Ways.Released)
        if (const auto *Field = dyn_cast<FieldDecl>(Place))
          Fact.Released.push_back(fieldName(Field, SM));
      Fact.PassesOn = Ways.PassesOn;
      All.push_back(std::move(Fact));
    }
    return All;
  }

  template <typename Body> bool inFunction(FunctionDecl *Function, Body Visit) {
    if (!Function->doesThisDeclarationHaveABody() ||
        Function->isDependentContext() || !isDriverDecl(Function, SM) ||
        !Function->getIdentifier())
      return true;
    const FunctionDecl *Outer = std::exchange(Current, Function);
    Bodies[Function];
    bool Going = Visit();
    Current = Outer;
    return Going;
  }

  /// Notes the device whose mask \p Target, which is assigned to, is.
  void noteMask(const Expr *Target) {
    const auto *Mask = dyn_cast<MemberExpr>(Target->IgnoreParenCasts());
    const FieldDecl *Field = namedField(Mask),
                    *Owner = Mask ? namedField(Mask->getBase()) : nullptr;
    if (Owner && Field && Api.isMaskField(fieldName(Field, SM)))
      Facts.Masked.push_back(fieldName(Owner, SM));
  }

  /// Notes that what call \p From gives is kept in a \p Type, if that has fewer
  /// bits than a DMA address or is a pointer.
  void noteType(QualType Type, const Expr *From) {
    const auto *Call = dyn_cast<CallExpr>(From->IgnoreParenCasts());
    const ApiFunction *Row =
        Call ? anyRowOf(Api, Call->getDirectCallee()) : nullptr;
    if (Row && Row->isAcquire() && Row->Result == ResultKind::Handle &&
        (Type->isPointerType() ||
         Context.getTypeSize(Type) < Context.getTypeSize(Call->getType())))
      Narrow[Call] = Type.getUnqualifiedType().getAsString();
  }

  /// \p To, written as \p Name, takes \p From.
  void assign(NodeId To, const Expr *From, std::string Name) {
    All.flow(To, All.of(From));
    const auto *Call = dyn_cast<CallExpr>(From->IgnoreParenCasts());
    if (auto *It = Acquisitions.find(Call);
        It != Acquisitions.end() && !Name.empty())
      Facts.Calls[It->second].Object = std::move(Name);
    else if (Call)
      Names[Call] = std::move(Name);
  }

  /// Notes that calls of \p Field reach the function \p Given is, if it is one.
  bool enterTable(const FieldDecl *Field, const Expr *Given) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Given->IgnoreParenCasts());
    const auto *Target = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
    if (!Target || All.kindOf(Field->getParent()) == NodeKind::Kernel)
      return false;
    std::optional<NodeId> Node = All.place(Field);
    if (!Node)
      return false;
    Understood.insert(Ref);
    Facts.Tables.push_back(
        {"*" + Facts.Nodes[*Node].Name, Target->getNameAsString()});
    return true;
  }

  /// Notes what it means that \p Given, if it is a function, stands in \p
  /// Field.
  void noteOperation(const FieldDecl *Field, const Expr *Given) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Given->IgnoreParenCasts());
    const auto *Target = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
    if (!Target || !Field->getIdentifier())
      return;
    StringRef Record = Field->getParent()->getName();
    if (Api.isFinalOnFailure(Record, Field->getName()))
      EndsOnFailure.insert(Target->getCanonicalDecl());
    if (Api.isRemoval(Field->getName()))
      Removes.insert(Target->getCanonicalDecl());
    if (Api.isStopping(Record, Field->getName()))
      Stops.insert(Target->getCanonicalDecl());
    if (Api.isWorking(Record, Field->getName()))
      Works.insert(Target->getCanonicalDecl());
  }

  void putIntoTable(const Expr *Target, const Expr *Given) {
    if (const FieldDecl *Field = namedField(Target)) {
      noteOperation(Field, Given);
      enterTable(Field, Given);
    }
  }

  /// The driver hands \p Argument to parameter \p Into of one of its functions,
  /// or to somebody else.
  void pass(const Expr *Argument, std::optional<NodeId> Into,
            const FunctionDecl *Callee) {
    const Expr *Bare = Argument->IgnoreParenCasts();
    const auto *Unary = dyn_cast<UnaryOperator>(Bare);
    if (Unary && Unary->getOpcode() == UO_AddrOf &&
        isScalar(Unary->getSubExpr()->getType())) {
      Understood.insert(Unary);
      std::optional<NodeId> Place = All.place(Unary->getSubExpr());
      if (!Place)
        return;
      if (Into) {
        // What is stored through the pointer is stored here, and read there.
        NodeId Behind = All.pointee(*Into);
        All.flow(*Place, Value::node(Behind));
        All.flow(Behind, Value::node(*Place));
      } else if (!isConst(Argument)) {
        Facts.Exposed.push_back(*Place);
      }
      return;
    }
    if (!isScalar(Argument->getType()))
      return;
    Value Worth = All.of(Argument);
    if (Into) {
      if (std::optional<NodeId> From = Worth.base();
          From && Argument->getType()->isPointerType() &&
          isScalar(Argument->getType()->getPointeeType()) &&
          !Argument->getType()->getPointeeType()->isVoidType()) {
        All.flow(All.pointee(*From), Value::node(All.pointee(*Into)));
        All.flow(All.pointee(*Into), Value::node(All.pointee(*From)));
      }
      All.flow(*Into, std::move(Worth));
    } else if (std::optional<NodeId> From = Worth.base();
               From && mayKeep(Callee, Argument)) {
      Facts.Given.push_back(*From);
    }
  }

  static bool isConst(const Expr *Argument) {
    QualType Type = Argument->getType();
    return Type->isPointerType() && Type->getPointeeType().isConstQualified();
  }

  /// A function that is handed a record besides may keep a pointer in it.
  static bool mayKeep(const FunctionDecl *Callee, const Expr *Argument) {
    return Argument->getType()->isPointerType() && !isConst(Argument) &&
           mayWriteRecord(Callee);
  }

  void noteModeled(const ApiFunction &Row, const CallExpr *Call) {
    if (Row.Role != FunctionRole::Acquire &&
        Row.Role != FunctionRole::Release && Row.Role != FunctionRole::Sync &&
        Row.Role != FunctionRole::Test && Row.Role != FunctionRole::Mask &&
        Row.Role != FunctionRole::Bind && Row.Role != FunctionRole::Allocate &&
        Row.Role != FunctionRole::Transfer && !freesAddress(Row, Call))
      return;
    auto Argument = [&](int Index) {
      return Index >= 0 && static_cast<unsigned>(Index) < Call->getNumArgs()
                 ? All.of(Call->getArg(Index))
                 : Value::unknown();
    };
    ModeledCall Fact;
    Fact.Row = Row.Name;
    Fact.Spelled = spelledCallee(Row, Call);
    Fact.Site =
        siteAt(Call->getBeginLoc(), Current->getNameAsString(), Context);
    Fact.Device = Argument(Row.Device);
    Fact.Size = Argument(Row.Size);
    Fact.Direction = Argument(Row.Direction);
    Fact.Count = Argument(Row.Count);
    Fact.Pool = Argument(Row.Pool);
    Fact.Memory = Argument(Row.Memory);
    Fact.Handle = Argument(Row.Handle);
    Fact.List = Argument(Row.List);
    Fact.Attrs = Argument(Row.Attrs);
    Fact.Mask = Argument(Row.Mask);
    Fact.KeptIn = Narrow.lookup(Call);
    int Named = Row.object();
    if (Row.transfersMemory())
      Fact.Buffer = quote(Call->getArg(Row.Memory), Context);
    if (Row.Role == FunctionRole::Allocate) {
      Fact.Result = All.acquired(Call, /*Handle=*/false);
    } else if (Row.isAcquire()) {
      Fact.Result = All.acquired(Call, /*Handle=*/false);
      Fact.HandleOut = All.acquired(Call, /*Handle=*/true);
      Fact.Object = Row.List >= 0 ? quote(Call->getArg(Row.List), Context)
                                  : Names.lookup(Call);
      Acquisitions[Call] = Facts.Calls.size();
      if (Row.HandleOut >= 0)
        storeThrough(Call->getArg(Row.HandleOut), Fact.HandleOut);
      if (Row.MemoryOut >= 0)
        storeThrough(Call->getArg(Row.MemoryOut), Fact.Result);
    } else if (Named >= 0) {
      Fact.Object = quote(Call->getArg(Named), Context);
      const auto *Binary =
          dyn_cast<BinaryOperator>(Call->getArg(Named)->IgnoreParenCasts());
      Fact.Masked =
          Named == Row.Memory && Binary && Binary->getOpcode() == BO_And;
      Fact.MaskedInPage = Fact.Masked && isPageMask(Binary->getRHS(), Context);
    }
    // Who is handed the mapping is handed its direction; one's own is known.
    if (Row.Direction >= 0 && Fact.Direction.isConstant() && Named >= 0 &&
        isa_and_nonnull<ParmVarDecl>(namedPlace(Call->getArg(Named))))
      for (const ParmVarDecl *Parameter : Current->parameters())
        if (!Parameter->isReferenced() &&
            Parameter->getType().getCanonicalType() ==
                directionType(Call->getDirectCallee(), Row.Direction))
          Fact.IgnoredDirection = Parameter->getNameAsString();
    Facts.Calls.push_back(std::move(Fact));
  }

  /// True if \p Call frees what may be DMA memory: an address, not a record of
  /// the kernel's.
  static bool freesAddress(const ApiFunction &Row, const CallExpr *Call) {
    return Row.Role == FunctionRole::Free && Call->getDirectCallee()
                                                 ->getParamDecl(Row.Memory)
                                                 ->getType()
                                                 ->isVoidPointerType();
  }

  static QualType directionType(const FunctionDecl *Callee, int Index) {
    return Callee->getParamDecl(Index)->getType().getCanonicalType();
  }

  /// \p Acquired, a handle or memory, is stored through \p Out.
  void storeThrough(const Expr *Out, NodeId Acquired) {
    const auto *Unary = dyn_cast<UnaryOperator>(Out->IgnoreParenCasts());
    std::optional<NodeId> Place;
    if (Unary && Unary->getOpcode() == UO_AddrOf) {
      Understood.insert(Unary);
      Place = All.place(Unary->getSubExpr());
    } else if (std::optional<NodeId> Pointer = All.place(Out)) {
      Place = All.pointee(*Pointer);
    }
    if (Place)
      All.flow(*Place, Value::node(Acquired));
  }

  ASTContext &Context;
  const SourceManager &SM;
  const Model &Api;
  UnitSummary &Facts;
  Values All;
  const FunctionDecl *Current = nullptr;
  struct CallsOf {
    std::set<std::string> Callees;
  };
  MapVector<const FunctionDecl *, CallsOf> Bodies;
  /// Address-of and function references whose meaning a call or table gives.
  DenseSet<const Expr *> Understood;
  DenseSet<const FunctionDecl *> AddressTaken, EndsOnFailure, Removes, Stops,
      Works;
  MapVector<const CallExpr *, size_t> Acquisitions;
  DenseMap<const CallExpr *, std::string> Names, Narrow;
};

} // namespace

UnitSummary summarizeUnit(ASTContext &Context, const Model &Api,
                          std::string ModuleFolder) {
  UnitSummary Facts;
  Facts.ModuleFolder = std::move(ModuleFolder);
  const SourceManager &SM = Context.getSourceManager();
  if (OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    Facts.Folder =
        sys::path::parent_path(Main->getFileEntry().tryGetRealPathName());
  UnitSummarizer Visitor(Context, Api, Facts);
  for (Decl *Top : driverBodies(Context))
    Visitor.TraverseDecl(Top);
  Visitor.finish();
  return Facts;
}

} // namespace dmatidy
