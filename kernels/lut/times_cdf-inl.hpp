// x Phi(x) from a table's Phi without subnormal operands, which make many CPUs slow; over Highway vectors.

#if defined(GELUBENCH_KERNELS_LUT_TIMES_CDF_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_LUT_TIMES_CDF_INL_HPP
#undef GELUBENCH_KERNELS_LUT_TIMES_CDF_INL_HPP
#else
#define GELUBENCH_KERNELS_LUT_TIMES_CDF_INL_HPP
#endif

#include <limits>

#include "kernels/subnormal-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// max(x, low) cdf(x); x/2 where that or x would be subnormal.
template <class D, class V, class Cdf>
HWY_INLINE V times_cdf(D d, V x, double low, const Cdf& cdf) {
  const auto is_tiny = is_below(d, x, 4 * std::numeric_limits<hn::TFromD<D>>::min());
  if (HWY_LIKELY(hn::AllFalse(d, is_tiny))) return hn::Mul(clamp_below(d, x, low), cdf(x));
  if (hn::Lanes(d) == 1) return halved(d, x);
  const V inside = hn::IfThenZeroElse(is_tiny, x);
  return hn::IfThenElse(is_tiny, halved(d, x), hn::Mul(clamp_below(d, inside, low), cdf(inside)));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
