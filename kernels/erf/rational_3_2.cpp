// GELU by a rational approximation of erf, P of degree 3 and Q of degree 2 in z^2: an emulation of YNNPACK's (in
// XNNPACK) for 16-bit types.
//
//   gelu(x) = x (1/2 + E/2),  E = c P(c^2) / Q(c^2),  c = x / sqrt(2) clamped to +-2.7
//
// Made for 12 bits and computed in binary32: the 16-bit types are what it is for. At the clamp E is not quite -1:
// results grow without bound towards minus infinity. 1 + erf cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/rational_3_2.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct Rational3Over2 {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const V c = clamped(d, hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1)), 2.7);
    const V s = hn::Mul(c, c);
    const V p = horner(d, s, -5.2349315956e-04, 2.0557025447e-02, 1.5668566525e-01, 1.1283479929e+00);
    const V q = horner(d, s, 7.7118203044e-02, 4.7161144018e-01, 1.0);
    const V half = constant(d, 0.5);
    return hn::Mul(x, hn::MulAdd(hn::Div(hn::Mul(c, p), q), half, half));
  }
};

constexpr auto functions = simd_functions<Rational3Over2>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "rational_3_2",
     .formula = Formula::gelu,
     .provenance = "emulation of YNNPACK 2026 (in XNNPACK), erf of float16 and bfloat16: coefficients",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 59642.2, .ulp_from = -3, .special_values = false}},
                {DType::f16, Direction::forward, {.max_ulp = 7.64469, .ulp_from = -3, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_ulp = 1.29963, .ulp_from = -3, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
