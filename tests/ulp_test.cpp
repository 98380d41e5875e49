#include "accuracy/ulp.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "accuracy/reference.hpp"

namespace gelubench {
namespace {

Real number(double x) { return Real(200, x); }

Real sum(double a, double b) {
  Real r(200, a);
  mpfr_add_d(r.get(), r.get(), b, MPFR_RNDN);
  return r;
}

TEST(Ulp, ExponentAtBinadeEdges) {
  EXPECT_EQ(ulp_exponent(binary32, number(1.0)), -23);
  EXPECT_EQ(ulp_exponent(binary32, number(0x1.fffffep-1)), -24);
  EXPECT_EQ(ulp_exponent(binary32, sum(1.0, -0x1p-100)), -24) << "the binade of the exact value, not of its rounding";
  EXPECT_EQ(ulp_exponent(binary32, number(-2.0)), -22);
  EXPECT_EQ(ulp_exponent(binary64, number(1.0)), -52);
  EXPECT_EQ(ulp_exponent(binary16, number(1.0)), -10);
  EXPECT_EQ(ulp_exponent(bfloat16, number(1.0)), -7);
}

TEST(Ulp, SubnormalsCountAtTheirOwnUlp) {
  EXPECT_EQ(ulp_exponent(binary32, number(0x1p-126)), -149);
  EXPECT_EQ(ulp_exponent(binary32, number(0x1p-127)), -149);
  EXPECT_EQ(ulp_exponent(binary32, number(0x1p-149)), -149);
  EXPECT_EQ(ulp_exponent(binary32, number(0x1p-500)), -149);
  EXPECT_EQ(ulp_exponent(binary16, number(0x1p-20)), -24);
  EXPECT_EQ(ulp_exponent(binary64, number(0x1p-1074)), -1074);
}

TEST(Ulp, ZeroHasTheSmallestUlp) {
  EXPECT_EQ(ulp_exponent(binary32, number(0.0)), -149);
  EXPECT_EQ(ulp_error(binary32, 0.0, number(0.0)), 0.0);
  EXPECT_EQ(ulp_error(binary32, -0.0, number(0.0)), 0.0);
  EXPECT_EQ(ulp_error(binary32, 0x1p-149, number(0.0)), 1.0);
}

TEST(Ulp, ErrorIncludesTheFinalRounding) {
  EXPECT_EQ(ulp_error(binary32, 1.0, number(1.0)), 0.0);
  EXPECT_EQ(ulp_error(binary32, 1.0, sum(1.0, 0x1p-24)), 0.5);
  EXPECT_EQ(ulp_error(binary32, 1.0, sum(1.0, 0x1p-23)), 1.0);
  // Just below 1 a ULP is half as large.
  EXPECT_EQ(ulp_error(binary32, 1.0, sum(1.0, -0x1p-25)), 0.5);
  EXPECT_EQ(ulp_error(binary32, -1.0, sum(-1.0, -0x1p-24)), 0.5);
  EXPECT_EQ(ulp_error(binary32, 0x1p-149, number(0x1.8p-149)), 0.5);
  EXPECT_EQ(ulp_error(binary32, 0.0, number(0x1p-149)), 1.0);
}

TEST(Ulp, TotalLossAndWrongSignInUlp) {
  EXPECT_EQ(ulp_error(binary32, 0.0, number(1.0)), 0x1p23);
  EXPECT_EQ(ulp_error(binary32, 0.0, number(0x1.fffffep0)), 0x1.fffffep23);
  EXPECT_EQ(ulp_error(binary32, -1.0, number(1.0)), 0x1p24);
}

TEST(Ulp, RoundsUpSoThatABoundHolds) {
  Real third(300, 1.0);
  mpfr_div_ui(third.get(), third.get(), 3, MPFR_RNDN);
  const double error = ulp_error(binary32, static_cast<double>(1.0f / 3.0f), third);
  EXPECT_GE(error, 1.0 / 3.0);
  EXPECT_LE(error, 1.0 / 3.0 + 1e-15);
}

TEST(Ulp, InfinityIsRightFromHalfAUlpAboveTheLargestNumberOn) {
  const double largest = 0x1.fffffep127;
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(overflows(binary32, number(0x1.fffffefffffffp127)));
  EXPECT_TRUE(overflows(binary32, number(0x1.ffffffp127)));
  EXPECT_TRUE(overflows(binary32, number(-0x1p500)));
  EXPECT_FALSE(is_scored(binary32, inf, number(0x1.fffffefffffffp127)));
  EXPECT_TRUE(is_scored(binary32, inf, number(0x1.ffffffp127)));
  EXPECT_FALSE(is_scored(binary32, -inf, number(0x1.ffffffp127)));
  EXPECT_FALSE(is_scored(binary32, std::numeric_limits<double>::quiet_NaN(), number(0x1.ffffffp127)));
  for (const double exact : {0x1.ffffffp127, 0x1p128, 0x1p500}) {
    EXPECT_EQ(ulp_error(binary32, inf, number(exact)), 0.0);
    EXPECT_EQ(absolute_error(binary32, inf, number(exact)), 0.0);
    EXPECT_EQ(ulp_error(binary32, largest, number(exact)), 1.0) << "as though it were 2^128";
    EXPECT_EQ(ulp_error(binary32, 0x1.fffffcp127, number(exact)), 2.0);
    EXPECT_EQ(ulp_error(binary32, -largest, number(-exact)), 1.0);
  }
  EXPECT_EQ(ulp_error(binary32, largest, number(0x1.fffffefffffffp127)), 0.5 - 0x1p-29);
  EXPECT_EQ(ulp_error(binary16, 65504, number(65520)), 1.0);
  EXPECT_EQ(ulp_error(binary64, std::numeric_limits<double>::max(), sum(0x1.fffffffffffffp1023, 0x1p970)), 1.0);
}

// (x, result, error) as another program printed them: the exhaustive search of Zimmermann's check_exhaustive.c on
// CUDA 11.2 and a V100, by Innocente (github.com/VinInn/ctest, cuda/fullCheckAll.log). Two digits, rounded up.
TEST(Ulp, IsThatOfPublishedTables) {
  struct Published {
    Formula formula;
    double x;
    double got;
    double ulp;
  };
  for (const Published& p : {Published{Formula::erf, 0x1.02032ep+0, 0x1.b11ed8p-1, 1.14},
                             Published{Formula::erfc, 0x1.5bdddcp+1, 0x1.fce6eap-14, 4.49},
                             Published{Formula::exp, -0x1.bcc73p+3, 0x1.edb66ap-21, 1.94},
                             Published{Formula::tanh, 0x1.405748p-1, 0x1.1c30ecp-1, 1.82}}) {
    const double ulp = ulp_error(binary32, p.got, exact_value({p.formula}, p.x));
    EXPECT_LE(ulp, p.ulp) << to_string(p.formula);
    EXPECT_GT(ulp, p.ulp - 0.01) << to_string(p.formula);
  }
}

TEST(Ulp, AbsoluteError) {
  EXPECT_EQ(absolute_error(binary32, 1.0, sum(1.0, 0x1p-30)), 0x1p-30);
  EXPECT_EQ(absolute_error(binary32, -0.0, number(0.25)), 0.25);
}

}  // namespace
}  // namespace gelubench
