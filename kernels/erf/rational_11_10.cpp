// GELU by a rational approximation of erf of degrees 11 and 10: an emulation of Eigen 5's.
//
//   gelu(x) = x/2 (1 + E),  E = z P(s) / Q(s) clamped to +-1,  z = x / sqrt(2),  s = min(z^2, 16)
//
// The peer erf/eigen is Debian's Eigen 3.4, with its older 13/8 rational: this is what an update brings. 1 + erf
// cancels for x < -1, and where E is -1 the result is 0.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/rational_11_10.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct Erf11Over10 {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const V z = hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1));
    const V s = clamp_above(d, hn::Mul(z, z), 16);
    const V p = horner(d, s, 2.123732201653183e-06, 2.861979592125863e-04, 3.658048342913389e-03, 5.243302136659622e-02,
                       1.874160766601563e-01, 1.128379106521606);
    const V q = horner(d, s, 3.891857340931892e-05, 1.143296016380191e-03, 1.475208811461926e-02, 1.129456758499146e-01,
                       4.994257986545563e-01, 1.0);
    const V erf = clamped(d, hn::Div(hn::Mul(z, p), q), 1);
    return hn::Mul(hn::Mul(constant(d, 0.5), x), hn::Add(constant(d, 1), erf));
  }
};

constexpr auto functions = simd_functions<Erf11Over10>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "rational_11_10",
     .formula = Formula::gelu,
     .provenance = "emulation of Eigen 5 (2025), array erf of float32: coefficients",
     .claims = {{DType::f32,
                 Direction::forward,
                 {.max_ulp = 763.889, .ulp_from = -3, .max_abs = 1.25468e-06, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 10.5124, .ulp_from = -4.18, .max_abs = 0.000976292, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 0.500001, .ulp_from = -3, .max_abs = 0.00776872, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
