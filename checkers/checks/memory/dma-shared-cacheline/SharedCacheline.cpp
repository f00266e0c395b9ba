//===-- SharedCacheline.cpp - The check dma-shared-cacheline -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A buffer that the device writes begins and ends on a cache line: what the CPU
// writes to the same line while it is mapped, the invalidation throws away, or
// the write-back puts over what the device has written
// (Documentation/core-api/dma-api-howto.rst, "Cacheline boundary";
// Documentation/core-api/dma-api.rst: "the mapped region must begin exactly on
// a cache line boundary and end exactly on one").
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"
#include "clang/AST/RecordLayout.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A part of a record in memory that is mapped.
struct MappedPart {
  const MemberExpr *Member;
  /// The record that the pointer leads to, and where in it the part begins and
  /// ends, in bytes.
  const RecordDecl *Record;
  uint64_t Begin, End;
};

/// What `&p->a.b` or `p->a.array` names, with a pointer at its root.
std::optional<MappedPart> partOf(const Expr *E, const ASTContext &Context) {
  E = E->IgnoreParenCasts();
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    E = Unary->getSubExpr()->IgnoreParens();
  else if (!E->getType()->isArrayType())
    return std::nullopt;
  const auto *Outer = dyn_cast<MemberExpr>(E);
  uint64_t Bits = 0;
  for (const MemberExpr *Member = Outer; Member;
       Member = dyn_cast<MemberExpr>(Member->getBase()->IgnoreParenCasts())) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field || Field->getParent()->isDependentContext())
      return std::nullopt;
    Bits += Context.getFieldOffset(Field);
    if (Member->isArrow())
      return MappedPart{Outer, Field->getParent(), Bits / 8,
                        Bits / 8 + Context.getTypeSize(Outer->getType()) / 8};
  }
  return std::nullopt;
}

/// The field of \p Part's record, other than the part, that has a byte between
/// \p From and \p To; or null.
const FieldDecl *fieldBetween(const MappedPart &Part, uint64_t From,
                              uint64_t To, const ASTContext &Context) {
  for (const FieldDecl *Field : Part.Record->fields()) {
    uint64_t Begin = Context.getFieldOffset(Field) / 8;
    uint64_t Size = Field->getType()->isIncompleteType()
                        ? 0
                        : Context.getTypeSize(Field->getType()) / 8;
    if (Size && Begin < To && Begin + Size > From && Field->getIdentifier() &&
        !(Begin <= Part.Begin && Begin + Size >= Part.End))
      return Field;
  }
  return nullptr;
}

} // namespace

static void checkSharedCachelineInText(const SyntaxContext &In) {
  uint64_t Line = In.Api.cacheLine();
  for (const ModeledSite &Site : mapsToWrite(In)) {
    auto Part = partOf(Site.argument(Site.Row->Memory), In.Context);
    if (!Part || Part->Record->isUnion() || Part->Record->isInvalidDecl() ||
        !Line)
      continue;
    const FieldDecl *Neighbour =
        Part->Begin % Line ? fieldBetween(*Part, Part->Begin / Line * Line,
                                          Part->Begin, In.Context)
                           : nullptr;
    if (!Neighbour && Part->End % Line)
      Neighbour = fieldBetween(*Part, Part->End, (Part->End / Line + 1) * Line,
                               In.Context);
    if (!Neighbour)
      continue;
    In.add({"dma-shared-cacheline", "neighbour"},
           quote(Part->Member, In.Context), Confidence::Low,
           Site.argument(Site.Row->Memory)->getBeginLoc(),
           quote(Part->Member, In.Context) +
               " is written by the device and shares a cache line with '" +
               Neighbour->getName() +
               "'; allocate it by itself, or put both ends on a line with "
               "__dma_from_device_group_begin() and _end()");
    In.note(Neighbour->getLocation(),
            "'" + Neighbour->getName() + "' is declared here");
    In.note(Site.Call->getBeginLoc(),
            "assuming a cache line of " + Twine(Line) +
                " bytes that is not kept coherent, and a write to '" +
                Neighbour->getName() + "' while it is mapped");
  }
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-shared-cacheline.md"
};

const dmatidy::CheckInfo dmatidy::SharedCachelineCheck = {
    "dma-shared-cacheline",
    CheckGroup::Memory,
    Confidence::Low,
    "a buffer that the device writes shares a cache line",
    StringRef(Page, sizeof(Page)),
    {nullptr, checkSharedCachelineInText, nullptr, nullptr}};
