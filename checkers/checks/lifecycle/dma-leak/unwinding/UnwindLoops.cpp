//===-- UnwindLoops.cpp - Loops that undo what a loop has done -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// After `for (i = 0; ...)` has failed at i, elements 0 to i - 1 are to be
// released. Some shapes of the loop that does it are wrong whatever else
// happens, whether it calls the API or a function of the driver's that does:
//
//   while (--i > 0)      release(x[i])   element 0 stays          dma-leak
//   for (i--; i > 0; i--), for (j = i - 1; j > 0; j--), while (--i),
//   for (j = 1; j < i; j++)              likewise
//   i--; while (i--)     release(x[i])   element i - 1 stays      dma-leak
//   while (i-- >= 0)     release(x[i])   goes on to element -1    dma-release-
//                                                                 unacquired
//   for (j = 0; j < i;   release(x[i])   the loop's variable is   dma-leak
//        j++)                            not the element's
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What a statement says about variables and releases.
class BodyReader : public RecursiveASTVisitor<BodyReader> {
public:
  explicit BodyReader(const Model &Api) : Api(Api) {}

  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Element) {
    if (const VarDecl *Index = namedVariable(Element->getIdx()))
      Elements.emplace_back(Element, Index);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      Used.insert(Variable);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    const VarDecl *Right = namedVariable(Binary->getRHS());
    if (Binary->getOpcode() == BO_Add && Right &&
        Binary->getType()->isPointerType())
      Added.insert(Right);
    else if (Binary->isAdditiveOp())
      for (const Expr *Part : {Binary->getLHS(), Binary->getRHS()})
        if (const VarDecl *Variable = namedVariable(Part))
          Computed.insert(Variable);
    if (Binary->isAssignmentOp())
      if (const VarDecl *Variable = namedVariable(Binary->getLHS()))
        Changed.insert(Variable);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      if (const VarDecl *Variable = namedVariable(Unary->getSubExpr()))
        Changed.insert(Variable);
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    Changed.insert(Variable);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const ApiFunction *Row = rowOf(Api, Call->getDirectCallee());
    if (Row && Row->isAcquire())
      Acquires = true;
    if (Row && Row->isRelease())
      Releases.push_back(Call);
    Calls.push_back(Call);
    for (const Expr *Argument : Call->arguments())
      if (const VarDecl *Variable = namedVariable(Argument))
        Passed.insert(Variable);
    return true;
  }
  /// True if an element is named by \p Index itself, or the index is handed to
  /// a function, and no element by an index computed from it.
  bool isIndexedBy(const VarDecl *Index) const {
    bool ByIndex = Passed.contains(Index) || Added.contains(Index) ||
                   any_of(Elements, [&](const auto &Element) {
                     return Element.second == Index;
                   });
    return ByIndex && !Computed.contains(Index) && !Changed.contains(Index);
  }

  SmallVector<std::pair<const ArraySubscriptExpr *, const VarDecl *>, 4>
      Elements;
  SmallPtrSet<const VarDecl *, 8> Used, Changed, Passed, Added, Computed;
  SmallVector<const CallExpr *, 2> Releases, Calls;
  bool Acquires = false;

private:
  const Model &Api;
};

class LoopVisitor : public RecursiveASTVisitor<LoopVisitor> {
public:
  explicit LoopVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitForStmt(ForStmt *For) {
    noteStart(For);
    checkCondition(For->getCond(), For->getBody());
    checkIndex(For);
    checkRange(For);
    return true;
  }
  bool VisitWhileStmt(WhileStmt *While) {
    checkCondition(While->getCond(), While->getBody());
    return true;
  }
  bool VisitCompoundStmt(CompoundStmt *Block) {
    Blocks.push_back(Block);
    return true;
  }
  /// What needs to know of all loops first.
  void finish() {
    for (const CompoundStmt *Block : Blocks)
      checkCountDowns(Block);
  }

private:
  void checkCountDowns(const CompoundStmt *Block) {
    for (const auto *At = Block->body_begin(); At != Block->body_end(); ++At) {
      const Stmt *Next = *At;
      // Under a label, the first statement is the label's.
      while (const auto *Label = dyn_cast<LabelStmt>(Next))
        Next = Label->getSubStmt();
      if (const VarDecl *Index = countedDown(Next);
          Index && At + 1 != Block->body_end())
        if (const auto *While = dyn_cast<WhileStmt>(At[1]))
          checkCountedTwice(Next, Index, While);
    }
  }

  BodyReader read(const Stmt *Body) const {
    BodyReader Reader(In.Api);
    Reader.TraverseStmt(const_cast<Stmt *>(Body));
    return Reader;
  }

  /// The variable that \p S does nothing but count down; or null.
  static const VarDecl *countedDown(const Stmt *S) {
    if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(S))
      return Unary->isDecrementOp() ? namedVariable(Unary->getSubExpr())
                                    : nullptr;
    const auto *Binary = dyn_cast_or_null<BinaryOperator>(S);
    if (!Binary || !isNumber(Binary->getRHS(), 1))
      return isLessOne(Binary) ? namedVariable(Binary->getLHS()) : nullptr;
    return Binary->getOpcode() == BO_SubAssign ? namedVariable(Binary->getLHS())
                                               : nullptr;
  }
  /// True for `i = i - 1`.
  static bool isLessOne(const BinaryOperator *Assign) {
    return Assign && Assign->getOpcode() == BO_Assign &&
           namedVariable(Assign->getLHS()) &&
           oneBelow(Assign->getRHS()) == namedVariable(Assign->getLHS());
  }
  /// The variable that \p E is one less than; or null.
  static const VarDecl *oneBelow(const Expr *E) {
    const auto *Less = dyn_cast<BinaryOperator>(E->IgnoreParenCasts());
    return Less && Less->getOpcode() == BO_Sub && isNumber(Less->getRHS(), 1)
               ? namedVariable(Less->getLHS())
               : nullptr;
  }
  static bool isNumber(const Expr *E, unsigned Value) {
    const auto *Number = dyn_cast<IntegerLiteral>(E->IgnoreParenCasts());
    return Number && Number->getValue() == Value;
  }

  /// How deep below a loop a helper may release.
  static constexpr unsigned Deepest = 4;

  /// The call in \p Body that releases, itself or further down in this unit; or
  /// null.
  const CallExpr *anyReleaseIn(const BodyReader &Body,
                               unsigned Depth = Deepest) {
    if (!Body.Releases.empty())
      return Body.Releases.front();
    for (const CallExpr *Call : Body.Calls)
      if (isRelease(Call, Depth))
        return Call;
    return nullptr;
  }
  /// True if \p Call releases, itself or no more than \p Depth calls down.
  bool isRelease(const CallExpr *Call, unsigned Depth = Deepest) {
    const ApiFunction *Row = rowOf(In.Api, Call->getDirectCallee());
    return Row ? Row->isRelease()
               : Depth && releases(Call->getDirectCallee(), Depth - 1);
  }
  /// True if \p Callee, which may be null, releases, or what it calls no more
  /// than \p Depth below does. A function is read once for each depth.
  bool releases(const FunctionDecl *Callee, unsigned Depth) {
    const FunctionDecl *Definition = nullptr;
    if (!Callee || !Callee->hasBody(Definition) ||
        !isDriverDecl(Definition, In.Context.getSourceManager()))
      return false;
    auto [Known, New] = Releasing.try_emplace({Definition, Depth}, false);
    if (!New)
      return Known->second;
    bool Releases = anyReleaseIn(read(Definition->getBody()), Depth);
    return Releasing[{Definition, Depth}] = Releases;
  }

  /// Loops that go down to 1, or up from it, where elements from 0 on were
  /// acquired.
  void checkRange(const ForStmt *For) {
    const auto *Compare = dyn_cast_or_null<BinaryOperator>(For->getCond());
    const auto *Step = dyn_cast_or_null<UnaryOperator>(For->getInc());
    if (!Compare || !Step)
      return;
    const VarDecl *Index = namedVariable(Step->getSubExpr());
    if (!Index || namedVariable(Compare->getLHS()) != Index)
      return;
    const Stmt *Init = For->getInit();
    const Expr *From = nullptr;
    if (const auto *Assign = dyn_cast_or_null<BinaryOperator>(Init);
        Assign && Assign->getOpcode() == BO_Assign &&
        namedVariable(Assign->getLHS()) == Index)
      From = Assign->getRHS();
    else if (const auto *Declared = dyn_cast_or_null<DeclStmt>(Init);
             Declared && Declared->isSingleDecl() &&
             Declared->getSingleDecl() == Index)
      From = Index->getInit();
    bool Down = false;
    if (Step->isDecrementOp() && Compare->getOpcode() == BO_GT &&
        isNumber(Compare->getRHS(), 0)) {
      const VarDecl *Failed = From                         ? oneBelow(From)
                              : countedDown(Init) == Index ? Index
                                                           : nullptr;
      Down = Failed && FromZero.contains(Failed);
    }
    const VarDecl *Failed = namedVariable(Compare->getRHS());
    bool Up = Step->isIncrementOp() && Compare->getOpcode() == BO_LT && From &&
              isNumber(From, 1) && Failed && Failed != Index &&
              FromZero.contains(Failed);
    if (Down || Up)
      reportMissed(Compare, For->getBody(), Index);
  }

  /// `i--; while (i--)`, where i was the element that failed.
  void checkCountedTwice(const Stmt *Before, const VarDecl *Index,
                         const WhileStmt *While) {
    const Expr *Condition = While->getCond()->IgnoreParenCasts();
    if (const auto *Compare = dyn_cast<BinaryOperator>(Condition);
        Compare && Compare->getOpcode() == BO_GT &&
        isNumber(Compare->getRHS(), 0))
      Condition = Compare->getLHS()->IgnoreParenCasts();
    const auto *Step = dyn_cast<UnaryOperator>(Condition);
    if (!Step || Step->getOpcode() != UO_PostDec ||
        namedVariable(Step->getSubExpr()) != Index || !FromZero.contains(Index))
      return;
    BodyReader Reader = read(While->getBody());
    const CallExpr *Release = anyReleaseIn(Reader);
    if (!Release || !Reader.isIndexedBy(Index))
      return;
    In.add({"dma-leak", "unwind-starts-late"}, Index->getName(),
           Confidence::High, While->getBeginLoc(),
           "this loop leaves out the last element that was acquired, since '" +
               Index->getName() +
               "' was counted down before; count it down once");
    In.note(Before->getBeginLoc(), "it is counted down here");
    In.note(Release->getBeginLoc(), "the elements are released here");
  }

  /// Remembers the variable of a loop that counts from 0.
  void noteStart(const ForStmt *For) {
    if (const auto *Declared = dyn_cast_or_null<DeclStmt>(For->getInit()))
      for (const Decl *D : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D);
            Variable && Variable->hasInit() && isNumber(Variable->getInit(), 0))
          FromZero.insert(Variable);
    const auto *Start = dyn_cast_or_null<BinaryOperator>(For->getInit());
    if (Start && Start->getOpcode() == BO_Assign)
      if (const auto *Zero =
              dyn_cast<IntegerLiteral>(Start->getRHS()->IgnoreParenCasts());
          Zero && Zero->getValue() == 0)
        if (const VarDecl *Variable = namedVariable(Start->getLHS()))
          FromZero.insert(Variable);
  }

  /// The call in \p Body that releases an element at \p Index, or null: a
  /// release of the model, or a function that is handed the element's address
  /// and whose callers count down, which is what one does to release.
  const CallExpr *releaseOf(const BodyReader &Body,
                            const VarDecl *Index) const {
    for (const CallExpr *Call : Body.Calls) {
      BodyReader Reader = read(Call);
      for (auto [Element, By] : Reader.Elements)
        if (By == Index)
          return Call;
    }
    return nullptr;
  }

  void checkCondition(const Expr *Condition, const Stmt *Body) {
    // while (--i)
    if (const auto *Alone = dyn_cast_or_null<UnaryOperator>(
            Condition ? Condition->IgnoreParenCasts() : nullptr);
        Alone && Alone->getOpcode() == UO_PreDec)
      if (const VarDecl *Index = namedVariable(Alone->getSubExpr());
          Index && FromZero.contains(Index))
        reportMissed(Condition, Body, Index);
    const auto *Compare =
        Condition ? dyn_cast<BinaryOperator>(Condition->IgnoreParenCasts())
                  : nullptr;
    const auto *Step =
        Compare ? dyn_cast<UnaryOperator>(Compare->getLHS()->IgnoreParenCasts())
                : nullptr;
    const auto *Limit =
        Compare
            ? dyn_cast<IntegerLiteral>(Compare->getRHS()->IgnoreParenCasts())
            : nullptr;
    if (!Step || !Limit || Limit->getValue() != 0)
      return;
    const VarDecl *Index = namedVariable(Step->getSubExpr());
    if (!Index)
      return;
    if (Step->getOpcode() == UO_PreDec && Compare->getOpcode() == BO_GT &&
        FromZero.contains(Index))
      reportMissed(Condition, Body, Index);
    if (Step->getOpcode() == UO_PostDec && Compare->getOpcode() == BO_GE &&
        Index->getType()->isSignedIntegerType())
      reportBelow(Condition, Body, Index);
  }

  void reportMissed(const Expr *Condition, const Stmt *Body,
                    const VarDecl *Index) {
    BodyReader Reader = read(Body);
    const CallExpr *Release = anyReleaseIn(Reader);
    if (!Release || !Reader.isIndexedBy(Index))
      return;
    In.add({"dma-leak", "unwind-stops-early"}, Index->getName(),
           Confidence::High, Condition->getBeginLoc(),
           "this loop leaves out element 0, which is left behind; let '" +
               Index->getName() + "' go as far as 0");
    In.note(Release->getBeginLoc(), "the elements are released here");
  }

  void reportBelow(const Expr *Condition, const Stmt *Body,
                   const VarDecl *Index) {
    BodyReader Reader = read(Body);
    const CallExpr *Release = releaseOf(Reader, Index);
    if (!Release)
      return;
    In.add({"dma-release-unacquired", "unwind-goes-too-far"}, Index->getName(),
           Confidence::High, Condition->getBeginLoc(),
           "this loop goes on to element -1, which was never acquired; "
           "compare '" +
               Index->getName() + "' before it is counted down");
    In.note(Release->getBeginLoc(),
            "the element at '" + Index->getName() + "' is given up here");
  }

  /// A loop that counts with one variable and releases by another.
  void checkIndex(const ForStmt *For) {
    const auto *Step = dyn_cast_or_null<UnaryOperator>(For->getInc());
    const VarDecl *Counter = Step && Step->isIncrementDecrementOp()
                                 ? namedVariable(Step->getSubExpr())
                                 : nullptr;
    if (!Counter || !For->getCond())
      return;
    BodyReader Body = read(For->getBody());
    BodyReader Bound = read(For->getCond());
    if (Body.Acquires || Body.Changed.contains(Counter))
      return;
    for (const CallExpr *Release : Body.Calls) {
      if (!isRelease(Release))
        continue;
      BodyReader Call = read(Release);
      if (Call.Used.contains(Counter) || Call.Elements.empty())
        continue;
      auto [Element, Index] = Call.Elements.front();
      // The element does not change as the loop goes on, and the loop counts up
      // to it: up to, and without, the one that failed.
      if (any_of(Call.Used,
                 [&](const VarDecl *Variable) {
                   return Body.Changed.contains(Variable);
                 }) ||
          !Bound.Used.contains(Index) || Index == Counter)
        continue;
      In.add({"dma-leak", "same-element-released"}, quote(Element, In.Context),
             Confidence::High, Release->getBeginLoc(),
             quote(Element, In.Context) +
                 " is released in every turn of a loop "
                 "that counts with '" +
                 Counter->getName() +
                 "', and the elements before it are left behind; release the "
                 "element at '" +
                 Counter->getName() + "'");
      In.note(For->getForLoc(), "the loop begins here");
      return;
    }
  }

  const SyntaxContext &In;
  SmallPtrSet<const VarDecl *, 4> FromZero;
  SmallVector<const CompoundStmt *, 16> Blocks;
  DenseMap<std::pair<const FunctionDecl *, unsigned>, bool> Releasing;
};

} // namespace

void checkUnwindLoops(const SyntaxContext &In) {
  LoopVisitor Visitor(In);
  Visitor.TraverseStmt(In.Function->getBody());
  Visitor.finish();
}

} // namespace dmatidy
