//===-- BufferReads.cpp - Which accesses are to a handle's buffer ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/BufferReads.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/unit/UnitFacts.h"
#include "checkers/syntax/Elements.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

const ValueDecl *BufferReads::placeOf(const Expr *Handle) const {
  const Expr *Origin = Handle ? originOf(Handle) : nullptr;
  return Origin ? namedPlace(Origin) : nullptr;
}

const Expr *BufferReads::accessIn(const Stmt *S, const ModeledSite &Site,
                                  StringRef How) const {
  const Expr *Read = nullptr;
  auto IsPointer = [&](const Expr *Pointer) {
    if (!isBufferOf(Pointer, Site))
      return false;
    Read = Pointer;
    return true;
  };
  SmallVector<const Stmt *, 8> Work(1, S);
  while (!Work.empty()) {
    const Stmt *Part = Work.pop_back_val();
    if (useOf(Part, IsPointer, In.Api) == How &&
        (isa<CallExpr>(Part) || isBytes(Read)))
      return Read;
    for (const Stmt *Child : Part->children())
      if (Child)
        Work.push_back(Child);
  }
  return nullptr;
}

/// What \p E comes from: the place a variable was taken from, without an
/// offset, and the packet whose data it is.
const Expr *BufferReads::originOf(const Expr *E) const {
  for (unsigned Depth = 0; E && Depth < 6; ++Depth) {
    E = E->IgnoreParenCasts();
    const auto *Binary = dyn_cast<BinaryOperator>(E);
    const auto *Member = dyn_cast<MemberExpr>(E);
    const auto *Unary = dyn_cast<UnaryOperator>(E);
    const auto *Call = dyn_cast<CallExpr>(E);
    const auto *Element = dyn_cast<ArraySubscriptExpr>(
        Unary && Unary->getOpcode() == UO_AddrOf
            ? Unary->getSubExpr()->IgnoreParenCasts()
            : E);
    // What the address of an element is taken of is what is pointed to.
    if (Unary && Element &&
        Element->getBase()->IgnoreParenCasts()->getType()->isPointerType()) {
      E = Element->getBase();
      continue;
    }
    // A parameter stays what it is.
    if (const VarDecl *Variable = namedVariable(E);
        isa_and_nonnull<ParmVarDecl>(Variable) && !Sources.sourceOf(E))
      return E;
    if (Binary && Binary->isAdditiveOp())
      E = Binary->getLHS();
    else if (namedVariable(E))
      E = Sources.sourceOf(E);
    else if (Member && !isDriverDecl(Member->getMemberDecl(), sources()) &&
             Member->isArrow())
      E = Member->getBase();
    else if (Call && Call->getNumArgs() == 1 && Call->getDirectCallee() &&
             !isDriverDecl(Call->getDirectCallee(), sources()))
      E = Call->getArg(0);
    else
      return E;
  }
  return E;
}

bool BufferReads::isBufferOf(const Expr *Read, const ModeledSite &Site) const {
  bool IsPacket = isPacket(Read);
  Read = originOf(Read);
  const Expr *Handle = originOf(Site.argument(Site.Row->Handle));
  if (!Read)
    return false;
  // What a function reads in a descriptor is kept there, not with the buffer.
  const auto *Kept = Handle && !isa<CallExpr>(Handle)
                         ? dyn_cast_or_null<FieldDecl>(namedPlace(Handle))
                         : nullptr;
  if (const auto *Given = dyn_cast_or_null<ParmVarDecl>(namedVariable(Read)))
    return Kept && isGivenBufferOf(Given, Kept);
  const auto *Buffer = dyn_cast_or_null<FieldDecl>(namedPlace(Read));
  // A packet that the driver has kept, right in front of an unmap.
  if (!Kept)
    return IsPacket && Buffer && isDriverDecl(Buffer, sources()) &&
           Site.Row->isRelease();
  if (!Buffer || Buffer == Kept || !isDriverDecl(Buffer, sources()) ||
      !(hasIndex(Handle) ? haveOneIndex(Read, Handle, In.Context)
                         : areOfOneElement(Read, Handle, In.Context)))
    return false;
  if (In.Facts.isBufferOf(Buffer, Kept))
    return true;
  bool IsMapped =
      In.Facts.anyBufferOf(Kept, [](const ValueDecl *) { return true; });
  return (!IsMapped || IsPacket) && !isCoherent(Buffer) &&
         (isOnlyHandle(Kept) ||
          Kept->getName().starts_with((Buffer->getName() + "_").str()));
}

bool BufferReads::isInAnother(const Expr *Read, const ModeledSite &Site) const {
  const auto *Kept =
      dyn_cast_or_null<FieldDecl>(placeOf(Site.argument(Site.Row->Handle)));
  const auto *Buffer = dyn_cast_or_null<FieldDecl>(placeOf(Read));
  return Kept && Buffer && Kept->getParent() == Buffer->getParent() &&
         !isBufferOf(Read, Site);
}

/// True if \p E points to a record of the kernel's: the buffer is a packet's
/// or a page's.
bool BufferReads::isPacket(const Expr *E) const {
  const RecordDecl *Record = pointeeRecord(E->IgnoreParenImpCasts()->getType());
  return Record && !isDriverDecl(Record, sources());
}

/// True if what \p Pointer points to is the buffer itself, and no array of
/// pointers to buffers or record that leads to one.
bool BufferReads::isBytes(const Expr *Pointer) const {
  QualType Type = Pointer->IgnoreParenImpCasts()->getType();
  return !isPacket(Pointer) && Type->isPointerType() &&
         !Type->getPointeeType()->isPointerType();
}

/// True if every caller gives \p Buffer, a parameter, the buffer whose handle
/// it keeps in \p Handle.
bool BufferReads::isGivenBufferOf(const ParmVarDecl *Buffer,
                                  const FieldDecl *Handle) const {
  ArrayRef<const FunctionDecl *> Callers =
      In.Facts.callersOf(In.Function->getCanonicalDecl());
  return !Callers.empty() && all_of(Callers, [&](const FunctionDecl *Caller) {
    return In.Facts.anyBufferOf(Handle, [&](const ValueDecl *Mapped) {
      return In.Facts.comesFrom(Caller, Buffer, Mapped);
    });
  });
}

/// True if no other field of \p Handle's record is one.
bool BufferReads::isOnlyHandle(const FieldDecl *Handle) const {
  return none_of(Handle->getParent()->fields(), [&](const FieldDecl *Field) {
    const auto *Name = Field->getType()->getAs<TypedefType>();
    return Field != Handle && Name &&
           In.Api.isHandleType(Name->getDecl()->getName());
  });
}

/// True if \p Buffer is memory that needs no synchronising.
bool BufferReads::isCoherent(const FieldDecl *Buffer) const {
  return In.Facts.anyAcquiredTo(Buffer, [](const CallExpr *) { return true; });
}

} // namespace dmatidy
