// Results that were made elsewhere: what is said of them, against their own formula, against each other.

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "accuracy/element.hpp"
#include "accuracy/identify.hpp"
#include "accuracy/reference.hpp"
#include "accuracy/score_exact.hpp"
#include "accuracy/ulp.hpp"
#include "suite/judge_arrays.hpp"

namespace gelubench {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

ArrayFile array_of(DType dtype, const std::vector<double>& numbers) {
  ArrayFile array{.dtype = dtype};
  for (const double v : numbers) {
    const std::uint64_t pattern = encode(format_of(dtype), v);
    array.bytes.append(reinterpret_cast<const char*>(&pattern), size_of(dtype));
  }
  return array;
}

/// dy g'(x) correctly rounded, of numbers of the type.
std::vector<double> products(DType dtype, Direction direction, const std::vector<double>& x,
                             const std::vector<double>& factors) {
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Real value = exact_value(curve_of(Formula::gelu, direction), x[i]);
    Real product(256);
    mpfr_mul_d(product.get(), value.get(), factors[i], MPFR_RNDN);
    y.push_back(nearest_number(format_of(dtype), product));
  }
  return y;
}

ResultArrays arrays_of(DType dtype, Direction direction, const std::vector<double>& x, const std::vector<double>& y,
                       const std::vector<double>& factors) {
  return {.name = "y",
          .direction = direction,
          .x = array_of(dtype, x),
          .y = array_of(dtype, y),
          .factor = array_of(dtype, factors)};
}

const AccuracyRecord& of_all(const ResultSet& results) {
  return *results.find_accuracy(results.kernels[0].id, "own", "all");
}

TEST(ResultArrays, NearestNumberIsTheOneThatEncodeFinds) {
  for (const DType dtype : all_dtypes()) {
    const Format format = format_of(dtype);
    for (const double v : {1.0,
                           -1.0,
                           0x1.fffffffffffffp0,
                           0x1.001p0,
                           0x1.003p0,
                           0x1.01p0,
                           0x1.03p0,
                           0x1p-149,
                           0x1.8p-149,
                           0x1p-150,
                           0x1.1p-150,
                           -0x1p-151,
                           0x1p-24,
                           0x1.8p-24,
                           0x1.ffefp15,
                           0x1.fffp15,
                           65519.0,
                           65520.0,
                           0x1.fffffefp127,
                           0x1.ffffffp127,
                           0x1.fep127,
                           0x1.ffp127,
                           0x1p-1074,
                           0x1.fffffffffffffp1023,
                           1e-320}) {
      const double got = nearest_number(format, Real(128, v));
      const double want = round_to(format, v);
      EXPECT_EQ(got, want) << v << " in " << to_string(dtype);
      EXPECT_EQ(std::signbit(got), std::signbit(want)) << v << " in " << to_string(dtype);
    }
  }
}

TEST(ResultArrays, OneResultIsScoredAsTheDefinitionSays) {
  ErrorStats s;
  const auto add = [&](double got, double exact) { score_exact(binary32, got, Real(128, exact), 7, s); };
  add(1, 1);
  add(1 + 0x1p-22, 1);  // 2 ULP
  add(nan, 1);
  add(-inf, 1);
  add(0, 1);                 // lost
  add(-1, 1);                // of the wrong sign
  add(-0.0, 0x1p-160);       // a zero of the wrong sign, by 2^-11 ULP
  add(inf, 0x1.ffffffp127);  // right
  EXPECT_EQ(s.inputs, 8u);
  EXPECT_EQ(s.nan, 1u);
  EXPECT_EQ(s.infinite, 1u);
  EXPECT_EQ(s.total_loss, 1u);
  EXPECT_EQ(s.wrong_sign, 1u);
  EXPECT_EQ(s.wrong_zero, 1u);
  EXPECT_EQ(s.scored(), 4u);
  EXPECT_EQ(s.max_ulp.value, 2);
  EXPECT_EQ(s.max_ulp.at, 7u);
  EXPECT_EQ(s.max_abs.value, 2);
  EXPECT_EQ(s.correctly_rounded, 3u);
  EXPECT_EQ(s.within_one_ulp, 3u);
  EXPECT_EQ(s.histogram.total(), 4u);
  EXPECT_NEAR(s.mean_ulp(), (2 + 0x1p-11) / 4, 1e-9);
}

TEST(ResultArrays, GradientsAreJudgedWithTheirDy) {
  const std::vector<double> x{-3, -1.5, -0.5, 0.25, 1, 2.5, 7};
  const std::vector<double> dy{3, -0.7109375, 1, 0x1p-100, -1e30, 5, 2};
  std::vector<double> rounded_dy;
  for (const double v : dy) rounded_dy.push_back(round_to(binary32, v));
  std::vector<double> dx = products(DType::f32, Direction::backward, x, rounded_dy);
  ResultArrays arrays = arrays_of(DType::f32, Direction::backward, x, dx, rounded_dy);
  const ResultSet right = judge_arrays(arrays, Formula::gelu);
  EXPECT_EQ(of_all(right).inputs, 7u);
  EXPECT_LE(of_all(right).max_ulp, 0.5);
  EXPECT_EQ(of_all(right).correctly_rounded, 1);
  EXPECT_THAT(right_results(arrays, Formula::gelu), testing::ElementsAreArray(dx));

  // Five ULP of dy g'(x), not of g'(x).
  for (int i = 0; i < 5; ++i) dx[4] = next_number(binary32, dx[4], true);
  arrays.y = array_of(DType::f32, dx);
  const ResultSet wrong = judge_arrays(arrays, Formula::gelu);
  EXPECT_NEAR(of_all(wrong).max_ulp, 5, 0.5);
  EXPECT_EQ(of_all(wrong).worst->x, 1);
  EXPECT_EQ(of_all(wrong).worst->got, dx[4]);
  EXPECT_EQ(of_all(wrong).worst->want, right_results(arrays, Formula::gelu)[4]);
  EXPECT_NEAR(wrong.find_accuracy("judged/y/f32/backward/native", "own", "positive")->max_ulp, 5, 0.5);
  EXPECT_LE(wrong.find_accuracy("judged/y/f32/backward/native", "own", "shoulder")->max_ulp, 0.5);
}

TEST(ResultArrays, GatedResultsAreJudgedWithTheirFactor) {
  const std::vector<double> x{-3, -0.5, 0.25, 1, 7, -inf, inf, 2};
  const std::vector<double> u{3, -0.7109375, 0x1p-100, -0x1p90, 5, 1, -2, 0};
  std::vector<double> y = products(DType::bf16, Direction::gated, {-3, -0.5, 0.25, 1, 7}, u);
  y.insert(y.end(), {-0.0, -inf, 0});
  ResultArrays arrays = arrays_of(DType::bf16, Direction::gated, x, y, u);
  const ResultSet right = judge_arrays(arrays, Formula::gelu);
  EXPECT_EQ(right.kernels[0].id, "judged/y/bf16/gated/native");
  EXPECT_EQ(of_all(right).inputs, 5u);
  EXPECT_EQ(of_all(right).correctly_rounded, 1);
  EXPECT_EQ(right.special.at(0).inputs, 3u);
  EXPECT_EQ(right.special.at(0).failures, 0u);
  EXPECT_THAT(right_results(arrays, Formula::gelu), testing::ElementsAreArray(y));

  // Three ULP of u g(x), and infinity times zero, which is NaN.
  for (int i = 0; i < 3; ++i) y[3] = next_number(format_of(DType::bf16), y[3], true);
  arrays.y = array_of(DType::bf16, y);
  arrays.factor = array_of(DType::bf16, {3, -0.7109375, 0x1p-100, -0x1p90, 5, 1, 0, 0});
  const ResultSet wrong = judge_arrays(arrays, Formula::gelu);
  EXPECT_NEAR(of_all(wrong).max_ulp, 3, 0.5);
  EXPECT_EQ(of_all(wrong).worst->x, 1);
  EXPECT_EQ(wrong.special.at(0).failures, 1u);
  EXPECT_EQ(wrong.special.at(0).examples.front().x, inf);
}

TEST(ResultArrays, SpecialFactorsHaveTheRulesOfTheirProducts) {
  const std::vector<double> x{1, 1, -1, 1, inf, nan, 2};
  const std::vector<double> dy{nan, inf, inf, 0, -2, 1, 0};
  const ResultArrays arrays = arrays_of(DType::f32, Direction::backward, x, {nan, inf, -inf, 0, -2, nan, 1}, dy);
  const ResultSet results = judge_arrays(arrays, Formula::gelu);
  ASSERT_EQ(results.special.size(), 1u);
  EXPECT_EQ(results.special[0].inputs, 7u);
  EXPECT_EQ(results.special[0].failures, 1u);
  EXPECT_EQ(results.special[0].examples.front().x, 2);
  EXPECT_TRUE(results.accuracy.empty());
}

TEST(ResultArrays, SpecialValuesAloneAreJudged) {
  const ResultArrays arrays{
      .name = "y", .x = array_of(DType::bf16, {inf, -inf, nan, 0.0}), .y = array_of(DType::bf16, {inf, nan, nan, 0.0})};
  const ResultSet results = judge_arrays(arrays, Formula::gelu);
  ASSERT_EQ(results.special.size(), 1u);
  EXPECT_EQ(results.special[0].inputs, 4u);
  EXPECT_EQ(results.special[0].failures, 1u);
  EXPECT_TRUE(results.accuracy.empty());
}

TEST(ResultArrays, DistancesCountNumbersOfTheType) {
  const std::vector<double> a{1, -0.0, nan, nan, 0x1p-1074, std::numeric_limits<double>::max()};
  const std::vector<double> b{1 + 0x1p-51, 0.0, nan, 1, -0x1p-1074, -std::numeric_limits<double>::max()};
  const ArrayDistance d = distance_between(DType::f64, a, b);
  EXPECT_EQ(d.inputs, 6u);
  EXPECT_EQ(d.equal, 2u);
  EXPECT_EQ(d.one_is_nan, 1u);
  EXPECT_EQ(d.largest, 0xFFDFFFFFFFFFFFFEu);  // twice 0x7FEFFFFFFFFFFFFF
  EXPECT_EQ(d.at, 5u);
  EXPECT_EQ(distance_between(DType::f16, std::vector<double>{1, 2}, std::vector<double>{1, 2 - 0x1p-10}).largest, 1u);
}

TEST(ResultArrays, TwoResultsOfOneInputAreFound) {
  ResultArrays arrays{.name = "y", .x = array_of(DType::f32, {1, 2, 1}), .y = array_of(DType::f32, {3, 4, 5})};
  const auto two = find_two_results(arrays);
  ASSERT_TRUE(two);
  EXPECT_EQ(two->x, 1);
  EXPECT_EQ(two->first, 3);
  EXPECT_EQ(two->second, 5);
  arrays.factor = array_of(DType::f32, {1, 1, 2});  // another dy, another result
  EXPECT_FALSE(find_two_results(arrays));
}

TEST(ResultArrays, AWildResultDoesNotMakeAnotherFormula) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 64; ++i) {
    x.push_back(-5 + i / 8.0);
    y.push_back(correctly_rounded({Formula::gelu_tanh}, x.back()));
  }
  y[30] = 100;
  const auto nearest = identify(DType::f32, x, y);
  ASSERT_TRUE(is_clear(nearest));
  EXPECT_EQ(nearest.front().curve, Curve{Formula::gelu_tanh});
  EXPECT_EQ(nearest.front().largest_of_most, 0);
  EXPECT_NEAR(nearest.front().largest, 100, 2);
  EXPECT_THAT(describe(nearest), testing::HasSubstr("follows gelu_tanh: mostly at most 0 off, but "));
  for (int i = 20; i < 30; ++i) y[static_cast<std::size_t>(i)] = 100;
  EXPECT_FALSE(is_clear(identify(DType::f32, x, y)));
}

TEST(ResultArrays, ScaledGradientsAreIdentified) {
  const std::optional<ArrayFile> dy = array_of(DType::f64, {2, 0, inf, 4});
  const std::vector<double> y = unscaled_results(array_of(DType::f64, {1, 1, 1, 1}), dy);
  EXPECT_EQ(y[0], 0.5);
  EXPECT_TRUE(std::isnan(y[1]));
  EXPECT_TRUE(std::isnan(y[2]));
  EXPECT_EQ(y[3], 0.25);
}

}  // namespace
}  // namespace gelubench
