//===-- Unguarded.cpp - Unmaps that do not ask, though others do ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Some records of a ring have a mapping and some have none; whoever gives them
// back asks for the handle or the length:
//
//     if (dma_unmap_len(info, maplen))
//       dma_unmap_page(dev, dma_unmap_addr(info, mapping), ...);
//
// Where all places but one ask, that one unmaps what was never mapped.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-unacquired/ReleaseUnacquired.h"
#include "checkers/syntax/Conditions.h"
#include "checkers/syntax/MemoryUse.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// An unmap of what a field of a record keeps the handle of.
struct Unmap {
  const SyntaxContext *In;
  const CallExpr *Call;
  const FieldDecl *Handle;
  /// Of the length, or null.
  const FieldDecl *Length;
  const Expr *Named;
  /// The condition that asks for either, or null.
  const Expr *Guard = nullptr;
  /// Another condition stands around it, or leaves in front of it.
  bool IsConditional = false;
  /// The device has written the buffer.
  bool IsFromDevice = false;
  /// The function itself puts a handle there: always, or in a branch.
  bool IsSet = false, IsSetInBranch = false;
  /// Behind it the function frees something else of the record if it is there.
  bool IsOfPartial = false;
};

/// Finds the conditions on which the unmaps of one function are made.
class GuardReader : public ConditionVisitor<GuardReader> {
  using Base = ConditionVisitor<GuardReader>;

public:
  GuardReader(const SyntaxContext &In, const VariableSources &Sources,
              MutableArrayRef<Unmap> Unmaps)
      : In(In), Sources(Sources), Unmaps(Unmaps) {
    TraverseStmt(In.Function->getBody());
  }
  /// The fields that are set to nothing.
  SmallPtrSet<const ValueDecl *, 4> Cleared;

  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const auto *Member =
        dyn_cast<MemberExpr>(Assigned->getLHS()->IgnoreParens());
    if (Assigned->getOpcode() != BO_Assign || !Member)
      return true;
    if (In.isNothing(Assigned->getRHS())) {
      Cleared.insert(Member->getMemberDecl());
      return true;
    }
    bool InBranch = any_of(conditions(), [](const AskedCondition &Asked) {
      return Asked.IsAround;
    });
    for (Unmap &Site : Unmaps)
      if (Site.Handle == Member->getMemberDecl())
        (InBranch ? Site.IsSetInBranch : Site.IsSet) = true;
    return true;
  }
  bool TraverseIfStmt(IfStmt *If) {
    noteOther(If);
    return Base::TraverseIfStmt(If);
  }
  bool VisitCallExpr(CallExpr *Call) {
    for (Unmap &Site : Unmaps) {
      if (Site.Call != Call)
        continue;
      for (auto [Condition, Holds, IsAround] : conditions()) {
        if (asksFor(Condition, [&](const ValueDecl *Field) {
              return Field == Site.Handle || Field == Site.Length;
            }))
          Site.Guard = Condition;
        Site.IsConditional |=
            IsAround || asksFor(Condition, [&](const ValueDecl *Named) {
              return isOfRecord(Named, Site.Handle->getParent());
            });
      }
    }
    return true;
  }

private:
  /// True if \p Condition asks for something that \p IsWanted says yes to; that
  /// dma_mapping_error() has not failed says nothing of what it is given.
  static bool asksFor(const Stmt *Condition,
                      function_ref<bool(const ValueDecl *)> IsWanted) {
    if (!Condition || isa<CallExpr>(Condition))
      return false;
    const auto *Member = dyn_cast<MemberExpr>(Condition);
    const auto *Ref = dyn_cast<DeclRefExpr>(Condition);
    return (Member && IsWanted(Member->getMemberDecl())) ||
           (Ref && IsWanted(Ref->getDecl())) ||
           any_of(Condition->children(),
                  [&](const Stmt *Part) { return asksFor(Part, IsWanted); });
  }
  /// True if \p Named is a field of \p Record, or points to one.
  static bool isOfRecord(const ValueDecl *Named, const RecordDecl *Record) {
    if (const auto *Field = dyn_cast<FieldDecl>(Named);
        Field &&
        Field->getParent()->getCanonicalDecl() == Record->getCanonicalDecl())
      return true;
    return pointeeRecord(Named->getType()) == Record->getCanonicalDecl();
  }

  /// Notes for the unmaps in front of \p If that it frees something else of
  /// their record.
  void noteOther(const IfStmt *If) {
    auto [Asked, Named] = Sources.placeOf(If->getCond()->IgnoreParenImpCasts());
    if (!Asked || none_of(callsIn(If->getThen()), [&](const CallExpr *Call) {
          const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
          return Row && Row->Role == FunctionRole::Free;
        }))
      return;
    for (Unmap &Site : Unmaps)
      Site.IsOfPartial |=
          isOfRecord(Asked, Site.Handle->getParent()) &&
          In.comesBefore(Site.Call->getBeginLoc(), If->getBeginLoc());
  }

  const SyntaxContext &In;
  const VariableSources &Sources;
  MutableArrayRef<Unmap> Unmaps;
};

class Unguarded {
public:
  explicit Unguarded(ArrayRef<SyntaxContext> Unit) {
    for (const SyntaxContext &In : Unit)
      read(In);
  }

  void run() const {
    MapVector<std::pair<const FieldDecl *, const FunctionDecl *>,
              SmallVector<const Unmap *, 4>>
        Alike;
    for (const Unmap &Site : Unmaps)
      Alike[{Site.Handle, Site.Call->getDirectCallee()}].push_back(&Site);
    for (const auto &[Key, Sites] : Alike) {
      const Unmap *Bare = nullptr, *Asking = nullptr;
      unsigned Others = 0;
      for (const Unmap *Site : Sites) {
        if (Site->Guard) {
          Asking = Asking ? Asking : Site;
          ++Others;
        } else if (Bare) {
          Bare = nullptr;
          Others = 0;
          break;
        } else {
          Bare = Site;
        }
      }
      // One that asks may be in doubt alone, and what the device has written is
      // there where it is read.
      if (Bare && Others && isUnconditional(*Bare) &&
          (Bare->IsOfPartial || (Others > 1 && !Bare->IsFromDevice)))
        report(*Bare, *Asking);
    }
    for (const Unmap &Bare : Unmaps)
      if (isUnconditional(Bare) && Cleared.contains(Bare.Handle))
        if (const Unmap *Asking = askerBeside(Bare))
          report(Bare, *Asking);
  }

private:
  static bool isUnconditional(const Unmap &Site) {
    if (Site.Guard || Site.IsConditional || Site.IsSet)
      return false;
    // What the function maps only sometimes it cannot unmap always.
    return Site.IsSetInBranch ||
           !Site.In->Facts.acquisitionsIn(Site.In->Function);
  }
  /// An unmap of another handle of the record in the function of \p Bare, where
  /// all of those ask for theirs; or null.
  const Unmap *askerBeside(const Unmap &Bare) const {
    const Unmap *Asking = nullptr;
    for (const Unmap &Other : Unmaps) {
      if (Other.In != Bare.In || Other.Handle == Bare.Handle ||
          Other.Handle->getParent() != Bare.Handle->getParent())
        continue;
      if (!Other.Guard)
        return nullptr;
      Asking = &Other;
    }
    return Asking;
  }

  void read(const SyntaxContext &In) {
    size_t First = Unmaps.size();
    std::optional<VariableSources> Sources;
    for (const ModeledSite &Site : In.Calls) {
      if (!Site.Row->isUnmap())
        continue;
      if (!Sources)
        Sources.emplace(In.Function);
      auto [Handle, Named] = Sources->placeOf(Site.argument(Site.Row->Handle));
      const Expr *Size = Site.argument(Site.Row->Size);
      if (!Handle)
        continue;
      Unmaps.push_back({&In, Site.Call, Handle,
                        Size ? Sources->placeOf(Size).first : nullptr, Named});
      const Expr *Direction = Site.argument(Site.Row->Direction);
      Unmaps.back().IsFromDevice =
          Direction && In.number(Direction) != ToDevice;
    }
    if (!Sources)
      Sources.emplace(In.Function);
    GuardReader Text(In, *Sources,
                     MutableArrayRef<Unmap>(Unmaps).drop_front(First));
    Cleared.insert(Text.Cleared.begin(), Text.Cleared.end());
  }

  static void report(const Unmap &Bare, const Unmap &Asking) {
    const SyntaxContext &In = *Bare.In;
    std::string Name = quote(Bare.Named, In.Context);
    In.add({"dma-release-unacquired", "unguarded"}, Name, Confidence::Medium,
           Bare.Call->getBeginLoc(),
           Name + " is unmapped here whether or not it was mapped; ask for it "
                  "first, as all other places do");
    In.note(Asking.Guard->getBeginLoc(), "one of them asks here");
    In.note(Bare.Call->getBeginLoc(),
            "assuming that some have no mapping here either");
  }

  std::vector<Unmap> Unmaps;
  /// The fields that some function sets to nothing.
  SmallPtrSet<const ValueDecl *, 16> Cleared;
};

} // namespace

void checkUnguarded(ArrayRef<SyntaxContext> Unit) { Unguarded(Unit).run(); }

} // namespace dmatidy
