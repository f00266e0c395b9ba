//===-- Values.h - Expressions as values over nodes -------------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns what a driver writes into nodes and sums of nodes: `ring->count *
// sizeof(*d) + 8` is 16 * tx_ring.count + 8.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_MODULE_VALUES_H
#define DMA_TIDY_CHECKERS_PROGRAM_MODULE_VALUES_H

#include "checkers/program/module/UnitSummary.h"
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace dmatidy {

/// The nodes of one unit and the expressions that speak of them. Appends to the
/// facts it was made with; refers to the unit's AST.
class Values {
public:
  Values(clang::ASTContext &Context, const Model &Api, UnitSummary &Facts)
      : Context(Context), Api(Api), Facts(Facts) {}

  /// What \p E is worth.
  Value of(const clang::Expr *E);
  /// The node of the place that \p E names, if it has one.
  std::optional<NodeId> place(const clang::Expr *E);
  /// The node of a variable, parameter or field.
  std::optional<NodeId> place(const clang::ValueDecl *Decl);
  /// What \p Function returns.
  NodeId result(const clang::FunctionDecl *Function);
  /// Parameter \p Index of \p Function, counted from 0.
  NodeId parameter(const clang::FunctionDecl *Function, unsigned Index);
  /// The name under which calls through field \p Operation are linked, or "".
  std::string operation(const clang::Expr *Callee) const;
  /// A node called \p Name, the same for the same name.
  NodeId named(const llvm::Twine &Name, NodeKind Kind);
  /// What the pointer \p Pointer points to.
  NodeId pointee(NodeId Pointer);
  /// What acquiring call \p Call gives: its result, and its handle.
  NodeId acquired(const clang::CallExpr *Call, bool Handle);

  void flow(NodeId To, Value From, bool Soft = false);
  /// \p Name is known all over the module, or only in this unit.
  NodeKind kindOf(const clang::Decl *Decl) const;
  /// Node::Home of a field of record \p Decl.
  std::string homeOf(const clang::Decl *Decl) const;

private:
  Value scaled(const Value &A, int64_t Factor) const;
  Value ofBinary(const clang::BinaryOperator *Binary);
  Value ofCall(const clang::CallExpr *Call);
  /// What a function of the kernel's that combines two fields of its argument
  /// gives, as skb_headlen() does; unknown for any other.
  Value ofShort(const clang::FunctionDecl *Callee);
  /// A node that holds what \p A or \p B is worth.
  Value either(const clang::Expr *E, Value A, Value B);
  /// A value that is computed from \p Parts in a way sums cannot say; the same
  /// way gives the same node.
  Value opaque(const llvm::Twine &How, llvm::ArrayRef<Value> Parts);
  std::string text(const Value &What) const;

  clang::ASTContext &Context;
  const Model &Api;
  UnitSummary &Facts;
  llvm::StringMap<NodeId> ByName;
  llvm::DenseMap<const clang::Decl *, NodeId> ByDecl;
  llvm::DenseMap<const clang::Expr *, NodeId> ByExpr;
  llvm::DenseMap<const clang::CallExpr *, unsigned> Acquisitions;
};

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_MODULE_VALUES_H
