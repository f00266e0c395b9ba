//===-- UnitFacts.cpp - One walk over a unit's bodies ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/unit/UnitFacts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// Collects facts from the bodies of one function at a time.
class FactsVisitor : public RecursiveASTVisitor<FactsVisitor> {
public:
  FactsVisitor(UnitFacts &Facts, const Model &Api, const SourceManager &SM)
      : Facts(Facts), Api(Api), SM(SM) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }

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
  bool TraverseCXXConstructorDecl(CXXConstructorDecl *Method) {
    return inFunction(Method, [&] {
      return RecursiveASTVisitor::TraverseCXXConstructorDecl(Method);
    });
  }
  bool TraverseCXXDestructorDecl(CXXDestructorDecl *Method) {
    return inFunction(Method, [&] {
      return RecursiveASTVisitor::TraverseCXXDestructorDecl(Method);
    });
  }

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee && Current)
      if (const FieldDecl *Operation = operationOf(Call->getCallee()))
        Facts.CalledThrough[Operation].insert(Current);
    if (!Callee || !Current)
      return true;
    CalledNames.insert(Call->getCallee()->IgnoreParenImpCasts());
    if (const ApiFunction *Row = rowOf(Api, Callee)) {
      UnitFacts::FunctionFacts &Mine = Facts.Functions[Current];
      Mine.ReachesDma |= Row->touchesDma();
      Mine.Acquisitions += Row->isAcquire();
      if (Row->Role == FunctionRole::Sync && Row->Handle >= 0)
        if (const ValueDecl *Place = namedPlace(Call->getArg(Row->Handle)))
          (Row->ToDevice ? Facts.SyncedForDevice
                         : Facts.SyncedForCpu)[canonical(Place)]
              .insert(Current);
      if (int Out = Row->isAcquire() ? Row->objectOut() : -1; Out >= 0)
        if (const ValueDecl *Place = namedPlace(Call->getArg(Out)))
          noteAcquired(*Row, Call, Place);
      if (Row->Handler >= 0)
        if (const auto *Ref = dyn_cast<DeclRefExpr>(
                Call->getArg(Row->Handler)->IgnoreParenCasts()))
          if (const auto *Handler = dyn_cast<FunctionDecl>(Ref->getDecl()))
            Facts.InterruptHandlers.insert(Handler->getCanonicalDecl());
      for (const Expr *Argument : Call->arguments())
        if (const ValueDecl *Place = namedPlace(Argument);
            isa_and_nonnull<FieldDecl>(Place))
          Facts.Asked.insert(canonical(Place));
      for (int Index : {Row->Handle, Row->Memory, Row->List, Row->HandleOut,
                        Row->MemoryOut})
        if (Index >= 0 && Row->touchesDma())
          if (const ValueDecl *Place = namedPlace(Call->getArg(Index)))
            Facts.ObjectPlaces.insert(canonical(Place));
      if (Row->isRelease()) {
        Mine.ReachesRelease = true;
        for (const ValueDecl *Place : objectPlaces(*Row, Call))
          Mine.OwnReleases.insert(canonical(Place));
      }
      if (Row->Role == FunctionRole::Test && Call != ReleaseTest)
        for (int Index : {Row->Handle, Row->Memory})
          if (Index >= 0)
            noteTestedByApi(Call->getArg(Index));
      return true;
    }
    UnitFacts::FunctionFacts &Mine = Facts.Functions[Current];
    Mine.Callees.insert(Callee->getCanonicalDecl());
    // The body speaks of the definition's parameters.
    if (const FunctionDecl *Definition = noteCalled(Callee))
      for (auto [Parameter, Argument] :
           zip(Definition->parameters(), Call->arguments()))
        if (const ValueDecl *Place = namedPlace(Argument))
          Mine.Flows.insert({Parameter, canonical(Place)});
    return true;
  }

  bool VisitReturnStmt(ReturnStmt *Return) {
    const Expr *E = Return->getRetValue();
    E = E ? E->IgnoreParenCasts() : nullptr;
    if (const auto *Choice = dyn_cast_or_null<ConditionalOperator>(E))
      E = Choice->getCond()->IgnoreParenCasts();
    const ValueDecl *Place = nullptr;
    if (const auto *Not = dyn_cast_or_null<UnaryOperator>(E);
        Not && Not->getOpcode() == UO_LNot)
      Place = namedPlace(Not->getSubExpr());
    else if (const auto *Compare = dyn_cast_or_null<BinaryOperator>(E);
             Compare && Compare->isEqualityOp())
      Place = namedPlace(Compare->getLHS());
    else if (E && E != Return->getRetValue()->IgnoreParenCasts())
      Place = namedPlace(E);
    if (Place && Current)
      Facts.Answers.insert({Current, canonical(Place)});
    return true;
  }

  bool VisitCompoundStmt(CompoundStmt *Block) {
    for (const Stmt *S : Block->body())
      noteDropped(S);
    return true;
  }

  bool VisitVarDecl(VarDecl *Variable) {
    if (Current && Variable->hasInit()) {
      noteFlow(Variable, Variable->getInit());
      noteTarget(Variable, Variable->getInit());
    }
    if (const auto *AtEnd = Variable->getAttr<CleanupAttr>(); AtEnd && Current)
      noteScopeCleanup(Variable, AtEnd->getFunctionDecl());
    return true;
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *Construct) {
    if (!Current)
      return true;
    UnitFacts::FunctionFacts &Mine = Facts.Functions[Current];
    Mine.Callees.insert(Construct->getConstructor()->getCanonicalDecl());
    noteCalled(Construct->getConstructor());
    // An automatic object is destroyed in the function that made it.
    if (const CXXDestructorDecl *Destructor =
            Construct->getConstructor()->getParent()->getDestructor()) {
      Mine.Callees.insert(Destructor->getCanonicalDecl());
      noteCalled(Destructor);
    }
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      if (!CalledNames.contains(Ref)) {
        Facts.AddressTaken.insert(Function->getCanonicalDecl());
        if (Current &&
            Facts.Functions[Current].Named.insert(Function->getCanonicalDecl()))
          Facts.NamedBy[Function->getCanonicalDecl()].push_back(Current);
      }
    return true;
  }

  bool VisitInitListExpr(InitListExpr *List) {
    forEachField(List, [&](const FieldDecl *Field, const Expr *Value) {
      noteOperation(Field, Value);
    });
    return true;
  }

  bool VisitIfStmt(IfStmt *If) {
    // Who asks only in order to release has gone on before as if it had worked.
    // A class asks in its destructor what its users may ask before.
    const Expr *Asked = If->getCond()->IgnoreParenImpCasts();
    const auto *Binary = dyn_cast<BinaryOperator>(Asked);
    if (Binary && Binary->getOpcode() == BO_NE)
      Asked = Binary->getLHS();
    const auto *Not = dyn_cast<UnaryOperator>(Asked);
    const auto *Test =
        Not && Not->getOpcode() == UO_LNot
            ? dyn_cast<CallExpr>(Not->getSubExpr()->IgnoreParenImpCasts())
            : nullptr;
    if (Test)
      Asked = askedByTest(Test, Api);
    const ValueDecl *Place = Asked ? namedPlace(Asked) : nullptr;
    if (Place && !If->getElse() && !isa_and_nonnull<CXXMethodDecl>(Current) &&
        !releasesIn(If->getThen(), Place, Api).empty()) {
      ReleaseGuard = Binary;
      ReleaseTest = Test;
      return true;
    }
    return testedIn(If->getCond());
  }
  bool VisitWhileStmt(WhileStmt *While) { return testedIn(While->getCond()); }
  bool VisitConditionalOperator(ConditionalOperator *Choice) {
    return testedIn(Choice->getCond());
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    // A field whose address is taken is written through it, to be safe.
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf) {
      noteWritten(Unary->getSubExpr());
      noteFilled(Unary->getSubExpr());
    }
    if (Unary->getOpcode() == UO_LNot)
      noteTested(Unary->getSubExpr());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp()) {
      noteWritten(Binary->getLHS());
      if (!isNothing(Binary->getRHS()))
        noteFilled(Binary->getLHS());
    }
    if (Binary->getOpcode() == BO_Assign)
      if (const ValueDecl *Place = namedPlace(Binary->getLHS())) {
        noteTarget(Place, Binary->getRHS());
        if (const auto *Variable =
                dyn_cast_or_null<VarDecl>(namedPlace(Binary->getRHS()));
            Variable && isa<FieldDecl>(Place))
          Facts.KeptIn[canonical(Variable)].push_back(canonical(Place));
      }
    if (Binary->getOpcode() == BO_Assign)
      if (const FieldDecl *Operation = operationOf(Binary->getLHS()))
        noteOperation(Operation, Binary->getRHS());
    if (Binary->getOpcode() == BO_Assign && Current)
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Binary->getLHS()->IgnoreParens()))
        noteFlow(Ref->getDecl(), Binary->getRHS());
    // Whether a pointer is some other one does not say whether it is one.
    if (Binary->isLogicalOp() ||
        (Binary->isComparisonOp() && Binary != ReleaseGuard &&
         (!Binary->getLHS()->getType()->isPointerType() ||
          isNothing(Binary->getLHS()) || isNothing(Binary->getRHS())))) {
      noteTested(Binary->getLHS());
      noteTested(Binary->getRHS());
    }
    return true;
  }

  /// Looks at what the driver calls of the kernel's headers, too. Where a
  /// mapped variable's pointer comes from a field, the field is mapped; where
  /// the handle is put from a variable into a field, the field has it.
  void finish() {
    while (!Called.empty())
      if (auto *Next = const_cast<FunctionDecl *>(Called.pop_back_val());
          !Facts.Functions.contains(Next->getCanonicalDecl()))
        TraverseDecl(Next);
    if (Mapped.empty())
      return;
    DenseMap<const ValueDecl *, SmallVector<const ValueDecl *, 2>> Sources;
    for (const auto &[Function, Mine] : Facts.Functions)
      for (auto [Target, Source] : Mine.Flows)
        Sources[Target].push_back(Source);
    for (const Mapping &Entry : Mapped) {
      // Through variables, and what helpers are given to map, to the fields.
      SmallSetVector<const ValueDecl *, 8> Buffers;
      auto Add = [&](const ValueDecl *Source) {
        if (Source && !Source->getType()->isIntegralOrEnumerationType())
          Buffers.insert(Source);
      };
      Buffers.insert(Entry.Buffer);
      Add(Entry.Source);
      for (size_t I = 0; I != Buffers.size(); ++I) {
        auto From = Sources.find(Buffers[I]);
        // A variable that takes several values is mapped with one of them.
        if (From != Sources.end() &&
            (isa<ParmVarDecl>(Buffers[I]) ||
             (isa<VarDecl>(Buffers[I]) && From->second.size() == 1)))
          for_each(From->second, Add);
      }
      SmallVector<const ValueDecl *, 4> Handles = {Entry.Handle};
      if (auto Kept = Facts.KeptIn.find(Entry.Handle);
          Kept != Facts.KeptIn.end())
        Handles.append(Kept->second);
      if (!Entry.IsPacket)
        Facts.Mapped.insert(Buffers.begin(), Buffers.end());
      if (auto Kept = Facts.KeptIn.find(Entry.Buffer);
          Kept != Facts.KeptIn.end())
        for_each(Kept->second, Add);
      for (const ValueDecl *Buffer : Buffers)
        for (const ValueDecl *Handle : Handles)
          Facts.BuffersOf.insert({Buffer, Handle});
    }
  }

private:
  /// Has \p Callee's definition, which it returns, looked at; null if there is
  /// no body to look at.
  const FunctionDecl *noteCalled(const FunctionDecl *Callee) {
    const FunctionDecl *Definition = nullptr;
    if (!Callee->hasBody(Definition) || isNeedlessBody(Definition, SM))
      return nullptr;
    if (!SM.isInSystemHeader(SM.getExpansionLoc(Definition->getLocation())))
      Called.push_back(Definition);
    return Definition;
  }
  /// Notes that \p Cleanup is called with the address of \p Variable when its
  /// scope ends.
  void noteScopeCleanup(const VarDecl *Variable, const FunctionDecl *Cleanup) {
    UnitFacts::FunctionFacts &Mine = Facts.Functions[Current];
    Mine.Callees.insert(Cleanup->getCanonicalDecl());
    Facts.ScopeCleanups[Current].push_back(Cleanup);
    const FunctionDecl *Definition = noteCalled(Cleanup);
    if (Definition && Definition->getNumParams() == 1)
      Mine.Flows.insert({Definition->getParamDecl(0), canonical(Variable)});
  }
  /// Notes what \p Value, if it is a function, is by standing in \p Field.
  void noteOperation(const FieldDecl *Field, const Expr *Value) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Value->IgnoreParenCasts());
    const auto *Function =
        Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
    if (!Function)
      return;
    Function = Function->getCanonicalDecl();
    Facts.Operations[Function].insert(Field);
    if (!Field->getIdentifier())
      return;
    StringRef Record = Field->getParent()->getName(), Name = Field->getName();
    if (Api.isFinalOnFailure(Record, Name))
      Facts.FinalOnFailure.insert(Function);
    if (Api.isCleanedUpAfter(Record, Name))
      Facts.CleanedUp.insert(Function);
    if (Api.isRepeated(Record, Name))
      Facts.Repeated.insert(Function);
  }
  /// Notes \p S if it is a call of the driver's own and nothing else.
  void noteDropped(const Stmt *S) {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (Current && Callee && !Callee->getReturnType()->isVoidType() &&
        isDriverDecl(Callee, SM))
      Facts.Dropped.emplace_back(Call, Current);
  }
  static const ValueDecl *canonical(const ValueDecl *Place) {
    return cast<ValueDecl>(Place->getCanonicalDecl());
  }
  template <typename Body> bool inFunction(FunctionDecl *Function, Body Visit) {
    if (!Function->doesThisDeclarationHaveABody() ||
        Function->isDependentContext())
      return true;
    const FunctionDecl *Outer =
        std::exchange(Current, Function->getCanonicalDecl());
    Facts.Functions[Current];
    Facts.Entries.push_back(Function);
    bool Going = Visit();
    Current = Outer;
    return Going;
  }
  bool testedIn(Expr *Condition) {
    if (Condition)
      noteTested(Condition);
    return true;
  }
  /// What is released as \p Target is released as the place \p Source names.
  void noteFlow(const ValueDecl *Target, const Expr *Source) {
    if (const ValueDecl *Place = namedPlace(Source)) {
      Facts.Functions[Current].Flows.insert(
          {canonical(Target), canonical(Place)});
      LastSource[canonical(Target)] = canonical(Place);
    }
  }
  /// \p Target takes what \p Source, an acquiring call perhaps, gives. Where
  /// the object comes through an argument, the result says nothing of it.
  void noteTarget(const ValueDecl *Target, const Expr *Source) {
    const auto *Call = dyn_cast<CallExpr>(Source->IgnoreParenCasts());
    const ApiFunction *Row =
        Call ? rowOf(Api, Call->getDirectCallee()) : nullptr;
    if (Row && Row->isAcquire() && Row->objectOut() < 0)
      noteAcquired(*Row, Call, Target);
  }
  /// \p Target takes what \p Call, of \p Row, acquires.
  void noteAcquired(const ApiFunction &Row, const CallExpr *Call,
                    const ValueDecl *Target) {
    Facts.Targets[Call] = Target;
    if (Current)
      ++Facts.Functions[Current].Acquired[canonical(Target)];
    if (Current && !Row.Managed)
      Facts.Functions[Current].Owned.insert(canonical(Target));
    if (Row.Result == ResultKind::Handle && Row.Memory >= 0 && Current) {
      const Expr *Buffer = Call->getArg(Row.Memory)->IgnoreParenCasts();
      noteMapped(namedPlace(Buffer), Target, /*IsPacket=*/false);
      // A packet's data: whoever has the packet has the buffer.
      const auto *Member = dyn_cast<MemberExpr>(Buffer);
      if (Member && Member->isArrow() &&
          !isDriverDecl(Member->getMemberDecl(), SM))
        noteMapped(namedPlace(Member->getBase()), Target, /*IsPacket=*/true);
    }
    Facts.ObjectPlaces.insert(canonical(Target));
  }
  void noteMapped(const ValueDecl *Buffer, const ValueDecl *Handle,
                  bool IsPacket) {
    if (Buffer)
      Mapped.push_back({canonical(Buffer), LastSource.lookup(canonical(Buffer)),
                        canonical(Handle), IsPacket});
  }
  void noteWritten(const Expr *E) {
    E = E->IgnoreParenCasts();
    while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase()->IgnoreParenCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl()))
        if (Current)
          Facts.Functions[Current].Written.Fields.insert(Field);
  }
  static bool isNothing(const Expr *Value) {
    const auto *Number = dyn_cast<IntegerLiteral>(Value->IgnoreParenCasts());
    return Number && Number->getValue().isZero();
  }
  void noteFilled(const Expr *E) {
    const ValueDecl *Place = Current ? namedPlace(E) : nullptr;
    if (outlivesCall(Place))
      Facts.Functions[Current].Filled.insert(canonical(Place));
  }
  void noteTested(const Expr *E) {
    if (const Decl *Place = testedPlace(E); Place && Current) {
      SourceLocation &Last = Facts.Functions[Current].Tested[Place];
      // Locations in macros do not compare with those outside.
      SourceLocation Here = SM.getExpansionLoc(E->getExprLoc());
      if (Last.isInvalid() || Last < Here)
        Last = Here;
    }
  }
  void noteTestedByApi(const Expr *E) {
    if (const Decl *Place = testedPlace(E))
      ++Facts.Functions[Current].ApiTests[Place];
  }
  static const Decl *testedPlace(const Expr *E) {
    // How it is aligned does not say whether it is there.
    E = E->IgnoreParenCasts();
    if (const auto *Not = dyn_cast<UnaryOperator>(E);
        Not && Not->getOpcode() == UO_LNot)
      E = Not->getSubExpr()->IgnoreParenCasts();
    const auto *Binary = dyn_cast<BinaryOperator>(E);
    const ValueDecl *Place =
        Binary && Binary->getOpcode() == BO_And ? nullptr : namedPlace(E);
    return Place ? Place->getCanonicalDecl() : nullptr;
  }

  UnitFacts &Facts;
  const Model &Api;
  const SourceManager &SM;
  const FunctionDecl *Current = nullptr;
  /// What is compared, or asked by a test function, to decide only whether to
  /// release it.
  const BinaryOperator *ReleaseGuard = nullptr;
  const CallExpr *ReleaseTest = nullptr;
  /// A mapped variable or field, where its pointer was last taken from (may be
  /// null), and where the handle goes. Of a packet the data is mapped, not what
  /// the pointer points to.
  struct Mapping {
    const ValueDecl *Buffer, *Source, *Handle;
    bool IsPacket;
  };
  std::vector<Mapping> Mapped;
  DenseMap<const ValueDecl *, const ValueDecl *> LastSource;
  DenseSet<const Expr *> CalledNames;
  /// Functions with bodies that are called; some have been looked at.
  SmallVector<const FunctionDecl *, 64> Called;
};

UnitFacts::UnitFacts(ASTContext &Context, const Model &Api) {
  const SourceManager &SM = Context.getSourceManager();
  FactsVisitor Visitor(*this, Api, SM);
  for (Decl *Top : driverBodies(Context))
    Visitor.TraverseDecl(Top);
  Visitor.finish();
  close(SM);
}

} // namespace dmatidy
