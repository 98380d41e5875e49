// Gradients next to their zeros, over Highway vectors of float.
//
//   g'(z + r) = r p(r),  |r| < radius
//
// in binary64: r is exact but for what z lost, 2^-54, and the float nearest to a zero is some 2^-26 from it. Elsewhere a
// method's absolute error is small beside the gradient. Most vectors have no such input.
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

/// g'(x) where x is next to the zero, otherwise y.
template <class Zero, class D, class V>
HWY_INLINE V next_to_zero(D d, V x, V y) {
  const V distance = hn::Abs(hn::Sub(x, constant(d, Zero::zero)));
  const auto is_near = hn::Lt(distance, hn::Set(d, Zero::radius));
  if (HWY_LIKELY(hn::AllFalse(d, is_near))) return y;
  const V here = in_double(
      d,
      [](auto d64, auto x) HWY_ATTR {
        const auto r = hn::Sub(x, hn::Set(d64, Zero::zero));
        constexpr int degree = std::size(Zero::coefficient) - 1;
        auto p = hn::Set(d64, Zero::coefficient[degree]);
        for (int k = degree; k-- > 0;) p = hn::MulAdd(p, r, hn::Set(d64, Zero::coefficient[k]));
        return hn::Mul(r, p);
      },
      x);
  return hn::IfThenElse(is_near, here, y);
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
