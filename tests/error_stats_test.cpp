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

/// Adds results whose inputs have the patterns first, first + 1, ...; results on the edge count as correctly rounded
/// where they equal `rounded`.
void add(std::span<const float> got, std::span<const double> exact, std::uint64_t first, ErrorStats& stats,
         float rounded = 1) {
  StretchErrors stretch;
  const StretchRun run{0, &stretch};
  score(ScoreBlock<float, double>{.format = binary32,
                                  .got = got,
                                  .exact = exact,
                                  .pattern = [first](std::size_t i) { return first + i; },
                                  .rounded = [rounded](std::size_t) { return static_cast<double>(rounded); }},
        stats, {&run, 1});
}

ErrorStats score_all(const std::vector<Scored>& results) {
  std::vector<float> got;
  std::vector<double> exact;
  for (const Scored& r : results) {
    got.push_back(r.got);
    exact.push_back(r.exact);
  }
  ErrorStats stats;
  add(got, exact, bits_of(1.0f), stats);
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
  EXPECT_EQ(s.max_ulp.at, bits_of(1.0f));
  EXPECT_EQ(s.correctly_rounded, 1u) << "the tie is asked for, and the answer is another number";
  EXPECT_EQ(s.within_one_ulp, 3u);
  EXPECT_DOUBLE_EQ(s.mean_ulp(), 1.25 / 3);
  EXPECT_DOUBLE_EQ(s.signed_mean_ulp(), -1.25 / 3);
  EXPECT_DOUBLE_EQ(s.rms_ulp(), std::sqrt((0.75 * 0.75 + 0.25) / 3));
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

TEST(Score, AsksWhichNumberIsCorrectOnlyAtTheEdge) {
  const std::vector<float> got{1.0f, 1.0f, 1.0f, 1.0f};
  const std::vector<double> exact{1 + 0x1.ffp-25, 1 + 0x1p-24, 1 + 0x1p-24 + 0x1p-50, 1 + 0x1.01p-24};
  ErrorStats right;
  add(got, exact, bits_of(1.0f), right, 1.0f);
  EXPECT_EQ(right.correctly_rounded, 3u) << "below 1/2, the tie and what is next to it; not what is clearly above";
  ErrorStats wrong;
  add(got, exact, bits_of(1.0f), wrong, 1 + 0x1p-23f);
  EXPECT_EQ(wrong.correctly_rounded, 1u);
}

TEST(Score, TheWorstInputIsNoneOfThoseCountedApart) {
  const ErrorStats s = score_all({{1.0f, 1.0}, {nan, 1.0}, {0.0f, 1.0}, {-1.0f, 1.0}});
  EXPECT_EQ(s.max_ulp.value, 0.0);
  EXPECT_EQ(s.max_ulp.at, bits_of(1.0f));
}

// Errors between 1 and 4096 ULP go another way than smaller and larger ones: all three against plain integers.
TEST(Score, SquaresAreThoseOfIntegers) {
  for (const double scale : {0.9, 30.0, 4000.0, 50000.0}) {
    std::vector<float> got;
    std::vector<double> exact;
    Uint128 want = 0;
    for (int i = 0; i < 999; ++i) {
      const double units = std::nearbyint(std::ldexp(scale * std::sin(i * 1.7), 20));
      got.push_back(1.5f);
      exact.push_back(1.5 - std::ldexp(units, -43));
      want += static_cast<Uint128>(std::fabs(units)) * static_cast<Uint128>(std::fabs(units));
    }
    ErrorStats stats;
    add(got, exact, bits_of(1.0f), stats);
    EXPECT_TRUE(stats.ulp_square_sum == want) << scale;
  }
}

TEST(Score, SumsAreExactForLargeErrorsToo) {
  // 2^22 ULP and a capped 2^30 ULP beside small ones.
  const ErrorStats s = score_all({{1.5f, 1.0}, {128.0f, 1.0}, {1.0f, 1 + 0x1p-24}});
  EXPECT_TRUE(s.ulp_sum == (Uint128{1} << 42) + (Uint128{1} << 44) + (Uint128{1} << 19));
  EXPECT_TRUE(s.signed_ulp_sum == (Int128{1} << 42) + (Int128{1} << 44) - (Int128{1} << 19));
  EXPECT_TRUE(s.ulp_square_sum == (Uint128{1} << 84) + (Uint128{1} << 88) + (Uint128{1} << 38));
}

// The shortcuts for blocks of equal results, and of one result throughout, count like the long way.
TEST(Score, ShortcutsCountLikeTheLongWay) {
  for (const float got : {-0.0f, 0.0f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    for (const double exact : {-0x1p-1000, 1.0, 1 + 0x1.8p-24}) {
      const std::vector<float> results(100, got);
      const std::vector<double> values(100, exact);
      ErrorStats block;
      add(results, values, bits_of(1.0f), block);
      ErrorStats single;
      for (std::size_t i = 0; i < results.size(); ++i)
        add({&results[i], 1}, {&values[i], 1}, bits_of(1.0f) + i, single);
      EXPECT_EQ(block.counted_apart(), single.counted_apart());
      EXPECT_EQ(block.wrong_zero, single.wrong_zero);
      EXPECT_EQ(block.correctly_rounded, single.correctly_rounded);
      EXPECT_TRUE(block.ulp_sum == single.ulp_sum);
      EXPECT_TRUE(block.ulp_square_sum == single.ulp_square_sum);
      EXPECT_EQ(block.max_ulp.value, single.max_ulp.value);
      EXPECT_EQ(block.max_ulp.at, single.max_ulp.at);
      EXPECT_EQ(block.histogram.total(), single.histogram.total());
    }
  }
}

TEST(Score, JudgesBinary64InBinary128) {
  const std::vector<double> got{1.0, 1.0, 0.0, -1.0, 0x1p-1074};
  const std::vector<Quad> exact{Quad(1) + quad_power_of_two(-54), Quad(1) - quad_power_of_two(-53), 1, 1,
                                quad_power_of_two(-1075)};
  ErrorStats s;
  StretchErrors stretch;
  const StretchRun run{0, &stretch};
  score(ScoreBlock<double, Quad>{.format = binary64,
                                 .got = got,
                                 .exact = exact,
                                 .pattern = [](std::size_t i) { return i; },
                                 .rounded = [](std::size_t) { return 1.0; }},
        s, {&run, 1});
  EXPECT_EQ(s.total_loss, 1u);
  EXPECT_EQ(s.wrong_sign, 1u);
  EXPECT_EQ(s.max_ulp.value, 1.0) << "1 - 2^-53 lies in the lower binade, where a ULP is half as large";
  EXPECT_EQ(s.max_ulp.at, 1u);
  EXPECT_EQ(stretch.max_ulp.value, 1.0);
  EXPECT_EQ(stretch.counted_apart, 2u);
  EXPECT_EQ(s.correctly_rounded, 1u) << "a quarter; the last is a tie whose answer is another number";
  EXPECT_TRUE(s.ulp_sum == Uint128{(1u << 18) + (1u << 20) + (1u << 19)});
}

TEST(Score, TellsTheStretchesOfABlockApart) {
  const std::vector<float> got{1.0f, 1.25f, 0.0f, 1.0f, std::nanf(""), 1.0f, 1.0f};
  const std::vector<double> exact{1 + 0x1p-25, 1.25 + 0x1p-24, 1.25, 1 + 0x1p-24, 1.5, 1.0, 1 + 0x1p-26};
  ErrorStats s;
  StretchErrors stretches[4];
  const std::vector<StretchRun> runs{{0, &stretches[0]}, {2, &stretches[1]}, {5, &stretches[2]}, {6, &stretches[3]}};
  score(ScoreBlock<float, double>{.format = binary32,
                                  .got = got,
                                  .exact = exact,
                                  .pattern = [](std::size_t i) { return 100 + i; },
                                  .rounded = [](std::size_t) { return 1.0; }},
        s, runs);
  EXPECT_EQ(s.max_ulp.value, 0.5);
  EXPECT_EQ(s.max_ulp.at, 103u) << "of equal ones the last";
  EXPECT_EQ(stretches[0].max_ulp.value, 0.5);
  EXPECT_EQ(stretches[0].max_ulp.at, 101u);
  EXPECT_EQ(stretches[0].counted_apart, 0u);
  EXPECT_EQ(stretches[1].max_ulp.value, 0.5);
  EXPECT_EQ(stretches[1].max_ulp.at, 103u);
  EXPECT_EQ(stretches[1].counted_apart, 2u) << "lost, and NaN";
  EXPECT_EQ(stretches[1].at, 102u);
  EXPECT_EQ(stretches[2].max_ulp.value, 0);
  EXPECT_EQ(stretches[3].max_ulp.value, 0.125);
  EXPECT_EQ(s.counted_apart(), 2u);
}

struct Alike {
  float got;
  double exact;
};

void expect_same(const ErrorStats& a, const ErrorStats& b) {
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_EQ(a.counted_apart(), b.counted_apart());
  EXPECT_EQ(a.wrong_zero, b.wrong_zero);
  EXPECT_EQ(a.correctly_rounded, b.correctly_rounded);
  EXPECT_EQ(a.within_one_ulp, b.within_one_ulp);
  EXPECT_TRUE(a.ulp_sum == b.ulp_sum);
  EXPECT_TRUE(a.signed_ulp_sum == b.signed_ulp_sum);
  EXPECT_TRUE(a.ulp_square_sum == b.ulp_square_sum);
  for (int bucket = 0; bucket < UlpHistogram::size; ++bucket) {
    EXPECT_EQ(a.histogram.count(bucket), b.histogram.count(bucket)) << bucket;
  }
  EXPECT_EQ(a.max_ulp.value, b.max_ulp.value);
  EXPECT_EQ(a.max_ulp.at, b.max_ulp.at);
  EXPECT_EQ(a.max_abs.value, b.max_abs.value);
  EXPECT_EQ(a.max_abs.at, b.max_abs.at);
  EXPECT_EQ(a.max_rel, b.max_rel);
}

TEST(Score, OneResultStandsForManyAlike) {
  constexpr std::size_t n = 21;
  const auto pattern = [](std::size_t i) { return 1000 + i; };
  // Exact; half a ULP off; far off; lost; of the wrong sign; NaN; a zero of the wrong sign; nearly zero and right.
  for (const auto& [got, exact] : {Alike{1, 1},
                                   {1, 1 + 0x1p-24},
                                   {3, 1},
                                   {1e20f, 1},
                                   {0, 1e-30},
                                   {-1, 1},
                                   {nan, 1},
                                   {0, -1e-300},
                                   {-0.0f, -1e-300}}) {
    StretchErrors each[2], alike[2];
    ErrorStats want, found;
    const auto runs_of = [](StretchErrors* errors) { return std::vector<StretchRun>{{0, errors}, {13, errors + 1}}; };
    const auto rounded = [](std::size_t) { return 1.0; };
    const std::vector<float> got_all(n, got);
    const std::vector<double> exact_all(n, exact);
    score(ScoreBlock<float, double>{binary32, got_all, exact_all, pattern, rounded}, want, runs_of(each));
    const ScoreBlock<float, double> last{binary32, std::span(got_all).last(1), std::span(exact_all).last(1),
                                         [&](std::size_t) { return pattern(n - 1); }, rounded};
    score_alike(last, n, found, runs_of(alike), pattern);
    SCOPED_TRACE(got);
    expect_same(want, found);
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(each[i].max_ulp.value, alike[i].max_ulp.value);
      EXPECT_EQ(each[i].max_ulp.at, alike[i].max_ulp.at);
      EXPECT_EQ(each[i].counted_apart, alike[i].counted_apart);
      EXPECT_EQ(each[i].at, alike[i].at);
    }
  }
}

// The vectorised sums against sums of integers, one result at a time.
TEST(Score, SumsOfLargeErrorsAreExact) {
  std::vector<float> got;
  std::vector<double> exact;
  Uint128 sum = 0, squares = 0;
  Int128 signed_sum = 0;
  for (int i = 0; i < 1999; ++i) {
    // Next to 2^60, in the ULP of which results are up to 2^28 too large; below it they are at most 2^22 too small.
    const double off = std::ldexp(1 + (i * 37 % 101) / 128.0, i % 29) * (i % 3 == 0 && i % 29 < 22 ? -1 : 1);
    got.push_back(static_cast<float>(0x1p60 + std::nearbyint(off) * 0x1p37));
    exact.push_back(0x1p60 + (i % 8) * 0x1p34);
    const double error = (static_cast<double>(got.back()) - exact.back()) * 0x1p-37;
    const auto units = static_cast<std::int64_t>(std::nearbyint(std::clamp(error, -0x1p24, 0x1p24) * 0x1p20));
    const auto magnitude = static_cast<Uint128>(std::abs(units));
    sum += magnitude;
    signed_sum += units;
    squares += magnitude * magnitude;
  }
  ErrorStats s;
  add(got, exact, bits_of(0x1p60f), s);
  EXPECT_TRUE(s.ulp_sum == sum);
  EXPECT_TRUE(s.signed_ulp_sum == signed_sum);
  EXPECT_TRUE(s.ulp_square_sum == squares);
  EXPECT_GT(s.max_ulp.value, 0x1p24) << "beyond the cap";
}

// Differences there are no numbers of binary64; an earlier version took the largest from their rounded values, and
// which it found depended on the order of the blocks.
TEST(Score, LargestRelativeErrorNextToTheSmallestNormalNumber) {
  const double got = 0x1.1p-1022;
  for (const auto& parts : {std::vector<int>{5, 6, 9}, std::vector<int>{9, 6, 5}, std::vector<int>{6, 9, 5}}) {
    ErrorStats s;
    for (const int sixteenths : parts) {
      const Quad exact = got - sixteenths * quad_power_of_two(-1078);
      StretchErrors stretch;
      const StretchRun run{0, &stretch};
      score(ScoreBlock<double, Quad>{.format = binary64,
                                     .got = {&got, 1},
                                     .exact = {&exact, 1},
                                     .pattern = [&](std::size_t) { return static_cast<std::uint64_t>(sixteenths); },
                                     .rounded = [&](std::size_t) { return got; }},
            s, {&run, 1});
    }
    EXPECT_DOUBLE_EQ(s.max_rel, 9 * 0x1p-56 / 0x1.1p0) << parts.front();
    EXPECT_EQ(s.max_ulp.value, 9.0 / 16);
  }
}

TEST(Score, ExactZeroHasNoSign) {
  const ErrorStats s = score_all({{0.0f, 0.0}, {-0.0f, 0.0}, {0x1p-149f, 0.0}});
  EXPECT_EQ(s.counted_apart() + s.wrong_zero, 0u);
  EXPECT_EQ(s.max_ulp.value, 1.0);
}

// Any cut into blocks, whole vectors or not, gives the same statistics.
TEST(Score, DoesNotDependOnTheCut) {
  std::vector<float> got;
  std::vector<double> exact;
  for (int i = 0; i < 1000; ++i) {
    exact.push_back(0.1 * std::sqrt(1 + i * 0.37));
    got.push_back(i % 97 == 3 ? 0.0f : static_cast<float>(exact.back() * (1 + (i % 13) * 1e-7)));
  }
  ErrorStats whole;
  add(got, exact, bits_of(1.0f), whole);
  for (const std::size_t cut : {1u, 7u, 8u, 64u, 999u}) {
    ErrorStats parts;
    for (std::size_t begin = 0; begin < got.size(); begin += cut) {
      const std::size_t n = std::min<std::size_t>(cut, got.size() - begin);
      ErrorStats part;
      add({&got[begin], n}, {&exact[begin], n}, bits_of(1.0f) + begin, part);
      parts.merge(part);
    }
    EXPECT_EQ(parts.inputs, whole.inputs);
    EXPECT_EQ(parts.total_loss, whole.total_loss);
    EXPECT_EQ(parts.correctly_rounded, whole.correctly_rounded);
    EXPECT_EQ(parts.within_one_ulp, whole.within_one_ulp);
    EXPECT_TRUE(parts.signed_ulp_sum == whole.signed_ulp_sum) << cut;
    EXPECT_TRUE(parts.ulp_square_sum == whole.ulp_square_sum) << cut;
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
