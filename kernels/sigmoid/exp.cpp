// GELU by its sigmoid form ("QuickGELU"), with one exponential that cannot overflow.
//
//   gelu_sigmoid(x) = x / (1 + exp(-1.702 x)) = x e / (1 + e) for x < 0, x / (1 + e) for x >= 0, e = exp(-1.702 |x|)
//
// The result rounds to -0 below x = -64. What is left is the rounding of 1.702 x, which exp amplifies by 1.702 |x|.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sigmoid/exp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct SigmoidExp {
  template <class D, class V>
  static V apply(D d, V x) {
    x = clamp_below(d, x, -64.0f);
    return times_logistic(d, x, hn::Mul(hn::Abs(x), hn::Set(d, -1.702f)));
  }
};

void sigmoid_exp(const float* x, float* y, std::size_t n) { map<SigmoidExp>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "sigmoid",
                             .variant = "exp",
                             .formula = Formula::gelu_sigmoid,
                             .claim = {.max_ulp = 22.2323, .ulp_from = -14.4f, .max_abs = 5.8145e-07},
                             .provenance = "Hendrycks & Gimpel 2016, section 2"},
                            GELUBENCH_PATHS(sigmoid_exp));

}  // namespace
}  // namespace gelubench
#endif
