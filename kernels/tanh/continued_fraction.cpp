// GELU by its tanh form, tanh by a truncation of Lambert's continued fraction.
//
//   tanh(u) = u / (1 + u^2 / (3 + u^2 / (5 + ... u^2 / 13)))
//           = u (135135 + 17325 u^2 + 378 u^4 + u^6) / (135135 + 62370 u^2 + 3150 u^4 + 28 u^6)
//   gelu_tanh'(x) = h (1 + x u' (1 - tanh(u))),  h = (1 + tanh(u)) / 2
//
// No exponential. From where the fraction crosses 1, at |u| = 4.97, tanh is taken as +-1 and the result is x or -0.
// 1 + tanh cancels for x < -1.
//
// MNN's tanh. It has no adapter here: this row is how its formula is judged.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/continued_fraction.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class D, class V>
V tanh_fraction(D d, V u) {
  const auto saturated = hn::Gt(hn::Abs(u), constant(d, 0x1.3e31c2p+2));
  const V s = hn::Mul(u, u);
  V numerator = hn::Add(s, constant(d, 378));
  numerator = hn::MulAdd(numerator, s, constant(d, 17325));
  numerator = hn::MulAdd(numerator, s, constant(d, 135135));
  V denominator = hn::MulAdd(s, constant(d, 28), constant(d, 3150));
  denominator = hn::MulAdd(denominator, s, constant(d, 62370));
  denominator = hn::MulAdd(denominator, s, constant(d, 135135));
  const V fraction = hn::Div(hn::Mul(u, numerator), denominator);
  const V one = constant(d, 1);
  const auto at_limit = hn::Or(saturated, hn::Gt(hn::Abs(fraction), one));
  return hn::IfThenElse(at_limit, hn::CopySign(one, u), fraction);
}

template <class T>
struct TanhContinuedFraction {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -16);
    const V c =
        hn::MulAdd(hn::Mul(bounded, bounded), constant(d, 0x1.2444f2a4d8b4bp-5), constant(d, 0x1.9884533d43651p-1));
    const V tanh = tanh_fraction(d, hn::Mul(bounded, c));
    return hn::Mul(hn::Mul(constant(d, 0.5), bounded), hn::Add(constant(d, 1), tanh));
  }
};

template <class T>
struct TanhContinuedFractionGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V limit = constant(d, 16);
    const V bounded = hn::IfThenElse(hn::Gt(x, limit), limit, clamp_below(d, x, -16));
    const V s = hn::Mul(bounded, bounded);
    const V c = hn::MulAdd(s, constant(d, 0x1.2444f2a4d8b4bp-5), constant(d, 0x1.9884533d43651p-1));
    const V slope = hn::MulAdd(s, constant(d, 0x1.b6676bf7450fp-4), constant(d, 0x1.9884533d43651p-1));
    const V tanh = tanh_fraction(d, hn::Mul(bounded, c));
    const V one = constant(d, 1);
    const V half = hn::Mul(constant(d, 0.5), hn::Add(one, tanh));
    return hn::Mul(half, hn::MulAdd(hn::Mul(bounded, slope), hn::Sub(one, tanh), one));
  }
};

constexpr auto functions = simd_functions<TanhContinuedFraction, TanhContinuedFractionGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "tanh",
     .variant = "continued_fraction",
     .formula = Formula::gelu_tanh,
     .provenance = "emulation of MNN: Lambert 1768; Hendrycks & Gimpel 2016, section 2",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 19910.8, .ulp_from = -3, .max_abs = 0.000182367}},
                {DType::f32, Direction::backward, {.max_ulp = 6745.26, .ulp_from = -0.5, .max_abs = 0.000804098}},
                {DType::f64, Direction::forward, {.max_abs = 0.000227699}},
                {DType::f64, Direction::backward, {.max_abs = 0.00100428}},
                {DType::f16, Direction::forward, {.max_ulp = 2.4298, .ulp_from = -3, .max_abs = 0.00100232}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.572275, .ulp_from = -3, .max_abs = 0.00775482}},
                {DType::f16, Direction::backward, {.max_ulp = 2.16973, .ulp_from = -3, .max_abs = 0.00106736}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.625639, .ulp_from = -3, .max_abs = 0.00391556}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
