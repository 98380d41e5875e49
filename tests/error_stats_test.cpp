#include "accuracy/error_stats.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "accuracy/float_bits.hpp"

namespace gelubench {
namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

struct Scored {
  float got;
  double exact;
};

ErrorStats score_all(const std::vector<Scored>& results) {
  std::vector<float> x;
  std::vector<float> got;
  std::vector<double> exact;
  for (std::size_t i = 0; i < results.size(); ++i) {
    x.push_back(1.0f + static_cast<float>(i));
    got.push_back(results[i].got);
    exact.push_back(results[i].exact);
  }
  ErrorStats stats;
  score(x, got, exact, stats);
  return stats;
}

TEST(UlpHistogram, BucketsAreEighthsOfOctaves) {
  EXPECT_EQ(UlpHistogram::bucket(0), 0);
  EXPECT_EQ(UlpHistogram::bucket(0x1p-11), 0);
  EXPECT_EQ(UlpHistogram::bucket(0x1p-10), 1);
  EXPECT_EQ(UlpHistogram::upper_edge(UlpHistogram::bucket(0.5)), 0.5625);
  EXPECT_EQ(UlpHistogram::upper_edge(UlpHistogram::bucket(0.999)), 1.0);
  EXPECT_EQ(UlpHistogram::upper_edge(UlpHistogram::bucket(1.0)), 1.125);
  EXPECT_EQ(UlpHistogram::bucket(0x1p26), UlpHistogram::size - 1);
  EXPECT_EQ(UlpHistogram::bucket(1e300), UlpHistogram::size - 1);
  EXPECT_EQ(UlpHistogram::upper_edge(UlpHistogram::size - 1), std::numeric_limits<double>::infinity());
}

TEST(UlpHistogram, QuantileIsABound) {
  UlpHistogram h;
  h.add(UlpHistogram::bucket(0.25), 98);
  h.add(UlpHistogram::bucket(3), 2);
  EXPECT_EQ(h.quantile_bound(0.5), 0.28125);
  EXPECT_EQ(h.quantile_bound(0.98), 0.28125);
  EXPECT_EQ(h.quantile_bound(0.99), 3.25);
}

TEST(Score, MeasuresUlpOfTheExactValue) {
  const ErrorStats s = score_all({{1.0f, 1.0 + 0x1.8p-24}, {2.0f, 2.0}, {0x1p-140f, 0x1p-140 + 0x1p-150}});
  EXPECT_EQ(s.inputs, 3u);
  EXPECT_EQ(s.max_ulp.value, 0.75);
  EXPECT_EQ(float_of(s.max_ulp.at), 1.0f);
  EXPECT_EQ(s.half_ulp, 2u);
  EXPECT_DOUBLE_EQ(s.mean_ulp(), 1.25 / 3);
  EXPECT_EQ(s.max_abs.value, 0x1.8p-24);
}

TEST(Score, CountsWhatIsWorseThanAnyErrorApart) {
  const ErrorStats s = score_all({{nan, 1.0},
                                  {inf, 1.0},
                                  {-inf, 1.0},
                                  {0.0f, 1e-3},
                                  {-0.5f, 0.5},
                                  {0.0f, -0x1p-160},
                                  {-0.0f, -0x1p-160},
                                  {0.0f, 0x1p-149},
                                  {0.0f, 0x1.fp-150},
                                  {3.0f, 3.0}});
  EXPECT_EQ(s.nan, 1u);
  EXPECT_EQ(s.infinite, 2u);
  EXPECT_EQ(s.total_loss, 2u) << "a zero for less than the smallest subnormal is a faithful result";
  EXPECT_EQ(s.wrong_sign, 1u);
  EXPECT_EQ(s.wrong_zero, 1u);
  EXPECT_EQ(s.counted_apart(), 6u);
  EXPECT_EQ(s.scored(), 4u);
  EXPECT_EQ(s.histogram.total(), 4u);
  EXPECT_EQ(s.max_ulp.value, 0x1.fp-1);
  EXPECT_EQ(s.max_abs.value, 1.0) << "the wrong sign has an absolute error";
  EXPECT_EQ(s.max_rel, 2.0);
}

TEST(Score, ExactZeroHasNoSign) {
  const ErrorStats s = score_all({{0.0f, 0.0}, {-0.0f, 0.0}, {0x1p-149f, 0.0}});
  EXPECT_EQ(s.counted_apart() + s.wrong_zero, 0u);
  EXPECT_EQ(s.max_ulp.value, 1.0);
}

// Any cut into blocks, whole vectors or not, gives the same statistics.
TEST(Score, DoesNotDependOnTheCut) {
  std::vector<float> x;
  std::vector<float> got;
  std::vector<double> exact;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(float_of(bits_of(1.0f) + static_cast<std::uint32_t>(i)));
    exact.push_back(0.1 * std::sqrt(1 + i * 0.37));
    got.push_back(i % 97 == 3 ? 0.0f : static_cast<float>(exact.back() * (1 + (i % 13) * 1e-7)));
  }
  ErrorStats whole;
  score(x, got, exact, whole);
  for (const std::size_t cut : {1u, 7u, 8u, 64u, 999u}) {
    ErrorStats parts;
    for (std::size_t begin = 0; begin < x.size(); begin += cut) {
      const std::size_t n = std::min(cut, x.size() - begin);
      ErrorStats part;
      score({&x[begin], n}, {&got[begin], n}, {&exact[begin], n}, part);
      parts.merge(part);
    }
    EXPECT_EQ(parts.inputs, whole.inputs);
    EXPECT_EQ(parts.total_loss, whole.total_loss);
    EXPECT_EQ(parts.half_ulp, whole.half_ulp);
    EXPECT_TRUE(parts.ulp_sum == whole.ulp_sum) << cut;
    EXPECT_EQ(parts.max_ulp.value, whole.max_ulp.value);
    EXPECT_EQ(parts.max_ulp.at, whole.max_ulp.at);
    EXPECT_EQ(parts.max_abs.at, whole.max_abs.at);
    EXPECT_EQ(parts.max_rel, whole.max_rel);
    for (int b = 0; b < UlpHistogram::size; ++b) ASSERT_EQ(parts.histogram.count(b), whole.histogram.count(b));
  }
}

}  // namespace
}  // namespace gelubench
