//===-- SyncMismatch.cpp - The check dma-sync-mismatch -------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A sync speaks of a mapping that exists, in its direction and within its
// range. The runtime oracle says "device driver syncs DMA memory with different
// direction", "... outside allocated range" and "... it has not allocated".
// What another function has mapped, SyncMismatchModule.cpp holds it to.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-sync-mismatch/SyncMismatch.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class SyncMismatch : public PathCheck {
public:
  void onSync(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before->acquireRow())
      return;
    std::string Name = quote(What.Argument, C.getASTContext());
    if (What.Before->isFailed())
      return emit(What, "failed-mapping",
                  Name + " is synchronised although its mapping failed; do not "
                         "go on without the mapping",
                  C);
    if (!What.Before->isLive())
      return;
    auto Now = number(What, What.Row.Direction),
         Then = numberOf(What.Before->arguments().Direction);
    if (Now && Then && *Then != Bidirectional && *Now != *Then)
      return emit(What, "direction",
                  Name + " is synchronised as " + directionName(*Now) +
                      ", but was mapped as " + directionName(*Then) +
                      "; use the direction of the mapping",
                  C);
    if (What.Row.Size < 0 ||
        findExactObject(C.getState(), What.Value) != What.Id)
      return;
    auto Size = number(What, What.Row.Size),
         Mapped = numberOf(What.Before->arguments().Size);
    auto Offset = What.Row.Offset < 0 ? std::optional<int64_t>(0)
                                      : number(What, What.Row.Offset);
    if (Size && Mapped && Offset && *Offset >= 0 && *Offset + *Size > *Mapped)
      emit(What, "range",
           Name + " is synchronised up to byte " +
               std::to_string(*Offset + *Size) + ", but only " +
               std::to_string(*Mapped) +
               " bytes were mapped; stay within the mapping",
           C);
  }

private:
  static std::optional<int64_t> number(const ObjectCall &What, int Index) {
    return Index < 0 ? std::nullopt : numberOf(What.Call.getArgSVal(Index));
  }

  void emit(const ObjectCall &What, StringRef Kind, const Twine &Message,
            CheckerContext &C) const {
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = Kind;
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message = Message.str();
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    report(std::move(Result), C.getBugReporter());
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-sync-mismatch.md"
};

const dmatidy::CheckInfo dmatidy::SyncMismatchCheck = {
    "dma-sync-mismatch",
    CheckGroup::Ownership,
    Confidence::Medium,
    "a sync differs from the mapping: direction or range, or one is missing",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<SyncMismatch>, checkSyncsInText, nullptr,
     checkSyncMismatchInModule}};
