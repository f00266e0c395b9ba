//===-- IdleLoops.cpp - Loops that release nothing any more ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In a function that releases, a loop that goes from element to element and
// does nothing with them has lost its release, in a merge or a rework:
//
//     dma_unmap_single(dev, buf->dma, buf->len, DMA_TO_DEVICE);
//     for (i = 0; i < buf->frags; i++) {
//       frag = &buf->frag[i];
//     }
//
// So has one that counts down from where a function of the driver's, which
// acquires something for each element, has failed:
//
//     for (i = 0; i < n; i++)
//       if (setup_ring(dev, i)) goto err;
//     return 0;
//   err:
//     while (i) { i--; }
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-leak/Leak.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// Says whether a loop does anything but to set variables of the function's.
class EffectReader : public RecursiveASTVisitor<EffectReader> {
public:
  EffectReader(const Stmt *Loop, const SyntaxContext &In)
      : SM(In.Context.getSourceManager()), Api(In.Api) {
    TraverseStmt(const_cast<Stmt *>(Loop));
  }
  bool HasEffect = false;
  /// What it sets.
  SmallPtrSet<const VarDecl *, 4> Written;

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    std::optional<StringRef> Body =
        Callee ? headerBody(Callee, SM) : std::nullopt;
    HasEffect |= !Body || Body->empty() || anyRowOf(Api, Callee) ||
                 Call->getType()->isVoidType();
    return !HasEffect;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp())
      write(Binary->getLHS());
    return !HasEffect;
  }
  bool VisitUnaryOperator(UnaryOperator *Unary) {
    if (Unary->isIncrementDecrementOp())
      write(Unary->getSubExpr());
    HasEffect |=
        Unary->getOpcode() == UO_AddrOf && namedVariable(Unary->getSubExpr());
    return !HasEffect;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    HasEffect |= !Variable->hasLocalStorage();
    return !HasEffect;
  }
  bool VisitStmt(Stmt *S) {
    // A static assertion's message has no type.
    const auto *Read = dyn_cast<Expr>(S);
    HasEffect |= isa<ReturnStmt, GotoStmt, LabelStmt, AsmStmt>(S) ||
                 (Read && !Read->getType().isNull() &&
                  Read->getType().isVolatileQualified());
    return !HasEffect;
  }

private:
  void write(const Expr *Target) {
    const VarDecl *Variable = namedVariable(Target);
    if (Variable && Variable->hasLocalStorage())
      Written.insert(Variable);
    else
      HasEffect = true;
  }

  const SourceManager &SM;
  const Model &Api;
};

/// Finds the loops of one function and where its variables are named.
class LoopReader : public RecursiveASTVisitor<LoopReader> {
  using Base = RecursiveASTVisitor<LoopReader>;

public:
  explicit LoopReader(const SyntaxContext &In) {
    TraverseStmt(In.Function->getBody());
  }
  /// A loop, and the one around it, or null.
  SmallVector<std::pair<const Stmt *, const Stmt *>, 4> Loops;
  /// In the order of the text; set is what a plain assignment sets.
  struct Use {
    const VarDecl *Variable;
    SourceLocation At;
    bool IsSet;
  };
  std::vector<Use> Uses;

  bool TraverseForStmt(ForStmt *For) {
    return within(For, [&] { return Base::TraverseForStmt(For); });
  }
  bool TraverseWhileStmt(WhileStmt *While) {
    return within(While, [&] { return Base::TraverseWhileStmt(While); });
  }
  bool TraverseDoStmt(DoStmt *Do) {
    return within(Do, [&] { return Base::TraverseDoStmt(Do); });
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      Set.insert(Binary->getLHS()->IgnoreParens());
    return true;
  }
  SmallVector<SourceLocation, 4> Returns;
  bool VisitReturnStmt(ReturnStmt *Return) {
    Returns.push_back(Return->getBeginLoc());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Variable = dyn_cast<VarDecl>(Ref->getDecl()))
      Uses.push_back({Variable, Ref->getLocation(), Set.contains(Ref)});
    return true;
  }

private:
  bool within(const Stmt *Loop, function_ref<bool()> Traverse) {
    Loops.emplace_back(Loop, Around.empty() ? nullptr : Around.back());
    Around.push_back(Loop);
    bool GoesOn = Traverse();
    Around.pop_back();
    return GoesOn;
  }

  SmallVector<const Stmt *, 4> Around;
  SmallPtrSet<const Expr *, 8> Set;
};

/// The body of \p Loop, if that is a block; or null.
const CompoundStmt *bodyOf(const Stmt *Loop) {
  const Stmt *Body = nullptr;
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    Body = For->getBody();
  else if (const auto *While = dyn_cast<WhileStmt>(Loop))
    Body = While->getBody();
  return dyn_cast_or_null<CompoundStmt>(Body);
}

/// True if \p Loop counts \p Variable down.
bool countsDown(const Stmt *Loop, const VarDecl *Variable) {
  if (!Loop)
    return false;
  const auto *Step = dyn_cast<UnaryOperator>(Loop);
  return (Step && Step->isDecrementOp() &&
          namedVariable(Step->getSubExpr()) == Variable) ||
         any_of(Loop->children(),
                [&](const Stmt *Part) { return countsDown(Part, Variable); });
}

/// The call of a function that acquires, and does so for element \p Index of
/// something, in a loop in front of \p Loop, if that counts \p Index down; or
/// null.
const CallExpr *acquisitionUndoneBy(const Stmt *Loop, const VarDecl *Index,
                                    const LoopReader &Text,
                                    const SyntaxContext &In) {
  if (!countsDown(Loop, Index))
    return nullptr;
  auto Acquires = [&](const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && In.Facts.reachesAcquisition(Callee) &&
           any_of(Call->arguments(), [&](const Expr *Given) {
             return names(Given,
                          [&](const ValueDecl *D) { return D == Index; });
           });
  };
  for (auto [Earlier, Outer] : Text.Loops) {
    if (!In.comesBefore(Earlier->getEndLoc(), Loop->getBeginLoc()))
      continue;
    SmallVector<const CallExpr *, 8> Calls = callsIn(Earlier);
    if (const auto *Call = find_if(Calls, Acquires); Call != Calls.end())
      return *Call;
  }
  return nullptr;
}

} // namespace

void checkIdleLoops(const SyntaxContext &In) {
  bool Releases = any_of(
      In.Calls, [](const ModeledSite &Site) { return Site.Row->isRelease(); });
  if (!Releases && !In.Facts.reachesAcquisition(In.Function))
    return;
  LoopReader Text(In);
  for (auto [Loop, Outer] : Text.Loops) {
    const CompoundStmt *Body = bodyOf(Loop);
    if (!Body || Loop->getBeginLoc().isMacroID())
      continue;
    EffectReader Effects(Loop, In);
    if (Effects.HasEffect)
      continue;
    // The first use of a variable behind the loop, or in the next turn of the
    // one around it, sees what it has set.
    auto IsSeen = [&, Loop = Loop](const VarDecl *Variable,
                                   SourceLocation From) {
      for (const LoopReader::Use &Use : Text.Uses)
        if (Use.Variable == Variable && In.comesBefore(From, Use.At) &&
            !(In.comesBefore(Loop->getBeginLoc(), Use.At) &&
              In.comesBefore(Use.At, Loop->getEndLoc())))
          return !Use.IsSet;
      return false;
    };
    if (any_of(Effects.Written, [&, Loop = Loop, Outer = Outer](auto *Set) {
          return IsSeen(Set, Loop->getEndLoc()) ||
                 (Outer && IsSeen(Set, Outer->getBeginLoc()));
        }))
      continue;
    const CallExpr *Acquired = nullptr;
    auto Index = find_if(Effects.Written, [&, Loop = Loop](auto *Set) {
      return (Acquired = acquisitionUndoneBy(Loop, Set, Text, In));
    });
    if (Acquired) {
      In.add({"dma-leak", "idle-loop"}, "", Confidence::Medium,
             Loop->getBeginLoc(),
             "this loop does nothing with what has been acquired up to '" +
                 (*Index)->getNameAsString() +
                 "', which is left behind; release it there");
      In.note(Acquired->getBeginLoc(), "each of them is acquired here");
      In.note(Loop->getBeginLoc(),
              "assuming that what the loop goes over is to be released");
      continue;
    }
    if (Body->body_empty())
      continue;
    // Behind a return another part of the function begins.
    auto Beside = find_if(In.Calls, [&, Loop = Loop](const ModeledSite &Site) {
      SourceLocation At = Site.Call->getBeginLoc(), Here = Loop->getBeginLoc();
      if (In.comesBefore(At, Here))
        std::swap(At, Here);
      return Site.Row->isRelease() &&
             none_of(Text.Returns, [&](SourceLocation Return) {
               return In.comesBefore(Here, Return) &&
                      In.comesBefore(Return, At);
             });
    });
    if (Beside == In.Calls.end())
      continue;
    In.add({"dma-leak", "idle-loop"}, "", Confidence::Medium,
           Loop->getBeginLoc(),
           "this loop does nothing with what it goes over, which is left "
           "behind; release it there, as the function does beside it");
    In.note(Beside->Call->getBeginLoc(), "it releases here");
    In.note(Loop->getBeginLoc(),
            "assuming that what the loop goes over is to be released");
  }
}

} // namespace dmatidy
