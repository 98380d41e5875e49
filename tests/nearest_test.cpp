#include "accuracy/nearest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "accuracy/inputs.hpp"
#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

/// By MPFR, in ULP.
double distance_to_boundary(Curve curve, float x) {
  const Real y = exact_value(curve, static_cast<double>(x), 200);
  Real scaled(200);
  mpfr_mul_2si(scaled.get(), y.get(), 23 - y.exponent(), MPFR_RNDN);  // an ULP is 1
  mpfr_frac(scaled.get(), scaled.get(), MPFR_RNDN);
  return std::fabs(std::fabs(scaled.to_double()) - 0.5);
}

TEST(Nearest, ResultsLieNextToTheMiddleOfTwoNumbers) {
  const Curve curve{Formula::gelu, Direction::forward};
  const std::vector<float> x = nearest_to_boundaries(curve, 1000);
  ASSERT_EQ(x.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(x.begin(), x.end()));
  double farthest = 0;
  for (const float v : x) farthest = std::max(farthest, distance_to_boundary(curve, v));
  EXPECT_LT(farthest, 1e-5);
  EXPECT_GT(farthest, 1e-8) << "a thousand of a billion";
  // None of a sample that is nearer is left out.
  for (const InputPiece& piece : stratified_inputs(DType::f32, 6)) {
    for (std::uint64_t i = 0; i < piece.count; ++i) {
      const auto v = std::bit_cast<float>(static_cast<std::uint32_t>(piece.pattern(i, 1)));
      if (!(v > -14 && v < 5) || std::fabs(v) < 0x1p-20f) continue;
      if (distance_to_boundary(curve, v) < farthest / 2) {
        EXPECT_TRUE(std::binary_search(x.begin(), x.end(), v)) << v;
      }
    }
  }
}

}  // namespace
}  // namespace gelubench
