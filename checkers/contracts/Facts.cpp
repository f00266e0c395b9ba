//===-- Facts.cpp - What one unit says about its storage places -----------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/contracts/Facts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace dmatidy {

Value sum(const Value &A, const Value &B, int64_t Factor) {
  if (!A.Known || !B.Known)
    return Value::unknown();
  Value Result = A;
  Result.Constant += B.Constant * Factor;
  for (const Value::Term &Term : B.Terms) {
    auto Same = find_if(Result.Terms, [&](const Value::Term &Other) {
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

/// Writes numbers by seven bits, the lowest first, and texts behind their
/// length.
class Packer {
public:
  static constexpr bool Reads = false;
  std::string Bytes;

  void number(uint64_t Number) {
    for (; Number >= 0x80; Number >>= 7)
      Bytes.push_back(static_cast<char>(Number | 0x80));
    Bytes.push_back(static_cast<char>(Number));
  }
  void operator()(const std::string &Text) {
    // What is quoted of a source may be in any encoding; reports are UTF-8.
    if (!json::isUTF8(Text))
      return (*this)(json::fixUTF8(Text));
    number(Text.size());
    Bytes += Text;
  }
  size_t count(size_t Here) {
    number(Here);
    return Here;
  }
};

/// Reads what a Packer has written. After the first thing that cannot be, all
/// is zero and empty, and Good is false.
class Unpacker {
public:
  static constexpr bool Reads = true;
  explicit Unpacker(StringRef Bytes) : Bytes(Bytes) {}
  StringRef Bytes;
  bool Good = true;

  uint64_t number() {
    uint64_t Number = 0;
    for (unsigned Shift = 0; Shift < 64; Shift += 7) {
      if (Bytes.empty())
        break;
      uint8_t Byte = Bytes.front();
      Bytes = Bytes.drop_front();
      Number |= uint64_t(Byte & 0x7f) << Shift;
      if (!(Byte & 0x80))
        return Number;
    }
    fail();
    return 0;
  }
  void operator()(std::string &Text) {
    size_t Size = count(0);
    Text = Bytes.take_front(Size).str();
    Bytes = Bytes.drop_front(Size);
  }
  /// How many parts follow; each has at least one byte.
  size_t count(size_t) {
    uint64_t Number = number();
    if (Number > Bytes.size())
      fail();
    return Good ? Number : 0;
  }
  void fail() {
    Good = false;
    Bytes = "";
  }
};

/// Goes through facts, part by part, in an order that is the same for both.
template <typename Archive> class Walk {
public:
  explicit Walk(Archive &To) : To(To) {}

  template <typename T> void operator()(std::vector<T> &Parts) {
    list(Parts, [&](T &Part) { (*this)(Part); });
  }
  void operator()(std::string &Text) { To(Text); }
  void operator()(bool &Flag) {
    unsigned Number = Flag;
    (*this)(Number);
    Flag = Number;
  }
  void operator()(unsigned &Number) {
    if constexpr (Archive::Reads)
      Number = To.number();
    else
      To.number(Number);
  }
  void operator()(int64_t &Number) {
    // Small negative numbers are small, too.
    if constexpr (Archive::Reads) {
      uint64_t Bits = To.number();
      Number =
          static_cast<int64_t>(Bits >> 1) ^ -static_cast<int64_t>(Bits & 1);
    } else {
      To.number((static_cast<uint64_t>(Number) << 1) ^
                static_cast<uint64_t>(Number >> 63));
    }
  }
  void operator()(Value::Term &Term) {
    (*this)(Term.Factor);
    (*this)(Term.Node);
  }
  void operator()(Value &What) {
    (*this)(What.Known);
    if (!What.Known)
      return;
    (*this)(What.Constant);
    list(What.Terms, [&](Value::Term &Term) { (*this)(Term); });
  }
  void operator()(Node &One) {
    unsigned Kind = static_cast<unsigned>(One.Kind);
    (*this)(One.Name);
    (*this)(Kind);
    (*this)(One.IsField);
    One.Kind = static_cast<NodeKind>(Kind);
  }
  void operator()(Flow &One) {
    (*this)(One.To);
    (*this)(One.Soft);
    (*this)(One.From);
  }
  void operator()(SourceSite &Site) {
    (*this)(Site.File);
    (*this)(Site.Line);
    (*this)(Site.Column);
    (*this)(Site.Function);
    (*this)(Site.Text);
  }
  void operator()(ModeledCall &Call) {
    (*this)(Call.Row);
    (*this)(Call.Spelled);
    (*this)(Call.Site);
    (*this)(Call.Object);
    (*this)(Call.Buffer);
    for (Value *Part : Call.values())
      (*this)(*Part);
    (*this)(Call.KeptIn);
    (*this)(Call.Result);
    (*this)(Call.HandleOut);
    (*this)(Call.Masked);
    (*this)(Call.IgnoredDirection);
  }
  void operator()(FunctionFact &One) {
    (*this)(One.Name);
    (*this)(One.Static);
    (*this)(One.AddressTaken);
    (*this)(One.EndsOnFailure);
    (*this)(One.Removes);
    (*this)(One.Callees);
  }
  void operator()(TableEntry &One) {
    (*this)(One.Field);
    (*this)(One.Function);
  }
  void operator()(ContractFacts &Facts) {
    (*this)(Facts.Nodes);
    (*this)(Facts.Flows);
    (*this)(Facts.Calls);
    (*this)(Facts.Functions);
    (*this)(Facts.Tables);
    (*this)(Facts.Masked);
    (*this)(Facts.AsksMemory);
    (*this)(Facts.Exposed);
    (*this)(Facts.Given);
  }

private:
  template <typename List, typename Each> void list(List &Parts, Each Part) {
    size_t Count = To.count(Parts.size());
    if constexpr (Archive::Reads)
      Parts.resize(Count);
    for (auto &One : Parts)
      Part(One);
  }
  Archive &To;
};

} // namespace

/// True if every node that \p Facts speak of is one of theirs.
static bool isSound(ContractFacts &Facts) {
  auto IsNode = [&](NodeId Id) { return Id < Facts.Nodes.size(); };
  auto IsValue = [&](const Value &What) {
    return all_of(What.Terms,
                  [&](const Value::Term &Term) { return IsNode(Term.Node); });
  };
  return all_of(Facts.Nodes,
                [](const Node &One) { return One.Kind <= NodeKind::Kernel; }) &&
         all_of(Facts.Flows,
                [&](const Flow &One) {
                  return IsNode(One.To) && IsValue(One.From);
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

std::string pack(const ContractFacts &Facts) {
  Packer Bytes;
  // One walk for both ways; this one only looks.
  Walk<Packer> Each(Bytes);
  Each(const_cast<ContractFacts &>(Facts));
  return std::move(Bytes.Bytes);
}

std::optional<ContractFacts> unpackFacts(StringRef Bytes) {
  Unpacker From(Bytes);
  ContractFacts Facts;
  Walk<Unpacker> Each(From);
  Each(Facts);
  if (!From.Good || !From.Bytes.empty() || !isSound(Facts))
    return std::nullopt;
  return Facts;
}

} // namespace dmatidy
