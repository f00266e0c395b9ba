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
#include "checkers/program/source/DriverCode.h"
#include "checkers/program/source/SourceText.h"
#include "checkers/syntax/FunctionText.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

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
    TraverseDecl(const_cast<FunctionDecl *>(Text.context().Function));
  }
  bool VisitStmt(Stmt *S) {
    const Expr *Pointer = nullptr;
    auto IsBuffer = [&](const Expr *E) {
      if (Text.fieldOf(E) != Buffer)
        return false;
      Pointer = E;
      return true;
    };
    StringRef How = useOf(S, IsBuffer, Text.context().Api);
    // What a function is given, not the call.
    const Stmt *Where = isa<CallExpr>(S) && Pointer ? Pointer : S;
    if (How == "read" && !Read)
      Read = Where;
    if (How == "written" && !Written)
      Written = Where;
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
  static bool isRelease(const ApiFunction &Row) { return Row.isRelease(); }
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
    const SyntaxContext &In = Text.context();
    for (const ModeledSite &Site : In.Calls) {
      const Expr *Memory = Site.argument(Site.Row->Memory);
      std::optional<int64_t> Direction =
          In.number(Site.argument(Site.Row->Direction));
      const Expr *Attrs = Site.argument(Site.Row->Attrs);
      if (!Site.Row->isAcquire() || !Site.Row->transfersMemory() || !Memory ||
          !Direction || (Attrs && In.number(Attrs) != 0))
        continue;
      for (const FieldDecl *Handle : Text.fieldsFor(Site.Call))
        for (const FieldDecl *Buffer : Text.fieldsOf(Memory))
          // What the kernel declares, other modules may synchronise.
          if (Handle->getParent() == Buffer->getParent() &&
              isDriverDecl(Handle, In.Context.getSourceManager()) &&
              Buffer->getType()->isPointerType() && Text.allocatesFor(Buffer))
            Mappings.push_back({Buffer, Handle, *Direction, &In, Site.Call});
    }
  }

  /// True if the unit may synchronise \p Kept for the device, or for the CPU.
  bool isSynced(const KeptMapping &Kept, bool ForDevice) const {
    return any_of(Texts, [&](const FunctionText &Text) {
      return any_of(Text.context().Calls, [&](const ModeledSite &Site) {
        const Expr *Handle = Site.argument(Site.Row->Handle);
        return isSync(*Site.Row) && Site.Row->ToDevice == ForDevice &&
               (!Handle || !Text.fieldOf(Handle) ||
                Text.fieldOf(Handle) == Kept.Handle);
      });
    });
  }

  /// True if the buffer is nowhere else allocated or mapped, and is unmapped
  /// only where it is freed.
  bool isKept(const KeptMapping &Kept) const {
    return all_of(Texts, [&](const FunctionText &Text) {
      if (&Text.context() == Kept.In)
        return true;
      return !Text.fills(Kept.Buffer, /*Behind=*/false) &&
             !Text.fills(Kept.Handle, /*Behind=*/false) &&
             !Text.calls([](const ApiFunction &Row) { return Row.isAcquire(); },
                         &ApiFunction::Memory, Kept.Buffer) &&
             (!Text.calls(isRelease, &ApiFunction::Handle, Kept.Handle) ||
              Text.calls(isFree, &ApiFunction::Memory, Kept.Buffer));
    });
  }

  /// The function of \p Kept's mapping, those that release it, and all that
  /// they name: before the one and after the others nothing is mapped.
  SmallSetVector<const FunctionDecl *, 16>
  edgesOf(const KeptMapping &Kept) const {
    SmallVector<const FunctionDecl *, 4> Edges = {
        Kept.In->Function->getCanonicalDecl()};
    for (const FunctionText &Text : Texts)
      if (Text.calls(isRelease, &ApiFunction::Handle, Kept.Handle))
        Edges.push_back(Text.function());
    return reachedFrom(Edges, Texts);
  }

  void reportAccesses(const KeptMapping &Kept) const {
    bool ForDevice = isSynced(Kept, /*ForDevice=*/true),
         ForCpu = isSynced(Kept, /*ForDevice=*/false);
    // What goes one way and is synchronised, dma-sync-mismatch looks at.
    if ((ForDevice || ForCpu) &&
        (Kept.Direction != Bidirectional || (ForDevice && ForCpu)))
      return;
    auto Edges = edgesOf(Kept);
    for (const FunctionText &Text : Texts) {
      if (Edges.contains(Text.function()))
        continue;
      AccessFinder Accesses(Text, Kept.Buffer);
      // What the device only reads, the CPU may read as well.
      if (Accesses.Written && Kept.Direction != FromDevice && !ForDevice)
        report(Kept, Text.context(), Accesses.Written, /*IsWrite=*/true);
      else if (Accesses.Read && Kept.Direction != ToDevice && !ForCpu)
        report(Kept, Text.context(), Accesses.Read, /*IsWrite=*/false);
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
            "' is kept, and nothing synchronises that for the " +
            (IsWrite ? "device; call dma_sync_single_for_device() after the "
                       "write"
                     : "CPU; call dma_sync_single_for_cpu() before the read"));
    Finding.Obligations.push_back(
        {IsWrite ? ObligationKind::NobodySynchronisesForDevice
                 : ObligationKind::NobodySynchronisesForCpu,
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
