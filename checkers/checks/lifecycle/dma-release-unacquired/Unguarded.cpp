//===-- Unguarded.cpp - Releases that do not ask, though others do --------===//
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
// Where others ask, one that does not unmaps what was never mapped. That it
// does not have to is ruled out by one of these: all others ask, two at least;
// the parts of a packet behind its first are asked for elsewhere; its loop goes
// over all records and asks for something else of them; the other arm of its
// `if` asks, or the loop beside it. A function that unmaps what a record it is
// given keeps does so for its callers: they ask.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-unacquired/GuardedReleases.h"
#include "checkers/checks/lifecycle/dma-release-unacquired/ReleaseUnacquired.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class Unguarded {
public:
  explicit Unguarded(ArrayRef<SyntaxContext> Unit) : Releases(Unit) {}

  void run() const {
    MapVector<const FieldDecl *, SmallVector<const Release *, 4>> Alike;
    for (const Release &Site : Releases.Sites)
      Alike[Site.Handle].push_back(&Site);
    for (const auto &[Handle, Sites] : Alike)
      for (const Release *Bare : Sites)
        if (const Release *Asking =
                Bare->Guard ? nullptr : contradictedBy(*Bare, Sites))
          report(*Bare, *Asking);
  }

private:
  /// One of \p Sites, all releases of one handle, that asks for what \p Bare
  /// does not ask for, although it would have to; or null.
  const Release *contradictedBy(const Release &Bare,
                                ArrayRef<const Release *> Sites) const {
    const Release *Asking = nullptr, *AskingAlike = nullptr;
    unsigned Askers = 0;
    bool IsOnlyBare = true, IsPart = false;
    for (const Release *Site : Sites) {
      bool IsAlike =
          Site->Call->getDirectCallee() == Bare.Call->getDirectCallee();
      if (Site->Guard) {
        Asking = Asking ? Asking : Site;
        if (IsAlike)
          AskingAlike = AskingAlike ? AskingAlike : Site, ++Askers;
        if (isBeside(*Site, Bare))
          return Site;
      } else if (Site != &Bare) {
        IsOnlyBare &= !IsAlike;
        // The first of a packet's parts is always there.
        IsPart |=
            Site->In == Bare.In && !Site->Loops.empty() &&
            Bare.Loops.size() > Site->Loops.size() &&
            Bare.Loops.end()[-int(Site->Loops.size())] == Site->Loops.front();
      }
    }
    if (Asking && Bare.isForAll() && Bare.IsForAnyRecord && Bare.IsOfPartial)
      return Asking;
    if (!Bare.isUnconditional())
      return nullptr;
    // One that asks may be in doubt alone, and what the device has written is
    // there where it is read.
    if (AskingAlike && IsOnlyBare &&
        (Bare.IsOfPartial || (!Bare.IsFromDevice && (Askers > 1 || IsPart))))
      return AskingAlike;
    return Releases.Cleared.contains(Bare.Handle) ? askerBeside(Bare) : nullptr;
  }

  /// True if \p Asking is made in the other arm of the `if` around \p Bare, or
  /// goes over another ring of such records in a loop of its own, as that does.
  static bool isBeside(const Release &Asking, const Release &Bare) {
    if (Asking.In != Bare.In)
      return false;
    if (Asking.isForAll() && Bare.isForAll() && Bare.IsForAnyRecord &&
        !Bare.IsFromDevice && !Bare.IsSet && Asking.Loops != Bare.Loops)
      return true;
    ParentMap Parents(Bare.In->Function->getBody());
    const Stmt *Part = Bare.Call, *Up = Parents.getParent(Part);
    while (Up && !isa<IfStmt>(Up))
      Part = Up, Up = Parents.getParent(Up);
    const auto *If = cast_or_null<IfStmt>(Up);
    const Stmt *Other = !If                     ? nullptr
                        : Part == If->getThen() ? If->getElse()
                        : Part == If->getElse() ? If->getThen()
                                                : nullptr;
    // What an `else if` asks for says nothing of the arm in front of it.
    return Other && !isa<IfStmt>(Other) &&
           is_contained(callsIn(Other), Asking.Call) &&
           isNamedAlike(Asking, Bare);
  }
  /// True if both name the handle of one record.
  static bool isNamedAlike(const Release &A, const Release &B) {
    return isSameExpr(A.Named, B.Named, A.In->Context);
  }

  /// A release of another handle of the record in the function of \p Bare,
  /// where all of those ask for theirs; or null.
  const Release *askerBeside(const Release &Bare) const {
    const Release *Asking = nullptr;
    for (const Release &Other : Releases.Sites) {
      if (Other.In != Bare.In || Other.Handle == Bare.Handle ||
          Other.Handle->getParent() != Bare.Handle->getParent())
        continue;
      if (!Other.Guard)
        return nullptr;
      Asking = &Other;
    }
    return Asking;
  }

  static void report(const Release &Bare, const Release &Asking) {
    const SyntaxContext &In = *Bare.In;
    std::string Name = quote(Bare.Named, In.Context);
    if (Bare.IsLifted)
      Name = "'" + Bare.Handle->getNameAsString() + "' of " + Name;
    In.add({"dma-release-unacquired", "unguarded"}, Name, Confidence::Medium,
           Bare.Call->getBeginLoc(),
           Name +
               " is released here whether or not it was acquired; ask for it "
               "first, as is done elsewhere");
    In.note(Asking.Guard->getBeginLoc(), "it is asked for here");
    In.note(Bare.Call->getBeginLoc(),
            "assuming that some have none here either");
  }

  GuardedReleases Releases;
};

} // namespace

void checkUnguarded(ArrayRef<SyntaxContext> Unit) { Unguarded(Unit).run(); }

} // namespace dmatidy
