// Polynomials with published coefficients, over Highway vectors.

#if defined(GELUBENCH_KERNELS_DRIVERS_HORNER_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_HORNER_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_HORNER_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_HORNER_INL_HPP
#endif

#include <hwy/highway.h>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// The polynomial at t by Horner's scheme, coefficients from the highest power to the constant.
template <class D, class V, class... Coefficients>
HWY_INLINE V horner(D d, V t, double highest, Coefficients... others) {
  V p = constant(d, highest);
  ((p = hn::MulAdd(p, t, constant(d, others))), ...);
  return p;
}

/// x in [-limit, limit], NaN where x is.
template <class D, class V>
HWY_INLINE V clamped(D d, V x, double limit) {
  return clamp_above(d, clamp_below(d, x, -limit), limit);
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
