// A driver for kernels that split their domain between two methods, a cheap one for most inputs ("near": next to zero)
// and one for all others ("far"), over vectors of float where there is AVX-512, whose instructions it needs.
//
// Blocks of one kind take one loop. In mixed blocks the far elements are collected, computed together and put back, so
// that nothing is computed twice. Which method an element takes depends on its value alone, and so does the result.
//
//   struct Methods {
//     template <class D, class V> static auto is_far(D d, V x);                               a mask
//     template <class D, class V> static auto row(D d, V x);    integers less than 2^31: rows of a table for near()
//     template <class D, class V, int n, class Row> static Group<V, n> near(D d, const Group<V, n>& x, const Row* row);
//     template <class D, class V, int n> static Group<V, n> far(D d, const Group<V, n>& x);
//     static constexpr float same_from;                             optional: from there on, and of NaN, far(x) is x
//   };
//
// The rows of a block are found with its classes: lookups wait for their row numbers, and so do not wait.

#if defined(GELUBENCH_KERNELS_DRIVERS_DOMAIN_SPLIT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_DOMAIN_SPLIT_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_DOMAIN_SPLIT_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_DOMAIN_SPLIT_INL_HPP
#endif

#include <bit>
#include <cstddef>
#include <cstdint>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::domain_split {

#if HWY_TARGET == HWY_AVX3

template <class D>
HWY_INLINE auto mask_of_bits(D d, std::uint32_t bits) {
  using M = decltype(hn::Lt(hn::Zero(d), hn::Zero(d)));
  return M{static_cast<decltype(M::raw)>(bits)};
}

/// The elements of v whose bits are set, in order, to `to`; a whole vector is written, since compressing into memory,
/// as hn::CompressStore() does, is slow on some CPUs.
template <class D, class V>
HWY_INLINE void collect(D d, V v, std::uint32_t bits, float* to) {
  hn::StoreU(hn::Compress(v, mask_of_bits(d, bits)), d, to);
}

/// v with the elements whose bits are set replaced, in order, by those of `replacement`. Highway 1.0.3 has
/// Compress(), but no Expand().
template <class D, class V>
HWY_INLINE V expand_over(D, V v, std::uint32_t bits, V replacement) {
  return V{_mm512_mask_expand_ps(v.raw, static_cast<__mmask16>(bits), replacement.raw)};
}

/// v with the elements whose bits are set replaced, in order, by those at `from`, stored. A whole vector is read there.
template <class D, class V>
HWY_INLINE void put_back(D d, V v, std::uint32_t bits, const float* from, float* to) {
  hn::StoreU(expand_over(d, v, bits, hn::LoadU(d, from)), d, to);
}

/// method(x, first), 2 vectors at a time, for vectors * lanes elements, `first` the number of x's first element.
template <class Method, class D>
HWY_INLINE void run_all(const Method& method, D d, const float* x, float* y, std::size_t vectors) {
  const std::size_t n = vectors * hn::Lanes(d);
  const std::size_t step = 2 * hn::Lanes(d);
  std::size_t i = 0;
  for (; i + step <= n; i += step) store_group(method(load_group<2>(d, x + i), i), d, y + i);
  if (i < n) store_group(method(load_group<1>(d, x + i), i), d, y + i);
}

template <class Methods, class D>
inline constexpr bool has_rows = requires(D d, hn::Vec<D> x) {
  Methods::row(d, x);
};

template <class Methods>
inline constexpr bool has_same = requires {
  Methods::same_from;
};

/// Fills the last vector of collected elements: far for every method, and as fast as any input.
inline constexpr float padding = -8.0f;

/// Returns whether there is a far one among them.
template <class Methods, class D>
HWY_INLINE bool run_block(D d, const float* x, float* y, std::size_t vectors) {
  using V = hn::Vec<D>;
  const hn::RebindToSigned<D> di;
  alignas(64) std::int32_t row[block_vectors * widest];
  const auto near = [ d, &row ](const auto& group, std::size_t first) HWY_ATTR __attribute__((always_inline)) {
    return Methods::near(d, group, row + first);
  };
  const auto far = [d](const auto& group, std::size_t) HWY_ATTR __attribute__((always_inline)) {
    return Methods::far(d, group);
  };
  const std::size_t lanes = hn::Lanes(d);
  std::uint32_t far_bits[block_vectors];
  std::uint32_t some = 0;
  std::uint32_t all = ~0u;
  for (std::size_t v = 0; v < vectors; ++v) {
    const V here = hn::LoadU(d, x + v * lanes);
    const auto is_far = Methods::is_far(d, here);
    far_bits[v] = bits_of_mask(d, is_far);
    some |= far_bits[v];
    all &= far_bits[v];
    if constexpr (has_rows<Methods, D>)
      hn::Store(Methods::row(d, hn::IfThenZeroElse(is_far, here)), di, row + v * lanes);
  }
  if (some == 0) {
    run_all(near, d, x, y, vectors);
    return false;
  }
  if (std::popcount(all) == static_cast<int>(lanes)) {
    run_all(far, d, x, y, vectors);
    return true;
  }

  // Room for the whole vectors that collect() and put_back() touch.
  float collected[(block_vectors + 2) * widest];
  std::uint32_t collected_bits[block_vectors];
  std::size_t before[block_vectors + 1] = {};
  for (std::size_t v = 0; v < vectors; ++v) {
    const V here = hn::LoadU(d, x + v * lanes);
    collected_bits[v] = far_bits[v];
    if constexpr (has_same<Methods>) collected_bits[v] &= bits_of_mask(d, hn::Lt(here, hn::Set(d, Methods::same_from)));
    collect(d, here, collected_bits[v], collected + before[v]);
    before[v + 1] = before[v] + static_cast<std::size_t>(std::popcount(collected_bits[v]));
  }
  const std::size_t count = before[vectors];
  const std::size_t padded = (count + lanes - 1) / lanes;
  hn::StoreU(hn::Set(d, padding), d, collected + count);
  run_all(far, d, collected, collected, padded);
  // Zero instead of what is far: that would only cost time here, subnormal numbers most of all.
  const auto inside = [&](std::size_t v) HWY_ATTR {
    return hn::IfThenZeroElse(mask_of_bits(d, far_bits[v]), hn::LoadU(d, x + v * lanes));
  };
  const auto put_all_back = [&](V result, std::size_t v) HWY_ATTR {
    if constexpr (has_same<Methods>)
      result = hn::IfThenElse(mask_of_bits(d, far_bits[v]), hn::LoadU(d, x + v * lanes), result);
    put_back(d, result, collected_bits[v], collected + before[v], y + v * lanes);
  };
  std::size_t v = 0;
  for (; v + 2 <= vectors; v += 2) {
    const auto result = near(Group<V, 2>{inside(v), {inside(v + 1)}}, v * lanes);
    put_all_back(result.first, v);
    put_all_back(result.rest.first, v + 1);
  }
  if (v < vectors) put_all_back(near(Group<V, 1>{inside(v)}, v * lanes).first, v);
  return true;
}

template <class Methods, bool backward>
struct Block {
  template <class D>
  static HWY_INLINE void run(D d, const float* x, [[maybe_unused]] const float* dy, float* y, std::size_t vectors) {
    if constexpr (!backward) {
      run_block<Methods>(d, x, y, vectors);
    } else {
      const std::size_t lanes = hn::Lanes(d);
      alignas(64) float block[block_vectors * widest];
      const bool some_far = run_block<Methods>(d, x, block, vectors);
      for (std::size_t i = 0; i < vectors * lanes; i += lanes) {
        const auto factor = hn::LoadU(d, dy + i);
        const auto g = hn::Load(d, block + i);
        // Only far ones can be subnormal.
        hn::StoreU(some_far ? subnormal_product(d, factor, g) : hn::Mul(factor, g), d, y + i);
      }
    }
  }
};

/// y[i] = g(x[i]) for i < n; x == y is allowed.
template <class Methods>
inline constexpr Function* map = &map_blocks<Block<Methods, false>, false, float>;

/// dx[i] = dy[i] g'(x[i]) for i < n; dx may be x or dy.
template <class Methods>
inline constexpr Function* map_backward = &map_blocks<Block<Methods, true>, true, float>;

/// y[i] = u[i] g(x[i]) for i < n; y may be x or u.
template <class Methods>
inline constexpr Function* map_gated = map_backward<Methods>;

#endif  // AVX-512

}  // namespace gelubench::HWY_NAMESPACE::domain_split
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
