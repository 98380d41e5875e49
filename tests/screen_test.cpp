#include "accuracy/screen.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "accuracy/certify.hpp"
#include "accuracy/float_bits.hpp"

namespace gelubench {
namespace {

class ScreenOf : public testing::TestWithParam<Formula> {};

TEST_P(ScreenOf, CoversTheWholeLine) {
  const Screen screen(GetParam());
  for (const bool negative : {false, true}) {
    std::uint32_t next = negative ? sign_bit : 0;
    for (const ScreenSegment& segment : screen.segments(negative)) {
      EXPECT_EQ(segment.first, next);
      next = segment.last + 1;
    }
    EXPECT_EQ(next, infinity_bits | (negative ? sign_bit : 0));
  }
}

// Every interval at its ends and at random inputs inside.
TEST_P(ScreenOf, StaysWithinItsBoundOfMpfr) {
  const Certificate one = certify(GetParam(), {.points = 20000, .seed = 3, .threads = 1});
  EXPECT_EQ(one.misfits, 0u);
  EXPECT_LE(one.largest, Screen::relative_error) << "at " << hex_float(one.at);
  EXPECT_GE(one.points, 20000u);
  const Certificate two = certify(GetParam(), {.points = 20000, .seed = 3, .threads = 2});
  EXPECT_EQ(one.largest, two.largest) << "whatever the number of threads";
  EXPECT_EQ(one.at, two.at);
}

TEST_P(ScreenOf, GivesTheSameAloneAndInABlock) {
  const Screen screen(GetParam());
  for (const float start : {0x1p-149f, 0.49f, 1.7626f, 2.5017f, 5.9f, 14.3f}) {
    for (const std::uint32_t sign : {0u, sign_bit}) {
      std::vector<float> x(1001);
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = float_of((bits_of(start) + static_cast<std::uint32_t>(i * 977)) | sign);
      }
      std::vector<double> block(x.size());
      screen.evaluate(x, block);
      for (std::size_t i = 0; i < x.size(); ++i) {
        double alone = 0;
        screen.evaluate({&x[i], 1}, {&alone, 1});
        ASSERT_EQ(alone, block[i]) << hex_float(x[i]);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Screen, ScreenOf, testing::ValuesIn(all_formulas().begin(), all_formulas().end()),
                         [](const auto& parameter) { return std::string(to_string(parameter.param)); });

}  // namespace
}  // namespace gelubench
