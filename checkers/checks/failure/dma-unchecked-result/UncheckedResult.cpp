//===-- UncheckedResult.cpp - The check dma-unchecked-result -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// No path of the function tests whether an acquisition worked, nor is its
// result given to anybody who could. Every acquisition can fail
// (Documentation/core-api/dma-api-howto.rst, "Handling Errors").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/failure/dma-unchecked-result/UncheckedResult.h"
#include "checkers/checks/Check.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/path/state/ErrorValues.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;
using namespace dmatidy;

namespace {

/// Looks for a number that a function counts up in loops over as many entries
/// as were mapped, and gives back: no entry gives 0, which tells the caller
/// that nothing was mapped.
class CountVisitor : public RecursiveASTVisitor<CountVisitor> {
  using Base = RecursiveASTVisitor<CountVisitor>;

public:
  /// \p Mapped took the number of entries.
  explicit CountVisitor(const ValueDecl *Mapped) : Mapped(Mapped) {}

  bool TraverseForStmt(ForStmt *Loop) {
    return within(Loop->getCond(), [&] { return Base::TraverseForStmt(Loop); });
  }
  bool TraverseWhileStmt(WhileStmt *Loop) {
    return within(Loop->getCond(),
                  [&] { return Base::TraverseWhileStmt(Loop); });
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->getInit())
      note(Variable, Variable->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp())
      note(namedVariable(Binary->getLHS()),
           Binary->getOpcode() == BO_Assign ? Binary->getRHS() : nullptr);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->isIncrementDecrementOp())
      note(namedVariable(Unary->getSubExpr()), nullptr);
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *Return) {
    Returned.push_back(namedVariable(Return->getRetValue()));
    return true;
  }
  /// True if every `return` gives such a number.
  bool isCounted() const {
    return !Returned.empty() && all_of(Returned, [&](const VarDecl *Variable) {
      return Variable && Counted.contains(Variable) &&
             !Otherwise.contains(Variable);
    });
  }

private:
  bool within(const Stmt *Condition, function_ref<bool()> Traverse) {
    bool IsOver = names(
        Condition, [&](const ValueDecl *Named) { return Named == Mapped; });
    Depth += IsOver;
    bool GoOn = Traverse();
    Depth -= IsOver;
    return GoOn;
  }
  /// \p Variable is set to \p Value, or changed if that is null.
  void note(const VarDecl *Variable, const Expr *Value) {
    if (!Variable)
      return;
    if (Depth)
      Counted.insert(Variable);
    else if (const auto *Number = dyn_cast_or_null<IntegerLiteral>(
                 Value ? Value->IgnoreParenImpCasts() : nullptr);
             !Number || Number->getValue() != 0)
      Otherwise.insert(Variable);
  }

  const ValueDecl *Mapped;
  unsigned Depth = 0;
  SmallPtrSet<const VarDecl *, 4> Counted, Otherwise;
  SmallVector<const VarDecl *, 4> Returned;
};

class UncheckedResult : public PathCheck {
public:
  void onFunctionDone(const FunctionLog &Log, const Decl *Analysed,
                      const UnitFacts &Facts, const Model &Api,
                      BugReporter &BR) const override {
    const auto *Function = dyn_cast<FunctionDecl>(Analysed);
    for (const auto &[Site, Entry] : Log.Sites) {
      if (Function && Entry.Node && Entry.Tested)
        checkDropped(Function, Site, Entry, Facts, BR);
      if (Entry.Node && Entry.UsedUntested &&
          Entry.Node->getLocationContext()->inTopFrame()) {
        // A test that follows comes too late.
        if (std::optional<Finding> Result = untested(Site, Entry, Api)) {
          Result->Also = Entry.UsedUntested;
          Result->AlsoText = "it is used here";
          report(std::move(*Result), BR);
        }
        continue;
      }
      if (!Entry.Node || Entry.Tested || Entry.Returned || !Entry.LeftUntested)
        continue;
      // A helper's result may be tested by whoever calls it.
      if (!Entry.Node->getLocationContext()->inTopFrame())
        continue;
      SourceLocation After =
          BR.getSourceManager().getExpansionLoc(Site->getExprLoc());
      auto IsTested = [&, Site = Site, &Entry = Entry](const ValueDecl *Place) {
        return mayBeTestedByCaller(Place, Site, *Entry.Row) ||
               (Function &&
                Facts.isTested(Function, Place, Entry.Row->Failure, After));
      };
      // What says whether a list was mapped is a number: who has the list does
      // not know.
      const ValueDecl *Target = Facts.targetOf(Site);
      if (Entry.Row->List >= 0
              ? Target && !isLocalVariable(Target) && IsTested(Target)
              : any_of(Entry.Fields, IsTested))
        continue;
      if (Entry.Row->Result == ResultKind::Count && Target && Function) {
        CountVisitor Visitor(Target);
        Visitor.TraverseStmt(Function->getBody());
        if (Visitor.isCounted())
          continue;
      }
      // Where paths were left unwalked, a test in the text counts.
      if (!Log.Complete && Target && IsTested(Target))
        continue;
      std::optional<Finding> Result = untested(Site, Entry, Api);
      if (!Result)
        continue;
      // Another file may test a field that a header shows it.
      for (const ValueDecl *Field : Entry.Fields)
        if (!BR.getSourceManager().isInMainFile(
                BR.getSourceManager().getExpansionLoc(Field->getLocation()))) {
          Result->Level = Confidence::Medium;
          Result->Assumption =
              "no other file tests '" + Field->getNameAsString() + "'";
        }
      report(std::move(*Result), BR);
    }
  }

private:
  static bool isLocalVariable(const ValueDecl *Place) {
    const auto *Variable = dyn_cast<VarDecl>(Place);
    return Variable && Variable->hasLocalStorage();
  }

  /// True for a parameter through which the caller may get the result of
  /// \p Site, of \p Row, whole.
  static bool mayBeTestedByCaller(const ValueDecl *Place, const CallExpr *Site,
                                  const ApiFunction &Row) {
    if (!isa<ParmVarDecl>(Place))
      return false;
    QualType Pointee = Place->getType()->getPointeeType();
    return Row.Failure != FailureKind::MappingError || Pointee.isNull() ||
           keepsErrorValue(Pointee, Site->getType(), Place->getASTContext());
  }

  /// What every finding says of a result that nobody has asked for in time.
  static std::optional<Finding>
  untested(const CallExpr *Site, const SiteLog &Entry, const Model &Api) {
    ProgramStateRef State = Entry.Node->getState();
    const Object *What = State->get<DmaObjects>(Entry.Id);
    if (!What)
      return std::nullopt;
    Finding Result;
    Result.Level = Confidence::High;
    Result.Kind = "untested";
    Result.Object =
        nameOf(State, Entry.Id, *What, Entry.Node->getLocationContext());
    Result.Message = Result.Object + " is used without a test whether " +
                     spelledCallee(*Entry.Row, Site) + "() failed; " +
                     remedy(*Entry.Row, Api);
    Result.Node = Entry.Node;
    Result.Id = Entry.Id;
    Result.Unique = Site;
    return Result;
  }

  /// The function does nothing about a failure but return whether there was
  /// one, and a caller does not listen: what the field holds is used all the
  /// same.
  void checkDropped(const FunctionDecl *Function, const CallExpr *Site,
                    const SiteLog &Entry, const UnitFacts &Facts,
                    BugReporter &BR) const {
    if (Entry.Row->Failure != FailureKind::Null || Entry.Fields.size() != 1 ||
        !Entry.Node->getLocationContext()->inTopFrame() ||
        Function->isExternallyVisible() || Facts.isAddressTaken(Function) ||
        !Facts.answersFor(Function, Entry.Fields.front()))
      return;
    const CallExpr *Dropped =
        Facts.droppedCallOf(Function, Entry.Fields.front(), Entry.Row->Failure);
    const Object *What = Entry.Node->getState()->get<DmaObjects>(Entry.Id);
    if (!Dropped || !What)
      return;
    Finding Result;
    Result.Level = Confidence::Medium;
    Result.Kind = "result-dropped";
    Result.Object = nameOf(Entry.Node->getState(), Entry.Id, *What,
                           Entry.Node->getLocationContext());
    Result.Message =
        Result.Object + " is used although " + Function->getNameAsString() +
        "() may have failed to acquire it; give up when it says so";
    Result.Node = Entry.Node;
    Result.Id = Entry.Id;
    Result.Unique = Site;
    Result.Also = Dropped;
    Result.AlsoText =
        "the result of " + Function->getNameAsString() + "() is dropped here";
    Result.Assumption =
        "no other file tests '" + Entry.Fields.front()->getNameAsString() + "'";
    report(std::move(Result), BR);
  }

  static std::string remedy(const ApiFunction &Row, const Model &Api) {
    switch (Row.Failure) {
    case FailureKind::MappingError:
      return ("test it with " + Api.testFor(Row) +
              "() before the device may see it")
          .str();
    case FailureKind::Null:
      return "test the returned pointer for NULL";
    case FailureKind::Zero:
      return "give up when it returns 0";
    case FailureKind::Negative:
      return "give up when it returns a negative number";
    default:
      return "test it with IS_ERR()";
    }
  }
};

} // namespace

static constexpr char Page[] = {
#embed "dma-unchecked-result.md"
};

const dmatidy::CheckInfo dmatidy::UncheckedResultCheck = {
    "dma-unchecked-result",
    CheckGroup::Failure,
    Confidence::High,
    "nobody tests whether an acquisition worked",
    StringRef(Page, sizeof(Page)),
    {registerPathCheck<UncheckedResult>, checkOnlyLogged, nullptr,
     checkUncheckedResultInModule}};
