// The methods of sigmoid/silu in binary64, over Highway vectors of double.
//
//   silu(x) = -t P(t) for x < 0,  x - t P(t) for x >= 0,  t = |x|,  P(t) = 1 / (1 + exp(t))
//
// Rows, 1/64 apart up to t = 47, hold a center c, c P(c), P(c) and what P(c) lost; c P(c) is a binary64 number to a few
// hundredths of an ULP, because c was chosen so. From there, with r = t - c, exact and at most 1/127, G = 1 - P(c),
// and M = (exp(r) - 1)/r by its series,
//
//   P(c + r) = P(c) - r P(c) G M / (1 + r G M),   t P(t) = c P(c) + r (P(c) - t P(c) G M / (1 + r G M))
//
// so that nearly all of the error is the last rounding's below zero, of the last two above. From t = 41 on, where P(t)
// is exp(-t), P(t) = 2^-8k P(t - 8k ln 2): 2^256 times that, which is a normal number, is divided by 2^256 in integers.
//
//   silu'(x) = H(t) for x < 0,  1 - H(t) for x >= 0,  H(t) = P(t) (1 - t (1 - P(t)))
//
// Rows hold c, H(c), H'(c) and P(c); next to the zero of H kernels/drivers/gradient_zero-inl.hpp.
//
//   H(c + r) = H(c) + r (H'(c) + r K),   K = A N (c T - 1) + S (t S - T),   A = P(c) G,   T = 1 - 2 P(c),
//   S = -A (1 + r N),   N = (L - G M) / (1 + r G M),   L = (M - 1)/r
//
// From t = 41 on, -(t - 1) P(t), as forward. Below 2^-60, x/2 and 1/2. No operation has a subnormal operand or result.
//
// Coefficients: scripts/coefficients/silu_rows_f64.sollya.

#if defined(GELUBENCH_KERNELS_SIGMOID_SILU_F64_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_SIGMOID_SILU_F64_INL_HPP
#undef GELUBENCH_KERNELS_SIGMOID_SILU_F64_INL_HPP
#else
#define GELUBENCH_KERNELS_SIGMOID_SILU_F64_INL_HPP
#endif

#include <cstdint>

#include "kernels/drivers/gradient_zero-inl.hpp"
#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/drivers/tables/exp.hpp"
#include "kernels/sigmoid/tables/silu_rows_f64.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::silu_f64 {

constexpr double tiny = 0x1p-60;
constexpr double border = 41;      ///< P(t) = exp(-t) from here on
constexpr double zero_from = 760;  ///< t P(t) is well below half the smallest subnormal number

/// The row nearest to t, the first for NaN.
template <class D, class V, std::size_t rows>
HWY_INLINE Row4<V> row_at(D d, V t, const double (&table)[rows][4]) {
  const hn::RebindToSigned<D> di;
  const V magic = hn::Set(d, rounding_magic<double> / 64);
  const V inside = clamp_for_index(d, t, 0, (rows - 1) / 64.0);
  alignas(64) std::int64_t number[8];
  hn::Store(hn::Sub(hn::BitCast(di, hn::Add(inside, magic)), hn::BitCast(di, magic)), di, number);
  return lookup_row(d, table, number);
}

/// L = 1/2 + r/6 + r^2/24 + ...
template <class D, class V>
HWY_INLINE V series(D d, V r) {
  V l = constant(d, 1.0 / 5040);
  for (const double factorial : {720, 120, 24, 6, 2}) l = hn::MulAdd(l, r, constant(d, 1 / factorial));
  return l;
}

/// -(t - less) P(t) for t >= border.
template <int less, class D, class V>
HWY_INLINE V far(D d, V t) {
  using Numbers = exp_numbers::F64;
  const hn::RebindToSigned<D> di;
  constexpr double eight = 8;
  constexpr double half_step = eight * Numbers::ln2_hi / 2;
  const V bounded = hn::Min(hn::Max(t, hn::Set(d, border)), hn::Set(d, zero_from));
  // The steps of 8 ln 2 from the border to t: what is left of t is at most one of them above it.
  const V magic = hn::Set(d, rounding_magic<double>);
  const V beyond = hn::Sub(bounded, constant(d, border + half_step));
  const V shifted = hn::MulAdd(beyond, constant(d, 1 / (eight * Numbers::ln2_hi)), magic);
  const V k = hn::Sub(shifted, magic);
  const V reduced = hn::NegMulAdd(k, constant(d, eight * Numbers::ln2_hi), bounded);
  const auto row = row_at(d, reduced, silu::RowsForward64::rows);
  const V r = hn::NegMulAdd(k, constant(d, eight * Numbers::ln2_lo), hn::Sub(reduced, row.c0));
  const V m = hn::MulAdd(series(d, r), r, constant(d, 1));
  // G is 1.
  const V step = hn::Div(hn::Mul(hn::Mul(row.c2, r), m), hn::MulAdd(r, m, constant(d, 1)));
  const V change = hn::Sub(row.c3, step);
  const V p = hn::Add(row.c2, change);
  const V low = hn::Add(hn::Sub(row.c2, p), change);
  const V factor = hn::Sub(bounded, constant(d, less));
  const V product = hn::MulAdd(factor, p, hn::Mul(factor, low));
  const auto exponent = hn::Sub(hn::Set(di, std::int64_t{1023 + 256}), hn::ShiftLeft<3>(magic_integer(d, shifted)));
  const V power = hn::BitCast(d, hn::ShiftLeft<52>(exponent));
  return hn::Neg(divided_by_power<256>(d, hn::Mul(product, power)));
}

template <class T>
struct Forward {
  template <class D, class V>
  static HWY_INLINE V apply(D d, V x) {
    const auto is_tiny = is_below(d, x, tiny);
    const V t = hn::Abs(hn::IfThenZeroElse(is_tiny, x));
    const auto row = row_at(d, t, silu::RowsForward64::rows);
    const V bounded = clamp_above(d, t, silu::RowsForward64::last);
    const V r = hn::Sub(bounded, row.c0);
    const V m = hn::MulAdd(series(d, r), r, constant(d, 1));
    const V gm = hn::Mul(hn::Sub(constant(d, 1), row.c2), m);
    const V slope = hn::Div(hn::Mul(bounded, gm), hn::MulAdd(r, gm, constant(d, 1)));
    const V z = hn::MulAdd(r, hn::NegMulAdd(row.c2, slope, row.c2), row.c1);
    V y = hn::CopySign(hn::Sub(larger_or_second(d, hn::Zero(d), x), z), x);
    const auto is_far = hn::Lt(x, constant(d, -border));
    if (HWY_UNLIKELY(!hn::AllFalse(d, is_far))) y = hn::IfThenElse(is_far, far<0>(d, t), y);
    return hn::IfThenElse(is_tiny, halved(d, x), y);
  }
};

template <class T>
struct Backward {
  template <class D, class V>
  static HWY_INLINE V apply(D d, V x) {
    const V one = constant(d, 1);
    const V t = hn::Abs(hn::IfThenZeroElse(is_below(d, x, tiny), x));
    const auto row = row_at(d, t, silu::RowsBackward64::rows);
    const V bounded = clamp_above(d, t, silu::RowsBackward64::last);
    const V r = hn::Sub(bounded, row.c0);
    const V p = row.c3;
    const V g = hn::Sub(one, p);
    const V a = hn::Mul(p, g);
    const V difference = hn::Sub(g, p);
    const V l = series(d, r);
    const V gm = hn::Mul(g, hn::MulAdd(l, r, one));
    const V n = hn::Div(hn::Sub(l, gm), hn::MulAdd(r, gm, one));
    const V s = hn::Neg(hn::Mul(a, hn::MulAdd(r, n, one)));
    const V k =
        hn::MulAdd(hn::Mul(a, n), hn::MulSub(row.c0, difference, one), hn::Mul(s, hn::MulSub(bounded, s, difference)));
    const V step = hn::Mul(r, hn::MulAdd(r, k, row.c2));
    const auto negative = hn::Lt(x, hn::Zero(d));
    const V h = hn::Add(row.c1, step);
    V y = hn::IfThenElse(negative, h, hn::Sub(one, h));
    y = next_to_zero<gradient_zeros::Silu64>(d, x, y);
    const auto is_far = hn::Lt(x, constant(d, -border));
    if (HWY_UNLIKELY(!hn::AllFalse(d, is_far))) y = hn::IfThenElse(is_far, far<1>(d, t), y);
    return hn::IfThenElse(hn::IsNaN(x), x, y);
  }
};

inline constexpr Function* map = &map_forward<Forward, double>;
inline constexpr Function* map_backward = &HWY_NAMESPACE::map_backward<Backward, double>;

}  // namespace gelubench::HWY_NAMESPACE::silu_f64
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
