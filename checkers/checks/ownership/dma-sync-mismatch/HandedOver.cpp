//===-- HandedOver.cpp - Told to the device while it is the CPU's ---------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the device is to read is synchronised for the CPU, and then its handle
// is written to a descriptor, with nothing read or copied:
//
//     dma_sync_single_for_cpu(dev, buf->dma, len, DMA_BIDIRECTIONAL);
//     desc->addr = cpu_to_le64(buf->dma);
//
// The call was to be the one for the device, or that is missing behind it
// (Documentation/core-api/dma-api.rst, "dma_sync_single_for_device").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-sync-mismatch/SyncMismatch.h"
#include "checkers/program/source/Expressions.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/StraightLine.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

class HandedOver {
public:
  explicit HandedOver(const SyntaxContext &In) : In(In) {}

  void check() {
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Handle = Site.argument(Site.Row->Handle);
      if (Site.Row->Role != FunctionRole::Sync || Site.Row->ToDevice || !Handle)
        continue;
      std::optional<int64_t> Direction =
          In.number(Site.argument(Site.Row->Direction));
      const Expr *Kept = keptIn(Handle);
      if (Kept && (Direction == ToDevice || Direction == Bidirectional) &&
          !isGivenSomewhere(Kept))
        checkAfter(Site, Kept);
    }
  }

private:
  /// The field that \p Handle is read from, without an offset; null for
  /// anything else.
  const Expr *keptIn(const Expr *Handle) const {
    Handle = Handle->IgnoreParenCasts();
    while (const auto *Sum = dyn_cast<BinaryOperator>(Handle)) {
      if (!Sum->isAdditiveOp())
        return nullptr;
      Handle = Sum->getLHS()->IgnoreParenCasts();
    }
    return isa<MemberExpr>(Handle) ? Handle : nullptr;
  }

  using Variables = SmallPtrSetImpl<const VarDecl *>;
  /// True if \p S names what is kept in \p Kept, or one of \p Copies.
  bool namesKept(const Stmt *S, const Expr *Kept,
                 const Variables &Copies) const {
    const auto *E = dyn_cast_or_null<Expr>(S);
    return S && ((E && (isSameExpr(E, Kept, In.Context) ||
                        Copies.contains(namedVariable(E)))) ||
                 any_of(S->children(), [&](const Stmt *Part) {
                   return namesKept(Part, Kept, Copies);
                 }));
  }

  /// True if the function gives that to the device by a call, or ends it.
  bool isGivenSomewhere(const Expr *Kept) const {
    return any_of(In.Calls, [&](const ModeledSite &Site) {
      return (Site.Row->isRelease() ||
              (Site.Row->Role == FunctionRole::Sync && Site.Row->ToDevice)) &&
             namesKept(Site.Call, Kept, SmallPtrSet<const VarDecl *, 1>());
    });
  }

  /// True if \p S writes the handle in \p Kept to memory that is no handle's,
  /// or tells it to a function.
  bool tellsHandle(const Stmt *S, const Expr *Kept,
                   const Variables &Copies) const {
    if (const auto *Assigned = dyn_cast<BinaryOperator>(S)) {
      const Expr *Target = Assigned->getLHS()->IgnoreParens();
      const auto *Name = Target->getType()->getAs<TypedefType>();
      return Assigned->getOpcode() == BO_Assign && !namedVariable(Target) &&
             !(Name && In.Api.isHandleType(Name->getDecl()->getName())) &&
             namesKept(Assigned->getRHS(), Kept, Copies);
    }
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && !Callee->isVariadic() && !anyRowOf(In.Api, Callee) &&
           Call->getNumArgs() > 1 &&
           any_of(Call->arguments(), [&](const Expr *Given) {
             return Given->getType()->isIntegerType() &&
                    namesKept(Given, Kept, Copies);
           });
  }

  void checkAfter(const ModeledSite &Site, const Expr *Kept) {
    ValueWatch Watch(Kept, In);
    SmallPtrSet<const VarDecl *, 2> Copies;
    bool IsTouched = false;
    const Stmt *Told = nullptr;
    if (!Ways)
      Ways.emplace(In);
    Ways->mayReach(Site.Call, [&](const Stmt *S) {
      if (!In.comesBefore(Site.Call->getBeginLoc(), S->getBeginLoc()))
        return false;
      if (!Told && tellsHandle(S, Kept, Copies))
        Told = S;
      if (const auto *Declared = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Declared->decls())
          if (const auto *Copy = dyn_cast<VarDecl>(D);
              Copy && Copy->hasInit() &&
              namesKept(Copy->getInit(), Kept, Copies))
            Copies.insert(Copy);
      // Who has the CPU look at what it was given back may well have taken it.
      const auto *Call = dyn_cast<CallExpr>(S);
      const ApiFunction *Row =
          Call ? anyRowOf(In.Api, Call->getDirectCallee()) : nullptr;
      IsTouched |= (Row && (Row->Role == FunctionRole::Access ||
                            Row->Role == FunctionRole::Receive)) ||
                   (!Told && Watch.mayChange(S));
      return IsTouched;
    });
    if (Told && !IsTouched)
      report(Site, Told);
  }

  void report(const ModeledSite &Site, const Stmt *Told) const {
    std::string Name = quote(Site.argument(Site.Row->Handle), In.Context);
    In.add({"dma-sync-mismatch", "told-while-cpu"}, Name, Confidence::Medium,
           Site.Call->getBeginLoc(),
           Name + " is synchronised for the CPU, and the device, which reads "
                  "it, is told where it is; synchronise it for the device");
    In.note(Told->getBeginLoc(), "the handle is given away here");
    In.note(Site.Call->getBeginLoc(),
            "assuming that it goes to the device from there");
  }

  const SyntaxContext &In;
  /// Made where it is needed.
  std::optional<StraightLine> Ways;
};

} // namespace

void checkHandedOver(const SyntaxContext &In) {
  if (any_of(In.Calls, [](const ModeledSite &Site) {
        return Site.Row->Role == FunctionRole::Sync && !Site.Row->ToDevice;
      }))
    HandedOver(In).check();
}

} // namespace dmatidy
