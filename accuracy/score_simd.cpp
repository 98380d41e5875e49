// The vectorised pass over a block of results, on the widest SIMD target of the running CPU.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "accuracy/score_simd.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "accuracy/block_summary.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

void summarize_lanes(Format format, const float* got, const double* exact, std::size_t n, BlockSummary& block) {
  const hn::ScalableTag<double> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<float, decltype(d)> df;
  const auto zero = hn::Zero(d);
  const auto infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  auto least = infinity;
  auto max_ulp = zero;
  auto max_abs = zero;
  auto sum = zero;
  auto signed_sum = zero;
  auto squares = zero;
  // Adding 1.5 * 2^52 rounds numbers below 2^50 to integers.
  const auto magic = hn::Set(d, 0x1.8p52);
  const auto units_per_ulp = hn::Set(d, 1 / ErrorStats::sum_unit);
  const auto smallest_normal = hn::Set(d, std::ldexp(1.0, format.emin));
  const auto smallest_subnormal = hn::Set(d, std::ldexp(1.0, format.smallest_exponent()));
  // 1/ulp(y) = 2^(p - 1 - max(e, emin)): subtract the exponent field from that of 2^(p - 1 + 1023).
  const auto field_of_inverse = hn::Set(di, std::int64_t{2 * 1023 + format.fraction_bits()} << 52);

  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    const auto g = hn::PromoteTo(d, hn::LoadU(df, got + i));
    const auto y = hn::LoadU(d, exact + i);
    const auto magnitude = hn::Abs(y);
    const auto signed_difference = hn::Sub(g, y);
    auto difference = hn::Abs(signed_difference);

    const auto exponent =
        hn::And(hn::BitCast(di, hn::Max(magnitude, smallest_normal)), hn::Set(di, std::int64_t{0x7FF} << 52));
    auto signed_ulp = hn::Mul(signed_difference, hn::BitCast(d, hn::Sub(field_of_inverse, exponent)));

    // A result within half of the exact value is finite, of its sign, and no lost one. False for NaN.
    const auto ordinary = hn::Le(hn::Add(difference, difference), magnitude);
    if (HWY_UNLIKELY(!hn::AllTrue(d, ordinary))) {
      const auto is_zero = hn::Eq(g, zero);
      const auto opposite = hn::BroadcastSignBit(hn::BitCast(di, hn::Xor(g, y)));
      const auto signs_differ = hn::And(hn::MaskFromVec(hn::BitCast(d, opposite)), hn::Gt(magnitude, zero));
      const auto finite = hn::Lt(hn::Abs(g), infinity);
      const auto lost = hn::And(is_zero, hn::Ge(magnitude, smallest_subnormal));
      const auto is_nan = hn::IsNaN(g);
      const auto wrong_sign = hn::And(hn::AndNot(is_zero, signs_differ), finite);
      block.nan += hn::CountTrue(d, is_nan);
      block.infinite += hn::CountTrue(d, hn::AndNot(is_nan, hn::Not(finite)));
      block.total_loss += hn::CountTrue(d, lost);
      block.wrong_sign += hn::CountTrue(d, wrong_sign);
      block.wrong_zero += hn::CountTrue(d, hn::And(is_zero, signs_differ));
      const auto apart = hn::Or(hn::Or(wrong_sign, lost), hn::Not(finite));
      signed_ulp = hn::IfThenZeroElse(apart, signed_ulp);
      difference = hn::IfThenElseZero(finite, difference);
    }
    hn::Store(signed_ulp, d, block.signed_ulp + i);
    const auto ulp = hn::Abs(signed_ulp);
    least = hn::Min(least, ulp);
    max_ulp = hn::Max(max_ulp, ulp);
    max_abs = hn::Max(max_abs, difference);
    const auto units = hn::Sub(hn::MulAdd(signed_ulp, units_per_ulp, magic), magic);
    sum = hn::Add(sum, hn::Abs(units));
    signed_sum = hn::Add(signed_sum, units);
    squares = hn::MulAdd(units, units, squares);
  }

  HWY_ALIGN double values[HWY_MAX_BYTES / sizeof(double)];
  const auto total = [&](auto v) {
    hn::Store(v, d, values);
    double t = 0;
    for (std::size_t i = 0; i < lanes; ++i) t += values[i];
    return t;
  };
  block.ulp_sum += total(sum);
  block.signed_ulp_sum += total(signed_sum);
  block.ulp_square_sum += total(squares);
  hn::Store(least, d, values);
  block.least_ulp = std::min(block.least_ulp, *std::min_element(values, values + lanes));
  hn::Store(max_ulp, d, values);
  block.max_ulp = std::max(block.max_ulp, *std::max_element(values, values + lanes));
  hn::Store(max_abs, d, values);
  block.max_abs = std::max(block.max_abs, *std::max_element(values, values + lanes));
}

CloseCounts count_close_lanes(const double* signed_ulp, std::size_t n) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least_half = hn::Set(d, 0.5 - screen_resolution);
  const auto most_half = hn::Set(d, 0.5 + screen_resolution);
  const auto most_one = hn::Set(d, 1 + screen_resolution);
  CloseCounts counts;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto ulp = hn::Abs(hn::Load(d, signed_ulp + i));
    counts.surely_half += hn::CountTrue(d, hn::Lt(ulp, least_half));
    counts.maybe_half += hn::CountTrue(d, hn::Le(ulp, most_half));
    counts.one += hn::CountTrue(d, hn::Le(ulp, most_one));
  }
  for (; i < n; ++i) {
    const double ulp = std::fabs(signed_ulp[i]);
    counts.surely_half += ulp < 0.5 - screen_resolution ? 1 : 0;
    counts.maybe_half += ulp <= 0.5 + screen_resolution ? 1 : 0;
    counts.one += ulp <= 1 + screen_resolution ? 1 : 0;
  }
  return counts;
}

/// Integers in the lanes of some vectors, summed.
template <class V>
std::int64_t integer_total(V v) {
  const hn::ScalableTag<double> d;
  HWY_ALIGN double values[HWY_MAX_BYTES / sizeof(double)];
  hn::Store(v, d, values);
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < hn::Lanes(d); ++k) sum += static_cast<std::int64_t>(values[k]);
  return sum;
}

/// The sums of at most 512 errors: those of squares of parts below 2^23 stay below 2^53 in every lane.
template <class Errors>
void add_parts(std::size_t vectors, const Errors& errors, PartSums& sums) {
  const hn::ScalableTag<double> d;
  const auto magic = hn::Set(d, 0x1.8p52);
  const auto cap = hn::Set(d, ErrorStats::sum_cap);
  const auto units_per_ulp = hn::Set(d, 1 / ErrorStats::sum_unit);
  constexpr double low_unit = std::int64_t{1} << PartSums::low_bits;
  const auto zero = hn::Zero(d);
  auto high_sum = zero, low_sum = zero, signed_high = zero, signed_low = zero;
  auto high_high = zero, high_low = zero, low_low = zero;
  for (std::size_t k = 0; k < vectors; ++k) {
    const auto error = errors(k);
    const auto capped = hn::Min(hn::Abs(error), cap);
    const auto units = hn::Sub(hn::MulAdd(capped, units_per_ulp, magic), magic);
    const auto high = hn::Sub(hn::MulAdd(units, hn::Set(d, 1 / low_unit), magic), magic);
    const auto low = hn::NegMulAdd(high, hn::Set(d, low_unit), units);
    high_sum = hn::Add(high_sum, high);
    low_sum = hn::Add(low_sum, low);
    signed_high = hn::Add(signed_high, hn::CopySign(high, error));
    signed_low = hn::Add(signed_low, hn::IfNegativeThenElse(error, hn::Neg(low), low));
    high_high = hn::MulAdd(high, high, high_high);
    high_low = hn::MulAdd(high, low, high_low);
    low_low = hn::MulAdd(low, low, low_low);
  }
  sums.high += integer_total(high_sum);
  sums.low += integer_total(low_sum);
  sums.signed_high += integer_total(signed_high);
  sums.signed_low += integer_total(signed_low);
  sums.high_high += integer_total(high_high);
  sums.high_low += integer_total(high_low);
  sums.low_low += integer_total(low_low);
}

PartSums part_sums_lanes(const double* signed_ulp, std::size_t n) {
  constexpr std::size_t at_once = 512;
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  PartSums sums;
  const std::size_t whole = n / lanes * lanes;
  for (std::size_t begin = 0; begin < whole; begin += at_once) {
    const std::size_t vectors = std::min(at_once, whole - begin) / lanes;
    add_parts(
        vectors, [&](std::size_t k) { return hn::Load(d, signed_ulp + begin + k * lanes); }, sums);
  }
  if (whole < n) {
    HWY_ALIGN double rest[HWY_MAX_BYTES / sizeof(double)] = {};
    std::copy(signed_ulp + whole, signed_ulp + n, rest);
    add_parts(
        1, [&](std::size_t) { return hn::Load(d, rest); }, sums);
  }
  return sums;
}

// From the back, since errors mostly grow with |x|, and without dividing where it is in vain. n is a multiple of the
// lanes of any target.
double largest_relative_lanes(Format format, const float* got, const double* exact, std::size_t n, double largest) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const std::size_t lanes = hn::Lanes(d);
  const auto smallest_normal = hn::Set(d, std::ldexp(1.0, format.emin));
  const auto infinity = hn::Set(d, std::numeric_limits<double>::infinity());
  const auto slack = hn::Set(d, quotient_slack);
  auto most = hn::Set(d, largest);
  for (std::size_t i = n; i > 0; i -= lanes) {
    const auto g = hn::PromoteTo(d, hn::LoadU(df, got + i - lanes));
    const auto y = hn::LoadU(d, exact + i - lanes);
    const auto magnitude = hn::Abs(y);
    const auto difference = hn::Abs(hn::Sub(g, y));
    const auto larger = hn::Gt(hn::Mul(difference, slack), hn::Mul(most, magnitude));
    const auto counts = hn::And(hn::Ge(magnitude, smallest_normal), hn::Lt(hn::Abs(g), infinity));
    // The error of a zero is 1: as common as x < 0 in ReLU.
    const auto is_known = hn::And(hn::Eq(difference, magnitude), hn::Ge(most, hn::Set(d, 1.0)));
    const auto worth_it = hn::AndNot(is_known, hn::And(larger, counts));
    if (HWY_LIKELY(hn::AllFalse(d, worth_it))) continue;
    most = hn::MaxOfLanes(d, hn::Max(most, hn::IfThenElseZero(worth_it, hn::Div(difference, magnitude))));
  }
  return hn::GetLane(most);
}

// n is a multiple of the lanes of any target.
bool equal_lanes(const float* got, const double* exact, std::size_t n) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto equal = hn::Eq(hn::PromoteTo(d, hn::LoadU(df, got + i)), hn::LoadU(d, exact + i));
    if (!hn::AllTrue(d, equal)) return false;
  }
  return true;
}

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

HWY_EXPORT(summarize_lanes);
HWY_EXPORT(equal_lanes);
HWY_EXPORT(count_close_lanes);
HWY_EXPORT(largest_relative_lanes);
HWY_EXPORT(part_sums_lanes);

}  // namespace

void summarize(Format format, std::span<const float> got, std::span<const double> exact, BlockSummary& block) {
  HWY_DYNAMIC_DISPATCH(summarize_lanes)(format, got.data(), exact.data(), got.size(), block);
}

CloseCounts count_close(std::span<const double> signed_ulp) {
  return HWY_DYNAMIC_DISPATCH(count_close_lanes)(signed_ulp.data(), signed_ulp.size());
}

PartSums part_sums(std::span<const double> signed_ulp) {
  return HWY_DYNAMIC_DISPATCH(part_sums_lanes)(signed_ulp.data(), signed_ulp.size());
}

double largest_relative(Format format, std::span<const float> got, std::span<const double> exact, double largest) {
  return HWY_DYNAMIC_DISPATCH(largest_relative_lanes)(format, got.data(), exact.data(), got.size(), largest);
}

bool equal(std::span<const float> got, std::span<const double> exact) {
  const std::size_t whole = got.size() / widest_double_vector * widest_double_vector;
  if (!HWY_DYNAMIC_DISPATCH(equal_lanes)(got.data(), exact.data(), whole)) return false;
  for (std::size_t i = whole; i < got.size(); ++i) {
    if (static_cast<double>(got[i]) != exact[i]) return false;
  }
  return true;
}

}  // namespace gelubench
#endif
