//===-- Source.h - What the driver's source text means ----------*- C++ -*-===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The questions about declarations and expressions that the path-sensitive
// checks and the contracts share.
//
//===----------------------------------------------------------------------===//

#ifndef DMA_TIDY_CHECKERS_PROGRAM_UNIT_SOURCE_H
#define DMA_TIDY_CHECKERS_PROGRAM_UNIT_SOURCE_H

#include "checkers/finding/Diagnostic.h"
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

/// The field that \p E names, parentheses and casts apart; null if it is
/// anything else, or null.
const clang::FieldDecl *namedField(const clang::Expr *E);

/// The variable that \p E is found from, through fields, elements and pointers;
/// null if it begins otherwise.
const clang::VarDecl *rootVariable(const clang::Expr *E);

/// The record that \p Type points to, as its first declaration has it; null if
/// it is no pointer to one.
const clang::RecordDecl *pointeeRecord(clang::QualType Type);

/// The field or variable an expression finally names: 'x' of `p->q[i].x`,
/// through casts, byte swaps and arithmetic with constants; or nullptr.
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

/// True if \p Decl is declared by the driver itself: in the unit's main file or
/// in a header that is not one of the kernel's.
bool isDriverDecl(const clang::Decl *Decl, const clang::SourceManager &SM);

/// True if \p Callee, which may be null, is a function of the driver's whose
/// body the unit does not show.
bool isUnseenDriverFunction(const clang::Decl *Callee,
                            const clang::SourceManager &SM);

/// True if what stands at \p At, in a file of the driver's, is what a macro of
/// the kernel's is made of.
bool isMadeByKernelMacro(clang::SourceLocation At,
                         const clang::SourceManager &SM);

/// True if \p Decl is a function that a macro of the kernel has declared in a
/// file of the driver's, as tracepoints are: its first word is written in the
/// kernel. It only looks at what it is given.
bool isMadeByKernelMacro(const clang::Decl *Decl,
                         const clang::SourceManager &SM);

/// True if \p Decl is a function with a body or a variable with a value.
bool hasContent(const clang::Decl *Decl);

/// What the driver itself says in the traversal scope of \p Context, in the
/// order of the text: its functions with bodies and initialised variables, and
/// in C++ everything that may contain some. Of the tens of thousands of
/// declarations of a kernel unit that leaves hundreds.
std::vector<clang::Decl *> driverBodies(const clang::ASTContext &Context);

/// The text of \p Function's body if that stands in a header of the kernel's
/// and all it does is return an expression: it fetches something, and two calls
/// of it must give the same value. "" for any other body there, nothing for one
/// of the driver's own.
std::optional<llvm::StringRef> headerBody(const clang::FunctionDecl *Function,
                                          const clang::SourceManager &SM);

/// True if \p Function's body stands in a header and cannot matter to any
/// check: the parser may leave it out, and where it has not, it is not looked
/// at, so that both see the same.
bool isNeedlessBody(const clang::Decl *Function,
                    const clang::SourceManager &SM);

/// The source text of \p E on one line, at most 60 characters, in quotes.
std::string quote(const clang::Expr *E, const clang::ASTContext &Context);
/// Likewise, but a macro's use where \p E is all that the macro stands for:
/// 'GFP_KERNEL'.
std::string quoteWritten(const clang::Expr *E,
                         const clang::ASTContext &Context);
/// The function name a driver wrote at \p Site: the macro's, where \p Row's
/// function stands behind one.
std::string spelledCallee(const ApiFunction &Row, const clang::CallExpr *Site);

/// The name of \p Field in the whole module: "tx_ring.desc". A record without a
/// name is known by where it stands.
std::string fieldName(const clang::FieldDecl *Field,
                      const clang::SourceManager &SM);
/// What decides that \p Exit, a `goto` or `return`, is reached: the innermost
/// `if` around it, or, where its condition calls nothing, the call in front of
/// that; null where no `if` is around it.
const clang::Stmt *decidedBy(const clang::Stmt *Exit,
                             const clang::ParentMap &Parents);
/// Where \p At, in function \p Function, is written: a macro's use, not its
/// definition.
SourceSite siteAt(clang::SourceLocation At, llvm::StringRef Function,
                  const clang::ASTContext &Context);

/// The reverse of siteAt(): line \p Line, column \p Column of \p File; invalid
/// if the unit has read no such file.
clang::SourceLocation locate(llvm::StringRef File, unsigned Line,
                             unsigned Column, const clang::SourceManager &SM);

/// The characters of a file that \p Range, of tokens, was read from, be they
/// the whole use of a macro or a whole argument of one; invalid otherwise.
clang::CharSourceRange writtenRange(clang::SourceRange Range,
                                    const clang::ASTContext &Context);
/// The text of \p Range, of tokens, as it is written there; "" if it is not
/// written in one piece.
llvm::StringRef writtenText(clang::SourceRange Range,
                            const clang::ASTContext &Context);
/// The edit that puts \p Text in the place of \p Range, one of writtenRange();
/// nothing if that is invalid.
std::optional<Fix> fixAt(clang::CharSourceRange Range, const llvm::Twine &Text,
                         const clang::ASTContext &Context);

/// The field of a table of operations through which \p E, a callee or the
/// target of an assignment, names a function; or null.
const clang::FieldDecl *operationOf(const clang::Expr *E);

/// True for the type of a parameter that is a device's register, as readl()
/// and writel() have it: who writes there changes no memory, and what is read
/// there changes by itself.
bool isRegister(clang::QualType Type);

} // namespace dmatidy

#endif // DMA_TIDY_CHECKERS_PROGRAM_UNIT_SOURCE_H
