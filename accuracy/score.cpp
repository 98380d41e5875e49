// score(): one pass over a block, then a look at whatever that pass found worth a look.

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "accuracy/block_summary.hpp"
#include "accuracy/ulp.hpp"

namespace gelubench {
namespace {

/// Errors from `least` to `most`.
void count_buckets(std::span<const double> signed_ulp, double least, double most, UlpHistogram& histogram) {
  // Four tables, so that neighbours in one bucket do not wait for each other's stores.
  constexpr std::size_t tables = 4;
  std::uint32_t counts[UlpHistogram::size][tables];
  const int first = UlpHistogram::bucket(least);
  const int last = UlpHistogram::bucket(most);
  std::fill(counts[first], counts[last + 1], 0);
  const std::size_t n = signed_ulp.size();
  std::size_t i = 0;
  for (; i + tables <= n; i += tables) {
    for (std::size_t k = 0; k < tables; ++k) ++counts[UlpHistogram::bucket(std::fabs(signed_ulp[i + k]))][k];
  }
  for (; i < n; ++i) ++counts[UlpHistogram::bucket(std::fabs(signed_ulp[i]))][0];
  for (int b = first; b <= last; ++b) {
    histogram.add(b, std::uint64_t{counts[b][0]} + counts[b][1] + counts[b][2] + counts[b][3]);
  }
}

void add_sums(const BlockSummary& block, std::size_t n, ErrorStats& stats) {
  if (block.max_ulp <= BlockSummary::exact_squares_up_to) {
    stats.ulp_sum += static_cast<Uint128>(block.ulp_sum);
    stats.signed_ulp_sum += static_cast<Int128>(block.signed_ulp_sum);
    stats.ulp_square_sum += static_cast<Uint128>(block.ulp_square_sum);
    return;
  }
  const auto combined = [](Int128 high, std::int64_t low) { return high * (1 << PartSums::low_bits) + low; };
  const PartSums sums = part_sums({block.signed_ulp, n});
  stats.ulp_sum += static_cast<Uint128>(combined(sums.high, sums.low));
  stats.signed_ulp_sum += combined(sums.signed_high, sums.signed_low);
  // (high 2^22 + low)^2
  const Int128 squares = combined(combined(sums.high_high, 2 * sums.high_low), sums.low_low);
  stats.ulp_square_sum += static_cast<Uint128>(squares);
}

/// Eight elements at a time, the rest padded with exact results.
void summarize_padded(Format format, std::span<const float> got, std::span<const double> exact, BlockSummary& block) {
  const std::size_t whole = got.size() / widest_double_vector * widest_double_vector;
  if (whole > 0) summarize(format, got.first(whole), exact.first(whole), block);
  const std::size_t left = got.size() - whole;
  if (left == 0) return;
  float last_got[widest_double_vector] = {};
  double last_exact[widest_double_vector] = {};
  std::copy(got.begin() + static_cast<std::ptrdiff_t>(whole), got.end(), last_got);
  std::copy(exact.begin() + static_cast<std::ptrdiff_t>(whole), exact.end(), last_exact);
  BlockSummary rest;
  summarize(format, last_got, last_exact, rest);
  std::copy(rest.signed_ulp, rest.signed_ulp + left, block.signed_ulp + whole);
  block.nan += rest.nan;
  block.infinite += rest.infinite;
  block.total_loss += rest.total_loss;
  block.wrong_sign += rest.wrong_sign;
  block.wrong_zero += rest.wrong_zero;
  block.ulp_sum += rest.ulp_sum;
  block.signed_ulp_sum += rest.signed_ulp_sum;
  block.ulp_square_sum += rest.ulp_square_sum;
  block.least_ulp = std::min(block.least_ulp, rest.least_ulp);
  block.max_ulp = std::max(block.max_ulp, rest.max_ulp);
  block.max_abs = std::max(block.max_abs, rest.max_abs);
}

void summarize_block(const ScoreBlock<float, double>& input, BlockSummary& block) {
  const std::size_t n = input.got.size();
  if (equal(input.got, input.exact)) {
    block.least_ulp = 0;
    std::fill_n(block.signed_ulp, n, 0.0);
    return;
  }
  summarize_padded(input.format, input.got, input.exact, block);
}

/// The same pass for binary64, in binary128 and one result at a time.
void summarize_block(const ScoreBlock<double, Quad>& input, BlockSummary& block) {
  const Quad smallest_subnormal = quad_power_of_two(input.format.smallest_exponent());
  for (std::size_t i = 0; i < input.got.size(); ++i) {
    const double got = input.got[i];
    const Quad exact = input.exact[i];
    const Quad magnitude = quad_abs(exact);
    double signed_ulp = 0;
    if (std::isnan(got)) {
      ++block.nan;
    } else if (std::isinf(got)) {
      ++block.infinite;
    } else {
      const bool signs_differ = exact != 0 && std::signbit(got) != (exact < 0);
      const bool lost = got == 0 && magnitude >= smallest_subnormal;
      const Quad difference = got - exact;
      block.max_abs = std::max(block.max_abs, static_cast<double>(quad_abs(difference)));
      block.total_loss += lost ? 1 : 0;
      block.wrong_sign += signs_differ && got != 0 ? 1 : 0;
      block.wrong_zero += signs_differ && got == 0 ? 1 : 0;
      if (!lost && !(signs_differ && got != 0)) {
        const int exponent = exact == 0 ? input.format.emin : quad_exponent(magnitude);
        const Quad per_ulp = quad_power_of_two(-ulp_exponent(input.format, exponent));
        signed_ulp = static_cast<double>(difference * per_ulp);
      }
    }
    block.signed_ulp[i] = signed_ulp;
    const double ulp = std::fabs(signed_ulp);
    const double units = std::nearbyint(signed_ulp / ErrorStats::sum_unit);
    block.ulp_sum += std::fabs(units);
    block.signed_ulp_sum += units;
    block.ulp_square_sum += units * units;
    block.least_ulp = std::min(block.least_ulp, ulp);
    block.max_ulp = std::max(block.max_ulp, ulp);
  }
}

/// Correctly rounded results, and those within one ULP.
template <class Result, class Exact>
void add_close(const ScoreBlock<Result, Exact>& input, const BlockSummary& block, ErrorStats& stats) {
  const std::size_t n = input.got.size();
  const std::uint64_t apart = block.apart();  // these stand there with error 0
  if (block.max_ulp < 0.5 - screen_resolution) {
    stats.correctly_rounded += n - apart;
    stats.within_one_ulp += n - apart;
    return;
  }
  const CloseCounts counts = count_close({block.signed_ulp, n});
  stats.correctly_rounded += counts.surely_half - apart;
  stats.within_one_ulp += counts.one - apart;
  if (counts.maybe_half == counts.surely_half) return;
  for (std::size_t i = 0; i < n; ++i) {
    const double ulp = std::fabs(block.signed_ulp[i]);
    if (ulp < 0.5 - screen_resolution || ulp > 0.5 + screen_resolution) continue;
    if (static_cast<double>(input.got[i]) == input.rounded(i)) ++stats.correctly_rounded;
  }
}

/// |x|, of binary64 and binary128.
template <class Exact>
Exact magnitude(Exact x) {
  return x < 0 ? -x : x;
}

template <class Result, class Exact>
Exact difference(const ScoreBlock<Result, Exact>& input, std::size_t i) {
  return magnitude<Exact>(input.got[i] - input.exact[i]);
}

/// In the reference's precision: next to the smallest normal number the difference itself is none of binary64. From the
/// back, as the vectorised pass.
template <class Result, class Exact>
double largest_relative_from(const ScoreBlock<Result, Exact>& input, std::size_t begin, double largest) {
  const Exact smallest_normal = std::ldexp(1.0, input.format.emin);
  for (std::size_t i = input.got.size(); i-- > begin;) {
    const Exact exact = magnitude(input.exact[i]);
    if (exact < smallest_normal || !std::isfinite(input.got[i])) continue;
    const Exact d = difference(input, i);
    if (!(d * quotient_slack > largest * exact)) continue;
    largest = std::max(largest, static_cast<double>(d / exact));
  }
  return largest;
}

double largest_relative(const ScoreBlock<float, double>& input, double largest) {
  const std::size_t whole = input.got.size() / widest_double_vector * widest_double_vector;
  const double of_rest = largest_relative_from(input, whole, largest);
  return largest_relative(input.format, input.got.first(whole), input.exact.first(whole), of_rest);
}

double largest_relative(const ScoreBlock<double, Quad>& input, double largest) {
  return largest_relative_from(input, 0, largest);
}

/// Whether a result is counted apart.
template <class Result, class Exact>
bool is_apart(const ScoreBlock<Result, Exact>& input, std::size_t i) {
  const auto got = static_cast<double>(input.got[i]);
  const Exact exact = input.exact[i];
  if (!std::isfinite(got)) return true;
  if (got == 0) return magnitude(exact) >= static_cast<Exact>(std::ldexp(1.0, input.format.smallest_exponent()));
  return exact != 0 && (got < 0) != (exact < 0);
}

/// From here on exact values round to infinity: half a ULP above the largest number. The Screen is too good for inputs
/// so near to that border that it could be wrong: neighbouring results are further apart.
template <class Exact>
Exact overflow_border(Format format) {
  if constexpr (std::is_same_v<Exact, double>) {  // of formats with far fewer bits
    return std::ldexp(2 - std::ldexp(1.0, -format.precision), format.emax());
  } else {
    return quad_power_of_two(format.emax() + 1) - quad_power_of_two(format.emax() - format.precision);
  }
}

/// Results and exact values where some of these round to infinity, in numbers that mean the same: a right infinity is
/// the largest number, with no error; else the exact value is the next power of two, or hardly less, in the last
/// binade.
template <class Result, class Exact>
struct Bounded {
  std::vector<Result> got;
  std::vector<Exact> exact;

  explicit Bounded(const ScoreBlock<Result, Exact>& input)
      : got(input.got.begin(), input.got.end()), exact(input.exact.begin(), input.exact.end()) {
    const auto largest = static_cast<Result>(decode(input.format, input.format.infinity() - 1));
    // Of binary64 the last number below: vectors take the ULP from its exponent.
    const Quad less = std::is_same_v<Exact, double> ? quad_power_of_two(-std::numeric_limits<double>::digits) : Quad{0};
    const auto beyond = static_cast<Exact>(quad_power_of_two(input.format.emax() + 1) * (1 - less));
    const auto border = overflow_border<Exact>(input.format);
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (magnitude(exact[i]) < border) continue;
      const bool negative = exact[i] < 0;
      const bool is_right = std::isinf(got[i]) && std::signbit(got[i]) == negative;
      if (is_right) got[i] = negative ? -largest : largest;
      exact[i] = is_right ? static_cast<Exact>(got[i]) : negative ? -beyond : beyond;
    }
  }
};

/// The last of some results of a block that is off by `largest`, the most of any of them.
template <class Result, class Exact>
void offer_largest(const ScoreBlock<Result, Exact>& input, const BlockSummary& block, std::size_t begin,
                   std::size_t end, double largest, Extreme& extreme) {
  if (largest < extreme.value) return;
  for (std::size_t i = end; i-- > begin;) {
    if (std::fabs(block.signed_ulp[i]) != largest || is_apart(input, i)) continue;
    return extreme.offer(largest, input.pattern(i));
  }
}

template <class Result, class Exact>
void add_to_stretches(const ScoreBlock<Result, Exact>& input, const BlockSummary& block,
                      std::span<const StretchRun> runs) {
  const std::size_t n = input.got.size();
  for (std::size_t r = 0; r < runs.size(); ++r) {
    StretchErrors& stretch = *runs[r].errors;
    const std::size_t begin = runs[r].begin;
    const std::size_t end = r + 1 < runs.size() ? runs[r + 1].begin : n;
    // Of most sweeps a block lies in one stretch, of which the summary tells all.
    std::uint64_t apart = block.apart();
    double largest = block.max_ulp;
    if (runs.size() > 1) {
      const bool has_apart = apart > 0;
      apart = 0;
      largest = 0;
      for (std::size_t i = begin; i < end; ++i) {
        largest = std::max(largest, std::fabs(block.signed_ulp[i]));
        if (has_apart && is_apart(input, i)) ++apart;
      }
    }
    if (apart < end - begin) offer_largest(input, block, begin, end, largest, stretch.max_ulp);
    if (apart == 0) continue;
    // Near it is near enough; the least of them does not depend on the order of the pieces.
    const std::uint64_t near = input.pattern(begin);
    if (stretch.counted_apart == 0 || near < stretch.at) stretch.at = near;
    stretch.counted_apart += apart;
  }
}

template <class Result, class Exact>
void score_bounded(const ScoreBlock<Result, Exact>& input, ErrorStats& stats, std::span<const StretchRun> runs) {
  const std::size_t n = input.got.size();
  if (n == 0) return;
  BlockSummary block;
  summarize_block(input, block);
  const std::uint64_t apart = block.apart();
  stats.inputs += n;
  stats.nan += block.nan;
  stats.infinite += block.infinite;
  stats.total_loss += block.total_loss;
  stats.wrong_sign += block.wrong_sign;
  stats.wrong_zero += block.wrong_zero;
  add_sums(block, n, stats);
  add_close(input, block, stats);

  if (apart == n) {
    // Nothing scored.
  } else if (UlpHistogram::bucket(block.least_ulp) == UlpHistogram::bucket(block.max_ulp)) {
    stats.histogram.add(UlpHistogram::bucket(block.max_ulp), n - apart);
  } else {
    count_buckets({block.signed_ulp, n}, block.least_ulp, block.max_ulp, stats.histogram);
    stats.histogram.remove(0, apart);  // those counted apart stand there with error 0
  }

  if (apart < n) offer_largest(input, block, 0, n, block.max_ulp, stats.max_ulp);
  add_to_stretches(input, block, runs);
  if (block.max_abs >= stats.max_abs.value) {
    // Not found only where no result is finite.
    for (std::size_t i = n; i-- > 0;) {
      if (!(static_cast<double>(difference(input, i)) == block.max_abs)) continue;
      stats.max_abs.offer(block.max_abs, input.pattern(i));
      break;
    }
  }
  // Within a block |exact| is least at one of its ends: the curves have no other minima of it but roots.
  const Exact smallest_normal = std::ldexp(1.0, input.format.emin);
  const Exact front = magnitude(input.exact.front());
  const Exact back = magnitude(input.exact.back());
  const Exact least_exact = (input.exact.front() < 0) == (input.exact.back() < 0) ? std::min(front, back) : Exact{0};
  // Rounded to binary64, which next to the smallest normal number may have been down to zero.
  const Exact most_abs =
      block.max_abs + (std::is_same_v<Exact, Quad> ? std::numeric_limits<double>::denorm_min() : 0.0);
  if ((block.max_ulp > 0 || apart > 0) && std::max(front, back) >= smallest_normal &&
      most_abs * quotient_slack > stats.max_rel * std::max(least_exact, smallest_normal)) {
    stats.max_rel = largest_relative(input, stats.max_rel);
  }
}

template <class Result, class Exact>
void score_any(const ScoreBlock<Result, Exact>& input, ErrorStats& stats, std::span<const StretchRun> runs) {
  if (input.exact.empty()) return;
  const Exact largest = std::max(magnitude(input.exact.front()), magnitude(input.exact.back()));
  if (largest < overflow_border<Exact>(input.format)) return score_bounded(input, stats, runs);
  const Bounded<Result, Exact> bounded(input);
  ScoreBlock<Result, Exact> block = input;
  block.got = bounded.got;
  block.exact = bounded.exact;
  score_bounded(block, stats, runs);
}

/// Of `count` results without an error.
template <class Result, class Exact>
void add_exact(const ScoreBlock<Result, Exact>& last, std::size_t count, ErrorStats& stats) {
  stats.inputs += count;
  stats.correctly_rounded += count;
  stats.within_one_ulp += count;
  stats.histogram.add(UlpHistogram::bucket(0), count);
  stats.max_ulp.offer(0, last.pattern(0));
  stats.max_abs.offer(0, last.pattern(0));
}

template <class Result, class Exact>
void score_any_alike(const ScoreBlock<Result, Exact>& last, std::size_t count, ErrorStats& stats,
                     std::span<const StretchRun> runs, const std::function<std::uint64_t(std::size_t)>& pattern) {
  StretchErrors stretch{.max_ulp = {.value = 0}};
  if (static_cast<Exact>(last.got.front()) == last.exact.front()) {
    add_exact(last, count, stats);
  } else {
    ErrorStats one;
    stretch = {};
    const StretchRun run{.errors = &stretch};
    score_any(last, one, {&run, 1});
    stats.merge(one, count);
  }
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const std::size_t end = r + 1 < runs.size() ? runs[r + 1].begin : count;
    if (stretch.max_ulp.value >= 0) stretch.max_ulp.at = pattern(end - 1);
    stretch.at = pattern(runs[r].begin);
    StretchErrors all = stretch;
    all.counted_apart *= end - runs[r].begin;
    runs[r].errors->merge(all);
  }
}

}  // namespace

void score_alike(const ScoreBlock<float, double>& last, std::size_t count, ErrorStats& stats,
                 std::span<const StretchRun> runs, const std::function<std::uint64_t(std::size_t)>& pattern) {
  score_any_alike(last, count, stats, runs, pattern);
}

void score_alike(const ScoreBlock<double, Quad>& last, std::size_t count, ErrorStats& stats,
                 std::span<const StretchRun> runs, const std::function<std::uint64_t(std::size_t)>& pattern) {
  score_any_alike(last, count, stats, runs, pattern);
}

void score(const ScoreBlock<float, double>& block, ErrorStats& stats, std::span<const StretchRun> runs) {
  score_any(block, stats, runs);
}

void score(const ScoreBlock<double, Quad>& block, ErrorStats& stats, std::span<const StretchRun> runs) {
  score_any(block, stats, runs);
}

}  // namespace gelubench
