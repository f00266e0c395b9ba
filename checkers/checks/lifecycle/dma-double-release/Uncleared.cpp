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
// Likewise where the function itself asks behind the release whether there is
// none, to acquire it anew: it goes on with what it has released.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/syntax/Elements.h"
#include "clang/AST/ParentMap.h"
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
  /// Where the handle's field is set to nothing behind it, or null.
  const BinaryOperator *HandleCleared = nullptr;
  /// Behind it the function sets the field, or gives the record away.
  bool IsSettled = false;
  /// Where the function asks behind it whether there is none, to acquire anew;
  /// or null.
  const Expr *AskedBehind = nullptr;
  /// What may run behind it, as far as the statements beside it say.
  SmallVector<SourceRange, 4> Behind = {};
};

/// A condition that asks whether a field is set, to release what it keeps.
struct Asker {
  const SyntaxContext *In;
  const Expr *Condition;
  const MemberExpr *Asked;
};

const FieldDecl *fieldOf(const Expr *E) {
  const auto *Member =
      dyn_cast_or_null<MemberExpr>(E ? E->IgnoreParenCasts() : nullptr);
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

/// The variable that leads to \p E, or null.
const VarDecl *rootOf(const Expr *E) {
  while (const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenCasts()))
    E = Member->getBase();
  return namedVariable(E);
}

/// What may run behind \p S in the function of \p Body: what stands behind it
/// in the blocks around it, up to where they leave; from a label, the rest.
SmallVector<SourceRange, 4> behind(const Stmt *S, const Stmt *Body) {
  ParentMap Parents(const_cast<Stmt *>(Body));
  SmallVector<SourceRange, 4> Ranges;
  for (const Stmt *Up = Parents.getParent(S); Up;
       S = Up, Up = Parents.getParent(Up)) {
    const auto *Block = dyn_cast<CompoundStmt>(Up);
    if (!Block)
      continue;
    bool IsPast = false;
    for (const Stmt *Beside : Block->body()) {
      if (Beside == S) {
        IsPast = true;
        continue;
      }
      if (!IsPast)
        continue;
      if (const auto *Goto = dyn_cast<GotoStmt>(Beside)) {
        Ranges.emplace_back(Goto->getLabel()->getLocation(), Body->getEndLoc());
        return Ranges;
      }
      Ranges.push_back(Beside->getSourceRange());
      if (isa<ReturnStmt>(Beside))
        return Ranges;
    }
  }
  return Ranges;
}

/// Reads what stands around and behind the releases of one function.
class ReleaseReader : public RecursiveASTVisitor<ReleaseReader> {
public:
  ReleaseReader(const SyntaxContext &In, MutableArrayRef<FieldRelease> Releases)
      : In(In), Releases(Releases) {
    TraverseStmt(In.Function->getBody());
    // Who goes on to use the record has it still.
    for (const auto &[Release, Call] : Unseen)
      Release->IsSettled |= !In.comesBefore(
          Call->getEndLoc(), LastUse.lookup(rootOf(Release->Memory)));
  }
  /// Where fields are set to nothing that a call in front of it is given.
  SmallVector<const BinaryOperator *, 4> Cleared;

  bool VisitIfStmt(IfStmt *If) {
    for (FieldRelease &Release : Releases)
      if (!Release.IsSettled && !Release.AskedBehind &&
          isBehind(If->getCond(), Release) &&
          saysNone(If->getCond(), Release.Memory) && acquires(If->getThen()) &&
          fills(If->getThen(), Release.Field))
        Release.AskedBehind = If->getCond();
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (const VarDecl *Root = rootOf(Member))
      LastUse[Root] = Member->getBeginLoc();
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Assigned) {
    const FieldDecl *Target =
        Assigned->isAssignmentOp() ? fieldOf(Assigned->getLHS()) : nullptr;
    if (!Target)
      return true;
    bool Clears = In.isNothing(Assigned->getRHS());
    if (Clears && Given.contains(Target))
      Cleared.push_back(Assigned);
    for (FieldRelease &Release : Releases) {
      if (!isBehind(Assigned, Release))
        continue;
      if (Target == Release.Field)
        Release.IsSettled = true;
      else if (Target == Release.Handle && Clears && !Release.HandleCleared)
        Release.HandleCleared = Assigned;
    }
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isVariadic())
      return true;
    for (const Expr *Argument : Call->arguments())
      if (const FieldDecl *Field = fieldOf(Argument))
        Given.insert(Field);
    for (FieldRelease &Release : Releases)
      if (isBehind(Call, Release))
        for (auto [Index, Argument] : enumerate(Call->arguments()))
          if (leadsTo(Argument, Release.Memory))
            noteGiven(Release, Call, Index);
    return true;
  }

private:
  bool acquires(const Stmt *Branch) const {
    return any_of(callsIn(Branch), [&](const CallExpr *Call) {
      const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
      return Row && Row->isAcquire();
    });
  }
  /// True if \p S puts something into \p Field.
  static bool fills(const Stmt *S, const FieldDecl *Field) {
    const auto *Assigned = dyn_cast_or_null<BinaryOperator>(S);
    return S && ((Assigned && Assigned->getOpcode() == BO_Assign &&
                  fieldOf(Assigned->getLHS()) == Field) ||
                 any_of(S->children(),
                        [&](const Stmt *Part) { return fills(Part, Field); }));
  }
  /// True if \p Condition holds only where \p Memory is NULL.
  bool saysNone(const Expr *Condition, const MemberExpr *Memory) const {
    Condition = Condition->IgnoreParenImpCasts();
    if (const auto *Not = dyn_cast<UnaryOperator>(Condition))
      return Not->getOpcode() == UO_LNot &&
             isSameExpr(Not->getSubExpr(), Memory, In.Context);
    const auto *Binary = dyn_cast<BinaryOperator>(Condition);
    if (!Binary || Binary->getOpcode() != BO_EQ)
      return false;
    bool NullFirst = In.isNothing(Binary->getLHS());
    return (NullFirst || In.isNothing(Binary->getRHS())) &&
           isSameExpr(NullFirst ? Binary->getRHS() : Binary->getLHS(), Memory,
                      In.Context);
  }
  bool isBehind(const Expr *E, const FieldRelease &Release) const {
    return any_of(Release.Behind, [&](const SourceRange &Range) {
      return !In.comesBefore(E->getBeginLoc(), Range.getBegin()) &&
             !In.comesBefore(Range.getEnd(), E->getBeginLoc());
    });
  }
  /// Notes that argument \p Index of \p Call leads to \p Release's record.
  void noteGiven(FieldRelease &Release, const CallExpr *Call, unsigned Index) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? anyRowOf(In.Api, Callee) : nullptr;
    if (!Callee || (Row && Row->Role == FunctionRole::Free) ||
        Callee->getBuiltinID())
      Release.IsSettled = true;
    else if (isUnseenDriverFunction(Callee, In.Context.getSourceManager()))
      Unseen.emplace_back(&Release, Call);
    else if (isDriverDecl(Callee, In.Context.getSourceManager()))
      Release.IsSettled |=
          In.Facts.writesOf(Callee).Fields.contains(Release.Field) ||
          is_contained(freedParameters(Callee, In.Api), Index);
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
  /// The fields that calls so far are given.
  SmallPtrSet<const FieldDecl *, 8> Given;
  SmallVector<std::pair<FieldRelease *, const CallExpr *>, 4> Unseen;
  DenseMap<const VarDecl *, SourceLocation> LastUse;
};

/// Finds the conditions of one function that ask for fields, to release them.
class AskReader : public RecursiveASTVisitor<AskReader> {
public:
  AskReader(const SyntaxContext &In, std::vector<Asker> &Askers)
      : In(In), Askers(Askers) {
    TraverseStmt(In.Function->getBody());
  }
  bool VisitIfStmt(IfStmt *If) {
    // What it takes itself it releases where that fails.
    if (const MemberExpr *Asked = askedIn(If->getCond());
        Asked && !In.Facts.acquiresInto(In.Function, Asked->getMemberDecl()) &&
        any_of(callsIn(If->getThen()), [&](const CallExpr *Call) {
          return releases(Call, Asked->getMemberDecl());
        }))
      Askers.push_back({&In, If->getCond(), Asked});
    return true;
  }

private:
  /// The field of which \p Condition says that it is set, or null.
  const MemberExpr *askedIn(const Expr *Condition) const {
    Condition = Condition->IgnoreParenImpCasts();
    if (const auto *Binary = dyn_cast<BinaryOperator>(Condition)) {
      if (Binary->getOpcode() == BO_LAnd) {
        const MemberExpr *First = askedIn(Binary->getLHS());
        return First ? First : askedIn(Binary->getRHS());
      }
      if (Binary->getOpcode() == BO_NE && In.isNothing(Binary->getRHS()))
        Condition = Binary->getLHS()->IgnoreParenImpCasts();
    }
    return dyn_cast<MemberExpr>(Condition);
  }
  bool releases(const CallExpr *Call, const ValueDecl *Field) const {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = Callee ? rowOf(In.Api, Callee) : nullptr;
    if (Row)
      return Row->isRelease() && Row->Memory >= 0 &&
             namedPlace(Call->getArg(Row->Memory)) == Field;
    return Callee && In.Facts.releases(Callee, Field);
  }

  const SyntaxContext &In;
  std::vector<Asker> &Askers;
};

class Uncleared {
public:
  explicit Uncleared(ArrayRef<SyntaxContext> Unit) : Unit(Unit) {
    for (const SyntaxContext &In : Unit)
      read(In);
  }

  void reportKeptPointers() const {
    for (const FieldRelease &Release : Releases)
      if (Release.AskedBehind)
        reportKept(Release);
  }

  void reportUncleared() {
    if (Releases.empty())
      return;
    for (const SyntaxContext &In : Unit)
      AskReader(In, Askers);
    for (const FieldRelease &Release : Releases) {
      if (Release.IsSettled || Release.AskedBehind)
        continue;
      const Asker *Again = asker(Release);
      const BinaryOperator *Like = Again ? clearedBeside(Release) : nullptr;
      if (Like && !isFreedByCaller(Release))
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
    if (Releases.size() == First)
      return;
    MutableArrayRef<FieldRelease> Own =
        MutableArrayRef<FieldRelease>(Releases).drop_front(First);
    for (FieldRelease &Release : Own)
      Release.Behind = behind(Release.Call, In.Function->getBody());
    Cleared[&In] = ReleaseReader(In, Own).Cleared;
  }

  /// Where another function asks for the field, by the same name if there is
  /// such a place; or null.
  const Asker *asker(const FieldRelease &Release) const {
    const SyntaxContext &In = *Release.In;
    // Nothing runs once probe has failed, but what it calls itself.
    if (In.Facts.isFinalOnFailure(In.Function) &&
        !In.Facts.isReleasedAround(In.Function, Release.Field))
      return nullptr;
    const Asker *Any = nullptr;
    std::string Name = quote(Release.Memory, In.Context);
    for (const Asker &Other : Askers)
      if (Other.Asked->getMemberDecl() == Release.Field &&
          Other.In->Function != In.Function) {
        if (quote(Other.Asked, In.Context) == Name)
          return &Other;
        Any = Any ? Any : &Other;
      }
    return Any;
  }

  /// True if \p S asks for a call of \p Function, and its branch frees a record
  /// of the type \p Record.
  static bool freesOnFailure(const Stmt *S, const FunctionDecl *Function,
                             const RecordDecl *Record,
                             const SyntaxContext &In) {
    if (!S)
      return false;
    const auto *If = dyn_cast<IfStmt>(S);
    auto IsCall = [&](const CallExpr *Call) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      return Callee &&
             Callee->getCanonicalDecl() == Function->getCanonicalDecl();
    };
    auto FreesRecord = [&](const CallExpr *Call) {
      const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
      if (!Row || Row->Role != FunctionRole::Free || Row->Memory < 0)
        return false;
      return pointeeRecord(
                 Call->getArg(Row->Memory)->IgnoreParenCasts()->getType()) ==
             Record->getCanonicalDecl();
    };
    return (If && any_of(callsIn(If->getCond()), IsCall) &&
            any_of(callsIn(If->getThen()), FreesRecord)) ||
           any_of(S->children(), [&](const Stmt *Part) {
             return freesOnFailure(Part, Function, Record, In);
           });
  }
  /// True if a caller frees the record where the function of \p Release has
  /// failed.
  bool isFreedByCaller(const FieldRelease &Release) const {
    return any_of(Unit, [&](const SyntaxContext &In) {
      return freesOnFailure(In.Function->getBody(), Release.In->Function,
                            Release.Field->getParent(), In);
    });
  }

  /// Where the handle is cleared behind \p Release, or another field of the
  /// record that the function has released; or null.
  const BinaryOperator *clearedBeside(const FieldRelease &Release) const {
    if (Release.HandleCleared)
      return Release.HandleCleared;
    for (const BinaryOperator *Other : Cleared.lookup(Release.In)) {
      const FieldDecl *Field = fieldOf(Other->getLHS());
      if (Field != Release.Field && Field->getType()->isPointerType() &&
          Field->getParent() == Release.Field->getParent())
        return Other;
    }
    return nullptr;
  }

  static void reportKept(const FieldRelease &Release) {
    const SyntaxContext &In = *Release.In;
    std::string Name = quote(Release.Memory, In.Context);
    In.add({"dma-use-after-release", "kept-pointer"}, Name, Confidence::High,
           Release.Call->getBeginLoc(),
           Name + " is released and not cleared here, and what is to acquire "
                  "it anew takes it to be there; set it to NULL");
    In.note(Release.AskedBehind->getBeginLoc(), "it is asked for here");
  }

  static void report(const FieldRelease &Release, const Asker &Again,
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
    In.note(Again.Condition->getBeginLoc(),
            Again.In->Function->getNameAsString() + "() asks here");
    In.note(Release.Call->getBeginLoc(),
            "assuming that it runs after this, for the same record");
  }

  ArrayRef<SyntaxContext> Unit;
  std::vector<FieldRelease> Releases;
  std::vector<Asker> Askers;
  DenseMap<const SyntaxContext *, SmallVector<const BinaryOperator *, 4>>
      Cleared;
};

} // namespace

void checkUncleared(ArrayRef<SyntaxContext> Unit) {
  Uncleared(Unit).reportUncleared();
}

void checkKeptPointers(ArrayRef<SyntaxContext> Unit) {
  Uncleared(Unit).reportKeptPointers();
}

} // namespace dmatidy
