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

struct SigmoidBowling {
  template <class D, class V>
  static V apply(D d, V x) {
    x = clamp_below(d, x, -16.0f);
    const V poly = hn::MulAdd(hn::Mul(x, x), hn::Set(d, -0.07056f), hn::Set(d, -1.5976f));
    return times_logistic(d, x, hn::Mul(hn::Abs(x), poly));
  }
};

void sigmoid_bowling(const float* x, float* y, std::size_t n) { map<SigmoidBowling>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "sigmoid",
                             .variant = "bowling",
                             .formula = Formula::gelu_bowling,
                             .claim = {.max_ulp = 64.841, .ulp_from = -6, .max_abs = 4.98565e-07},
                             .provenance = "Bowling et al. 2009, eq. 6"},
                            GELUBENCH_PATHS(sigmoid_bowling));

}  // namespace
}  // namespace gelubench
#endif
