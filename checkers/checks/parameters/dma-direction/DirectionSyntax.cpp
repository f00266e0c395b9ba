//===-- DirectionSyntax.cpp - The check dma-direction --------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Only DMA_TO_DEVICE, DMA_FROM_DEVICE and DMA_BIDIRECTIONAL can be mapped for:
// BUG_ON(!valid_dma_direction(dir)) in kernel/dma/mapping.c. The directions of
// the DMA engine are another enumeration.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/parameters/dma-direction/Direction.h"
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {
/// The uses of a variable in a function, up to a place.
class UsesBefore : public RecursiveASTVisitor<UsesBefore> {
public:
  UsesBefore(const VarDecl *Variable, SourceLocation End,
             const SourceManager &SM)
      : Variable(Variable), End(End), SM(SM) {}
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Count += Ref->getDecl() == Variable &&
             SM.isBeforeInTranslationUnit(
                 SM.getExpansionLoc(Ref->getBeginLoc()), End);
    return true;
  }
  /// A test whether there is one, and what is assigned, is no use.
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->getOpcode() == UO_LNot)
      discount(Unary->getSubExpr());
    return true;
  }
  bool VisitIfStmt(IfStmt *If) {
    discount(If->getCond());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign && discount(Binary->getLHS()))
      note(Binary->getRHS());
    return true;
  }
  bool VisitDeclStmt(DeclStmt *Declared) {
    if (Variable->getInit() && is_contained(Declared->decls(), Variable))
      note(Variable->getInit());
    return true;
  }
  int Count = 0;
  /// Everything it is set to is memory that nobody has written yet.
  bool IsFresh = false;

private:
  bool discount(const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
    bool Is = Ref && Ref->getDecl() == Variable &&
              SM.isBeforeInTranslationUnit(
                  SM.getExpansionLoc(Ref->getBeginLoc()), End);
    Count -= Is;
    return Is;
  }
  void note(const Expr *Value) {
    if (allocates(Value))
      IsFresh = true;
    else if (!Value->IgnoreParenCasts()->isNullPointerConstant(
                 Variable->getASTContext(), Expr::NPC_ValueDependentIsNotNull))
      Count += 1;
  }
  const VarDecl *Variable;
  SourceLocation End;
  const SourceManager &SM;
};
} // namespace

/// The enumeration that \p E is a value of; null if it is a plain number.
static const EnumDecl *enumOf(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  // An enumerator is an int in C.
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(Ref->getDecl()))
      return dyn_cast<EnumDecl>(Constant->getDeclContext());
  const auto *Type = E->getType()->getAs<EnumType>();
  return Type ? Type->getDecl() : nullptr;
}

/// True if \p E says yes or no, in plain numbers: READ or WRITE.
static bool isTruthValue(const SyntaxContext &In, const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    const Expr *Yes = Choice->getTrueExpr(), *No = Choice->getFalseExpr();
    auto IsBit = [&](const Expr *Part) {
      std::optional<int64_t> Number = In.number(Part);
      return !enumOf(Part) && (Number == 0 || Number == 1);
    };
    return IsBit(Yes) && IsBit(No);
  }
  return E->isKnownToHaveBooleanValue(/*Semantic=*/true);
}

/// True if \p Buffer is a variable whose memory was allocated in the function,
/// and which nobody has written or passed on before \p Map.
static bool isUnwritten(const SyntaxContext &In, const Expr *Buffer,
                        const CallExpr *Map) {
  const auto *Ref = dyn_cast<DeclRefExpr>(Buffer->IgnoreParenImpCasts());
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Variable || !Variable->hasLocalStorage() || isa<ParmVarDecl>(Variable))
    return false;
  const SourceManager &SM = In.Context.getSourceManager();
  UsesBefore Uses(Variable, SM.getExpansionLoc(Map->getBeginLoc()), SM);
  Uses.TraverseStmt(In.Function->getBody());
  return Uses.IsFresh && Uses.Count == 0;
}

/// The buffer of mapping \p Site is filled right before, or copied out of
/// afterwards, against the way its data goes.
static void checkUse(const SyntaxContext &In, const ModeledSite &Site) {
  const Expr *Buffer = Site.argument(Site.Row->Memory);
  std::optional<int64_t> Number = In.number(Site.argument(Site.Row->Direction));
  if (!Buffer || !Number || !Site.Row->isAcquire())
    return;
  Buffer = bareArgument(Buffer);
  const Stmt *Body = In.Function->getBody();
  auto Means = [&](const ModeledSite &Other, int Argument) {
    const Expr *Given = Other.argument(Argument);
    return Given && isSameExpr(bareArgument(Given), Buffer, In.Context);
  };
  auto Filled = find_if(In.Calls, [&](const ModeledSite &Other) {
    return Other.Row->WritesOutsideData && Means(Other, Other.Row->Writes) &&
           runsBefore(Other.Call, Site.Call, Body);
  });
  if (*Number == FromDevice && Filled != In.Calls.end()) {
    In.add({"dma-direction", "filled"}, quote(Buffer, In.Context),
           Confidence::Medium, Site.Call->getBeginLoc(),
           quote(Buffer, In.Context) +
               " is filled for the device, but mapped DMA_FROM_DEVICE, which "
               "does not show it the data; map it DMA_TO_DEVICE");
    In.note(Filled->Call->getBeginLoc(), "the buffer is filled here");
    In.note(Site.Call->getBeginLoc(),
            "assuming that the device is meant to read it");
  }
  auto Out = find_if(In.Calls, [&](const ModeledSite &Other) {
    return Other.Row->Role == FunctionRole::Access && Other.Row->Reads >= 0 &&
           Means(Other, Other.Row->Reads) &&
           runsBefore(Site.Call, Other.Call, Body);
  });
  if (*Number != ToDevice || Out == In.Calls.end() ||
      !isUnwritten(In, Buffer, Site.Call))
    return;
  In.add({"dma-direction", "read"}, quote(Buffer, In.Context),
         Confidence::Medium, Site.Call->getBeginLoc(),
         quote(Buffer, In.Context) +
             " is mapped DMA_TO_DEVICE, but only read after that; map it "
             "DMA_FROM_DEVICE");
  In.note(Out->Call->getBeginLoc(), "the buffer is read here");
  In.note(Site.Call->getBeginLoc(),
          "assuming that nobody else writes it before");
}

void checkDirectionInText(const SyntaxContext &In) {
  for (const ModeledSite &Site : In.Calls) {
    checkUse(In, Site);
    const Expr *Given = Site.argument(Site.Row->Direction);
    if (!Given)
      continue;
    std::string Callee = spelledCallee(*Site.Row, Site.Call) + "()";
    std::optional<int64_t> Number = In.number(Given);
    if (Number && (*Number < Bidirectional || *Number >= NoDirection)) {
      In.add({"dma-direction", "no-direction"}, quoteWritten(Given, In.Context),
             Confidence::High, Given->getBeginLoc(),
             quoteWritten(Given, In.Context) + " is no direction that " +
                 Callee + " can take; pass the one in which the data goes");
      continue;
    }
    if (!Number && isTruthValue(In, Given)) {
      In.add({"dma-direction", "truth-value"}, quoteWritten(Given, In.Context),
             Confidence::High, Given->getBeginLoc(),
             quoteWritten(Given, In.Context) +
                 " is 0 or 1, which are DMA_BIDIRECTIONAL and DMA_TO_DEVICE; "
                 "pass the direction in which the data goes");
      continue;
    }
    const auto *Expected = Site.Call->getDirectCallee()
                               ->getParamDecl(Site.Row->Direction)
                               ->getType()
                               ->getAs<EnumType>();
    const EnumDecl *Own = enumOf(Given);
    if (!Expected || !Own || !Own->getIdentifier() ||
        Own->getName() == Expected->getDecl()->getName())
      continue;
    In.add({"dma-direction", "other-enum"}, quoteWritten(Given, In.Context),
           Confidence::Medium, Given->getBeginLoc(),
           quoteWritten(Given, In.Context) + " is an enum " + Own->getName() +
               ", and " + Callee + " takes an enum " +
               Expected->getDecl()->getName() +
               (Number ? "; pass " + directionName(*Number)
                       : "; pass a value of that type"));
    if (Number)
      In.fix(Given->getSourceRange(), directionName(*Number));
    In.note(Given->getBeginLoc(), "assuming that the numbers of the two "
                                  "enumerations will not always agree");
  }
}

} // namespace dmatidy
