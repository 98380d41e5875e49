// Steps that have subnormal operands or results, made of bits: such arithmetic costs 100 cycles on many CPUs and gives
// something else where flush-to-zero modes are on. Over Highway vectors of float or double.

#if defined(GELUBENCH_KERNELS_DRIVERS_SUBNORMAL_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_SUBNORMAL_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_SUBNORMAL_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_SUBNORMAL_INL_HPP
#endif

#include <limits>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// Stored bits of a significand.
template <class T>
inline constexpr int stored_bits = std::numeric_limits<T>::digits - 1;

/// Not zero and not least <= |x| < border: what a method for ordinary numbers leaves to another, NaN, infinities and
/// subnormal numbers included.
template <class D, class V, class T = hn::TFromD<D>>
HWY_INLINE auto is_outside(D d, V x, T least, T border) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, hn::Abs(x));
  const auto least_bits = hn::BitCast(du, hn::Set(d, least));
  const auto span = hn::Sub(hn::BitCast(du, hn::Set(d, border)), least_bits);
  const auto inside = hn::Or(hn::Lt(hn::Sub(bits, least_bits), span), hn::Eq(bits, hn::Zero(du)));
  return hn::RebindMask(d, hn::Not(inside));
}

/// |x| < bound, also where subnormal numbers are taken for zeros.
template <class D, class V>
HWY_INLINE auto is_below(D d, V x, hn::TFromD<D> bound) {
  const hn::RebindToSigned<D> di;
  return hn::RebindMask(d, hn::Lt(hn::BitCast(di, hn::Abs(x)), hn::BitCast(di, hn::Set(d, bound))));
}

/// z / 2^scale for z >= 0, rounded to nearest. The exponent lowered is right for normal results. In the sum with a
/// number the ULP of which is 2^scale times the smallest subnormal one, subnormal results are integers. The larger of
/// the two is right.
template <int scale, class D, class V>
HWY_INLINE V divided_by_power(D d, V z) {
  using T = hn::TFromD<D>;
  const hn::RebindToSigned<D> di;
  using Bits = hn::TFromD<decltype(di)>;
  constexpr int magic_exponent = std::numeric_limits<T>::min_exponent - 1 + scale;
  constexpr Bits one_binade = Bits{1} << stored_bits<T>;
  const auto magic = hn::Set(di, (std::numeric_limits<T>::max_exponent - 1 + magic_exponent) * one_binade);
  const auto normal = hn::Sub(hn::BitCast(di, z), hn::Set(di, scale * one_binade));
  const auto subnormal = hn::Sub(hn::BitCast(di, hn::Add(z, hn::BitCast(d, magic))), magic);
  return hn::BitCast(d, hn::Max(normal, subnormal));
}

/// The same for z <= -0, by unsigned numbers: there a normal result that is none is below all negative ones.
template <int scale, class D, class V>
HWY_INLINE V negative_divided_by_power(D d, V z) {
  using T = hn::TFromD<D>;
  const hn::RebindToUnsigned<D> du;
  using Bits = hn::TFromD<decltype(du)>;
  constexpr int magic_exponent = std::numeric_limits<T>::min_exponent - 1 + scale;
  constexpr Bits one_binade = Bits{1} << stored_bits<T>;
  const auto magic = hn::Set(du, (std::numeric_limits<T>::max_exponent - 1 + magic_exponent) * one_binade);
  const auto normal = hn::Sub(hn::BitCast(du, z), hn::Set(du, scale * one_binade));
  const auto subnormal = hn::Sub(hn::BitCast(du, hn::Sub(z, hn::BitCast(d, magic))), magic);
  return hn::BitCast(d, hn::Max(normal, subnormal));
}

/// The same for finite z of either sign.
template <int scale, class D, class V>
HWY_INLINE V finite_divided_by_power(D d, V z) {
  const V magnitude = hn::Abs(z);
  return hn::Or(divided_by_power<scale>(d, magnitude), hn::Xor(magnitude, z));
}

/// The same for any z; infinities and NaN stay.
template <int scale, class D, class V>
HWY_INLINE V signed_divided_by_power(D d, V z) {
  const auto is_finite = hn::Lt(hn::Abs(z), hn::Set(d, std::numeric_limits<hn::TFromD<D>>::infinity()));
  return hn::IfThenElse(is_finite, finite_divided_by_power<scale>(d, z), z);
}

/// u g, to the bit what hn::Mul() gives of numbers, where g and the product may be subnormal. Factors below 2^-64 are
/// multiplied by 2^64 in integers, and the product divided by it: its sum with `magic`, one rounding of a fused
/// multiply-add, has the bits of subnormal results, and its exponent lowered those of normal ones. Only a |u| below
/// 2^-62 is slow.
template <class D, class V>
HWY_INLINE V subnormal_product([[maybe_unused]] D d, V u, V g) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSE4
  return hn::Mul(u, g);
#else
  constexpr int scale = 64;
  constexpr float small = 0x1p-64f;
  const hn::RebindToSigned<D> di;
  const auto magnitude = hn::BitCast(di, hn::Abs(g));
  const auto is_small = hn::And(hn::Lt(magnitude, hn::BitCast(di, hn::Set(d, small))), hn::Gt(magnitude, hn::Zero(di)));
  if (HWY_LIKELY(hn::AllFalse(di, is_small))) return hn::Mul(u, g);
  const auto at = hn::RebindMask(d, is_small);
  const auto scaled_bits = hn::Set(di, scale << stored_bits<float>);
  const V normal_factor = hn::BitCast(d, hn::Add(magnitude, scaled_bits));
  const V subnormal_factor = hn::Mul(hn::ConvertTo(d, magnitude), hn::Set(d, 0x1p-149f * 0x1p64f));
  const auto is_subnormal = hn::RebindMask(d, hn::Lt(magnitude, hn::Set(di, 1 << stored_bits<float>)));
  const V factor = hn::IfThenElse(is_subnormal, subnormal_factor, normal_factor);
  const V scaled = hn::Mul(u, hn::CopySign(factor, g));
  const V scaled_magnitude = hn::Abs(scaled);
  const auto magic = hn::Set(di, (1 + scale) << stored_bits<float>);
  const auto normal = hn::Sub(hn::BitCast(di, scaled_magnitude), scaled_bits);
  const auto sum = hn::MulAdd(hn::Abs(u), factor, hn::BitCast(d, magic));
  const auto result = hn::BitCast(d, hn::Max(normal, hn::Sub(hn::BitCast(di, sum), magic)));
  const auto is_finite = hn::Lt(scaled_magnitude, hn::Set(d, std::numeric_limits<float>::infinity()));
  const V here = hn::IfThenElse(is_finite, hn::Or(result, hn::Xor(scaled_magnitude, scaled)), scaled);
  return hn::IfThenElse(at, here, hn::Mul(u, hn::IfThenZeroElse(at, g)));
#endif
}

/// x, but +0 below 2^-60, where what is smooth at zero has the value of zero.
template <class D, class V>
HWY_INLINE V zero_if_tiny(D d, V x) {
  return hn::IfThenZeroElse(is_below(d, x, hn::TFromD<D>{0x1p-60}), x);
}

/// x/2, rounded towards zero if subnormal: the exponent less one, or half of the bits less.
template <class D, class V>
HWY_INLINE V halved(D d, V x) {
  const hn::RebindToSigned<D> di;
  using Bits = hn::TFromD<decltype(di)>;
  const auto magnitude = hn::BitCast(di, hn::Abs(x));
  const auto upper_half = hn::Sub(magnitude, hn::ShiftRight<1>(magnitude));
  const auto less = hn::Min(upper_half, hn::Set(di, Bits{1} << stored_bits<hn::TFromD<D>>));
  return hn::BitCast(d, hn::Sub(hn::BitCast(di, x), less));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
