// exp for the kernels that need one: over Highway vectors of float or double, for arguments <= 0.
//
//   exp(v) = 2^k exp(r),  k = round(v / ln 2),  r = v - k ln2_hi - k ln2_lo in [-ln2/2, ln2/2]
//
// exp(r) is a polynomial: degree 6, relative error 3.7e-9 for float, degree 11, 4.1e-18 for double
// (scripts/coefficients/exp.sollya). k * ln2_hi is exact. 2^k is applied in two factors, so that subnormal results
// round once and -inf gives +0.

#if defined(GELUBENCH_KERNELS_EXP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_EXP_INL_HPP
#undef GELUBENCH_KERNELS_EXP_INL_HPP
#else
#define GELUBENCH_KERNELS_EXP_INL_HPP
#endif

#include "kernels/exp_numbers.hpp"
#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

template <class T>
struct ExpNumbers;

template <>
struct ExpNumbers<float> : exp_numbers::F32 {
  static constexpr float lowest = -110;  ///< exp of it and anything below rounds to 0
  static constexpr int fraction_bits = 23;
  static constexpr int bias = 127;
};

template <>
struct ExpNumbers<double> : exp_numbers::F64 {
  static constexpr double lowest = -760;
  static constexpr int fraction_bits = 52;
  static constexpr int bias = 1023;
};

/// exp(v) for v <= 0, +0 where that is what it rounds to; NaN gives NaN.
template <class D, class V>
V exp_nonpositive(D d, V v) {
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

  const hn::RebindToSigned<D> di;
  const auto ki = magic_integer(d, shifted);
  const auto half = hn::ShiftRight<1>(ki);
  const auto bias = hn::Set(di, Numbers::bias);
  const V scale_a = hn::BitCast(d, hn::ShiftLeft<Numbers::fraction_bits>(hn::Add(half, bias)));
  const V scale_b = hn::BitCast(d, hn::ShiftLeft<Numbers::fraction_bits>(hn::Add(hn::Sub(ki, half), bias)));
  return hn::Mul(hn::Mul(p, scale_a), scale_b);
}

/// x / (1 + exp(-v)) for a v of the sign of x, given minus_abs_v = -|v|: the logistic form without cancellation or
/// overflow,
///
///   x e / (1 + e) for x < 0,  x / (1 + e) for x >= 0,  e = exp(-|v|) <= 1
///
/// x is bounded below by the caller, so that -inf does not meet e = 0.
template <class D, class V>
V times_logistic(D d, V x, V minus_abs_v) {
  const V e = exp_nonpositive(d, minus_abs_v);
  const V numerator = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Mul(x, e), x);
  return hn::Div(numerator, hn::Add(constant(d, 1), e));
}

/// The derivative of x / (1 + exp(-v(x))) for an odd v, given t = |x|, minus_abs_v = -v(t) and slope = v'(t):
///
///   g'(-t) = e/(1 + e) (1 - t v'(t) / (1 + e)),  g'(t) = 1 - g'(-t),  e = exp(-v(t))
///
/// t is bounded by the caller.
template <class D, class V>
V logistic_gradient(D d, V x, V t, V minus_abs_v, V slope) {
  const V e = exp_nonpositive(d, minus_abs_v);
  const V one = constant(d, 1);
  const V inverse = hn::Div(one, hn::Add(one, e));
  const V factor = hn::NegMulAdd(hn::Mul(t, slope), inverse, one);
  return mirrored_gradient(d, x, hn::Mul(hn::Mul(e, inverse), factor));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
