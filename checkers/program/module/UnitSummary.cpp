//===-- UnitSummary.cpp - What a unit says about its storage --------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/program/module/UnitSummary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LEB128.h"

using namespace llvm;

namespace dmatidy {

Value sum(const Value &A, const Value &B, int64_t Factor) {
  if (!A.Known || !B.Known)
    return Value::unknown();
  Value Result = A;
  Result.Constant += B.Constant * Factor;
  for (const Value::Term &Term : B.Terms) {
    auto *Same = find_if(Result.Terms, [&](const Value::Term &Other) {
      return Other.Node == Term.Node;
    });
    if (Same != Result.Terms.end())
      Same->Factor += Term.Factor * Factor;
    else
      Result.Terms.push_back({Term.Factor * Factor, Term.Node});
  }
  erase_if(Result.Terms, [](const Value::Term &Term) { return !Term.Factor; });
  llvm::sort(Result.Terms, [](const Value::Term &X, const Value::Term &Y) {
    return X.Node < Y.Node;
  });
  return Result;
}

namespace {

/// Writes numbers as LEB128, and texts behind their length.
class Packer {
public:
  static constexpr bool Reads = false;

  std::string take() { return std::move(Bytes); }
  void number(uint64_t &Number) { encodeULEB128(Number, OS); }
  void number(int64_t &Number) { encodeSLEB128(Number, OS); }
  void text(const std::string &Text) {
    // What is quoted of a source may be in any encoding; reports are UTF-8.
    if (!json::isUTF8(Text))
      return text(json::fixUTF8(Text));
    encodeULEB128(Text.size(), OS);
    OS << Text;
  }

private:
  std::string Bytes;
  raw_string_ostream OS{Bytes};
};

/// Reads what a Packer has written. After the first thing that cannot be, all
/// is zero and empty.
class Unpacker {
public:
  static constexpr bool Reads = true;
  explicit Unpacker(StringRef Bytes)
      : Here(Bytes.bytes_begin()), End(Bytes.bytes_end()) {}

  bool isGood() const { return !Error; }
  /// All of it was read, and all was good.
  bool isDone() const { return isGood() && Here == End; }
  void number(uint64_t &Number) {
    Number = Error ? 0 : decodeULEB128AndInc(Here, End, &Error);
  }
  void number(int64_t &Number) {
    Number = Error ? 0 : decodeSLEB128AndInc(Here, End, &Error);
  }
  void text(std::string &Text) {
    uint64_t Size;
    number(Size);
    if (Size > size_t(End - Here))
      Error = "a text beyond the end";
    if (Error)
      return;
    Text.assign(Here, Here + Size);
    Here += Size;
  }

private:
  const uint8_t *Here, *End;
  const char *Error = nullptr;
};

/// Goes through facts, part by part, in an order that is the same for both.
template <typename Archive> class Walk {
public:
  explicit Walk(Archive &To) : To(To) {}

  /// Each of \p Parts in turn.
  template <typename... T> void all(T &...Parts) { (each(Parts), ...); }

private:
  void each(std::string &Text) { To.text(Text); }
  void each(int64_t &Number) { To.number(Number); }
  void each(unsigned &Number) { widened(Number); }
  void each(bool &Flag) { widened(Flag); }
  void each(NodeKind &Kind) { widened(Kind); }
  void each(Value::Term &Term) { all(Term.Factor, Term.Node); }
  void each(Value &What) {
    each(What.Known);
    if (What.Known)
      all(What.Constant, What.Terms);
  }
  void each(Node &Place) {
    all(Place.Name, Place.Kind, Place.IsField, Place.Home);
  }
  void each(Flow &Edge) { all(Edge.To, Edge.Soft, Edge.From); }
  void each(SourceSite &Site) {
    all(Site.File, Site.Line, Site.Column, Site.Function, Site.Text);
  }
  void each(ModeledCall &Call) {
    all(Call.Row, Call.Spelled, Call.Site, Call.Object, Call.Buffer);
    for (Value *Part : Call.values())
      each(*Part);
    all(Call.KeptIn, Call.Result, Call.HandleOut, Call.Masked,
        Call.MaskedInPage, Call.IgnoredDirection);
  }
  void each(FunctionFact &Function) {
    all(Function.Name, Function.Static, Function.AddressTaken,
        Function.EndsOnFailure, Function.Removes, Function.Stops,
        Function.Works, Function.Callees, Function.Failures);
  }
  void each(FailureFact &Ways) {
    all(Ways.Callee, Ways.Calls, Ways.Released, Ways.PassesOn);
  }
  void each(TableEntry &Entry) { all(Entry.Field, Entry.Function); }
  template <typename T> void each(std::vector<T> &Parts) { list(Parts); }
  template <typename T, unsigned N> void each(SmallVector<T, N> &Parts) {
    list(Parts);
  }

  template <typename T> void widened(T &Number) {
    uint64_t All = static_cast<uint64_t>(Number);
    To.number(All);
    Number = static_cast<T>(All);
  }
  template <typename List> void list(List &Parts) {
    uint64_t Count = Parts.size();
    To.number(Count);
    if constexpr (Archive::Reads) {
      // A count is believed only as far as there are parts.
      for (; Count && To.isGood(); --Count)
        each(Parts.emplace_back());
    } else {
      for (auto &Part : Parts)
        each(Part);
    }
  }
  Archive &To;
};

template <typename Archive> void walk(Archive &To, UnitSummary &Facts) {
  Walk<Archive>(To).all(Facts.ModuleFolder, Facts.Folder, Facts.Nodes,
                        Facts.Flows, Facts.Calls, Facts.Functions, Facts.Tables,
                        Facts.Masked, Facts.AsksMemory, Facts.Exposed,
                        Facts.Given);
}

} // namespace

/// True if every node that \p Facts speak of is one of theirs.
static bool isSound(UnitSummary &Facts) {
  auto IsNode = [&](NodeId Id) { return Id < Facts.Nodes.size(); };
  auto IsValue = [&](const Value &What) {
    return all_of(What.Terms,
                  [&](const Value::Term &Term) { return IsNode(Term.Node); });
  };
  return all_of(Facts.Nodes,
                [](const Node &Place) {
                  return Place.Kind <= NodeKind::Kernel;
                }) &&
         all_of(Facts.Flows,
                [&](const Flow &Edge) {
                  return IsNode(Edge.To) && IsValue(Edge.From);
                }) &&
         all_of(Facts.Calls,
                [&](ModeledCall &Call) {
                  // 0 is also what a call has that gives nothing.
                  return (!Call.Result || IsNode(Call.Result)) &&
                         (!Call.HandleOut || IsNode(Call.HandleOut)) &&
                         all_of(Call.values(), [&](const Value *Part) {
                           return IsValue(*Part);
                         });
                }) &&
         all_of(Facts.Exposed, IsNode) && all_of(Facts.Given, IsNode);
}

std::string pack(const UnitSummary &Facts) {
  Packer Bytes;
  // One walk for both ways; this one only looks.
  walk(Bytes, const_cast<UnitSummary &>(Facts));
  return Bytes.take();
}

std::optional<UnitSummary> unpackSummary(StringRef Bytes) {
  Unpacker From(Bytes);
  UnitSummary Facts;
  walk(From, Facts);
  if (!From.isDone() || !isSound(Facts))
    return std::nullopt;
  return Facts;
}

bool isWithin(StringRef Path, StringRef Folder) {
  return Folder.empty() || Path == Folder ||
         (Path.consume_front(Folder) &&
          (Path.starts_with("/") || Folder.ends_with("/")));
}

} // namespace dmatidy
