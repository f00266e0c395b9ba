//===-- OriginalCount.cpp - dma-sg-count: what the device is told ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Once a list is mapped, the device is told as many entries as dma_map_sg()
// has returned, or as the table's `nents` says. The number that was passed, and
// `orig_nents`, count the CPU's entries (Documentation/core-api/dma-api.rst;
// include/linux/scatterlist.h, struct sg_table). A walk for DMA addresses, a
// modelled function and one of the driver's that takes the list with a count
// are held to that.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lists/dma-sg-count/SgCount.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/StraightLine.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// What a function reads of mapped entries, its loops, and what it assigns.
class CountText : public RecursiveASTVisitor<CountText> {
public:
  CountText(const FunctionDecl *Function, const Model &Api) : Api(Api) {
    TraverseStmt(Function->getBody());
  }

  bool VisitMemberExpr(MemberExpr *Member) {
    if (isSetByMapping(Member, Api))
      Reads.push_back(Member);
    return true;
  }
  bool VisitForStmt(ForStmt *For) {
    Loops.push_back(For);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp()) {
      Assignments.push_back(Binary);
      if (const auto *Member =
              dyn_cast<MemberExpr>(Binary->getLHS()->IgnoreParenCasts()))
        Written.insert(Member);
    }
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit())
      Variables.push_back(Variable);
    return true;
  }

  SmallVector<const MemberExpr *, 8> Reads;
  SmallPtrSet<const MemberExpr *, 4> Written;
  SmallVector<const ForStmt *, 4> Loops;
  SmallVector<const BinaryOperator *, 16> Assignments;
  SmallVector<const VarDecl *, 16> Variables;

private:
  const Model &Api;
};

/// True if \p Loop walks its entries up to \p IsBound's number.
bool isBoundBy(const ForStmt *Loop, function_ref<bool(const Expr *)> IsBound) {
  const auto *Compare = dyn_cast_or_null<BinaryOperator>(Loop->getCond());
  return Compare && IsBound(Compare->getRHS());
}

/// One function of the unit, held to the counts of the lists it maps.
class OriginalCounts {
public:
  /// \p Mapped holds the functions that the unit gives mapped counts to.
  OriginalCounts(const SyntaxContext &In, const CountText &Text,
                 const SmallPtrSetImpl<const FunctionDecl *> &Mapped)
      : In(In), Text(Text), Mapped(Mapped) {}

  void check() {
    checkTables();
    for (const ModeledSite &Map : In.Calls)
      if (Map.Row->isAcquire() && Map.Row->Result == ResultKind::Count &&
          Map.argument(Map.Row->List) && !isOneEntry(Map))
        checkMap(Map);
  }

private:
  bool isOneEntry(const ModeledSite &Map) const {
    return !Map.argument(Map.Row->Count) ||
           In.number(Map.argument(Map.Row->Count)) == 1;
  }

  /// A DMA address or length that is taken in \p Loop; null if none is.
  const MemberExpr *readIn(const ForStmt *Loop, const CountText &From) const {
    for (const MemberExpr *Read : From.Reads)
      if (In.comesBefore(Loop->getBeginLoc(), Read->getBeginLoc()) &&
          !In.comesBefore(Loop->getEndLoc(), Read->getBeginLoc()) &&
          !From.Written.contains(Read))
        return Read;
    return nullptr;
  }

  /// True if \p Loop begins with \p List.
  bool walks(const ForStmt *Loop, const Expr *List) const {
    return Loop->getInit() &&
           any_of(Text.Assignments, [&](const auto *Assigned) {
             return Assigned->getOpcode() == BO_Assign &&
                    !In.comesBefore(Assigned->getBeginLoc(),
                                    Loop->getInit()->getBeginLoc()) &&
                    !In.comesBefore(Loop->getInit()->getEndLoc(),
                                    Assigned->getBeginLoc()) &&
                    isSameValue(Assigned->getRHS(), List, In);
           });
  }

  /// `n = dma_map_sg(.., n, ..)`: the name means the result from then on.
  /// Whatever else it is given afterwards, it is no longer that number.
  bool isAssignedFrom(const Expr *Count, const CallExpr *Map) const {
    return any_of(Text.Assignments, [&](const BinaryOperator *Assigned) {
      return isSameExpr(Assigned->getLHS(), Count, In.Context) &&
             !In.Context.getSourceManager().isBeforeInTranslationUnit(
                 Assigned->getEndLoc(), Map->getBeginLoc());
    });
  }

  /// The number passed to \p Map where the one it returned belongs.
  void checkMap(const ModeledSite &Map) {
    const Expr *Count = Map.argument(Map.Row->Count);
    if (isAssignedFrom(Count, Map.Call))
      return;
    for (const ForStmt *Loop : Text.Loops)
      checkLoop(Loop, Map);
    for (const CallExpr *Use : callsIn(In.Function->getBody())) {
      const FunctionDecl *Callee = Use->getDirectCallee();
      if (!Callee ||
          !In.comesBefore(Map.Call->getBeginLoc(), Use->getBeginLoc()))
        continue;
      if (const ApiFunction *Row = rowOf(In.Api, Callee))
        checkModeled({Use, Row}, Map);
      else if (isDriverDecl(Callee, In.Context.getSourceManager()))
        checkGiven(Use, Callee->getCanonicalDecl(), Map);
    }
  }

  bool isList(const Expr *E, const ModeledSite &Map) const {
    return isSameValue(E, Map.argument(Map.Row->List), In);
  }
  bool isCount(const Expr *E, const ModeledSite &Map) const {
    return isSameValue(E, Map.argument(Map.Row->Count), In);
  }
  std::string mapName(const ModeledSite &Map) const {
    return spelledCallee(*Map.Row, Map.Call) + "()";
  }

  void checkModeled(const ModeledSite &Use, const ModeledSite &Map) {
    const Expr *Given = Use.argument(Use.Row->MappedCount);
    if (!Given || !isList(Use.argument(Use.Row->List), Map) ||
        !isCount(Given, Map))
      return;
    In.add({"dma-sg-count", "original-count"}, quote(Given, In.Context),
           Confidence::High, Given->getBeginLoc(),
           "the device is given " + quote(Given, In.Context) +
               " entries, which is the number passed to " + mapName(Map) +
               "; give it the number that was returned");
    In.note(Map.Call->getBeginLoc(), "the list is mapped here");
  }

  /// A function of the driver's that takes the list and a count, and, as its
  /// body or another call of it shows, wants the mapped one.
  void checkGiven(const CallExpr *Use, const FunctionDecl *Callee,
                  const ModeledSite &Map) {
    unsigned Arguments = std::min(Use->getNumArgs(), Callee->getNumParams());
    // Who is told both numbers can tell them apart.
    if (const ValueDecl *Result = In.Facts.targetOf(Map.Call);
        Result && any_of(Use->arguments(), [&](const Expr *Given) {
          return namedPlace(Given) == Result;
        }))
      return;
    bool HasList = false;
    for (unsigned Index = 0; Index < Arguments; ++Index) {
      const Expr *Given = Use->getArg(Index);
      HasList |= isList(Given, Map);
      if (!HasList || !isCount(Given, Map))
        continue;
      SourceLocation Wanted = wantsMapped(Callee, Index);
      if (Wanted.isInvalid() && !Mapped.contains(Callee))
        return;
      In.add({"dma-sg-count", "original-count"}, quote(Given, In.Context),
             Confidence::Medium, Given->getBeginLoc(),
             Callee->getNameAsString() + "() is given " +
                 quote(Given, In.Context) +
                 " entries, which is the number passed to " + mapName(Map) +
                 "; give it the number that was returned");
      In.note(Map.Call->getBeginLoc(), "the list is mapped here");
      if (Wanted.isValid())
        In.note(Wanted, "as many mapped entries are walked here");
      else
        In.note(Use->getBeginLoc(), "assuming that it wants the mapped number, "
                                    "as it is given elsewhere");
      return;
    }
  }

  /// Where \p Callee walks as many mapped entries as parameter \p Index says;
  /// invalid if its body is not seen or does not.
  SourceLocation wantsMapped(const FunctionDecl *Callee, unsigned Index) const {
    const FunctionDecl *Shown = nullptr;
    if (!Callee->hasBody(Shown))
      return {};
    CountText Other(Shown, In.Api);
    for (const ForStmt *Loop : Other.Loops)
      if (isBoundBy(Loop,
                    [&](const Expr *Bound) {
                      return namedVariable(Bound) == Shown->getParamDecl(Index);
                    }) &&
          readIn(Loop, Other))
        return Loop->getBeginLoc();
    return {};
  }

  /// for_each_sg() over the original count that hands out DMA addresses.
  void checkLoop(const ForStmt *Loop, const ModeledSite &Map) {
    const Expr *List = Map.argument(Map.Row->List);
    const MemberExpr *Read = readIn(Loop, Text);
    if (!Read ||
        !In.comesBefore(Map.Call->getBeginLoc(), Loop->getBeginLoc()) ||
        !isBoundBy(Loop,
                   [&](const Expr *Bound) { return isCount(Bound, Map); }) ||
        !walks(Loop, List))
      return;
    In.add({"dma-sg-count", "loop-bound"}, quote(List, In.Context),
           Confidence::High, Loop->getBeginLoc(),
           "the mapped entries of " + quote(List, In.Context) +
               " are walked up to the number passed to " + mapName(Map) +
               "; walk as many as it returned");
    In.note(Map.Call->getBeginLoc(), "the list is mapped here");
    In.note(Read->getBeginLoc(), "the DMA address or length is taken here");
  }

  /// for_each_sgtable_sg() that hands out DMA addresses: the table says how
  /// many entries are mapped in another field.
  void checkTables() {
    for (const ForStmt *Loop : Text.Loops) {
      const MemberExpr *Read = readIn(Loop, Text), *Original = nullptr;
      if (!Read || !isBoundBy(Loop, [&](const Expr *Bound) {
            Original = dyn_cast<MemberExpr>(Bound->IgnoreParenCasts());
            return Original && !mappedTwinOf(Original, In.Api).empty();
          }))
        continue;
      auto Map = find_if(In.Calls, [&](const ModeledSite &Site) {
        const Expr *Table = Site.argument(Site.Row->List);
        return Site.Row->isAcquire() && Table &&
               isSameExpr(addressed(Table), addressed(Original->getBase()),
                          In.Context);
      });
      std::string Object = quote(Original->getBase(), In.Context);
      In.add({"dma-sg-count", "loop-bound"}, Object,
             Map == In.Calls.end() ? Confidence::Medium : Confidence::High,
             Loop->getBeginLoc(),
             "the mapped entries of " + Object + " are walked up to '" +
                 Original->getMemberDecl()->getName() +
                 "', which counts them as they were before it was mapped; walk "
                 "as many as '" +
                 mappedTwinOf(Original, In.Api) + "' says");
      if (Map != In.Calls.end())
        In.note(Map->Call->getBeginLoc(), "the table is mapped here");
      In.note(Read->getBeginLoc(), "the DMA address or length is taken here");
    }
  }

  /// What \p E is the address of, or \p E.
  static const Expr *addressed(const Expr *E) {
    E = E->IgnoreParenCasts();
    const auto *Unary = dyn_cast<UnaryOperator>(E);
    return Unary && Unary->getOpcode() == UO_AddrOf
               ? Unary->getSubExpr()->IgnoreParenCasts()
               : E;
  }

  const SyntaxContext &In;
  const CountText &Text;
  const SmallPtrSetImpl<const FunctionDecl *> &Mapped;
};

} // namespace

/// True if \p Site maps a list and gives the number of its entries.
static bool mapsList(const ModeledSite &Site) {
  return Site.Row->isAcquire() && Site.Row->List >= 0 &&
         (Site.Row->Result == ResultKind::Count || Site.Row->Count < 0);
}

/// The variables and fields that take what mapping a list has returned in \p
/// In's function.
static void addMappedCounts(const SyntaxContext &In, const CountText &Text,
                            SmallPtrSetImpl<const ValueDecl *> &Places) {
  auto IsMapping = [&](const Expr *Value) {
    const auto *Call = dyn_cast<CallExpr>(Value->IgnoreParenCasts());
    const ApiFunction *Row =
        Call ? rowOf(In.Api, Call->getDirectCallee()) : nullptr;
    return Row && Row->isAcquire() && Row->Result == ResultKind::Count;
  };
  for (const BinaryOperator *Assigned : Text.Assignments)
    if (const ValueDecl *Place = namedPlace(Assigned->getLHS());
        Place && IsMapping(Assigned->getRHS()))
      Places.insert(Place);
  for (const VarDecl *Variable : Text.Variables)
    if (IsMapping(Variable->getInit()))
      Places.insert(Variable);
}

void checkOriginalCounts(ArrayRef<SyntaxContext> Unit) {
  if (none_of(Unit, [](const SyntaxContext &In) {
        return any_of(In.Calls, mapsList);
      }))
    return;
  std::vector<CountText> Texts;
  SmallPtrSet<const ValueDecl *, 4> Counts;
  for (const SyntaxContext &In : Unit) {
    Texts.emplace_back(In.Function, In.Api);
    addMappedCounts(In, Texts.back(), Counts);
  }
  // What is given a mapped count somewhere wants one everywhere.
  SmallPtrSet<const FunctionDecl *, 4> Mapped;
  for (const SyntaxContext &In : Unit)
    for (const CallExpr *Use : callsIn(In.Function->getBody()))
      if (const FunctionDecl *Callee = Use->getDirectCallee())
        if (any_of(Use->arguments(), [&](const Expr *Given) {
              return Counts.contains(namedPlace(Given));
            }))
          Mapped.insert(Callee->getCanonicalDecl());
  for (auto [In, Text] : zip(Unit, Texts))
    OriginalCounts(In, Text, Mapped).check();
}

} // namespace dmatidy
