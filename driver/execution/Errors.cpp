//===-- Errors.cpp - Units with errors in them ----------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/execution/Errors.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

void ErrorList::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                 const clang::Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error)
    return;
  bool HasPlace = Info.hasSourceManager() && Info.getLocation().isValid();
  if (HasPlace)
    Places.push_back(
        Info.getSourceManager().getExpansionLoc(Info.getLocation()));
  constexpr size_t Most = 5;
  if (Texts.size() == Most)
    return;
  std::string Text;
  PresumedLoc At =
      HasPlace ? Info.getSourceManager().getPresumedLoc(Info.getLocation())
               : PresumedLoc();
  if (At.isValid())
    Text = (Twine(At.getFilename()) + ":" + Twine(At.getLine()) + ": ").str();
  SmallString<256> Message;
  Info.FormatDiagnostic(Message);
  Texts.push_back(Text + Message.str().str());
}

void ErrorList::clear() {
  DiagnosticConsumer::clear();
  Texts.clear();
  Places.clear();
}

std::string ErrorList::text() const {
  std::string Result = join(Texts, "; ");
  if (size_t More = getNumErrors() - Texts.size())
    Result += "; and " + std::to_string(More) +
              (More == 1 ? " more error" : " more errors");
  return Result;
}

namespace {

class BrokenBodies : public RecursiveASTVisitor<BrokenBodies> {
public:
  BrokenBodies(const SourceManager &SM, ArrayRef<SourceLocation> Errors)
      : SM(SM), Errors(Errors) {}

  bool VisitFunctionDecl(FunctionDecl *Function) {
    if (Function->doesThisDeclarationHaveABody() && isBroken(Function))
      Found.push_back(Function);
    return true;
  }

  std::vector<FunctionDecl *> Found;

private:
  bool isBroken(FunctionDecl *Function) {
    SourceLocation Begin = SM.getExpansionLoc(Function->getBeginLoc()),
                   End = SM.getExpansionLoc(Function->getEndLoc());
    if (Function->isInvalidDecl() || any_of(Errors, [&](SourceLocation At) {
          return !SM.isBeforeInTranslationUnit(At, Begin) &&
                 !SM.isBeforeInTranslationUnit(End, At);
        }))
      return true;
    struct Search : RecursiveASTVisitor<Search> {
      bool VisitExpr(Expr *E) { return !E->containsErrors(); }
      bool VisitVarDecl(VarDecl *D) { return !D->isInvalidDecl(); }
    };
    // A walk that was ended has found something.
    return !Search().TraverseStmt(Function->getBody());
  }

  const SourceManager &SM;
  ArrayRef<SourceLocation> Errors;
};

} // namespace

void takeBrokenBodies(ASTContext &Context, ArrayRef<SourceLocation> Errors) {
  BrokenBodies Broken(Context.getSourceManager(), Errors);
  Broken.TraverseAST(Context);
  for (FunctionDecl *Function : Broken.Found)
    Function->setBody(nullptr);
}

} // namespace dmatidy
