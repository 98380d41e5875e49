// GELU by a rational approximation of erf on a clamped input: an emulation of XNNPACK's f32-vgelu, rational-12-10.
//
//   gelu(x) = x/2 (1 + c P(c^2) / Q(c^2)),  c = x clamped to +-5.16, without FMA +-5.12
//
// The quotient is erf(x / sqrt(2)), of degrees 11 and 10, and exactly +-1 where the input is clamped. 1 + erf cancels
// for x < -1, and below the clamp the result is 0: every input in [-14.4, -5.17] is lost. No exponential, one division.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/rational.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct RationalErf {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    // The first number whose quotient rounds to 1, with and without fused multiply-add.
    constexpr double largest = HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE4 ? 5.1158981323e+00 : 5.1638283730e+00;
    const V limit = constant(d, largest);
    const V c = hn::IfThenElse(hn::Gt(x, limit), limit, clamp_below(d, x, -largest));
    const V s = hn::Mul(c, c);
    V p = constant(d, 4.5835321316e-08);
    for (const double a : {1.2609783880e-05, 3.2973114867e-04, 9.3065137044e-03, 6.6972173750e-02, 7.9788452387e-01}) {
      p = hn::MulAdd(p, s, constant(d, a));
    }
    V q = constant(d, 1.1988805682e-06);
    for (const double b : {7.2267655923e-05, 1.8622842617e-03, 2.8431978077e-02, 2.5060352683e-01, 1.0}) {
      q = hn::MulAdd(q, s, constant(d, b));
    }
    const V erf = hn::Div(hn::Mul(c, p), q);
    const V half = hn::Mul(constant(d, 0.5), x);
    return hn::MulAdd(half, erf, half);
  }
};

constexpr auto functions = simd_functions<RationalErf>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "rational",
     .formula = Formula::gelu,
     .provenance = "emulation of XNNPACK 2024, f32-vgelu rational-12-10 (coefficients)",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 1.24370e-6, .special_values = false}},
                {DType::f16, Direction::forward, {.max_abs = 9.76292e-4, .special_values = false}},
                {DType::bf16, Direction::forward, {.max_abs = 7.76872e-3, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
