//===-- Mask.cpp - The check dma-mask ------------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "The kernel assumes that your device can address 32-bits of DMA addressing";
// what it can address besides, or less, the driver says and has to look whether
// the platform agrees (Documentation/core-api/dma-api-howto.rst). A mask of 32
// bits and more is always agreed to, so a second try behind it is dead.
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

constexpr uint64_t All32 = 0xffffffff;

class MaskVisitor : public RecursiveASTVisitor<MaskVisitor> {
public:
  explicit MaskVisitor(const SyntaxContext &In) : In(In) {}

  bool VisitCompoundStmt(CompoundStmt *Block) {
    SmallVector<ModeledSite, 2> Before;
    for (const Stmt *Child : Block->body()) {
      std::optional<ModeledSite> Site = maskCall(Child);
      if (!Site)
        continue;
      checkIgnored(*Site);
      for (const ModeledSite &Earlier : Before)
        checkOrder(Earlier, *Site);
      Before.push_back(*Site);
    }
    return true;
  }

  bool VisitIfStmt(IfStmt *If) {
    // `if (!dma_set_mask(..))` goes on where the mask was accepted.
    const Expr *Condition = If->getCond()->IgnoreParenImpCasts();
    const auto *Not = dyn_cast<UnaryOperator>(Condition);
    const auto *Compare = dyn_cast<BinaryOperator>(Condition);
    if ((Not && Not->getOpcode() == UO_LNot) ||
        (Compare && Compare->getOpcode() == BO_EQ))
      return true;
    std::optional<ModeledSite> First = maskIn(If->getCond());
    std::optional<ModeledSite> Second =
        First ? maskIn(If->getThen()) : std::nullopt;
    if (First && Second && bits(*First) && *bits(*First) >= All32)
      report("second-try", Confidence::Low, *Second,
             "this is never reached: a mask of 32 bits and more is never "
             "refused; drop the second try",
             First->Call, "the first mask is set here");
    return true;
  }

private:
  /// The mask that \p Site sets, if it is a number.
  std::optional<uint64_t> bits(const ModeledSite &Site) const {
    std::optional<int64_t> Number = In.number(Site.argument(Site.Row->Mask));
    return Number ? std::optional(uint64_t(*Number)) : std::nullopt;
  }

  /// The call that \p Child, as a whole, is.
  std::optional<ModeledSite> maskCall(const Stmt *Child) const {
    const auto *Call = dyn_cast<CallExpr>(Child);
    const ApiFunction *Row =
        Call ? anyRowOf(In.Api, Call->getDirectCallee()) : nullptr;
    if (!Row || Row->Role != FunctionRole::Mask || Row->Mask < 0)
      return std::nullopt;
    return ModeledSite{Call, Row};
  }

  /// The first call that sets a mask within \p Part.
  std::optional<ModeledSite> maskIn(const Stmt *Part) const {
    const SourceManager &SM = In.Context.getSourceManager();
    auto Before = [&](SourceLocation A, SourceLocation B) {
      return !SM.isBeforeInTranslationUnit(SM.getExpansionLoc(B),
                                           SM.getExpansionLoc(A));
    };
    for (const ModeledSite &Site : In.Calls)
      if (Site.Row->Role == FunctionRole::Mask && Site.Row->Mask >= 0 && Part &&
          Before(Part->getBeginLoc(), Site.Call->getBeginLoc()) &&
          Before(Site.Call->getBeginLoc(), Part->getEndLoc()))
        return Site;
    return std::nullopt;
  }

  void report(StringRef Kind, Confidence Level, const ModeledSite &Site,
              const Twine &Message, const CallExpr *Other, StringRef Text) {
    In.add({"dma-mask", Kind}, spelledCallee(*Site.Row, Site.Call), Level,
           Site.Call->getBeginLoc(), Message);
    if (Other)
      In.note(Other->getBeginLoc(), Text);
  }

  void checkIgnored(const ModeledSite &Site) {
    std::optional<uint64_t> Mask = bits(Site);
    // It cannot fail.
    if (Mask && *Mask >= All32)
      return;
    report("ignored", Mask ? Confidence::Medium : Confidence::Low, Site,
           "nobody looks whether " + spelledCallee(*Site.Row, Site.Call) +
               "() worked; the device must not do DMA if it did not",
           nullptr, "");
    if (Mask)
      In.note(Site.Call->getBeginLoc(),
              "assuming that some platform has memory only above this mask");
  }

  void checkOrder(const ModeledSite &First, const ModeledSite &Second) {
    std::optional<uint64_t> A = bits(First), B = bits(Second);
    if (First.Row != Second.Row || !A || !B || *B <= *A ||
        !isSameExpr(First.argument(First.Row->Device),
                    Second.argument(Second.Row->Device), In.Context))
      return;
    report("widened", Confidence::Medium, Second,
           "this mask takes back the narrower one that was set before; set "
           "the one that holds last",
           First.Call, "the narrower mask is set here");
    In.note(Second.Call->getBeginLoc(),
            "assuming that the narrower one was set for a reason");
  }

  const SyntaxContext &In;
};

/// Whether a function, or one of the unit's that it calls, sets a mask or calls
/// what the unit does not show.
class MaskSeeker : public RecursiveASTVisitor<MaskSeeker> {
public:
  explicit MaskSeeker(const SyntaxContext &In) : In(In) {}
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const ApiFunction *Row = anyRowOf(In.Api, Callee);
    const FunctionDecl *Body = nullptr;
    if (Row && Row->Role == FunctionRole::Mask) {
      SetsMask = true;
    } else if (!Callee ||
               (!Callee->hasBody(Body) &&
                isDriverDecl(Callee, In.Context.getSourceManager()))) {
      SetsMask = true;
    } else if (Body && !Row && Seen.insert(Body).second &&
               isDriverDecl(Body, In.Context.getSourceManager())) {
      TraverseStmt(Body->getBody());
    }
    return !SetsMask;
  }
  bool SetsMask = false;

private:
  const SyntaxContext &In;
  SmallPtrSet<const FunctionDecl *, 8> Seen;
};

/// True if \p Site's function chooses addresses by the mask of the device it is
/// given; making a pool only keeps the device in mind.
bool choosesAddress(const ModeledSite &Site) {
  return Site.Row->isAcquire() && Site.argument(Site.Row->Device) &&
         (Site.Row->HandleOut >= 0 || !Site.Row->givesMemory());
}

/// The first mask that the function sets for a device comes after memory that
/// was acquired for it.
void checkLate(const SyntaxContext &In) {
  SmallVector<ModeledSite, 4> Before;
  for (const ModeledSite &Site : In.Calls) {
    const Expr *Device = Site.argument(Site.Row->Device);
    auto SameDevice = [&](const ModeledSite &Other) {
      return isSameExpr(Device, Other.argument(Other.Row->Device), In.Context);
    };
    bool IsMask = Site.Row->Role == FunctionRole::Mask && Site.Row->Mask >= 0;
    if (choosesAddress(Site) && none_of(Before, SameDevice))
      Before.push_back(Site);
    const auto *First =
        Device && IsMask ? find_if(Before, SameDevice) : nullptr;
    if (IsMask && First && First != Before.end() && First->Row->isAcquire()) {
      std::optional<int64_t> Mask = In.number(Site.argument(Site.Row->Mask));
      if (runsBefore(First->Call, Site.Call, In.Function->getBody())) {
        In.add({"dma-mask", "late"}, quote(Device, In.Context),
               Mask && uint64_t(*Mask) < All32 ? Confidence::Medium
                                               : Confidence::Low,
               Site.Call->getBeginLoc(),
               "the mask is set after " +
                   spelledCallee(*First->Row, First->Call) +
                   "() has chosen memory for " + quote(Device, In.Context) +
                   "; set it first");
        In.note(First->Call->getBeginLoc(), "memory is chosen here");
        if (Mask && uint64_t(*Mask) < All32)
          In.note(Site.Call->getBeginLoc(),
                  "assuming that no narrower mask was set before");
      }
    }
    if (Device && IsMask && none_of(Before, SameDevice))
      Before.push_back(Site);
  }
}

/// A probe function that acquires memory, and sets no mask on the way.
void checkNever(const SyntaxContext &In) {
  bool IsProbe = any_of(In.Function->parameters(), [&](const auto *Parameter) {
    const RecordDecl *Record = pointeeRecord(Parameter->getType());
    return Record && In.Api.isProbeRecord(Record->getName());
  });
  auto First = find_if(In.Calls, choosesAddress);
  if (!IsProbe || First == In.Calls.end())
    return;
  MaskSeeker Seeker(In);
  Seeker.TraverseStmt(In.Function->getBody());
  if (!Seeker.SetsMask)
    In.add({"dma-mask", "never"}, spelledCallee(*First->Row, First->Call),
           Confidence::Low, First->Call->getBeginLoc(),
           spelledCallee(*First->Row, First->Call) +
               "() is called in a probe function that sets no mask; say what "
               "the device can address with dma_set_mask_and_coherent() first");
}

} // namespace

static void checkMaskInText(const SyntaxContext &In) {
  checkNever(In);
  checkLate(In);
  if (any_of(In.Calls, [](const ModeledSite &Site) {
        return Site.Row->Role == FunctionRole::Mask;
      }))
    MaskVisitor(In).TraverseStmt(In.Function->getBody());
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-mask.md"
};

const dmatidy::CheckInfo dmatidy::MaskCheck = {
    "dma-mask",
    CheckGroup::Parameters,
    Confidence::Low,
    "a DMA mask that nobody looks at, or that cannot be",
    StringRef(Page, sizeof(Page)),
    {nullptr, checkMaskInText, nullptr, nullptr}};
