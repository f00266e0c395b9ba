//===-- UnsyncedAccess.cpp - The check dma-unsynced-access ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   mapped   --- read (device writes), written --->   dma-unsynced-access
//     |  ^
//     |  | sync for the device
//     v  |
//   CPU's    --- read, written --->   fine, until it is synchronised back
//
// What the device only reads, the CPU may read as well. The runtime oracle
// sees none of it: it knows calls, not loads and stores.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/UnsyncedAccess.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class UnsyncedAccess : public PathCheck {
public:
  void onAccess(ObjectId Id, const Object &What, bool IsWrite,
                const Stmt *Where, const UnitFacts &Facts,
                CheckerContext &C) const override {
    auto To = numberOf(What.arguments().Direction);
    if (!To || (*To == ToDevice && !IsWrite))
      return;
    // A driver that synchronises it for the device before each use may write it
    // until then.
    auto IsSynced = [&](const ValueDecl *Place) {
      return isa_and_nonnull<FieldDecl>(Place) &&
             Facts.isSynced(Place, /*ForDevice=*/true);
    };
    if (IsWrite && *To != FromDevice &&
        (IsSynced(Facts.targetOf(What.acquireSite())) ||
         any_of(placesOf(C.getState(), Id), [&](const MemRegion *Place) {
           return IsSynced(declOf(Place));
         })))
      return;
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = IsWrite ? "written" : "read";
    Result.Object = text(Where, C);
    Result.Message = Result.Object + (IsWrite ? " is written" : " is read") +
                     " while it is mapped " + directionName(*To).str() +
                     " and belongs to the device; " +
                     (*To == ToDevice ? "write it before it is mapped"
                                      : "unmap it, or synchronise it for the "
                                        "CPU, first");
    Result.Node = C.generateNonFatalErrorNode(C.getState(), this);
    Result.Id = Id;
    Result.Unique = What.acquireSite();
    report(std::move(Result), C.getBugReporter());
  }

  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (What.Before)
      checkRead(What, C);
    else
      checkOldMapping(What, C);
  }

  void onOldSync(const ObjectCall &What, const MemRegion *Place,
                 CheckerContext &C) const override {
    const ValueDecl *Handle = declOf(Place);
    const auto *Function = dyn_cast<FunctionDecl>(C.getStackFrame()->getDecl());
    if (What.Row.Direction < 0 || !Handle || !Function ||
        C.getState()->get<SyncedForCpu>())
      return;
    if (!What.Row.ToDevice &&
        numberOf(What.Call.getArgSVal(What.Row.Direction)) == ToDevice)
      checkWritten(What, Place, C);
    // A caller may have synchronised a part of it before. Who never takes it at
    // all in this unit does so elsewhere.
    else if (!What.Facts.isSyncedAround(Function, Handle) &&
             (!What.Row.ToDevice ||
              (What.Facts.isSynced(Handle, /*ForDevice=*/false) &&
               isDriverDecl(Handle, C.getASTContext().getSourceManager()))))
      checkEarlyRead(What, Place, C);
  }

  void onReadOfGiven(const MemRegion *Buffer, const MemRegion *Place,
                     const CallExpr *Given, const Stmt *Where,
                     const UnitFacts &Facts, CheckerContext &C) const override {
    if (!isBufferOf(Buffer, Place, Facts))
      return;
    std::string Object = text(Where, C);
    Finding Result =
        oldFinding("read-when-given", Object,
                   Object + " is read after '" + spell(Place) +
                       "', the mapping of its buffer, was given to the device; "
                       "synchronise it for the CPU first",
                   Buffer, C);
    Result.Also = Given;
    Result.AlsoText = "it is given to the device here";
    report(std::move(Result), C.getBugReporter());
  }

private:
  /// What every finding about \p Buffer, whose mapping is from before the path,
  /// has.
  Finding oldFinding(StringRef Kind, std::string Object, std::string Message,
                     const MemRegion *Buffer, CheckerContext &C) const {
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = Kind;
    Result.Object = std::move(Object);
    Result.Message = std::move(Message);
    Result.Node = C.generateNonFatalErrorNode(C.getState(), this);
    Result.Assumption = assumedBuffer(Buffer);
    return Result;
  }

  /// The CPU has written what the device only reads, and takes it back instead
  /// of giving it to the device.
  void checkWritten(const ObjectCall &What, const MemRegion *Place,
                    CheckerContext &C) const {
    for (auto [Buffer, Where] : C.getState()->get<WrittenBuffers>()) {
      if (!isBufferOf(Buffer, Place, What.Facts))
        continue;
      std::string Object = text(Where, C);
      Finding Result = oldFinding(
          "written-for-cpu", Object,
          writtenMessage(Object, quote(What.Argument, C.getASTContext())),
          Buffer, C);
      Result.Also = Where;
      Result.AlsoText = "the buffer is written here";
      report(std::move(Result), C.getBugReporter());
      return;
    }
  }

  /// A buffer was read while others knew of its mapping, which this call shows
  /// to have been there all the time.
  void checkRead(const ObjectCall &What, CheckerContext &C) const {
    if (!What.Before->isLive() || !What.Before->readAt() ||
        !isWritten(numberOf(What.Before->arguments().Direction)))
      return;
    report(earlyRead(What, What.Before->readAt(), Confidence::High, C),
           C.getBugReporter());
  }

  /// A buffer that was mapped before the path began is read, and then unmapped.
  void checkOldMapping(const ObjectCall &What, CheckerContext &C) const {
    if (What.Row.Memory >= 0 || What.Row.List >= 0 || What.Row.Direction < 0 ||
        C.getState()->get<SyncedForCpu>())
      return;
    const MemRegion *Place = originOf(What.Value);
    const ValueDecl *Field = Place ? declOf(Place) : nullptr;
    // Who synchronises it somewhere may have done so before.
    if (Field && !What.Facts.isSynced(Field, /*ForDevice=*/false))
      checkEarlyRead(What, Place, C);
  }

  /// The buffer of the mapping in \p Place has been read before \p What, which
  /// gives it back to the CPU.
  void checkEarlyRead(const ObjectCall &What, const MemRegion *Place,
                      CheckerContext &C) const {
    if (!isWritten(numberOf(What.Call.getArgSVal(What.Row.Direction))))
      return;
    for (auto [Buffer, Where] : C.getState()->get<AccessedBuffers>()) {
      // What is changed and given back is the CPU's own.
      if (!isBufferOf(Buffer, Place, What.Facts) ||
          (What.Row.ToDevice && C.getState()->contains<WrittenBuffers>(Buffer)))
        continue;
      Finding Result = earlyRead(What, Where, Confidence::Medium, C);
      Result.Assumption = assumedBuffer(Buffer);
      report(std::move(Result), C.getBugReporter());
      return;
    }
  }

  static bool isBufferOf(const MemRegion *Buffer, const MemRegion *Place,
                         const UnitFacts &Facts) {
    const ValueDecl *Handle = declOf(Place);
    return Handle && Facts.isBufferOf(declOf(Buffer), Handle) &&
           isFoundBeside(Buffer, Place);
  }

  static std::string assumedBuffer(const MemRegion *Buffer) {
    return "the mapping is of the buffer in '" +
           declOf(Buffer)->getNameAsString() + "'";
  }

  Finding earlyRead(const ObjectCall &What, const Stmt *Where, Confidence Level,
                    CheckerContext &C) const {
    Finding Result;
    Result.Level = Level;
    Result.Kind = "read-before-release";
    Result.Object = text(Where, C);
    Result.Message = earlyReadMessage(What.Row, Result.Object,
                                      quote(What.Argument, C.getASTContext()));
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    Result.Also = Where;
    Result.AlsoText = "the buffer is read here";
    return Result;
  }

  /// True if the device may write a buffer that is mapped as \p To.
  static bool isWritten(std::optional<int64_t> To) {
    return To == FromDevice || To == Bidirectional;
  }

  static std::string text(const Stmt *Where, CheckerContext &C) {
    const auto *E = dyn_cast<Expr>(Where);
    // The place that is assigned to, not the whole assignment.
    if (const auto *Binary = dyn_cast_or_null<BinaryOperator>(E);
        Binary && Binary->isAssignmentOp())
      E = Binary->getLHS();
    return E ? quote(E, C.getASTContext()) : "the buffer";
  }
};

} // namespace

std::string dmatidy::earlyReadMessage(const ApiFunction &Row,
                                      const std::string &Object,
                                      const std::string &Mapping) {
  return Object + " is read before " + Mapping +
         ", the mapping of its buffer, is " +
         (Row.isRelease()
              ? "released; unmap it, or synchronise it for the CPU, first"
          : Row.ToDevice
              ? "given back to the device, and was not taken from it; "
                "synchronise it for the CPU first"
              : "synchronised for the CPU; synchronise it first");
}

std::string dmatidy::writtenMessage(const std::string &Object,
                                    const std::string &Mapping) {
  return Object + " is written before " + Mapping +
         ", the mapping of its buffer, is synchronised for the CPU; "
         "synchronise it for the device after the write";
}

static void checkSyncOrder(const SyntaxContext &In) {
  checkReadsBeforeSyncs(In);
  checkReadsAfterGiven(In);
}

static constexpr char Page[] = {
#embed "dma-unsynced-access.md"
};

const dmatidy::CheckInfo dmatidy::UnsyncedAccessCheck = {
    "dma-unsynced-access",
    CheckGroup::Ownership,
    Confidence::High,
    "the CPU touches a streaming buffer that belongs to the device",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<UnsyncedAccess>, checkSyncOrder, checkKeptMappings,
     nullptr}};
