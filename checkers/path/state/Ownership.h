//===-- Ownership.h - What a path knows about each DMA object ---*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The state of one DMA object on one path:
//
//               acquiring call                    releasing call, acquired
//                     |                           before the path began
//                     v                                     |
//              +-------------+   the test says: failed   +--|-----+
//              |    Live     |-------------------------->| Failed |
//              | (not tested)|                           +--|-----+
//              +-------------+                              |
//                     | the test says: it worked            | release:
//                     v                                     |
//                     dma-release-unacquired
//              +-------------+                              |
//              |    Live     |   releasing call          +--v-------+
//              |  (tested)   |-------------------------->| Released |
//              +-------------+                           +----------+
//                     |                                     |
//                     | given to somebody the path          | release:
//                     dma-double-release | does not see | use:
//                     dma-use-after-release
//                     v
//              Live (escaped): still checked against its release; a leak only
//              where another path shows that what it escaped through did not
//              take it over (Escape)
//
// An object that is Live and not escaped when nothing names it any more, or
// when the function fails, is what dma-leak looks at. A Live object that no
// path of its function ever tests is what dma-unchecked-result looks at.
//
// An object is known by the symbol of its acquiring call's result, or, when it
// was acquired elsewhere, by the symbol of the value that is released. Two maps
// lead to it: from its handle's symbol, and from each place in memory, other
// than a local variable, that holds the handle or the address.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PATH_STATE_OWNERSHIP_H
#define DMA_TIDY_CHECKERS_PATH_STATE_OWNERSHIP_H

#include "checkers/model/Model.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramState.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ProgramStateTrait.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/SVals.h"
#include "llvm/ADT/STLExtras.h"
#include <array>

namespace dmatidy {

/// Somebody whom the path does not see was shown an object.
struct Escape {
  /// What it was, and how far it can be gone.
  enum EscapeKind {
    Number,  ///< a kernel function got a handle as a number: a register, say
    Asked,   ///< a function of another file, which the module is asked about
    Carried, ///< a kernel function got a record of the kernel's that names it
    Taken,   ///< somebody who may keep it, or release it
  };
  /// What the path has found out about the result of the call since.
  enum ResultKnown { Unasked, Worked, Failed };
  /// The call or store.
  const clang::Stmt *Where = nullptr;
  EscapeKind Kind = Taken;
  ResultKnown Result = Unasked;
  /// The driver's function that was called. What the module is asked about, and
  /// the parameters through which it got the very value, or Obligation::ByWay,
  /// as bits.
  const clang::FunctionDecl *Callee = nullptr;
  unsigned Parameters = 0;
  bool operator==(const Escape &Other) const {
    return Where == Other.Where && Kind == Other.Kind &&
           Result == Other.Result && Callee == Other.Callee &&
           Parameters == Other.Parameters;
  }
};

/// To whom one object was shown, in the order of the path. A value.
class EscapeList {
public:
  llvm::ArrayRef<Escape> all() const {
    return llvm::ArrayRef(Escapes).take_front(Size);
  }
  /// Adds \p Who; \returns false if there are too many to remember.
  bool add(const Escape &Who);
  /// The call \p Where, if it is one of them, has this result.
  void setResult(const clang::Stmt *Where, Escape::ResultKnown Result);
  bool operator==(const EscapeList &Other) const {
    return all() == Other.all();
  }
  void Profile(llvm::FoldingSetNodeID &ID) const;

private:
  unsigned Size = 0;
  std::array<Escape, 10> Escapes;
};

/// The key of an object in the program state.
using ObjectId = clang::ento::SymbolRef;

/// What a path knows about one object. A value: transitions copy it.
class Object {
public:
  /// The arguments an acquisition was made with; a release is held to them.
  struct Arguments {
    clang::ento::SVal Device, Size, Direction, Count, Pool, Memory, Handle,
        List, Attrs;
    bool operator==(const Arguments &) const;
    void Profile(llvm::FoldingSetNodeID &ID) const;
  };

  /// An object that \p Row's call \p Site has just made.
  static Object acquired(const ApiFunction &Row, const clang::CallExpr *Site,
                         Arguments Args, bool InTopFrame, bool InLoop);
  /// An object from before this path, ended by \p Row's call \p Site.
  static Object foundReleased(const ApiFunction &Row,
                              const clang::CallExpr *Site);

  bool isLive() const { return Phase == Live; }
  bool isFailed() const { return Phase == Failed; }
  bool isReleased() const { return Phase == Released; }
  bool isTested() const { return Tested; }
  /// True if somebody the path does not see may release it.
  bool hasEscaped() const { return Escaped || Shown; }
  /// True if no other path can tell whether it was released.
  bool hasEscapedForGood() const { return Escaped; }
  /// True if the mapped buffer has been stored, since it was mapped, where
  /// others find it.
  bool isBufferKept() const { return BufferKept; }
  /// The call that freed the mapped buffer, or null.
  const clang::CallExpr *bufferFreedAt() const { return BufferFreedAt; }
  /// True if the record that still names it, released, has been freed itself.
  bool isHomeFreed() const { return HomeFreed; }
  /// True if a streaming mapping has been synchronised for the CPU, and not for
  /// the device since.
  bool isOwnedByCpu() const { return CpuOwns; }
  /// True if the acquiring call stands in the function the path began in.
  bool isOwnOfTopFrame() const { return InTopFrame; }
  /// True if the acquiring call, or a call that led to it, stands in a loop: it
  /// is one of many, and what becomes of one element the path may see at
  /// another.
  bool isOneOfMany() const { return InLoop; }

  Object tested() const;
  Object failed() const;
  Object escaped() const;
  Object shown() const;
  /// The first read of its buffer while the device owned it and others than the
  /// path knew of the mapping, or null.
  const clang::Stmt *readAt() const { return ReadAt; }
  Object read(const clang::Stmt *Where) const;
  Object owned(bool ByCpu) const;
  Object bufferKept() const;
  /// True if a pointer that led to it has been set to NULL while it was live.
  bool isAddressCleared() const { return AddressCleared; }
  Object addressCleared() const;
  Object bufferFreed(const clang::CallExpr *Site) const;
  Object homeFreed() const;
  Object released(const ApiFunction &Row, const clang::CallExpr *Site) const;

  /// The acquiring row and call; null for an object found at its release.
  const ApiFunction *acquireRow() const { return AcquireRow; }
  const clang::CallExpr *acquireSite() const { return AcquireSite; }
  /// True if it is known to be memory that was acquired, not a mapping.
  bool isMemory() const { return AcquireRow && AcquireRow->givesMemory(); }
  /// The releasing row and call, null while live.
  const ApiFunction *releaseRow() const { return ReleaseRow; }
  const clang::CallExpr *releaseSite() const { return ReleaseSite; }
  const Arguments &arguments() const { return Args; }

  bool operator==(const Object &) const;
  void Profile(llvm::FoldingSetNodeID &ID) const;

private:
  enum { Live, Failed, Released } Phase = Live;
  bool Tested = false;
  bool Escaped = false;
  bool Shown = false;
  bool InTopFrame = false;
  bool InLoop = false;
  bool CpuOwns = false;
  bool BufferKept = false;
  bool AddressCleared = false;
  bool HomeFreed = false;
  const ApiFunction *AcquireRow = nullptr;
  const clang::CallExpr *AcquireSite = nullptr;
  const ApiFunction *ReleaseRow = nullptr;
  const clang::CallExpr *ReleaseSite = nullptr;
  const clang::CallExpr *BufferFreedAt = nullptr;
  const clang::Stmt *ReadAt = nullptr;
  Arguments Args;
};

} // namespace dmatidy

// The maps are used in several files, so each has one index, in Ownership.cpp.
namespace dmatidy {
/// Every object of the path.
struct DmaObjects {};
/// From each object to whom it was shown. Paths that differ in no more than
/// that are merged.
struct ObjectEscapes {};
/// Objects that nothing of the path's own names any more, so that only those
/// they were shown to can release them; and acquisitions that have failed.
struct ForgottenObjects {};
/// From a handle's symbol (or a list's) to its object.
struct DmaAliases {};
/// From a region that is mapped as a list to its object.
struct DmaLists {};
/// From each place that outlives the function and holds a handle or an address.
struct DmaPlaces {};
/// From each field that held a pointer to a buffer, or holds the buffer, before
/// the path began to the first access to what is in the buffer.
struct AccessedBuffers {};
/// Likewise to the last write.
struct WrittenBuffers {};
/// From each place whose mapping, from before the path, was given to the device
/// by a sync to that call.
struct GivenMappings {};
/// From each spin lock that is held, or null for interrupts that were switched
/// off, to the call that took it; null for an interrupt handler.
struct HeldLocks {};
/// Likewise those that keep interrupts off.
struct IrqLocks {};
/// Whether a mapping from before the path has been synchronised for the CPU.
struct SyncedForCpu {};
/// From what has been freed, a record or what a field pointed to, to the call
/// that freed it.
struct FreedMemory {};
/// From the handle of each mapping from before the path to the call that has
/// synchronised it last.
struct SyncedHandles {};
} // namespace dmatidy

namespace clang::ento {
template <>
struct ProgramStateTrait<dmatidy::DmaObjects>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<dmatidy::ObjectId, dmatidy::Object>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::ObjectEscapes>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<dmatidy::ObjectId, dmatidy::EscapeList>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::ForgottenObjects>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<dmatidy::ObjectId, dmatidy::Object>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::DmaAliases>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<SymbolRef, dmatidy::ObjectId>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::DmaLists>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, dmatidy::ObjectId>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::DmaPlaces>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, dmatidy::ObjectId>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::AccessedBuffers>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, const clang::Stmt *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::WrittenBuffers>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, const clang::Stmt *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::GivenMappings>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, const clang::CallExpr *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::HeldLocks>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, const clang::CallExpr *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::IrqLocks>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const MemRegion *, const clang::CallExpr *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::SyncedForCpu>
    : ProgramStatePartialTrait<bool> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::SyncedHandles>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<SymbolRef, const clang::CallExpr *>> {
  static void *GDMIndex();
};
template <>
struct ProgramStateTrait<dmatidy::FreedMemory>
    : ProgramStatePartialTrait<
          llvm::ImmutableMap<const SymbolicRegion *, const clang::CallExpr *>> {
  static void *GDMIndex();
};
} // namespace clang::ento

namespace dmatidy {

/// \name Questions about a state
/// @{

/// The object that is known by \p Symbol, its own or its handle's; or null.
ObjectId lookUp(clang::ento::ProgramStateRef State,
                clang::ento::SymbolRef Symbol);
/// The object whose handle, address or list \p Value is, or contains (a handle
/// with an offset or with flags in its low bits); null if none is known.
ObjectId findObject(clang::ento::ProgramStateRef State,
                    clang::ento::SVal Value);
/// Likewise, but only if \p Value is exactly the object's own value.
ObjectId findExactObject(clang::ento::ProgramStateRef State,
                         clang::ento::SVal Value);
/// The places that hold \p Id.
llvm::SmallVector<const clang::ento::MemRegion *, 4>
placesOf(clang::ento::ProgramStateRef State, ObjectId Id);
/// True if \p Region is a local variable, or part of one, of any frame.
bool isLocal(const clang::ento::MemRegion *Region);
/// The field or variable that \p Region is: the innermost one with a name.
const clang::ValueDecl *declOf(const clang::ento::MemRegion *Region);
/// True if \p Place is found by following pointers from within \p Owner.
bool leadsTo(const clang::ento::MemRegion *Owner,
             const clang::ento::MemRegion *Place);
/// The live streaming mappings whose buffers are found from within what \p
/// Region is part of.
llvm::SmallVector<ObjectId, 2>
mappingsBehind(clang::ento::ProgramStateRef State,
               const clang::ento::MemRegion *Region);
/// The place that \p Value was read from, with what it held when the path
/// began or after a call that may have changed it; null for any other value.
const clang::ento::MemRegion *originOf(clang::ento::SVal Value);

/// The place that \p E, made of variables and fields, names in \p State; null
/// for anything else.
const clang::ento::MemRegion *placeOf(const clang::Expr *E,
                                      clang::ento::ProgramStateRef State,
                                      const clang::LocationContext *Frame);
/// Likewise where the path is at \p Node, behind \p E: a variable that is not
/// read again is forgotten at once, so the nodes before are asked.
const clang::ento::MemRegion *placeAt(const clang::Expr *E,
                                      const clang::ento::ExplodedNode *Node);

/// What \p E, made of variables, fields and `&`, is in \p State; unknown for
/// anything else.
clang::ento::SVal valueOf(const clang::Expr *E,
                          clang::ento::ProgramStateRef State,
                          const clang::LocationContext *Frame);
/// True if one of the two fields stands in the record, or a part of it, that
/// the other is a field of; not for an rx and a tx ring in one record.
bool isInOneRecord(const clang::ento::MemRegion *A,
                   const clang::ento::MemRegion *B);
/// True if \p Buffer, which holds a pointer to a buffer, and \p Place, which
/// holds a handle, are found from one record by following pointers, at the same
/// indices: `r->skb[i]` and `r->ring[i].addr`. The next record of a list is
/// another one.
bool isFoundBeside(const clang::ento::MemRegion *Buffer,
                   const clang::ento::MemRegion *Place);
/// The number that \p Value is, if the path knows it.
std::optional<int64_t> numberOf(clang::ento::SVal Value);
/// \p Region's source spelling as far as it has one: "priv->tx[i].dma", or "".
std::string spell(const clang::ento::MemRegion *Region);
/// @}

/// To whom \p Id was shown on the path, in its order.
llvm::SmallVector<Escape, 2> escapesOf(clang::ento::ProgramStateRef State,
                                       ObjectId Id);
/// \p State knowing that call \p Where has \p Result.
clang::ento::ProgramStateRef noteResult(clang::ento::ProgramStateRef State,
                                        const clang::Stmt *Where,
                                        Escape::ResultKnown Result);
/// True if \p Value, by which \p Id was shown, is the handle of DMA memory:
/// memory is released by its address, so nobody can with that alone.
bool isNumberOfMemory(clang::ento::ProgramStateRef State, ObjectId Id,
                      clang::ento::SVal Value);
/// Forgets that anybody keeps track of \p Id: somebody unseen may release it.
clang::ento::ProgramStateRef escape(clang::ento::ProgramStateRef State,
                                    ObjectId Id);
/// \p Who was shown \p Id, and may release it unless another path shows
/// otherwise.
clang::ento::ProgramStateRef escapeTo(clang::ento::ProgramStateRef State,
                                      ObjectId Id, const Escape &Who);
/// \p Id was shown to somebody at \p Where who may also test it.
clang::ento::ProgramStateRef give(clang::ento::ProgramStateRef State,
                                  ObjectId Id, const clang::Stmt *Where);
/// Every object that \p Value leads to was shown to somebody at \p Where:
/// through the memory it points to, or that it is a copy of.
clang::ento::ProgramStateRef escapeReachable(clang::ento::ProgramStateRef State,
                                             clang::ento::SVal Value,
                                             const clang::Stmt *Where);
/// The objects that \p Value leads to likewise.
llvm::SmallVector<ObjectId, 4>
objectsReachableFrom(clang::ento::ProgramStateRef State,
                     clang::ento::SVal Value);
/// Forgets it for every live object.
clang::ento::ProgramStateRef escapeAll(clang::ento::ProgramStateRef State);
/// Those that some place other than a local variable holds were shown to
/// somebody at \p Where, who may release what is kept in the fields and
/// variables for which \p MayRelease is true.
clang::ento::ProgramStateRef
escapePlaced(clang::ento::ProgramStateRef State, const clang::Stmt *Where,
             llvm::function_ref<bool(const clang::ValueDecl *)> MayRelease);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PATH_STATE_OWNERSHIP_H
