// Small tables in registers, over Highway: entries for each lane by its index.
//
// AVX-512 permutes 32 floats or 16 doubles out of two registers in one instruction, AVX2 8 floats out of one. What does
// not fit is loaded lane by lane.

#if defined(GELUBENCH_KERNELS_DRIVERS_TABLE_LOOKUP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_TABLE_LOOKUP_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_TABLE_LOOKUP_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_TABLE_LOOKUP_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

#include "kernels/drivers/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// table[index], lane by lane: where it matters, gather instructions and Highway's replacement are slower.
template <class D, class VI>
HWY_INLINE hn::Vec<D> by_lanes(D d, const hn::TFromD<D>* table, VI index) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4
  const hn::RebindToSigned<D> di;
  alignas(32) hn::TFromD<decltype(di)> i[32 / sizeof(hn::TFromD<D>)];
  hn::Store(index, di, i);
#if HWY_TARGET == HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::Vec<D>{_mm256_setr_pd(table[i[0]], table[i[1]], table[i[2]], table[i[3]])};
  } else {
    return hn::Vec<D>{_mm256_setr_ps(table[i[0]], table[i[1]], table[i[2]], table[i[3]], table[i[4]], table[i[5]],
                                     table[i[6]], table[i[7]])};
  }
#else
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::Vec<D>{_mm_setr_pd(table[i[0]], table[i[1]])};
  } else {
    return hn::Vec<D>{_mm_setr_ps(table[i[0]], table[i[1]], table[i[2]], table[i[3]])};
  }
#endif
#else
  return hn::GatherIndex(d, table, index);
#endif
}

#if HWY_TARGET == HWY_AVX3
/// lanes[index % 16] or % 8. hn::TableLookupLanes() is the same instruction, but asks for indices in range.
HWY_INLINE __m512 permuted(__m512 lanes, __m512i index) { return _mm512_permutexvar_ps(index, lanes); }
HWY_INLINE __m512d permuted(__m512d lanes, __m512i index) { return _mm512_permutexvar_pd(index, lanes); }

/// The same of two registers, index % 32 or % 16: Highway 1.0.3 does not look up in two tables.
HWY_INLINE __m512 permuted(__m512 low, __m512 high, __m512i index) { return _mm512_permutex2var_ps(low, index, high); }
HWY_INLINE __m512d permuted(__m512d low, __m512d high, __m512i index) {
  return _mm512_permutex2var_pd(low, index, high);
}
#elif HWY_TARGET == HWY_AVX2
/// lanes[index % 8]: as above.
HWY_INLINE __m256 permuted(__m256 lanes, __m256i index) { return _mm256_permutevar8x32_ps(lanes, index); }
#endif

/// table[index % size] for a power of two of entries, the table aligned to a vector.
template <class D, class VI, std::size_t size>
hn::Vec<D> lookup(D d, const hn::TFromD<D> (&table)[size], VI index) {
  static_assert((size & (size - 1)) == 0);
  [[maybe_unused]] constexpr std::size_t element = sizeof(hn::TFromD<D>);
#if HWY_TARGET == HWY_AVX3
  if constexpr (element == 4 && size == 32) {
    return hn::Vec<D>{permuted(hn::Load(d, table).raw, hn::Load(d, table + 16).raw, index.raw)};
  } else if constexpr (element == 4 && size == 16) {
    return hn::Vec<D>{permuted(hn::Load(d, table).raw, index.raw)};
  } else if constexpr (element == 4 && size == 8) {
    return hn::Vec<D>{permuted(_mm512_broadcast_f32x8(_mm256_load_ps(table)), index.raw)};
  } else if constexpr (element == 8 && size == 16) {
    return hn::Vec<D>{permuted(hn::Load(d, table).raw, hn::Load(d, table + 8).raw, index.raw)};
  } else if constexpr (element == 8 && size == 8) {
    return hn::Vec<D>{permuted(hn::Load(d, table).raw, index.raw)};
  } else
#elif HWY_TARGET == HWY_AVX2
  if constexpr (element == 4 && size == 8) {
    return hn::Vec<D>{permuted(hn::Load(d, table).raw, index.raw)};
  } else
#endif
  {
    const hn::RebindToSigned<D> di;
    using Index = hn::TFromD<decltype(di)>;
    return by_lanes(d, &table[0], hn::And(index, hn::Set(di, Index{size - 1})));
  }
}

/// Four columns of a table, each lane from the row of its index.
template <class V>
struct Row4 {
  V c0, c1, c2, c3;
};

#if HWY_TARGET == HWY_AVX3
/// Of four blocks of 128 bits of a and of b, the first and third, and the second and fourth: Highway names neither.
template <class V>
HWY_INLINE V even_blocks(V a, V b) {
  return V{_mm512_shuffle_f64x2(a.raw, b.raw, 0x88)};
}
template <class V>
HWY_INLINE V odd_blocks(V a, V b) {
  return V{_mm512_shuffle_f64x2(a.raw, b.raw, 0xDD)};
}
#endif

/// Rows of four doubles, table[i[lane]], loaded whole and transposed. The numbers come from memory and well before they
/// are needed: taken from a vector they would be waited for.
template <class D, std::size_t size, class Number>
HWY_INLINE Row4<hn::Vec<D>> lookup_row(D d, const double (&table)[size][4], const Number* i) {
#if HWY_TARGET == HWY_AVX3
  using V = hn::Vec<D>;
  const hn::Half<D> half;
  const auto rows = [&](int low, int high) HWY_ATTR {
    return hn::Combine(d, hn::Load(half, table[i[high]]), hn::Load(half, table[i[low]]));
  };
  const V r02 = rows(0, 2), r13 = rows(1, 3), r46 = rows(4, 6), r57 = rows(5, 7);
  const V even_low = hn::InterleaveLower(d, r02, r13), even_high = hn::InterleaveLower(d, r46, r57);
  const V odd_low = hn::InterleaveUpper(d, r02, r13), odd_high = hn::InterleaveUpper(d, r46, r57);
  return {even_blocks(even_low, even_high), even_blocks(odd_low, odd_high), odd_blocks(even_low, even_high),
          odd_blocks(odd_low, odd_high)};
#elif HWY_TARGET == HWY_AVX2
  using V = hn::Vec<D>;
  const V r0 = hn::Load(d, table[i[0]]), r1 = hn::Load(d, table[i[1]]);
  const V r2 = hn::Load(d, table[i[2]]), r3 = hn::Load(d, table[i[3]]);
  const V even_low = hn::InterleaveLower(d, r0, r1), even_high = hn::InterleaveLower(d, r2, r3);
  const V odd_low = hn::InterleaveUpper(d, r0, r1), odd_high = hn::InterleaveUpper(d, r2, r3);
  return {hn::ConcatLowerLower(d, even_high, even_low), hn::ConcatLowerLower(d, odd_high, odd_low),
          hn::ConcatUpperUpper(d, even_high, even_low), hn::ConcatUpperUpper(d, odd_high, odd_low)};
#elif HWY_TARGET != HWY_SCALAR
  const auto pair = [&](int lane, int column) { return hn::Load(d, table[i[lane]] + column); };
  return {hn::InterleaveLower(d, pair(0, 0), pair(1, 0)), hn::InterleaveUpper(d, pair(0, 0), pair(1, 0)),
          hn::InterleaveLower(d, pair(0, 2), pair(1, 2)), hn::InterleaveUpper(d, pair(0, 2), pair(1, 2))};
#else
  const double(&row)[4] = table[i[0]];
  return {hn::Set(d, row[0]), hn::Set(d, row[1]), hn::Set(d, row[2]), hn::Set(d, row[3])};
#endif
}

/// Two columns of a table, each lane from the row of its index.
template <class V>
struct Row2 {
  V c0, c1;
};

/// Rows of two doubles, the numbers of bytes before each given, which come from memory likewise.
template <class D, std::size_t size>
HWY_INLINE Row2<hn::Vec<D>> lookup_row(D d, const double (&table)[size][2], const std::uint32_t* offset) {
  const auto row = [&](std::size_t lane) {
    return reinterpret_cast<const double*>(reinterpret_cast<const char*>(table) + offset[lane]);
  };
#if HWY_TARGET == HWY_AVX2
  const hn::Half<D> half;
  const auto rows = [&](std::size_t lane)
                        HWY_ATTR { return hn::Combine(d, hn::Load(half, row(lane + 2)), hn::Load(half, row(lane))); };
  const hn::Vec<D> even = rows(0), odd = rows(1);
  return {hn::InterleaveLower(d, even, odd), hn::InterleaveUpper(d, even, odd)};
#elif HWY_TARGET != HWY_SCALAR
  return {hn::InterleaveLower(d, hn::Load(d, row(0)), hn::Load(d, row(1))),
          hn::InterleaveUpper(d, hn::Load(d, row(0)), hn::Load(d, row(1)))};
#else
  return {hn::Set(d, row(0)[0]), hn::Set(d, row(0)[1])};
#endif
}

#if HWY_TARGET != HWY_SCALAR
/// {a0 a1 a2 a3} ... {d0 d1 d2 d3} in every 128 bits to {a0 b0 c0 d0} ... {a3 b3 c3 d3}.
template <class D, class V>
HWY_INLINE void transpose4(D d, V& a, V& b, V& c, V& e) {
  const hn::Repartition<double, D> wide;
  const auto ab_low = hn::BitCast(wide, hn::InterleaveLower(d, a, b));
  const auto ab_high = hn::BitCast(wide, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(wide, hn::InterleaveLower(d, c, e));
  const auto ce_high = hn::BitCast(wide, hn::InterleaveUpper(d, c, e));
  a = hn::BitCast(d, hn::InterleaveLower(wide, ab_low, ce_low));
  b = hn::BitCast(d, hn::InterleaveUpper(wide, ab_low, ce_low));
  c = hn::BitCast(d, hn::InterleaveLower(wide, ab_high, ce_high));
  e = hn::BitCast(d, hn::InterleaveUpper(wide, ab_high, ce_high));
}
#endif

/// The same of four floats, the numbers of bytes before each row given.
template <class D, std::size_t size>
HWY_INLINE Row4<hn::Vec<D>> lookup_row(D d, const float (&table)[size][4], const std::uint32_t* offset) {
  const auto row = [&](std::size_t lane) {
    return reinterpret_cast<const float*>(reinterpret_cast<const char*>(table) + offset[lane]);
  };
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  const hn::Full128<float> block;
  const hn::Full256<float> pair_of_blocks;
  const auto pair = [&](std::size_t lane) HWY_ATTR {
    return hn::Combine(pair_of_blocks, hn::Load(block, row(lane + 4)), hn::Load(block, row(lane)));
  };
  const auto rows = [&](std::size_t lane) HWY_ATTR {
#if HWY_TARGET == HWY_AVX3
    return hn::Combine(d, pair(lane + 8), pair(lane));
#else
    return pair(lane);
#endif
  };
  Row4<hn::Vec<D>> r{rows(0), rows(1), rows(2), rows(3)};
  transpose4(d, r.c0, r.c1, r.c2, r.c3);
  return r;
#elif HWY_TARGET != HWY_SCALAR
  Row4<hn::Vec<D>> r{hn::Load(d, row(0)), hn::Load(d, row(1)), hn::Load(d, row(2)), hn::Load(d, row(3))};
  transpose4(d, r.c0, r.c1, r.c2, r.c3);
  return r;
#else
  return {hn::Set(d, row(0)[0]), hn::Set(d, row(0)[1]), hn::Set(d, row(0)[2]), hn::Set(d, row(0)[3])};
#endif
}

/// Rows for n vectors.
template <int n, class D, class Table, class Number>
HWY_INLINE auto lookup_rows(D d, const Table& table, const Number* i) {
  using Row = decltype(lookup_row(d, table, i));
  if constexpr (n == 1)
    return Group<Row, 1>{lookup_row(d, table, i)};
  else
    return Group<Row, n>{lookup_row(d, table, i), lookup_rows<n - 1>(d, table, i + hn::Lanes(d))};
}

/// lookup() of integers of the lane size, given as bits.
template <class D, class VI, class Bits, std::size_t size>
VI lookup_bits(D d, const Bits (&table)[size], VI index) {
  using T = hn::TFromD<D>;
  static_assert(sizeof(Bits) == sizeof(T));
  const hn::RebindToSigned<D> di;
  return hn::BitCast(di, lookup(d, reinterpret_cast<const T(&)[size]>(table), index));
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
