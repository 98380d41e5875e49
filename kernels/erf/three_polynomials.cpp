// GELU by erf from three polynomials of degree 6 and an exponential: an emulation of YNNPACK's (in XNNPACK).
//
//   gelu(x) = x (1/2 + E/2),  E = erf(z) with the sign of x,  z = |x| / sqrt(2) up to 3.8
//   erf(z) = z P(z^2) for z < 0.8,  1 - exp(-z^2) Q(z) for z < 1.6,  1 - exp(-z^2) R(z) from there on
//
// All three are evaluated. No division. The exponential is that of drivers/exp-inl.hpp. At the clamp E is not quite
// -1: results grow without bound towards minus infinity. 1 + erf cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/three_polynomials.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"
#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct ThreePolynomials {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    const V z = clamp_above(d, hn::Abs(hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1))), 3.8);
    const V s = hn::Mul(z, z);
    const V near = hn::Mul(z, horner(d, s, -5.3975224728e-04, 3.3581661410e-04, 4.4070379809e-03, -2.6605917141e-02,
                                     1.1280037463e-01, -3.7612470984e-01, 1.1283792257e+00));
    const V middle = horner(d, z, 4.4372659177e-03, -4.2624399066e-02, 1.8425463140e-01, -4.7879990935e-01,
                            8.4492594004e-01, -1.0771834850e+00, 9.9257355928e-01);
    const V far = horner(d, z, 1.7328218382e-04, -3.4217946231e-03, 2.9065947980e-02, -1.3891060650e-01,
                         4.0989130735e-01, -7.6906991005e-01, 8.9860576391e-01);
    const V scaled = hn::IfThenElse(hn::Lt(z, constant(d, 1.6)), middle, far);
    const V not_near = hn::NegMulAdd(exp_nonpositive(d, hn::Neg(s)), scaled, constant(d, 1));
    const V erf = hn::CopySign(hn::IfThenElse(hn::Lt(z, constant(d, 0.8)), near, not_near), x);
    const V half = constant(d, 0.5);
    return hn::Mul(x, hn::MulAdd(erf, half, half));
  }
};

constexpr auto functions = simd_functions<ThreePolynomials>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "three_polynomials",
     .formula = Formula::gelu,
     .provenance = "emulation of YNNPACK 2026 (in XNNPACK), erf of float32: coefficients",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 193.07, .ulp_from = -3, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 2.50768, .ulp_from = -5.73, .max_abs = 0.00195218, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .ulp_from = -3, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
