// exp for the kernels that need one: binary32, over Highway vectors, for arguments <= 0.
//
//   exp(v) = 2^k exp(r),  k = round(v / ln 2),  r = v - k ln2_hi - k ln2_lo in [-ln2/2, ln2/2]
//
// exp(r) is a degree-6 polynomial of relative error 3.7e-9 (scripts/coefficients/exp.sollya). k * ln2_hi is exact (15
// bits times 8). 2^k is applied in two factors, so that subnormal results round once and -inf gives +0.

#if defined(GELUBENCH_KERNELS_EXP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_EXP_INL_HPP
#undef GELUBENCH_KERNELS_EXP_INL_HPP
#else
#define GELUBENCH_KERNELS_EXP_INL_HPP
#endif

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// exp(v) for v <= 0, +0 from about v < -104 on; NaN gives NaN.
template <class D, class V>
V exp_nonpositive(D d, V v) {
  const hn::RebindToSigned<D> di;
  v = clamp_below(d, v, -110.0f);
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
  const V magic = hn::Set(d, 0x1.8p23f);
  const V shifted = hn::MulAdd(v, hn::Set(d, 0x1.715476p0f), magic);
  const V k = hn::Sub(shifted, magic);
  V r = hn::NegMulAdd(k, hn::Set(d, 0x1.62e4p-1f), v);
  r = hn::NegMulAdd(k, hn::Set(d, 0x1.7f7d1cp-20f), r);

  V p = hn::Set(d, 0x1.68510ap-10f);
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.123bdp-7f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.555b98p-5f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.55548ep-3f));
  p = hn::MulAdd(p, r, hn::Set(d, 0x1.fffff8p-2f));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0f));
  p = hn::MulAdd(p, r, hn::Set(d, 1.0f));

  const auto ki = hn::Sub(hn::BitCast(di, shifted), hn::Set(di, 0x4B400000));
  const auto half = hn::ShiftRight<1>(ki);
  const auto bias = hn::Set(di, 127);
  const V scale_a = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
  const V scale_b = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(ki, half), bias)));
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
  return hn::Div(numerator, hn::Add(hn::Set(d, 1.0f), e));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
