//===-- PathHistory.cpp - Which way a path has come -----------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/state/PathHistory.h"
#include "checkers/path/state/Cleanup.h"
#include "checkers/program/source/DriverCode.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

/// The loops around \p S in the function \p Frame is of.
static SmallPtrSet<const Stmt *, 4> loopsAround(const Stmt *S,
                                                const LocationContext *Frame) {
  SmallPtrSet<const Stmt *, 4> Loops;
  const ParentMap &Parents = Frame->getParentMap();
  for (const Stmt *Up = S; Up; Up = Parents.getParent(Up))
    if (isa<ForStmt, WhileStmt, DoStmt>(Up))
      Loops.insert(Up);
  return Loops;
}

bool inOneLoop(const Stmt *A, const Stmt *B, const LocationContext *Frame) {
  if (A != B) {
    SmallPtrSet<const Stmt *, 4> Both = loopsAround(B, Frame);
    return any_of(loopsAround(A, Frame),
                  [&](const Stmt *Loop) { return Both.contains(Loop); });
  }
  // The same statement again: in a loop of its own function, or of one that
  // calls it.
  for (const StackFrameContext *At = Frame->getStackFrame(); At;
       At = At->getParent() ? At->getParent()->getStackFrame() : nullptr) {
    if (isInLoop(A, At->getParentMap()))
      return true;
    A = At->getCallSite();
  }
  return false;
}

/// True if \p S names an element of an array.
static bool namesElement(const Stmt *S) {
  return S && (isa<ArraySubscriptExpr>(S) ||
               any_of(S->children(),
                      [](const Stmt *Child) { return namesElement(Child); }));
}

/// True if \p Id was read from an element of an array, or from a record that
/// stands in one.
static bool isFromElement(ObjectId Id) {
  const MemRegion *Region = Id->getOriginRegion();
  while (Region) {
    if (const auto *Element = dyn_cast<ElementRegion>(Region);
        Element && !Element->getIndex().isZeroConstant() &&
        !Element->getElementType()->isCharType())
      return true;
    if (const auto *Pointee = dyn_cast<SymbolicRegion>(Region))
      Region = Pointee->getSymbol()->getOriginRegion();
    else if (const auto *Part = dyn_cast<SubRegion>(Region))
      Region = Part->getSuperRegion();
    else
      break;
  }
  return false;
}

bool isBehindLabel(const Stmt *S, const ParentMap &Parents) {
  for (const Stmt *Up = Parents.getParent(S); Up;
       S = Up, Up = Parents.getParent(Up))
    if (isa<LabelStmt>(Up) || (isa<CompoundStmt>(Up) &&
                               any_of(Up->children(), [&](const Stmt *Before) {
                                 return isa_and_nonnull<LabelStmt>(Before) &&
                                        Before->getBeginLoc() <
                                            S->getBeginLoc();
                               })))
      return true;
  return false;
}

bool wentRoundBetween(const Stmt *A, const Stmt *B, ObjectId Id,
                      const ExplodedNode *Node) {
  const LocationContext *Frame = Node->getLocationContext();
  // An index may have come round between the two.
  if (A == B || !inOneLoop(A, B, Frame) || namesElement(A) || namesElement(B) ||
      (Id && isFromElement(Id)))
    return inOneLoop(A, B, Frame);
  return wentRoundSince(A, Node);
}

bool wentRoundSince(const Stmt *A, const ExplodedNode *Node) {
  const LocationContext *Frame = Node->getLocationContext();
  SmallPtrSet<const Stmt *, 4> Loops = loopsAround(A, Frame);
  for (; Node; Node = Node->getFirstPred()) {
    if (Node->getLocationContext() != Frame)
      continue;
    if (auto Point = Node->getLocationAs<StmtPoint>();
        Point && Point->getStmt() == A)
      return false;
    // The block that leads back to the head of a loop names the loop.
    if (auto Edge = Node->getLocationAs<BlockEdge>())
      if (const Stmt *Back = Edge->getSrc()->getLoopTarget();
          Back && Loops.contains(Back))
        return true;
  }
  return true;
}

/// True if \p Symbol is, or is computed from, a value that memory held when the
/// path began.
static bool isOldMemory(SymbolRef Symbol) {
  for (SymbolRef Part : Symbol->symbols())
    if (isa<SymbolRegionValue, SymbolDerived>(Part))
      return true;
  return false;
}

/// Where \p Node has just chosen one of two ways: the condition and what it
/// asks for, null if the engine did not leave that open.
static std::pair<const Expr *, SymbolRef> choiceAt(const ExplodedNode *Node) {
  const ExplodedNode *Before = Node->getFirstPred();
  // Where a condition was open the engine has split the path in two.
  if (!Before || Before->succ_size() < 2)
    return {};
  const Stmt *Condition = nullptr;
  if (auto Edge = Node->getLocation().getAs<BlockEdge>())
    // Of a && b that is b: a was asked in a block of its own.
    Condition = Edge->getSrc()->getLastCondition();
  else if (auto Point = Node->getLocation().getAs<PostStmt>())
    Condition = Point->getStmt();
  const auto *Asked = dyn_cast_or_null<Expr>(Condition);
  if (!Asked)
    return {};
  return {Asked, Before->getState()
                     ->getSVal(Asked, Before->getLocationContext())
                     .getAsSymbol()};
}

/// True if \p Condition, in \p Frame, only decides whether something is
/// printed.
static bool decidesOnlyPrinting(const Expr *Condition,
                                const LocationContext *Frame) {
  const ParentMap &Parents = Frame->getParentMap();
  const Stmt *Part = Condition, *Up = Parents.getParent(Part);
  while (isa_and_nonnull<Expr>(Up))
    Part = Up, Up = Parents.getParent(Up);
  const auto *If = dyn_cast_or_null<IfStmt>(Up);
  const SourceManager &SM =
      Frame->getDecl()->getASTContext().getSourceManager();
  return If && If->getCond() == Part && onlyPrints(If->getThen(), SM) &&
         (!If->getElse() || onlyPrints(If->getElse(), SM));
}

bool choseByOldMemory(const ExplodedNode *Node, ObjectId Id) {
  const Object *Last = Node->getState()->get<DmaObjects>(Id);
  if (!Last)
    return false;
  bool Failed = Last->isFailed();
  for (const ExplodedNode *At = Node; At; At = At->getFirstPred()) {
    const Object *Tracked = At->getState()->get<DmaObjects>(Id);
    if (!Tracked || Tracked->isFailed() != Failed)
      return false;
    auto [Condition, Symbol] = choiceAt(At);
    if (Symbol && isOldMemory(Symbol) &&
        !decidesOnlyPrinting(Condition, At->getLocationContext()))
      return true;
  }
  return false;
}

namespace {
/// Looks for what is done to one field in a statement.
class FieldSearch : public RecursiveASTVisitor<FieldSearch> {
public:
  explicit FieldSearch(const ValueDecl *Field) : Field(Field) {}
  bool VisitMemberExpr(MemberExpr *Member) {
    Named |= Member->getMemberDecl()->getCanonicalDecl() == Field;
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    const ValueDecl *Place =
        Binary->isAssignmentOp() ? namedPlace(Binary->getLHS()) : nullptr;
    Written |= Place && Place->getCanonicalDecl() == Field;
    return true;
  }
  bool Named = false, Written = false;

private:
  const ValueDecl *Field;
};
} // namespace

/// True if \p Field goes with what \p Site releases: it is handed over with it,
/// as its size is, or the function, which goes on behind \p Branch around \p
/// Site, sets it as well.
static bool goesWith(const FieldRegion *Field, const CallExpr *Site,
                     const Stmt *Branch, const LocationContext *Frame) {
  FieldSearch InCall(Field->getDecl()->getCanonicalDecl());
  FieldSearch InBody = InCall;
  InCall.TraverseStmt(const_cast<CallExpr *>(Site));
  InBody.TraverseStmt(Frame->getDecl()->getBody());
  return InCall.Named || (InBody.Written && fallsThrough(Branch));
}

/// True if \p Call is given another field of a record that has \p Field.
static bool namesBeside(const FieldRegion *Field, const CallExpr *Call) {
  return any_of(Call->arguments(), [&](const Expr *Argument) {
    const auto *Given = dyn_cast_or_null<FieldDecl>(namedPlace(Argument));
    return Given && Given != Field->getDecl() &&
           Given->getParent() == Field->getDecl()->getParent();
  });
}

/// Like isGuardedByField(), for \p Call in the frame of \p Node: the
/// release, or a call that has led to it.
static bool isCallGuarded(const ExplodedNode *Node, const CallExpr *Call,
                          ObjectId Id, bool IsRelease) {
  const LocationContext *Frame = Node->getLocationContext();
  const ParentMap &Parents = Frame->getParentMap();
  // The ifs around the release, each with the branch that it is in.
  SmallDenseMap<const Stmt *, const Stmt *, 4> Guards;
  for (const Stmt *At = Call, *Up; (Up = Parents.getParent(At)); At = Up)
    if (isa<IfStmt>(Up))
      Guards[Up] = At;
  if (Guards.empty())
    return false;
  for (const ExplodedNode *At = Node;
       At && At->getStackFrame() == Frame->getStackFrame();
       At = At->getFirstPred()) {
    auto [Condition, Symbol] = choiceAt(At);
    const Stmt *Guard = Condition;
    while (isa_and_nonnull<Expr>(Guard))
      Guard = Parents.getParent(Guard);
    if (!Guard || !Guards.contains(Guard))
      continue;
    if (!Symbol)
      continue;
    bool AsksField = false, AsksObject = false;
    for (SymbolRef Part : Symbol->symbols()) {
      AsksObject |= Part == Id;
      const auto *Field =
          isa<SymbolRegionValue, SymbolDerived>(Part)
              ? dyn_cast_or_null<FieldRegion>(Part->getOriginRegion())
              : nullptr;
      AsksField |= Field && (IsRelease ? goesWith(Field, Call,
                                                  Guards.lookup(Guard), Frame)
                                       : namesBeside(Field, Call));
    }
    if (AsksField && !AsksObject)
      return true;
  }
  return false;
}

bool isGuardedByField(const ExplodedNode *Node, const CallExpr *Site,
                      ObjectId Id) {
  for (const CallExpr *Call = Site; Node && Call;) {
    if (isCallGuarded(Node, Call, Id, /*IsRelease=*/Call == Site))
      return true;
    const StackFrameContext *Frame = Node->getStackFrame();
    if (Frame->inTopFrame())
      return false;
    Call = dyn_cast_or_null<CallExpr>(Frame->getCallSite());
    const StackFrameContext *Caller = Frame->getParent()->getStackFrame();
    while (Node && Node->getStackFrame() != Caller)
      Node = Node->getFirstPred();
  }
  return false;
}

static bool hasChoice(const Expr *E, const ASTContext &Context) {
  E = E->IgnoreParenCasts();
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    bool Ignored;
    return !Choice->getCond()->EvaluateAsBooleanCondition(Ignored, Context);
  }
  return any_of(E->children(), [&](const Stmt *Child) {
    return isa_and_nonnull<Expr>(Child) &&
           hasChoice(cast<Expr>(Child), Context);
  });
}

bool isOneOfSeveral(const CallExpr *Call, const ApiFunction &Row,
                    const Model &Api, const LocationContext *Frame) {
  for (int Index : {Row.Size, Row.Direction, Row.Count})
    if (Index >= 0 &&
        hasChoice(Call->getArg(Index), Frame->getDecl()->getASTContext()))
      return true;
  int Index = Row.Handle >= 0   ? Row.Handle
              : Row.Memory >= 0 ? Row.Memory
                                : Row.List;
  const ValueDecl *Place = namedPlace(Call->getArg(Index));
  const ParentMap &Parents = Frame->getParentMap();
  for (const Stmt *Up = Call; Place && Up; Up = Parents.getParent(Up)) {
    if (!isa<IfStmt, SwitchStmt>(Up))
      continue;
    // A kfree() is not one of those that are counted.
    if (releasesIn(Up, Place, Api).size() > (Row.isRelease() ? 1u : 0u))
      return true;
  }
  return false;
}

} // namespace dmatidy
