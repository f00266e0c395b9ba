//===-- PackingTest.cpp - Numbers and texts as few bytes ------------------===//
//
// Part of dma-tidy, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/results/Packing.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace dmatidy {
namespace {

using Numbers = std::vector<unsigned>;

TEST(PackNumbers, ComeBackSorted) {
  for (const Numbers &All :
       {Numbers{}, Numbers{0}, Numbers{7, 7}, Numbers{300, 1, 2, 299},
        Numbers{UINT32_MAX, 0, 1u << 31}}) {
    Numbers Sorted = All;
    llvm::sort(Sorted);
    EXPECT_EQ(unpackNumbers(packNumbers(All)), Sorted);
  }
}

TEST(PackNumbers, NeighboursTakeAByteEach) {
  Numbers All;
  for (unsigned I = 1000000; I != 1000100; ++I)
    All.push_back(I);
  EXPECT_LT(packNumbers(All).size(), 105u);
}

TEST(PackNumbers, DamagedBytesAreRefused) {
  EXPECT_FALSE(unpackNumbers("\x80"));
  EXPECT_FALSE(unpackNumbers("\x01\xff\xff"));
  // A step of 2^32, and one beyond 64 bits.
  EXPECT_FALSE(unpackNumbers("\x80\x80\x80\x80\x10"));
  EXPECT_FALSE(unpackNumbers("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"));
}

// Two steps that are too far together begin again at 0.
TEST(PackNumbers, DISABLED_StepsBeyondTheLastNumberAreRefused) {
  EXPECT_FALSE(unpackNumbers("\xff\xff\xff\xff\x0f\x02"));
}

TEST(PackText, ComesBack) {
  for (const std::string &Text :
       {std::string(), std::string("a"), std::string(100000, 'x'),
        std::string("\0\xff\n\0", 4)})
    EXPECT_EQ(unpackText(packText(Text)), Text);
}

TEST(PackText, RepetitionTakesLittle) {
  EXPECT_LT(packText(std::string(1 << 20, 'x')).size(), 1000u);
}

TEST(PackText, DamagedBytesAreRefused) {
  std::string Packed = packText("some text that is long enough");
  for (size_t Size = 0; Size != Packed.size(); ++Size)
    EXPECT_FALSE(unpackText(StringRef(Packed).take_front(Size))) << Size;
  EXPECT_FALSE(unpackText("not packed at all"));
}

TEST(PackText, SizeThatNoTextHasIsRefused) {
  std::string Packed = packText("text");
  for (size_t At = 4; At != 8; ++At) {
    std::string Huge = Packed;
    Huge[At] = '\x7f';
    EXPECT_FALSE(unpackText(Huge)) << At;
  }
  std::string Small = Packed;
  Small[0] = 3;
  EXPECT_FALSE(unpackText(Small));
}

TEST(Sealed, ComesBack) {
  for (StringRef Text : {StringRef(), StringRef("x"), StringRef("\0y", 2)})
    EXPECT_EQ(unsealed(sealed(Text)), Text);
}

TEST(Sealed, EveryDamageIsNoticed) {
  std::string Text = sealed("the results of one unit");
  for (size_t At = 0; At != Text.size(); ++At) {
    std::string Damaged = Text;
    Damaged[At] ^= 4;
    EXPECT_FALSE(unsealed(Damaged)) << At;
    EXPECT_FALSE(unsealed(StringRef(Text).take_front(At))) << At;
  }
  EXPECT_FALSE(unsealed(Text + "x"));
}

} // namespace
} // namespace dmatidy
