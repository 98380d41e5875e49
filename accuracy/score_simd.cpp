// score(): one pass over a block on the widest SIMD target of the running CPU, then a scalar look at whatever that pass
// found worth a look.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "accuracy/score_simd.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "accuracy/error_stats.hpp"
#include "accuracy/float_bits.hpp"

#ifndef GELUBENCH_ACCURACY_BLOCK_SUMMARY
#define GELUBENCH_ACCURACY_BLOCK_SUMMARY
namespace gelubench {
namespace {

/// What one pass over a block leaves behind. ulp[i] is the error of element i, 0 for those counted apart.
struct BlockSummary {
  std::uint64_t nan = 0;
  std::uint64_t infinite = 0;
  std::uint64_t total_loss = 0;
  std::uint64_t wrong_sign = 0;
  std::uint64_t wrong_zero = 0;
  std::uint64_t half_ulp = 0;  // those counted apart included
  std::uint64_t ulp_sum = 0;
  double least_ulp = 0;
  double max_ulp = 0;
  double max_abs = 0;
  alignas(64) double ulp[score_block];
};

// Exactly half a ULP may come out of the screen this much larger.
constexpr double half_ulp_limit = 0.5 + 0x1p-20;
constexpr double smallest_normal = 0x1p-126;
constexpr double smallest_subnormal = 0x1p-149;

// Lanes of the widest target, AVX-512. (HWY_MAX_BYTES is that of the target being compiled.)
constexpr std::size_t widest = 8;

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// n is a multiple of the lane count or the arrays are padded to one with results equal to their exact values.
void summarize(const float* got, const double* exact, std::size_t n, BlockSummary& block) {
  const hn::ScalableTag<double> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Rebind<float, decltype(d)> df;
  const auto zero = hn::Zero(d);
  const auto sign = hn::SignBit(d);
  const auto infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  auto least = infinity;
  auto max_ulp = zero;
  auto max_abs = zero;
  auto sum = hn::Zero(du);
  auto half = hn::Zero(du);
  const auto one = hn::Set(du, 1);
  // Adding 2^52 to a number below 2^50 leaves its integer part in the low bits.
  const auto magic = hn::Set(d, 0x1p52);

  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    const auto g = hn::PromoteTo(d, hn::LoadU(df, got + i));
    const auto y = hn::LoadU(d, exact + i);
    const auto magnitude = hn::Abs(y);
    auto difference = hn::Abs(hn::Sub(g, y));

    // 1/ulp(y) = 2^(23 - max(e, -126)): subtract the exponent field from that of 2^(23 + 1023).
    const auto exponent = hn::And(hn::BitCast(di, hn::Max(magnitude, hn::Set(d, smallest_normal))),
                                  hn::Set(di, std::int64_t{0x7FF} << 52));
    const auto per_ulp = hn::BitCast(d, hn::Sub(hn::Set(di, std::int64_t{2 * 1023 + 23} << 52), exponent));
    auto ulp = hn::Mul(difference, per_ulp);

    const auto opposite = hn::And(hn::Xor(g, y), sign);  // sign bit set where the signs differ
    const auto is_zero = hn::Eq(g, zero);
    const auto exact_nonzero = hn::Gt(magnitude, zero);
    const auto signs_differ =
        hn::And(hn::MaskFromVec(hn::BitCast(d, hn::BroadcastSignBit(hn::BitCast(di, opposite)))), exact_nonzero);
    const auto finite = hn::Lt(hn::Abs(g), infinity);
    const auto lost = hn::And(is_zero, hn::Ge(magnitude, hn::Set(d, smallest_subnormal)));
    const auto suspicious = hn::Or(hn::Or(signs_differ, lost), hn::Not(finite));
    if (HWY_UNLIKELY(!hn::AllFalse(d, suspicious))) {
      const auto is_nan = hn::IsNaN(g);
      const auto wrong_sign = hn::And(hn::AndNot(is_zero, signs_differ), finite);
      block.nan += hn::CountTrue(d, is_nan);
      block.infinite += hn::CountTrue(d, hn::AndNot(is_nan, hn::Not(finite)));
      block.total_loss += hn::CountTrue(d, lost);
      block.wrong_sign += hn::CountTrue(d, wrong_sign);
      block.wrong_zero += hn::CountTrue(d, hn::And(is_zero, signs_differ));
      const auto apart = hn::Or(hn::Or(wrong_sign, lost), hn::Not(finite));
      ulp = hn::IfThenZeroElse(apart, ulp);
      difference = hn::IfThenElseZero(finite, difference);
    }
    hn::Store(ulp, d, block.ulp + i);
    least = hn::Min(least, ulp);
    max_ulp = hn::Max(max_ulp, ulp);
    max_abs = hn::Max(max_abs, difference);
    const auto capped = hn::Min(ulp, hn::Set(d, ErrorStats::sum_cap));
    const auto scaled = hn::Add(hn::Mul(capped, hn::Set(d, 1 / ErrorStats::sum_unit)), magic);
    sum = hn::Add(sum, hn::Sub(hn::BitCast(du, scaled), hn::BitCast(du, magic)));
    const auto within = hn::Le(ulp, hn::Set(d, half_ulp_limit));
    half = hn::Add(half, hn::And(hn::BitCast(du, hn::VecFromMask(d, within)), one));
  }

  HWY_ALIGN std::uint64_t parts[HWY_MAX_BYTES / sizeof(std::uint64_t)];
  hn::Store(sum, du, parts);
  for (std::size_t i = 0; i < lanes; ++i) block.ulp_sum += parts[i];
  hn::Store(half, du, parts);
  for (std::size_t i = 0; i < lanes; ++i) block.half_ulp += parts[i];
  HWY_ALIGN double values[HWY_MAX_BYTES / sizeof(double)];
  hn::Store(least, d, values);
  block.least_ulp = *std::min_element(values, values + lanes);
  hn::Store(max_ulp, d, values);
  block.max_ulp = *std::max_element(values, values + lanes);
  hn::Store(max_abs, d, values);
  block.max_abs = *std::max_element(values, values + lanes);
}

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

HWY_EXPORT(summarize);

void count_buckets(const double* ulp, std::size_t n, UlpHistogram& histogram) {
  // Four tables, so that neighbours in one bucket do not wait for each other's stores.
  std::uint32_t counts[4][UlpHistogram::size] = {};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) ++counts[k][UlpHistogram::bucket(ulp[i + k])];
  }
  for (; i < n; ++i) ++counts[0][UlpHistogram::bucket(ulp[i])];
  for (int b = 0; b < UlpHistogram::size; ++b) {
    const std::uint64_t c = std::uint64_t{counts[0][b]} + counts[1][b] + counts[2][b] + counts[3][b];
    if (c != 0) histogram.add(b, c);
  }
}

// From the back, since errors mostly grow with |x|, and without dividing where it is in vain.
double largest_relative(std::span<const float> got, std::span<const double> exact, double largest) {
  for (std::size_t i = got.size(); i-- > 0;) {
    const double magnitude = std::fabs(exact[i]);
    const double difference = std::fabs(got[i] - exact[i]);
    if (!(difference > largest * magnitude) || magnitude < smallest_normal || !std::isfinite(got[i])) continue;
    largest = std::max(largest, difference / magnitude);
  }
  return largest;
}

// The block in arrays padded with exact results; only the last block of a run needs it.
void summarize_padded(std::span<const float> got, std::span<const double> exact, BlockSummary& block) {
  const std::size_t whole = got.size() / widest * widest;
  BlockSummary rest;
  float last_got[widest] = {};
  double last_exact[widest] = {};
  std::copy(got.begin() + static_cast<std::ptrdiff_t>(whole), got.end(), last_got);
  std::copy(exact.begin() + static_cast<std::ptrdiff_t>(whole), exact.end(), last_exact);
  block.least_ulp = std::numeric_limits<double>::infinity();
  if (whole > 0) HWY_DYNAMIC_DISPATCH(summarize)(got.data(), exact.data(), whole, block);
  HWY_DYNAMIC_DISPATCH(summarize)(last_got, last_exact, widest, rest);
  std::copy(rest.ulp, rest.ulp + (got.size() - whole), block.ulp + whole);
  block.nan += rest.nan;
  block.infinite += rest.infinite;
  block.total_loss += rest.total_loss;
  block.wrong_sign += rest.wrong_sign;
  block.wrong_zero += rest.wrong_zero;
  block.half_ulp += rest.half_ulp - (widest - (got.size() - whole));
  block.ulp_sum += rest.ulp_sum;
  block.least_ulp = std::min(block.least_ulp, rest.least_ulp);
  block.max_ulp = std::max(block.max_ulp, rest.max_ulp);
  block.max_abs = std::max(block.max_abs, rest.max_abs);
}

}  // namespace

void score(std::span<const float> x, std::span<const float> got, std::span<const double> exact, ErrorStats& stats) {
  const std::size_t n = x.size();
  if (n == 0) return;
  BlockSummary block;
  if (n % widest == 0) {
    HWY_DYNAMIC_DISPATCH(summarize)(got.data(), exact.data(), n, block);
  } else {
    summarize_padded(got, exact, block);
  }
  const std::uint64_t apart = block.nan + block.infinite + block.total_loss + block.wrong_sign;
  stats.inputs += n;
  stats.nan += block.nan;
  stats.infinite += block.infinite;
  stats.total_loss += block.total_loss;
  stats.wrong_sign += block.wrong_sign;
  stats.wrong_zero += block.wrong_zero;
  stats.half_ulp += block.half_ulp - apart;
  stats.ulp_sum += block.ulp_sum;

  if (apart == n) {
    // Nothing scored.
  } else if (UlpHistogram::bucket(block.least_ulp) == UlpHistogram::bucket(block.max_ulp)) {
    stats.histogram.add(UlpHistogram::bucket(block.max_ulp), n - apart);
  } else {
    UlpHistogram histogram;
    count_buckets(block.ulp, n, histogram);
    stats.histogram.merge(histogram);
    stats.histogram.remove(0, apart);  // those counted apart stand there with error 0
  }

  if (apart < n && block.max_ulp >= stats.max_ulp.value) {
    std::size_t i = n - 1;
    while (block.ulp[i] != block.max_ulp) --i;
    stats.max_ulp.offer(block.max_ulp, bits_of(x[i]));
  }
  if (block.max_abs >= stats.max_abs.value) {
    // Not found only where no result is finite.
    for (std::size_t i = n; i-- > 0;) {
      if (std::fabs(got[i] - exact[i]) != block.max_abs) continue;
      stats.max_abs.offer(block.max_abs, bits_of(x[i]));
      break;
    }
  }
  // Within a block |exact| is least at one of its ends: the formulas have no other minima of it but roots.
  const double least_exact = std::min(std::fabs(exact.front()), std::fabs(exact.back()));
  const double most_exact = std::max(std::fabs(exact.front()), std::fabs(exact.back()));
  if (most_exact >= smallest_normal && block.max_abs > stats.max_rel * std::max(least_exact, smallest_normal)) {
    stats.max_rel = largest_relative(got, exact, stats.max_rel);
  }
}

}  // namespace gelubench
#endif
