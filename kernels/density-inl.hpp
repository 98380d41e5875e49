// The density of the normal distribution times an exponential, in two parts, over hundreds of binades, for kernels that
// have to be right to a fraction of a ULP where results are subnormal: over Highway vectors of float.
//
//   exp(f/2) = 2^(k/n) exp(r/2),  f = k step + r,  step = 2 log(2)/n  (scripts/coefficients/density_f32.sollya)

#if defined(GELUBENCH_KERNELS_DENSITY_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DENSITY_INL_HPP
#undef GELUBENCH_KERNELS_DENSITY_INL_HPP
#else
#define GELUBENCH_KERNELS_DENSITY_INL_HPP
#endif

#include <iterator>

#include "kernels/density_f32.hpp"
#include "kernels/lookup-inl.hpp"
#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX2
using Density = density::By8;
#else
using Density = density::By32;
#endif

/// A number in two floats, the low one at most some hundredths of the high one.
template <class V>
struct TwoParts {
  V high;
  V low;
};

/// 2^80 phi(t) exp(w/2) for 0 <= t <= 15, |w| <= 1/8, phi(t) = exp(-t^2/2) / sqrt(2 pi): relative error 2^-27.
template <class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> density_times_exp(D d, const Group<V, n>& t, const Group<V, n>& w) {
  const hn::RebindToSigned<D> di;
  const V magic = hn::Set(d, rounding_magic<float>);
  const V inverse_step = hn::Set(d, Density::inverse_step);
  const auto sum = each(
      [&](V t, V w) { return hn::NegMulAdd(hn::Mul(t, t), inverse_step, hn::MulAdd(w, inverse_step, magic)); }, t, w);
  // k times the high part of a step is exact; so is the difference from t^2, nearly, before it is rounded.
  const auto r = each(
      [&](V t, V w, V sum) {
        const V k = hn::Sub(sum, magic);
        const V rest = hn::NegMulAdd(k, hn::Set(d, Density::step_low), w);
        return hn::Sub(rest, fused_mul_add(d, t, t, hn::Mul(k, hn::Set(d, Density::step_high))));
      },
      t, w, sum);
  constexpr int terms = std::size(Density::e);
  auto e =
      each([&](V r) { return hn::MulAdd(hn::Set(d, Density::e[terms - 1]), r, hn::Set(d, Density::e[terms - 2])); }, r);
  for (int term = terms - 2; term-- > 0;) {
    e = each([&](V e, V r) { return hn::MulAdd(e, r, hn::Set(d, Density::e[term])); }, e, r);
  }
  return each(
      [&](V sum, V e, V r) {
        const auto bits = hn::BitCast(di, sum);
        const auto exponent = hn::ShiftLeft<23 - Density::log2_n>(bits);
        const V high = hn::BitCast(d, hn::Add(lookup_bits(d, Density::power_high, bits), exponent));
        const V low = hn::BitCast(d, hn::Add(lookup_bits(d, Density::power_low, bits), exponent));
        return TwoParts<V>{high, hn::MulAdd(high, hn::Mul(e, r), low)};
      },
      sum, e, r);
}

/// z 2^-80 for z >= 0, rounded to nearest, made of bits: no operation has a subnormal operand or result. The exponent
/// lowered by 80 is right for normal results. In the sum with 2^-46, the ULP of which is 2^80 times the smallest
/// subnormal number, subnormal ones are integers. The larger of the two is right.
template <class D, class V>
HWY_INLINE V divided_by_2_80(D d, V z) {
  const hn::RebindToSigned<D> di;
  const auto normal = hn::Sub(hn::BitCast(di, z), hn::Set(di, 80 << 23));
  const auto subnormal = hn::Sub(hn::BitCast(di, hn::Add(z, hn::Set(d, 0x1p-46f))), hn::Set(di, (127 - 46) << 23));
  return hn::BitCast(d, hn::Max(normal, subnormal));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
