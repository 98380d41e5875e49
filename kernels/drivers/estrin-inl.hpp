// Polynomials by halves (Estrin 1960), over Highway vectors: where there is little else to compute, Horner's rule is
// waited for.

#if defined(GELUBENCH_KERNELS_DRIVERS_ESTRIN_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_ESTRIN_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_ESTRIN_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_ESTRIN_INL_HPP
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// c[first] + c[first + 1] x + ..., `count` terms.
template <std::size_t first, std::size_t count, std::size_t terms, class D, class V>
HWY_INLINE V estrin_part(D d, const float (&c)[terms], V x, V x2, V x4, V x8) {
  if constexpr (count == 1) {
    return hn::Set(d, c[first]);
  } else {
    static_assert(count <= 16);
    constexpr std::size_t lower = std::bit_floor(count - 1);
    const V power = lower == 1 ? x : lower == 2 ? x2 : lower == 4 ? x4 : x8;
    return hn::MulAdd(estrin_part<first + lower, count - lower>(d, c, x, x2, x4, x8), power,
                      estrin_part<first, lower>(d, c, x, x2, x4, x8));
  }
}

/// The polynomial at x, coefficients from the constant to the highest power.
template <std::size_t terms, class D, class V>
HWY_INLINE V estrin(D d, const float (&c)[terms], V x) {
  const V x2 = hn::Mul(x, x);
  const V x4 = hn::Mul(x2, x2);
  return estrin_part<0, terms>(d, c, x, x2, x4, hn::Mul(x4, x4));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
