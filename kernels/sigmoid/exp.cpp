// GELU by its sigmoid form ("QuickGELU"), with one exponential that cannot overflow.
//
//   gelu_sigmoid(x) = x / (1 + exp(-1.702 x)) = x e / (1 + e) for x < 0, x / (1 + e) for x >= 0, e = exp(-1.702 |x|)
//
// The result rounds to -0 below x = -64 (-450 in binary64). What is left is the rounding of 1.702 x, which exp
// amplifies by 1.702 |x|.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/exp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// From -far on the result is -0.
template <class T>
constexpr double far = sizeof(T) == 4 ? 64 : 450;

template <class T>
struct SigmoidExp {
  template <class D, class V>
  static V apply(D d, V x) {
    return times_logistic(d, x, far<T>, [d](V t) HWY_ATTR { return hn::Mul(t, constant(d, -1.702)); });
  }
};

template <class T>
struct SigmoidExpGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    return logistic_gradient(
        d, x, far<T>, [d](V t) HWY_ATTR { return hn::Mul(t, constant(d, -1.702)); },
        [d](V) HWY_ATTR { return constant(d, 1.702); });
  }
};

constexpr auto functions = simd_functions<SigmoidExp, SigmoidExpGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "sigmoid",
     .variant = "exp",
     .formula = Formula::gelu_sigmoid,
     .provenance = "Hendrycks & Gimpel 2016, section 2",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 22.2323, .ulp_from = -14.4, .max_abs = 5.8145e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 5.21326, .ulp_from = -0.5, .max_abs = 1.1612e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 90.9066, .ulp_from = -38.59, .max_abs = 1.34972e-15}},
                {DType::f64, Direction::backward, {.max_ulp = 4.45837, .ulp_from = -0.5, .max_abs = 2.60059e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500162, .max_abs = 0.00194927}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500228, .max_abs = 0.0077368}},
                {DType::f16, Direction::backward, {.max_ulp = 0.503181, .max_abs = 0.000488185}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499921, .ulp_from = -13.57, .max_abs = 0.00390489}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
