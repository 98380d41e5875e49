// Tables without subnormal operands, which make many CPUs slow; over Highway vectors.

#if defined(GELUBENCH_KERNELS_LUT_TABLE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_LUT_TABLE_INL_HPP
#undef GELUBENCH_KERNELS_LUT_TABLE_INL_HPP
#else
#define GELUBENCH_KERNELS_LUT_TABLE_INL_HPP
#endif

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/lut/table.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// x and what counts for nothing, but makes products of tiny numbers, and of fractions of an interval, ordinary ones.
template <class D, class V>
HWY_INLINE V off_zero(D d, V x) {
  return hn::Add(x, constant(d, 0x1p-60));
}

/// x Phi(x) from a table's 2^64 Phi, as max(x, low) 2^-64 cdf(x); x/2 below 2^-60.
template <class D, class V, class Cdf>
HWY_INLINE V times_cdf(D d, V x, const Cdf& cdf) {
  const auto product = [&](V x) HWY_ATTR {
    const V factor = hn::Mul(clamp_below(d, x, lut::low<hn::TFromD<D>>), constant(d, 1 / lut::Cdf::scale));
    return hn::Mul(factor, cdf(x));
  };
  const auto is_tiny = is_below(d, x, hn::TFromD<D>{0x1p-60});
  if (HWY_LIKELY(hn::AllFalse(d, is_tiny))) return product(x);
  if (hn::AllTrue(d, is_tiny)) return halved(d, x);
  return hn::IfThenElse(is_tiny, halved(d, x), product(hn::IfThenZeroElse(is_tiny, x)));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
