//===-- Rows.cpp - Reading what a model says ------------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/model/Rows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using namespace dmatidy;

namespace {
/// What a function row is checked against while it is read.
struct ReaderContext {
  const StringMap<ObjectFamily> &Declared;
  std::vector<ObjectFamily> Fresh;
  MemoryBufferRef Text;
  /// "file:line" of the node at hand.
  std::string here(yaml::IO &IO) const {
    const yaml::Node *At = static_cast<yaml::Input &>(IO).getCurrentNode();
    StringRef Before(Text.getBufferStart(),
                     At->getSourceRange().Start.getPointer() -
                         Text.getBufferStart());
    return (Text.getBufferIdentifier() + ":" + Twine(Before.count('\n') + 1))
        .str();
  }
  bool knowsFamily(StringRef Name) const {
    return Declared.contains(Name) ||
           any_of(Fresh,
                  [&](const ObjectFamily &Row) { return Row.Name == Name; });
  }
};
} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(ObjectFamily)
LLVM_YAML_IS_SEQUENCE_VECTOR(ApiFunction)
LLVM_YAML_IS_STRING_MAP(std::string)

namespace llvm::yaml {

template <> struct ScalarEnumerationTraits<FunctionRole> {
  static void enumeration(IO &IO, FunctionRole &Value) {
    IO.enumCase(Value, "acquire", FunctionRole::Acquire);
    IO.enumCase(Value, "release", FunctionRole::Release);
    IO.enumCase(Value, "sync", FunctionRole::Sync);
    IO.enumCase(Value, "test", FunctionRole::Test);
    IO.enumCase(Value, "use", FunctionRole::Use);
    IO.enumCase(Value, "mask", FunctionRole::Mask);
    IO.enumCase(Value, "query", FunctionRole::Query);
    IO.enumCase(Value, "error-number", FunctionRole::ErrorNumber);
    IO.enumCase(Value, "error-pointer", FunctionRole::ErrorPointer);
    IO.enumCase(Value, "free", FunctionRole::Free);
    IO.enumCase(Value, "share", FunctionRole::Share);
    IO.enumCase(Value, "valid-or-error", FunctionRole::ValidOrError);
    IO.enumCase(Value, "zero-or-error", FunctionRole::ZeroOrError);
    IO.enumCase(Value, "managed-action", FunctionRole::ManagedAction);
    IO.enumCase(Value, "list-of", FunctionRole::ListOf);
    IO.enumCase(Value, "next-of", FunctionRole::NextOf);
    IO.enumCase(Value, "access", FunctionRole::Access);
    IO.enumCase(Value, "bind", FunctionRole::Bind);
    IO.enumCase(Value, "lock", FunctionRole::Lock);
    IO.enumCase(Value, "unlock", FunctionRole::Unlock);
    IO.enumCase(Value, "allocate", FunctionRole::Allocate);
    IO.enumCase(Value, "transfer", FunctionRole::Transfer);
    IO.enumCase(Value, "receive", FunctionRole::Receive);
  }
};

template <> struct ScalarEnumerationTraits<ResultKind> {
  static void enumeration(IO &IO, ResultKind &Value) {
    IO.enumCase(Value, "handle", ResultKind::Handle);
    IO.enumCase(Value, "memory", ResultKind::Memory);
    IO.enumCase(Value, "count", ResultKind::Count);
    IO.enumCase(Value, "errno", ResultKind::Errno);
  }
};

template <> struct ScalarEnumerationTraits<IovaStep> {
  static void enumeration(IO &IO, IovaStep &Value) {
    IO.enumCase(Value, "begin", IovaStep::Begin);
    IO.enumCase(Value, "link", IovaStep::Link);
    IO.enumCase(Value, "sync", IovaStep::Sync);
    IO.enumCase(Value, "end", IovaStep::End);
    IO.enumCase(Value, "test", IovaStep::Test);
  }
};

template <> struct ScalarEnumerationTraits<FailureKind> {
  static void enumeration(IO &IO, FailureKind &Value) {
    IO.enumCase(Value, "null", FailureKind::Null);
    IO.enumCase(Value, "mapping-error", FailureKind::MappingError);
    IO.enumCase(Value, "zero", FailureKind::Zero);
    IO.enumCase(Value, "negative", FailureKind::Negative);
    IO.enumCase(Value, "error-pointer", FailureKind::ErrorPointer);
    IO.enumCase(Value, "error-pointer-or-null",
                FailureKind::ErrorPointerOrNull);
  }
};

template <> struct MappingTraits<ObjectFamily> {
  static void mapping(IO &IO, ObjectFamily &Row) {
    IO.mapRequired("name", Row.Name);
    IO.mapRequired("noun", Row.Noun);
    IO.mapOptional("close-to", Row.CloseTo);
  }
};

template <> struct MappingTraits<ApiFunction> {
  static void mapping(IO &IO, ApiFunction &Row) {
    IO.mapRequired("name", Row.Name);
    Row.Origin = static_cast<ReaderContext *>(IO.getContext())->here(IO);
    IO.mapOptional("spelled", Row.Spelled, Row.Name);
    IO.mapRequired("role", Row.Role);
    IO.mapOptional("family", Row.FamilyName);
    IO.mapOptional("also", Row.Also);
    IO.mapOptional("gives", Row.Result, ResultKind::Nothing);
    IO.mapOptional("failure", Row.Failure, FailureKind::None);
    IO.mapOptional("managed", Row.Managed, false);
    IO.mapOptional("page-aligned", Row.PageAligned, false);
    IO.mapOptional("absent", Row.Absent);
    IO.mapOptional("iova", Row.Iova, IovaStep::None);
    IO.mapOptional("irqs-off", Row.IrqsOff, false);
    IO.mapOptional("needs-irqs", Row.NeedsIrqs, false);
    IO.mapOptional("may-sleep", Row.MaySleep, false);
    IO.mapOptional("zeroed", Row.Zeroed, false);
    IO.mapOptional("gives-data", Row.WritesOutsideData, false);
    IO.mapOptional("takes-attrs", Row.TakenAttrs, uint64_t(0));
    IO.mapOptional("sometimes", Row.OnlyIfLarge, false);
    IO.mapOptional("null-is-fine", Row.NullIsFine, false);
    IO.mapOptional("reads-in", Row.ReadsIn, std::string());
    std::string To;
    IO.mapOptional("to", To, std::string());
    Row.ToDevice = To == "device";
    const std::pair<const char *, int *> Arguments[] = {
        {"device", &Row.Device},
        {"memory", &Row.Memory},
        {"memory-out", &Row.MemoryOut},
        {"handle", &Row.Handle},
        {"handle-out", &Row.HandleOut},
        {"size", &Row.Size},
        {"offset", &Row.Offset},
        {"direction", &Row.Direction},
        {"count", &Row.Count},
        {"attrs", &Row.Attrs},
        {"gfp", &Row.Gfp},
        {"list", &Row.List},
        {"pool", &Row.Pool},
        {"mapped-count", &Row.MappedCount},
        {"reads", &Row.Reads},
        {"writes", &Row.Writes},
        {"fill", &Row.Fill},
        {"mask", &Row.Mask},
        {"transfer-direction", &Row.TransferDirection},
        {"irq-handler", &Row.Handler}};
    for (auto [Key, Index] : Arguments) {
      IO.mapOptional(Key, *Index, -1);
      if (*Index < -1 || *Index > 31)
        IO.setError(Twine(Key) + " must be an argument index from 0 to 31");
    }
    if (!To.empty() && To != "cpu" && To != "device")
      IO.setError("to must be cpu or device");
  }
  static std::string validate(IO &IO, ApiFunction &Row) {
    if ((Row.isAcquire() || Row.isRelease()) && Row.FamilyName.empty())
      return "'" + Row.Name + "' acquires or releases and needs a family";
    const auto &Context = *static_cast<ReaderContext *>(IO.getContext());
    if (!Row.FamilyName.empty() && !Context.knowsFamily(Row.FamilyName))
      return "'" + Row.Name + "' names the family '" + Row.FamilyName +
             "', which no row under families describes";
    if (Row.isAcquire() &&
        (Row.Result == ResultKind::Nothing || Row.Failure == FailureKind::None))
      return "'" + Row.Name + "' acquires and needs gives and failure";
    if (Row.isAcquire() && Row.List < 0 && Row.Result == ResultKind::Count)
      return "'" + Row.Name + "' gives a number of entries and needs list";
    if (Row.isAcquire() && Row.Result == ResultKind::Errno && Row.List < 0 &&
        Row.MemoryOut < 0 && Row.HandleOut < 0)
      return "'" + Row.Name +
             "' gives an error number, not the object, and needs the argument "
             "through which the object comes: handle-out for a dma_addr_t *, "
             "memory-out for a pointer to a pointer, list for a record";
    if (Row.MemoryOut >= 0 && Row.Result != ResultKind::Errno)
      return "'" + Row.Name +
             "' has memory-out, so what it returns tells whether it worked, "
             "and it needs gives: errno";
    if (Row.isRelease() && Row.Handle < 0 && Row.Memory < 0 && Row.List < 0)
      return "'" + Row.Name + "' releases and needs handle, memory or list";
    if (Row.Role == FunctionRole::Test && Row.Failure == FailureKind::None)
      return "'" + Row.Name + "' tests and needs failure";
    if (Row.Role == FunctionRole::Test &&
        (Row.Failure == FailureKind::MappingError ? Row.Handle : Row.Memory) <
            0)
      return "'" + Row.Name +
             "' tests and needs the argument it tests: handle "
             "for mapping-error, memory otherwise";
    if (!Row.ReadsIn.empty() && Row.Reads < 0 && Row.Role != FunctionRole::Free)
      return "'" + Row.Name + "' has reads-in and needs reads";
    if (Row.Role == FunctionRole::ListOf && Row.List < 0)
      return "'" + Row.Name + "' gives the list of its argument and needs list";
    if (Row.Role == FunctionRole::NextOf && Row.List < 0)
      return "'" + Row.Name + "' gives the next of its argument and needs list";
    if (Row.Role == FunctionRole::Bind &&
        (Row.FamilyName.empty() || Row.Device < 0))
      return "'" + Row.Name + "' binds a family and needs family and device";
    if (Row.Role == FunctionRole::Transfer && Row.Memory < 0)
      return "'" + Row.Name + "' transfers a buffer and needs memory";
    if ((Row.Role == FunctionRole::Free || Row.Role == FunctionRole::Share ||
         Row.Role == FunctionRole::Receive ||
         Row.Role == FunctionRole::ErrorNumber) &&
        Row.Memory < 0)
      return "'" + Row.Name + "' takes a pointer and needs memory";
    return "";
  }
};

template <> struct MappingTraits<Rows> {
  static void mapping(IO &IO, Rows &Doc) {
    IO.mapOptional("families", Doc.Families);
    static_cast<ReaderContext *>(IO.getContext())->Fresh = Doc.Families;
    IO.mapOptional("functions", Doc.Functions);
    IO.mapOptional("links", Doc.Links);
    IO.mapOptional("final-on-failure", Doc.Finals);
    IO.mapOptional("repeated", Doc.Repeated);
    IO.mapOptional("removal", Doc.Removals);
    IO.mapOptional("stopping", Doc.Stopping);
    IO.mapOptional("working", Doc.Working);
    IO.mapOptional("working-callbacks", Doc.WorkingCallbacks);
    IO.mapOptional("accepted-errors", Doc.Accepted);
    IO.mapOptional("handle-types", Doc.Types);
    IO.mapOptional("set-by-mapping", Doc.SetByMapping);
    IO.mapOptional("mapped-accessors", Doc.Accessors);
    IO.mapOptional("cleanup-follows", Doc.CleanupFollows);
    IO.mapOptional("class-devices", Doc.ClassDevices);
    IO.mapOptional("probe-records", Doc.ProbeRecords);
    IO.mapOptional("zone-flags", Doc.ZoneFlags);
    IO.mapOptional("cache-line", Doc.CacheLine);
    IO.mapOptional("sleep-flag", Doc.SleepFlag);
    IO.mapOptional("matching-attributes", Doc.MatchingAttributes);
    IO.mapOptional("no-mapping-attribute", Doc.NoMappingAttribute);
    IO.mapOptional("attributes", Doc.Attributes);
    IO.mapOptional("headers", Doc.Headers);
    IO.mapOptional("own-headers", Doc.OwnHeaders);
    IO.mapOptional("left-out", Doc.LeftOut);
    IO.mapOptional("mask-fields", Doc.MaskFields);
    IO.mapOptional("from-physical", Doc.FromPhysical);
    IO.mapOptional("to-physical", Doc.ToPhysical);
    IO.mapOptional("memory-tests", Doc.MemoryTests);
    IO.mapOptional("transfer-fields", Doc.TransferFields);
    IO.mapOptional("completion-fields", Doc.CompletionFields);
    IO.mapOptional("mapped-twins", Doc.MappedTwins);
  }
};

} // namespace llvm::yaml

/// Keeps the first diagnostic of the YAML reader as one line.
static void keepFirst(const SMDiagnostic &Diagnostic, void *Context) {
  auto &Text = *static_cast<std::string *>(Context);
  if (Text.empty())
    Text = (Diagnostic.getFilename() + ":" + Twine(Diagnostic.getLineNo()) +
            ": " + Diagnostic.getMessage())
               .str();
}

Expected<Rows> Rows::read(MemoryBufferRef Text,
                          const StringMap<ObjectFamily> &Declared) {
  std::string Problem;
  ReaderContext Context{Declared, {}, Text};
  yaml::Input Input(Text, &Context, keepFirst, &Problem);
  Rows Doc;
  Input >> Doc;
  if (Input.error())
    return createStringError(Problem.empty()
                                 ? Twine(Text.getBufferIdentifier()) +
                                       ":1: not a readable model"
                                 : Twine(Problem));
  return Doc;
}
