//===-- ProgramSlicer.cpp - Functions without what does not matter
//----------------===//
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

/// Decides which pieces stay.
class Chooser {
public:
  Chooser(StatementList &Parts, const UnitFacts &Facts,
          const ObjectLocations &Locations)
      : Parts(Parts), Facts(Facts), Locations(Locations) {}

  void run() {
    index();
    for (unsigned I = 0, E = Parts.All.size(); I != E; ++I)
      if (Statement &One = Parts.All[I]; One.Kept || carries(One)) {
        One.Kept = false;
        keep(I);
      }
    while (!Fresh.empty())
      for (const Decl *Name : Parts.All[Fresh.pop_back_val()].Names)
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

  bool carries(const Statement &One) {
    return Parts.Buffers.contains(One.Stored) ||
           any_of(One.Names,
                  [&](const Decl *Name) { return Locations.contains(Name); }) ||
           any_of(One.Writes,
                  [&](const Decl *Name) { return Locations.contains(Name); }) ||
           any_of(One.Records, [&](const RecordDecl *Record) {
             auto [Place, New] = Carrying.try_emplace(Record);
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
    for (unsigned I = 0, E = Parts.All.size(); I != E; ++I)
      for (const Decl *Place : Parts.All[I].Writes) {
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
    for (auto [One, Other] : Locations.aliases()) {
      Wider[One].push_back(Other);
      Wider[Other].push_back(One);
    }
  }

  void keep(unsigned Index) {
    if (std::exchange(Parts.All[Index].Kept, true))
      return;
    Fresh.push_back(Index);
  }

  /// What writes \p Place has to stay.
  void need(const Decl *Place) {
    SmallVector<const Decl *, 8> Work{Place};
    while (!Work.empty()) {
      const Decl *One = Work.pop_back_val();
      if (!Needed.insert(One).second)
        continue;
      if (auto Found = WrittenBy.find(One); Found != WrittenBy.end())
        for (unsigned Index : Found->second)
          keep(Index);
      if (auto Found = Wider.find(One); Found != Wider.end())
        append_range(Work, Found->second);
      if (const auto *Field = dyn_cast<FieldDecl>(One))
        Work.push_back(Field->getParent());
    }
  }

  StatementList &Parts;
  const UnitFacts &Facts;
  const ObjectLocations &Locations;
  DenseSet<const Decl *> Needed;
  DenseMap<const Decl *, SmallVector<unsigned, 4>> WrittenBy;
  /// What is written where something else is: the functions that write a field,
  /// the records that contain a record, aliases.
  DenseMap<const Decl *, SmallVector<const Decl *, 2>> Wider;
  DenseMap<const RecordDecl *, std::vector<const RecordDecl *>> Within;
  DenseMap<const RecordDecl *, bool> Carrying;
  SmallVector<unsigned, 32> Fresh;
};

/// A control-flow graph that something is taken out of.
class Cutter {
public:
  void cut(const Statement &One) {
    if (One.Variable)
      Variables.insert(One.Variable);
    if (One.Choice)
      Dropped.insert(One.Choice);
    cutBelow(One.Whole);
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
      for (const Decl *One : Declared->decls())
        Variables.insert(One);
    for (const Stmt *Child : S->children())
      cutBelow(Child);
  }

  bool isCut(const CFGElement &Element) const {
    auto Known = Element.getAs<CFGStmt>();
    if (!Known)
      return false;
    // A declaration of several variables has been taken apart.
    if (const auto *Declared = dyn_cast<DeclStmt>(Known->getStmt()))
      return all_of(Declared->decls(),
                    [&](const Decl *One) { return Variables.contains(One); });
    return Dropped.contains(Known->getStmt());
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
    // The way on is the last one: what is false, what is not a case.
    for (const CFGBlock::AdjacentBlock &Next : reverse(Old.succs()))
      if (Next.isReachable())
        return Block.addSuccessor(Next, Memory);
    for (const CFGBlock::AdjacentBlock &Next : Old.succs())
      Block.addSuccessor(Next, Memory);
  }

  DenseSet<const Stmt *> Dropped;
  DenseSet<const Decl *> Variables;
};

} // namespace

ProgramSlicer::ProgramSlicer(const UnitFacts &Facts,
                             const ObjectLocations &Locations, const Model &Api,
                             RelevanceLookup Relevant)
    : Parts(findStatements(Facts, Api, Relevant)) {
  Chooser(Parts, Facts, Locations).run();
}

void ProgramSlicer::apply(const FunctionDecl *Function, CFG &Graph) const {
  auto Found = Parts.Of.find(Function->getCanonicalDecl());
  if (Found == Parts.Of.end())
    return;
  auto [First, Last] = Found->second;
  Cutter Scissors;
  for (const Statement &One : ArrayRef(Parts.All).slice(First, Last - First))
    if (!One.Kept)
      Scissors.cut(One);
  Scissors.run(Graph);
}

} // namespace dmatidy
