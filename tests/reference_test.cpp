#include "accuracy/reference.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "accuracy/float_bits.hpp"
#include "print_curve.hpp"
#include "results/hex_float.hpp"

namespace gelubench {
namespace {

struct Published {
  Formula formula;
  double x;
  double y;
  double tolerance;
  const char* source;
};

class PublishedValue : public testing::TestWithParam<Published> {};

TEST_P(PublishedValue, Agrees) {
  const Published& p = GetParam();
  EXPECT_NEAR(exact_value({p.formula}, p.x).to_double(), p.y, p.tolerance) << p.source;
}

constexpr const char* table_26_1 = "Abramowitz & Stegun, table 26.1: x P(x)";
// Printed from binary32 results: at -3 the documentation itself shows what the cancellation of 1 + erf costs.
constexpr const char* tensorflow = "documentation of tf.nn.gelu / tf.keras.activations.gelu";

INSTANTIATE_TEST_SUITE_P(
    Reference, PublishedValue,
    testing::Values(Published{Formula::gelu, 0.5, 0.5 * 0.691462461274013, 1e-15, table_26_1},
                    Published{Formula::gelu, 1.0, 0.841344746068543, 1e-15, table_26_1},
                    Published{Formula::gelu, 2.0, 2 * 0.977249868051821, 2e-15, table_26_1},
                    Published{Formula::gelu, -2.0, -2 * (1 - 0.977249868051821), 2e-15, table_26_1},
                    Published{Formula::gelu, -5.0, -5 * 2.866515719e-7, 5e-16, "Q(5), table 26.1"},
                    Published{Formula::gelu, -3.0, -0.00404951, 2e-7, tensorflow},
                    Published{Formula::gelu, 3.0, 2.9959507, 4e-7, tensorflow},
                    Published{Formula::gelu_tanh, -3.0, -0.00363752, 2e-7, tensorflow},
                    Published{Formula::gelu_tanh, -1.0, -0.15880796, 5e-8, tensorflow},
                    Published{Formula::gelu_tanh, 1.0, 0.841192, 5e-7, tensorflow},
                    Published{Formula::gelu_tanh, 3.0, 2.9963627, 2e-7, tensorflow},
                    Published{Formula::gelu_sigmoid, 1.0, 0.84579576593282, 5e-15, "logistic(1.702)"},
                    Published{Formula::i_gelu, 1.0, 1 - 0.1444 * (1.769 - M_SQRT1_2) * (1.769 - M_SQRT1_2), 1e-15,
                              "I-BERT eq. 7 and 8 by hand"},
                    Published{Formula::hard_gelu, 1.0, 4.702 / 6, 1e-15, "by hand"},
                    Published{Formula::hard_gelu, -1.0, -1.298 / 6, 1e-15, "by hand"},
                    Published{Formula::silu, 1.0, 0.731058578630005, 1e-15, "logistic(1)"},
                    Published{Formula::erf, 0.5, 0.5204998778130465, 1e-15, "Abramowitz & Stegun, table 7.1"},
                    Published{Formula::erfc, 2.0, 0.004677734981047266, 1e-17, "DLMF, table 7.23"},
                    Published{Formula::tanh, 1.0, 0.761594155955765, 1e-15, "(e^2 - 1) / (e^2 + 1)"},
                    Published{Formula::sigmoid, -1.0, 0.268941421369995, 1e-15, "1 / (1 + e)"},
                    Published{Formula::exp, 1.0, 2.718281828459045, 1e-15, "e"},
                    Published{Formula::ndtr, 1.0, 0.841344746068543, 1e-15, "Abramowitz & Stegun, table 26.1"},
                    Published{Formula::ndtr, -5.0, 2.866515719e-7, 5e-17, "Q(5), table 26.1"},
                    Published{Formula::relu, -1.0, 0, 0, "by hand"}, Published{Formula::relu, 2.5, 2.5, 0, "by hand"}));

/// Largest distance of two formulas over [-8, 8], and where.
std::pair<double, double> largest_distance(Formula a, Formula b) {
  std::pair<double, double> largest{0, 0};
  for (int i = -8000; i <= 8000; ++i) {
    const double x = i / 1000.0;
    const double distance = std::fabs(exact_value({a}, x).to_double() - exact_value({b}, x).to_double());
    if (distance > largest.first) largest = {distance, x};
  }
  return largest;
}

TEST(Reference, DistancesFromTrueGeluArePublished) {
  const auto tanh = largest_distance(Formula::gelu_tanh, Formula::gelu);
  EXPECT_NEAR(tanh.first, 4.73e-4, 5e-7);
  EXPECT_NEAR(std::fabs(tanh.second), 2.70, 0.005);
  EXPECT_NEAR(largest_distance(Formula::gelu_sigmoid, Formula::gelu).first, 2.03e-2, 5e-5);
  EXPECT_NEAR(largest_distance(Formula::gelu_bowling, Formula::gelu).first, 3.8e-4, 5e-6);
  const auto relu = largest_distance(Formula::relu, Formula::gelu);
  EXPECT_NEAR(relu.first, 0.16997, 1e-5);
  EXPECT_NEAR(std::fabs(relu.second), 0.752, 5e-4);
}

class EveryFormula : public testing::TestWithParam<Curve> {};

// An error of 2^-120 in the 128-bit value would show against one of 400 bits.
TEST_P(EveryFormula, AgreesWithASecondPrecision) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const float x = float_of(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(x)) continue;
    const Real low = exact_value(GetParam(), static_cast<double>(x), 128);
    const Real high = exact_value(GetParam(), static_cast<double>(x), 400);
    if (low.is_zero() || high.is_zero()) {
      EXPECT_EQ(low.is_zero(), high.is_zero()) << x;
      continue;
    }
    if (high.exponent() < -100000) continue;
    Real difference(400);
    mpfr_sub(difference.get(), low.get(), high.get(), MPFR_RNDN);
    mpfr_div(difference.get(), difference.get(), high.get(), MPFR_RNDN);
    ASSERT_LE(std::fabs(difference.to_double()), 0x1p-128) << hex_float(x);
  }
}

TEST_P(EveryFormula, NearItsRootsKeepsRelativePrecision) {
  for (const Root& root : roots(GetParam(), 200)) {
    const double at = root.at.to_double();
    for (const double x : {at, std::nextafter(at, 0.0), std::nextafter(at, -9.0), at + 1e-9}) {
      const Real low = exact_value(GetParam(), x, 128);
      const Real high = exact_value(GetParam(), x, 600);
      if (high.is_zero()) continue;
      Real difference(600);
      mpfr_sub(difference.get(), low.get(), high.get(), MPFR_RNDN);
      mpfr_div(difference.get(), difference.get(), high.get(), MPFR_RNDN);
      EXPECT_LE(std::fabs(difference.to_double()), 0x1p-100) << hex_float(x);
    }
  }
}

TEST_P(EveryFormula, CorrectRoundingIsTheNearestNumber) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20000; ++i) {
    const float x = float_of(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(x)) continue;
    const auto rounded = static_cast<float>(correctly_rounded(GetParam(), static_cast<double>(x)));
    if (!std::isfinite(rounded)) continue;
    const Real exact = exact_value(GetParam(), static_cast<double>(x));
    const double error = absolute_error(binary32, rounded, exact);
    const float inf = std::numeric_limits<float>::infinity();
    ASSERT_LE(error, absolute_error(binary32, std::nextafter(rounded, inf), exact)) << hex_float(x);
    ASSERT_LE(error, absolute_error(binary32, std::nextafter(rounded, -inf), exact)) << hex_float(x);
  }
}

// The second opinion: Boost.Math's algorithms on Boost.Multiprecision's MPFR numbers.
using Wide = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<70>>;

Wide derivative_by_boost(Formula formula, double number) {
  const Wide x(number);
  // x s(u): s + x s (1 - s) u'
  const auto logistic = [&x](const Wide& u, const Wide& slope) -> Wide {
    const Wide s = 1 / (1 + exp(-u));
    return s + x * s * (1 - s) * slope;
  };
  const Wide pi = boost::math::constants::pi<Wide>();
  switch (formula) {
    case Formula::gelu:
      return boost::math::erfc(Wide(-x / sqrt(Wide(2)))) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi);
    case Formula::gelu_tanh: {
      const Wide a = sqrt(8 / pi);
      return logistic(a * (x + Wide("0.044715") * x * x * x), a * (1 + 3 * Wide("0.044715") * x * x));
    }
    case Formula::gelu_sigmoid:
      return logistic(Wide("1.702") * x, Wide("1.702"));
    case Formula::gelu_bowling:
      return logistic(Wide("1.5976") * x + Wide("0.07056") * x * x * x, Wide("1.5976") + 3 * Wide("0.07056") * x * x);
    case Formula::i_gelu: {
      const Wide a("-0.2888");
      const Wide b("-1.769");
      const Wide q = abs(x) / sqrt(Wide(2));
      const Wide sign = x < 0 ? -1 : 1;
      if (q >= -b) return (1 + sign) / 2;
      const Wide l = sign * (a * (q + b) * (q + b) + 1);
      return (1 + l) / 2 + x * a * (q + b) / sqrt(Wide(2));
    }
    case Formula::hard_gelu: {
      const Wide line = Wide("1.702") * x + 3;
      if (line < 0) return 0;
      if (line > 6) return 1;
      return (line + Wide("1.702") * x) / 6;
    }
    case Formula::silu:
      return logistic(x, 1);
    case Formula::relu:
      return x > 0 ? 1 : 0;
    default:
      return 0;
  }
}

Wide by_boost(Curve curve, double number) {
  const Formula formula = curve.formula;
  if (curve.is_derivative()) return derivative_by_boost(formula, number);
  const Wide x(number);
  const auto logistic = [&x](const Wide& v) -> Wide { return x / (1 + exp(-v)); };
  switch (formula) {
    case Formula::gelu:
      return x * boost::math::erfc(Wide(-x / sqrt(Wide(2)))) / 2;
    case Formula::gelu_tanh:
      return x / 2 * (1 + tanh(sqrt(2 / boost::math::constants::pi<Wide>()) * (x + Wide("0.044715") * x * x * x)));
    case Formula::gelu_sigmoid:
      return logistic(Wide("1.702") * x);
    case Formula::gelu_bowling:
      return logistic(Wide("1.5976") * x + Wide("0.07056") * x * x * x);
    case Formula::i_gelu: {
      const Wide a("-0.2888");
      const Wide b("-1.769");
      const Wide q = abs(x) / sqrt(Wide(2));
      const Wide clipped = q < -b ? q : Wide(-b);
      const Wide l = a * (clipped + b) * (clipped + b) + 1;
      return x / 2 * (1 + (x < 0 ? Wide(-l) : l));
    }
    case Formula::hard_gelu: {
      Wide y = Wide("1.702") * x + 3;
      if (y < 0) y = 0;
      if (y > 6) y = 6;
      return x * y / 6;
    }
    case Formula::relu:
      return x > 0 ? x : Wide(0);
    case Formula::silu:
      return logistic(x);
    case Formula::erf:
      return boost::math::erf(x);
    case Formula::erfc:
      return boost::math::erfc(x);
    case Formula::tanh:
      return tanh(x);
    case Formula::sigmoid:
      return 1 / (1 + exp(-x));
    case Formula::exp:
      return exp(x);
    case Formula::ndtr:
      return boost::math::erfc(Wide(-x / sqrt(Wide(2)))) / 2;
  }
  return 0;
}

TEST_P(EveryFormula, AgreesWithBoostMath) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 4000; ++i) {
    // Uniform in [-10, 10] and, every other time, much nearer to zero. 1 + tanh loses 125 bits at -10 and has 230.
    double x = static_cast<double>(static_cast<std::int64_t>(random()) >> 11) * (10 * 0x1p-52);
    if (i % 2 == 1) x *= std::ldexp(1.0, -static_cast<int>(random() % 60));
    const Real exact = exact_value(GetParam(), x, 128);
    const Wide boost = by_boost(GetParam(), x);
    if (exact.is_zero()) {
      ASSERT_LT(abs(boost), 1e-60) << hex_float(x);
      continue;
    }
    Wide ours;
    mpfr_set(ours.backend().data(), exact.get(), MPFR_RNDN);
    ASSERT_LE(abs((ours - boost) / boost), 1e-25) << hex_float(x);
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, EveryFormula, testing::ValuesIn(all_curves().begin(), all_curves().end()),
                         [](const auto& parameter) {
                           return fmt::format("{}_{}", to_string(parameter.param.formula),
                                              to_string(parameter.param.direction));
                         });

// The continued fraction that stands for erfc from |x| = 5 on, against MPFR's erfc.
TEST(Reference, ContinuedFractionAgreesWithErfc) {
  std::mt19937_64 random(17);
  for (int i = 0; i < 300; ++i) {
    const double x = (5 + 35 * static_cast<double>(random() >> 11) * 0x1p-53) * (i % 2 == 0 ? 1 : -1);
    Real z(400, 2.0);
    mpfr_sqrt(z.get(), z.get(), MPFR_RNDN);
    mpfr_d_div(z.get(), -x, z.get(), MPFR_RNDN);
    mpfr_erfc(z.get(), z.get(), MPFR_RNDN);
    mpfr_mul_d(z.get(), z.get(), x / 2, MPFR_RNDN);
    Real off = exact_value({Formula::gelu}, x, 300);
    mpfr_sub(off.get(), off.get(), z.get(), MPFR_RNDN);
    mpfr_div(off.get(), off.get(), z.get(), MPFR_RNDN);
    ASSERT_LE(std::fabs(off.to_double()), 0x1p-300) << hex_float(x);
  }
}

TEST(Reference, DerivativesVanishAtTheMinimum) {
  EXPECT_NEAR(roots({Formula::gelu, Direction::backward}, 100).front().at.to_double(), -0.7517916, 1e-7);
  EXPECT_NEAR(minimum(Formula::gelu).value, -0.16997120747990369, 1e-16);
  EXPECT_NEAR(minimum(Formula::hard_gelu).at, -1.5 / 1.702, 1e-15);
  EXPECT_EQ(minimum(Formula::relu).value, 0);
  for (const Curve curve : all_curves()) {
    if (!curve.is_derivative() || curve.formula == Formula::relu) continue;
    const double at = minimum(curve.formula).at;
    EXPECT_LT(exact_value(curve, at - 1e-9).sign(), 0) << to_string(curve);
    EXPECT_GT(exact_value(curve, at + 1e-9).sign(), 0) << to_string(curve);
  }
}

// Halfway between two differences, so that neither rounding nor truncation matters: the error is below h^2/6 times the
// third derivative.
TEST(Reference, DerivativesAreThoseOfTheFormulas) {
  for (const Formula formula : all_formulas()) {
    if (is_ingredient(formula)) continue;
    for (const double x : {-7.1, -3.3, -1.2, -0.3, 0.4, 1.1, 2.2, 6.3}) {
      const double h = 0x1p-20;
      Real high = exact_value({formula}, Real(100, x + h), 200);
      const Real low = exact_value({formula}, Real(100, x - h), 200);
      mpfr_sub(high.get(), high.get(), low.get(), MPFR_RNDN);
      mpfr_div_d(high.get(), high.get(), 2 * h, MPFR_RNDN);
      EXPECT_NEAR(high.to_double(), exact_value({formula, Direction::backward}, x).to_double(), 1e-12)
          << to_string(formula) << " at " << x;
    }
  }
}

TEST(Reference, OddSubnormalInputsAreDecidedByTheNextTerm) {
  // x/2 is a tie; gelu(x) = x/2 + x^2/sqrt(2 pi) lies above it.
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 0x1p-149), 0x1p-149);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, -0x1p-149), 0.0);
  EXPECT_TRUE(std::signbit(correctly_rounded({Formula::gelu}, -0x1p-149)));
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 0x3p-149), 0x2p-149);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, -0x3p-149), -0x1p-149);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 0x5p-149), 0x3p-149);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, -0x5p-149), -0x2p-149);
}

TEST(Reference, GeluUnderflowsWhereItShould) {
  EXPECT_LT(correctly_rounded({Formula::gelu}, -13.146), -0x1p-127);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, -14.3f), -0x1p-149);
  const double beyond = correctly_rounded({Formula::gelu}, -14.36f);
  EXPECT_EQ(beyond, 0.0);
  EXPECT_TRUE(std::signbit(beyond));
  EXPECT_EQ(correctly_rounded({Formula::gelu}, -1e30), 0.0);
}

// MPFR's erf and erfc where the reference has another way, and what the others are made of.
TEST(Reference, IngredientsAgreeWithMpfrInTheTails) {
  std::mt19937_64 random(19);
  for (int i = 0; i < 200; ++i) {
    const double x = (3 + 24 * static_cast<double>(random() >> 11) * 0x1p-53) * (i % 2 == 0 ? 1 : -1);
    for (const Formula formula : {Formula::erf, Formula::erfc}) {
      Real want(1500, x);
      (formula == Formula::erf ? mpfr_erf : mpfr_erfc)(want.get(), want.get(), MPFR_RNDN);
      Real off = exact_value({formula}, x, 300);
      mpfr_sub(off.get(), off.get(), want.get(), MPFR_RNDN);
      mpfr_div(off.get(), off.get(), want.get(), MPFR_RNDN);
      ASSERT_LE(std::fabs(off.to_double()), 0x1p-300) << to_string(formula) << " at " << hex_float(x);
    }
  }
}

TEST(Reference, IngredientsOverflowAndUnderflowWhereTheyShould) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(correctly_rounded({Formula::exp}, 0x1.62e42ep6f), 0x1.ffff08p127);
  EXPECT_EQ(correctly_rounded({Formula::exp}, 0x1.62e430p6f), inf);
  EXPECT_EQ(correctly_rounded({Formula::exp}, 1e30), inf);
  EXPECT_EQ(correctly_rounded({Formula::exp}, 709.7, binary64), std::exp(709.7));
  EXPECT_EQ(correctly_rounded({Formula::exp}, 709.8, binary64), inf);
  EXPECT_EQ(correctly_rounded({Formula::exp}, 11.0859375, binary16), 65248);
  EXPECT_EQ(correctly_rounded({Formula::exp}, 11.09375, binary16), inf);
  EXPECT_EQ(correctly_rounded({Formula::exp}, -103.9f), 0x1p-149);
  for (const Formula formula : {Formula::exp, Formula::sigmoid, Formula::ndtr}) {
    const double lost = correctly_rounded({formula}, -1e30);
    EXPECT_EQ(lost, 0) << to_string(formula);
    EXPECT_FALSE(std::signbit(lost)) << to_string(formula);
  }
  EXPECT_EQ(correctly_rounded({Formula::erfc}, 10.05), 0x1p-149);
  EXPECT_EQ(correctly_rounded({Formula::erfc}, -1e30), 2);
  EXPECT_EQ(correctly_rounded({Formula::erf}, -1e30), -1);
  EXPECT_EQ(correctly_rounded({Formula::tanh}, 1e30), 1);
  EXPECT_EQ(correctly_rounded({Formula::tanh}, 0x1p-149), 0x1p-149);
}

TEST(Reference, IngredientsHaveNoDerivative) {
  for (const Curve curve : all_curves()) EXPECT_FALSE(curve.is_derivative() && is_ingredient(curve.formula));
  EXPECT_EQ(all_curves().size(), 22u);
  const Curve slope{Formula::erf, Direction::backward};
  EXPECT_THROW(exact_value(slope, 1.0), std::invalid_argument);
  EXPECT_THROW(correctly_rounded(slope, 1.0), std::invalid_argument);
  EXPECT_THROW(special_value(slope, 0.0), std::invalid_argument);
  EXPECT_THROW(roots(slope, 64), std::invalid_argument);
  EXPECT_THROW(kinks(slope, 64), std::invalid_argument);
}

TEST(Reference, SpecialValuesOfIngredients) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Rules {
    Formula formula;
    double left, at_zero, right;
  };
  for (const Rules& r :
       {Rules{Formula::erf, -1, 0, 1}, Rules{Formula::erfc, 2, 1, 0}, Rules{Formula::tanh, -1, 0, 1},
        Rules{Formula::sigmoid, 0, 0.5, 1}, Rules{Formula::exp, 0, 1, inf}, Rules{Formula::ndtr, 0, 0.5, 1}}) {
    SCOPED_TRACE(to_string(r.formula));
    EXPECT_TRUE(special_value({r.formula}, -inf)->accepts(r.left));
    EXPECT_TRUE(special_value({r.formula}, inf)->accepts(r.right));
    EXPECT_TRUE(special_value({r.formula}, 0.0)->accepts(r.at_zero));
    EXPECT_TRUE(special_value({r.formula}, -0.0)->accepts(r.at_zero == 0 ? -0.0 : r.at_zero));
    EXPECT_FALSE(special_value({r.formula}, -0.0)->accepts(r.at_zero == 0 ? 0.0 : -r.at_zero));
    EXPECT_TRUE(special_value({r.formula}, nan)->accepts(nan));
    EXPECT_FALSE(special_value({r.formula}, -1.0).has_value());
    if (r.left == 0) EXPECT_FALSE(special_value({r.formula}, -inf)->accepts(-0.0));
    if (r.right == 0) EXPECT_FALSE(special_value({r.formula}, inf)->accepts(-0.0));
  }
}

TEST(Reference, EveryFormulaHasADefinition) {
  for (const Formula formula : all_formulas()) EXPECT_GE(definition(formula).size(), 6u) << to_string(formula);
}

TEST(Reference, OtherFormats) {
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 1.0, binary64), 0.8413447460685429);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 1.0, bfloat16), 0x1.aep-1);
  EXPECT_EQ(correctly_rounded({Formula::gelu}, 1.0, binary16), 0x1.aecp-1);
}

TEST(Reference, SpecialValueRules) {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(special_value({Formula::gelu}, 1.0).has_value());
  EXPECT_TRUE(special_value({Formula::gelu}, nan)->accepts(-nan));
  EXPECT_FALSE(special_value({Formula::gelu}, nan)->accepts(0.0));
  EXPECT_TRUE(special_value({Formula::gelu}, inf)->accepts(inf));
  EXPECT_FALSE(special_value({Formula::gelu}, inf)->accepts(nan));
  EXPECT_TRUE(special_value({Formula::gelu}, -inf)->accepts(-0.0));
  EXPECT_FALSE(special_value({Formula::gelu}, -inf)->accepts(0.0));
  EXPECT_FALSE(special_value({Formula::gelu}, -inf)->accepts(nan));
  EXPECT_TRUE(special_value({Formula::gelu}, -0.0)->accepts(-0.0));
  EXPECT_FALSE(special_value({Formula::gelu}, -0.0)->accepts(0.0));
  EXPECT_TRUE(special_value({Formula::relu}, -0.0)->accepts(0.0));
  EXPECT_TRUE(special_value({Formula::relu}, -inf)->accepts(0.0));
  const Curve slope(Formula::gelu, Direction::backward);
  EXPECT_TRUE(special_value(slope, inf)->accepts(1.0));
  EXPECT_TRUE(special_value(slope, -inf)->accepts(-0.0));
  EXPECT_FALSE(special_value(slope, -inf)->accepts(0.0));
  EXPECT_TRUE(special_value(slope, -0.0)->accepts(0.5));
  EXPECT_TRUE(special_value({Formula::relu, Direction::backward}, 0.0)->accepts(0.0));
  EXPECT_FALSE(special_value({Formula::relu, Direction::backward}, 0.0)->accepts(1.0));
}

}  // namespace
}  // namespace gelubench
