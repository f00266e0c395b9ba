//===-- SgCountSyntax.cpp - dma-sg-count in the text of one function -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// dma_map_sg() may merge entries. Where each is and how long comes from the
// mapping: sg_dma_address() and sg_dma_len(), and only after it
// (Documentation/core-api/dma-api.rst, "for_each_sg"). How many there are:
// OriginalCount.cpp.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lists/dma-sg-count/SgCount.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

/// The field of a record with a name that \p Member is; or null.
static const FieldDecl *namedField(const MemberExpr *Member) {
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  return Field && Field->getIdentifier() && Field->getParent()->getIdentifier()
             ? Field
             : nullptr;
}

bool isSetByMapping(const MemberExpr *Member, const Model &Api) {
  const FieldDecl *Field = namedField(Member);
  return Field &&
         Api.isSetByMapping(Field->getParent()->getName(), Field->getName());
}

StringRef mappedTwinOf(const MemberExpr *Member, const Model &Api) {
  const FieldDecl *Field = namedField(Member);
  return Field
             ? Api.mappedTwinOf(Field->getParent()->getName(), Field->getName())
             : "";
}

namespace {

/// Finds an assignment to one place.
class AssignmentFinder : public RecursiveASTVisitor<AssignmentFinder> {
public:
  AssignmentFinder(const Expr *Place, const ASTContext &Context)
      : Place(Place), Context(Context) {}
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    IsWritten |= Binary->isAssignmentOp() &&
                 isSameExpr(Binary->getLHS(), Place, Context);
    return true;
  }
  bool IsWritten = false;

private:
  const Expr *Place;
  const ASTContext &Context;
};

/// A mapping of a list, and what is done with lists.
class ListVisitor : public RecursiveASTVisitor<ListVisitor> {
public:
  explicit ListVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = rowOf(In.Api, Callee);
    if (Row && Row->isAcquire() && Row->List >= 0)
      Maps.emplace_back(Call, Row);
    if (Row && Row->Handle >= 0)
      Entries.push_back(Call);
    if (const auto *Format = Callee ? Callee->getAttr<FormatAttr>() : nullptr)
      for (const Expr *Printed : drop_begin(
               Call->arguments(),
               std::min<size_t>(Call->getNumArgs(), Format->getFirstArg() - 1)))
        onlyLookedAt(Printed);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (isSetByMapping(Member, In.Api))
      Reads.push_back(Member);
    if (StringRef Mapped = mappedTwinOf(Member, In.Api); !Mapped.empty())
      Lengths.emplace_back(Member, Mapped);
    return true;
  }
  bool VisitForStmt(ForStmt *For) {
    Loops.push_back(For);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->isAssignmentOp())
      if (const auto *Member =
              dyn_cast<MemberExpr>(Binary->getLHS()->IgnoreParenCasts()))
        Written.push_back(Member);
    if (Binary->isComparisonOp()) {
      onlyLookedAt(Binary->getLHS());
      onlyLookedAt(Binary->getRHS());
    }
    return true;
  }

  void check() {
    if (!isImplementation())
      for (const ForStmt *Loop : Loops)
        checkLengths(Loop);
    for (auto [Map, Row] : Maps)
      checkEarlyReads(Map, *Row);
  }

private:
  /// \p Value is compared or printed, and goes nowhere.
  void onlyLookedAt(const Expr *Value) {
    if (const auto *Member = dyn_cast<MemberExpr>(Value->IgnoreParenCasts()))
      Looked.insert(Member);
  }
  /// sg_dma_len(list) in front of dma_map_sg(list).
  void checkEarlyReads(const CallExpr *Map, const ApiFunction &Row) {
    const Expr *List = Map->getArg(Row.List);
    for (auto [Other, OtherRow] : Maps)
      if (Other != Map &&
          In.comesBefore(Other->getBeginLoc(), Map->getBeginLoc()) &&
          isSameExpr(Other->getArg(OtherRow->List), List, In.Context))
        return;
    for (const MemberExpr *Read : Reads) {
      if (!In.comesBefore(Read->getBeginLoc(), Map->getBeginLoc()) ||
          is_contained(Written, Read) || inLoopWith(Read, Map) ||
          !isSameExpr(Read->getBase(), List, In.Context))
        continue;
      In.add({"dma-sg-count", "asked-before-mapping"}, quote(List, In.Context),
             Confidence::Medium, Read->getBeginLoc(),
             quote(List, In.Context) + " is asked for what only the mapping "
                                       "sets; use its length and offset here, "
                                       "or map it first");
      In.note(Map->getBeginLoc(), "it is mapped here");
      In.note(Read->getBeginLoc(), "assuming that nobody has mapped it before");
      return;
    }
  }

  bool inLoopWith(const Stmt *A, const Stmt *B) const {
    return any_of(Loops, [&](const ForStmt *Loop) {
      auto Within = [&](const Stmt *S) {
        return !In.comesBefore(S->getBeginLoc(), Loop->getBeginLoc()) &&
               In.comesBefore(S->getBeginLoc(), Loop->getEndLoc());
      };
      return Within(A) && Within(B);
    });
  }

  /// True for a function that is itself given a list and the direction to map,
  /// unmap or synchronise it in: a part of the DMA API.
  bool isImplementation() const {
    return any_of(In.Function->parameters(), [](const ParmVarDecl *Parameter) {
      const auto *Enum = Parameter->getType()->getAs<EnumType>();
      return Enum && Enum->getDecl()->getName() == "dma_data_direction";
    });
  }

  /// True if a modelled call in \p Loop is given \p Address: each entry is
  /// mapped and unmapped by itself.
  bool isHandledAlone(const MemberExpr *Address) const {
    return any_of(Entries, [&](const CallExpr *Call) {
      return any_of(Call->arguments(), [&](const Expr *Argument) {
        return Argument->IgnoreParenCasts() == Address;
      });
    });
  }

  /// for_each_sg() that takes the DMA address of an entry and the length it had
  /// before it was mapped.
  void checkLengths(const ForStmt *Loop) {
    auto Within = [&](const Stmt *S) {
      return In.comesBefore(Loop->getBeginLoc(), S->getBeginLoc()) &&
             In.comesBefore(S->getBeginLoc(), Loop->getEndLoc());
    };
    for (auto [Length, Mapped] : Lengths) {
      const MemberExpr *Address = nullptr;
      bool Aware = false;
      if (!Within(Length) || Looked.contains(Length) ||
          !isSteppedBy(Loop, Length->getBase()))
        continue;
      for (const MemberExpr *Read : Reads) {
        if (!Within(Read) ||
            !isSameExpr(Read->getBase(), Length->getBase(), In.Context))
          continue;
        // Who sets it, or also asks for the mapped length, knows the
        // difference.
        Aware |= is_contained(Written, Read) || isHandledAlone(Read) ||
                 Read->getMemberDecl()->getName() == Mapped;
        Address = Read;
      }
      if (!Address || Aware)
        continue;
      In.add({"dma-sg-count", "original-length"},
             quote(Length->getBase(), In.Context), Confidence::Medium,
             Length->getBeginLoc(),
             "the DMA address of " + quote(Length->getBase(), In.Context) +
                 " goes with its length before it was mapped; take " +
                 "sg_dma_len() instead");
      In.note(Address->getBeginLoc(), "its DMA address is taken here");
      In.note(Length->getBeginLoc(),
              "assuming that the mapping may have merged entries");
      return;
    }
  }

  /// True if \p Loop goes from one \p Entry to the next.
  bool isSteppedBy(const ForStmt *Loop, const Expr *Entry) const {
    AssignmentFinder Search(Entry, In.Context);
    if (Loop->getInc())
      Search.TraverseStmt(const_cast<Expr *>(Loop->getInc()));
    return Search.IsWritten;
  }

  const SyntaxContext &In;
  SmallVector<std::pair<const CallExpr *, const ApiFunction *>, 4> Maps;
  SmallVector<const MemberExpr *, 8> Reads, Written;
  /// Read to be compared or printed.
  SmallPtrSet<const MemberExpr *, 4> Looked;
  /// Fields that a mapping does not change, and the fields that it sets
  /// instead.
  SmallVector<std::pair<const MemberExpr *, StringRef>, 4> Lengths;
  /// Modelled calls that take a handle.
  SmallVector<const CallExpr *, 4> Entries;
  SmallVector<const ForStmt *, 4> Loops;
};

} // namespace

void checkSgCountInText(const SyntaxContext &In) {
  ListVisitor Visitor(In);
  Visitor.TraverseStmt(In.Function->getBody());
  Visitor.check();
}

} // namespace dmatidy
