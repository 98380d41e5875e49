#include "accuracy/screen.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "accuracy/certify.hpp"
#include "accuracy/float_bits.hpp"
#include "print_curve.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

class ScreenOf : public testing::TestWithParam<Curve> {};

template <class Input>
void expect_whole_line(Curve curve) {
  using Layout = BitLayout<Input>;
  using Bits = typename Layout::Bits;
  const Screen<Input> screen(curve);
  for (const bool negative : {false, true}) {
    Bits next = negative ? Layout::sign : 0;
    for (const auto& segment : screen.segments(negative)) {
      EXPECT_EQ(segment.first, next);
      next = segment.last + 1;
    }
    EXPECT_EQ(next, Layout::infinity | (negative ? Layout::sign : 0));
  }
}

TEST_P(ScreenOf, CoversTheWholeLine) {
  expect_whole_line<float>(GetParam());
  expect_whole_line<double>(GetParam());
}

// Every interval at its ends and at random inputs inside.
TEST_P(ScreenOf, StaysWithinItsBoundOfMpfr) {
  const Certificate one = certify(GetParam(), DType::f32, {.points = 20000, .seed = 3, .threads = 1}).found;
  EXPECT_EQ(one.misfits, 0u);
  EXPECT_LE(one.largest, 0x1p-45) << "at " << hex_float(one.at);
  EXPECT_GE(one.points, 19999u) << "all but zero";
  const Certificate two = certify(GetParam(), DType::f32, {.points = 20000, .seed = 3, .threads = 2}).found;
  EXPECT_EQ(one.largest, two.largest) << "whatever the number of threads";
  EXPECT_EQ(one.at, two.at);
  const Certificate wide = certify(GetParam(), DType::f64, {.points = 5000, .seed = 3, .threads = 2}).found;
  EXPECT_EQ(wide.misfits, 0u);
  EXPECT_LE(wide.largest, 0x1p-96) << "at " << hex_float(wide.at);
}

TEST_P(ScreenOf, GivesTheSameAloneAndInABlock) {
  const Screen<float> screen(GetParam());
  for (const float start : {0x1p-149f, 0.49f, 0.7517f, 1.7626f, 2.5017f, 5.9f, 14.3f}) {
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

std::string curve_title(const testing::TestParamInfo<Curve>& parameter) {
  return std::string(to_string(parameter.param.formula)) + "_" + std::string(to_string(parameter.param.direction));
}

INSTANTIATE_TEST_SUITE_P(Screen, ScreenOf, testing::ValuesIn(all_curves().begin(), all_curves().end()), curve_title);

TEST(Certify, TakesEveryNumberOfARange) {
  // From 1 to 1 + 2^-10: 2^13 steps of float.
  const Certificate c =
      certify({Formula::gelu}, DType::f32, {.range = CertifyRange{1, 1 + 0x1p-10}, .threads = 2}).found;
  EXPECT_EQ(c.points, 8193u);
  EXPECT_TRUE(c.holds());
  const Certificate across = certify({Formula::gelu}, DType::f32, {.range = CertifyRange{-0x1p-148, 0x1p-149}}).found;
  EXPECT_EQ(across.points, 3u) << "zero has a rule of its own";
}

}  // namespace
}  // namespace gelubench
