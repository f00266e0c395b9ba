//===-- PathCheck.cpp - The base of every path-sensitive check ------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/modeling/PathCheck.h"
#include "clang/AST/ParentMap.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

void PathCheck::reportAtomic(StringRef Kind, const Twine &What,
                             StringRef Remedy, const CallExpr *Site,
                             const CallExpr *Lock, CheckerContext &C) const {
  Finding Result;
  Result.Level = Confidence::High;
  Result.Kind = Kind;
  Result.Object = quote(Site->getCallee(), C.getASTContext());
  Result.Message = (What +
                    (Lock ? ", and a lock is held here; "
                          : ", and this is an interrupt handler; ") +
                    Remedy)
                       .str();
  Result.Node = C.generateSink(C.getState(), C.getPredecessor(), this);
  Result.Unique = Site;
  Result.Also = Lock;
  Result.AlsoText = "from here on nothing may sleep";
  report(std::move(Result), C.getBugReporter());
}

namespace {

constexpr char DetailsTag[] = "dma-tidy: details";

/// The last piece of a report's path; it carries what the engine has no place
/// for.
class DetailedPiece : public PathDiagnosticEventPiece {
public:
  DetailedPiece(const PathDiagnosticLocation &At, StringRef Text,
                ReportDetails Details)
      : PathDiagnosticEventPiece(At, Text), Details(std::move(Details)) {
    setTag(DetailsTag);
  }
  const ReportDetails Details;
};

/// Ends a report's path with such a piece.
class DetailsVisitor : public BugReporterVisitor {
public:
  explicit DetailsVisitor(ReportDetails Details)
      : Details(std::move(Details)) {}
  void Profile(FoldingSetNodeID &ID) const override {
    ID.AddPointer(DetailsTag);
  }
  PathDiagnosticPieceRef VisitNode(const ExplodedNode *, BugReporterContext &,
                                   PathSensitiveBugReport &) override {
    return nullptr;
  }
  PathDiagnosticPieceRef getEndPath(BugReporterContext &, const ExplodedNode *,
                                    PathSensitiveBugReport &Report) override {
    return std::make_shared<DetailedPiece>(Report.getLocation(),
                                           Report.getDescription(), Details);
  }

private:
  const ReportDetails Details;
};

} // namespace

/// How often a path goes round a loop at most, and so how many entries of a
/// list it may have seen.
static constexpr unsigned MostTurns = 2;

/// True if the path to \p Node takes mapped list \p Id to have more entries
/// than some bound that it was compared with. dma_map_sg() gives no more
/// entries than it gets, and whoever makes the list often keeps to that bound.
static bool isOverBound(const ExplodedNode *Node, ObjectId Id) {
  ProgramStateRef State = Node->getState();
  const Object *What = Id ? State->get<DmaObjects>(Id) : nullptr;
  if (!What || !What->acquireRow() ||
      What->acquireRow()->Result != ResultKind::Count)
    return false;
  const APSInt *Least = State->getConstraintManager().getSymMinVal(State, Id);
  return Least && Least->isStrictlyPositive() && Least->ugt(MostTurns);
}

void PathCheck::report(Finding What, BugReporter &BR) const {
  if (!What.Node)
    return;
  if (What.IsOfPath && isOverBound(What.Node, What.Id)) {
    What.Level = Confidence::Low;
    What.Assumption += (What.Assumption.empty() ? "" : ", and ");
    What.Assumption +=
        "the list can have more entries than it is compared with";
  }
  const SourceManager &SM = BR.getSourceManager();
  const LocationContext *Frame = What.Node->getLocationContext();
  std::unique_ptr<PathSensitiveBugReport> Report;
  const BugType &Type = Types[static_cast<int>(What.Level)];
  // Reports are told apart by their short text, which nobody shows.
  std::string Open;
  for (const Obligation &Due : What.Obligations)
    Open += utostr(unsigned(Due.Kind)) + " " + Due.Function + " " + Due.Row +
            " " + utostr(Due.Parameters) + " " + join(Due.Places, " ") + "\n";
  // And shown only once where they end in one place and say the same.
  if (What.Exit && What.Exit->IsFurther) {
    std::string At = "\n" + What.Exit->By->getBeginLoc().printToString(SM);
    Open += At;
    What.Message += At;
  }
  if (What.Unique) {
    PathDiagnosticLocation Location =
        PathDiagnosticLocation::createBegin(What.Unique, SM, Frame);
    Report = std::make_unique<PathSensitiveBugReport>(
        Type, Open, What.Message, What.Node, Location,
        Frame->getStackFrame()->getDecl());
  } else {
    Report = std::make_unique<PathSensitiveBugReport>(Type, Open, What.Message,
                                                      What.Node);
  }
  if (What.Id)
    Report->markInteresting(What.Id);
  if (What.Also)
    Report->addNote(What.AlsoText,
                    PathDiagnosticLocation::createBegin(What.Also, SM, Frame));
  if (!What.Assumption.empty())
    Report->addNote("assuming that " + What.Assumption, Report->getLocation());
  for (const FixItHint &Edit : What.Fixes)
    Report->addFixItHint(Edit);
  Report->addVisitor<DetailsVisitor>(
      ReportDetails{What.Kind, std::move(What.Object),
                    std::move(What.Obligations), What.Exit});
  BR.emitReport(std::move(Report));
}

const ReportDetails &detailsOf(const PathDiagnostic &Report) {
  static const ReportDetails None;
  // The end of a path may be inside of a call.
  const PathPieces Path = Report.path.flatten(/*ShouldFlattenMacros=*/true);
  return !Path.empty() && Path.back()->getTag() == DetailsTag
             ? static_cast<const DetailedPiece &>(*Path.back()).Details
             : None;
}

/// The expression or variable that takes the value of \p Site, as it is
/// written; or "".
static std::string targetOf(const CallExpr *Site, const ParentMap &Parents,
                            const ASTContext &Context) {
  const Stmt *Child = Site;
  for (const Stmt *Parent = Parents.getParent(Child); Parent;
       Child = Parent, Parent = Parents.getParent(Child)) {
    if (isa<ParenExpr, CastExpr, ConditionalOperator, StmtExpr>(Parent))
      continue;
    if (const auto *Assign = dyn_cast<BinaryOperator>(Parent))
      return Assign->isAssignmentOp() && Assign->getRHS() == Child
                 ? quote(Assign->getLHS(), Context)
                 : "";
    if (const auto *Declared = dyn_cast<DeclStmt>(Parent))
      for (const Decl *D : Declared->decls())
        if (const auto *Variable = dyn_cast<VarDecl>(D))
          if (Variable->getInit() == Child)
            return "'" + Variable->getNameAsString() + "'";
    return "";
  }
  return "";
}

std::string nameOf(ProgramStateRef State, ObjectId Id, const Object &What,
                   const LocationContext *Frame) {
  const CallExpr *Site = What.acquireSite();
  if (!Site) {
    if (const MemRegion *Origin = Id->getOriginRegion())
      if (std::string Name = spell(Origin); !Name.empty())
        return "'" + Name + "'";
    return "the object";
  }
  const ASTContext &Context = Frame->getDecl()->getASTContext();
  const ApiFunction &Row = *What.acquireRow();
  // The list, the function's own name for its result, or where it is kept.
  if (Row.List >= 0)
    return quote(Site->getArg(Row.List), Context);
  if (Row.objectOut() >= 0) {
    const Expr *Out = Site->getArg(Row.objectOut())->IgnoreParenCasts();
    const auto *Address = dyn_cast<UnaryOperator>(Out);
    return quote(Address && Address->getOpcode() == UO_AddrOf
                     ? Address->getSubExpr()
                     : Out,
                 Context);
  }
  for (const LocationContext *Up = Frame; Up; Up = Up->getParent())
    if (Up->getParentMap().getParent(const_cast<CallExpr *>(Site)))
      if (std::string Name = targetOf(Site, Up->getParentMap(), Context);
          !Name.empty())
        return Name;
  std::string First;
  for (const MemRegion *Place : placesOf(State, Id))
    if (std::string Name = spell(Place);
        !Name.empty() && (First.empty() || Name < First))
      First = Name;
  if (!First.empty())
    return "'" + First + "'";
  return "the " + Row.Family->Noun;
}

} // namespace dmatidy
