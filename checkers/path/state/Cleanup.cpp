//===-- Cleanup.cpp - The cleanup that a path has run ---------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/Cleanup.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// True if \p Callee, or what it calls, releases what one of \p Places keeps.
static bool releasesAnyOf(const FunctionDecl *Callee,
                          ArrayRef<const ValueDecl *> Places,
                          const UnitFacts &Facts) {
  return any_of(Places, [&](const ValueDecl *Place) {
    return Facts.releases(Callee, Place);
  });
}

/// True if \p Call, of \p Row, releases what one of \p Places keeps.
static bool releasesAnyOf(const ApiFunction &Row, const CallExpr *Call,
                          ArrayRef<const ValueDecl *> Places) {
  return Row.isRelease() &&
         any_of(objectPlaces(Row, Call), [&](const ValueDecl *Place) {
           return is_contained(Places, Place);
         });
}

namespace {

/// Looks in a statement for a call that releases one of some places.
class ReleaseSearch : public RecursiveASTVisitor<ReleaseSearch> {
  using Base = RecursiveASTVisitor<ReleaseSearch>;

public:
  /// With \p Repeated, only in loops and switches within the statement.
  ReleaseSearch(ArrayRef<const ValueDecl *> Places, bool Repeated,
                const UnitFacts &Facts, const Model &Api)
      : Places(Places), Repeated(Repeated), Facts(Facts), Api(Api) {}

  bool TraverseForStmt(ForStmt *S) {
    return within([&] { return Base::TraverseForStmt(S); });
  }
  bool TraverseWhileStmt(WhileStmt *S) {
    return within([&] { return Base::TraverseWhileStmt(S); });
  }
  bool TraverseDoStmt(DoStmt *S) {
    return within([&] { return Base::TraverseDoStmt(S); });
  }
  bool TraverseSwitchStmt(SwitchStmt *S) {
    return within([&] { return Base::TraverseSwitchStmt(S); });
  }

  bool VisitCallExpr(CallExpr *Call) {
    if (Repeated && Depth == 0)
      return true;
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
      return true;
    const ApiFunction *Row = rowOf(Api, Callee);
    HasRelease |= Row ? releasesAnyOf(*Row, Call, Places)
                      : releasesAnyOf(Callee, Places, Facts);
    return !HasRelease;
  }
  bool HasRelease = false;

private:
  bool within(function_ref<bool()> Traverse) {
    ++Depth;
    bool GoOn = Traverse();
    --Depth;
    return GoOn;
  }

  ArrayRef<const ValueDecl *> Places;
  bool Repeated;
  /// The loops and switches around.
  unsigned Depth = 0;
  const UnitFacts &Facts;
  const Model &Api;
};

} // namespace

bool fallsThrough(const Stmt *Branch) {
  if (const auto *Block = dyn_cast<CompoundStmt>(Branch))
    return Block->body_empty() || fallsThrough(Block->body_back());
  return !isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(Branch);
}

/// True if \p At enters a function that releases what one of \p Places keeps.
static bool entersRelease(const ExplodedNode *At,
                          ArrayRef<const ValueDecl *> Places,
                          const UnitFacts &Facts) {
  auto Enter = At->getLocation().getAs<CallEnter>();
  const auto *Callee =
      Enter ? dyn_cast<FunctionDecl>(Enter->getCalleeContext()->getDecl())
            : nullptr;
  const LocationContext *Around =
      Callee ? Enter->getCalleeContext()->getParent() : nullptr;
  const auto *Caller =
      Around ? dyn_cast<FunctionDecl>(Around->getDecl()) : nullptr;
  return Callee && any_of(Places, [&](const ValueDecl *Place) {
           return Caller ? Facts.releasesFor(Caller, Callee, Place)
                         : Facts.releases(Callee, Place);
         });
}

/// True if \p At is a release of what one of \p Places keeps.
static bool isReleaseOf(const ExplodedNode *At,
                        ArrayRef<const ValueDecl *> Places, const Model &Api) {
  auto Point = At->getLocation().getAs<StmtPoint>();
  const auto *Call = Point ? dyn_cast<CallExpr>(Point->getStmt()) : nullptr;
  const ApiFunction *Row = Call ? rowOf(Api, Call->getDirectCallee()) : nullptr;
  return Row && releasesAnyOf(*Row, Call, Places);
}

/// Which way \p Edge goes at the condition of an if whose terminator it leaves:
/// into the branch for true, or for false; nothing if a later part of `a && b`
/// or `a || b` decides.
static std::optional<bool> wayOf(const BlockEdge &Edge) {
  const CFGBlock *From = Edge.getSrc();
  bool Holds = From->succ_begin()->getReachableBlock() == Edge.getDst();
  if (const auto *Part = dyn_cast<BinaryOperator>(From->getTerminatorStmt()))
    if (Part->isLogicalOp() && Holds == (Part->getOpcode() == BO_LAnd))
      return std::nullopt;
  return Holds;
}

bool anySinceAcquired(const ExplodedNode *Node, ObjectId Id,
                      function_ref<bool(const ExplodedNode *)> IsSuch) {
  bool Reached = false;
  for (const ExplodedNode *At = Node; At; At = At->getFirstPred()) {
    bool Knows = At->getState()->get<DmaObjects>(Id);
    Reached |= Knows;
    if (Reached && !Knows)
      return false;
    if (IsSuch(At))
      return true;
  }
  return false;
}

namespace {
/// What the path, which is gone back along, has released in each function that
/// it entered: other objects than one, as far as it knows them.
class OtherReleases {
public:
  explicit OtherReleases(ObjectId Id) : Id(Id) {}

  /// \p At stands at a release of what may be the object.
  void note(const ExplodedNode *At) {
    const auto *Call =
        cast<CallExpr>(At->getLocationAs<StmtPoint>()->getStmt());
    bool IsOther =
        any_of(At->getState()->get<DmaObjects>(), [&](const auto &Entry) {
          return Entry.first != Id && Entry.second.acquireSite() &&
                 Entry.second.releaseSite() == Call;
        });
    const Stmt *Step = Call;
    for (const StackFrameContext *Frame = At->getStackFrame(); Frame;
         Frame = Frame->getParent() ? Frame->getParent()->getStackFrame()
                                    : nullptr) {
      // How often a loop over all elements runs, the path has only assumed.
      IsOther &= !isInLoop(Step, Frame->getParentMap());
      bool &Known = Releases[{Frame, Call}];
      Known |= IsOther;
      Step = Frame->getCallSite();
    }
  }
  /// True if \p Frame has released something, and all of it was other objects.
  bool areAllOf(const StackFrameContext *Frame) const {
    bool Any = false;
    for (const auto &[Where, Known] : Releases)
      if (Where.first == Frame) {
        if (!Known)
          return false;
        Any = true;
      }
    return Any;
  }

private:
  ObjectId Id;
  DenseMap<std::pair<const StackFrameContext *, const CallExpr *>, bool>
      Releases;
};
} // namespace

/// Adds to \p Places those that have held \p Id on the path to \p Node: the
/// record they are in may have been freed since.
static void addEarlierPlaces(SmallVectorImpl<const ValueDecl *> &Places,
                             const ExplodedNode *Node, ObjectId Id) {
  const void *Last = nullptr;
  anySinceAcquired(Node, Id, [&](const ExplodedNode *At) {
    auto Held = At->getState()->get<DmaPlaces>();
    if (Held.getRootWithoutRetain() != Last)
      for (const MemRegion *Place : placesOf(At->getState(), Id))
        if (const ValueDecl *Decl = declOf(Place);
            Decl && !is_contained(Places, Decl))
          Places.push_back(Decl);
    Last = Held.getRootWithoutRetain();
    return false;
  });
}

/// True if \p At enters a function with a pointer to, or into, a record that
/// holds \p Id.
static bool isGivenRecord(const ExplodedNode *At, ObjectId Id) {
  const StackFrameContext *Entered =
      At->getLocationAs<CallEnter>()->getCalleeContext();
  ProgramStateRef State = At->getState();
  SmallPtrSet<const MemRegion *, 4> Records;
  for (const MemRegion *Place : placesOf(State, Id))
    Records.insert(Place->getBaseRegion());
  const auto *Site = dyn_cast_or_null<CallExpr>(Entered->getCallSite());
  return Site && any_of(Site->arguments(), [&](const Expr *Argument) {
           const MemRegion *Given =
               State->getSVal(Argument, Entered->getParent()).getAsRegion();
           return Given && Records.contains(Given->getBaseRegion());
         });
}

/// True if the function of \p Frame, or one around, releases what one of
/// \p Places keeps when the scope of a variable ends.
static bool releasesAtScopeEnd(const StackFrameContext *Frame,
                               ArrayRef<const ValueDecl *> Places,
                               const UnitFacts &Facts) {
  for (; Frame; Frame = Frame->getParent() ? Frame->getParent()->getStackFrame()
                                           : nullptr)
    if (const auto *Function = dyn_cast<FunctionDecl>(Frame->getDecl()))
      if (any_of(Places, [&](const ValueDecl *Place) {
            return Facts.releasesAtScopeEnd(Function, Place);
          }))
        return true;
  return false;
}

bool ranCleanupOf(ArrayRef<const ValueDecl *> Now, const ExplodedNode *Node,
                  ObjectId Id, bool OnlyIfGiven, const UnitFacts &Facts,
                  const Model &Api) {
  SmallVector<const ValueDecl *, 4> Places(Now);
  addEarlierPlaces(Places, Node, Id);
  if (Places.empty())
    return false;
  if (releasesAtScopeEnd(Node->getStackFrame(), Places, Facts))
    return true;
  auto Releases = [&](const Stmt *Branch, bool Repeated) {
    ReleaseSearch Search(Places, Repeated, Facts, Api);
    if (Branch && fallsThrough(Branch))
      Search.TraverseStmt(const_cast<Stmt *>(Branch));
    return Search.HasRelease;
  };
  SmallPtrSet<const Stmt *, 8> Seen;
  // Another element of the same array, perhaps.
  bool ReleasedOther = false;
  OtherReleases Others(Id);
  return anySinceAcquired(Node, Id, [&](const ExplodedNode *At) {
    if (entersRelease(At, Places, Facts) &&
        (!OnlyIfGiven || isGivenRecord(At, Id)) &&
        !Others.areAllOf(At->getLocationAs<CallEnter>()->getCalleeContext()))
      return true;
    if (isReleaseOf(At, Places, Api)) {
      ReleasedOther = true;
      Others.note(At);
    }
    auto Edge = At->getLocation().getAs<BlockEdge>();
    const Stmt *Guard = Edge ? Edge->getSrc()->getTerminatorStmt() : nullptr;
    if (!Guard || !Seen.insert(Guard).second)
      return false;
    // The parts of a && b are branches of their own.
    const ParentMap &Parents = At->getLocationContext()->getParentMap();
    while (isa_and_nonnull<BinaryOperator, ParenExpr, ImplicitCastExpr>(Guard))
      Guard = Parents.getParent(Guard);
    const auto *If = dyn_cast_or_null<IfStmt>(Guard);
    std::optional<bool> Taken = If ? wayOf(*Edge) : std::nullopt;
    return Taken &&
           (Releases(If->getThen(), /*Repeated=*/*Taken && !ReleasedOther) ||
            Releases(If->getElse(), /*Repeated=*/!*Taken && !ReleasedOther));
  });
}

/// The place that \p Edge, which leaves a condition, has found empty; null if
/// it is about something else.
static const ValueDecl *foundEmpty(const BlockEdge &Edge) {
  const CFGBlock *From = Edge.getSrc();
  const Expr *Asked = From->getLastCondition();
  if (!Asked || From->succ_size() != 2)
    return nullptr;
  bool Empty = From->succ_begin()->getReachableBlock() != Edge.getDst();
  Asked = Asked->IgnoreParenImpCasts();
  for (const UnaryOperator *Not;
       (Not = dyn_cast<UnaryOperator>(Asked)) && Not->getOpcode() == UO_LNot;
       Asked = Not->getSubExpr()->IgnoreParenImpCasts())
    Empty = !Empty;
  const auto *Member = dyn_cast<MemberExpr>(Asked);
  return Empty && Member
             ? cast<ValueDecl>(Member->getMemberDecl()->getCanonicalDecl())
             : nullptr;
}

/// True if \p At knows a live or ended object for which \p IsSuch holds.
static bool holds(const ExplodedNode *At,
                  function_ref<bool(const Object &)> IsSuch) {
  return any_of(At->getState()->get<DmaObjects>(), [&](const auto &Entry) {
    return Entry.second.acquireSite() && IsSuch(Entry.second);
  });
}

namespace {
/// Collects the places that point to some records.
class HomeSearch : public StoreManager::BindingsHandler {
public:
  /// The records in which \p State keeps \p Id.
  HomeSearch(ProgramStateRef State, ObjectId Id) {
    for (const MemRegion *Place : placesOf(State, Id))
      if (const auto *Record = dyn_cast<SymbolicRegion>(Place->getBaseRegion()))
        Records.insert(Record);
    if (!Records.empty())
      State->getStateManager().getStoreManager().iterBindings(State->getStore(),
                                                              *this);
  }
  bool HandleBinding(StoreManager &, Store, const MemRegion *Region,
                     SVal Value) override {
    const MemRegion *Target = Value.getAsRegion();
    if (Target && Records.contains(Target->StripCasts()))
      Homes.push_back(Region);
    return true;
  }
  SmallVector<const MemRegion *, 2> Homes;

private:
  SmallPtrSet<const MemRegion *, 4> Records;
};
} // namespace

/// True if \p State knows that \p Home, or the place outside of the function
/// that it was read from, is NULL.
static bool isFoundNull(ProgramStateRef State, const MemRegion *Home) {
  SymbolRef Held = State->getSVal(Home).getAsSymbol();
  return Held && Held->getOriginRegion() && !isLocal(Held->getOriginRegion()) &&
         State->getConstraintManager().isNull(State, Held).isConstrainedTrue();
}

/// True if \p At is a store: what a function calls a record by is known there,
/// and soon no more.
static bool isStore(ProgramPoint At) {
  auto Point = At.getAs<PostStmt>();
  const auto *Binary =
      Point ? dyn_cast<BinaryOperator>(Point->getStmt()) : nullptr;
  return (Binary && Binary->isAssignmentOp()) ||
         (Point && isa<DeclStmt>(Point->getStmt()));
}

/// True if the path to \p Node, before it acquired \p Id, found that a place
/// was NULL which then pointed to the record that holds the object: a record
/// that is made where there is none is there for the next call.
static bool isHomeFoundEmpty(const ExplodedNode *Node, ObjectId Id) {
  SmallSetVector<const MemRegion *, 4> Homes;
  for (const ExplodedNode *At = Node; At; At = At->getFirstPred()) {
    ProgramStateRef State = At->getState();
    if (!State->get<DmaObjects>(Id)) {
      if (Homes.empty())
        return false;
      if (any_of(Homes, [&](const MemRegion *Home) {
            return isFoundNull(State, Home);
          }))
        return true;
    } else if (At == Node || isStore(At->getLocation())) {
      Homes.insert_range(HomeSearch(State, Id).Homes);
    }
  }
  return false;
}

bool isFoundEmptyBefore(ArrayRef<const ValueDecl *> Places,
                        const ExplodedNode *Node, ObjectId Id) {
  if (isHomeFoundEmpty(Node, Id))
    return true;
  const Object *What = Node->getState()->get<DmaObjects>(Id);
  for (const ExplodedNode *At = Node; What && At; At = At->getFirstPred()) {
    auto Edge = At->getLocation().getAs<BlockEdge>();
    if (Edge && is_contained(Places, foundEmpty(*Edge)) &&
        !holds(At, [&](const Object &Other) {
          return Other.acquireSite() == What->acquireSite();
        }))
      return true;
  }
  return false;
}

bool isReleasedBefore(ArrayRef<const ValueDecl *> Places,
                      const ExplodedNode *Node, ObjectId Id,
                      const UnitFacts &Facts, const Model &Api) {
  const Object *What = Node->getState()->get<DmaObjects>(Id);
  // Where it was acquired.
  const LocationContext *Frame = nullptr;
  for (const ExplodedNode *At = Node; What && At; At = At->getFirstPred()) {
    // Nothing of its kind was acquired by the path before: what that has
    // released, it had not made itself.
    if (holds(At, [&](const Object &Other) {
          return Other.acquireRow()->Family == What->acquireRow()->Family;
        }))
      continue;
    if (!Frame)
      Frame = At->getLocationContext();
    // The functions around the acquisition release it when they fail.
    auto Enter = At->getLocation().getAs<CallEnter>();
    if (Enter && (Enter->getCalleeContext() == Frame ||
                  Enter->getCalleeContext()->isParentOf(Frame)))
      continue;
    if (entersRelease(At, Places, Facts) || isReleaseOf(At, Places, Api))
      return true;
  }
  return false;
}

} // namespace dmatidy
