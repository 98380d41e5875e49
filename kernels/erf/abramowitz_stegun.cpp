// GELU by the rational-times-exponential approximation of erfc that many engines use.
//
//   erfc(z) = t (a1 + t (a2 + t (a3 + t (a4 + t a5)))) exp(-z^2),  t = 1 / (1 + p z),  z = |x| / sqrt(2)
//   gelu(x) = max(x, 0) - |x|/2 * erfc(z)
//
// Abramowitz & Stegun 7.1.26, absolute error of erfc at most 1.5e-7. Written without 1 + erf, so the negative side does
// not cancel: what is left there is the relative error of the fit.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/abramowitz_stegun.cpp"
#include <hwy/foreach_target.h>

#include "kernels/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct AbramowitzStegun {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -16.0f);
    const V z = hn::Mul(hn::Abs(bounded), hn::Set(d, 0x1.6a09e6p-1f));
    const V t = hn::Div(hn::Set(d, 1.0f), hn::MulAdd(hn::Set(d, 0.3275911f), z, hn::Set(d, 1.0f)));
    V p = hn::Set(d, 1.061405429f);
    p = hn::MulAdd(p, t, hn::Set(d, -1.453152027f));
    p = hn::MulAdd(p, t, hn::Set(d, 1.421413741f));
    p = hn::MulAdd(p, t, hn::Set(d, -0.284496736f));
    p = hn::MulAdd(p, t, hn::Set(d, 0.254829592f));
    p = hn::Mul(p, t);
    const V exponent = hn::Mul(hn::Mul(hn::Set(d, -0.5f), bounded), bounded);
    const V half_erfc = hn::Mul(hn::Mul(hn::Set(d, 0.5f), p), exp_nonpositive(d, exponent));
    // On the positive side |x| stays finite, so that +inf does not meet the zero of erfc.
    const V distance = hn::Min(hn::Abs(bounded), hn::Set(d, 16.0f));
    return hn::NegMulAdd(distance, half_erfc, negative_to_minus_zero(d, x));
  }
};

void abramowitz_stegun(const float* x, float* y, std::size_t n) { map<AbramowitzStegun>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "erf",
                             .variant = "abramowitz_stegun",
                             .formula = Formula::gelu,
                             .claim = {.max_ulp = 630671, .ulp_from = -13.15f, .max_abs = 3.31676e-07},
                             .provenance = "Abramowitz & Stegun 1964, 7.1.26"},
                            GELUBENCH_PATHS(abramowitz_stegun));

}  // namespace
}  // namespace gelubench
#endif
