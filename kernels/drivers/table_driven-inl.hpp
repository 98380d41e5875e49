// A driver for table-driven kernels: y = x F(x) or y = F(x) by the row of one table whose center is nearest to x, over
// Highway vectors of float.
//
//   F(x) = F(c) + step,  c the center nearest to x,  step = lost + r factor(c) (...),  r = x - c, exact
//
// A row is {c, F(c), factor(c), lost} (scripts/coefficients/line_rows.sollya). A step is at most a tenth of F(c), so
// that nearly all of the error is the last rounding's, of one fused multiply-add or addition. The first row and the
// last stand for all that lies beyond them: -20, 10^30 and infinity take the way of 1. Two kinds of inputs need more,
// and blocks that have one take a loop that does it for all:
//
//   tail: rows of 2^64 F, where results can be subnormal. They are divided by that in integers.
//   tiny: |x| < `least`, subnormal numbers among them. The arithmetic gets a zero instead, and the method says what the
//   result is.
//
// So no operation has a subnormal operand or result, which on many CPUs would cost 100 cycles: results do not depend on
// flush-to-zero modes, and no input is slow. What an element becomes depends on its value alone.
//
//   struct Method {
//     using Table = ...;
//     static constexpr float least;                                           at least 2^-40, for r^3 to be normal
//     template <class D, class V> static V step(D d, V r, const Row4<V>& row);
//     template <class D, class V> static V at(D d, V x, const std::uint32_t* offset);    times_x() or plain()
//     template <class D, class V> static V tiny(D d, V x);                    y for |x| < least
//   };

#if defined(GELUBENCH_KERNELS_DRIVERS_TABLE_DRIVEN_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_TABLE_DRIVEN_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_TABLE_DRIVEN_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_TABLE_DRIVEN_INL_HPP
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::table_driven {

inline constexpr int tail_scale = 64;           ///< rows of the tail hold 2^64 F, normal numbers
inline constexpr std::uint32_t row_bytes = 16;  ///< four floats, or two doubles

/// Where in the table the row of each element is, in bytes; the last row's for NaN.
template <class Table, class D, class V>
HWY_INLINE auto row_offset(D d, V x) {
  const hn::RebindToUnsigned<D> du;
  // Its ULP is the width: adding it rounds to centers.
  constexpr float magic = rounding_magic<float> * Table::width;
  const V inside = smaller_or_second(d, clamp_below(d, x, Table::first), hn::Set(d, Table::last));
  const V sum = hn::Add(inside, hn::Set(d, magic));
  constexpr auto first = std::bit_cast<std::uint32_t>(magic + Table::first);
  static_assert(row_bytes == 1 << 4);
  return hn::ShiftLeft<4>(hn::Sub(hn::BitCast(du, sum), hn::Set(du, first)));
}

/// What there is in a block besides the common case.
struct Kinds {
  bool tail;
  bool tiny;
};

/// The row offsets of a block, and its kinds.
template <class Method, class D>
HWY_INLINE Kinds find_rows(D d, const float* x, std::size_t vectors, std::uint32_t* offset) {
  using Table = typename Method::Table;
  const hn::RebindToUnsigned<D> du;
  // A range of unsigned numbers that begins at zero is below its end: minima tell.
  auto tail = hn::Set(du, ~0u);
  auto tiny = tail;
  const auto minus_one = tail;
  for (std::size_t v = 0; v < vectors; ++v) {
    const auto here = hn::LoadU(d, x + v * hn::Lanes(d));
    const auto at = row_offset<Table>(d, here);
    hn::Store(at, du, offset + v * hn::Lanes(d));
    const auto bits = hn::BitCast(du, here);
    if constexpr (Table::tail_rows > 0) tail = hn::Min(tail, hn::Sub(at, hn::Set(du, row_bytes)));
    tiny = hn::Min(tiny, hn::Add(hn::Add(bits, bits), minus_one));  // without the sign; none of them is a zero
  }
  constexpr std::uint32_t tail_bytes = Table::tail_rows * row_bytes;
  constexpr std::uint32_t least_bits = 2 * std::bit_cast<std::uint32_t>(Method::least) - 1;
  return {!hn::AllFalse(du, hn::Lt(tail, hn::Set(du, tail_bytes))),
          !hn::AllFalse(du, hn::Lt(tiny, hn::Set(du, least_bits)))};
}

/// x F(x), in tails times 2^64.
template <class Method, class D, class V>
HWY_INLINE V times_x(D d, V x, const std::uint32_t* offset) {
  using Table = typename Method::Table;
  const V above = clamp_below(d, x, Table::first);
  const V inside = clamp_above(d, above, Table::last);
  const Row4<V> row = lookup_row(d, Table::rows, offset);
  return fused_mul_add(d, above, row.c1, hn::Mul(inside, Method::step(d, hn::Sub(inside, row.c0), row)));
}

/// F(x), in tails times 2^64.
template <class Method, class D, class V>
HWY_INLINE V plain(D d, V x, const std::uint32_t* offset) {
  using Table = typename Method::Table;
  const V inside = clamp_above(d, clamp_below(d, x, Table::first), Table::last);
  const Row4<V> row = lookup_row(d, Table::rows, offset);
  return hn::Add(row.c1, Method::step(d, hn::Sub(inside, row.c0), row));
}

/// y of x, in tails times 2^64, with what tiny numbers need where asked for.
template <class Method, bool tinies, class D, class V>
HWY_INLINE V value(D d, V x, const std::uint32_t* offset) {
  if constexpr (!tinies) return Method::at(d, x, offset);
  const auto is_tiny = is_below(d, x, Method::least);
  const V y = Method::at(d, hn::IfThenZeroElse(is_tiny, x), offset);
  return hn::IfThenElse(is_tiny, Method::tiny(d, x), y);
}

/// y with what is in a tail divided by 2^64. Negative, unless multiplied by something.
template <class Table, bool multiplied, class D, class V>
HWY_INLINE V with_tails_divided(D d, V y, const std::uint32_t* offset) {
  const hn::RebindToUnsigned<D> du;
  constexpr std::uint32_t behind_tail = (Table::tail_rows + 1) * row_bytes;
  const auto in_tail = hn::RebindMask(d, hn::Lt(hn::Load(du, offset), hn::Set(du, behind_tail)));
  const V divided =
      multiplied ? signed_divided_by_power<tail_scale>(d, y) : negative_divided_by_power<tail_scale>(d, y);
  return hn::IfThenElse(in_tail, divided, y);
}

/// y of x, times dy where there is one, for whole vectors.
template <class Method, bool tails, bool tinies, bool backward, class D>
HWY_INLINE void run_all(D d, const float* x, [[maybe_unused]] const float* dy, float* y, std::size_t vectors,
                        const std::uint32_t* offset) {
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < vectors * lanes; i += lanes) {
    auto result = value<Method, tinies>(d, hn::LoadU(d, x + i), offset + i);
    // Before it is divided: subnormal factors are slow.
    if constexpr (backward) {
      const auto factor = hn::LoadU(d, dy + i);
      result = tinies ? subnormal_product(d, factor, result) : hn::Mul(factor, result);
    }
    if constexpr (tails && Method::Table::tail_rows > 0)
      result = with_tails_divided<typename Method::Table, backward>(d, result, offset + i);
    hn::StoreU(result, d, y + i);
  }
}

template <class Method, bool backward>
struct Block {
  template <class D>
  static HWY_INLINE void run(D d, const float* x, const float* dy, float* y, std::size_t vectors) {
    alignas(64) std::uint32_t offset[block_vectors * widest];
    const Kinds kinds = find_rows<Method>(d, x, vectors, offset);
    if (HWY_LIKELY(!kinds.tail && !kinds.tiny)) {
      run_all<Method, false, false, backward>(d, x, dy, y, vectors, offset);
    } else if (!kinds.tiny) {
      run_all<Method, true, false, backward>(d, x, dy, y, vectors, offset);
    } else if (!kinds.tail) {
      run_all<Method, false, true, backward>(d, x, dy, y, vectors, offset);
    } else {
      run_all<Method, true, true, backward>(d, x, dy, y, vectors, offset);
    }
  }
};

/// y[i] = g(x[i]) for i < n; x == y is allowed.
template <class Method>
inline constexpr Function* map = &map_blocks<Block<Method, false>, false, float>;

/// dx[i] = dy[i] g'(x[i]) for i < n; dx may be x or dy.
template <class Method>
inline constexpr Function* map_backward = &map_blocks<Block<Method, true>, true, float>;

/// y[i] = u[i] g(x[i]) for i < n; y may be x or u.
template <class Method>
inline constexpr Function* map_gated = map_backward<Method>;

}  // namespace gelubench::HWY_NAMESPACE::table_driven
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
