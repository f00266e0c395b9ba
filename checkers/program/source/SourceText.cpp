//===-- SourceText.cpp - The text as it is written ------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/source/SourceText.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

std::string quote(const Expr *E, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Range = Lexer::getAsCharRange(
      SM.getExpansionRange(E->getSourceRange()), SM, Context.getLangOpts());
  StringRef Text;
  if (!E->getBeginLoc().isMacroID() && !E->getEndLoc().isMacroID())
    Text = Lexer::getSourceText(Range, SM, Context.getLangOpts());
  std::string Line;
  if (Text.empty()) {
    raw_string_ostream OS(Line);
    E->IgnoreParenImpCasts()->printPretty(
        OS, nullptr, PrintingPolicy(Context.getLangOpts()));
  } else {
    for (StringRef Part; !Text.empty();) {
      std::tie(Part, Text) = Text.split('\n');
      Line += (Line.empty() ? "" : " ") + Part.trim().str();
    }
  }
  if (Line.size() > 60)
    Line = Line.substr(0, 57) + "...";
  return "'" + Line + "'";
}

std::string quoteWritten(const Expr *E, const ASTContext &Context) {
  StringRef Text = writtenText(E->getSourceRange(), Context);
  return Text.empty() || Text.size() > 60 || Text.contains('\n')
             ? quote(E, Context)
             : "'" + Text.str() + "'";
}

std::string spelledCallee(const ApiFunction &Row, const CallExpr *Site) {
  // The kernel's macros only fill in the attributes, so a call that comes from
  // one was written as the row's spelling.
  return Site->getBeginLoc().isMacroID() ? Row.Spelled : Row.Name;
}

/// The name of a record; one without a name is known by where it stands.
static std::string recordName(const RecordDecl *Record,
                              const SourceManager &SM) {
  if (Record->getIdentifier())
    return Record->getNameAsString();
  if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
    return Typedef->getNameAsString();
  const auto *Outer = dyn_cast<RecordDecl>(Record->getDeclContext());
  return (Outer ? recordName(Outer, SM) + "." : std::string()) + "@" +
         std::to_string(SM.getExpansionLineNumber(Record->getLocation()));
}

std::string fieldName(const FieldDecl *Field, const SourceManager &SM) {
  return recordName(Field->getParent(), SM) + "." + Field->getNameAsString();
}

SourceSite siteAt(SourceLocation At, StringRef Function,
                  const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  At = SM.getExpansionLoc(At);
  SourceSite Site;
  Site.Function = Function.str();
  PresumedLoc Presumed = SM.getPresumedLoc(At, /*UseLineDirectives=*/false);
  if (Presumed.isInvalid())
    return Site;
  Site.Line = Presumed.getLine();
  Site.Column = Presumed.getColumn();
  if (auto Entry = SM.getFileEntryRefForID(SM.getFileID(At))) {
    StringRef Real = Entry->getFileEntry().tryGetRealPathName();
    Site.File = Real.empty() ? Entry->getName().str() : Real.str();
  }
  Site.Text = SM.getBufferData(SM.getFileID(At))
                  .drop_front(SM.getFileOffset(At))
                  .take_until([](char C) { return C == '\n'; })
                  .trim()
                  .str();
  return Site;
}

SourceLocation locate(StringRef File, unsigned Line, unsigned Column,
                      const SourceManager &SM) {
  OptionalFileEntryRef Entry =
      SM.getFileManager().getOptionalFileRef(File, /*OpenFile=*/false,
                                             /*CacheFailure=*/false);
  return Entry ? SM.translateFileLineCol(*Entry, Line, Column)
               : SourceLocation();
}

CharSourceRange writtenRange(SourceRange Range, const ASTContext &Context) {
  return Lexer::makeFileCharRange(CharSourceRange::getTokenRange(Range),
                                  Context.getSourceManager(),
                                  Context.getLangOpts());
}

StringRef writtenText(SourceRange Range, const ASTContext &Context) {
  CharSourceRange Written = writtenRange(Range, Context);
  return Written.isValid()
             ? Lexer::getSourceText(Written, Context.getSourceManager(),
                                    Context.getLangOpts())
             : "";
}

std::optional<Fix> fixAt(CharSourceRange Range, const Twine &Text,
                         const ASTContext &Context) {
  if (Range.isInvalid())
    return std::nullopt;
  SourceSite From = siteAt(Range.getBegin(), "", Context),
             To = siteAt(Range.getEnd(), "", Context);
  if (From.File.empty() || From.File != To.File)
    return std::nullopt;
  return Fix{From.File, From.Line, From.Column, To.Line, To.Column, Text.str()};
}

} // namespace dmatidy
