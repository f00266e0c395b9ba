//===-- DoubleRelease.cpp - The check dma-double-release -----------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object that the path has already released is released again. The kernel's
// runtime oracle calls it "device driver tries to free DMA memory it has not
// allocated" (kernel/dma/debug.c, check_unmap()).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-double-release/DoubleRelease.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/program/unit/FailureFlow.h"

#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class DoubleRelease : public PathCheck {
  /// Another function, and its release of what it finds in a place.
  using OtherRelease = std::pair<const FunctionDecl *, const CallExpr *>;

  /// The node on the path to \p Node where \p Id, which is released there, has
  /// just been released.
  static const ExplodedNode *released(const ExplodedNode *Node, ObjectId Id) {
    for (const ExplodedNode *Before = Node->getFirstPred(); Before;
         Node = Before, Before = Node->getFirstPred()) {
      const Object *Tracked = Before->getState()->get<DmaObjects>(Id);
      if (!Tracked || !Tracked->isReleased())
        break;
    }
    return Node;
  }

  /// The function has released what a place still names, and never leaves there
  /// what it has acquired, though \p Releaser is made to release that.
  void reportInVain(const DanglingObject &Left, const FunctionDecl *Releaser,
                    BugReporter &BR) const {
    bool Succeeds = Left.Exit == ExitKind::Success;
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = Succeeds ? "released-on-success" : "released-always";
    // Under the name it was acquired by, if that is the place's.
    Result.Object = nameOf(Left.Node->getState(), Left.Id, Left.What,
                           Left.Node->getLocationContext());
    if (!StringRef(Result.Object).contains(Left.Place->getName()))
      Result.Object = "'" + Left.Spelling + "'";
    Result.Message = Result.Object +
                     (Succeeds ? " has been released although the function "
                                 "succeeds here, and "
                               : " is released on every way out of the "
                                 "function, and ") +
                     Releaser->getNameAsString() +
                     "() releases it again; return before the error path";
    Result.Node = Left.Node;
    Result.Id = Left.Id;
    Result.Unique = Left.What.acquireSite();
    Result.Assumption = "'" + Left.Place->getNameAsString() +
                        "' is given no other value before that";
    report(std::move(Result), BR);
  }

  /// The function has failed and released what a field still names, and \p
  /// Again releases what is there: in a caller, or, with \p Open, in what
  /// callers of other files call then.
  void reportLeftName(const DanglingObject &Left, const CallExpr *Again,
                      std::optional<Obligation> Open, BugReporter &BR) const {
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = "released-by-caller";
    Result.Object = "'" + Left.Place->getNameAsString() + "'";
    Result.Message = Result.Object +
                     " is released and not cleared before the function fails, "
                     "and its " +
                     (Open ? "callers release" : "caller releases") +
                     " it again; clear it";
    Result.Node = Left.Node;
    Result.Id = Left.Id;
    Result.Unique = Left.What.releaseSite();
    Result.Also = Again;
    Result.AlsoText = "a caller releases it here when the function fails";
    if (Open) {
      Result.AlsoText = "what its callers call then releases it here unless it "
                        "is NULL";
      Result.Obligations.push_back(std::move(*Open));
    }
    report(std::move(Result), BR);
  }

  /// An operation has released what a field still names, and what undoes probe
  /// releases what it finds there.
  void reportAtRemoval(const DanglingObject &Left, OtherRelease By,
                       BugReporter &BR) const {
    auto [Remover, Again] = By;
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = "released-at-removal";
    Result.Object = "'" + Left.Place->getNameAsString() + "'";
    Result.Message = Result.Object + " is released and not cleared, and " +
                     Remover->getNameAsString() +
                     "() releases what it finds there; clear it";
    Result.Node = Left.Node;
    Result.Id = Left.Id;
    Result.Unique = Left.What.releaseSite();
    Result.Also = Again;
    Result.AlsoText = "it is released again here unless it is NULL";
    Result.Assumption = Remover->getNameAsString() +
                        "() can run after this without an acquisition between";
    report(std::move(Result), BR);
  }

  /// True if \p Left is kept in a record that \p Function was given, and in no
  /// element of an array: unwinding begins before the element that has failed.
  static bool isOfCallersRecord(const DanglingObject &Left,
                                const FunctionDecl *Function) {
    StringRef Spelling = Left.Spelling;
    return !Spelling.contains('[') &&
           any_of(Function->parameters(), [&](const ParmVarDecl *Parameter) {
             StringRef Rest = Spelling;
             return Parameter->getIdentifier() &&
                    Rest.consume_front(Parameter->getName()) &&
                    Rest.starts_with("->");
           });
  }

  /// The first function for which \p IsSuch and its release of \p Place unless
  /// that is NULL; nulls if there is none, or \p Place keeps no pointer.
  static OtherRelease
  otherRelease(const ValueDecl *Place, const UnitFacts &Facts, const Model &Api,
               function_ref<bool(const FunctionDecl *)> IsSuch) {
    if (!isa<FieldDecl>(Place) || !Place->getType()->isPointerType())
      return {};
    for (const FunctionDecl *Other : Facts.entryPoints())
      if (IsSuch(Other) && Other->hasBody(Other))
        if (const CallExpr *Again =
                guardedRelease(Other->getBody(), Place, Facts, Api))
          return {Other, Again};
    return {};
  }

  /// What releases what it finds in \p Place, a field that \p Function leaves
  /// behind when it fails, if a caller in another file may call it; or null.
  static const CallExpr *releaseForOthers(const ValueDecl *Place,
                                          const FunctionDecl *Function,
                                          const UnitFacts &Facts,
                                          const Model &Api) {
    if (!Facts.mayHaveUnseenCallers(Function))
      return nullptr;
    return otherRelease(Place, Facts, Api,
                        [&](const FunctionDecl *Other) {
                          return Other->getCanonicalDecl() !=
                                     Function->getCanonicalDecl() &&
                                 Facts.mayHaveUnseenCallers(Other) &&
                                 releasesSurely(Other, Place, Facts, Api);
                        })
        .second;
  }

  /// A call in \p S that releases, itself or by what it calls, what field
  /// \p Place keeps, behind a condition that asks for the field; or null.
  static const CallExpr *guardedRelease(const Stmt *S, const ValueDecl *Place,
                                        const UnitFacts &Facts,
                                        const Model &Api) {
    if (!S)
      return nullptr;
    const auto *If = dyn_cast<IfStmt>(S);
    if (If && Place && namedField(If->getCond()) == Place) {
      auto Releases = releasesIn(If->getThen(), {Place}, Api);
      if (!Releases.empty())
        return Releases.front();
      if (const CallExpr *Call = callReleasing(If->getThen(), Place, Facts))
        return Call;
    }
    for (const Stmt *Part : S->children())
      if (const CallExpr *Release = guardedRelease(Part, Place, Facts, Api))
        return Release;
    return nullptr;
  }

  /// A call in \p S of a function of the driver's that releases what field
  /// \p Place keeps; or null.
  static const CallExpr *callReleasing(const Stmt *S, const ValueDecl *Place,
                                       const UnitFacts &Facts) {
    const auto *Call = dyn_cast_or_null<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (Callee && Facts.releases(Callee, Place))
      return Call;
    if (S)
      for (const Stmt *Part : S->children())
        if (const CallExpr *Found = callReleasing(Part, Place, Facts))
          return Found;
    return nullptr;
  }

  /// What releases at removal what is left in \p Place by \p Function, an
  /// operation that nothing of the driver's calls; nulls if nothing does.
  static OtherRelease releaseAtRemoval(const ValueDecl *Place,
                                       const FunctionDecl *Function,
                                       const UnitFacts &Facts,
                                       const Model &Api) {
    if (!Facts.isAddressTaken(Function) || Facts.isOnlyRemoval(Function, Api) ||
        !Facts.callersOf(Function).empty())
      return {};
    return otherRelease(Place, Facts, Api, [&](const FunctionDecl *Other) {
      return Facts.isOnlyRemoval(Other, Api);
    });
  }

  /// True if \p Inner stands in \p Outer.
  static bool isWithin(const Stmt *Inner, const Stmt *Outer,
                       const ParentMap &Parents) {
    while (Inner && Inner != Outer)
      Inner = Parents.getParent(Inner);
    return Inner;
  }

  /// True if an `if` around \p Site, but not around \p First, asks a function
  /// of the driver's whether there is something to release: what it has
  /// answered before, it answers again.
  static bool isAnswered(const CallExpr *Site, const CallExpr *First,
                         const LocationContext *Frame) {
    const ParentMap &Parents = Frame->getParentMap();
    for (const Stmt *Up = Site; Up; Up = Parents.getParent(Up)) {
      const auto *If = dyn_cast<IfStmt>(Up);
      if (!If || isWithin(First, If, Parents))
        continue;
      const Expr *Asked = If->getCond()->IgnoreParenImpCasts();
      if (const auto *Not = dyn_cast<UnaryOperator>(Asked))
        Asked = Not->getSubExpr()->IgnoreParenImpCasts();
      const auto *Call = dyn_cast<CallExpr>(Asked);
      if (Call && Call->getDirectCallee() &&
          isDriverDecl(Call->getDirectCallee(),
                       Frame->getDecl()->getASTContext().getSourceManager()))
        return true;
    }
    return false;
  }

  /// The bits that an `if` around \p Site, but not around \p Other, asks for,
  /// and of what: `mode & A`. Nulls if none does.
  static std::pair<const Expr *, const Expr *>
  askedBits(const CallExpr *Site, const CallExpr *Other,
            const ParentMap &Parents) {
    for (const Stmt *Up = Site; Up; Up = Parents.getParent(Up))
      if (const auto *If = dyn_cast<IfStmt>(Up);
          If && !isWithin(Other, If, Parents))
        if (const auto *Bits =
                dyn_cast<BinaryOperator>(If->getCond()->IgnoreParenImpCasts());
            Bits && Bits->getOpcode() == BO_And)
          return {Bits->getLHS(), Bits->getRHS()};
    return {};
  }

  /// True if each of the two releases stands where one bit of the same word is
  /// set, a bit of its own: the bits may exclude each other.
  static bool areOfTwoModes(const CallExpr *A, const CallExpr *B,
                            const LocationContext *Frame) {
    const ParentMap &Parents = Frame->getParentMap();
    const ASTContext &Context = Frame->getDecl()->getASTContext();
    auto [WordA, BitsA] = askedBits(A, B, Parents);
    auto [WordB, BitsB] = askedBits(B, A, Parents);
    return WordA && WordB && isSameExpr(WordA, WordB, Context) &&
           !isSameExpr(BitsA, BitsB, Context);
  }

  /// True if the function, which has not failed, has released what it never
  /// leaves in the place that still names it.
  static bool isInVain(const DanglingObject &Left, const FunctionLog &Log) {
    const CallExpr *Site = Left.What.acquireSite();
    // A list is not put there by being mapped.
    if (!Site || !Log.Complete || Left.What.acquireRow()->List >= 0)
      return false;
    return Left.Exit == ExitKind::Success
               ? !Log.Sites.find(Site)->second.KeptOnSuccess
               : !Left.What.isHomeFreed() && Log.isNeverKept(Site);
  }

public:
  void onFunctionDone(const FunctionLog &Log, const Decl *Analysed,
                      const UnitFacts &Facts, const Model &Api,
                      BugReporter &BR) const override {
    const auto *Function = dyn_cast<FunctionDecl>(Analysed);
    if (!Function)
      return;
    // Many paths leave the same place; what it asks of others is the same.
    SmallDenseMap<const ValueDecl *, const FunctionDecl *> Releasers;
    SmallDenseMap<const ValueDecl *, const CallExpr *> Repeated, ForOthers;
    SmallDenseMap<const ValueDecl *, OtherRelease> Removals;
    for (const DanglingObject &Left : Log.Dangling) {
      if (Left.Exit != ExitKind::Error) {
        if (!Left.What.acquireSite() && !Left.What.isHomeFreed()) {
          auto [By, New] = Removals.try_emplace(Left.Place);
          if (New)
            By->second = releaseAtRemoval(Left.Place, Function, Facts, Api);
          if (By->second.second)
            reportAtRemoval(Left, By->second, BR);
        }
        if (!isInVain(Left, Log))
          continue;
        auto [Releaser, New] = Releasers.try_emplace(Left.Place);
        if (New)
          Releaser->second = Facts.onlyReleaserOf(Left.Place, Function);
        if (Releaser->second)
          reportInVain(Left, Releaser->second, BR);
      } else if (Left.What.acquireSite() && !Left.What.isHomeFreed()) {
        auto [Again, New] = Repeated.try_emplace(Left.Place);
        if (New)
          Again->second =
              repeatedAfterFailure(Function, Left.Place, Facts, Api);
        if (Again->second) {
          reportLeftName(Left, Again->second, std::nullopt, BR);
          continue;
        }
        if (!isOfCallersRecord(Left, Function))
          continue;
        auto [Other, IsNew] = ForOthers.try_emplace(Left.Place);
        if (IsNew)
          Other->second = releaseForOthers(Left.Place, Function, Facts, Api);
        if (Other->second)
          reportLeftName(Left, Other->second,
                         Obligation{ObligationKind::CallersReleaseOnFailure,
                                    Function->getNameAsString(),
                                    "",
                                    0,
                                    {fieldName(cast<FieldDecl>(Left.Place),
                                               BR.getSourceManager())}},
                         BR);
      }
    }
  }

  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    if (!What.Before || !What.Before->isReleased())
      return;
    bool Followed = What.Before->acquireSite() != nullptr;
    if (!Followed && wentRoundBetween(What.Before->releaseSite(), What.Site,
                                      What.Id, C.getPredecessor()))
      return;
    Finding Result;
    Result.IsOfPath = true;
    bool Guarded = isGuardedByField(C.getPredecessor(), What.Site, What.Id) ||
                   isGuardedByField(released(C.getPredecessor(), What.Id),
                                    What.Before->releaseSite(), What.Id) ||
                   isAnswered(What.Site, What.Before->releaseSite(),
                              C.getLocationContext()) ||
                   areOfTwoModes(What.Site, What.Before->releaseSite(),
                                 C.getLocationContext());
    Result.Level = Guarded    ? Confidence::Low
                   : Followed ? Confidence::High
                              : Confidence::Medium;
    Result.Kind = "released-twice";
    Result.Object = quote(What.Argument, C.getASTContext());
    Result.Message =
        Result.Object +
        " has already been released on this path; release it once, "
        "and clear it after the first release if another may follow";
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    if (!Followed)
      Result.Assumption = "no function called in between gives it a new value";
    report(std::move(Result), C.getBugReporter());
  }
};

} // namespace

static void checkDoubleReleaseInText(const SyntaxContext &In) {
  checkRepeatedReleases(In);
  checkFallsIntoUnwinding(In);
}

static constexpr char Page[] = {
#embed "dma-double-release.md"
};

const dmatidy::CheckInfo dmatidy::DoubleReleaseCheck = {
    "dma-double-release",
    CheckGroup::Lifecycle,
    Confidence::High,
    "an object is released twice",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<DoubleRelease>, checkDoubleReleaseInText, checkUncleared,
     nullptr}};
