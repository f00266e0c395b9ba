//===-- Uncleared.cpp - Memory that is released and asked for again -------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a driver keeps memory in a field and frees it if the field is set, the
// field has to be cleared by whoever frees it before. That one release forgets
// it is shown by those beside it, which do not, or by its handle, which is
// cleared:
//
//     dma_free_coherent(dev, size, ha->ring, ha->ring_dma);
//     ha->ring_dma = 0;                                       and ha->ring?
//     ...
//     if (ha->ring)
//       dma_free_coherent(dev, size, ha->ring, ha->ring_dma);
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/syntax/Elements.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A release of memory that a field of a record keeps.
struct FieldRelease {
  const SyntaxContext *In;
  const CallExpr *Call;
  const MemberExpr *Memory;
  const FieldDecl *Field;
  /// The field that keeps the handle, or null.
  const FieldDecl *Handle;
  /// Where the field, or the handle's, is set to nothing behind it, or null.
  const BinaryOperator *Cleared = nullptr, *HandleCleared = nullptr;
  /// The function puts something else there behind it, or gives the record
  /// away.
  bool IsSettled = false;
  /// The condition by which it is made only if there is something, or null.
  const Expr *Guard = nullptr;
};

const FieldDecl *fieldOf(const Expr *E) {
  const auto *Member =
      dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

/// Reads what stands around and behind the releases of one function.
class ReleaseReader : public RecursiveASTVisitor<ReleaseReader> {
public:
  ReleaseReader(const SyntaxContext &In, MutableArrayRef<FieldRelease> Releases)
      : In(In), Releases(Releases) {
    TraverseStmt(In.Function->getBody());
  }
  bool VisitIfStmt(IfStmt *If) {
    for (FieldRelease &Release : Releases)
      if (In.asksFor(If->getCond(), Release.Memory) &&
          is_contained(callsIn(If->getThen()), Release.Call))
        Release.Guard = If->getCond();
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const FieldDecl *Target =
        Assigned->isAssignmentOp() ? fieldOf(Assigned->getLHS()) : nullptr;
    if (!Target)
      return true;
    bool Clears = In.isNothing(Assigned->getRHS());
    for (FieldRelease &Release : Releases) {
      if (!isBehind(Assigned, Release))
        continue;
      if (Target == Release.Field && !Clears)
        Release.IsSettled = true;
      else if (Target == Release.Field && !Release.Cleared)
        Release.Cleared = Assigned;
      else if (Target == Release.Handle && Clears && !Release.HandleCleared)
        Release.HandleCleared = Assigned;
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isVariadic())
      return true;
    for (FieldRelease &Release : Releases)
      if (isBehind(Call, Release) &&
          any_of(Call->arguments(), [&](const Expr *Given) {
            return leadsTo(Given, Release.Memory);
          }))
        Release.IsSettled = true;
    return true;
  }

private:
  bool isBehind(const Expr *E, const FieldRelease &Release) const {
    return In.comesBefore(Release.Call->getBeginLoc(), E->getBeginLoc()) &&
           E != Release.Call;
  }
  /// True if \p Given is a record that \p Memory is in, or its address.
  bool leadsTo(const Expr *Given, const MemberExpr *Memory) const {
    Given = Given->IgnoreParenCasts();
    if (const auto *Address = dyn_cast<UnaryOperator>(Given);
        Address && Address->getOpcode() == UO_AddrOf)
      Given = Address->getSubExpr()->IgnoreParenCasts();
    for (const Expr *Base = Memory; Base;) {
      const auto *Member = dyn_cast<MemberExpr>(Base->IgnoreParenCasts());
      Base = Member ? Member->getBase()->IgnoreParenCasts() : nullptr;
      if (Base && isSameExpr(Base, Given, In.Context))
        return true;
    }
    return false;
  }

  const SyntaxContext &In;
  MutableArrayRef<FieldRelease> Releases;
};

class Uncleared {
public:
  explicit Uncleared(ArrayRef<SyntaxContext> Unit) {
    for (const SyntaxContext &In : Unit)
      read(In);
  }

  void run() const {
    for (const FieldRelease &Release : Releases) {
      if (Release.Cleared || Release.IsSettled)
        continue;
      const FieldRelease *Again = asker(Release);
      const BinaryOperator *Like = Again ? clearedBeside(Release) : nullptr;
      if (Like)
        report(Release, *Again, Like);
    }
  }

private:
  void read(const SyntaxContext &In) {
    size_t First = Releases.size();
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Memory =
          Site.Row->isRelease() ? Site.argument(Site.Row->Memory) : nullptr;
      const FieldDecl *Field = fieldOf(Memory);
      const auto *Base =
          Field ? cast<MemberExpr>(Memory->IgnoreParenCasts()) : nullptr;
      // Nobody else finds what a record on the stack keeps.
      while (Base && !Base->isArrow() &&
             isa<MemberExpr>(Base->getBase()->IgnoreParenCasts()))
        Base = cast<MemberExpr>(Base->getBase()->IgnoreParenCasts());
      if (Field && Base->isArrow() &&
          isDriverDecl(Field, In.Context.getSourceManager()) &&
          !hasIndex(Memory))
        Releases.push_back({&In, Site.Call,
                            cast<MemberExpr>(Memory->IgnoreParenCasts()), Field,
                            fieldOf(Site.argument(Site.Row->Handle))});
    }
    if (Releases.size() > First)
      ReleaseReader(In,
                    MutableArrayRef<FieldRelease>(Releases).drop_front(First));
  }

  /// A release of the same field that another function makes if it is set.
  const FieldRelease *asker(const FieldRelease &Release) const {
    const FunctionDecl *Function = Release.In->Function;
    for (const FieldRelease &Other : Releases)
      if (Other.Field == Release.Field && Other.Guard &&
          Other.In->Function != Function &&
          !Other.In->Facts.acquiresInto(Other.In->Function, Other.Field))
        return &Other;
    return nullptr;
  }

  /// Where the handle is cleared behind \p Release, or what a release beside it
  /// has released; or null.
  const BinaryOperator *clearedBeside(const FieldRelease &Release) const {
    if (Release.HandleCleared)
      return Release.HandleCleared;
    for (const FieldRelease &Other : Releases)
      if (Other.Cleared && Other.In == Release.In &&
          Other.Field->getParent()->getCanonicalDecl() ==
              Release.Field->getParent()->getCanonicalDecl())
        return Other.Cleared;
    return nullptr;
  }

  static void report(const FieldRelease &Release, const FieldRelease &Again,
                     const BinaryOperator *Like) {
    const SyntaxContext &In = *Release.In;
    std::string Name = quote(Release.Memory, In.Context);
    In.add({"dma-double-release", "uncleared"}, Name, Confidence::Medium,
           Release.Call->getBeginLoc(),
           Name + " is released and not cleared here, and " +
               Again.In->Function->getNameAsString() +
               "() releases what it finds there; set it to NULL");
    In.note(Like->getBeginLoc(),
            quote(Like->getLHS(), In.Context) + " is cleared likewise");
    In.note(Again.Guard->getBeginLoc(),
            Again.In->Function->getNameAsString() + "() asks here");
    In.note(Release.Call->getBeginLoc(),
            "assuming that it runs after this, for the same record");
  }

  std::vector<FieldRelease> Releases;
};

} // namespace

void checkUncleared(ArrayRef<SyntaxContext> Unit) { Uncleared(Unit).run(); }

} // namespace dmatidy
