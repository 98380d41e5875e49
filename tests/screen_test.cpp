#include "accuracy/screen.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "accuracy/float_bits.hpp"
#include "accuracy/reference.hpp"

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

// Every segment at its ends and at random inputs inside.
TEST_P(ScreenOf, StaysWithinItsBoundOfMpfr) {
  const Screen screen(GetParam());
  std::mt19937_64 random(3);
  double worst = 0;
  for (const bool negative : {false, true}) {
    for (const ScreenSegment& segment : screen.segments(negative)) {
      for (int i = 0; i < 60; ++i) {
        const std::uint64_t size = std::uint64_t{segment.last} - segment.first + 1;
        const std::uint64_t offset = i == 0 ? 0 : (i == 1 ? size - 1 : random() % size);
        const float x = float_of(segment.first + static_cast<std::uint32_t>(offset));
        double got = 0;
        screen.evaluate({&x, 1}, {&got, 1});
        const Real exact = exact_value(GetParam(), static_cast<double>(x));
        if (exact.is_zero()) {
          ASSERT_EQ(got, 0.0) << hex_float(x);
          continue;
        }
        ASSERT_EQ(std::signbit(got), exact.sign() < 0) << hex_float(x);
        if (exact.exponent() < -200) {
          ASSERT_LT(std::fabs(got), 0x1p-199) << hex_float(x);
          continue;
        }
        Real error(128);
        mpfr_sub_d(error.get(), exact.get(), got, MPFR_RNDN);
        mpfr_div(error.get(), error.get(), exact.get(), MPFR_RNDN);
        worst = std::max(worst, std::fabs(error.to_double()));
        ASSERT_LE(std::fabs(error.to_double()), Screen::relative_error) << hex_float(x);
      }
    }
  }
  EXPECT_LE(worst, Screen::relative_error);
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
