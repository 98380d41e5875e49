// GELU by its tanh form, all but the last step one rational function: an emulation of XNNPACK's f32-vapproxgelu,
// rational-12-10.
//
//   gelu_tanh(x) = x/2 (1 + c P(c^2) / Q(c^2)),  c = x clamped to +-4.85, without FMA +-4.86
//
// The quotient is tanh(sqrt(2/pi) (x + 0.044715 x^3)), of degrees 11 and 10: the cubic is in it. It is exactly +-1
// where the input is clamped. No exponential, one division. 1 + tanh cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/rational_12_10.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/horner-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct RationalTanh {
  static constexpr bool only_f32_inside = true;

  template <class D, class V>
  static V apply(D d, V x) {
    // The first number whose quotient rounds to 1, with and without fused multiply-add.
    constexpr double largest = HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE4 ? 4.86115026 : 4.84974098;
    const V c = clamped(d, x, largest);
    const V s = hn::Mul(c, c);
    const V p = horner(d, s, 4.9544411240e-08, 1.4302649106e-05, 2.6887017884e-04, 7.2898347862e-03, 6.0803253204e-02,
                       7.9788458347e-01);
    const V q =
        horner(d, s, 1.3433452750e-06, 7.6477612311e-05, 1.3060354395e-03, 2.4381054565e-02, 2.4369759858e-01, 1.0);
    const V tanh = hn::Div(hn::Mul(c, p), q);
    return hn::Mul(hn::Mul(x, constant(d, 0.5)), hn::Add(tanh, constant(d, 1)));
  }
};

constexpr auto functions = simd_functions<RationalTanh>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "tanh",
     .variant = "rational_12_10",
     .formula = Formula::gelu_tanh,
     .provenance = "emulation of XNNPACK 2024, f32-vapproxgelu rational-12-10 (coefficients)",
     .claims = {{DType::f32,
                 Direction::forward,
                 {.max_ulp = 1761.62, .ulp_from = -3, .max_abs = 1.11527e-06, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 6.81399, .ulp_from = -4.18, .max_abs = 0.000973455, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 0.5, .ulp_from = -3, .max_abs = 0.00775482, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
