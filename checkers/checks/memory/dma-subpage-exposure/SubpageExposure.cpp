//===-- SubpageExposure.cpp - The check dma-subpage-exposure -------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An IOMMU maps whole pages: a device that may write a buffer may write
// everything else on its pages, function pointers above all (Markuze et al.,
// "Characterizing, exploiting, and detecting DMA code injection vulnerabilities
// in the presence of an IOMMU", EuroSys 2021).
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/Check.h"
#include "checkers/syntax/Syntax.h"

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

/// A function pointer in \p Record, or a pointer to a table of them; or null.
const FieldDecl *callbackIn(const RecordDecl *Record) {
  for (const FieldDecl *Field : Record->fields()) {
    QualType Type = Field->getType();
    if (!Field->getIdentifier() || !Type->isPointerType())
      continue;
    if (Type->isFunctionPointerType())
      return Field;
    const RecordDecl *Table = Type->getPointeeType()->getAsRecordDecl();
    Table = Table ? Table->getDefinition() : nullptr;
    if (Table && !Table->field_empty() &&
        all_of(Table->fields(), [](const FieldDecl *Member) {
          return Member->getType()->isFunctionPointerType();
        }))
      return Field;
  }
  return nullptr;
}

/// The record that \p Memory, which is mapped, is, or is a field of.
const RecordDecl *recordAt(const Expr *Memory, bool &Whole) {
  Memory = Memory->IgnoreParenCasts();
  if (const auto *Unary = dyn_cast<UnaryOperator>(Memory);
      Unary && Unary->getOpcode() == UO_AddrOf)
    Memory = Unary->getSubExpr()->IgnoreParens();
  Whole = false;
  if (const auto *Member = dyn_cast<MemberExpr>(Memory);
      Member && !Member->getType()->isPointerType())
    return Member->isArrow() ? Member->getBase()
                                   ->getType()
                                   ->getPointeeType()
                                   ->getAsRecordDecl()
                             : Member->getBase()->getType()->getAsRecordDecl();
  Whole = true;
  QualType Type = Memory->getType();
  return Type->isPointerType() ? Type->getPointeeType()->getAsRecordDecl()
                               : nullptr;
}

} // namespace

static void checkSubpageExposureInText(const SyntaxContext &In) {
  for (const ModeledSite &Site : mapsToWrite(In)) {
    bool Whole;
    const Expr *Memory = Site.argument(Site.Row->Memory);
    const RecordDecl *Record = recordAt(Memory, Whole);
    Record = Record ? Record->getDefinition() : nullptr;
    const FieldDecl *Callback = Record ? callbackIn(Record) : nullptr;
    if (!Callback)
      continue;
    In.add({"dma-subpage-exposure", "callback"}, quote(Memory, In.Context),
           Confidence::Low, Memory->getBeginLoc(),
           quote(Memory, In.Context) +
               " is mapped for the device to write, "
               "and '" +
               Callback->getName() + (Whole ? "' lies within" : "' beside it") +
               "; allocate the buffer by itself");
    In.note(Callback->getLocation(),
            "'" + Callback->getName() + "' decides what the kernel calls");
    In.note(Site.Call->getBeginLoc(),
            "assuming that the device may turn against its driver");
  }
}

} // namespace dmatidy

static constexpr char Page[] = {
#embed "dma-subpage-exposure.md"
};

const dmatidy::CheckInfo dmatidy::SubpageExposureCheck = {
    "dma-subpage-exposure",
    CheckGroup::Memory,
    Confidence::Low,
    "a device can write what decides what the kernel calls",
    StringRef(Page, sizeof(Page)),
    {nullptr, checkSubpageExposureInText, nullptr, nullptr}};
