//===-- Model.h - The DMA API as data ---------------------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What every function of the DMA API means to its caller: what it acquires,
// releases, synchronises or tests, and which argument is which. Nothing about
// a particular function is written anywhere else; the rows come from api.yaml,
// which is built in, and from files the user adds.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_MODEL_MODEL_H
#define DMA_TIDY_CHECKERS_MODEL_MODEL_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <bitset>
#include <memory>
#include <string>
#include <vector>

namespace dmatidy {

/// enum dma_data_direction, include/linux/dma-direction.h.
enum Direction : int64_t { Bidirectional, ToDevice, FromDevice, NoDirection };
/// What a driver writes for \p Number: "DMA_TO_DEVICE".
llvm::StringRef directionName(int64_t Number);

/// What a call of a function does to a DMA object.
enum class FunctionRole {
  Acquire,       ///< makes an object: a mapping, memory, a pool, a block
  Release,       ///< ends one
  Sync,          ///< moves a mapping between CPU and device
  Test,          ///< tells whether an acquisition worked
  Use,           ///< needs a live object
  Mask,          ///< sets what the device can address
  Query,         ///< asks; touches nothing
  ErrorNumber,   ///< turns an error pointer into its number
  ErrorPointer,  ///< turns a number into an error pointer
  Free,          ///< gives a buffer back to the allocator
  Share,         ///< takes another reference to a buffer
  ValidOrError,  ///< gives a valid pointer or an error pointer
  ZeroOrError,   ///< gives 0 or a negative number
  ManagedAction, ///< hands cleanup to the device core
  ListOf,        ///< gives the list that belongs to its argument
  NextOf,        ///< gives the entry of a list behind its argument
  Access,        ///< reads or writes the memory it is given
  Bind,          ///< says for which device a family maps from then on
  Lock,          ///< from here on nothing may sleep
  Unlock,        ///< ends what a lock began
  Allocate,      ///< gives memory that must not be mapped
  Transfer,      ///< has a buffer of the caller's mapped behind the scenes
  Receive,       ///< makes a packet of received bytes, or hands one up
};

/// What the function's result is, for an acquisition.
enum class ResultKind {
  Nothing,
  Handle, ///< the dma_addr_t itself
  Memory, ///< a pointer; the handle comes through handle-out, if any
  Count,  ///< the number of mapped entries
  Errno,  ///< 0 or a negative number; what is acquired goes through a
          ///< parameter
};

/// What a call does to a range of DMA addresses that memory is linked into.
enum class IovaStep { None, Begin, Test, Link, Sync, End };

/// How a failed acquisition looks, or what a test function looks for.
enum class FailureKind {
  None,
  Null,
  MappingError, ///< only dma_mapping_error() can tell
  Zero,
  Negative,
  ErrorPointer,
  ErrorPointerOrNull,
};

/// A group of functions whose acquisitions and releases belong together.
struct ObjectFamily {
  std::string Name;
  /// What diagnostics call an object of it: "mapping", "coherent memory".
  std::string Noun;
  /// Families whose release does the same today, though the rules want the
  /// twin (dma_unmap_page() of a dma_map_single() mapping).
  std::vector<std::string> CloseTo;
};

/// One row: a function and where its arguments are. An argument index is
/// counted from 0 and is -1 where the function has no such argument.
struct ApiFunction {
  std::string Name;
  /// Where a user's file has the row, "foo.yaml:7"; "" for a built-in one.
  std::string Origin;
  /// What drivers write where the function stands behind a macro.
  std::string Spelled;
  FunctionRole Role = FunctionRole::Query;
  std::string FamilyName;
  /// Further families a release may be used for.
  std::vector<std::string> Also;
  ResultKind Result = ResultKind::Nothing;
  FailureKind Failure = FailureKind::None;
  /// Released by the device core when the driver is unbound.
  bool Managed = false;
  /// What it gives begins on a page: address and handle have their low bits 0
  /// (Documentation/core-api/dma-api-howto.rst).
  bool PageAligned = false;
  /// For an allocation of memory that must not be mapped: it gives such memory
  /// only for large sizes.
  bool OnlyIfLarge = false;
  /// Why some kernel does not declare it; "" if every one does.
  std::string Absent;
  IovaStep Iova = IovaStep::None;
  /// For a lock: interrupts are off, too. For a release: they must be on.
  bool IrqsOff = false, NeedsIrqs = false;
  /// It may sleep, whatever flags it is given.
  bool MaySleep = false;
  /// For an allocation: what it gives is zero.
  bool Zeroed = false;
  /// For an access that writes: what it writes comes from elsewhere.
  bool WritesOutsideData = false;
  /// The attributes the function takes, as bits; 0 for all there are.
  uint64_t TakenAttrs = 0;
  /// For an access: the field that points to what is read, where the argument
  /// is the record with the field ("data" of an sk_buff); "" if it is read
  /// itself.
  std::string ReadsIn;
  /// A release that ignores NULL, as kfree() does.
  bool NullIsFine = false;
  /// For a sync: true when the mapping is given to the device.
  bool ToDevice = false;
  int Device = -1, Memory = -1, MemoryOut = -1, Handle = -1, HandleOut = -1,
      Size = -1, Offset = -1, Direction = -1, Count = -1, Attrs = -1, Gfp = -1,
      List = -1, Pool = -1, MappedCount = -1, Reads = -1, Writes = -1,
      Mask = -1, Handler = -1, TransferDirection = -1;
  /// For an access that writes the same byte all over: the byte.
  int Fill = -1;
  const ObjectFamily *Family = nullptr;

  /// The argument that says which object a call means: the list, else the
  /// memory, else the handle; -1 for a row that names none.
  int object() const {
    return List >= 0 ? List : Memory >= 0 ? Memory : Handle;
  }
  /// For an acquisition whose result only tells whether it worked: the
  /// argument that points to where the object is put; -1 for others.
  int objectOut() const {
    return Result != ResultKind::Errno || List >= 0 ? -1
           : MemoryOut >= 0                         ? MemoryOut
                                                    : HandleOut;
  }
  bool isAcquire() const { return Role == FunctionRole::Acquire; }
  /// True for an acquisition of memory, whose address is the result or goes
  /// through a parameter; false for one of a mapping.
  bool givesMemory() const {
    return Result == ResultKind::Memory || MemoryOut >= 0;
  }
  bool isRelease() const { return Role == FunctionRole::Release; }
  /// True for a release of a mapping that its handle alone names.
  bool isUnmap() const { return isRelease() && Handle >= 0 && Memory < 0; }
  /// True for a row whose calls the paths of a function are walked for.
  bool touchesDma() const;
  /// True if the row adds something to what an unknown function may do, and
  /// does not replace it.
  bool isHint() const {
    return Role == FunctionRole::ListOf || Role == FunctionRole::NextOf ||
           Role == FunctionRole::Transfer || Role == FunctionRole::Allocate ||
           Role == FunctionRole::Access || Role == FunctionRole::Bind ||
           Role == FunctionRole::Lock || Role == FunctionRole::Unlock ||
           Role == FunctionRole::Receive || Iova == IovaStep::Test;
  }
  /// True if it maps the memory at the address it is given, or has it mapped.
  bool transfersMemory() const {
    return Role == FunctionRole::Transfer ||
           (isAcquire() && Result == ResultKind::Handle && Memory >= 0 &&
            Offset < 0);
  }
  /// The highest argument index a row names, or -1.
  int lastArgument() const;
  /// True if releasing an object of family \p Acquired with this function is
  /// what the API asks for.
  bool releases(const ObjectFamily &Acquired) const;
  /// True if it is the wrong twin but does the same on every architecture.
  bool nearlyReleases(const ObjectFamily &Acquired) const;
  /// True if it does either.
  bool mayRelease(const ObjectFamily &Acquired) const {
    return releases(Acquired) || nearlyReleases(Acquired);
  }
};

/// All rows. Immutable once loaded; functions and families live as long as it.
class Model {
public:
  /// Loads the built-in rows and then each of \p Files, a later row replacing
  /// an earlier one of the same name. On a bad row the error names the file,
  /// the line and what was expected.
  static llvm::Expected<std::unique_ptr<Model>>
  load(llvm::ArrayRef<std::string> Files = {});

  /// This model with the rows of \p Text, which count as built in; null if they
  /// cannot be read.
  std::unique_ptr<Model> with(llvm::MemoryBufferRef Text) const;

  /// Reads one YAML text into this model; \see load for the error.
  llvm::Error add(llvm::MemoryBufferRef Text);

  /// The row of \p Name, or nullptr.
  const ApiFunction *find(llvm::StringRef Name) const;
  /// True if a record of this name chains objects together.
  bool isLink(llvm::StringRef RecordName) const;
  /// True if a driver function in field \p Field of operations record \p Record
  /// is the last of the driver that runs when it fails (probe).
  bool isFinalOnFailure(llvm::StringRef Record, llvm::StringRef Field) const;
  /// True if the operation comes again for the same record.
  bool isRepeated(llvm::StringRef Record, llvm::StringRef Field) const;
  /// True if a driver function in field \p Field of an operations record is the
  /// one that undoes probe when the driver is unbound.
  bool isRemoval(llvm::StringRef Field) const {
    return Removals.contains(Field);
  }
  /// True if the operation ends the device's work with transfers under way.
  bool isStopping(llvm::StringRef Record, llvm::StringRef Field) const {
    return Stopping.contains((Record + "." + Field).str());
  }
  /// True if the operation is called only while such a device works, or to
  /// begin that.
  bool isWorking(llvm::StringRef Record, llvm::StringRef Field) const {
    return Working.contains((Record + "." + Field).str());
  }
  /// True if \p Function is given functions that are called only then.
  bool takesWorkingCallback(llvm::StringRef Function) const {
    return WorkingCallbacks.contains(Function);
  }
  /// True if the framework calls the driver's cleanup when the driver's
  /// function in field \p Field of \p Record has failed.
  bool isCleanedUpAfter(llvm::StringRef Record, llvm::StringRef Field) const {
    return CleanupFollows.contains((Record + "." + Field).str());
  }
  /// True if returning minus \p Number means that the work has been taken over,
  /// not that it failed (EINPROGRESS).
  bool isAcceptedError(int64_t Number) const {
    return Accepted.contains(Number);
  }
  /// True if the identifier \p Word, found in a source text, may lead to a DMA
  /// call: a row's name or the macro drivers spell it by.
  bool mayTouchDma(llvm::StringRef Word) const;
  /// True if field \p Field of \p Record is set by mapping it.
  bool isSetByMapping(llvm::StringRef Record, llvm::StringRef Field) const {
    return SetByMapping.contains((Record + "." + Field).str());
  }
  /// The headers that declare the functions, as they are included.
  const std::vector<std::string> &headers() const { return Headers; }
  /// True if \p File is a header that declares the DMA API and little else, so
  /// that each of its dma_* functions wants a row.
  bool isOwnHeader(llvm::StringRef File) const {
    return llvm::any_of(OwnHeaders, [&](const std::string &Header) {
      return File.ends_with("/" + Header);
    });
  }
  /// True if the model says why function \p Name has no row.
  bool isLeftOut(llvm::StringRef Name) const { return LeftOut.contains(Name); }
  /// True if \p Field, "device.dma_mask", says what a device can address.
  bool isMaskField(llvm::StringRef Field) const {
    return MaskFields.contains(Field);
  }
  /// True if \p Field, "net_device.dev", is a device that does no DMA.
  bool isProbeRecord(llvm::StringRef Record) const {
    return ProbeRecords.contains(Record);
  }
  bool isClassDevice(llvm::StringRef Field) const {
    return ClassDevices.contains(Field);
  }
  /// True if \p Name asks what kind of memory an address is of.
  bool isMemoryTest(llvm::StringRef Name) const {
    return MemoryTests.contains(Name);
  }
  /// True if what field \p Field of \p Record points to is used for DMA.
  bool isTransferred(llvm::StringRef Record, llvm::StringRef Field) const {
    return TransferFields.contains((Record + "." + Field).str());
  }
  /// True if field \p Field of \p Record is a function that the kernel calls
  /// once when a transfer is done.
  bool isCompletionField(llvm::StringRef Record, llvm::StringRef Field) const {
    return CompletionFields.contains((Record + "." + Field).str());
  }
  /// The bits of a gfp_t that choose a zone.
  int64_t zoneFlags() const { return ZoneFlags; }
  /// How many bytes a cache line is taken to have.
  uint64_t cacheLine() const { return CacheLine; }
  /// The bit of a gfp_t by which an allocation may sleep.
  int64_t sleepFlag() const { return SleepFlag; }
  /// The DMA_ATTR_* bits that acquisition and release must agree in, and the
  /// one that leaves memory without an address for the CPU.
  uint64_t matchingAttributes() const { return MatchingAttributes; }
  uint64_t noMappingAttribute() const { return NoMappingAttribute; }
  /// Every DMA_ATTR_* bit there is.
  uint64_t allAttributes() const { return Attributes; }
  /// True if \p Name turns a physical address into the CPU's.
  bool isFromPhysical(llvm::StringRef Name) const {
    return FromPhysical.contains(Name);
  }
  /// True if \p Name turns an address of the CPU's into a physical one.
  bool isToPhysical(llvm::StringRef Name) const {
    return ToPhysical.contains(Name);
  }
  /// The field that mapping a \p Record sets where \p Field says the same about
  /// the memory itself; "" if there is none.
  llvm::StringRef mappedTwinOf(llvm::StringRef Record,
                               llvm::StringRef Field) const {
    auto It = MappedTwins.find((Record + "." + Field).str());
    return It == MappedTwins.end() ? "" : llvm::StringRef(It->second);
  }
  /// True if \p Word is a type that holds handles.
  bool isHandleType(llvm::StringRef Word) const;
  /// The function a driver should have called to release \p Acquired: the
  /// spelling of releaseRow(), or "".
  llvm::StringRef releaseFor(const ApiFunction &Acquired) const;
  /// The first release row of \p Acquired's family, or null.
  const ApiFunction *releaseRow(const ApiFunction &Acquired) const;
  /// The function that tells whether \p Acquired, which gives a handle, failed:
  /// of the tests with its kind of failure the one whose name begins most like
  /// its own; or "".
  llvm::StringRef testFor(const ApiFunction &Acquired) const;

  const llvm::StringMap<ApiFunction> &functions() const { return Functions; }
  /// Differs for models made of different texts.
  uint64_t fingerprint() const { return Fingerprint; }

private:
  uint64_t Fingerprint = 0;
  llvm::StringMap<ObjectFamily> Families;
  llvm::StringMap<ApiFunction> Functions;
  std::vector<std::string> ReleaseOrder;
  llvm::StringSet<> Links;
  llvm::StringSet<> Finals, Repeated, Removals, Stopping, Working,
      WorkingCallbacks;
  llvm::SmallSet<int64_t, 2> Accepted;
  llvm::StringMap<std::string> MappedTwins;
  int64_t ZoneFlags = 0;
  int64_t SleepFlag = 0;
  uint64_t CacheLine = 0;
  uint64_t Attributes = 0, MatchingAttributes = 0, NoMappingAttribute = 0;
  std::vector<std::string> Headers, OwnHeaders;
  llvm::StringSet<> LeftOut, MaskFields, FromPhysical, ToPhysical, ClassDevices,
      ProbeRecords, MemoryTests, TransferFields, CompletionFields;
  void addWord(llvm::StringRef Word);
  /// Adds what \p Row is spelled like as a function of that name, unless there
  /// is one: a driver's own headers may declare it so, as kernels before 4.8
  /// did, without attributes.
  void addPlainTwin(const ApiFunction &Row);
  /// The first two letters of words and types, so that most others need no
  /// look.
  std::bitset<65536> Starts;
  llvm::StringSet<> Words, HandleTypes, SetByMapping, CleanupFollows;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_MODEL_MODEL_H
