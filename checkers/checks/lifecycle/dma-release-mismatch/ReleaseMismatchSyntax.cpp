//===-- ReleaseMismatchSyntax.cpp - What a field was made of --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Across the functions of a unit: a release is given a field as it stands, and
// all that the unit puts there is a handle shifted to the right; the head of a
// list, or a handle, that the unit has moved on since; or a size that a
// function sets anew whether or not it has acquired the memory anew.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/checks/lifecycle/dma-release-mismatch/ReleaseMismatch.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What the functions of a unit do to one field.
struct FieldUse {
  /// A handle that was acquired in the same function, shifted to the right.
  const Expr *Shifted = nullptr;
  /// Some function puts there what it maps: the head of a list, a handle.
  bool IsAcquired = false;
  /// It is stepped on to another element or address.
  const Expr *Moved = nullptr;
  /// Something else is put there; its address is taken.
  bool Otherwise = false;
};
using FieldUses = DenseMap<const FieldDecl *, FieldUse>;
/// From a field for memory and one for its size to where the size is set though
/// the memory may be the old one.
using SizeUses =
    DenseMap<std::pair<const FieldDecl *, const FieldDecl *>, const Expr *>;

/// Reads one function for sizes.
class SizeVisitor : public RecursiveASTVisitor<SizeVisitor> {
  using Base = RecursiveASTVisitor<SizeVisitor>;

public:
  explicit SizeVisitor(const SyntaxContext &In) : In(In) {}

  bool TraverseIfStmt(IfStmt *If) {
    const FieldDecl *Empty = foundEmpty(If->getCond());
    if (!Empty)
      return Base::TraverseIfStmt(If);
    Guards.push_back(Empty);
    bool GoOn = TraverseStmt(If->getThen());
    Guards.pop_back();
    return GoOn && TraverseStmt(If->getElse());
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    const FieldDecl *Field = Binary->getOpcode() == BO_Assign
                                 ? namedField(Binary->getLHS())
                                 : nullptr;
    const auto *Call = dyn_cast<CallExpr>(Binary->getRHS()->IgnoreParenCasts());
    const ApiFunction *Row =
        Field && Call ? rowOf(In.Api, Call->getDirectCallee()) : nullptr;
    if (Row && Row->isAcquire() && !is_contained(Guards, Field)) {
      Renewed.insert(Field);
    } else if (Row && Row->isAcquire() && Row->Size >= 0) {
      if (const VarDecl *Size = namedVariable(Call->getArg(Row->Size)))
        Acquired.emplace_back(Field, Size);
    } else if (Field) {
      Stores.push_back({Field,
                        namedVariable(Binary->getRHS()),
                        Binary,
                        {Guards.begin(), Guards.end()}});
    }
    return true;
  }
  /// Adds what the function does.
  void add(SizeUses &Sizes) const {
    for (auto [Memory, Size] : Acquired)
      for (const Store &Set : Stores)
        if (Set.Value == Size && !is_contained(Set.Guards, Memory) &&
            !Renewed.contains(Memory) &&
            Set.Field->getParent() == Memory->getParent())
          Sizes[{Memory, Set.Field}] = Set.At;
  }

private:
  /// The field that \p Condition finds to be NULL where it holds.
  static const FieldDecl *foundEmpty(const Expr *Condition) {
    const auto *Not = dyn_cast<UnaryOperator>(Condition->IgnoreParenImpCasts());
    return Not && Not->getOpcode() == UO_LNot ? namedField(Not->getSubExpr())
                                              : nullptr;
  }
  struct Store {
    const FieldDecl *Field;
    const VarDecl *Value;
    const Expr *At;
    SmallVector<const FieldDecl *, 2> Guards;
  };
  const SyntaxContext &In;
  SmallVector<const FieldDecl *, 4> Guards;
  SmallVector<std::pair<const FieldDecl *, const VarDecl *>, 2> Acquired;
  SmallVector<Store, 8> Stores;
  /// What is acquired whatever there was.
  SmallPtrSet<const FieldDecl *, 2> Renewed;
};

/// Reads one function for handles and lists.
class FieldVisitor : public RecursiveASTVisitor<FieldVisitor> {
public:
  FieldVisitor(const SyntaxContext &In, FieldUses &Fields)
      : In(In), Fields(Fields) {
    for (const ModeledSite &Site : In.Calls) {
      if (!Site.Row->isAcquire())
        continue;
      const Expr *Out = Site.argument(Site.Row->HandleOut);
      if (const auto *Address = dyn_cast_or_null<UnaryOperator>(
              Out ? Out->IgnoreParenCasts() : nullptr))
        if (const ValueDecl *Place = namedPlace(Address->getSubExpr()))
          Handles.insert(Place);
      if (Site.Row->Result == ResultKind::Handle)
        Mappings.insert(Site.Call);
      if (Site.Row->Result == ResultKind::Count)
        Lists.push_back(Site);
    }
  }

  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit() &&
        Mappings.contains(Variable->getInit()->IgnoreParenCasts()))
      Handles.insert(Variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (!Binary->isAssignmentOp())
      return true;
    const Expr *Value = Binary->getRHS()->IgnoreParenCasts();
    if (const ValueDecl *Place = namedPlace(Binary->getLHS());
        Place && Mappings.contains(Value))
      Handles.insert(Place);
    const FieldDecl *Field = namedField(Binary->getLHS());
    if (!Field)
      return true;
    FieldUse &Use = Fields[Field];
    const auto *Shift = dyn_cast<BinaryOperator>(Value);
    if (Binary->getOpcode() == BO_AddAssign) {
      step(Use, Binary);
    } else if (Binary->getOpcode() == BO_Assign && Shift &&
               Shift->getOpcode() == BO_Shr &&
               In.number(Shift->getRHS()).value_or(0) > 0 &&
               Handles.contains(namedPlace(Shift->getLHS()))) {
      Use.Shifted = Binary;
    } else if (Binary->getOpcode() == BO_Assign && isNextOf(Value, Field)) {
      step(Use, Binary);
    } else if (mapsFrom(Field) || mapsFrom(namedVariable(Value)) ||
               Mappings.contains(Value)) {
      Use.IsAcquired = true;
    } else if (In.number(Value) != 0) {
      // Nothing is put there by clearing it.
      Use.Otherwise = true;
    }
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    const FieldDecl *Field = namedField(Unary->getSubExpr());
    if (!Field)
      return true;
    if (Unary->isIncrementOp())
      step(Fields[Field], Unary);
    else if (Unary->getOpcode() == UO_AddrOf || Unary->isDecrementOp())
      Fields[Field].Otherwise = true;
    return true;
  }

private:
  /// True if the function maps the list in \p Place.
  bool mapsFrom(const ValueDecl *Place) const {
    return Place && any_of(Lists, [&](const ModeledSite &Site) {
             return namedPlace(Site.argument(Site.Row->List)) == Place;
           });
  }
  /// True if \p Value is the entry behind the one in \p Field, or at \p Field
  /// and a distance.
  bool isNextOf(const Expr *Value, const FieldDecl *Field) const {
    if (const auto *Call = dyn_cast<CallExpr>(Value)) {
      const ApiFunction *Row = anyRowOf(In.Api, Call->getDirectCallee());
      return Row && Row->Role == FunctionRole::NextOf &&
             namedField(Call->getArg(Row->List)) == Field;
    }
    const auto *Sum = dyn_cast<BinaryOperator>(Value);
    return Sum && Sum->getOpcode() == BO_Add &&
           namedField(Sum->getLHS()) == Field;
  }
  void step(FieldUse &Use, const Expr *Step) {
    Use.Moved = Step;
    const FieldDecl *Field = namedField(
        isa<UnaryOperator>(Step) ? cast<UnaryOperator>(Step)->getSubExpr()
                                 : cast<BinaryOperator>(Step)->getLHS());
    // One list the function has by whatever name.
    Use.IsAcquired |= (mapsFrom(Field) || Lists.size() == 1) &&
                      Field->getType()->isPointerType();
  }

  const SyntaxContext &In;
  FieldUses &Fields;
  SmallPtrSet<const ValueDecl *, 4> Handles;
  SmallPtrSet<const Expr *, 4> Mappings;
  SmallVector<ModeledSite, 2> Lists;
};

} // namespace

void checkFieldsInUnit(ArrayRef<SyntaxContext> Unit) {
  FieldUses Fields;
  SizeUses Sizes;
  for (const SyntaxContext &In : Unit) {
    if (none_of(In.Calls,
                [](const ModeledSite &Site) { return Site.Row->isAcquire(); }))
      continue;
    SizeVisitor OfSizes(In);
    OfSizes.TraverseStmt(In.Function->getBody());
    OfSizes.add(Sizes);
  }
  for (const SyntaxContext &In : Unit) {
    FieldVisitor Visitor(In, Fields);
    Visitor.TraverseStmt(In.Function->getBody());
  }
  for (const SyntaxContext &In : Unit)
    for (const ModeledSite &Site : In.Calls) {
      if (!Site.Row->isRelease())
        continue;
      const Expr *Handle = Site.argument(Site.Row->Handle),
                 *List = Site.argument(Site.Row->List),
                 *Memory = Site.argument(Site.Row->Memory),
                 *Size = Site.argument(Site.Row->Size);
      if (Memory && Size)
        if (const Expr *Set =
                Sizes.lookup({namedField(Memory), namedField(Size)})) {
          In.add({"dma-release-mismatch", "size"}, quote(Memory, In.Context),
                 Confidence::Medium, Size->getBeginLoc(),
                 quote(Memory, In.Context) + " is released with " +
                     quote(Size, In.Context) +
                     " bytes, which is set anew where the memory is kept; keep "
                     "the size that it was acquired with");
          In.note(Set->getBeginLoc(), "it is set here");
          continue;
        }
      auto Use = Fields.find(Handle ? namedField(Handle)
                             : List ? namedField(List)
                                    : nullptr);
      if (Use == Fields.end() || Use->second.Otherwise)
        continue;
      if (Handle && Use->second.Shifted) {
        In.add({"dma-release-mismatch", "handle"}, quote(Handle, In.Context),
               Confidence::Medium, Handle->getBeginLoc(),
               quote(Handle, In.Context) +
                   " is the DMA handle shifted to the right, and is released "
                   "with; shift it back, or keep the handle itself");
        In.note(Use->second.Shifted->getBeginLoc(), "it is shifted here");
      } else if (Use->second.Moved && Use->second.IsAcquired) {
        const Expr *Object = Handle ? Handle : List;
        In.add({"dma-release-mismatch", Handle ? "handle" : "list"},
               quote(Object, In.Context), Confidence::Medium,
               Object->getBeginLoc(),
               quote(Object, In.Context) +
                   (Handle ? " is no longer the address that was mapped; keep "
                             "that and release with it"
                           : " no longer points to the first entry of the list "
                             "that was mapped; keep the first entry and "
                             "release with it"));
        In.note(Use->second.Moved->getBeginLoc(), "it is moved on here");
      }
    }
}

} // namespace dmatidy
