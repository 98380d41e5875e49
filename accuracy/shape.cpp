#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "accuracy/shape.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "accuracy/shape.hpp"
#include "accuracy/ulp.hpp"

#ifndef GELUBENCH_ACCURACY_STEP_SUMMARY
#define GELUBENCH_ACCURACY_STEP_SUMMARY
namespace gelubench {
namespace {

struct StepSummary {
  std::uint64_t wrong = 0;
  float largest = 0;
};

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Whether any result is followed by one that is less, or greater where they should fall. False for NaN.
template <bool rising>
bool steps_back(const float* got, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto goes_back = [](auto v, auto next) { return rising ? hn::Gt(v, next) : hn::Lt(v, next); };
  auto any = hn::Lt(hn::Zero(d), hn::Zero(d));
  std::size_t i = 0;
  for (; i + 1 + lanes <= n; i += lanes) {
    any = hn::Or(any, goes_back(hn::LoadU(d, got + i), hn::LoadU(d, got + i + 1)));
  }
  bool found = !hn::AllFalse(d, any);
  for (; i + 1 < n; ++i) found = found || (rising ? got[i] > got[i + 1] : got[i] < got[i + 1]);
  return found;
}

template <bool rising>
void summarize_steps_back(const float* got, std::size_t n, StepSummary& summary) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto largest = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 1 + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, got + i);
    const auto next = hn::LoadU(d, got + i + 1);
    const auto back = rising ? hn::Sub(v, next) : hn::Sub(next, v);
    const auto wrong = hn::Gt(back, hn::Zero(d));  // false for NaN
    summary.wrong += hn::CountTrue(d, wrong);
    largest = hn::Max(largest, hn::IfThenElseZero(wrong, back));
  }
  summary.largest = std::max(summary.largest, hn::GetLane(hn::MaxOfLanes(d, largest)));
  for (; i + 1 < n; ++i) {
    const float back = rising ? got[i] - got[i + 1] : got[i + 1] - got[i];
    if (!(back > 0)) continue;
    ++summary.wrong;
    summary.largest = std::max(summary.largest, back);
  }
}

void summarize_steps(const float* got, std::size_t n, bool rising, StepSummary& summary) {
  if (rising) {
    if (steps_back<true>(got, n)) summarize_steps_back<true>(got, n, summary);
  } else {
    if (steps_back<false>(got, n)) summarize_steps_back<false>(got, n, summary);
  }
}

float least(const float* got, std::size_t n) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto lowest = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto g = hn::LoadU(d, got + i);
    lowest = hn::IfThenElse(hn::Lt(g, lowest), g, lowest);
  }
  float result = hn::GetLane(hn::MinOfLanes(d, lowest));
  for (; i < n; ++i) result = got[i] < result ? got[i] : result;
  return result;
}

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

HWY_EXPORT(summarize_steps);
HWY_EXPORT(least);

double least_of(std::span<const float> got) { return HWY_DYNAMIC_DISPATCH(least)(got.data(), got.size()); }

double least_of(std::span<const double> got) {
  double result = 0;
  for (const double g : got) result = g < result ? g : result;
  return result;
}

using Pattern = std::function<std::uint64_t(std::size_t)>;

template <class Result>
void note_lowest(std::span<const Result> got, double limit, const Pattern& pattern, ShapeStats& stats) {
  const double lowest = least_of(got);
  if (lowest < limit) {
    const auto below = std::count_if(got.begin(), got.end(), [limit](Result g) { return g < limit; });
    stats.below_minimum += static_cast<std::uint64_t>(below);
  }
  if (lowest == 0 || -lowest < stats.lowest.value) return;
  const auto last = std::find(got.rbegin(), got.rend(), static_cast<Result>(lowest));
  stats.lowest.offer(-lowest, pattern(static_cast<std::size_t>(got.rend() - last) - 1));
}

}  // namespace

void ShapeStats::merge(const ShapeStats& other) {
  steps += other.steps;
  wrong_steps += other.wrong_steps;
  largest_wrong_step.merge(other.largest_wrong_step);
  below_minimum += other.below_minimum;
  lowest.merge(other.lowest);
  mirrored += other.mirrored;
  asymmetry.merge(other.asymmetry);
}

double lowest_allowed(const Minimum& minimum, Format format) {
  constexpr double tolerance = 9e-6;  // gelu's minimum is -0.169971; -0.16998 is below it
  const double spacing = std::ldexp(
      1.0, minimum.value == 0 ? format.smallest_exponent() : ulp_exponent(format, std::ilogb(minimum.value)));
  return minimum.value - std::max(tolerance, spacing);
}

void add_steps(std::span<const float> got, bool rising, const Pattern& pattern, ShapeStats& stats) {
  if (got.size() < 2) return;
  StepSummary summary;
  HWY_DYNAMIC_DISPATCH(summarize_steps)(got.data(), got.size(), rising, summary);
  stats.steps += got.size() - 1;
  stats.wrong_steps += summary.wrong;
  if (summary.wrong == 0 || summary.largest < stats.largest_wrong_step.value) return;
  for (std::size_t i = got.size() - 1; i > 0; --i) {
    const float back = rising ? got[i - 1] - got[i] : got[i] - got[i - 1];
    if (back != summary.largest) continue;
    stats.largest_wrong_step.offer(static_cast<double>(back), pattern(i));
    return;
  }
}

void add_steps(std::span<const double> got, bool rising, const Pattern& pattern, ShapeStats& stats) {
  for (std::size_t i = 1; i < got.size(); ++i) {
    const double back = rising ? got[i - 1] - got[i] : got[i] - got[i - 1];
    ++stats.steps;
    if (!(back > 0)) continue;
    ++stats.wrong_steps;
    if (back >= stats.largest_wrong_step.value) stats.largest_wrong_step.offer(back, pattern(i));
  }
}

void add_lowest(std::span<const float> got, double limit, const Pattern& pattern, ShapeStats& stats) {
  note_lowest(got, limit, pattern, stats);
}

void add_lowest(std::span<const double> got, double limit, const Pattern& pattern, ShapeStats& stats) {
  note_lowest(got, limit, pattern, stats);
}

namespace {

/// In what differences of three numbers lose next to nothing.
template <class Number>
struct Wider;
template <>
struct Wider<float> {
  using type = double;
};
template <>
struct Wider<double> {
  using type = Quad;
};

template <class Number>
void add_mirrored_any(Format format, std::span<const Number> x, std::span<const Number> at_x,
                      std::span<const Number> at_minus_x, const Pattern& pattern, ShapeStats& stats) {
  using Wide = typename Wider<Number>::type;
  if (x.empty()) return;
  const auto per_ulp = static_cast<Wide>(quad_power_of_two(-ulp_exponent(format, std::ilogb(x.front()))));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Wide off = static_cast<Wide>(at_x[i]) - x[i] - at_minus_x[i];
    const auto ulp = static_cast<double>((off < 0 ? -off : off) * per_ulp);
    if (!std::isfinite(at_x[i]) || !std::isfinite(at_minus_x[i])) continue;
    ++stats.mirrored;
    if (ulp >= stats.asymmetry.value) stats.asymmetry.offer(ulp, pattern(i));
  }
}

}  // namespace

void add_mirrored(Format format, std::span<const float> x, std::span<const float> at_x,
                  std::span<const float> at_minus_x, const Pattern& pattern, ShapeStats& stats) {
  add_mirrored_any(format, x, at_x, at_minus_x, pattern, stats);
}

void add_mirrored(Format format, std::span<const double> x, std::span<const double> at_x,
                  std::span<const double> at_minus_x, const Pattern& pattern, ShapeStats& stats) {
  add_mirrored_any(format, x, at_x, at_minus_x, pattern, stats);
}

}  // namespace gelubench
#endif
