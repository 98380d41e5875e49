// Exponentials and the density of the normal distribution in two parts, over hundreds of binades, for kernels that have
// to be right to a fraction of a ULP where results are subnormal: over Highway vectors of float.
//
//   exp(f/2) = 2^(k/n) exp(r/2),  f = k step + r,  step = 2 log(2)/n  (scripts/coefficients/density_f32.sollya)

#if defined(GELUBENCH_KERNELS_DRIVERS_NORMAL_DENSITY_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_NORMAL_DENSITY_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_NORMAL_DENSITY_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_NORMAL_DENSITY_INL_HPP
#endif

#include <iterator>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/drivers/tables/normal_density_f32.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

using density::Density;
using Exponential = density::Exp;

/// Results are 2^80 times as large: those that matter are subnormal numbers otherwise, and the products of two do not
/// overflow.
inline constexpr int density_scale = 80;
inline constexpr float inverse_density_scale = 0x1p-80f;

/// A number in two floats, the low one at most some hundredths of the high one.
template <class V>
struct TwoParts {
  V high;
  V low;
};

/// k = f / step, rounded, + rounding_magic, and what is left of f.
template <class V>
struct Steps {
  V sum;
  V rest;
};

/// 2^80 factor exp(f/2), the factor that of the table.
template <class Table, class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> exponential(D d, const Group<Steps<V>, n>& f) {
  const hn::RebindToSigned<D> di;
  constexpr int terms = std::size(Table::e);
  auto e = each(
      [&](const Steps<V>& f)
          HWY_ATTR { return hn::MulAdd(hn::Set(d, Table::e[terms - 1]), f.rest, hn::Set(d, Table::e[terms - 2])); },
      f);
  for (int term = terms - 2; term-- > 0;) {
    e = each([&](V e, const Steps<V>& f) HWY_ATTR { return hn::MulAdd(e, f.rest, hn::Set(d, Table::e[term])); }, e, f);
  }
  return each(
      [&](const Steps<V>& f, V e) HWY_ATTR {
        const auto bits = hn::BitCast(di, f.sum);
        const auto exponent = hn::ShiftLeft<23 - Table::log2_n>(bits);
        const V high = hn::BitCast(d, hn::Add(lookup_bits(d, Table::power_high, bits), exponent));
        const V low = hn::BitCast(d, hn::Add(lookup_bits(d, Table::power_low, bits), exponent));
        return TwoParts<V>{high, hn::MulAdd(high, hn::Mul(e, f.rest), low)};
      },
      f, e);
}

/// 2^80 phi(t) exp(w/2) for 0 <= t <= 15, |w| <= 1/8, phi(t) = exp(-t^2/2) / sqrt(2 pi): relative error 2^-27.
template <class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> density_times_exp(D d, const Group<V, n>& t, const Group<V, n>& w) {
  const V magic = hn::Set(d, rounding_magic<float>);
  const auto steps = each(
      [&](V t, V w) HWY_ATTR {
        const V of_w = nearest_mul_add(w, hn::Set(d, Density::inverse_step), magic);
        const V sum = nearest_mul_add(hn::Mul(t, t), hn::Set(d, -Density::inverse_step), of_w);
        const V k = hn::Sub(sum, magic);
        const V rest = hn::NegMulAdd(k, hn::Set(d, Density::step_low), w);
        // k times the high part of a step is exact; so is the difference from t^2, nearly, before it is rounded.
        const V r = hn::Sub(rest, fused_mul_add(d, t, t, hn::Mul(k, hn::Set(d, Density::step_high))));
        return Steps<V>{sum, r};
      },
      t, w);
  return exponential<Density>(d, steps);
}

/// 2^80 exp((f.high + f.low)/2) for -222 <= f <= 0: relative error 2^-27.
template <class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> exp_half(D d, const Group<TwoParts<V>, n>& f) {
  const V magic = hn::Set(d, rounding_magic<float>);
  const auto steps = each(
      [&](TwoParts<V> f) HWY_ATTR {
        const V sum = nearest_mul_add(f.high, hn::Set(d, Exponential::inverse_step), magic);
        const V k = hn::Sub(sum, magic);
        const V high = hn::Sub(f.high, hn::Mul(k, hn::Set(d, Exponential::step_high)));  // exact
        return Steps<V>{sum, hn::Add(hn::NegMulAdd(k, hn::Set(d, Exponential::step_low), high), f.low)};
      },
      f);
  return exponential<Exponential>(d, steps);
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
