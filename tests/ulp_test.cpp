#include "accuracy/ulp.hpp"

#include <gtest/gtest.h>

#include <cmath>

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

TEST(Ulp, AbsoluteError) {
  EXPECT_EQ(absolute_error(binary32, 1.0, sum(1.0, 0x1p-30)), 0x1p-30);
  EXPECT_EQ(absolute_error(binary32, -0.0, number(0.25)), 0.25);
}

}  // namespace
}  // namespace gelubench
