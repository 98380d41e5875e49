// GELU by erfc on two ranges, both evaluated and one taken: an emulation with Eigen 5's erfc.
//
//   gelu(x) = x/2 erfc(z),  z = -x / sqrt(2) clamped to +-11
//   erfc(z) = 1 + z S(z^2) for |z| <= 1,  exp(-z^2) P(1/z^2) / (z Q(1/z^2)), and 2 more for z < 0, from there on
//   gelu'(x) = erfc(z)/2 + x exp(-x^2 / 2) / sqrt(2 pi)
//
// S has degree 5, P 3 and Q 4. What z^2 rounds away is put back: exp(-z^2) = e - e low with e = exp(-(z^2 rounded)).
// What remains is the rounding of x / sqrt(2), which erfc amplifies by x^2: the error of erf/erfc by vector code.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/erfc_rational.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"
#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class D, class V>
V erfc(D d, V unbounded) {
  const V z = clamped(d, unbounded, 11);
  const V s = hn::Mul(z, z);
  const V one = constant(d, 1);
  const V near = hn::MulAdd(z,
                            horner(d, s, 5.618022987619042e-04, -4.913816694170237e-03, 2.670751512050629e-02,
                                   -1.128001064062119e-01, 3.761229515075684e-01, -1.128379106521606),
                            one);
  const V rounded = exp_nonpositive(d, hn::Neg(s));
  const V e = hn::NegMulAdd(rounded, product_low(d, z, z, s), rounded);
  const V inverse = hn::Div(one, s);
  const V p =
      horner(d, inverse, 1.020811647176743e-01, 4.292066693305969e-01, 3.237907886505127e-01, 5.397197604179382e-02);
  const V q = horner(d, inverse, 1.725167781114578e-02, 3.913716375827789e-01, 1.0, 6.217324137687683e-01,
                     9.566286206245422e-02);
  const V two_below_0 = hn::IfThenElseZero(hn::Lt(z, hn::Zero(d)), constant(d, 2));
  const V far = hn::MulAdd(e, hn::Div(p, hn::Mul(z, q)), two_below_0);
  return hn::IfThenElse(hn::Gt(s, one), far, near);
}

constexpr double minus_inv_sqrt2 = -0x1.6a09e667f3bcdp-1;

template <class T>
struct ErfcRational {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    return hn::Mul(hn::Mul(constant(d, 0.5), x), erfc(d, hn::Mul(x, constant(d, minus_inv_sqrt2))));
  }
};

template <class T>
struct ErfcRationalGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V cdf = hn::Mul(constant(d, 0.5), erfc(d, hn::Mul(x, constant(d, minus_inv_sqrt2))));
    const V e = exp_nonpositive(d, hn::Mul(hn::Mul(constant(d, -0.5), x), x));
    return hn::MulAdd(hn::Mul(x, e), constant(d, 0x1.9884533d43651p-2), cdf);
  }
};

constexpr auto functions = simd_functions<ErfcRational, ErfcRationalGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "erfc_rational",
     .formula = Formula::gelu,
     .provenance = "emulation with Eigen 5 (2025), array erfc of float32: coefficients (Rminimax)",
     .claims =
         {{DType::f32,
           Direction::forward,
           {.max_ulp = 199.712, .ulp_from = -13.15, .max_abs = 3.84041e-07, .special_values = false}},
          {DType::f32,
           Direction::backward,
           {.max_ulp = 4.14669, .ulp_from = -0.5, .max_abs = 1.68266e-07, .special_values = false}},
          {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292, .special_values = false}},
          {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.00776872, .special_values = false}},
          {DType::f16, Direction::backward, {.max_ulp = 0.50008, .max_abs = 0.000488248, .special_values = false}},
          {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .max_abs = 0.00390564, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
