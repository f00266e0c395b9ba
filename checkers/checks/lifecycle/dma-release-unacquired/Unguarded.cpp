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
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/RecursiveASTVisitor.h"
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
};

/// Finds the conditions on which the unmaps of one function are made.
class GuardReader : public RecursiveASTVisitor<GuardReader> {
  using Base = RecursiveASTVisitor<GuardReader>;

public:
  GuardReader(const SyntaxContext &In, MutableArrayRef<Unmap> Unmaps)
      : Unmaps(Unmaps) {
    TraverseStmt(In.Function->getBody());
  }
  bool TraverseIfStmt(IfStmt *If) {
    Conditions.push_back({If->getCond(), /*IsAround=*/true});
    TraverseStmt(If->getThen());
    TraverseStmt(If->getElse());
    Conditions.pop_back();
    // What leaves lets by only what it has not asked for.
    if (leaves(If->getThen()))
      Conditions.push_back({If->getCond(), /*IsAround=*/false});
    return true;
  }
  bool TraverseCompoundStmt(CompoundStmt *Block) {
    size_t Outside = Conditions.size();
    Base::TraverseCompoundStmt(Block);
    Conditions.resize(Outside);
    return true;
  }
  bool TraverseSwitchStmt(SwitchStmt *Switch) {
    Conditions.push_back({Switch->getCond(), /*IsAround=*/true});
    TraverseStmt(Switch->getBody());
    Conditions.pop_back();
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    for (Unmap &Site : Unmaps) {
      if (Site.Call != Call)
        continue;
      for (auto [Condition, IsAround] : Conditions) {
        if (names(Condition, [&](const ValueDecl *Field) {
              return Field == Site.Handle || Field == Site.Length;
            }))
          Site.Guard = Condition;
        Site.IsConditional |=
            IsAround || names(Condition, [&](const ValueDecl *Named) {
              return isOfRecord(Named, Site.Handle->getParent());
            });
      }
    }
    return true;
  }

private:
  /// True if \p Named is a field of \p Record, or points to one.
  static bool isOfRecord(const ValueDecl *Named, const RecordDecl *Record) {
    if (const auto *Field = dyn_cast<FieldDecl>(Named);
        Field &&
        Field->getParent()->getCanonicalDecl() == Record->getCanonicalDecl())
      return true;
    QualType Pointee = Named->getType()->getPointeeType();
    const RecordDecl *To =
        Pointee.isNull() ? nullptr : Pointee->getAsRecordDecl();
    return To && To->getCanonicalDecl() == Record->getCanonicalDecl();
  }
  static bool leaves(const Stmt *Branch) {
    if (const auto *Block = dyn_cast<CompoundStmt>(Branch))
      Branch = Block->body_empty() ? nullptr : Block->body_back();
    return isa_and_nonnull<ReturnStmt, GotoStmt, ContinueStmt, BreakStmt>(
        Branch);
  }

  MutableArrayRef<Unmap> Unmaps;
  /// With whether they stand around, or leave in front.
  SmallVector<std::pair<const Expr *, bool>, 8> Conditions;
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
      // One that asks may be in doubt alone.
      if (Bare && Others > 1 && !Bare->IsConditional &&
          !Bare->In->Facts.acquisitionsIn(Bare->In->Function))
        report(*Bare, *Asking);
    }
  }

private:
  void read(const SyntaxContext &In) {
    size_t First = Unmaps.size();
    std::optional<VariableSources> Sources;
    for (const ModeledSite &Site : In.Calls) {
      if (!Site.Row->isRelease() || Site.Row->Memory >= 0 ||
          Site.Row->Handle < 0)
        continue;
      if (!Sources)
        Sources.emplace(In.Function);
      auto [Handle, Named] = Sources->placeOf(Site.argument(Site.Row->Handle));
      const Expr *Size = Site.argument(Site.Row->Size);
      if (Handle)
        Unmaps.push_back({&In, Site.Call, Handle,
                          Size ? Sources->placeOf(Size).first : nullptr,
                          Named});
    }
    if (Unmaps.size() > First)
      GuardReader(In, MutableArrayRef<Unmap>(Unmaps).drop_front(First));
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
};

} // namespace

void checkUnguarded(ArrayRef<SyntaxContext> Unit) { Unguarded(Unit).run(); }

} // namespace dmatidy
