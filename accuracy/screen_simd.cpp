#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "accuracy/screen_simd.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "accuracy/screen_simd.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <int degree, class D>
hn::Vec<D> polynomial(D d, const ScreenSegment<float>& s, hn::Vec<D> x) {
  const auto u = hn::Mul(hn::Sub(x, hn::Set(d, s.center)), hn::Set(d, s.scale));
  auto p = hn::Set(d, s.coefficient[degree]);
  for (int k = degree - 1; k >= 0; --k) p = hn::MulAdd(p, u, hn::Set(d, s.coefficient[k]));
  if (s.root_multiplicity > 0) {
    const auto distance = hn::Sub(hn::Sub(x, hn::Set(d, s.root_high)), hn::Set(d, s.root_low));
    p = hn::Mul(p, distance);
    if (s.root_multiplicity > 1) p = hn::Mul(p, distance);
  }
  return s.times_x ? hn::Mul(p, x) : p;
}

template <int degree>
void evaluate_of_degree(const ScreenSegment<float>& s, const float* x, double* value, std::size_t n) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> df;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(polynomial<degree>(d, s, hn::PromoteTo(d, hn::LoadU(df, x + i))), d, value + i);
  }
  if (i < n) {
    HWY_ALIGN float in[HWY_MAX_BYTES / sizeof(double)] = {};
    HWY_ALIGN double out[HWY_MAX_BYTES / sizeof(double)];
    std::copy(x + i, x + n, in);
    hn::Store(polynomial<degree>(d, s, hn::PromoteTo(d, hn::Load(df, in))), d, out);
    std::copy(out, out + (n - i), value + i);
  }
}

/// Of a degree known when it is compiled, so that the coefficients stay in registers; those above used_degree are zero.
void evaluate(const ScreenSegment<float>& s, const float* x, double* value, std::size_t n) {
  static_assert(ScreenSegment<float>::degree == 10);
  if (s.used_degree <= 1) return evaluate_of_degree<1>(s, x, value, n);
  if (s.used_degree <= 2) return evaluate_of_degree<2>(s, x, value, n);
  if (s.used_degree <= 4) return evaluate_of_degree<4>(s, x, value, n);
  if (s.used_degree <= 7) return evaluate_of_degree<7>(s, x, value, n);
  evaluate_of_degree<10>(s, x, value, n);
}

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

HWY_EXPORT(evaluate);

}  // namespace

void evaluate_polynomial(const ScreenSegment<float>& segment, std::span<const float> x, std::span<double> value) {
  HWY_DYNAMIC_DISPATCH(evaluate)(segment, x.data(), value.data(), x.size());
}

}  // namespace gelubench
#endif
