//===-- Expressions.h - What an expression names -------------- -*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The questions about declarations and expressions that all checks share.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_SOURCE_EXPRESSIONS_H
#define DMA_TIDY_CHECKERS_PROGRAM_SOURCE_EXPRESSIONS_H

#include "checkers/model/Model.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"

namespace clang {
class ParentMap;
} // namespace clang

namespace dmatidy {

/// The row of a called function, if the model has one that fits its number of
/// parameters.
const ApiFunction *anyRowOf(const Model &Api,
                            const clang::FunctionDecl *Callee);
/// Likewise, but only if the row says all there is to say about a call; see
/// ApiFunction::isHint().
const ApiFunction *rowOf(const Model &Api, const clang::FunctionDecl *Callee);

/// What \p Call, of a test function of the model, asks about: its handle, or
/// its memory; null for a call of any other function.
const clang::Expr *askedByTest(const clang::CallExpr *Call, const Model &Api);

/// The variable that \p E names, parentheses and casts apart; null if it is
/// anything else, or null.
const clang::VarDecl *namedVariable(const clang::Expr *E);
/// What \p S, a declaration or an assignment and no part of one, gives \p
/// Variable, which may be null; null if it gives it nothing.
const clang::Expr *valueGivenTo(const clang::VarDecl *Variable,
                                const clang::Stmt *S);

/// The field that \p E names, parentheses and casts apart; null if it is
/// anything else, or null.
const clang::FieldDecl *namedField(const clang::Expr *E);

/// The variable that \p E is found from, through fields, elements and pointers;
/// null if it begins otherwise.
const clang::VarDecl *rootVariable(const clang::Expr *E);

/// The record that \p Type points to, as its first declaration has it; null if
/// it is no pointer to one.
const clang::RecordDecl *pointeeRecord(clang::QualType Type);

/// What \p Callee, which may be null, returns at the end of its body; null if
/// that is not seen.
const clang::Expr *returnedBy(const clang::FunctionDecl *Callee);

/// The field or variable an expression finally names: 'x' of `p->q[i].x`,
/// through casts, byte swaps, arithmetic with constants and functions of the
/// driver's that read a number in a record; or nullptr.
const clang::ValueDecl *namedPlace(const clang::Expr *E);

/// True if \p S, which may be null, names somewhere a field, a variable or a
/// function that \p IsWanted says yes to.
bool names(const clang::Stmt *S,
           llvm::function_ref<bool(const clang::ValueDecl *)> IsWanted);

/// The calls in \p S, which may be null, in the order of the text.
llvm::SmallVector<const clang::CallExpr *, 8> callsIn(const clang::Stmt *S);

/// True if \p S stands in a loop of the function that \p Parents are of.
bool isInLoop(const clang::Stmt *S, const clang::ParentMap &Parents);

/// True if \p Place, which may be null, is a field or a global variable: what
/// is kept there outlives the call that has put it there.
bool outlivesCall(const clang::ValueDecl *Place);

/// The fields and variables that \p Call, of \p Row's function, names as its
/// object: those of its handle, its memory and its list.
llvm::SmallVector<const clang::ValueDecl *, 3>
objectPlaces(const ApiFunction &Row, const clang::CallExpr *Call);

/// The field that points to what \p Callee, \p Row's function, reads, where its
/// argument is the record with the field; null if it reads that itself.
const clang::FieldDecl *readThrough(const ApiFunction &Row,
                                    const clang::FunctionDecl *Callee);

/// The parameters whose memory \p Callee frees on all its ways, as far as the
/// statements of its body itself do it or call functions that do; one that
/// comes back earlier than that because a pointer is NULL counts as well.
llvm::SmallVector<unsigned, 2>
freedParameters(const clang::FunctionDecl *Callee, const Model &Api);

/// The arguments of \p Call whose memory it frees: by a row of \p Api, or as
/// the function that it calls does on all its ways.
llvm::SmallVector<unsigned, 2> freedArguments(const clang::CallExpr *Call,
                                              const Model &Api);

/// The calls in \p Body that release, by a row of \p Api, what one of \p Places
/// keeps.
llvm::SmallVector<const clang::CallExpr *, 4>
releasesIn(const clang::Stmt *Body,
           llvm::ArrayRef<const clang::ValueDecl *> Places, const Model &Api);

/// Calls \p Each with every field that \p List, in whichever form it comes by,
/// initialises and the expression that does.
void forEachField(
    const clang::InitListExpr *List,
    llvm::function_ref<void(const clang::FieldDecl *, const clang::Expr *)>
        Each);

/// True if \p Callee, which may be unknown (null), is given a record it may
/// write: it may keep in it what else it is given.
bool mayWriteRecord(const clang::FunctionDecl *Callee);

/// The field of a table of operations through which \p E, a callee or the
/// target of an assignment, names a function; or null.
const clang::FieldDecl *operationOf(const clang::Expr *E);

/// True for the type of a parameter that is a device's register, as readl()
/// and writel() have it: who writes there changes no memory, and what is read
/// there changes by itself.
bool isRegister(clang::QualType Type);

/// What decides that \p Exit, a `goto` or `return`, is reached: the innermost
/// `if` around it, or, where its condition calls nothing, the call in front of
/// that; null where no `if` is around it.
const clang::Stmt *decidedBy(const clang::Stmt *Exit,
                             const clang::ParentMap &Parents);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_SOURCE_EXPRESSIONS_H
