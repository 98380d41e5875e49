// What is known of the errors of one kernel against one reference over a set of inputs.
//
// All sums are integers and all maxima carry the input they occurred at, so the outcome does not depend on the order of
// the inputs, the number of threads or the way the work was cut.

#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "accuracy/format.hpp"
#include "accuracy/quad.hpp"

namespace gelubench {

/// Counts of ULP errors in buckets that grow by an eighth of an octave, from 2^-10 to 2^26.
class UlpHistogram {
 public:
  static constexpr int sub_bucket_bits = 3;
  static constexpr int lowest_octave = -10;
  static constexpr int highest_octave = 26;
  static constexpr int size = ((highest_octave - lowest_octave) << sub_bucket_bits) + 2;

  /// Bucket of an error: 0 below 2^-10, size - 1 from 2^26 on.
  static int bucket(double ulp) {
    constexpr std::int64_t bias = 1 - binary64.emin;
    constexpr std::int64_t base = (bias + lowest_octave) << sub_bucket_bits;
    const std::int64_t position = std::bit_cast<std::int64_t>(ulp) >> (binary64.fraction_bits() - sub_bucket_bits);
    return static_cast<int>(std::clamp<std::int64_t>(position - base + 1, 0, size - 1));
  }

  /// Every error in a bucket is below its upper edge; infinity for the last.
  static double upper_edge(int bucket);

  void add(int bucket, std::uint64_t n) {
    if (n == 0) return;
    if (count_.empty()) count_.resize(size);
    count_[static_cast<std::size_t>(bucket)] += n;
  }
  void remove(int bucket, std::uint64_t n) {
    if (n > 0) count_[static_cast<std::size_t>(bucket)] -= n;
  }
  void merge(const UlpHistogram& other, std::uint64_t times = 1);
  std::uint64_t count(int bucket) const { return count_.empty() ? 0 : count_[static_cast<std::size_t>(bucket)]; }
  std::uint64_t total() const;

  /// Upper edge of the bucket that holds the given quantile (0 to 1): a bound of it, at most an eighth of an octave
  /// above.
  double quantile_bound(double quantile) const;

 private:
  std::vector<std::uint64_t> count_;  // empty while nothing was counted: most of the many states of a sweep stay so
};

/// A largest value and the input (bit pattern) it occurred at; of equal values the one at the larger pattern.
struct Extreme {
  double value = -1;  ///< negative: none yet
  std::uint64_t at = 0;

  void offer(double candidate, std::uint64_t bits) {
    if (candidate > value || (candidate == value && bits > at)) *this = {candidate, bits};
  }
  void merge(const Extreme& other) {
    if (other.value >= 0) offer(other.value, other.at);
  }
};

/// Errors over a stretch of neighbouring inputs: a binade, or an eighth of one where GELU changes.
struct StretchErrors {
  Extreme max_ulp;
  std::uint64_t counted_apart = 0;  ///< as of ErrorStats
  std::uint64_t at = 0;             ///< an input (bit pattern) near which that happens

  void merge(const StretchErrors& other) {
    max_ulp.merge(other.max_ulp);
    if (other.counted_apart > 0 && (counted_apart == 0 || other.at < at)) at = other.at;
    counted_apart += other.counted_apart;
  }
};

/// Errors in ULP leave out the results that are counted apart: NaN, infinity, total loss, wrong sign.
struct ErrorStats {
  /// Errors are summed in units of 2^-20 ULP (their squares in units of 2^-40), each capped at 2^24 ULP.
  static constexpr double sum_unit = 0x1p-20;
  static constexpr double sum_cap = 0x1p24;

  std::uint64_t inputs = 0;
  std::uint64_t nan = 0;                ///< NaN for a finite input
  std::uint64_t infinite = 0;           ///< infinity for a finite input
  std::uint64_t total_loss = 0;         ///< zero where the exact value is at least the smallest subnormal number
  std::uint64_t wrong_sign = 0;         ///< non-zero, of the sign opposite to a non-zero exact value
  std::uint64_t wrong_zero = 0;         ///< zero of the sign opposite to a non-zero exact value (not left out)
  std::uint64_t correctly_rounded = 0;  ///< the number nearest to the exact value, decided exactly
  std::uint64_t within_one_ulp = 0;     ///< error at most 1 ULP, to 2^-20 ULP
  Uint128 ulp_sum = 0;                  ///< in sum_unit
  Int128 signed_ulp_sum = 0;            ///< the same of got - exact
  Uint128 ulp_square_sum = 0;           ///< in sum_unit^2
  UlpHistogram histogram;
  Extreme max_ulp;
  Extreme max_abs;     ///< over all finite results, those counted apart included
  double max_rel = 0;  ///< the same, where the exact value is a normal number

  std::uint64_t counted_apart() const { return nan + infinite + total_loss + wrong_sign; }
  std::uint64_t scored() const { return inputs - counted_apart(); }
  double mean_ulp() const;
  double signed_mean_ulp() const;
  double rms_ulp() const;
  /// Adds what is known of other inputs; `times`: where those stand for as many more, with the same errors.
  void merge(const ErrorStats& other, std::uint64_t times = 1);
};

/// Results of one kernel at inputs of one sign and binade that do not decrease in magnitude.
template <class Result, class Exact>
struct ScoreBlock {
  Format format;                 ///< of the results
  std::span<const Result> got;   ///< numbers of the format
  std::span<const Exact> exact;  ///< what the Screen says
  /// Bit pattern of the i-th input.
  std::function<std::uint64_t(std::size_t i)> pattern;
  /// The correctly rounded result of the i-th input, for the few where the Screen cannot tell.
  std::function<double(std::size_t i)> rounded;
};

/// The part of a block from `begin` on to the next run, or the end, that lies in one stretch.
struct StretchRun {
  std::size_t begin = 0;
  StretchErrors* errors = nullptr;
};

/// Adds a block of at most `score_block` results to stats, and what there is of each of its stretches, the first of
/// which begins it, to theirs.
inline constexpr std::size_t score_block = 2048;  // four arrays of a block fit a first-level cache
void score(const ScoreBlock<float, double>& block, ErrorStats& stats, std::span<const StretchRun> runs);
void score(const ScoreBlock<double, Quad>& block, ErrorStats& stats, std::span<const StretchRun> runs);

/// The same of a block of results that are all alike and judged by one exact value, or that are all exact. What it
/// holds of results and exact values, and of patterns and rounding, is that of the last input only.
/// @param pattern  bit pattern of the i-th input of the block
void score_alike(const ScoreBlock<float, double>& last, std::size_t count, ErrorStats& stats,
                 std::span<const StretchRun> runs, const std::function<std::uint64_t(std::size_t)>& pattern);
void score_alike(const ScoreBlock<double, Quad>& last, std::size_t count, ErrorStats& stats,
                 std::span<const StretchRun> runs, const std::function<std::uint64_t(std::size_t)>& pattern);

}  // namespace gelubench
