//===-- ProgramSlicer.cpp - Functions reduced to what matters -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reduction/ProgramSlicer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Decides which statements stay.
class Chooser {
public:
  Chooser(StatementList &Statements, const UnitFacts &Facts,
          const ObjectLocations &Locations)
      : Statements(Statements), Facts(Facts), Locations(Locations) {}

  void run() {
    index();
    for (unsigned I = 0, E = Statements.All.size(); I != E; ++I)
      if (Statement &S = Statements.All[I]; S.Kept || accessesObject(S)) {
        S.Kept = false;
        keep(I);
      }
    while (!Fresh.empty())
      for (const Decl *Name : Statements.All[Fresh.pop_back_val()].Names)
        need(Name);
  }

private:
  /// The records that \p Record consists of, itself first.
  ArrayRef<const RecordDecl *> partsOf(const RecordDecl *Record) {
    auto [Place, New] = Within.try_emplace(Record);
    if (New) {
      SetVector<const RecordDecl *> All;
      All.insert(Record);
      for (unsigned I = 0; I != All.size(); ++I)
        if (const RecordDecl *Definition = All[I]->getDefinition())
          for (const FieldDecl *Field : Definition->fields())
            if (const RecordDecl *Part = Field->getType()
                                             ->getBaseElementTypeUnsafe()
                                             ->getAsRecordDecl())
              All.insert(Part);
      Place->second.assign(All.begin(), All.end());
    }
    return Place->second;
  }

  bool accessesObject(const Statement &S) {
    return Statements.Buffers.contains(S.Stored) ||
           any_of(S.Names,
                  [&](const Decl *Name) { return Locations.contains(Name); }) ||
           any_of(S.Writes,
                  [&](const Decl *Name) { return Locations.contains(Name); }) ||
           any_of(S.Records, [&](const RecordDecl *Record) {
             auto [Place, New] = HoldsObject.try_emplace(Record);
             if (New)
               Place->second =
                   any_of(partsOf(Record), [&](const RecordDecl *Part) {
                     const RecordDecl *Definition = Part->getDefinition();
                     return Definition &&
                            any_of(Definition->fields(),
                                   [&](const FieldDecl *Field) {
                                     return Locations.contains(Field);
                                   });
                   });
             return Place->second;
           });
  }

  void index() {
    SetVector<const Decl *> Groups;
    for (unsigned I = 0, E = Statements.All.size(); I != E; ++I)
      for (const Decl *Place : Statements.All[I].Writes) {
        WrittenBy[Place].push_back(I);
        if (!isa<FieldDecl, VarDecl>(Place))
          Groups.insert(Place);
      }
    for (const Decl *Group : Groups)
      if (const auto *Callee = dyn_cast<FunctionDecl>(Group)) {
        for (const FieldDecl *Field : Facts.writesOf(Callee).Fields)
          Wider[Field->getCanonicalDecl()].push_back(Callee);
      } else if (const auto *Record = dyn_cast<RecordDecl>(Group)) {
        for (const RecordDecl *Part : partsOf(Record))
          if (Part != Record)
            Wider[Part].push_back(Record);
      }
    for (auto [Location, Alias] : Locations.aliases()) {
      Wider[Location].push_back(Alias);
      Wider[Alias].push_back(Location);
    }
  }

  void keep(unsigned Index) {
    if (std::exchange(Statements.All[Index].Kept, true))
      return;
    Fresh.push_back(Index);
  }

  /// What writes \p Place has to stay.
  void need(const Decl *Place) {
    SmallVector<const Decl *, 8> Work{Place};
    while (!Work.empty()) {
      const Decl *Next = Work.pop_back_val();
      if (!Needed.insert(Next).second)
        continue;
      if (auto It = WrittenBy.find(Next); It != WrittenBy.end())
        for (unsigned Index : It->second)
          keep(Index);
      if (auto It = Wider.find(Next); It != Wider.end())
        append_range(Work, It->second);
      if (const auto *Field = dyn_cast<FieldDecl>(Next))
        Work.push_back(Field->getParent());
    }
  }

  StatementList &Statements;
  const UnitFacts &Facts;
  const ObjectLocations &Locations;
  DenseSet<const Decl *> Needed;
  DenseMap<const Decl *, SmallVector<unsigned, 4>> WrittenBy;
  /// What is written where something else is: the functions that write a field,
  /// the records that contain a record, aliases.
  DenseMap<const Decl *, SmallVector<const Decl *, 2>> Wider;
  DenseMap<const RecordDecl *, std::vector<const RecordDecl *>> Within;
  DenseMap<const RecordDecl *, bool> HoldsObject;
  SmallVector<unsigned, 32> Fresh;
};

/// A control-flow graph that something is taken out of.
class Cutter {
public:
  void cut(const Statement &S) {
    if (S.Variable)
      Variables.insert(S.Variable);
    if (S.Choice)
      Dropped.insert(S.Choice);
    if (S.Choice && S.IsTaken)
      Taken.insert(S.Choice);
    cutBelow(S.Whole);
  }

  void run(CFG &Graph) {
    if (Dropped.empty() && Variables.empty())
      return;
    // Taken down first: an edge is known to both its ends.
    std::vector<std::pair<CFGBlock *, CFGBlock>> Before;
    for (CFGBlock *Block : Graph)
      Before.emplace_back(Block, *Block);
    BumpVectorContext &Memory = Graph.getBumpVectorContext();
    for (auto &[Block, Old] : Before)
      *Block = CFGBlock(Old.getBlockID(), Memory, &Graph);
    for (auto &[Block, Old] : Before)
      rebuild(*Block, Old, Memory);
  }

private:
  void cutBelow(const Stmt *S) {
    if (!S)
      return;
    Dropped.insert(S);
    if (const auto *Declared = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declared->decls())
        Variables.insert(D);
    for (const Stmt *Child : S->children())
      cutBelow(Child);
  }

  bool isCut(const CFGElement &Element) const {
    auto CS = Element.getAs<CFGStmt>();
    if (!CS)
      return false;
    // A declaration of several variables has been taken apart.
    if (const auto *Declared = dyn_cast<DeclStmt>(CS->getStmt()))
      return all_of(Declared->decls(),
                    [&](const Decl *D) { return Variables.contains(D); });
    return Dropped.contains(CS->getStmt());
  }

  void rebuild(CFGBlock &Block, CFGBlock &Old, BumpVectorContext &Memory) {
    for (const CFGElement &Element : reverse(Old))
      if (!isCut(Element))
        Block.Elements.push_back(Element, Memory);
    Block.setLabel(Old.getLabel());
    Block.setLoopTarget(Old.getLoopTarget());
    if (Old.hasNoReturnElement())
      Block.setHasNoReturnElement();
    const Stmt *Choice = Old.getTerminatorStmt();
    if (!Choice || !Dropped.contains(Choice)) {
      Block.setTerminator(Old.getTerminator());
      for (const CFGBlock::AdjacentBlock &Next : Old.succs())
        Block.addSuccessor(Next, Memory);
      return;
    }
    if (Taken.contains(Choice) && Old.succ_begin()->isReachable())
      return Block.addSuccessor(*Old.succ_begin(), Memory);
    // The way on is the last one: what is false, what is not a case.
    for (const CFGBlock::AdjacentBlock &Next : reverse(Old.succs()))
      if (Next.isReachable())
        return Block.addSuccessor(Next, Memory);
    for (const CFGBlock::AdjacentBlock &Next : Old.succs())
      Block.addSuccessor(Next, Memory);
  }

  DenseSet<const Stmt *> Dropped, Taken;
  DenseSet<const Decl *> Variables;
};

} // namespace

ProgramSlicer::ProgramSlicer(const UnitFacts &Facts,
                             const ObjectLocations &Locations, const Model &Api,
                             RelevanceLookup Relevant)
    : Statements(findStatements(Facts, Api, Relevant)) {
  Chooser(Statements, Facts, Locations).run();
}

void ProgramSlicer::apply(const FunctionDecl *Function, CFG &Graph) const {
  auto It = Statements.Of.find(Function->getCanonicalDecl());
  if (It == Statements.Of.end())
    return;
  auto [First, Last] = It->second;
  Cutter Scissors;
  for (const Statement &S : ArrayRef(Statements.All).slice(First, Last - First))
    if (!S.Kept)
      Scissors.cut(S);
  Scissors.run(Graph);
}

} // namespace dmatidy
