//===-- ReleaseUnacquired.cpp - The check dma-release-unacquired ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is released was never acquired on this path: its acquisition failed, or
// the variable has no value yet. The runtime oracle says "device driver tries
// to free an invalid DMA memory address".
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-unacquired/ReleaseUnacquired.h"
#include "checkers/checks/Check.h"
#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/PathHistory.h"
#include "clang/AST/ParentMap.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

class ReleaseUnacquired : public PathCheck {
  /// True for a variable of the function's that nobody has given it.
  static bool isOwnVariable(const VarDecl *Variable) {
    return Variable && Variable->isLocalVarDecl() &&
           Variable->hasLocalStorage();
  }

  /// True if \p Place was set to nothing, by itself or with its record, on the
  /// path that leads to \p Node, and not only found to be nothing.
  static bool isSetToNothing(const MemRegion *Place, const ExplodedNode *Node) {
    for (; Node; Node = Node->getFirstPred()) {
      SVal Held = Node->getState()->getRawSVal(loc::MemRegionVal(Place));
      if (Held.isZeroConstant())
        return true;
      // What is not read again is forgotten at once, and looks like what was
      // there when the path began.
      const auto *Old = dyn_cast_or_null<SymbolRegionValue>(Held.getAsSymbol());
      if (!Old || Old->getRegion() != Place)
        return false;
    }
    return false;
  }

  /// True if what \p What releases is kept in a field that the path has set to
  /// nothing. Not in a loop: how many of them there are the path has only
  /// assumed.
  static bool isClearedField(const ObjectCall &What, CheckerContext &C) {
    const MemRegion *Place = placeAt(What.Argument, C.getPredecessor());
    if (!isa_and_nonnull<FieldRegion>(Place) ||
        !What.Call.getArgSVal(What.Row.object()).isZeroConstant())
      return false;
    return isSetToNothing(Place, C.getPredecessor()) &&
           !inOneLoop(What.Site, What.Site, C.getLocationContext());
  }

  /// True if the release stands behind `if (x->mapped)`: a truth value that is
  /// kept beside the object is there to say whether there is one.
  static bool isGuardedByFlag(const CallExpr *Site,
                              const LocationContext *Frame) {
    const ParentMap &Parents = Frame->getParentMap();
    for (const Stmt *Up = Site; Up; Up = Parents.getParent(Up))
      if (const auto *If = dyn_cast<IfStmt>(Up)) {
        const auto *Flag =
            dyn_cast<MemberExpr>(If->getCond()->IgnoreParenImpCasts());
        if (Flag && Flag->getType()->isBooleanType())
          return true;
      }
    return false;
  }

  /// True if \p S is done on each way through the function of \p Parents that
  /// comes to its place: no branch, no loop stands around.
  static bool isUnconditional(const Stmt *S, const ParentMap &Parents) {
    for (const Stmt *Up = Parents.getParent(S); Up;
         S = Up, Up = Parents.getParent(Up)) {
      const auto *If = dyn_cast<IfStmt>(Up);
      if (If ? If->getCond() != S
             : isa<ForStmt, WhileStmt, DoStmt, SwitchStmt, ConditionalOperator>(
                   Up))
        return false;
    }
    return true;
  }

  /// Where the function acquires what \p What, in its cleanup, releases, and
  /// the path has not been: it has jumped over it. Null if there is no such
  /// place, or a release of what was there before would be well.
  static const CallExpr *notYetAcquired(const ObjectCall &What,
                                        CheckerContext &C) {
    const auto *Member =
        dyn_cast<MemberExpr>(What.Argument->IgnoreParenCasts());
    const MemRegion *Origin = originOf(What.Value);
    const ParentMap &Parents = C.getLocationContext()->getParentMap();
    if (!Member || !isa_and_nonnull<FieldRegion>(Origin) ||
        !isa<SymbolRegionValue>(What.Value.getAsSymbol(true)) ||
        declOf(Origin) != Member->getMemberDecl() || What.Row.NullIsFine ||
        !C.inTopFrame() || !isBehindLabel(What.Site, Parents) ||
        !isUnconditional(What.Site, Parents))
      return nullptr;
    const CallExpr *Later = nullptr;
    What.Facts.anyAcquiredTo(
        Member->getMemberDecl(), [&](const CallExpr *Site) {
          const ApiFunction *Row = rowOf(What.Api, Site->getDirectCallee());
          if (Parents.hasParent(Site) && Row &&
              What.Row.mayRelease(*Row->Family) &&
              isUnconditional(Site, Parents) &&
              Site->getBeginLoc() < What.Site->getBeginLoc())
            Later = Site;
          return Later != nullptr;
        });
    return Later;
  }

public:
  void onRelease(const ObjectCall &What, CheckerContext &C) const override {
    Finding Result;
    Result.Level = Confidence::High;
    std::string Name = quote(What.Argument, C.getASTContext());
    if (What.Before && What.Before->isFailed())
      Result.Kind = "failed",
      Result.Message = Name +
                       " could not be acquired on this path and must not "
                       "be released; leave it out of this cleanup";
    else if (What.Value.isUndef() &&
             isa<DeclRefExpr, MemberExpr>(What.Argument->IgnoreParenCasts()))
      Result.Kind = "no-value",
      Result.Message = Name + " has no value on this path and must not be "
                              "released; leave it out of this cleanup";
    else if (!What.Before && What.Value.isZeroConstant() &&
             isOwnVariable(namedVariable(What.Argument)))
      Result.Level = Confidence::Medium, Result.Kind = "null",
      Result.Message = Name + " is still " +
                       (What.Value.getAs<Loc>() ? "NULL" : "0") +
                       " on this path and must not be released; leave it out "
                       "of this cleanup";
    else if (!What.Before && isClearedField(What, C))
      Result.Level = Confidence::Medium, Result.Kind = "cleared",
      Result.Message =
          Name + " is " +
          (What.Argument->getType()->isPointerType() ? "NULL" : "0") +
          " on this path, and nothing was acquired for it; leave "
          "it out of this cleanup, or ask for it";
    else if (const CallExpr *Later =
                 What.Before ? nullptr : notYetAcquired(What, C)) {
      Result.Level = Confidence::Medium, Result.Kind = "not-yet";
      Result.Message = Name +
                       " has not been acquired yet on this path and must "
                       "not be released; leave it out of this cleanup";
      Result.Also = Later;
      Result.AlsoText = "it is acquired only here";
      Result.Assumption =
          "nothing is kept in " + Name + " when the function begins";
    } else
      return;
    Result.Object = Name;
    Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
    Result.Id = What.Id;
    if ((What.Before && choseByOldMemory(C.getPredecessor(), What.Id)) ||
        isGuardedByFlag(What.Site, C.getLocationContext()))
      Result.Level = Confidence::Low;
    report(std::move(Result), C.getBugReporter());
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-release-unacquired.md"
};

const dmatidy::CheckInfo dmatidy::ReleaseUnacquiredCheck = {
    "dma-release-unacquired",
    CheckGroup::Lifecycle,
    Confidence::High,
    "what is released was never acquired",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<ReleaseUnacquired>, checkUnwindLoops, checkUnguarded,
     nullptr}};
