#include "accuracy/stretches.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace gelubench {
namespace {

TEST(Stretches, AreBinadesAndEighthsWhereGeluChanges) {
  const Stretches& s = stretches_of(binary32);
  // Of either sign 256 binades, the 15 from 2^-10 to 2^5 in eighths.
  EXPECT_EQ(s.count(), 2u * (241 + 15 * 8));
  const auto of = [&](double x) { return s.of(encode(binary32, x)); };
  EXPECT_EQ(of(1), of(1.1249));
  EXPECT_EQ(of(1) + 1, of(1.125));
  EXPECT_EQ(of(1) + 8, of(2));
  EXPECT_EQ(of(32), of(63.9));
  EXPECT_EQ(of(0x1p-11), of(0x1.fffffep-11));
  EXPECT_EQ(of(0x1p-11) + 1, of(0x1p-10));
  EXPECT_EQ(of(-1), of(1) + s.count() / 2);
  EXPECT_EQ(of(0), 0u);
  EXPECT_EQ(s.of(0xFFFFFFFF), s.count() - 1);
}

TEST(Stretches, FollowEachOtherInTheOrderOfBitPatterns) {
  for (const Format format : {binary32, binary64, binary16, bfloat16}) {
    const Stretches& s = stretches_of(format);
    std::uint64_t pattern = 0;
    for (std::size_t i = 0; i < s.count(); ++i) {
      ASSERT_EQ(s.of(pattern), i);
      const std::uint64_t beyond = s.beyond(pattern);
      ASSERT_EQ(s.of(beyond - 1), i);
      ASSERT_EQ(s.beyond(beyond - 1), beyond);
      pattern = beyond;
    }
    EXPECT_EQ(pattern, format.sign() + format.sign()) << "wraps to 0 for binary64";
  }
}

}  // namespace
}  // namespace gelubench
