// Loading and storing vectors of any data type, over Highway: what load() and store() of simd-inl.hpp's drivers are.
//
// Widening is exact. Narrowing rounds to nearest, ties to even; NaN stays NaN. Highway's own narrowing to binary16
// truncates without F16C, so there it is done in integers.

#if defined(GELUBENCH_KERNELS_DRIVERS_CONVERT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_CONVERT_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_CONVERT_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_CONVERT_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
inline constexpr bool has_f16c = true;
#else
inline constexpr bool has_f16c = false;
#endif

/// Bits of x rounded to binary16.
template <class D, class V>
hn::VFromD<hn::RebindToSigned<D>> binary16_bits(D d, V x) {
  const hn::RebindToSigned<D> di;
  if constexpr (has_f16c) {
    const hn::Rebind<hwy::float16_t, D> df16;
    const hn::Rebind<std::uint16_t, D> du16;
    return hn::PromoteTo(di, hn::BitCast(du16, hn::DemoteTo(df16, x)));
  } else {
    // Normal numbers: round bit 13 of the significand and rebias the exponent from 127 to 15. Subnormal ones: adding
    // 1/2, whose ULP is 2^-24, rounds to multiples of 2^-24.
    const auto magnitude = hn::BitCast(di, hn::Abs(x));
    const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(di, 1));
    const auto rounded = hn::ShiftRight<13>(hn::Add(hn::Add(magnitude, hn::Set(di, 0xFFF)), odd));
    const auto normal = hn::Sub(rounded, hn::Set(di, (127 - 15) << 10));
    const auto half = hn::Set(d, 0.5f);
    const auto subnormal = hn::Sub(hn::BitCast(di, hn::Add(hn::Abs(x), half)), hn::BitCast(di, half));
    const auto is_subnormal = hn::Lt(magnitude, hn::Set(di, (127 - 14) << 23));
    auto bits = hn::IfThenElse(is_subnormal, subnormal, normal);
    bits = hn::IfThenElse(hn::Gt(magnitude, hn::Set(di, 0x477FEFFF)), hn::Set(di, 0x7C00), bits);  // from 65520 on
    bits = hn::IfThenElse(hn::Gt(magnitude, hn::Set(di, 0x7F800000)), hn::Set(di, 0x7E00), bits);
    const auto sign = hn::And(hn::ShiftRight<16>(hn::BitCast(di, x)), hn::Set(di, 0x8000));
    return hn::Or(bits, sign);
  }
}

template <class D>
hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}

template <class D>
hn::Vec<D> load(D d, const double* from) {
  return hn::LoadU(d, from);
}

template <class D>
hn::Vec<D> load(D d, const BFloat16* from) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint16_t, D> du16;
  const auto bits = hn::LoadU(du16, reinterpret_cast<const std::uint16_t*>(from));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(di, bits)));
}

template <class D>
hn::Vec<D> load([[maybe_unused]] D d, const Float16* from) {
  const hn::Rebind<std::uint16_t, D> du16;
  const auto stored = hn::LoadU(du16, reinterpret_cast<const std::uint16_t*>(from));
  if constexpr (has_f16c) {
    const hn::Rebind<hwy::float16_t, D> df16;
    return hn::PromoteTo(d, hn::BitCast(df16, stored));
  } else {
    const hn::RebindToSigned<D> di;
    const auto bits = hn::PromoteTo(di, stored);
    const auto magnitude = hn::And(bits, hn::Set(di, 0x7FFF));
    const auto sign = hn::ShiftLeft<16>(hn::And(bits, hn::Set(di, 0x8000)));
    const auto shifted = hn::ShiftLeft<13>(magnitude);
    const auto normal = hn::Add(shifted, hn::Set(di, (127 - 15) << 23));
    const auto special = hn::Or(shifted, hn::Set(di, 0x7F800000));
    const auto subnormal = hn::BitCast(di, hn::Mul(hn::ConvertTo(d, magnitude), hn::Set(d, 0x1p-24f)));
    auto wide = hn::IfThenElse(hn::Lt(magnitude, hn::Set(di, 0x0400)), subnormal, normal);
    wide = hn::IfThenElse(hn::Gt(magnitude, hn::Set(di, 0x7BFF)), special, wide);
    return hn::BitCast(d, hn::Or(wide, sign));
  }
}

template <class D, class V>
void store(V v, D d, float* to) {
  hn::StoreU(v, d, to);
}

template <class D, class V>
void store(V v, D d, double* to) {
  hn::StoreU(v, d, to);
}

/// Rounded to bfloat16 in the upper 16 bits; NaN only where its lower ones are zeros.
template <class D, class V>
hn::Vec<hn::RebindToUnsigned<D>> rounded_bits([[maybe_unused]] D d, V v) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, v);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1u));
  return hn::Add(hn::Add(bits, hn::Set(du, 0x7FFFu)), odd);
}

template <class D, class V>
void store_upper(V bits, [[maybe_unused]] D d, BFloat16* to) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint16_t, D> du16;
  hn::StoreU(hn::DemoteTo(du16, hn::BitCast(di, hn::ShiftRight<16>(bits))), du16, reinterpret_cast<std::uint16_t*>(to));
}

template <class D, class V>
void store(V v, D d, BFloat16* to) {
  const hn::RebindToUnsigned<D> du;
  const auto quiet = hn::Or(hn::BitCast(du, v), hn::Set(du, 0x400000u));
  store_upper(hn::IfThenElse(hn::RebindMask(du, hn::IsNaN(v)), quiet, rounded_bits(d, v)), d, to);
}

template <class D, class V>
void store(V v, [[maybe_unused]] D d, Float16* to) {
  const hn::Rebind<std::uint16_t, D> du16;
  if constexpr (has_f16c) {
    const hn::Rebind<hwy::float16_t, D> df16;
    hn::StoreU(hn::BitCast(du16, hn::DemoteTo(df16, v)), du16, reinterpret_cast<std::uint16_t*>(to));
  } else {
    hn::StoreU(hn::DemoteTo(du16, binary16_bits(d, v)), du16, reinterpret_cast<std::uint16_t*>(to));
  }
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
