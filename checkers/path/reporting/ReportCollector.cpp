//===-- ReportCollector.cpp - From engine reports to diagnostics ----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/path/reporting/ReportCollector.h"
#include "checkers/finding/CheckName.h"
#include "checkers/path/modeling/PathCheck.h"
#include "checkers/program/source/SourceText.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/PathDiagnostic.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

namespace {

/// Turns the engine's reports into diagnostics.
class ReportCollector : public PathDiagnosticConsumer {
public:
  ReportCollector(const ASTContext &Context, std::vector<Diagnostic> &Findings)
      : Context(Context), SM(Context.getSourceManager()), Findings(Findings) {}

  StringRef getName() const override { return "dma-tidy"; }
  PathGenerationScheme getGenerationScheme() const override {
    return Everything;
  }
  bool supportsCrossFileDiagnostics() const override { return true; }

  void FlushDiagnosticsImpl(std::vector<const PathDiagnostic *> &Diags,
                            FilesMade *) override {
    // A helper's acquisition is seen from every function that calls it. The
    // surest finding stays, then the one with the shortest story.
    std::map<std::string, Diagnostic> Best;
    std::map<std::string, std::vector<Diagnostic>> Further;
    for (const PathDiagnostic *D : Diags) {
      Diagnostic Fresh = convert(*D);
      if (const auto &Exit = detailsOf(*D).Exit; Exit && Exit->IsFurther) {
        Further[identity(*D)].push_back(std::move(Fresh));
        continue;
      }
      auto [Place, New] = Best.try_emplace(identity(*D), Fresh);
      if (!New && isBetter(Fresh, Place->second))
        Place->second = std::move(Fresh);
    }
    for (auto &[Key, Finding] : Best) {
      for (Diagnostic &Exit : Further[Key])
        if (Exit.Function == Finding.Function && Exit.Kind == Finding.Kind &&
            Exit.Level == Finding.Level &&
            Exit.Place.Line != Finding.Place.Line)
          Finding.Exits.push_back(std::move(Exit));
      llvm::sort(Finding.Exits, [](const Diagnostic &A, const Diagnostic &B) {
        return std::tie(A.Place.Line, A.Place.Column) <
               std::tie(B.Place.Line, B.Place.Column);
      });
      Findings.push_back(std::move(Finding));
    }
  }

private:
  /// What makes two reports one finding: the check and the acquisition or other
  /// place they are about.
  std::string identity(const PathDiagnostic &D) const {
    FullSourceLoc At = uniqueLocation(D);
    return (D.getCheckerName() + Twine(':') +
            Twine(At.getFileID().getHashValue()) + ":" +
            Twine(At.getFileOffset()) +
            // That probe keeps it is another finding than that it leaves it.
            (detailsOf(D).Kind == "kept-after-probe" ? ":kept" : ""))
        .str();
  }
  static FullSourceLoc uniqueLocation(const PathDiagnostic &D) {
    return (D.getUniqueingLoc().isValid() ? D.getUniqueingLoc()
                                          : D.getLocation())
        .asLocation()
        .getExpansionLoc();
  }
  static bool isBetter(const Diagnostic &A, const Diagnostic &B) {
    auto Rank = [](const Diagnostic &D) {
      unsigned Level = D.Level == "high" ? 0 : D.Level == "medium" ? 1 : 2;
      // What nobody else has to confirm is there for certain.
      return std::make_tuple(!D.Obligations.empty(), Level, D.Notes.size(),
                             D.Place.Line, D.Place.Column, D.Place.Message);
    };
    return Rank(A) < Rank(B);
  }

  Note noteAt(const PathDiagnosticLocation &Location, StringRef Text) const {
    return dmatidy::noteAt(siteAt(Location.asLocation(), "", Context), Text);
  }

  Diagnostic convert(const PathDiagnostic &D) const {
    Diagnostic Result;
    Result.Check = checkName(D.getCheckerName());
    Result.Level = D.getCategory().str();
    // Behind the first line stands what tells two exits apart.
    Result.Place =
        noteAt(D.getLocation(), D.getVerboseDescription().split('\n').first);
    if (const auto *Named = dyn_cast_or_null<NamedDecl>(D.getDeclWithIssue()))
      Result.Function = Named->getNameAsString();
    const ReportDetails &Details = detailsOf(D);
    Result.Kind = Details.Kind.str();
    Result.Object = Details.Object;
    Result.Obligations = Details.Obligations;
    PathPieces Path = D.path.flatten(/*ShouldFlattenMacros=*/true);
    std::vector<Note> Further;
    bool Begun = false;
    for (const auto &Piece : Path) {
      if (Piece->getString().empty() || Piece == Path.back())
        continue;
      Note Text = noteAt(Piece->getLocation(), wording(*Piece));
      // Notes outside the path come first from the engine and last for readers.
      if (isa<PathDiagnosticNotePiece>(*Piece)) {
        Further.push_back(std::move(Text));
        continue;
      }
      bool Assumes = StringRef(Text.Message).starts_with("assuming");
      // A condition inside a macro, or on a variable that one has made up, is
      // not the driver's text; which branch it leads to is said next.
      if (StringRef(Text.Message).contains("__UNIQUE_ID_") ||
          (Assumes && StringRef(Text.Message).contains("the condition is ")))
        continue;
      bool IsBranch = isa<PathDiagnosticControlFlowPiece>(*Piece);
      // The end of a do { } while (0) is no news.
      if (IsBranch && StringRef(Text.Message).ends_with("xiting loop"))
        continue;
      Begun |= !Assumes && !IsBranch;
      // The branch is said where the condition is; where an assumption has just
      // been made, it follows from it.
      if (IsBranch && (!Begun || (!Result.Notes.empty() &&
                                  Result.Notes.back().Line == Text.Line)))
        continue;
      Result.Notes.push_back(std::move(Text));
    }
    append_range(Result.Notes, Further);
    for (const FixItHint &Edit : Path.back()->getFixits())
      if (auto Ready = fixAt(Edit.RemoveRange, Edit.CodeToInsert, Context))
        Result.Fixes.push_back(*Ready);
    Result.Text = lineOf(D).trim().str();
    if (Details.Exit)
      takeExit(*Details.Exit, Result);
    return Result;
  }

  /// Says in \p Result by which exit the function leaves; a further one is told
  /// where it is.
  void takeExit(const FunctionExit &Exit, Diagnostic &Result) const {
    const Stmt *Failed = Exit.Failed ? Exit.Failed : Exit.By;
    Result.Failed =
        Failed ? siteAt(Failed->getBeginLoc(), "", Context).Text : "}";
    if (!Exit.IsFurther)
      return;
    Result.Place = dmatidy::noteAt(siteAt(Exit.By->getBeginLoc(), "", Context),
                                   Result.Place.Message);
    Result.Text = Result.Failed;
  }

  /// The text of a note: lower-case, on one line, and with the condition itself
  /// where the engine says "the condition".
  std::string wording(const PathDiagnosticPiece &Piece) const {
    std::string Text = Piece.getString().str();
    if (Text.size() > 1 && !isUpper(Text[1]))
      Text[0] = toLower(Text[0]);
    size_t At = Text.find("the condition is ");
    if (At != std::string::npos && !Piece.getRanges().empty()) {
      std::string Condition = sourceText(Piece.getRanges().front());
      if (!Condition.empty())
        Text.replace(At, StringRef("the condition").size(),
                     "'" + Condition + "'");
    }
    for (StringRef Twice : {".  ", "  "})
      if (size_t Gap = Text.find(Twice.str()); Gap != std::string::npos)
        Text.replace(Gap, Twice.size(), Twice.front() == '.' ? "; " : " ");
    return Text;
  }

  /// What is written at \p Range; "" inside a macro, whose words are not the
  /// driver's.
  std::string sourceText(SourceRange Range) const {
    if (Range.getBegin().isMacroID() || Range.getEnd().isMacroID())
      return "";
    CharSourceRange Chars =
        Lexer::getAsCharRange(SM.getExpansionRange(Range), SM, LangOptions());
    StringRef Text = Lexer::getSourceText(Chars, SM, LangOptions());
    std::string Line = join(split(Text, '\n'), " ");
    return Line.size() > 60 ? "" : Line;
  }

  /// The rest of the line of code that \p D is about.
  StringRef lineOf(const PathDiagnostic &D) const {
    FullSourceLoc At = uniqueLocation(D);
    return SM.getBufferData(At.getFileID())
        .drop_front(At.getFileOffset())
        .take_until([](char C) { return C == '\n'; });
  }

  const ASTContext &Context;
  const SourceManager &SM;
  std::vector<Diagnostic> &Findings;
};

} // namespace

std::unique_ptr<PathDiagnosticConsumer>
collectReports(const ASTContext &Context, std::vector<Diagnostic> &Findings) {
  return std::make_unique<ReportCollector>(Context, Findings);
}

} // namespace dmatidy
