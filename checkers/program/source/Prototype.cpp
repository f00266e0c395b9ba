//===-- Prototype.cpp - Rows of the model against C's types ---------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/source/Prototype.h"
#include "clang/AST/ASTContext.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace clang;
using namespace llvm;

namespace dmatidy {

namespace {

bool isInteger(QualType Type) { return Type->isIntegralOrEnumerationType(); }
bool isPointer(QualType Type) { return Type->isPointerType(); }
bool isIntegerPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isIntegerType();
}
bool isPointerPointer(QualType Type) {
  return Type->isVoidPointerType() ||
         (Type->isPointerType() && Type->getPointeeType()->isPointerType());
}
bool isRecordPointer(QualType Type) {
  return Type->isPointerType() && Type->getPointeeType()->isRecordType();
}
/// dma_addr_t, or the u64 that InfiniBand keeps one in.
bool isHandle(QualType Type) { return Type->isUnsignedIntegerType(); }
bool isDirection(QualType Type) {
  return Type->isEnumeralType() || Type->isIntegerType();
}

/// A key of a row, its argument, and what a parameter there must be.
struct ArgumentRule {
  const char *Key;
  int ApiFunction::*Index;
  bool (*Fits)(QualType);
  const char *What;
};

constexpr ArgumentRule ArgumentRules[] = {
    {"device", &ApiFunction::Device, isRecordPointer, "a pointer to a record"},
    {"memory", &ApiFunction::Memory, isPointer, "a pointer"},
    {"memory-out", &ApiFunction::MemoryOut, isPointerPointer,
     "a pointer to a pointer"},
    {"list", &ApiFunction::List, isPointer, "a pointer"},
    {"pool", &ApiFunction::Pool, isRecordPointer, "a pointer to a record"},
    {"handle", &ApiFunction::Handle, isHandle, "a dma_addr_t"},
    {"handle-out", &ApiFunction::HandleOut, isIntegerPointer,
     "a pointer to a dma_addr_t"},
    {"size", &ApiFunction::Size, isInteger, "a number"},
    {"offset", &ApiFunction::Offset, isInteger, "a number"},
    {"count", &ApiFunction::Count, isInteger, "a number"},
    {"mapped-count", &ApiFunction::MappedCount, isInteger, "a number"},
    {"direction", &ApiFunction::Direction, isDirection, "a direction"},
    {"attrs", &ApiFunction::Attrs, isInteger, "a number"},
    {"gfp", &ApiFunction::Gfp, isInteger, "a number"},
    {"mask", &ApiFunction::Mask, isInteger, "a number"}};

/// The words of a function's name, by which what it does is guessed.
bool hasWord(StringRef Name, ArrayRef<StringRef> Words) {
  SmallVector<StringRef, 8> Parts;
  Name.split(Parts, '_');
  return any_of(Parts,
                [&](StringRef Part) { return is_contained(Words, Part); });
}

constexpr StringRef AcquireWords[] = {"map", "alloc", "get", "create"};
constexpr StringRef ReleaseWords[] = {"unmap", "free", "put", "destroy",
                                      "release"};

/// The type as the driver spelled it.
bool isSpelled(QualType Type, StringRef Name) {
  const auto *Alias = Type->getAs<TypedefType>();
  return Alias && Alias->getDecl()->getName() == Name;
}

} // namespace

std::string misfit(const ApiFunction &Row, const FunctionDecl &Function) {
  if (Row.lastArgument() >= int(Function.getNumParams()))
    return "names argument " + std::to_string(Row.lastArgument()) +
           ", and the function has " + std::to_string(Function.getNumParams());
  for (const ArgumentRule &Rule : ArgumentRules)
    if (int Index = Row.*Rule.Index;
        Index >= 0 && !Rule.Fits(Function.getParamDecl(Index)->getType()))
      return std::string(Rule.Key) + " is argument " + std::to_string(Index) +
             ", which is not " + Rule.What + " but '" +
             Function.getParamDecl(Index)->getType().getAsString() + "'";
  QualType Result = Function.getReturnType();
  if ((Row.Result == ResultKind::Handle &&
       (!isHandle(Result) || Result->isBooleanType())) ||
      (Row.Result == ResultKind::Memory && !Result->isPointerType()) ||
      ((Row.Result == ResultKind::Count || Row.Result == ResultKind::Errno) &&
       !Result->isIntegerType()))
    return "gives something else than '" + Result.getAsString() + "'";
  return "";
}

bool isVerb(StringRef Word) {
  return is_contained(AcquireWords, Word) || is_contained(ReleaseWords, Word);
}

std::optional<ApiFunction> suggestRow(const FunctionDecl &Function) {
  if (!Function.getIdentifier())
    return std::nullopt;
  ApiFunction Row;
  Row.Name = Row.Spelled = Function.getName().str();
  std::string Name = Function.getName().lower();
  bool Releases = hasWord(Name, ReleaseWords);
  if (!Releases && !hasWord(Name, AcquireWords))
    return std::nullopt;
  Row.Role = Releases ? FunctionRole::Release : FunctionRole::Acquire;
  int Record = -1, Pointer = -1;
  for (const ParmVarDecl *Parameter : Function.parameters()) {
    int Index = Parameter->getFunctionScopeIndex();
    QualType Type = Parameter->getType();
    const RecordDecl *Of = isRecordPointer(Type)
                               ? Type->getPointeeType()->getAsRecordDecl()
                               : nullptr;
    std::string Called = Parameter->getName().lower();
    if (isSpelled(Type, "dma_addr_t"))
      Row.Handle = Index;
    else if (Type->isPointerType() &&
             isSpelled(Type->getPointeeType(), "dma_addr_t"))
      Row.HandleOut = Index;
    else if (Of && Of->getName() == "device")
      Row.Device = Index;
    else if (Type->isPointerType() && Type->getPointeeType()->isPointerType())
      Row.MemoryOut = Index;
    else if (const auto *Enum = Type->getAsEnumDecl();
             Enum && Enum->getName() == "dma_data_direction")
      Row.Direction = Index;
    else if (isSpelled(Type, "gfp_t"))
      Row.Gfp = Index;
    else if (isSpelled(Type, "size_t") ||
             (Type->isIntegerType() &&
              hasWord(Called, {"size", "len", "length", "bytes"})))
      Row.Size = Index;
    else if (Of)
      Record = Index;
    else if (Type->isPointerType() && !Type->getPointeeType()->isIntegerType())
      Pointer = Index;
  }
  QualType Result = Function.getReturnType();
  if (Releases) {
    Row.HandleOut = Row.MemoryOut = -1;
    Row.Memory = Pointer;
    if (Row.object() < 0)
      Row.List = Record;
    return Row.object() >= 0 ? std::optional(Row) : std::nullopt;
  }
  Row.Handle = -1;
  if (isSpelled(Result, "dma_addr_t")) {
    Row.Result = ResultKind::Handle;
    Row.Failure = FailureKind::MappingError;
    Row.Memory = Pointer >= 0 ? Pointer : Record;
    Row.MemoryOut = -1;
  } else if (Result->isPointerType() && Row.HandleOut >= 0) {
    Row.Result = ResultKind::Memory;
    Row.Failure = FailureKind::Null;
    Row.MemoryOut = -1;
  } else if (Result->isIntegerType() && Row.HandleOut >= 0) {
    Row.Result = ResultKind::Errno;
    Row.Failure =
        Result->isBooleanType() ? FailureKind::Zero : FailureKind::Negative;
    if (Row.MemoryOut < 0)
      Row.Memory = Pointer;
  } else {
    return std::nullopt;
  }
  return Row;
}

std::string textOf(const ApiFunction &Row) {
  static const std::map<ResultKind, const char *> Results = {
      {ResultKind::Handle, "handle"},
      {ResultKind::Memory, "memory"},
      {ResultKind::Count, "count"},
      {ResultKind::Errno, "errno"}};
  static const std::map<FailureKind, const char *> Failures = {
      {FailureKind::Null, "\"null\""},
      {FailureKind::MappingError, "mapping-error"},
      {FailureKind::Zero, "zero"},
      {FailureKind::Negative, "negative"},
      {FailureKind::ErrorPointer, "error-pointer"},
      {FailureKind::ErrorPointerOrNull, "error-pointer-or-null"}};
  std::string Text = "{name: " + Row.Name +
                     ", role: " + (Row.isAcquire() ? "acquire" : "release");
  raw_string_ostream OS(Text);
  if (!Row.FamilyName.empty())
    OS << ", family: " << Row.FamilyName;
  for (const ArgumentRule &Rule : ArgumentRules)
    if (Row.*Rule.Index >= 0)
      OS << ", " << Rule.Key << ": " << Row.*Rule.Index;
  if (Row.Result != ResultKind::Nothing)
    OS << ", gives: " << Results.at(Row.Result);
  if (Row.Failure != FailureKind::None)
    OS << ", failure: " << Failures.at(Row.Failure);
  OS << '}';
  return Text;
}

std::vector<std::string> refusedRows(ASTContext &Context, const Model &Api) {
  std::map<StringRef, const ApiFunction *> Given;
  for (const auto &Entry : Api.functions())
    if (!Entry.getValue().Origin.empty())
      Given[Entry.getKey()] = &Entry.getValue();
  std::vector<std::string> Refused;
  for (auto [Name, Row] : Given)
    for (const NamedDecl *Named :
         Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name))) {
      const auto *Function = dyn_cast<FunctionDecl>(Named);
      std::string Why = Function ? misfit(*Row, *Function) : "";
      if (Why.empty())
        continue;
      std::optional<ApiFunction> Better = suggestRow(*Function);
      if (Better)
        Better->FamilyName = Row->FamilyName;
      Refused.push_back(Row->Origin + ": the row of '" + Row->Name + "' " +
                        Why + "; it is not used" +
                        (Better && Better->Role == Row->Role &&
                                 misfit(*Better, *Function).empty()
                             ? ", but this would fit: " + textOf(*Better)
                             : ""));
      break;
    }
  return Refused;
}

} // namespace dmatidy
