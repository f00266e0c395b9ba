//===-- ReadAfterGiven.cpp - Read once it was given back ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text of one function that does nothing to take a buffer from the
// device which writes it:
//
//   synchronise it for the device; read the buffer, or make a packet of it
//       the call was to be the one for the CPU
//
// (Documentation/core-api/dma-api.rst, "dma_sync_single_for_cpu"). A function
// that gives a buffer back tells the device where it is, or was told by its
// caller that the CPU is done with it, and reads nothing after that.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/BufferReads.h"
#include "checkers/checks/ownership/dma-unsynced-access/UnsyncedAccess.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/program/unit/UnitFacts.h"
#include "checkers/syntax/StraightLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class ReadAfterGiven {
public:
  explicit ReadAfterGiven(const SyntaxContext &In) : In(In), Buffers(In) {}

  void check() {
    for (const ModeledSite &Site : In.Calls)
      if (Site.Row->Role == FunctionRole::Sync && Site.Row->ToDevice &&
          Site.argument(Site.Row->Handle) && isWritten(Site) &&
          !mayHaveBeenTaken(Site))
        if (const Expr *Read = readAfter(Site);
            Read && !isToldBefore(Site, Read))
          report(Site, Read);
  }

private:
  /// True if the device writes what \p Given gives it.
  bool isWritten(const ModeledSite &Given) const {
    std::optional<int64_t> Direction =
        In.number(Given.argument(Given.Row->Direction));
    return Direction == FromDevice || Direction == Bidirectional;
  }

  /// What \p S, a statement or expression by itself, reads of what a device
  /// has written, as far as its function says; null if nothing.
  const Expr *receivedIn(const Stmt *S) const {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    const ApiFunction *Row = Callee ? anyRowOf(In.Api, Callee) : nullptr;
    int Index = !Row                                 ? -1
                : Row->Role == FunctionRole::Access  ? Row->Reads
                : Row->Role == FunctionRole::Receive ? Row->Memory
                                                     : -1;
    return Index >= 0 && unsigned(Index) < Call->getNumArgs()
               ? Call->getArg(Index)
               : nullptr;
  }

  /// True if in front of \p Given something takes a buffer from the device or
  /// reads one, so that it may be this; or the handle is made here, or a caller
  /// synchronises it.
  bool mayHaveBeenTaken(const ModeledSite &Given) const {
    const Expr *Handle = Given.argument(Given.Row->Handle);
    const ValueDecl *Kept = Buffers.placeOf(Handle);
    if (!Kept || In.Facts.isSyncedAround(In.Function, Kept))
      return true;
    auto IsOfHandle = [&](const ModeledSite &Site) {
      const Expr *Other = Site.argument(Site.Row->Handle);
      return Site.Row->isAcquire() ? In.Facts.targetOf(Site.Call) == Kept ||
                                         !In.Facts.targetOf(Site.Call)
                                   : Other && (isSameValue(Other, Handle, In) ||
                                               Buffers.placeOf(Other) == Kept);
    };
    return any_of(In.Calls,
                  [&](const ModeledSite &Site) {
                    return Site.Call != Given.Call &&
                           Site.Row->Role != FunctionRole::Test &&
                           isBefore(Site.Call, Given.Call) && IsOfHandle(Site);
                  }) ||
           any_of(callsIn(In.Function->getBody()), [&](const CallExpr *Call) {
             return isBefore(Call, Given.Call) && receivedIn(Call);
           });
  }

  /// True if in front of \p Read the function tells somebody the handle that
  /// \p Given is about, or puts another one there: it is given for good.
  bool isToldBefore(const ModeledSite &Given, const Expr *Read) const {
    return namesBefore(In.Function->getBody(),
                       Buffers.placeOf(Given.argument(Given.Row->Handle)),
                       Read);
  }
  bool namesBefore(const Stmt *S, const ValueDecl *Kept,
                   const Expr *Read) const {
    const auto *Call = dyn_cast<CallExpr>(S);
    if (Call && Call->getDirectCallee() &&
        rowOf(In.Api, Call->getDirectCallee()))
      return false;
    const auto *Member = dyn_cast<MemberExpr>(S);
    if (Member && Member->getMemberDecl()->getCanonicalDecl() == Kept &&
        isBefore(Member, Read))
      return true;
    return any_of(S->children(), [&](const Stmt *Part) {
      return Part && namesBefore(Part, Kept, Read);
    });
  }

  /// What \p S, a statement or expression by itself, gives to a function of the
  /// driver's of the buffer that \p Given is about; null if nothing.
  const Expr *givenIn(const Stmt *S, const ModeledSite &Given) const {
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Callee || !isDriverDecl(Callee, In.Context.getSourceManager()))
      return nullptr;
    auto Argument = find_if(Call->arguments(), [&](const Expr *Argument) {
      return Buffers.isBytesOf(Argument, Given);
    });
    return Argument == Call->arg_end() ? nullptr : *Argument;
  }

  /// What is read of the buffer, or made a packet of, once \p Given has been
  /// made; null if nothing is seen.
  const Expr *readAfter(const ModeledSite &Given) {
    // Of what goes both ways the CPU may look at what it has written.
    bool IsBoth =
        In.number(Given.argument(Given.Row->Direction)) == Bidirectional;
    const Expr *Read = nullptr;
    if (!Ways)
      Ways.emplace(In);
    Ways->mayReach(Given.Call, [&](const Stmt *S) {
      if (!isBefore(Given.Call, S))
        return false;
      const auto *Call = dyn_cast<CallExpr>(S);
      const ApiFunction *Row =
          Call ? anyRowOf(In.Api, Call->getDirectCallee()) : nullptr;
      if (IsBoth && (!Row || Row->Role != FunctionRole::Receive))
        return false;
      Read = receivedIn(S);
      if (Read && Buffers.isInAnother(Read, Given))
        Read = nullptr;
      if (!Read)
        Read = givenIn(S, Given);
      if (!Read && isa<CastExpr>(S))
        Read = Buffers.accessIn(S, Given, "read");
      return Read != nullptr;
    });
    return Read;
  }

  bool isBefore(const Stmt *First, const Stmt *Second) const {
    return In.comesBefore(First->getBeginLoc(), Second->getBeginLoc());
  }

  void report(const ModeledSite &Given, const Expr *Read) const {
    std::string Name = quote(Given.argument(Given.Row->Handle), In.Context);
    In.add({"dma-unsynced-access", "read-after-given"}, Name,
           Confidence::Medium, Given.Call->getBeginLoc(),
           Name + " is synchronised for the device, which writes its buffer, "
                  "and that is read here; synchronise it for the CPU");
    In.note(Read->getBeginLoc(), "what the device has written is read here");
    In.note(Given.Call->getBeginLoc(),
            "assuming that nobody has taken it from the device before");
  }

  const SyntaxContext &In;
  BufferReads Buffers;
  /// Made where it is needed.
  std::optional<StraightLine> Ways;
};

} // namespace

void checkReadsAfterGiven(const SyntaxContext &In) {
  if (any_of(In.Calls, [](const ModeledSite &Site) {
        return Site.Row->Role == FunctionRole::Sync && Site.Row->ToDevice;
      }))
    ReadAfterGiven(In).check();
}

} // namespace dmatidy
