// I-BERT's i-GELU: erf replaced by a clamped second-degree polynomial.
//
//   i_gelu(x) = x/2 * (1 + sgn(x) (a (min(|x|/sqrt(2), -b) + b)^2 + 1)),  a = -0.2888, b = -1.769
//             = max(x, 0) + |x|/2 * a t^2,  t = min(|x|/sqrt(2), 1.769) - 1.769
//
// The second form does not cancel.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/polynomial/i_gelu.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct IGelu {
  template <class D, class V>
  static V apply(D d, V x) {
    // |x| beyond the clamp does not matter, and stays finite.
    const V distance = hn::Min(hn::Abs(clamp_below(d, x, -4.0f)), hn::Set(d, 4.0f));
    const V clamp = hn::Set(d, 1.769f);
    const V t = hn::Sub(hn::Min(hn::Mul(distance, hn::Set(d, 0x1.6a09e6p-1f)), clamp), clamp);
    const V half_a_t2 = hn::Mul(hn::Mul(t, t), hn::Set(d, 0.1444f));
    return hn::NegMulAdd(distance, half_a_t2, negative_to_minus_zero(d, x));
  }
};

void i_gelu(const float* x, float* y, std::size_t n) { map<IGelu>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "polynomial",
                             .variant = "i_gelu",
                             .formula = Formula::i_gelu,
                             .claim = {.max_ulp = 4.93595, .ulp_from = -1, .max_abs = 1.46844e-07},
                             .provenance = "Kim et al. 2021 (I-BERT), eq. 7 and 8"},
                            GELUBENCH_PATHS(i_gelu));

}  // namespace
}  // namespace gelubench
#endif
