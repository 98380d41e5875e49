// Correct rounding of GELU in binary32 in two steps, over Highway vectors.
//
// If y (1 - 2^-43) and y (1 + 2^-43) round to the same binary32 number, y being gelu(x) in binary64 with a relative
// error below 2^-43, that is the result. Otherwise, once in 2^18 inputs, the element is computed again in binary128
// (exact_binary128.hpp), to 2^-90. The hardest inputs lie 10^-9 ULP from a tie (2^-54), so this decides; that first and
// second step are right for every input is established by comparing all of them with MPFR.

#if defined(GELUBENCH_KERNELS_ERF_EXACT_ROUNDING_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_EXACT_ROUNDING_INL_HPP
#undef GELUBENCH_KERNELS_ERF_EXACT_ROUNDING_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_EXACT_ROUNDING_INL_HPP
#endif

#include <bit>
#include <cstdint>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/erf/exact_binary128.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::exact_f32 {

/// Of the first step, at most.
inline constexpr double relative_error = 0x1p-43;

/// Below this gelu(x) is x/2 but for a bit that decides ties.
inline constexpr float tiny = 0x1p-60f;

/// A result and whether rounding it to float is not decided.
template <class V, class M>
struct Rounded {
  V y;
  M undecided;
};

/// f(x) rounded to float, f over the halves of the vector in double.
template <class F, class D, class V>
HWY_INLINE auto round_once(const F& f, D d, V x) {
#if HWY_TARGET == HWY_SCALAR
  const D half;
  const hn::Rebind<double, D> d64;
  const auto y = f(d64, Group<hn::Vec<decltype(d64)>, 1>{hn::PromoteTo(d64, x)});
#else
  const hn::Half<D> half;
  const hn::Rebind<double, decltype(half)> d64;
  const auto y = f(d64, Group<hn::Vec<decltype(d64)>, 2>{hn::PromoteTo(d64, hn::LowerHalf(half, x)),
                                                         {hn::PromoteTo(d64, hn::UpperHalf(half, x))}});
#endif
  const auto bound = hn::Set(d64, relative_error);
  const auto lower_end = [&](auto y) HWY_ATTR { return hn::DemoteTo(half, hn::NegMulAdd(y, bound, y)); };
  const auto upper_end = [&](auto y) HWY_ATTR { return hn::DemoteTo(half, hn::MulAdd(y, bound, y)); };
#if HWY_TARGET == HWY_SCALAR
  const V below = lower_end(y.first);
  const V above = upper_end(y.first);
#else
  const V below = hn::Combine(d, lower_end(y.rest.first), lower_end(y.first));
  const V above = hn::Combine(d, upper_end(y.rest.first), upper_end(y.first));
#endif
  const hn::RebindToSigned<D> di;
  const auto differ = hn::RebindMask(d, hn::Not(hn::Eq(hn::BitCast(di, below), hn::BitCast(di, above))));
  return Rounded<V, decltype(differ)>{below, differ};
}

/// `rounded` with what it leaves undecided computed again.
template <class D, class V, class R>
HWY_INLINE V decided(D d, V x, const R& rounded) {
  if (HWY_LIKELY(hn::AllFalse(d, rounded.undecided))) return rounded.y;
  alignas(64) float xs[widest];
  alignas(64) float ys[widest];
  hn::Store(x, d, xs);
  hn::Store(rounded.y, d, ys);
  std::uint32_t bits = bits_of_mask(d, rounded.undecided);
  for (; bits != 0; bits &= bits - 1) {
    const int i = std::countr_zero(bits);
    ys[i] = gelubench::exact::gelu_by_binary128(xs[i]);
  }
  return hn::Load(d, ys);
}

/// x/2 rounded to nearest; ties, which there are between subnormal numbers, upwards: |gelu(x)| is a little more than
/// x/2 for x > 0, a little less than |x|/2 for x < 0. No arithmetic on subnormal numbers: see erf/faithful.
template <class D, class V>
HWY_INLINE V half_of(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, hn::Abs(x));
  const auto up = hn::Add(hn::Set(di, 1), hn::BroadcastSignBit(hn::BitCast(di, x)));
  const auto shifted = hn::ShiftRight<1>(hn::Add(bits, up));
  return hn::CopySign(hn::BitCast(d, hn::Max(hn::Sub(bits, hn::Set(di, 1 << 23)), shifted)), x);
}

}  // namespace gelubench::HWY_NAMESPACE::exact_f32
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
