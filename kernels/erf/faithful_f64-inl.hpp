// The methods of erf/faithful in binary64, over Highway vectors of double, for near_far-inl.hpp.
//
//   gelu(x) = -t Q(t) for x < 0,  x - x Q(x) for x >= 0,  t = |x|,  Q(t) = Phi(-t)
//
// Near, up to 6: 768 rows hold a center c, c Q(c), Q(c) and the density phi(c); c Q(c) is a binary64 number to a few
// hundredths of an ULP, because c was chosen so. From there, with r = t - c, exact and below 1/256,
//
//   Q(c + r) = Q(c) - phi(c) E,  E = integral of exp(-c s - s^2/2) ds over [0, r] = r (1 + ...)
//   t Q(t) = c Q(c) + r (Q(c) - t phi(c) E/r)
//
// with E/r a polynomial in c r and r^2. One rounding counts below zero, two above.
//
// Far below: t Q(t) = phi(t) (1 - m p(m)), m = 1/(t^2 + 7). The density is 2^(k/16) exp(r/2) in two parts, t^2 is
// carried in two, and their sum rounds. Far above, x less that. Below 2^-60, x/2. No operation has a subnormal operand
// or result.
//
//   gelu'(x) = G(t) for x < 0,  1 - G(t) for x >= 0,  G(t) = Q(t) - t phi(t)
//
// Near, G(c + r) = G(c) + phi(c) r K with K = t (c + r/2) h(w) - 1 - E/r, w = c r + r^2/2, h(w) = (1 - exp(-w))/w; one
// center is the zero of G, so that G stays relatively exact there. Far, G = -t phi(t) (1 - m p(m)) with another p.
//
// Coefficients: scripts/coefficients/faithful_{rows,rows_backward,series}_f64.sollya.

#if defined(GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#undef GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#endif

#include <cstdint>
#include <iterator>

#include "kernels/erf/faithful_rows_backward_f64.hpp"
#include "kernels/erf/faithful_rows_f64.hpp"
#include "kernels/erf/faithful_series_f64.hpp"
#include "kernels/lookup-inl.hpp"
#include "kernels/near_far-inl.hpp"
#include "kernels/subnormal-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::faithful_f64 {

using faithful::Density64;

constexpr double border = 1535.0 / 256;  ///< where the last row ends
constexpr double tiny = 0x1p-60;
constexpr int scale = Density64::log2_scale;
constexpr double unscale = Density64::unscale;

/// coefficient[0] + x (coefficient[1] + ...) of independent vectors, in turns.
template <std::size_t size, class D, class V, int n>
HWY_INLINE Group<V, n> polynomial(D d, const double (&coefficient)[size], const Group<V, n>& x) {
  auto p = each([&](V) HWY_ATTR { return hn::Set(d, coefficient[size - 1]); }, x);
  for (std::size_t i = size - 1; i-- > 0;) {
    p = each([&](V p, V x) HWY_ATTR { return hn::MulAdd(p, x, hn::Set(d, coefficient[i])); }, p, x);
  }
  return p;
}

/// The number of x's row: |x| rounded to a multiple of 1/128. Of doubles or floats.
template <class D, class V>
HWY_INLINE auto row_number(D d, V x) {
  const hn::RebindToSigned<D> di;
  using T = hn::TFromD<D>;
  const V magic = hn::Set(d, rounding_magic<T> / 128);
  return hn::Sub(hn::BitCast(di, hn::Add(hn::Abs(x), magic)), hn::BitCast(di, magic));
}

/// E/r by its series, and the part h of it that has no r^2.
template <class V>
struct Integral {
  V h, e;
};

template <class Series, class D, class V, int n>
HWY_INLINE Group<Integral<V>, n> integral(D d, const Group<V, n>& r, const Group<V, n>& u) {
  const auto h =
      each([&](V p, V u) HWY_ATTR { return hn::MulAdd(p, u, hn::Set(d, 1.0)); }, polynomial(d, Series::v0, u), u);
  return each(
      [&](V r, V h, V v1, V v2) HWY_ATTR {
        const V v = hn::Mul(r, r);
        return Integral<V>{h, hn::MulAdd(hn::MulAdd(v2, v, v1), v, h)};
      },
      r, h, polynomial(d, Series::v1, u), polynomial(d, Series::v2, u));
}

template <class D, class V, int n>
HWY_INLINE Group<V, n> from_center(D, const Group<V, n>& x, const Group<Row4<V>, n>& row) {
  return each([&](V x, const Row4<V>& row) HWY_ATTR { return hn::Sub(hn::Abs(x), row.c0); }, x, row);
}

/// 2^scale phi(t) (1 - m p(m)) as high + low, low at most some hundredths of high.
template <class V>
struct TwoParts {
  V high;
  V low;
};

template <class Tail, class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> tail(D d, const Group<V, n>& t) {
  const hn::RebindToSigned<D> di;
  const V magic = hn::Set(d, rounding_magic<double>);
  const auto square = each([&](V t) HWY_ATTR { return hn::Mul(t, t); }, t);
  const auto sum =
      each([&](V s) HWY_ATTR { return hn::NegMulAdd(s, hn::Set(d, Density64::inverse_step), magic); }, square);
  const auto r = each(
      [&](V t, V square, V sum) HWY_ATTR {
        const V k = hn::Sub(sum, magic);
        const V high = hn::NegMulAdd(k, hn::Set(d, Density64::step_high), hn::Neg(square));  // exact
        return hn::Sub(hn::NegMulAdd(k, hn::Set(d, Density64::step_low), high), product_low(d, t, t, square));
      },
      t, square, sum);
  const auto e = polynomial(d, Density64::e, r);
  const auto m =
      each([&](V square) HWY_ATTR { return hn::Div(hn::Set(d, 1.0), hn::Add(square, hn::Set(d, 7.0))); }, square);
  const auto p = polynomial(d, Tail::p, m);
  return each(
      [&](V sum, V r, V e, V m, V p) HWY_ATTR {
        const auto bits = hn::BitCast(di, sum);
        const auto exponent = hn::ShiftLeft<52 - Density64::log2_n>(bits);
        const V high = hn::BitCast(d, hn::Add(lookup_bits(d, Density64::power_high, bits), exponent));
        const V power_low = hn::BitCast(d, hn::Add(lookup_bits(d, Density64::power_low, bits), exponent));
        const V low = hn::MulAdd(high, hn::Mul(e, r), power_low);
        return TwoParts<V>{high, hn::NegMulAdd(hn::Mul(m, p), hn::Add(high, low), low)};
      },
      sum, r, e, m, p);
}

/// |x| between the border and where t phi(t) is well below half the smallest subnormal number.
template <class D, class V, int n>
HWY_INLINE Group<V, n> far_magnitude(D d, const Group<V, n>& x) {
  return each([&](V x) HWY_ATTR { return hn::Max(hn::Min(hn::Abs(x), hn::Set(d, 38.75)), hn::Set(d, border)); }, x);
}

/// gelu(x) for |x| below the border, by the rows of these numbers.
template <class Series, class D, class V, int n, class Number>
HWY_INLINE Group<V, n> near_by_rows(D d, const Group<V, n>& x, const Number* number) {
  const auto rows = lookup_rows<n>(d, faithful::rows, number);
  const auto r = from_center(d, x, rows);
  const auto u = each([&](V r, const Row4<V>& row) HWY_ATTR { return hn::Mul(r, row.c0); }, r, rows);
  return each(
      [&](V x, V r, const Row4<V>& row, const Integral<V>& integral) HWY_ATTR {
        const V q = hn::NegMulAdd(hn::Mul(hn::Abs(x), row.c3), integral.e, row.c2);
        const V below = hn::MulAdd(r, q, row.c1);
        return hn::CopySign(hn::Sub(hn::Max(x, hn::Zero(d)), below), x);
      },
      x, r, rows, integral<Series>(d, r, u));
}

struct Forward {
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

  template <class D, class V>
  static HWY_INLINE auto row(D d, V x) {
    return row_number(d, x);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int64_t* row) {
    return near_by_rows<faithful::SeriesForward>(d, x, row);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    return each(
        [&](V x, TwoParts<V> parts) HWY_ATTR {
          const V z = hn::Add(parts.high, parts.low);
          const V below = hn::CopySign(divided_by_power<scale>(d, z), x);
          const V above = hn::NegMulAdd(hn::Max(z, hn::Set(d, 1 / unscale * 0x1p-200)), hn::Set(d, unscale), x);
          const V other = hn::IfThenElse(is_below(d, x, tiny), halved(d, x), above);
          return hn::IfThenElse(hn::Lt(x, hn::Set(d, -1.0)), below, other);
        },
        x, tail<faithful::TailForward>(d, far_magnitude(d, x)));
  }
};

struct Backward {
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

  template <class D, class V>
  static HWY_INLINE auto row(D d, V x) {
    return row_number(d, x);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int64_t* row) {
    const auto rows = lookup_rows<n>(d, faithful::rows_backward, row);
    const auto r = from_center(d, x, rows);
    const auto middle =
        each([&](V r, const Row4<V>& row) HWY_ATTR { return hn::MulAdd(r, hn::Set(d, 0.5), row.c0); }, r, rows);
    const auto w = each([&](V r, V middle) HWY_ATTR { return hn::Mul(r, middle); }, r, middle);
    return each(
        [&](V x, V r, V middle, const Row4<V>& row, const Integral<V>& integral) HWY_ATTR {
          const auto negative = hn::Lt(x, hn::Zero(d));
          const V at_center = hn::IfThenElse(negative, row.c1, row.c2);
          const V one = hn::Set(d, 1.0);
          const V slope = hn::MulSub(hn::Mul(hn::Abs(x), middle), integral.h, hn::Add(integral.e, one));
          const V step = hn::Mul(row.c3, r);
          return hn::MulAdd(hn::IfThenElse(negative, step, hn::Neg(step)), slope, at_center);
        },
        x, r, middle, rows, integral<faithful::SeriesBackward>(d, r, w));
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    const auto t = far_magnitude(d, x);
    return each(
        [&](V x, V t, TwoParts<V> parts) HWY_ATTR {
          // gelu'(x) = -z below and 1 + z above.
          const V z = fused_mul_add(d, t, parts.high, hn::Mul(t, parts.low));
          const V one = hn::Set(d, 1.0);
          const V below = hn::Neg(divided_by_power<scale>(d, z));
          const V above = hn::MulAdd(hn::Max(z, hn::Set(d, 1 / unscale * 0x1p-200)), hn::Set(d, unscale), one);
          const V positive = hn::IfThenElse(hn::Gt(x, one), above, x);
          const V other = hn::IfThenElse(is_below(d, x, tiny), hn::Set(d, 0.5), positive);
          return hn::IfThenElse(hn::Lt(x, hn::Neg(one)), below, other);
        },
        x, t, tail<faithful::TailBackward>(d, t));
  }
};

}  // namespace gelubench::HWY_NAMESPACE::faithful_f64
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
