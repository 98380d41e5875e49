// exp for the kernels that need one: over Highway vectors of float or double, for arguments <= 0.
//
//   exp(v) = 2^k exp(r),  k = round(v / ln 2),  r = v - k ln2_hi - k ln2_lo in [-ln2/2, ln2/2]
//
// exp(r) is a polynomial: degree 6, relative error 3.7e-9 for float, degree 11, 4.1e-18 for double
// (scripts/coefficients/exp.sollya). k * ln2_hi is exact.
//
// Logistic forms of GELU, x / (1 + exp(-v(x))) for an odd v, are here too. They have no subnormal operands or results
// inside, which many CPUs take 100 cycles for: where exp is below normal numbers it is computed 2^64 times as large
// (2^256 for double) and the result divided by that in integers; only products with a subnormal x are left.

#if defined(GELUBENCH_KERNELS_DRIVERS_EXP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_EXP_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_EXP_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_EXP_INL_HPP
#endif

#include <cstddef>
#include <iterator>
#include <limits>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/tables/exp.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

template <class T>
struct ExpNumbers;

template <>
struct ExpNumbers<float> : exp_numbers::F32 {
  static constexpr float lowest = -110;       ///< exp of it and anything below rounds to 0
  static constexpr float least_normal = -87;  ///< exp of it is a normal number
  static constexpr int scale = 64;            ///< exp of `lowest` is one 2^scale times as large
};

template <>
struct ExpNumbers<double> : exp_numbers::F64 {
  static constexpr double lowest = -760;
  static constexpr double least_normal = -708;
  static constexpr int scale = 256;
};

/// p with exp(max(v, lowest)) = p 2^exponent, for v <= 0; p is NaN where v is.
template <class D, class V>
HWY_INLINE V exponential(D d, V v, hn::VFromD<hn::RebindToSigned<D>>& exponent) {
  using T = hn::TFromD<D>;
  using Numbers = ExpNumbers<T>;
  v = clamp_below(d, v, Numbers::lowest);
  const V magic = hn::Set(d, rounding_magic<T>);
  const V shifted = hn::MulAdd(v, hn::Set(d, Numbers::log2_e), magic);
  const V k = hn::Sub(shifted, magic);
  V r = hn::NegMulAdd(k, hn::Set(d, Numbers::ln2_hi), v);
  r = hn::NegMulAdd(k, hn::Set(d, Numbers::ln2_lo), r);

  constexpr std::size_t degree = std::size(Numbers::coefficient) - 1;
  V p = hn::Set(d, Numbers::coefficient[degree]);
  for (std::size_t i = degree; i-- > 0;) p = hn::MulAdd(p, r, hn::Set(d, Numbers::coefficient[i]));
  exponent = magic_integer(d, shifted);
  return p;
}

/// 2^k, if that is a normal number.
template <class D, class VI>
HWY_INLINE hn::Vec<D> power_of_two(D d, VI k) {
  using T = hn::TFromD<D>;
  const hn::RebindToSigned<D> di;
  constexpr hn::TFromD<decltype(di)> bias = std::numeric_limits<T>::max_exponent - 1;
  return hn::BitCast(d, hn::ShiftLeft<stored_bits<T>>(hn::Add(k, hn::Set(di, bias))));
}

/// exp(v) for v <= 0, +0 where that is what it rounds to; NaN gives NaN. By two powers, so that subnormal results round
/// once.
template <class D, class V>
V exp_nonpositive(D d, V v) {
  hn::VFromD<hn::RebindToSigned<D>> k;
  const V p = exponential(d, v, k);
  const auto half = hn::ShiftRight<1>(k);
  return hn::Mul(hn::Mul(p, power_of_two(d, half)), power_of_two(d, hn::Sub(k, half)));
}

/// x / (1 + exp(-v(x))), given minus_v(t) = -v(t) for t >= 0, without cancellation or overflow:
///
///   x e / (1 + e) for x < 0,  x / (1 + e) for x >= 0,  e = exp(-v(|x|)) <= 1
///
/// From -far on the result is -0.
template <class D, class V, class F>
HWY_INLINE V times_logistic(D d, V x, double far, const F& minus_v) {
  using Numbers = ExpNumbers<hn::TFromD<D>>;
  const V bounded = clamp_below(d, x, -far);                             // -inf does not meet e = 0
  const V v = minus_v(hn::Max(hn::Abs(bounded), constant(d, 0x1p-60)));  // the same value, without subnormal products
  const auto negative = hn::Lt(x, hn::Zero(d));
  const auto below_normal = hn::Lt(v, constant(d, Numbers::least_normal));
  hn::VFromD<hn::RebindToSigned<D>> k;
  const V p = exponential(d, v, k);
  const V e = hn::IfThenZeroElse(below_normal, hn::Mul(p, power_of_two(d, k)));
  const V numerator = hn::IfThenElse(negative, hn::Mul(bounded, e), bounded);
  const V y = hn::Div(numerator, hn::Add(constant(d, 1), e));
  const auto in_tail = hn::And(negative, below_normal);
  if (HWY_LIKELY(hn::AllFalse(d, in_tail))) return y;
  // Here 1 + e is 1.
  const hn::RebindToSigned<D> di;
  const auto scaled = hn::Add(k, hn::Set(di, Numbers::scale));
  const V tail = hn::Mul(bounded, hn::Mul(p, power_of_two(d, scaled)));
  return hn::IfThenElse(in_tail, negative_divided_by_power<Numbers::scale>(d, tail), y);
}

/// The derivative, given v'(t) too, for t up to `far`:
///
///   g'(-t) = e/(1 + e) (1 - t v'(t) / (1 + e)),  g'(t) = 1 - g'(-t),  e = exp(-v(t))
///
/// e is a zero where it would not be a normal number: products with a subnormal derivative would be slow.
template <class D, class V, class F, class G>
HWY_INLINE V logistic_gradient(D d, V x, double far, const F& minus_v, const G& slope) {
  x = zero_if_tiny(d, x);
  const V t = hn::Min(hn::Abs(x), constant(d, far));
  const V v = minus_v(t);
  hn::VFromD<hn::RebindToSigned<D>> k;
  const V p = exponential(d, v, k);
  const auto below_normal = hn::Lt(v, constant(d, ExpNumbers<hn::TFromD<D>>::least_normal));
  const V e = hn::IfThenZeroElse(below_normal, hn::Mul(p, power_of_two(d, k)));
  const V one = constant(d, 1);
  const V inverse = hn::Div(one, hn::Add(one, e));
  const V factor = hn::NegMulAdd(hn::Mul(t, slope(t)), inverse, one);
  return mirrored_gradient(d, x, hn::Mul(hn::Mul(e, inverse), factor));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
