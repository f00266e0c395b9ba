//===-- PlaceDirection.cpp - Directions by where the handle is kept -------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One record type often serves both ways: the transmit ring has an array of it,
// and the receive ring another. A handle in such a record is what the module's
// view takes for one place. Here it is known by the array as well: all that a
// unit maps into the elements of an array in one direction is released and
// synchronised in that direction (Documentation/core-api/dma-api.rst,
// "dma_unmap_single"). Likewise what a function maps into one of its variables,
// whichever way leads from there to the release.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/ReleaseMismatch.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Where handles are kept: an array or an embedded record, null if it is not
/// known, and the field of its elements or its own; or a variable and null.
using HandlePlace = std::pair<const ValueDecl *, const FieldDecl *>;

/// What a ring is for, as the words `rx` and `tx` in the names around it say.
enum class RingUse { Unknown, Receive, Send };
/// Handles in the rings of one use, by the field of their records.
using RingPlace = std::pair<const FieldDecl *, RingUse>;

/// A call that maps, releases or synchronises, with the direction it is given.
struct DirectedCall {
  const SyntaxContext *In;
  ModeledSite Site;
  std::optional<int64_t> Direction;
};

/// What a unit does with the handles in one such place.
struct PlaceCalls {
  SmallVector<DirectedCall, 2> Maps, Others;
};

/// Collects the calls of one function by the places that they are about.
class PlaceCollector : public RecursiveASTVisitor<PlaceCollector> {
public:
  PlaceCollector(const SyntaxContext &In,
                 MapVector<HandlePlace, PlaceCalls> &Places,
                 MapVector<RingPlace, PlaceCalls> &Rings)
      : In(In), Sources(In.Function), Places(Places) {
    TraverseStmt(In.Function->getBody());
    for (auto [Ring, Stored] : StoredInRings)
      if (const ModeledSite *Map = mapGiving(Stored);
          Map && !Shared.contains(namedVariable(Stored)))
        Rings[Ring].Maps.push_back(directed(*Map));
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Handle = Site.argument(Site.Row->Handle);
      if (!Handle || Site.Row->Direction < 0 || Site.Row->isAcquire())
        continue;
      if (std::optional<HandlePlace> Place = placeOf(Handle))
        Places[*Place].Others.push_back(directed(Site));
      if (const VarDecl *Variable = namedVariable(Handle))
        Handle = lastSourceOf(Variable, Site.Call->getBeginLoc());
      if (std::optional<RingPlace> Ring = ringOf(Handle))
        Rings[*Ring].Others.push_back(directed(Site));
    }
  }

  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit())
      Assigned.push_back({Variable, Variable->getInit()});
    if (Variable->getInit() && Variable->hasLocalStorage())
      noteStored(HandlePlace(Variable, nullptr), Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (!Binary->isAssignmentOp())
      return true;
    if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
      Assigned.push_back({Variable, Binary->getRHS()});
    if (std::optional<RingPlace> Ring = ringOf(Binary->getLHS()))
      StoredInRings.push_back({*Ring, Binary->getRHS()});
    if (std::optional<HandlePlace> Place = placeOf(Binary->getLHS()))
      noteStored(*Place, Binary->getRHS());
    // Through a parameter, say: it may be an element of any array.
    else if (const FieldDecl *Field = namedField(Binary->getLHS()))
      noteStored(HandlePlace(nullptr, Field), Binary->getRHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (const VarDecl *Variable = namedVariable(Unary->getSubExpr());
        Variable && Unary->getOpcode() == UO_AddrOf)
      Shared.insert(Variable);
    // Whoever has the address may put something there.
    if (Unary->getOpcode() == UO_AddrOf || Unary->isIncrementDecrementOp())
      if (std::optional<HandlePlace> Place = placeOf(Unary->getSubExpr()))
        Places[*Place].Maps.push_back({&In, {nullptr, nullptr}, std::nullopt});
    return true;
  }

private:
  /// The call that maps what \p Stored is; or null.
  const ModeledSite *mapGiving(const Expr *Stored) const {
    const Expr *Value = Sources.sourceOf(Stored);
    if (!Value)
      return nullptr;
    auto Site = find_if(In.Calls, [&](const ModeledSite &Other) {
      return Other.Call == Value->IgnoreParenCasts();
    });
    return Site != In.Calls.end() && Site->Row->isAcquire() &&
                   Site->Row->Result == ResultKind::Handle
               ? &*Site
               : nullptr;
  }
  /// \p Place takes \p Stored.
  void noteStored(const HandlePlace &Place, const Expr *Stored) {
    if (const ModeledSite *Map = mapGiving(Stored))
      Places[Place].Maps.push_back(directed(*Map));
    // What else is put there was mapped elsewhere.
    else if (In.number(Stored) != 0)
      Places[Place].Maps.push_back({&In, {nullptr, nullptr}, std::nullopt});
  }

  /// What \p Variable, which may be null, was last set to in front of \p At, as
  /// the text stands; or null.
  const Expr *lastSourceOf(const VarDecl *Variable, SourceLocation At) const {
    const Expr *Last = nullptr;
    for (auto [Set, Source] : Assigned)
      if (Set == Variable && In.comesBefore(Source->getBeginLoc(), At))
        Last = Source;
    return Last;
  }
  /// What the words in \p Name say.
  static RingUse useIn(StringRef Name) {
    RingUse Use = RingUse::Unknown;
    SmallVector<StringRef, 8> Words;
    SplitString(Name, Words, " _->.[]()&*");
    for (StringRef Word : Words) {
      Word = Word.rtrim("0123456789");
      RingUse Said = Word.equals_insensitive("rx")   ? RingUse::Receive
                     : Word.equals_insensitive("tx") ? RingUse::Send
                                                     : RingUse::Unknown;
      if (Said == RingUse::Unknown)
        continue;
      if (Use != RingUse::Unknown && Use != Said)
        return RingUse::Unknown;
      Use = Said;
    }
    return Use;
  }
  /// The field of a record of the driver's that \p Handle, which may be null,
  /// names, and what the ring is for: the names on the way to it say so, or
  /// else that of the function.
  std::optional<RingPlace> ringOf(const Expr *Handle) const {
    const FieldDecl *Field = Handle ? namedField(Handle) : nullptr;
    if (!Field || !isDriverDecl(Field, In.Context.getSourceManager()))
      return std::nullopt;
    std::string Way = quote(Handle, In.Context);
    if (const Expr *Source =
            lastSourceOf(rootVariable(Handle), Handle->getBeginLoc()))
      Way += " " + quote(Source, In.Context);
    RingUse Use = useIn(Way);
    if (Use == RingUse::Unknown)
      Use = useIn(In.Function->getNameAsString());
    if (Use == RingUse::Unknown)
      return std::nullopt;
    return RingPlace(Field->getCanonicalDecl(), Use);
  }

  DirectedCall directed(const ModeledSite &Site) const {
    return {&In, Site, In.number(Site.argument(Site.Row->Direction))};
  }

  /// The variable that \p E names, or the field, of an element of an array in a
  /// field or of a record in one; where the variable is what such a field
  /// holds, that.
  std::optional<HandlePlace> placeOf(const Expr *E) const {
    E = E->IgnoreParenCasts();
    if (const VarDecl *Variable = namedVariable(E)) {
      const Expr *Source = Sources.sourceOf(E);
      if (Source &&
          isa<MemberExpr, ArraySubscriptExpr>(Source->IgnoreParenCasts()))
        return placeOf(Source);
      return Variable->hasLocalStorage() && !isa<ParmVarDecl>(Variable)
                 ? std::optional(HandlePlace(Variable, nullptr))
                 : std::nullopt;
    }
    // One of a record's handles stands for all of them.
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase()->IgnoreParenCasts();
    const auto *Member = dyn_cast<MemberExpr>(E);
    const auto *Field =
        Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
    if (!Field || !isDriverDecl(Field, In.Context.getSourceManager()))
      return std::nullopt;
    const Expr *Record = Sources.sourceOf(Member->getBase());
    const FieldDecl *Of = Record ? containerOf(Record) : nullptr;
    if (!Of)
      return std::nullopt;
    return HandlePlace(Of->getCanonicalDecl(), Field->getCanonicalDecl());
  }

  /// The field that is the record \p E, or that \p E points to; of an element
  /// of an array, the array's.
  static const FieldDecl *containerOf(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf)
      E = Unary->getSubExpr()->IgnoreParenCasts();
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      E = Element->getBase()->IgnoreParenCasts();
    else if (const auto *Sum = dyn_cast<BinaryOperator>(E);
             Sum && Sum->getOpcode() == BO_Add)
      E = Sum->getLHS()->IgnoreParenCasts();
    else if (!E->getType()->isRecordType())
      return nullptr;
    const auto *Member = dyn_cast<MemberExpr>(E);
    return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  }

  const SyntaxContext &In;
  VariableSources Sources;
  MapVector<HandlePlace, PlaceCalls> &Places;
  /// Rings, and what is stored in them.
  SmallVector<std::pair<RingPlace, const Expr *>, 4> StoredInRings;
  /// The variables whose addresses are taken.
  SmallPtrSet<const VarDecl *, 4> Shared;
  /// What the variables are set to, in the order of the text.
  SmallVector<std::pair<const VarDecl *, const Expr *>, 16> Assigned;
};

void report(const DirectedCall &Call, const DirectedCall &Map,
            StringRef Place) {
  const SyntaxContext &In = *Call.In;
  bool IsRelease = Call.Site.Row->isRelease();
  const Expr *Handle = Call.Site.argument(Call.Site.Row->Handle);
  std::string Name = quote(Handle, In.Context);
  In.add(
      {IsRelease ? "dma-release-mismatch" : "dma-sync-mismatch", "direction"},
      Name, Confidence::Medium, Call.Site.Call->getBeginLoc(),
      Name + (IsRelease ? " is released as " : " is synchronised as ") +
          directionName(*Call.Direction) + ", but was mapped as " +
          directionName(*Map.Direction) +
          (IsRelease ? "; release it with the same direction"
                     : "; use the direction of the mapping"));
  In.note(Map.Site.Call->getBeginLoc(),
          ("what '" + Place + "' holds is mapped here").str());
  In.note(Call.Site.Call->getBeginLoc(),
          ("assuming that nothing else is stored in '" + Place + "'").str());
}

/// One call is made for the other direction than all else that is done with the
/// rings of one use.
void checkRing(const FieldDecl *Field, const PlaceCalls &Calls) {
  if (Calls.Maps.empty())
    return;
  const DirectedCall &Map = Calls.Maps.front();
  auto IsAlike = [&](const DirectedCall &Other) {
    return Other.Direction == Map.Direction;
  };
  if ((Map.Direction != ToDevice && Map.Direction != FromDevice) ||
      !all_of(Calls.Maps, IsAlike) || count_if(Calls.Others, IsAlike) < 1)
    return;
  const DirectedCall *Odd = nullptr;
  for (const DirectedCall &Call : Calls.Others) {
    if (IsAlike(Call))
      continue;
    if (Odd || (Call.Direction != ToDevice && Call.Direction != FromDevice))
      return;
    Odd = &Call;
  }
  if (Odd)
    report(*Odd, Map, Field->getName());
}

} // namespace

void checkPlaceDirections(ArrayRef<SyntaxContext> Unit) {
  if (none_of(Unit, [](const SyntaxContext &In) {
        return any_of(In.Calls, [](const ModeledSite &Site) {
          return Site.Row->isAcquire() && Site.Row->Direction >= 0 &&
                 Site.Row->Result == ResultKind::Handle;
        });
      }))
    return;
  MapVector<HandlePlace, PlaceCalls> Places;
  MapVector<RingPlace, PlaceCalls> Rings;
  for (const SyntaxContext &In : Unit)
    PlaceCollector(In, Places, Rings);
  for (const auto &[Place, Calls] : Places) {
    if (Calls.Maps.empty())
      continue;
    const DirectedCall &Map = Calls.Maps.front();
    auto IsAlike = [&](const DirectedCall &Other) {
      return Other.Direction && Other.Direction == Map.Direction;
    };
    PlaceCalls Unknown = Places.lookup(HandlePlace(nullptr, Place.second));
    if (!Place.first || !all_of(Calls.Maps, IsAlike) ||
        (Place.second && !all_of(Unknown.Maps, IsAlike)))
      continue;
    for (const DirectedCall &Call : Calls.Others)
      if (Call.Direction && Call.Direction != Map.Direction &&
          (Call.Site.Row->isRelease() || Map.Direction != Bidirectional))
        report(Call, Map, Place.first->getName());
  }
  for (const auto &[Ring, Calls] : Rings)
    checkRing(Ring.first, Calls);
}

} // namespace dmatidy
