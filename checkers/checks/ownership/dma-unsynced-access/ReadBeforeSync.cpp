//===-- ReadBeforeSync.cpp - dma-unsynced-access: read too early ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In the text of one function, for a buffer that the device writes:
//
//   read the buffer; unmap it, or synchronise it for the CPU
//       too early: the CPU's cache may hold what was there before
//   read the buffer; synchronise it for the device
//       it is given back, and was never taken
//
// (Documentation/core-api/dma-api.rst, "dma_sync_single_for_cpu"). Paths show
// the same where they get that far.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/BufferReads.h"
#include "checkers/checks/ownership/dma-unsynced-access/UnsyncedAccess.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/program/unit/UnitFacts.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// How many statements are looked at in front of a call.
constexpr unsigned MaxStatements = 12;

class ReadBeforeSync {
public:
  explicit ReadBeforeSync(const SyntaxContext &In)
      : In(In), Parents(In.Function->getBody()), Buffers(In) {}

  void check() {
    for (const ModeledSite &Site : In.Calls) {
      std::optional<int64_t> Direction =
          In.number(Site.argument(Site.Row->Direction));
      if (!Site.argument(Site.Row->Handle) || !Direction ||
          (!isTaken(Site) && Site.Row->Role != FunctionRole::Sync))
        continue;
      if (*Direction != ToDevice)
        checkBefore(Site, "read");
      // What the device reads is given to it once it is written.
      if (*Direction != FromDevice && Site.Row->Role == FunctionRole::Sync &&
          !Site.Row->ToDevice)
        checkBefore(Site, "written");
    }
  }

private:
  /// True if \p Site gives the CPU its buffer back.
  static bool isTaken(const ModeledSite &Site) {
    return Site.Row->isRelease() ||
           (Site.Row->Role == FunctionRole::Sync && !Site.Row->ToDevice);
  }

  /// The statement that \p Call is in among those of a block, and these; null
  /// where it runs on a condition.
  std::pair<const CompoundStmt *, const Stmt *>
  statementOf(const CallExpr *Call) const {
    const Stmt *S = Call;
    while (const Stmt *Parent = Parents.getParent(S)) {
      if (const auto *Block = dyn_cast<CompoundStmt>(Parent))
        return {Block, S};
      if (!isa<Expr, DeclStmt>(Parent))
        return {};
      S = Parent;
    }
    return {};
  }

  /// The modelled calls in \p S.
  SmallVector<ModeledSite, 2> sitesIn(const Stmt *S) const {
    SmallVector<ModeledSite, 2> Sites;
    for (const CallExpr *Call : callsIn(S))
      if (const ApiFunction *Row = anyRowOf(In.Api, Call->getDirectCallee()))
        Sites.push_back({Call, Row});
    return Sites;
  }

  /// True if what goes on cannot be told behind \p S.
  bool endsLine(const Stmt *S) const {
    return isa<ForStmt, WhileStmt, DoStmt, LabelStmt, SwitchCase, SwitchStmt>(
               S) ||
           any_of(sitesIn(S), [](const ModeledSite &Site) {
             return Site.Row->isAcquire() || isTaken(Site) ||
                    Site.Row->Role == FunctionRole::Sync;
           });
  }

  /// True if the buffer of \p Handle may have been taken from the device in
  /// front of \p Call: in this function, or by a caller.
  bool mayBeTakenBefore(const CallExpr *Call, const Expr *Handle) const {
    const ValueDecl *Kept = Buffers.placeOf(Handle);
    return any_of(In.Calls,
                  [&](const ModeledSite &Site) {
                    return Site.Call != Call && isTaken(Site) &&
                           In.comesBefore(Site.Call->getBeginLoc(),
                                          Call->getBeginLoc());
                  }) ||
           (Kept && In.Facts.isSyncedAround(In.Function, Kept));
  }

  /// Looks for what is accessed as \p How says in front of \p Site.
  void checkBefore(const ModeledSite &Site, StringRef How) {
    const Expr *Handle = Site.argument(Site.Row->Handle);
    // Who synchronises it elsewhere may have done so before.
    const ValueDecl *Kept = Buffers.placeOf(Handle);
    if ((Kept && Site.Row->isRelease() && In.Facts.isSynced(Kept, false)) ||
        mayBeTakenBefore(Site.Call, Handle))
      return;
    auto [Block, Statement] = statementOf(Site.Call);
    if (!Block)
      return;
    const auto *At = find(Block->body(), Statement);
    // Given back at once is what dma-sync-mismatch tells.
    if (std::next(At) != Block->body_end() && !Site.Row->isRelease() &&
        any_of(sitesIn(*std::next(At)), [&](const ModeledSite &Next) {
          return Next.Row->Role == FunctionRole::Sync &&
                 Next.argument(Next.Row->Handle) &&
                 isSameExpr(Next.argument(Next.Row->Handle), Handle,
                            In.Context);
        }))
      return;
    for (unsigned Count = 0; Count < MaxStatements && At != Block->body_begin();
         ++Count) {
      const Stmt *Before = *--At;
      if (endsLine(Before))
        return;
      if (const Expr *Access = Buffers.accessIn(Before, Site, How))
        return report(Site, Access, How == "written");
    }
  }

  void report(const ModeledSite &Site, const Expr *Access, bool IsWrite) const {
    std::string Object = quote(Access, In.Context),
                Mapping = quote(Site.argument(Site.Row->Handle), In.Context);
    In.add({"dma-unsynced-access",
            IsWrite ? "written-for-cpu" : "read-before-release"},
           Object, Confidence::Medium, Site.Call->getBeginLoc(),
           IsWrite ? writtenMessage(Object, Mapping)
                   : earlyReadMessage(*Site.Row, Object, Mapping));
    In.note(Access->getBeginLoc(),
            IsWrite ? "the buffer is written here" : "the buffer is read here");
    In.note(Site.Call->getBeginLoc(),
            "assuming that the mapping is of that buffer");
  }

  const SyntaxContext &In;
  ParentMap Parents;
  BufferReads Buffers;
};

} // namespace

void checkReadsBeforeSyncs(const SyntaxContext &In) {
  if (any_of(In.Calls, [](const ModeledSite &Site) {
        return Site.Row->Role == FunctionRole::Sync || Site.Row->isRelease();
      }))
    ReadBeforeSync(In).check();
}

} // namespace dmatidy
