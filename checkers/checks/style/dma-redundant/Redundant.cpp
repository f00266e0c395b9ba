//===-- Redundant.cpp - The check dma-redundant --------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Coherent memory is zeroed by whoever allocates it, since Linux 5.0
// (Documentation/core-api/dma-api.rst; kernel/dma/mapping.c). A memset() right
// behind the allocation writes it all once more.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The statement behind \p First in the same block, and the one behind that;
/// or null.
static const Stmt *follower(const Stmt *Block, const Stmt *First,
                            unsigned Distance) {
  const auto *Compound = dyn_cast<CompoundStmt>(Block);
  if (!Compound)
    return nullptr;
  auto At = llvm::find(Compound->body(), First);
  for (; Distance && At != Compound->body_end(); --Distance)
    ++At;
  return At == Compound->body_end() ? nullptr : *At;
}

namespace {
/// Looks at every block for a zeroing allocation, its test, and a memset().
class RedundantVisitor : public RecursiveASTVisitor<RedundantVisitor> {
public:
  explicit RedundantVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitCompoundStmt(CompoundStmt *Block) {
    for (const Stmt *Child : Block->body()) {
      const auto *Assign = dyn_cast<BinaryOperator>(Child);
      if (!Assign || Assign->getOpcode() != BO_Assign)
        continue;
      const auto *Call =
          dyn_cast<CallExpr>(Assign->getRHS()->IgnoreParenCasts());
      const ApiFunction *Row =
          Call ? anyRowOf(In.Api, Call->getDirectCallee()) : nullptr;
      if (!Row || !Row->isAcquire() || !Row->Zeroed || Row->Size < 0)
        continue;
      for (unsigned Distance : {1, 2}) {
        const Stmt *Next = follower(Block, Child, Distance);
        if (Next && isCleared(Next, Assign->getLHS(), *Row, Call))
          break;
        if (!isa_and_nonnull<IfStmt>(Next))
          break;
      }
    }
    return true;
  }

private:
  bool isCleared(const Stmt *Next, const Expr *Memory, const ApiFunction &Row,
                 const CallExpr *Allocation) {
    const auto *Clear = callOf(Next);
    const ApiFunction *How =
        Clear ? anyRowOf(In.Api, Clear->getDirectCallee()) : nullptr;
    // What writes without reading, to this memory, its whole length, zero.
    if (!How || How->Role != FunctionRole::Access || How->Writes < 0 ||
        How->Reads >= 0 || Clear->getNumArgs() != 3 ||
        In.number(Clear->getArg(1)) != 0 ||
        !isSameExpr(Clear->getArg(How->Writes), Memory, In.Context) ||
        !isSameSize(bareArgument(Clear->getArg(2)),
                    Allocation->getArg(Row.Size)))
      return false;
    In.add({"dma-redundant", "memset"}, quote(Memory, In.Context),
           Confidence::Medium, Next->getBeginLoc(),
           quote(Memory, In.Context) + " is zero already, as " +
               spelledCallee(Row, Allocation) +
               "() gives it; drop this memset()");
    In.note(Allocation->getBeginLoc(), "it is allocated here");
    In.fix(withSemicolon(Next), "");
    return true;
  }

  /// The call that statement \p Child is, or that the macro it is made by ends
  /// with.
  static const CallExpr *callOf(const Stmt *Child) {
    const auto *E = dyn_cast<Expr>(Child);
    const auto *Compound = E ? dyn_cast<StmtExpr>(E->IgnoreParens()) : nullptr;
    if (Compound && !Compound->getSubStmt()->body_empty())
      E = dyn_cast<Expr>(Compound->getSubStmt()->body_back());
    return E ? dyn_cast<CallExpr>(E->IgnoreParenCasts()) : nullptr;
  }

  bool isSameSize(const Expr *A, const Expr *B) const {
    std::optional<int64_t> First = In.number(A), Second = In.number(B);
    return First && Second ? *First == *Second : isSameExpr(A, B, In.Context);
  }

  /// Where \p Child stands, with the semicolon behind it.
  SourceRange withSemicolon(const Stmt *Child) const {
    const SourceManager &SM = In.Context.getSourceManager();
    CharSourceRange Text = SM.getExpansionRange(Child->getSourceRange());
    SourceLocation Behind = Lexer::findLocationAfterToken(
        Text.getEnd(), tok::semi, SM, In.Context.getLangOpts(),
        /*SkipTrailingWhitespaceAndNewLine=*/false);
    return {Text.getBegin(),
            Behind.isValid() ? Behind.getLocWithOffset(-1) : Text.getEnd()};
  }

  const SyntaxContext &In;
};
} // namespace

static void checkRedundantInText(const SyntaxContext &In) {
  if (any_of(In.Calls,
             [](const ModeledSite &Site) { return Site.Row->Zeroed; }))
    RedundantVisitor(In).TraverseStmt(In.Function->getBody());
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-redundant.md"
};

const dmatidy::CheckInfo dmatidy::RedundantCheck = {
    "dma-redundant",
    CheckGroup::Style,
    Confidence::Medium,
    "what has been done already",
    StringRef(Page, sizeof(Page)),
    {nullptr, checkRedundantInText, nullptr, nullptr}};
