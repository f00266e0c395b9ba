//===-- FreedMapped.cpp - dma-leak: buffers freed with their mapping ------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a driver gives a buffer back to its allocator, it unmaps the handle
// that is kept beside it: in every function but one. There the mapping is left,
// and the device may write to memory that is somebody else's by then. Nobody
// unmaps it before or after either: the handle is released nowhere but with the
// buffer.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/Elements.h"
#include "checkers/syntax/FunctionText.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A call that frees or unmaps what a field keeps.
struct FieldCall {
  const SyntaxContext *In;
  const CallExpr *Call;
  const FieldDecl *Field;
  const Expr *Named;
};

/// An unmap beside the free of a buffer of some type.
struct Sibling {
  FieldCall Unmap;
  QualType Type;
};

const FunctionDecl *functionOf(const SyntaxContext &In) {
  return In.Function->getCanonicalDecl();
}

/// True if \p Container points to records with \p Handle: it is freed behind
/// their last use.
bool holds(const FieldDecl *Container, const FieldDecl *Handle) {
  return pointeeRecord(Container->getType()) ==
         Handle->getParent()->getCanonicalDecl();
}

class FreedMapped {
public:
  explicit FreedMapped(ArrayRef<SyntaxContext> Unit) : Unit(Unit) {}

  void run() {
    for (const SyntaxContext &In : Unit)
      readCalls(In);
    pairUp();
    if (Together.empty())
      return;
    for (const SyntaxContext &In : Unit)
      Texts.emplace_back(In);
    for (const auto &[Places, Known] : Together)
      for (const FieldCall &Free : Frees)
        // Not the array that the buffers are kept in.
        if (Free.Field == Places.first &&
            Free.In->Context.hasSameUnqualifiedType(Free.Named->getType(),
                                                    Known.Type) &&
            isLeft(Free, Places))
          report(Free, Known.Unmap);
  }

private:
  using Pair = std::pair<const FieldDecl *, const FieldDecl *>;

  void readCalls(const SyntaxContext &In) {
    std::optional<VariableSources> Sources;
    for (const ModeledSite &Site : In.Calls) {
      bool IsFree = Site.Row->Role == FunctionRole::Free;
      const Expr *Given =
          Site.argument(IsFree ? Site.Row->Memory : Site.Row->Handle);
      if ((!IsFree && !Site.Row->isUnmap()) || !Given)
        continue;
      if (!Sources)
        Sources.emplace(In.Function);
      auto [Field, Named] = Sources->placeOf(Given);
      if (Field)
        (IsFree ? Frees : Unmaps).push_back({&In, Site.Call, Field, Named});
      else if (!IsFree)
        UnknownUnmaps.insert(functionOf(In));
    }
  }

  /// Finds the buffers that are freed and the handles beside them that are
  /// unmapped in the same function.
  void pairUp() {
    for (const FieldCall &Free : Frees)
      for (const FieldCall &Unmap : Unmaps)
        if (Free.In == Unmap.In && Free.Field != Unmap.Field &&
            !holds(Free.Field, Unmap.Field) &&
            areOfOneElement(Free.Named, Unmap.Named, Free.In->Context))
          Together.try_emplace({Free.Field, Unmap.Field},
                               Sibling{Unmap, Free.Named->getType()});
  }

  bool unmaps(const FunctionDecl *Function, const FieldDecl *Handle) const {
    return any_of(Unmaps, [&](const FieldCall &Unmap) {
      return Unmap.Field == Handle && functionOf(*Unmap.In) == Function;
    });
  }
  bool frees(const FunctionDecl *Function, const FieldDecl *Buffer) const {
    return any_of(Frees, [&](const FieldCall &Free) {
      return Free.Field == Buffer && functionOf(*Free.In) == Function;
    });
  }

  /// True if \p Free frees a buffer whose mapping nobody has released before.
  bool isLeft(const FieldCall &Free, const Pair &Places) const {
    const FunctionDecl *Function = functionOf(*Free.In);
    const FieldDecl *Buffer = Places.first, *Handle = Places.second;
    // Where it is filled, it may not be mapped yet; where anything is released,
    // this one's mapping may be by another name.
    if (any_of(Texts,
               [&](const FunctionText &Text) {
                 return Text.function() == Function &&
                        Text.fills(Buffer, /*Behind=*/true);
               }) ||
        any_of(Free.In->Calls, [](const ModeledSite &Site) {
          return Site.Row->isRelease() ||
                 (Site.Row->isAcquire() && Site.Row->transfersMemory());
        }))
      return false;
    // Who unmaps it by itself may have done so.
    if (any_of(Unmaps, [&](const FieldCall &Unmap) {
          return Unmap.Field == Handle && !frees(functionOf(*Unmap.In), Buffer);
        }))
      return false;
    return none_of(functionsAround(Function), [&](const FunctionDecl *Other) {
      return UnknownUnmaps.contains(Other) || unmaps(Other, Handle);
    });
  }

  /// \p Function, those who name it, and all that they name.
  SmallSetVector<const FunctionDecl *, 16>
  functionsAround(const FunctionDecl *Function) const {
    SmallVector<const FunctionDecl *, 8> Around = {Function};
    for (const FunctionText &Text : Texts)
      if (Text.names(Function))
        Around.push_back(Text.function());
    return reachedFrom(Around, Texts);
  }

  static void report(const FieldCall &Free, const FieldCall &Unmap) {
    const SyntaxContext &In = *Free.In;
    std::string Buffer = quote(Free.Named, In.Context);
    const ApiFunction *Row = rowOf(In.Api, Unmap.Call->getDirectCallee());
    std::string Remedy = spelledCallee(*Row, Unmap.Call) + "()";
    In.add({"dma-leak", "freed-mapped"}, Buffer, Confidence::Medium,
           Free.Call->getBeginLoc(),
           Buffer + " is freed here, and its mapping is left behind; call " +
               Remedy + " first");
    In.note(Unmap.Call->getBeginLoc(),
            "elsewhere '" + Unmap.Field->getName() +
                "', the handle of its mapping, is released with it");
    In.note(Free.Call->getBeginLoc(), "assuming that it is still mapped here");
  }

  ArrayRef<SyntaxContext> Unit;
  SmallVector<FieldCall, 8> Frees, Unmaps;
  MapVector<Pair, Sibling> Together;
  std::vector<FunctionText> Texts;
  /// The functions that unmap what is kept in no field.
  SmallPtrSet<const FunctionDecl *, 8> UnknownUnmaps;
};

} // namespace

void checkFreedMapped(ArrayRef<SyntaxContext> Unit) { FreedMapped(Unit).run(); }

} // namespace dmatidy
