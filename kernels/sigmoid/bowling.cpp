// GELU by a logistic fit of the normal distribution function.
//
//   gelu_bowling(x) = x / (1 + exp(-(1.5976 x + 0.07056 x^3)))
//
// The same shape as the tanh form, with coefficients fitted to Phi. Evaluated like sigmoid/exp.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/bowling.cpp"
#include <hwy/foreach_target.h>

#include "kernels/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// From -far on the result is -0.
template <class T>
constexpr double far = sizeof(T) == 4 ? 16 : 24;

template <class T>
struct SigmoidBowling {
  template <class D, class V>
  static V apply(D d, V x) {
    x = clamp_below(d, x, -far<T>);
    const V poly = hn::MulAdd(hn::Mul(x, x), constant(d, -0.07056), constant(d, -1.5976));
    return times_logistic(d, x, hn::Mul(hn::Abs(x), poly));
  }
};

template <class T>
struct SigmoidBowlingGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    const V t = hn::Min(hn::Abs(x), constant(d, far<T>));
    const V s = hn::Mul(t, t);
    const V poly = hn::MulAdd(s, constant(d, -0.07056), constant(d, -1.5976));
    const V slope = hn::MulAdd(s, constant(d, 3 * 0.07056), constant(d, 1.5976));
    return logistic_gradient(d, x, t, hn::Mul(t, poly), slope);
  }
};

constexpr auto functions = simd_functions<SigmoidBowling, SigmoidBowlingGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "sigmoid",
     .variant = "bowling",
     .formula = Formula::gelu_bowling,
     .provenance = "Bowling et al. 2009, eq. 6",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 64.841, .ulp_from = -6, .max_abs = 4.98565e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 4.25795, .ulp_from = -0.5, .max_abs = 1.40272e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 51.4243, .ulp_from = -6, .max_abs = 1.22008e-15}},
                {DType::f64, Direction::backward, {.max_ulp = 4.77766, .ulp_from = -0.5, .max_abs = 2.87433e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500084, .max_abs = 0.000976362}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5, .max_abs = 0.00781218}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
