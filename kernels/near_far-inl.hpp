// A driver for kernels of two methods, one cheap and for most inputs ("near"), one for all others ("far"), over Highway
// vectors of float.
//
// Blocks of one kind take one loop. In mixed blocks the far elements are collected, computed together and put back, so
// that nothing is computed twice. Which method an element takes depends on its value alone, and so does the result.
//
//   struct Methods {
//     template <class D, class V> static auto is_far(D d, V x);                               a mask
//     template <class D, class V, int n> static Group<V, n> near(D d, const Group<V, n>& x);
//     template <class D, class V, int n> static Group<V, n> far(D d, const Group<V, n>& x);
//   };

#if defined(GELUBENCH_KERNELS_NEAR_FAR_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_NEAR_FAR_INL_HPP
#undef GELUBENCH_KERNELS_NEAR_FAR_INL_HPP
#else
#define GELUBENCH_KERNELS_NEAR_FAR_INL_HPP
#endif

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// Vectors classified together.
inline constexpr std::size_t block_vectors = 16;

template <class D, class M>
HWY_INLINE std::uint32_t bits_of_mask([[maybe_unused]] D d, M mask) {
#if HWY_TARGET == HWY_AVX3
  return mask.raw;
#else
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  return bytes[0];
#endif
}

template <class D>
HWY_INLINE auto mask_of_bits([[maybe_unused]] D d, std::uint32_t bits) {
#if HWY_TARGET == HWY_AVX3
  return decltype(hn::Lt(hn::Zero(d), hn::Zero(d))){static_cast<__mmask16>(bits)};
#else
  const std::uint8_t bytes[8] = {static_cast<std::uint8_t>(bits)};
  return hn::LoadMaskBits(d, bytes);
#endif
}

/// The elements of v whose bits are set, in order, to `to`; a whole vector is written.
template <class D, class V>
HWY_INLINE void collect(D d, V v, std::uint32_t bits, float* to) {
#if HWY_TARGET == HWY_AVX3
  hn::StoreU(V{_mm512_maskz_compress_ps(static_cast<__mmask16>(bits), v.raw)}, d, to);
#else
  hn::CompressStore(v, mask_of_bits(d, bits), d, to);
#endif
}

/// v with the elements whose bits are set replaced, in order, by those at `from`, stored. A whole vector is read there.
template <class D, class V>
HWY_INLINE void put_back(D d, V v, std::uint32_t bits, const float* from, float* to) {
#if HWY_TARGET == HWY_AVX3
  v.raw = _mm512_mask_expand_ps(v.raw, static_cast<__mmask16>(bits), _mm512_loadu_ps(from));
  hn::StoreU(v, d, to);
#else
  hn::StoreU(v, d, to);
  for (; bits != 0; bits &= bits - 1) to[std::countr_zero(bits)] = *from++;
#endif
}

/// Not zero and not least <= |x| < border: what a method for ordinary numbers leaves to another, NaN, infinities and
/// subnormal numbers included.
template <class D, class V>
HWY_INLINE auto is_outside(D d, V x, float least, float border) {
  const hn::RebindToUnsigned<D> du;
  const auto bits = hn::BitCast(du, hn::Abs(x));
  const auto least_bits = hn::BitCast(du, hn::Set(d, least));
  const auto span = hn::Sub(hn::BitCast(du, hn::Set(d, border)), least_bits);
  const auto inside = hn::Or(hn::Lt(hn::Sub(bits, least_bits), span), hn::Eq(bits, hn::Zero(du)));
  return hn::RebindMask(d, hn::Not(inside));
}

/// |x| < bound, also where subnormal numbers are taken for zeros.
template <class D, class V>
HWY_INLINE auto is_below(D d, V x, float bound) {
  const hn::RebindToSigned<D> di;
  return hn::RebindMask(d, hn::Lt(hn::BitCast(di, hn::Abs(x)), hn::BitCast(di, hn::Set(d, bound))));
}

/// method(d, x), 2 vectors at a time, for vectors * lanes elements.
template <class Method, class D>
HWY_INLINE void run_all(const Method& method, D d, const float* x, float* y, std::size_t vectors) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t v = 0;
  for (; v + 2 <= vectors; v += 2) store_group(method(load_group<2>(d, x + v * lanes)), d, y + v * lanes);
  for (; v < vectors; ++v) store_group(method(load_group<1>(d, x + v * lanes)), d, y + v * lanes);
}

template <class Methods, class D>
HWY_INLINE void run_block(D d, const float* x, float* y, std::size_t vectors) {
  using V = hn::Vec<D>;
  const auto near = [d](const auto& group) HWY_ATTR { return Methods::near(d, group); };
  const auto far = [d](const auto& group) HWY_ATTR { return Methods::far(d, group); };
  const std::size_t lanes = hn::Lanes(d);
  std::uint32_t far_bits[block_vectors];
  std::uint32_t some = 0;
  std::uint32_t all = ~0u;
  for (std::size_t v = 0; v < vectors; ++v) {
    far_bits[v] = bits_of_mask(d, Methods::is_far(d, hn::LoadU(d, x + v * lanes)));
    some |= far_bits[v];
    all &= far_bits[v];
  }
  if (some == 0) return run_all(near, d, x, y, vectors);
  if (std::popcount(all) == static_cast<int>(lanes)) return run_all(far, d, x, y, vectors);

  // Room for the whole vectors that collect() and put_back() touch.
  float collected[(block_vectors + 2) * widest];
  std::size_t before[block_vectors + 1] = {};
  for (std::size_t v = 0; v < vectors; ++v) {
    collect(d, hn::LoadU(d, x + v * lanes), far_bits[v], collected + before[v]);
    before[v + 1] = before[v] + static_cast<std::size_t>(std::popcount(far_bits[v]));
  }
  const std::size_t count = before[vectors];
  const std::size_t padded = (count + lanes - 1) / lanes;
  for (std::size_t i = 0; i < lanes; ++i) collected[count + i] = -8.0f;
  run_all(far, d, collected, collected, padded);
  // Zero instead of what is far: that would only cost time here, subnormal numbers most of all.
  const auto inside = [&](std::size_t v) HWY_ATTR {
    return hn::IfThenZeroElse(mask_of_bits(d, far_bits[v]), hn::LoadU(d, x + v * lanes));
  };
  std::size_t v = 0;
  for (; v + 2 <= vectors; v += 2) {
    const auto result = near(Group<V, 2>{inside(v), {inside(v + 1)}});
    put_back(d, result.first, far_bits[v], collected + before[v], y + v * lanes);
    put_back(d, result.rest.first, far_bits[v + 1], collected + before[v + 1], y + (v + 1) * lanes);
  }
  if (v < vectors) put_back(d, near(Group<V, 1>{inside(v)}).first, far_bits[v], collected + before[v], y + v * lanes);
}

/// n elements of any type as floats, whole vectors with zeros behind.
template <class D, class S>
HWY_INLINE void widen(D d, const S* from, std::size_t n, float* to) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(load(d, from + i), d, to + i);
  if (i < n) {
    S rest[widest] = {};
    std::copy(from + i, from + n, rest);
    hn::StoreU(load(d, rest), d, to + i);
  }
}

/// The first n of whole vectors of floats, rounded.
template <class D, class S>
HWY_INLINE void narrow(D d, const float* from, std::size_t n, S* to) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) store(hn::LoadU(d, from + i), d, to + i);
  if (i < n) {
    S rest[widest];
    store(hn::LoadU(d, from + i), d, rest);
    std::copy(rest, rest + (n - i), to + i);
  }
}

/// y[i] = g(x[i]) for i < n; x == y is allowed. 16-bit types are computed in float.
template <class Methods, class S>
void map_near_far(const void* x_, const void*, void* y_, std::size_t n) {
  const S* x = static_cast<const S*>(x_);
  S* y = static_cast<S*>(y_);
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  if constexpr (sizeof(S) == sizeof(float)) {
    while (n - i >= lanes) {
      const std::size_t vectors = std::min(block_vectors, (n - i) / lanes);
      run_block<Methods>(d, x + i, y + i, vectors);
      i += vectors * lanes;
    }
  }
  alignas(64) float block[block_vectors * widest];
  while (i < n) {
    const std::size_t some = std::min(block_vectors * lanes, n - i);
    widen(d, x + i, some, block);
    run_block<Methods>(d, block, block, (some + lanes - 1) / lanes);
    narrow(d, block, some, y + i);
    i += some;
  }
}

/// dx[i] = dy[i] g'(x[i]) for i < n; dx may be x or dy. 16-bit types are computed in float and rounded once.
template <class Methods, class S>
void map_near_far_backward(const void* x_, const void* dy_, void* dx_, std::size_t n) {
  const S* x = static_cast<const S*>(x_);
  const S* dy = static_cast<const S*>(dy_);
  S* dx = static_cast<S*>(dx_);
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  alignas(64) float gradient[block_vectors * widest];
  alignas(64) float factor[block_vectors * widest];
  for (std::size_t i = 0; i < n;) {
    const std::size_t some = std::min(block_vectors * lanes, n - i);
    const std::size_t vectors = (some + lanes - 1) / lanes;
    if (sizeof(S) == sizeof(float) && some == vectors * lanes) {
      run_block<Methods>(d, reinterpret_cast<const float*>(x + i), gradient, vectors);
    } else {
      widen(d, x + i, some, gradient);
      run_block<Methods>(d, gradient, gradient, vectors);
    }
    widen(d, dy + i, some, factor);
    for (std::size_t j = 0; j < vectors * lanes; j += lanes) {
      hn::Store(hn::Mul(hn::Load(d, factor + j), hn::Load(d, gradient + j)), d, gradient + j);
    }
    narrow(d, gradient, some, dx + i);
    i += some;
  }
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
