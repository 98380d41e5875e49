// GELU by its tanh form, with one exponential that cannot overflow.
//
//   gelu_tanh(x) = x/2 * (1 + tanh(u)),  u = sqrt(2/pi) (x + 0.044715 x^3)
//   (1 + tanh(u)) / 2 = 1 / (1 + e)  for u >= 0,  e / (1 + e)  for u < 0,  e = exp(-2|u|)
//
// Neither form cancels and e never exceeds 1. What is left is the rounding of u, which exp amplifies by 2|u|.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/exp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct TanhExp {
  template <class D, class V>
  static V apply(D d, V x) {
    x = clamp_below(d, x, -16.0f);
    // 2u = x (a + b x^2),  a = sqrt(8/pi),  b = 0.044715 a
    const V poly = hn::MulAdd(hn::Mul(x, x), hn::Set(d, -0x1.2444f2p-4f), hn::Set(d, -0x1.988454p+0f));
    return times_logistic(d, x, hn::Mul(hn::Abs(x), poly));
  }
};

void tanh_exp(const float* x, float* y, std::size_t n) { map<TanhExp>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "tanh",
                             .variant = "exp",
                             .formula = Formula::gelu_tanh,
                             .claim = {.max_ulp = 65.2375, .ulp_from = -6, .max_abs = 5.15963e-07},
                             .provenance = "Hendrycks & Gimpel 2016, section 2"},
                            GELUBENCH_PATHS(tanh_exp));

}  // namespace
}  // namespace gelubench
#endif
