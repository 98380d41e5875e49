// I-BERT's i-GELU: erf replaced by a clamped second-degree polynomial.
//
//   i_gelu(x) = x/2 * (1 + sgn(x) (a (min(|x|/sqrt(2), -b) + b)^2 + 1)),  a = -0.2888, b = -1.769
//             = max(x, 0) + |x|/2 * a t^2,  t = min(|x|/sqrt(2), 1.769) - 1.769
//   i_gelu'(x) = -a/2 t (t + sqrt(2) |x|) for x < 0, one minus that for x > 0, 1/2 at the jump at 0
//
// The second form does not cancel.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/i_gelu.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// A magnitude, but 2^-60 for less, which gives the same t without subnormal products.
template <class D, class V>
V ordinary(D d, V magnitude) {
  return hn::Max(magnitude, constant(d, 0x1p-60));
}

/// min(|x|/sqrt(2), 1.769) - 1.769
template <class D, class V>
V distance_from_clamp(D d, V magnitude) {
  const V clamp = constant(d, 1.769);
  return hn::Sub(hn::Min(hn::Mul(magnitude, constant(d, 0x1.6a09e667f3bcdp-1)), clamp), clamp);
}

template <class T>
struct IGelu {
  template <class D, class V>
  static V apply(D d, V x) {
    // |x| beyond the clamp does not matter, and stays finite.
    const V magnitude = hn::Min(hn::Abs(clamp_below(d, x, -4)), constant(d, 4));
    const V t = distance_from_clamp(d, ordinary(d, magnitude));
    const V half_a_t2 = hn::Mul(hn::Mul(t, t), constant(d, 0.1444));
    return hn::NegMulAdd(magnitude, half_a_t2, negative_to_minus_zero(d, x));
  }
};

template <class T>
struct IGeluGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V magnitude = ordinary(d, hn::Min(hn::Abs(x), constant(d, 4)));
    const V t = distance_from_clamp(d, magnitude);
    const V bracket = hn::MulAdd(magnitude, constant(d, 0x1.6a09e667f3bcdp+0), t);
    const V r = hn::Mul(hn::Mul(t, bracket), constant(d, 0.1444));
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), constant(d, 0.5), mirrored_gradient(d, x, r));
  }
};

constexpr auto functions = simd_functions<IGelu, IGeluGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "polynomial",
     .variant = "i_gelu",
     .formula = Formula::i_gelu,
     .provenance = "Kim et al. 2021 (I-BERT), eq. 7 and 8",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 4.93595, .ulp_from = -1, .max_abs = 1.46844e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 5.02483, .ulp_from = -0.5, .max_abs = 1.32622e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 5.6732, .ulp_from = -1, .max_abs = 3.30509e-16}},
                {DType::f64, Direction::backward, {.max_ulp = 6.2499, .ulp_from = -0.5, .max_abs = 2.99753e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.503848, .max_abs = 0.000976669}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.499819, .max_abs = 0.0078034}},
                {DType::f16, Direction::backward, {.max_ulp = 0.575917, .max_abs = 0.000488333}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499804, .max_abs = 0.00390069}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
