// GELU by its tanh form, with one exponential that cannot overflow.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(u)),  u = sqrt(2/pi) (x + 0.044715 x^3)
//   (1 + tanh(u)) / 2 = 1 / (1 + e)  for u >= 0,  e / (1 + e)  for u < 0,  e = exp(-2|u|)
//
// Neither form cancels and e never exceeds 1. What is left is the rounding of u, which exp amplifies by 2|u|.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/exp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/drivers/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// From -far on the result is -0.
template <class T>
constexpr double far = sizeof(T) == 4 ? 16 : 24;

/// -2u = -t (a + b t^2),  a = sqrt(8/pi),  b = 0.044715 a
template <class D, class V>
HWY_INLINE V minus_2u(D d, V t) {
  return hn::Mul(t, hn::MulAdd(hn::Mul(t, t), constant(d, -0x1.2444f2a4d8b4bp-4), constant(d, -0x1.9884533d43651p+0)));
}

template <class T>
struct TanhExp {
  template <class D, class V>
  static V apply(D d, V x) {
    return times_logistic(d, x, far<T>, [d](V t) HWY_ATTR { return minus_2u(d, t); });
  }
};

template <class T>
struct TanhExpGradient {
  template <class D, class V>
  static V apply(D d, V x) {
    return logistic_gradient(
        d, x, far<T>, [d](V t) HWY_ATTR { return minus_2u(d, t); },
        [d](V t) HWY_ATTR {
          return hn::MulAdd(hn::Mul(t, t), constant(d, 0x1.b6676bf7450fp-3), constant(d, 0x1.9884533d43651p+0));
        });
  }
};

constexpr auto functions = simd_functions<TanhExp, TanhExpGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "tanh",
     .variant = "exp",
     .formula = Formula::gelu_tanh,
     .provenance = "Hendrycks & Gimpel 2016, section 2",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 65.2375, .ulp_from = -6, .max_abs = 5.15963e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 4.59499, .ulp_from = -0.5, .max_abs = 1.38761e-07}},
                {DType::f64, Direction::forward, {.max_ulp = 45.5867, .ulp_from = -6, .max_abs = 1.35116e-15}},
                {DType::f64, Direction::backward, {.max_ulp = 4.96961, .ulp_from = -0.5, .max_abs = 2.62804e-16}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000973455}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5, .max_abs = 0.00775482}},
                {DType::f16, Direction::backward, {.max_ulp = 0.535153, .max_abs = 0.000488069}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.500102, .ulp_from = -6, .max_abs = 0.00390306}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
