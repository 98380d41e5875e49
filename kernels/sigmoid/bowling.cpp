// GELU by a logistic fit of the normal distribution function.
//
//   gelu_bowling(x) = x / (1 + exp(-(1.5976 x + 0.07056 x^3)))
//
// The same shape as the tanh form, with coefficients fitted to Phi. Evaluated like sigmoid/exp.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/bowling.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// From -far on the result is -0.
template <class T>
constexpr double far = sizeof(T) == 4 ? 16 : 24;

/// -(1.5976 t + 0.07056 t^3)
template <class D, class V>
HWY_INLINE V minus_v(D d, V t) {
  return hn::Mul(t, hn::MulAdd(hn::Mul(t, t), constant(d, -0.07056), constant(d, -1.5976)));
}

template <class T>
struct SigmoidBowling {
  template <class D, class V>
  static V apply(D d, V x) {
    return times_logistic(d, x, far<T>, [d](V t) HWY_ATTR { return minus_v(d, t); });
  }
};

template <class T>
struct SigmoidBowlingGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    return logistic_gradient(
        d, x, far<T>, [d](V t) HWY_ATTR { return minus_v(d, t); },
        [d](V t) HWY_ATTR { return hn::MulAdd(hn::Mul(t, t), constant(d, 3 * 0.07056), constant(d, 1.5976)); });
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
                {DType::bf16, Direction::forward, {.max_ulp = 0.5, .max_abs = 0.00781218}},
                {DType::f16, Direction::backward, {.max_ulp = 0.500329, .max_abs = 0.000488211}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.49979, .ulp_from = -6, .max_abs = 0.00390461}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
