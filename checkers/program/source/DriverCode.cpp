//===-- DriverCode.cpp - What is the driver's own -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/source/DriverCode.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/FileManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

static bool isDriverFile(SourceLocation Place, const SourceManager &SM) {
  if (Place.isInvalid() || SM.isInSystemHeader(Place))
    return false;
  if (SM.isInMainFile(Place))
    return true;
  StringRef File = SM.getFilename(Place);
  auto MainEntry = SM.getFileEntryRefForID(SM.getMainFileID());
  if (!MainEntry)
    return true;
  // A header below a folder named include is the kernel's, unless that folder
  // stands right beside the unit: drivers have include folders of their own.
  size_t At = File.rfind("/include/");
  if (At == StringRef::npos)
    return !File.starts_with("include/") && !File.starts_with("./include/") &&
           !File.starts_with("./arch/") && !File.starts_with("arch/");
  StringRef Main = sys::path::parent_path(MainEntry->getName());
  StringRef Owner = File.take_front(At);
  return Main.consume_front(Owner) && Main.count('/') <= 1 &&
         Owner.contains("/drivers/");
}

bool isUnseenDriverFunction(const Decl *Callee, const SourceManager &SM) {
  return Callee && !Callee->hasBody() && isDriverDecl(Callee, SM);
}

bool isMadeByKernelMacro(SourceLocation At, const SourceManager &SM) {
  return At.isMacroID() && isDriverFile(SM.getExpansionLoc(At), SM) &&
         !isDriverFile(SM.getSpellingLoc(At), SM);
}

bool isMadeByKernelMacro(const Decl *Decl, const SourceManager &SM) {
  return Decl->getLocation().isMacroID() && isa<FunctionDecl>(Decl) &&
         isMadeByKernelMacro(Decl->getBeginLoc(), SM);
}

bool isDriverDecl(const Decl *Decl, const SourceManager &SM) {
  // A builtin is declared where it is first used.
  if (const auto *Function = dyn_cast<FunctionDecl>(Decl);
      Function && Function->getBuiltinID())
    return false;
  return isDriverFile(SM.getExpansionLoc(Decl->getLocation()), SM) &&
         !isMadeByKernelMacro(Decl, SM);
}

std::optional<StringRef> headerBody(const FunctionDecl *Function,
                                    const SourceManager &SM) {
  SourceLocation At = SM.getExpansionLoc(Function->getLocation());
  // A driver's header may wrap DMA calls.
  if (SM.isInMainFile(At) || isDriverDecl(Function, SM))
    return std::nullopt;
  auto [File, Offset] = SM.getDecomposedLoc(At);
  bool Invalid = false;
  StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid)
    return "";
  StringRef Body = Text.substr(Offset, 320);
  size_t Open = Body.find('{'), Close = Body.find('}');
  if (Open == StringRef::npos || Close == StringRef::npos || Close < Open)
    return "";
  StringRef Inside = Body.slice(Open + 1, Close).trim();
  bool IsShort = Inside.starts_with("return") && Inside.count(';') == 1 &&
                 !Inside.contains("asm");
  return IsShort ? Inside : "";
}

bool isNeedlessBody(const Decl *D, const SourceManager &SM) {
  const auto *Function = dyn_cast<FunctionDecl>(D);
  auto Body = Function ? headerBody(Function, SM) : std::nullopt;
  return Body && Body->empty();
}

bool hasContent(const Decl *Decl) {
  if (const auto *Function = dyn_cast<FunctionDecl>(Decl))
    return Function->doesThisDeclarationHaveABody();
  const auto *Variable = dyn_cast<VarDecl>(Decl);
  return Variable && Variable->hasInit();
}

std::vector<Decl *> driverBodies(const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  std::vector<Decl *> Result;
  auto Take = [&](Decl *Top) {
    bool MayContain =
        Context.getLangOpts().CPlusPlus && !isa<FunctionDecl, VarDecl>(Top);
    if ((MayContain || hasContent(Top)) && isDriverDecl(Top, SM))
      Result.push_back(Top);
  };
  for (Decl *Top : Context.getTraversalScope()) {
    if (auto *Unit = dyn_cast<TranslationUnitDecl>(Top))
      // What precompiled headers hold is the kernel's.
      llvm::for_each(Unit->noload_decls(), Take);
    else
      Take(Top);
  }
  return Result;
}

namespace {
/// Looks for anything in a statement that is not about printing.
class PrintVisitor : public RecursiveASTVisitor<PrintVisitor> {
public:
  explicit PrintVisitor(const SourceManager &SM) : SM(SM) {}

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    // panic() prints, too.
    bool Prints =
        Callee && Callee->hasAttr<FormatAttr>() && !Callee->isNoReturn();
    HasPrinted |= Prints;
    return judge(Prints || isOfMacro(Call));
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    return judge(!Binary->isAssignmentOp() || isOfMacro(Binary));
  }
  bool VisitReturnStmt(ReturnStmt *) { return judge(false); }
  bool VisitGotoStmt(GotoStmt *) { return judge(false); }
  bool VisitBreakStmt(BreakStmt *) { return judge(false); }
  bool VisitContinueStmt(ContinueStmt *) { return judge(false); }

  bool onlyPrints() const { return HasPrinted && !HasOther; }

private:
  bool judge(bool IsPrinting) {
    HasOther |= !IsPrinting;
    return IsPrinting;
  }
  bool isOfMacro(const Stmt *S) const {
    return isMadeByKernelMacro(S->getBeginLoc(), SM);
  }

  const SourceManager &SM;
  bool HasPrinted = false, HasOther = false;
};
} // namespace

bool onlyPrints(const Stmt *S, const SourceManager &SM) {
  PrintVisitor Visitor(SM);
  Visitor.TraverseStmt(const_cast<Stmt *>(S));
  return Visitor.onlyPrints();
}

} // namespace dmatidy
