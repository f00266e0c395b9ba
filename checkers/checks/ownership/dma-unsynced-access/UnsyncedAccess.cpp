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

private:
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
    ProgramStateRef State = C.getState();
    if (What.Row.Memory >= 0 || What.Row.List >= 0 || What.Row.Direction < 0 ||
        State->get<SyncedForCpu>())
      return;
    SymbolRef Handle = What.Value.getAsSymbol();
    const MemRegion *Place = Handle ? Handle->getOriginRegion() : nullptr;
    const ValueDecl *Field = Place ? declOf(Place) : nullptr;
    if (!Field ||
        !isWritten(numberOf(What.Call.getArgSVal(What.Row.Direction))))
      return;
    for (auto [Buffer, Where] : State->get<AccessedBuffers>()) {
      // Who synchronises it somewhere may have done so before.
      if (What.Facts.isSynced(Field, /*ForDevice=*/false) ||
          !What.Facts.isBufferOf(declOf(Buffer), Field) ||
          !isInOneRecord(Buffer, Place))
        continue;
      Finding Result = earlyRead(What, Where, Confidence::Medium, C);
      Result.Assumption = "the mapping is of the buffer in '" +
                          declOf(Buffer)->getNameAsString() + "'";
      report(std::move(Result), C.getBugReporter());
      return;
    }
  }

  Finding earlyRead(const ObjectCall &What, const Stmt *Where, Confidence Level,
                    CheckerContext &C) const {
    Finding Result;
    Result.Level = Level;
    Result.Kind = "read-before-release";
    Result.Object = text(Where, C);
    Result.Message = Result.Object + " is read before " +
                     quote(What.Argument, C.getASTContext()) +
                     ", the mapping of its buffer, is released; unmap it, or "
                     "synchronise it for the CPU, first";
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

static constexpr char Page[] = {
#embed "dma-unsynced-access.md"
};

const dmatidy::CheckInfo dmatidy::UnsyncedAccessCheck = {
    "dma-unsynced-access",
    CheckGroup::Ownership,
    Confidence::High,
    "the CPU touches a streaming buffer that belongs to the device",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<UnsyncedAccess>, nullptr, nullptr, nullptr}};
