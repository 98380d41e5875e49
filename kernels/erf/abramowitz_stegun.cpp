// GELU by the rational-times-exponential approximation of erfc that many engines use.
//
//   erfc(z) = t (a1 + t (a2 + t (a3 + t (a4 + t a5)))) exp(-z^2),  t = 1 / (1 + p z),  z = |x| / sqrt(2)
//   gelu(x) = max(x, 0) - |x|/2 * erfc(z)
//   gelu'(x) = erfc(z)/2 - |x| exp(-z^2) / sqrt(2 pi) for x < 0, one minus that for x > 0
//
// Abramowitz & Stegun 7.1.26, absolute error of erfc at most 1.5e-7. Written without 1 + erf, so the negative side does
// not cancel: what is left there is the relative error of the fit. No engine ships it in this form: the row answers how
// good the fit that oneDNN and older PyTorch use could be, had they not added 1 and erf.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/abramowitz_stegun.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// From here on both tails are rounded away.
template <class T>
constexpr double far = sizeof(T) == 4 ? 16 : 40;

/// erfc(z) exp(z^2), z >= 0.
template <class D, class V>
V scaled_erfc(D d, V z) {
  const V t = hn::Div(constant(d, 1), hn::MulAdd(constant(d, 0.3275911), z, constant(d, 1)));
  V p = constant(d, 1.061405429);
  p = hn::MulAdd(p, t, constant(d, -1.453152027));
  p = hn::MulAdd(p, t, constant(d, 1.421413741));
  p = hn::MulAdd(p, t, constant(d, -0.284496736));
  p = hn::MulAdd(p, t, constant(d, 0.254829592));
  return hn::Mul(p, t);
}

template <class T>
struct AbramowitzStegun {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -far<T>);
    const V p = scaled_erfc(d, hn::Mul(hn::Abs(bounded), constant(d, 0x1.6a09e667f3bcdp-1)));
    const V exponent = hn::Mul(hn::Mul(constant(d, -0.5), bounded), bounded);
    const V half_erfc = hn::Mul(hn::Mul(constant(d, 0.5), p), exp_nonpositive(d, exponent));
    // On the positive side |x| stays finite, so that +inf does not meet the zero of erfc.
    const V distance = hn::Min(hn::Abs(bounded), constant(d, far<T>));
    return hn::NegMulAdd(distance, half_erfc, negative_to_minus_zero(d, x));
  }
};

template <class T>
struct AbramowitzStegunGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V t = hn::Min(hn::Abs(x), constant(d, far<T>));
    const V p = scaled_erfc(d, hn::Mul(t, constant(d, 0x1.6a09e667f3bcdp-1)));
    const V e = exp_nonpositive(d, hn::Mul(hn::Mul(constant(d, -0.5), t), t));
    // The exponential last: what underflows keeps its sign.
    const V bracket = hn::NegMulAdd(t, constant(d, 0x1.9884533d43651p-2), hn::Mul(constant(d, 0.5), p));
    return mirrored_gradient(d, x, hn::Mul(bracket, e));
  }
};

constexpr auto functions = simd_functions<AbramowitzStegun, AbramowitzStegunGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "abramowitz_stegun",
     .formula = Formula::gelu,
     .provenance = "Abramowitz & Stegun 1964, 7.1.26, without the cancellation of engines that add erf to 1",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 630671, .ulp_from = -13.15, .max_abs = 3.31676e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 15.9226, .ulp_from = -0.5, .max_abs = 3.6353e-07}},
                {DType::f64, Direction::forward, {.max_abs = 2.63906e-07}},
                {DType::f64, Direction::backward, {.max_abs = 8.71097e-08, .special_values = false}},
                {DType::f16, Direction::forward, {.max_ulp = 1.28228, .max_abs = 0.000976292}},
                {DType::bf16, Direction::forward, {.max_ulp = 8.56401, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 2.30221, .max_abs = 0.000488248}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.540329, .max_abs = 0.00390564}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
