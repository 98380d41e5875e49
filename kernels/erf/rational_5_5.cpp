// GELU by a rational approximation of erf, P and Q of degree 5 in z^2: an emulation of YNNPACK's (in XNNPACK).
//
//   gelu(x) = x (1/2 + E/2),  E = c P(c^2) / Q(c^2),  c = x / sqrt(2) clamped to +-3.8
//
// Its faster erf of float32, "approx". Without FMA E is not quite -1 at the clamp, and results grow without bound
// towards minus infinity; just above it E is below -1, and the sign wrong. 1 + erf cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/rational_5_5.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct Rational5Over5 {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const V c = clamped(d, hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1)), 3.8);
    const V s = hn::Mul(c, c);
    const V p = horner(d, s, 1.6449823761e-06, 3.0145223718e-04, 5.0891782157e-03, 5.6909475476e-02, 2.2295241058e-01,
                       1.1283794641e+00);
    const V q =
        horner(d, s, 3.4724384022e-05, 1.4562678989e-03, 1.7675759271e-02, 1.2741664052e-01, 5.3092014790e-01, 1.0);
    const V half = constant(d, 0.5);
    return hn::Mul(x, hn::MulAdd(hn::Div(hn::Mul(c, p), q), half, half));
  }
};

constexpr auto functions = simd_functions<Rational5Over5>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "rational_5_5",
     .formula = Formula::gelu,
     .provenance = "emulation of YNNPACK 2026 (in XNNPACK), approx_erf of float32: coefficients",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 1575.71, .ulp_from = -3, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 7.65932, .ulp_from = -4.18, .max_abs = 0.00195218, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .ulp_from = -3, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
