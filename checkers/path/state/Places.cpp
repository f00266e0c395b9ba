//===-- Places.cpp - Where in memory a value stands -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Questions about regions: which place one is, what leads to it, and what
// stands beside it.
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/Ownership.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

bool isLocal(const MemRegion *Region) {
  // Memory space questions want the base: a field of a local struct is local.
  return isa<StackLocalsSpaceRegion, StackArgumentsSpaceRegion>(
      Region->getBaseRegion()->getRawMemorySpace());
}

const ValueDecl *declOf(const MemRegion *Region) {
  for (;;) {
    if (const auto *WithDecl = dyn_cast<DeclRegion>(Region))
      return WithDecl->getDecl();
    if (const auto *Element = dyn_cast<ElementRegion>(Region))
      Region = Element->getSuperRegion();
    else if (const auto *Symbolic = dyn_cast<SymbolicRegion>(Region)) {
      const MemRegion *Origin = Symbolic->getSymbol()->getOriginRegion();
      if (!Origin || Origin == Region)
        return nullptr;
      Region = Origin;
    } else
      return nullptr;
  }
}

const MemRegion *originOf(SVal Value) {
  SymbolRef Symbol = Value.getAsSymbol();
  return Symbol ? Symbol->getOriginRegion() : nullptr;
}

const MemRegion *placeOf(const Expr *E, ProgramStateRef State,
                         const LocationContext *Frame) {
  E = E->IgnoreParenCasts();
  if (const auto *Named = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Named->getDecl());
    return Variable ? State->getLValue(Variable, Frame).getAsRegion() : nullptr;
  }
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Field =
      Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  if (!Field)
    return nullptr;
  SVal Base;
  if (Member->isArrow())
    Base = valueOf(Member->getBase(), State, Frame);
  else if (const MemRegion *Outer = placeOf(Member->getBase(), State, Frame))
    Base = loc::MemRegionVal(Outer);
  return Base.getAs<Loc>() ? State->getLValue(Field, Base).getAsRegion()
                           : nullptr;
}

const MemRegion *placeAt(const Expr *E, const ExplodedNode *Node) {
  // What is behind the evaluation of an argument, up to the call.
  constexpr unsigned MostNodes = 32;
  const LocationContext *Frame = Node->getLocationContext();
  const MemRegion *Place = nullptr;
  for (unsigned Count = 0; Node && !Place && Count < MostNodes; ++Count) {
    if (Node->getLocationContext() == Frame)
      Place = placeOf(E, Node->getState(), Frame);
    Node = Node->getFirstPred();
  }
  return Place;
}

SVal valueOf(const Expr *E, ProgramStateRef State,
             const LocationContext *Frame) {
  E = E->IgnoreParenCasts();
  const auto *Unary = dyn_cast<UnaryOperator>(E);
  bool IsAddress = Unary && Unary->getOpcode() == UO_AddrOf;
  const MemRegion *Place =
      placeOf(IsAddress ? Unary->getSubExpr() : E, State, Frame);
  if (!Place)
    return UnknownVal();
  return IsAddress ? SVal(loc::MemRegionVal(Place))
                   : State->getSVal(loc::MemRegionVal(Place), E->getType());
}

bool isInOneRecord(const MemRegion *A, const MemRegion *B) {
  const auto *FieldA = dyn_cast<FieldRegion>(A);
  const auto *FieldB = dyn_cast<FieldRegion>(B);
  return FieldA && FieldB &&
         (FieldA->isSubRegionOf(FieldB->getSuperRegion()) ||
          FieldB->isSubRegionOf(FieldA->getSuperRegion()));
}

namespace {
/// A place on the way to another, and the indices between the two.
struct Step {
  const MemRegion *Region;
  SmallVector<SVal, 2> Indices;
};
} // namespace

/// Goes from \p Region up to \p Owner, or to what it is found by if that is
/// null, and adds the indices on the way to \p Indices. A cast makes an element
/// 0 of what it casts.
static const MemRegion *goUp(const MemRegion *Region, const MemRegion *Owner,
                             SmallVectorImpl<SVal> &Indices) {
  while (Region != Owner && !isa<SymbolicRegion>(Region)) {
    const auto *Inner = dyn_cast<SubRegion>(Region);
    if (!Inner)
      break;
    const auto *Element = dyn_cast<ElementRegion>(Inner);
    if (Element && !Element->getIndex().isZeroConstant())
      Indices.push_back(Element->getIndex());
    Region = Inner->getSuperRegion();
  }
  return Region;
}

/// \p Region and the places whose pointers lead to it, the nearest first.
static SmallVector<Step, 4> wayTo(const MemRegion *Region) {
  SmallVector<Step, 4> Way;
  SmallVector<SVal, 2> Indices;
  while (Region && Way.size() < 4) {
    Way.push_back({Region, Indices});
    const auto *Base = dyn_cast<SymbolicRegion>(goUp(Region, nullptr, Indices));
    Region = Base ? Base->getSymbol()->getOriginRegion() : nullptr;
  }
  return Way;
}

/// The field that \p Region is, or is an element of, or null.
static const FieldRegion *fieldOf(const MemRegion *Region) {
  while (const auto *Element = dyn_cast<ElementRegion>(Region))
    Region = Element->getSuperRegion();
  return dyn_cast<FieldRegion>(Region);
}

/// The record that \p Field points to, or null.
static const RecordDecl *pointeeOf(const FieldRegion *Field) {
  QualType Pointee = Field->getValueType()->getPointeeType();
  return Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
}

/// True if \p Field is a pointer to another record of the kind it stands in.
static bool isNext(const FieldRegion *Field) {
  return pointeeOf(Field) == Field->getDecl()->getParent();
}

/// True if \p A and \p B, on the ways to two places, stand in one record and
/// the indices from there to the two places are the same.
static bool partsFrom(const Step &A, const Step &B) {
  const FieldRegion *FieldA = fieldOf(A.Region), *FieldB = fieldOf(B.Region);
  if (!FieldA || !FieldB || FieldA == FieldB || isNext(FieldA) ||
      isNext(FieldB) || !isInOneRecord(FieldA, FieldB))
    return false;
  // Two pointers into one ring: the next and the first.
  if (pointeeOf(FieldA) && pointeeOf(FieldA) == pointeeOf(FieldB))
    return false;
  const MemRegion *Owner = FieldA->isSubRegionOf(FieldB->getSuperRegion())
                               ? FieldB->getSuperRegion()
                               : FieldA->getSuperRegion();
  SmallVector<SVal, 2> IndicesA = A.Indices, IndicesB = B.Indices;
  goUp(A.Region, Owner, IndicesA);
  goUp(B.Region, Owner, IndicesB);
  return IndicesA == IndicesB;
}

bool isFoundBeside(const MemRegion *Buffer, const MemRegion *Place) {
  SmallVector<Step, 4> WayToPlace = wayTo(Place);
  return any_of(wayTo(Buffer), [&](const Step &A) {
    return any_of(WayToPlace, [&](const Step &B) { return partsFrom(A, B); });
  });
}

bool leadsTo(const MemRegion *Owner, const MemRegion *Place) {
  for (unsigned Depth = 0; Place && Depth < 8; ++Depth) {
    const MemRegion *Base = Place->getBaseRegion();
    if (Base == Owner)
      return true;
    const auto *Symbolic = dyn_cast<SymbolicRegion>(Base);
    Place = Symbolic ? Symbolic->getSymbol()->getOriginRegion() : nullptr;
  }
  return false;
}

SmallVector<ObjectId, 2> mappingsBehind(ProgramStateRef State,
                                        const MemRegion *Region) {
  SmallVector<ObjectId, 2> Mappings;
  for (auto [Id, Tracked] : State->get<DmaObjects>())
    if (Tracked.isLive() && Tracked.acquireRow() &&
        Tracked.acquireRow()->Result == ResultKind::Handle &&
        leadsTo(Region->getBaseRegion(),
                Tracked.arguments().Memory.getAsRegion()))
      Mappings.push_back(Id);
  return Mappings;
}

/// The type of what \p Region is, or points to if it is found by a pointer.
static QualType typeAt(const MemRegion *Region) {
  if (const auto *Pointee = dyn_cast<SymbolicRegion>(Region))
    return Pointee->getPointeeStaticType();
  if (const auto *Typed = dyn_cast<TypedValueRegion>(Region)) {
    QualType Type = Typed->getValueType();
    const auto *Array = Type->getAsArrayTypeUnsafe();
    return Array ? Array->getElementType() : Type;
  }
  return QualType();
}

/// True if \p Element is no element that anybody has written, but how the
/// engine writes what container_of() or netdev_priv() finds.
static bool isFoundByCast(const ElementRegion *Element) {
  QualType Type = typeAt(Element->getSuperRegion());
  return !Type.isNull() && Element->getElementType()->isRecordType() &&
         Type.getCanonicalType().getUnqualifiedType() !=
             Element->getElementType().getCanonicalType().getUnqualifiedType();
}

std::string spell(const MemRegion *Region) {
  if (const auto *Variable = dyn_cast<VarRegion>(Region))
    return Variable->getDecl()->getNameAsString();
  if (const auto *Field = dyn_cast<FieldRegion>(Region)) {
    const MemRegion *Super = Field->getSuperRegion();
    // Element 0 of what a pointer points to is how the engine writes a cast.
    if (const auto *Element = dyn_cast<ElementRegion>(Super))
      if (isa<SymbolicRegion>(Element->getSuperRegion()) &&
          Element->getIndex().isZeroConstant())
        Super = Element->getSuperRegion();
    std::string Name = Field->getDecl()->getNameAsString();
    // How the source calls the record is not known.
    if (const auto *Element = dyn_cast<ElementRegion>(Super);
        Element && isFoundByCast(Element))
      return Name;
    if (const auto *Pointee = dyn_cast<SymbolicRegion>(Super)) {
      const MemRegion *Origin = Pointee->getSymbol()->getOriginRegion();
      std::string Base = Origin ? spell(Origin) : "";
      return Base.empty() ? Name : Base + "->" + Name;
    }
    std::string Base = spell(Super);
    return Base.empty() ? Name : Name.empty() ? Base : Base + "." + Name;
  }
  if (const auto *Element = dyn_cast<ElementRegion>(Region)) {
    std::string Base = spell(Element->getSuperRegion());
    if (Base.empty())
      return "";
    if (auto Index = Element->getIndex().getAs<nonloc::ConcreteInt>())
      return Base + "[" +
             std::to_string(Index->getValue()->extOrTrunc(64).getSExtValue()) +
             "]";
    return Base + "[...]";
  }
  if (const auto *Pointee = dyn_cast<SymbolicRegion>(Region)) {
    const MemRegion *Origin = Pointee->getSymbol()->getOriginRegion();
    return Origin ? spell(Origin) : "";
  }
  return "";
}

} // namespace dmatidy
