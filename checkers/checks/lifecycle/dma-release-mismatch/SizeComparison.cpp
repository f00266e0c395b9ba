//===-- SizeComparison.cpp - How two sizes differ -------------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "checkers/checks/lifecycle/dma-release-mismatch/SizeComparison.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace clang;
using namespace clang::ento;
using namespace llvm;

namespace dmatidy {

static SymbolRef bare(SymbolRef Symbol) {
  while (const auto *Cast = dyn_cast<SymbolCast>(Symbol))
    Symbol = Cast->getOperand();
  return Symbol;
}

bool isRest(SVal Size) {
  SymbolRef Symbol = Size.getAsSymbol();
  const auto *Less = Symbol ? dyn_cast<SymSymExpr>(bare(Symbol)) : nullptr;
  return Less && Less->getOpcode() == BO_Sub;
}

/// True if \p Added may be other than 0.
static bool mayCount(SymbolRef Added, ProgramStateRef State) {
  return !State->isNull(nonloc::SymbolVal(bare(Added))).isConstrainedTrue();
}

/// \p Sum is \p Part and something more: by an addition, by what was taken from
/// the part, or by ALIGN().
static SizeDifference compareSums(SymbolRef Sum, SymbolRef Part,
                                  ProgramStateRef State) {
  auto TermIf = [](bool Holds) {
    return Holds ? SizeDifference::Term : SizeDifference::None;
  };
  if (const auto *Less = dyn_cast<SymSymExpr>(Part);
      Less && Less->getOpcode() == BO_Sub && bare(Less->getLHS()) == Sum)
    return TermIf(mayCount(Less->getRHS(), State));
  if (const auto *Term = dyn_cast<SymIntExpr>(Sum)) {
    SymbolRef Operand = bare(Term->getLHS());
    if (Term->getOpcode() == BO_Add)
      return !Term->getRHS()->isZero() && Operand == Part
                 ? SizeDifference::Number
                 : SizeDifference::None;
    const auto *Padded = dyn_cast<SymIntExpr>(Operand);
    return TermIf(
        Term->getOpcode() == BO_And && Padded &&
        Padded->getOpcode() == BO_Add && bare(Padded->getLHS()) == Part &&
        uint32_t(~Term->getRHS()->extOrTrunc(64).getZExtValue()) ==
            uint32_t(Padded->getRHS()->extOrTrunc(64).getZExtValue()));
  }
  const auto *Term = dyn_cast<SymSymExpr>(Sum);
  if (!Term || Term->getOpcode() != BO_Add)
    return SizeDifference::None;
  bool IsLeft = bare(Term->getLHS()) == Part;
  return TermIf((IsLeft || bare(Term->getRHS()) == Part) &&
                mayCount(IsLeft ? Term->getRHS() : Term->getLHS(), State));
}

namespace {

/// A number times some symbols.
struct Product {
  uint64_t Number = 1;
  SmallVector<SymbolRef, 4> Factors;

  /// With \p State, a factor that it knows is a number.
  void take(SymbolRef Symbol, ProgramStateRef State) {
    Symbol = bare(Symbol);
    if (const APSInt *Known =
            State ? State->getConstraintManager().getSymVal(State, Symbol)
                  : nullptr) {
      Number *= Known->extOrTrunc(64).getZExtValue();
      return;
    }
    if (const auto *ByInt = dyn_cast<SymIntExpr>(Symbol)) {
      uint64_t By = ByInt->getRHS()->extOrTrunc(64).getZExtValue();
      if (ByInt->getOpcode() == BO_Mul) {
        Number *= By;
        return take(ByInt->getLHS(), State);
      }
      constexpr unsigned Bits = 32;
      if (ByInt->getOpcode() == BO_Shl && By < Bits) {
        Number <<= By;
        return take(ByInt->getLHS(), State);
      }
    } else if (const auto *OfInt = dyn_cast<IntSymExpr>(Symbol);
               OfInt && OfInt->getOpcode() == BO_Mul) {
      Number *= OfInt->getLHS()->extOrTrunc(64).getZExtValue();
      return take(OfInt->getRHS(), State);
    } else if (const auto *Both = dyn_cast<SymSymExpr>(Symbol);
               Both && Both->getOpcode() == BO_Mul) {
      take(Both->getLHS(), State);
      return take(Both->getRHS(), State);
    }
    Factors.push_back(Symbol);
  }

  static std::optional<Product> of(SVal Value, ProgramStateRef State) {
    Product Result;
    if (auto Number = Value.getAs<nonloc::ConcreteInt>())
      Result.Number = Number->getValue()->extOrTrunc(64).getZExtValue();
    else if (SymbolRef Symbol = Value.getAsSymbol())
      Result.take(Symbol, State);
    else
      return std::nullopt;
    return Result;
  }
};

} // namespace

/// \p Many is \p One times a number or something that was left out.
static SizeDifference compareProducts(const Product &Many, const Product &One,
                                      ProgramStateRef State) {
  // A number alone that is the same for all is told elsewhere.
  if (Many.Factors.empty() || One.Number == 0)
    return SizeDifference::None;
  SmallVector<SymbolRef, 4> More = Many.Factors;
  for (SymbolRef Factor : One.Factors) {
    auto *At = find(More, Factor);
    if (At == More.end())
      return SizeDifference::None;
    More.erase(At);
  }
  if (More.empty())
    return Many.Number > One.Number ? SizeDifference::Scale
                                    : SizeDifference::None;
  // A count of bytes is no count of things: what is left must be a size.
  if (Many.Number != One.Number || (One.Factors.empty() && One.Number == 1))
    return SizeDifference::None;
  return any_of(More,
                [&](SymbolRef Factor) {
                  const APSInt *Known =
                      State->getConstraintManager().getSymVal(State, Factor);
                  return !Known || *Known != 1;
                })
             ? SizeDifference::Count
             : SizeDifference::None;
}

/// How the two differ, each taken as it is computed, or as what the path knows
/// of its factors if \p Resolved.
static SizeDifference compareFactors(SVal Many, SVal One, ProgramStateRef State,
                                     bool Resolved) {
  if (Resolved) {
    SValBuilder &Values = State->getStateManager().getSValBuilder();
    Many = Values.simplifySVal(State, Many);
    One = Values.simplifySVal(State, One);
  }
  auto Whole = Product::of(Many, Resolved ? State : nullptr),
       Single = Product::of(One, Resolved ? State : nullptr);
  return Whole && Single ? compareProducts(*Whole, *Single, State)
                         : SizeDifference::None;
}

namespace {

/// A sum of products: from each product of symbols, in the order of their
/// numbers, to the number it is multiplied with. The empty one is 1.
class Polynomial {
public:
  using Monomial = std::vector<std::pair<SymbolID, SymbolRef>>;

  /// \p Value as such a sum; what it does not know how to take apart is a
  /// symbol of its own.
  static Polynomial of(SVal Value) {
    Polynomial Result;
    if (auto Number = Value.getAs<nonloc::ConcreteInt>())
      Result.add({}, numberOf(*Number->getValue()));
    else if (SymbolRef Symbol = Value.getAsSymbol())
      Result = of(Symbol);
    return Result;
  }
  /// True if both have the same products, and of each one as much as the other
  /// or, always on the same side, more: they are the same only where what is
  /// multiplied is 0.
  bool isMultiplied(const Polynomial &One) const {
    if (Terms.size() != One.Terms.size())
      return false;
    bool More = false, HasProduct = false;
    for (auto [Mine, Theirs] : zip(Terms, One.Terms)) {
      if (Mine.first != Theirs.first || Mine.second < Theirs.second)
        return false;
      More |= Mine.second > Theirs.second && !Mine.first.empty();
      HasProduct |= !Mine.first.empty();
    }
    return More && HasProduct;
  }

private:
  static int64_t numberOf(const APSInt &Number) {
    return Number.extOrTrunc(64).getZExtValue();
  }
  static Polynomial constant(const APSInt &Number) {
    Polynomial Result;
    Result.add({}, numberOf(Number));
    return Result;
  }
  static Polynomial of(SymbolRef Symbol) {
    Symbol = bare(Symbol);
    if (const auto *ByInt = dyn_cast<SymIntExpr>(Symbol)) {
      if (auto Both = join(of(ByInt->getLHS()), ByInt->getOpcode(),
                           constant(*ByInt->getRHS())))
        return *Both;
    } else if (const auto *OfInt = dyn_cast<IntSymExpr>(Symbol)) {
      if (auto Both = join(constant(*OfInt->getLHS()), OfInt->getOpcode(),
                           of(OfInt->getRHS())))
        return *Both;
    } else if (const auto *Two = dyn_cast<SymSymExpr>(Symbol)) {
      if (auto Both =
              join(of(Two->getLHS()), Two->getOpcode(), of(Two->getRHS())))
        return *Both;
    }
    Polynomial Result;
    Result.add({{Symbol->getSymbolID(), Symbol}}, 1);
    return Result;
  }
  static std::optional<Polynomial>
  join(const Polynomial &A, BinaryOperatorKind How, const Polynomial &B) {
    Polynomial Result;
    if (How == BO_Add || How == BO_Sub) {
      Result = A;
      for (const auto &[Product, Number] : B.Terms)
        Result.add(Product, How == BO_Add ? Number : -Number);
      return Result;
    }
    if (How != BO_Mul)
      return std::nullopt;
    for (const auto &[Left, LeftNumber] : A.Terms)
      for (const auto &[Right, RightNumber] : B.Terms) {
        Monomial Product = Left;
        append_range(Product, Right);
        llvm::sort(Product);
        Result.add(Product, LeftNumber * RightNumber);
      }
    return Result;
  }
  void add(Monomial Product, int64_t Number) {
    auto [It, IsNew] = Terms.try_emplace(std::move(Product), 0);
    It->second += Number;
    if (It->second == 0)
      Terms.erase(It);
  }

  std::map<Monomial, int64_t> Terms;
};

} // namespace

SizeDifference compareSizes(SVal Many, SVal One, ProgramStateRef State) {
  SymbolRef Sum = Many.getAsSymbol(), Part = One.getAsSymbol();
  if (Sum && Part)
    if (SizeDifference How = compareSums(bare(Sum), bare(Part), State);
        How != SizeDifference::None)
      return How;
  // The path may have found out what a factor is, by leaving a loop over as
  // many elements, say: that is no difference, and makes none.
  if (Sum && Part && Polynomial::of(Many).isMultiplied(Polynomial::of(One)))
    return SizeDifference::Scale;
  SizeDifference How = compareFactors(Many, One, State, /*Resolved=*/false);
  return How != SizeDifference::None &&
                 compareFactors(Many, One, State, /*Resolved=*/true) ==
                     SizeDifference::None
             ? SizeDifference::None
             : How;
}

} // namespace dmatidy
