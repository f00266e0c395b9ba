//===-- UnsyncedAccessSyntax.cpp - dma-unsynced-access: kept mappings -----===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer that is allocated and mapped in one function, and unmapped only
// where it is freed, is mapped all its life. Whatever other functions do with
// it, they do while it belongs to the device, unless somebody synchronises the
// mapping; where nobody in the module ever does, the accesses are wrong
// (Documentation/core-api/dma-api-howto.rst, "streaming DMA region multiple
// times").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/ownership/dma-unsynced-access/UnsyncedAccess.h"
#include "checkers/program/unit/Source.h"
#include "checkers/syntax/MemoryUse.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SetVector.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

using FunctionSet = SmallPtrSet<const FunctionDecl *, 8>;

/// What one function of the unit says about fields and about other functions.
struct FunctionText : RecursiveASTVisitor<FunctionText> {
  explicit FunctionText(const SyntaxContext &In)
      : In(In), Sources(In.Function) {
    TraverseDecl(const_cast<FunctionDecl *>(In.Function));
  }
  bool VisitBinaryOperator(BinaryOperator *Binary) {
    if (Binary->getOpcode() == BO_Assign)
      Assignments.push_back({Binary->getLHS(), Binary->getRHS()});
    return true;
  }
  bool VisitVarDecl(VarDecl *Variable) {
    if (Variable->hasInit())
      Initialised.push_back(Variable);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Named.insert(Function->getCanonicalDecl());
    return true;
  }
  /// The field that \p E names, also through a variable.
  const FieldDecl *fieldOf(const Expr *E) const {
    return E ? Sources.placeOf(E).first : nullptr;
  }
  /// The field that \p E, which is assigned to, is or is an element of; null if
  /// it is reached by the pointer in a field.
  static const FieldDecl *assignedField(const Expr *E) {
    E = E->IgnoreParens();
    while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Element->getBase()->IgnoreParenImpCasts();
      if (!E->getType()->isArrayType())
        return nullptr;
    }
    const auto *Member = dyn_cast<MemberExpr>(E);
    return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  }
  /// The fields that variable \p Variable is put into.
  SmallVector<const FieldDecl *, 2> keptIn(const VarDecl *Variable) const {
    SmallVector<const FieldDecl *, 2> Fields;
    for (auto [To, From] : Assignments)
      if (const FieldDecl *Field = assignedField(To);
          Field && namedVariable(From) == Variable)
        Fields.push_back(Field);
    return Fields;
  }
  /// The fields that the value of \p E is found in: named by it, or given it.
  SmallVector<const FieldDecl *, 2> fieldsOf(const Expr *E) const {
    SmallVector<const FieldDecl *, 2> Fields;
    if (const VarDecl *Variable = namedVariable(E))
      Fields = keptIn(Variable);
    if (const FieldDecl *Field = fieldOf(E))
      Fields.push_back(Field);
    return Fields;
  }
  /// The fields that take the result of \p Call.
  SmallVector<const FieldDecl *, 2> fieldsFor(const CallExpr *Call) const {
    for (auto [To, From] : Assignments)
      if (From->IgnoreParenCasts() == Call)
        return fieldsOf(To);
    for (const VarDecl *Variable : Initialised)
      if (Variable->getInit()->IgnoreParenCasts() == Call)
        return keptIn(Variable);
    return {};
  }
  /// True if \p Field, or a variable that is put into it, takes fresh memory.
  bool allocatesFor(const FieldDecl *Field) const {
    auto IsFor = [&](const VarDecl *Variable) {
      return is_contained(keptIn(Variable), Field);
    };
    return any_of(Assignments,
                  [&](const auto &Pair) {
                    const VarDecl *Variable = namedVariable(Pair.first);
                    return allocates(Pair.second) &&
                           (assignedField(Pair.first) == Field ||
                            (Variable && IsFor(Variable)));
                  }) ||
           any_of(Initialised, [&](const VarDecl *Variable) {
             return allocates(Variable->getInit()) && IsFor(Variable);
           });
  }
  /// True if \p Field is given anything but NULL.
  bool fills(const FieldDecl *Field) const {
    return any_of(Assignments, [&](const auto &Pair) {
      return assignedField(Pair.first) == Field &&
             !Pair.second->isNullPointerConstant(
                 In.Context, Expr::NPC_ValueDependentIsNotNull);
    });
  }
  /// True if a call whose row \p IsSuch says yes to names \p Field as argument
  /// \p Argument of the row.
  bool calls(function_ref<bool(const ApiFunction &)> IsSuch,
             int ApiFunction::*Argument, const FieldDecl *Field) const {
    return any_of(In.Calls, [&](const ModeledSite &Site) {
      const Expr *Given = Site.argument(Site.Row->*Argument);
      return Given && IsSuch(*Site.Row) && fieldOf(Given) == Field;
    });
  }

  const SyntaxContext &In;
  VariableSources Sources;
  SmallVector<std::pair<const Expr *, const Expr *>, 16> Assignments;
  SmallVector<const VarDecl *, 8> Initialised;
  FunctionSet Named;
};

/// A buffer that is mapped as long as it exists.
struct KeptMapping {
  const FieldDecl *Buffer, *Handle;
  int64_t Direction;
  const SyntaxContext *In;
  const CallExpr *Map;
};

/// The first access of each kind to the memory that a field points to.
class AccessFinder : public RecursiveASTVisitor<AccessFinder> {
public:
  AccessFinder(const FunctionText &Text, const FieldDecl *Buffer)
      : Text(Text), Buffer(Buffer) {
    TraverseDecl(const_cast<FunctionDecl *>(Text.In.Function));
  }
  bool VisitStmt(Stmt *S) {
    StringRef How = useOf(
        S, [&](const Expr *Pointer) { return Text.fieldOf(Pointer) == Buffer; },
        Text.In.Api);
    if (How == "read" && !Read)
      Read = S;
    if (How == "written" && !Written)
      Written = S;
    return true;
  }
  const Stmt *Read = nullptr, *Written = nullptr;

private:
  const FunctionText &Text;
  const FieldDecl *Buffer;
};

class KeptMappings {
public:
  explicit KeptMappings(ArrayRef<SyntaxContext> Unit) : Unit(Unit) {}

  void run() {
    SmallVector<KeptMapping, 2> Candidates;
    for (const SyntaxContext &In : Unit)
      if (any_of(In.Calls, [](const ModeledSite &Site) {
            return Site.Row->isAcquire() && Site.Row->transfersMemory();
          }))
        noteMappings(FunctionText(In), Candidates);
    if (Candidates.empty())
      return;
    for (const SyntaxContext &In : Unit)
      Texts.emplace_back(In);
    for (const KeptMapping &Kept : Candidates)
      if (isKept(Kept))
        reportAccesses(Kept);
  }

private:
  static bool isUnmap(const ApiFunction &Row) { return Row.isRelease(); }
  static bool isSync(const ApiFunction &Row) {
    return Row.Role == FunctionRole::Sync;
  }
  static bool isFree(const ApiFunction &Row) {
    return Row.Role == FunctionRole::Free;
  }

  /// Notes what \p Text maps, where that is a buffer that the function has
  /// allocated, and both it and its handle are kept in one record.
  static void noteMappings(const FunctionText &Text,
                           SmallVectorImpl<KeptMapping> &Mappings) {
    for (const ModeledSite &Site : Text.In.Calls) {
      const Expr *Memory = Site.argument(Site.Row->Memory);
      std::optional<int64_t> Direction =
          Text.In.number(Site.argument(Site.Row->Direction));
      const Expr *Attrs = Site.argument(Site.Row->Attrs);
      if (!Site.Row->isAcquire() || !Site.Row->transfersMemory() || !Memory ||
          !Direction || (Attrs && Text.In.number(Attrs) != 0))
        continue;
      for (const FieldDecl *Handle : Text.fieldsFor(Site.Call))
        for (const FieldDecl *Buffer : Text.fieldsOf(Memory))
          // What the kernel declares, other modules may synchronise.
          if (Handle->getParent() == Buffer->getParent() &&
              isDriverDecl(Handle, Text.In.Context.getSourceManager()) &&
              Buffer->getType()->isPointerType() && Text.allocatesFor(Buffer))
            Mappings.push_back(
                {Buffer, Handle, *Direction, &Text.In, Site.Call});
    }
  }

  /// True if the buffer is nowhere else allocated or mapped, is unmapped only
  /// where it is freed, and its mapping is not synchronised in the unit.
  bool isKept(const KeptMapping &Kept) const {
    return all_of(Texts, [&](const FunctionText &Text) {
      if (any_of(Text.In.Calls, [&](const ModeledSite &Site) {
            const Expr *Handle = Site.argument(Site.Row->Handle);
            return isSync(*Site.Row) && (!Handle || !Text.fieldOf(Handle) ||
                                         Text.fieldOf(Handle) == Kept.Handle);
          }))
        return false;
      if (&Text.In == Kept.In)
        return true;
      return !Text.fills(Kept.Buffer) && !Text.fills(Kept.Handle) &&
             !Text.calls([](const ApiFunction &Row) { return Row.isAcquire(); },
                         &ApiFunction::Memory, Kept.Buffer) &&
             (!Text.calls(isUnmap, &ApiFunction::Handle, Kept.Handle) ||
              Text.calls(isFree, &ApiFunction::Memory, Kept.Buffer));
    });
  }

  /// The function of \p Kept's mapping, those that release it, and all that
  /// they name: before the one and after the others nothing is mapped.
  FunctionSet edgesOf(const KeptMapping &Kept) const {
    SmallSetVector<const FunctionDecl *, 8> Reached;
    Reached.insert(Kept.In->Function->getCanonicalDecl());
    for (const FunctionText &Text : Texts)
      if (Text.calls(isUnmap, &ApiFunction::Handle, Kept.Handle))
        Reached.insert(Text.In.Function->getCanonicalDecl());
    for (size_t I = 0; I != Reached.size(); ++I)
      for (const FunctionText &Text : Texts)
        if (Text.In.Function->getCanonicalDecl() == Reached[I])
          Reached.insert_range(Text.Named);
    return FunctionSet(Reached.begin(), Reached.end());
  }

  void reportAccesses(const KeptMapping &Kept) const {
    FunctionSet Edges = edgesOf(Kept);
    for (const FunctionText &Text : Texts) {
      if (Edges.contains(Text.In.Function->getCanonicalDecl()))
        continue;
      AccessFinder Accesses(Text, Kept.Buffer);
      // What the device only reads, the CPU may read as well.
      if (Accesses.Written && Kept.Direction != FromDevice)
        report(Kept, Text.In, Accesses.Written, /*IsWrite=*/true);
      else if (Accesses.Read && Kept.Direction != ToDevice)
        report(Kept, Text.In, Accesses.Read, /*IsWrite=*/false);
    }
  }

  static void report(const KeptMapping &Kept, const SyntaxContext &In,
                     const Stmt *Where, bool IsWrite) {
    const auto *E = cast<Expr>(Where);
    if (const auto *Binary = dyn_cast<BinaryOperator>(E))
      E = Binary->getLHS();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    std::string Object = quote(E, In.Context);
    Diagnostic &Finding = In.add(
        {"dma-unsynced-access", IsWrite ? "written-kept" : "read-kept"}, Object,
        Confidence::Medium, Where->getBeginLoc(),
        Object + (IsWrite ? " is written" : " is read") +
            " while the mapping in '" + Kept.Handle->getName() +
            "' is kept, and nothing synchronises that; " +
            (IsWrite ? "call dma_sync_single_for_device() after the write"
                     : "call dma_sync_single_for_cpu() before the read"));
    Finding.Obligations.push_back(
        {ObligationKind::NobodySynchronises,
         "",
         "",
         0,
         {fieldName(Kept.Handle, In.Context.getSourceManager())}});
    In.note(Kept.Map->getBeginLoc(),
            "'" + Kept.Buffer->getName() + "' is mapped here " +
                directionName(Kept.Direction) +
                ", and unmapped only when it is freed");
  }

  ArrayRef<SyntaxContext> Unit;
  std::vector<FunctionText> Texts;
};

} // namespace

void checkKeptMappings(ArrayRef<SyntaxContext> Unit) {
  KeptMappings(Unit).run();
}

} // namespace dmatidy
