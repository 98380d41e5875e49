// The first step of erf/exact in binary32 where there is AVX-512: gelu(x) in binary64, to 2^-43.
//
//   near, 2^-60 <= |x| < 5.875: by the rows of erf/faithful in binary64 (faithful_f64-inl.hpp), with a shorter series
//   far, x <= -5.875:           gelu(x) = x Q(t),  Q(t) = phi(t) (Q/phi)(t),  t = |x|
//     (Q/phi)(t):               8 polynomials of degree 9 in r = t - k width, k = round(t / width)
//     phi(t):                   exp(-t^2/2) / sqrt(2 pi) = 2^(j/16) / sqrt(2 pi) exp(r),  -t^2/2 = j log(2)/16 + r,
//                               t^2 being exact, exp(r) a polynomial of degree 5
//   x >= 5.875:                 x, to which gelu(x) rounds;  |x| < 2^-60: x/2
//
// Coefficients: scripts/coefficients/exact_f32.sollya prints far's, in tables/exact_f32.hpp;
// scripts/coefficients/faithful_rows_f64.sollya and faithful_series_f64.sollya print near's; the tables state
// the errors.

#if defined(GELUBENCH_KERNELS_ERF_EXACT_DOMAIN_SPLIT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_EXACT_DOMAIN_SPLIT_INL_HPP
#undef GELUBENCH_KERNELS_ERF_EXACT_DOMAIN_SPLIT_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_EXACT_DOMAIN_SPLIT_INL_HPP
#endif

#include <cstdint>
#include <iterator>

#include "kernels/drivers/domain_split-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/erf/exact_rounding-inl.hpp"
#include "kernels/erf/faithful_f64-inl.hpp"
#include "kernels/erf/tables/exact_f32.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::exact_f32 {

#if HWY_TARGET == HWY_AVX3

inline constexpr float border = 5.875f;  ///< of near and far
inline constexpr float last = -14.8f;    ///< gelu(x) rounds to zero from -14.36 on; the table goes to -14.84375

/// round(t / width) + rounding_magic.
template <class Table, class D, class V>
HWY_INLINE V interval_sum(D d, V t) {
  return nearest_mul_add(t, hn::Set(d, Table::inverse_width), hn::Set(d, rounding_magic<double>));
}

/// The table's polynomial at t.
template <class Table, class D, class V>
HWY_INLINE V piecewise_polynomial(D d, V t) {
  const hn::RebindToSigned<D> di;
  const V sum = interval_sum<Table>(d, t);
  const auto index = hn::BitCast(di, sum);
  const V r = hn::NegMulAdd(hn::Sub(sum, hn::Set(d, rounding_magic<double>)), hn::Set(d, Table::width), t);
  constexpr int degree = std::size(Table::columns) - 1;
  V p = lookup(d, Table::columns[degree], index);
  for (int k = degree; k-- > 0;) p = hn::MulAdd(p, r, lookup(d, Table::columns[k], index));
  return p;
}

/// exp(-t^2/2) / sqrt(2 pi) for t^2 exact.
template <class D, class V>
HWY_INLINE V density(D d, V t) {
  using Table = exact::Exp;
  constexpr int log2_powers = 4;
  constexpr int fraction_bits = 52;
  const hn::RebindToSigned<D> di;
  const V v = hn::Mul(hn::Mul(t, t), hn::Set(d, -0.5));
  const V sum = nearest_mul_add(v, hn::Set(d, Table::inverse_step), hn::Set(d, rounding_magic<double>));
  const V k = hn::Sub(sum, hn::Set(d, rounding_magic<double>));
  V r = hn::NegMulAdd(k, hn::Set(d, Table::step_high), v);
  r = hn::NegMulAdd(k, hn::Set(d, Table::step_low), r);
  V e = hn::Set(d, Table::e[std::size(Table::e) - 1]);
  for (int i = std::size(Table::e) - 1; i-- > 0;) e = hn::MulAdd(e, r, hn::Set(d, Table::e[i]));
  // The 16th part of k, floored, goes into the exponent; the rest chooses a power of two.
  const auto bits = hn::BitCast(di, sum);
  static_assert(std::size(Table::power) == 1 << log2_powers);
  const auto exponent = hn::ShiftLeft<fraction_bits>(
      hn::ShiftRight<log2_powers>(hn::Sub(bits, hn::BitCast(di, hn::Set(d, rounding_magic<double>)))));
  const V power = hn::BitCast(d, hn::Add(hn::BitCast(di, lookup(d, Table::power, bits)), exponent));
  return hn::Mul(e, power);
}

/// gelu(x) to 2^-43 for |x| < border, by the rows of erf/faithful in binary64.
struct NearInDouble {
  const std::int32_t* row;

  template <class D, class V, int n>
  HWY_INLINE Group<V, n> operator()(D d, const Group<V, n>& x) const {
    return faithful_f64::gelu<faithful_f64::Kind::near, faithful::SeriesForFloat>(d, x, row);
  }
};

/// The same for x <= -border.
struct FarInDouble {
  template <class D, class V, int n>
  HWY_INLINE Group<V, n> operator()(D d, const Group<V, n>& x) const {
    return each(
        [&](V x) HWY_ATTR {
          const V t = hn::Abs(x);
          return hn::Mul(hn::Mul(x, piecewise_polynomial<exact::Far>(d, t)), density(d, t));
        },
        x);
  }
};

struct Exact {
  static constexpr float same_from = border;

  /// Everything but zero and [tiny, border).
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

  template <class D, class V>
  static HWY_INLINE auto row(D d, V x) {
    return faithful_f64::row_number(d, hn::Abs(x));
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int32_t* row) {
    const V first = decided(d, x.first, round_once(NearInDouble{row}, d, x.first));
    if constexpr (n == 1)
      return {first};
    else
      return {first, near(d, x.rest, row + hn::Lanes(d))};
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    return each(
        [&](V x) HWY_ATTR {
          // Where it is not needed the tail is computed for the border.
          const auto below = hn::Le(x, hn::Set(d, -border));
          const V inside = hn::IfThenElse(below, hn::Max(x, hn::Set(d, last)), hn::Set(d, -border));
          const V tail = decided(d, inside, round_once(FarInDouble(), d, inside));
          const auto small = is_below(d, x, tiny);
          return hn::IfThenElse(below, tail, hn::IfThenElse(small, half_of(d, x), x));
        },
        x);
  }
};

inline constexpr Function* map = domain_split::map<Exact>;

#endif  // AVX-512

}  // namespace gelubench::HWY_NAMESPACE::exact_f32
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
