// Gradients next to their zeros, over Highway vectors.
//
//   g'(c + r) = g'(c) + r p(r),  |r| < radius,  c the zero rounded to binary64
//
// in binary64, where r is exact. Elsewhere a method's absolute error is small beside the gradient. Most vectors have no
// such input.
//
// Coefficients: scripts/coefficients/gradient_zeros.sollya.

#if defined(GELUBENCH_KERNELS_DRIVERS_GRADIENT_ZERO_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_GRADIENT_ZERO_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_GRADIENT_ZERO_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_GRADIENT_ZERO_INL_HPP
#endif

#include <iterator>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/tables/gradient_zeros.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// g'(x) for x next to the zero, of doubles.
template <class Zero, class D, class V>
HWY_INLINE V gradient_at(D d64, V x) {
  const V r = hn::Sub(x, hn::Set(d64, Zero::zero));
  constexpr int degree = std::size(Zero::coefficient) - 1;
  V p = hn::Set(d64, Zero::coefficient[degree]);
  for (int k = degree; k-- > 1;) p = hn::MulAdd(p, r, hn::Set(d64, Zero::coefficient[k]));
  p = hn::Add(hn::MulAdd(p, r, hn::Set(d64, Zero::low)), hn::Set(d64, Zero::coefficient[0]));
  const V product = hn::Mul(r, p);
  return hn::Add(product, hn::Add(product_low(d64, r, p, product), hn::Set(d64, Zero::value)));
}

/// g'(x) where x is next to the zero, otherwise y.
template <class Zero, class D, class V>
HWY_INLINE V next_to_zero(D d, V x, V y) {
  const auto is_near = hn::Lt(hn::Abs(hn::Sub(x, constant(d, Zero::zero))), constant(d, Zero::radius));
  if (HWY_LIKELY(hn::AllFalse(d, is_near))) return y;
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::IfThenElse(is_near, gradient_at<Zero>(d, x), y);
  } else {
    const V here = in_double(
        d, [](auto d64, auto x) HWY_ATTR { return gradient_at<Zero>(d64, x); }, x);
    return hn::IfThenElse(is_near, here, y);
  }
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
