// GELU by its tanh form, tanh by a truncation of Lambert's continued fraction.
//
//   tanh(u) = u / (1 + u^2 / (3 + u^2 / (5 + ... u^2 / 13)))
//           = u (135135 + 17325 u^2 + 378 u^4 + u^6) / (135135 + 62370 u^2 + 3150 u^4 + 28 u^6)
//
// No exponential. From where the fraction crosses 1, at |u| = 4.97, tanh is taken as +-1 and the result is x or -0.
// 1 + tanh cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tanh/continued_fraction.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct TanhContinuedFraction {
  template <class D, class V>
  static V apply(D d, V x) {
    const V bounded = clamp_below(d, x, -16.0f);
    const V c = hn::MulAdd(hn::Mul(bounded, bounded), hn::Set(d, 0x1.2444f2p-5f), hn::Set(d, 0x1.988454p-1f));
    const V u = hn::Mul(bounded, c);
    const auto saturated = hn::Gt(hn::Abs(u), hn::Set(d, 0x1.3e31c2p+2f));
    const V s = hn::Mul(u, u);
    V numerator = hn::Add(s, hn::Set(d, 378.0f));
    numerator = hn::MulAdd(numerator, s, hn::Set(d, 17325.0f));
    numerator = hn::MulAdd(numerator, s, hn::Set(d, 135135.0f));
    V denominator = hn::MulAdd(s, hn::Set(d, 28.0f), hn::Set(d, 3150.0f));
    denominator = hn::MulAdd(denominator, s, hn::Set(d, 62370.0f));
    denominator = hn::MulAdd(denominator, s, hn::Set(d, 135135.0f));
    const V fraction = hn::Div(hn::Mul(u, numerator), denominator);
    const V one = hn::Set(d, 1.0f);
    const auto at_limit = hn::Or(saturated, hn::Gt(hn::Abs(fraction), one));
    const V tanh = hn::IfThenElse(at_limit, hn::CopySign(one, u), fraction);
    return hn::Mul(hn::Mul(hn::Set(d, 0.5f), bounded), hn::Add(one, tanh));
  }
};

void tanh_continued_fraction(const float* x, float* y, std::size_t n) { map<TanhContinuedFraction>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "tanh",
                             .variant = "continued_fraction",
                             .formula = Formula::gelu_tanh,
                             .claim = {.max_ulp = 19910.8, .ulp_from = -3, .max_abs = 0.000182367},
                             .provenance = "Lambert 1768; Hendrycks & Gimpel 2016, section 2"},
                            GELUBENCH_PATHS(tanh_continued_fraction));

}  // namespace
}  // namespace gelubench
#endif
