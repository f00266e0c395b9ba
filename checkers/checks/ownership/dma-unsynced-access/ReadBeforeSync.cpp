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
// (Documentation/core-api/dma-api.rst, "dma_sync_single_for_cpu"). Buffer and
// handle belong together where they stand in one element of a ring or in one
// record. Paths show the same where they get that far.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/UnsyncedAccess.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/program/unit/UnitFacts.h"
#include "checkers/syntax/Elements.h"
#include "checkers/syntax/MemoryUse.h"
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
      : In(In), Parents(In.Function->getBody()), Sources(In.Function) {}

  void check() {
    for (const ModeledSite &Site : In.Calls) {
      std::optional<int64_t> Direction =
          In.number(Site.argument(Site.Row->Direction));
      if (Site.argument(Site.Row->Handle) && Direction &&
          *Direction != ToDevice &&
          (isTaken(Site) || Site.Row->Role == FunctionRole::Sync))
        checkBefore(Site);
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

  /// What \p S reads, on a condition perhaps, of the buffer that \p Site is
  /// about; null if nothing is seen.
  const Expr *readIn(const Stmt *S, const ModeledSite &Site) const {
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
      if (useOf(Part, IsPointer, In.Api) == "read" &&
          (isa<CallExpr>(Part) || isBytes(Read)))
        return Read;
      for (const Stmt *Child : Part->children())
        if (Child)
          Work.push_back(Child);
    }
    return nullptr;
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

  /// What \p E comes from: the place a variable was taken from, without an
  /// offset, and the packet whose data it is.
  const Expr *originOf(const Expr *E) const {
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

  /// True if \p Read is in the buffer that \p Site is about: the unit maps the
  /// one for the other, or does not map for it, and they are of one element.
  bool isBufferOf(const Expr *Read, const ModeledSite &Site) const {
    bool IsPacket = isPacket(Read);
    Read = originOf(Read);
    const Expr *Handle = originOf(Site.argument(Site.Row->Handle));
    if (!Read)
      return false;
    const auto *Kept = dyn_cast_or_null<FieldDecl>(namedOrNull(Handle));
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

  /// True if \p E points to a record of the kernel's: the buffer is a packet's
  /// or a page's.
  bool isPacket(const Expr *E) const {
    const RecordDecl *Record =
        pointeeRecord(E->IgnoreParenImpCasts()->getType());
    return Record && !isDriverDecl(Record, sources());
  }

  /// True if what \p Pointer points to is the buffer itself, and no array of
  /// pointers to buffers or record that leads to one.
  bool isBytes(const Expr *Pointer) const {
    QualType Type = Pointer->IgnoreParenImpCasts()->getType();
    return !isPacket(Pointer) && Type->isPointerType() &&
           !Type->getPointeeType()->isPointerType();
  }

  /// True if every caller gives \p Buffer, a parameter, the buffer whose handle
  /// it keeps in \p Handle.
  bool isGivenBufferOf(const ParmVarDecl *Buffer,
                       const FieldDecl *Handle) const {
    ArrayRef<const FunctionDecl *> Callers =
        In.Facts.callersOf(In.Function->getCanonicalDecl());
    return !Callers.empty() && all_of(Callers, [&](const FunctionDecl *Caller) {
      return In.Facts.anyBufferOf(Handle, [&](const ValueDecl *Mapped) {
        return In.Facts.comesFrom(Caller, Buffer, Mapped);
      });
    });
  }

  static const ValueDecl *namedOrNull(const Expr *E) {
    return E ? namedPlace(E) : nullptr;
  }
  const SourceManager &sources() const { return In.Context.getSourceManager(); }

  /// True if no other field of \p Handle's record is one.
  bool isOnlyHandle(const FieldDecl *Handle) const {
    return none_of(Handle->getParent()->fields(), [&](const FieldDecl *Field) {
      const auto *Name = Field->getType()->getAs<TypedefType>();
      return Field != Handle && Name &&
             In.Api.isHandleType(Name->getDecl()->getName());
    });
  }

  /// True if \p Buffer is memory that needs no synchronising.
  bool isCoherent(const FieldDecl *Buffer) const {
    return In.Facts.anyAcquiredTo(Buffer,
                                  [](const CallExpr *) { return true; });
  }

  /// True if the buffer of \p Handle may have been taken from the device in
  /// front of \p Call: in this function, or by a caller.
  bool mayBeTakenBefore(const CallExpr *Call, const Expr *Handle) const {
    const ValueDecl *Kept = namedOrNull(originOf(Handle));
    return any_of(In.Calls,
                  [&](const ModeledSite &Site) {
                    return Site.Call != Call && isTaken(Site) &&
                           In.comesBefore(Site.Call->getBeginLoc(),
                                          Call->getBeginLoc());
                  }) ||
           (Kept && In.Facts.isSyncedAround(In.Function, Kept));
  }

  void checkBefore(const ModeledSite &Site) {
    const Expr *Handle = Site.argument(Site.Row->Handle);
    // Who synchronises it elsewhere may have done so before.
    const ValueDecl *Kept = namedOrNull(originOf(Handle));
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
      if (const Expr *Read = readIn(Before, Site))
        return report(Site, Read);
    }
  }

  void report(const ModeledSite &Site, const Expr *Read) const {
    std::string Object = quote(Read, In.Context);
    In.add(
        {"dma-unsynced-access", "read-before-release"}, Object,
        Confidence::Medium, Site.Call->getBeginLoc(),
        earlyReadMessage(*Site.Row, Object,
                         quote(Site.argument(Site.Row->Handle), In.Context)));
    In.note(Read->getBeginLoc(), "the buffer is read here");
    In.note(Site.Call->getBeginLoc(),
            "assuming that the mapping is of that buffer");
  }

  const SyntaxContext &In;
  ParentMap Parents;
  VariableSources Sources;
};

} // namespace

void checkReadsBeforeSyncs(const SyntaxContext &In) {
  if (any_of(In.Calls, [](const ModeledSite &Site) {
        return Site.Row->Role == FunctionRole::Sync || Site.Row->isRelease();
      }))
    ReadBeforeSync(In).check();
}

} // namespace dmatidy
