// The methods of erf/faithful in binary64, over Highway vectors of double.
//
//   gelu(x) = -t Q(t) for x < 0,  x - t Q(t) for x >= 0,  t = |x|,  Q(t) = Phi(-t)
//
// 4,961 rows, 1/128 apart, hold a center c, c Q(c), Q(c) and the density phi(c); c Q(c) is a binary64 number to a few
// hundredths of an ULP, because c was chosen so. From there, with r = t - c, exact and at most 1/256,
//
//   Q(c + r) = Q(c) - phi(c) E,  E = integral of exp(-c s - s^2/2) ds over [0, r] = r (1 + ...)
//   t Q(t) = c Q(c) + r (Q(c) - t phi(c) E/r)
//
// with E/r a polynomial in c r and r^2. Near, up to 6, c r is at most 1/42 and a few terms are enough; far, up
// to 38.75, it is at most 1/6. A step is at most so large a part of the result, and so are its roundings; then one
// rounding below zero, two above. Rows of the tail hold 2^256 times that, and results below zero are divided by it in
// integers. The last row, t Q(t) = 0, stands for all beyond it. Below 2^-60, x/2. No operation has a subnormal operand
// or result.
//
//   gelu'(x) = G(t) for x < 0,  1 - G(t) for x >= 0,  G(t) = Q(t) - t phi(t)
//
// Here G(c + r) = G(c) + phi(c) r K with K = t (c + r/2) h(w) - 1 - E/r, w = c r + r^2/2, h(w) = (1 - exp(-w))/w; next
// to the zero of G kernels/drivers/gradient_zero-inl.hpp.
//
// Blocks take a loop that does what is needed for some of their elements. For the others the bits are the same: the
// terms that near rows lack are zeros for them.
//
// Coefficients: scripts/coefficients/faithful_{rows,rows_backward,series}_f64.sollya.

#if defined(GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#undef GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_FAITHFUL_F64_INL_HPP
#endif

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/drivers/gradient_zero-inl.hpp"
#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/erf/tables/faithful_rows_backward_f64.hpp"
#include "kernels/erf/tables/faithful_rows_f64.hpp"
#include "kernels/erf/tables/faithful_series_f64.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::faithful_f64 {

constexpr double tiny = 0x1p-60;
constexpr double border = 1535.0 / 256;  ///< where the first far row begins

/// What there is in a block: near rows only; these and tiny numbers; far rows only, none of them in the tail; such and
/// near rows; anything.
enum class Kind { near, tiny, far, mixed, any };

constexpr bool has_tiny(Kind kind) { return kind == Kind::tiny || kind == Kind::any; }
constexpr bool has_far(Kind kind) { return kind != Kind::near && kind != Kind::tiny; }
constexpr bool has_tail(Kind kind) { return kind == Kind::any; }

/// The number of the row of a magnitude, t rounded to a multiple of 1/128. Of doubles or floats.
template <class D, class V>
HWY_INLINE auto row_number(D d, V t) {
  const hn::RebindToSigned<D> di;
  using T = hn::TFromD<D>;
  constexpr T rows_per_unit = 128;
  const V magic = hn::Set(d, rounding_magic<T> / rows_per_unit);
  return hn::Sub(hn::BitCast(di, nearest_add(t, magic)), hn::BitCast(di, magic));
}

/// Magnitudes, at most that of the last row.
template <Kind kind, class Rows, class D, class V, int n>
HWY_INLINE Group<V, n> magnitudes(D d, const Group<V, n>& x) {
  return each(
      [&](V x) HWY_ATTR {
        const V t = hn::Abs(x);
        return has_far(kind) ? clamp_above(d, t, Rows::last) : t;
      },
      x);
}

/// c[0] + u (c[1] + ...) of independent vectors, in turns; for near rows, of magnitude t, of the first terms only.
template <Kind kind, int near_terms, int terms, class D, class V, int n>
HWY_INLINE Group<V, n> polynomial(D d, const double (&c)[terms], const Group<V, n>& t, const Group<V, n>& u) {
  const auto coefficient = [&](int k, [[maybe_unused]] V t) HWY_ATTR {
    const V here = hn::Set(d, c[k]);
    if (kind == Kind::far || k < near_terms) return here;
    return hn::IfThenElseZero(hn::Ge(t, hn::Set(d, border)), here);
  };
  constexpr int last = (has_far(kind) ? terms : near_terms) - 1;
  auto p = each([&](V t) HWY_ATTR { return coefficient(last, t); }, t);
  for (int k = last; k-- > 0;) {
    p = each([&](V p, V u, V t) HWY_ATTR { return hn::MulAdd(p, u, coefficient(k, t)); }, p, u, t);
  }
  return p;
}

/// E/r by its series, and the part h of it that has no r^2.
template <class V>
struct Integral {
  V h, e;
};

template <Kind kind, class Series, class D, class V, int n>
HWY_INLINE Group<Integral<V>, n> integral(D d, const Group<V, n>& t, const Group<V, n>& r, const Group<V, n>& u) {
  const auto v0 = polynomial<kind, Series::v0_near>(d, Series::v0, t, u);
  const auto v1 = polynomial<kind, Series::v1_near>(d, Series::v1, t, u);
  const auto v2 = polynomial<kind, Series::v2_near>(d, Series::v2, t, u);
  return each(
      [&](V r, V u, V v0, V v1, V v2) HWY_ATTR {
        const V h = hn::MulAdd(v0, u, hn::Set(d, 1.0));
        const V v = hn::Mul(r, r);
        return Integral<V>{h, hn::MulAdd(hn::MulAdd(v2, v, v1), v, h)};
      },
      r, u, v0, v1, v2);
}

template <class D, class V, int n>
HWY_INLINE Group<V, n> from_center(D, const Group<V, n>& t, const Group<Row4<V>, n>& row) {
  return each([](V t, const Row4<V>& row) HWY_ATTR { return hn::Sub(t, row.c0); }, t, row);
}

/// y, divided by what rows of the tail multiply by where x < 0, and y has its sign. For x > 0 they still do not count.
template <Kind kind, class Rows, class D, class V>
HWY_INLINE V unscaled(D d, V x, V y) {
  if constexpr (!has_tail(kind)) return y;
  const V divided = hn::CopySign(divided_by_power<Rows::log2_scale>(d, hn::Abs(y)), x);
  return hn::IfThenElse(hn::Le(x, hn::Set(d, -Rows::tail)), divided, y);
}

/// gelu(x) by the rows of these numbers.
template <Kind kind, class Series, class D, class V, int n, class Number>
HWY_INLINE Group<V, n> gelu(D d, const Group<V, n>& x, const Number* number) {
  using Rows = faithful::RowsForward64;
  const auto t = magnitudes<kind, Rows>(d, x);
  const auto rows = lookup_rows<n>(d, Rows::rows, number);
  const auto r = from_center(d, t, rows);
  const auto u = each([](V r, const Row4<V>& row) HWY_ATTR { return hn::Mul(r, row.c0); }, r, rows);
  return each(
      [&](V x, V t, V r, const Row4<V>& row, const Integral<V>& integral) HWY_ATTR {
        const V q = hn::NegMulAdd(hn::Mul(t, row.c3), integral.e, row.c2);
        const V z = hn::MulAdd(r, q, row.c1);
        return unscaled<kind, Rows>(d, x, hn::CopySign(hn::Sub(hn::Max(x, hn::Zero(d)), z), x));
      },
      x, t, r, rows, integral<kind, Series>(d, t, r, u));
}

struct Forward {
  using Rows = faithful::RowsForward64;

  template <Kind kind, class D, class V, int n>
  static HWY_INLINE Group<V, n> at(D d, const Group<V, n>& x, const std::int64_t* number) {
    return gelu<kind, faithful::SeriesForward>(d, x, number);
  }

  template <class D, class V>
  static HWY_INLINE V at_tiny(D d, V x) {
    return halved(d, x);
  }
};

struct Backward {
  using Rows = faithful::RowsBackward64;

  template <Kind kind, class D, class V, int n>
  static HWY_INLINE Group<V, n> at(D d, const Group<V, n>& x, const std::int64_t* number) {
    const auto t = magnitudes<kind, Rows>(d, x);
    const auto rows = lookup_rows<n>(d, Rows::rows, number);
    const auto r = from_center(d, t, rows);
    const auto middle =
        each([&](V r, const Row4<V>& row) HWY_ATTR { return hn::MulAdd(r, hn::Set(d, 0.5), row.c0); }, r, rows);
    const auto w = each([](V r, V middle) HWY_ATTR { return hn::Mul(r, middle); }, r, middle);
    return each(
        [&](V x, V t, V r, V middle, const Row4<V>& row, const Integral<V>& integral) HWY_ATTR {
          const auto negative = hn::Lt(x, hn::Zero(d));
          const V slope = hn::MulSub(hn::Mul(t, middle), integral.h, hn::Add(integral.e, hn::Set(d, 1.0)));
          const V step = hn::Mul(row.c3, r);
          const V y = hn::MulAdd(hn::IfThenElse(negative, step, hn::Neg(step)), slope,
                                 hn::IfThenElse(negative, row.c1, row.c2));
          if constexpr (kind == Kind::far) return hn::IfThenElse(hn::IsNaN(x), x, y);
          const V everywhere = next_to_zero<gradient_zeros::Erf64>(d, x, y);
          if constexpr (!has_far(kind)) return everywhere;  // nor NaN, which has the last row
          return hn::IfThenElse(hn::IsNaN(x), x, unscaled<kind, Rows>(d, x, everywhere));
        },
        x, t, r, middle, rows, integral<kind, faithful::SeriesBackward>(d, t, r, w));
  }

  template <class D, class V>
  static HWY_INLINE V at_tiny(D d, V) {
    return hn::Set(d, 0.5);
  }
};

/// The row numbers of a block, the last for NaN, and its kind.
template <class Rows, class D>
HWY_INLINE Kind find_rows(D d, const double* x, std::size_t vectors, std::int64_t* number) {
  using V = hn::Vec<D>;
  const hn::RebindToSigned<D> di;
  const std::size_t lanes = hn::Lanes(d);
  const V last = hn::Set(d, Rows::last);
  V largest = hn::Zero(d);
  // Zeros do not count: their bits less one are a NaN.
  V least_not_zero = last;
  for (std::size_t v = 0; v < vectors; ++v) {
    const V magnitude = hn::Abs(hn::LoadU(d, x + v * lanes));
    const V t = smaller_or_second(d, magnitude, last);
    hn::Store(row_number(d, t), di, number + v * lanes);
    largest = hn::Max(t, largest);
    const V before = hn::BitCast(d, hn::Sub(hn::BitCast(di, magnitude), hn::Set(di, 1)));
    least_not_zero = smaller_or_second(d, before, least_not_zero);
  }
  const auto before_tiny = hn::Set(di, std::bit_cast<std::int64_t>(tiny) - 1);
  const bool some_tiny = !hn::AllFalse(di, hn::Lt(hn::BitCast(di, least_not_zero), before_tiny));
  if (HWY_LIKELY(hn::AllFalse(d, hn::Ge(largest, hn::Set(d, border))))) return some_tiny ? Kind::tiny : Kind::near;
  V smallest = last;
  V largest_not_last = hn::Zero(d);
  for (std::size_t v = 0; v < vectors; ++v) {
    const V t = smaller_or_second(d, hn::Abs(hn::LoadU(d, x + v * lanes)), last);
    smallest = hn::Min(t, smallest);
    largest_not_last = hn::Max(hn::IfThenElseZero(hn::Lt(t, last), t), largest_not_last);
  }
  if (some_tiny || !hn::AllFalse(d, hn::Ge(largest_not_last, hn::Set(d, Rows::tail)))) return Kind::any;
  return hn::AllTrue(d, hn::Ge(smallest, hn::Set(d, border))) ? Kind::far : Kind::mixed;
}

/// y of n vectors of x, times dy where there is one.
template <class Method, Kind kind, bool backward, int n, class D>
HWY_INLINE void run_group(D d, const double* x, [[maybe_unused]] const double* dy, double* y,
                          const std::int64_t* number) {
  using V = hn::Vec<D>;
  const auto here = load_group<n>(d, x);
  auto inside = here;
  if constexpr (has_tiny(kind))
    inside = each([&](V x) HWY_ATTR { return hn::IfThenZeroElse(is_below(d, x, tiny), x); }, here);
  auto result = Method::template at<kind>(d, inside, number);
  if constexpr (has_tiny(kind))
    result = each([&](V x, V y) HWY_ATTR { return hn::IfThenElse(is_below(d, x, tiny), Method::at_tiny(d, x), y); },
                  here, result);
  if constexpr (backward)
    result = each([](V dy, V y) HWY_ATTR { return hn::Mul(dy, y); }, load_group<n>(d, dy), result);
  store_group(result, d, y);
}

/// The same of any number, two at a time.
template <class Method, Kind kind, bool backward, class D>
HWY_INLINE void run_all(D d, const double* x, const double* dy, double* y, std::size_t vectors,
                        const std::int64_t* number) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t end = vectors * lanes;
  std::size_t i = 0;
  for (; i + 2 * lanes <= end; i += 2 * lanes)
    run_group<Method, kind, backward, 2>(d, x + i, dy + (backward ? i : 0), y + i, number + i);
  if (i < end) run_group<Method, kind, backward, 1>(d, x + i, dy + (backward ? i : 0), y + i, number + i);
}

/// The same for vectors of one element: a branch costs less than what far rows do more.
template <class Method, bool backward, class D>
HWY_INLINE void run_each(D d, const double* x, const double* dy, double* y, std::size_t n, const std::int64_t* number) {
  for (std::size_t i = 0; i < n; ++i) {
    const double* dy_i = dy + (backward ? i : 0);
    if (std::fabs(x[i]) < border)
      run_group<Method, Kind::near, backward, 1>(d, x + i, dy_i, y + i, number + i);
    else
      run_group<Method, Kind::far, backward, 1>(d, x + i, dy_i, y + i, number + i);
  }
}

template <class Method, bool backward>
struct Block {
  template <class D>
  static HWY_INLINE void run(D d, const double* x, const double* dy, double* y, std::size_t vectors) {
    alignas(64) std::int64_t number[block_vectors * widest];
    switch (find_rows<typename Method::Rows>(d, x, vectors, number)) {
      case Kind::near:
        return run_all<Method, Kind::near, backward>(d, x, dy, y, vectors, number);
      case Kind::tiny:
        return run_all<Method, Kind::tiny, backward>(d, x, dy, y, vectors, number);
      case Kind::far:
        return run_all<Method, Kind::far, backward>(d, x, dy, y, vectors, number);
      case Kind::mixed:
        if (HWY_TARGET == HWY_SCALAR) return run_each<Method, backward>(d, x, dy, y, vectors, number);
        return run_all<Method, Kind::mixed, backward>(d, x, dy, y, vectors, number);
      case Kind::any:
        return run_all<Method, Kind::any, backward>(d, x, dy, y, vectors, number);
    }
  }
};

constexpr Function* map = &map_blocks<Block<Forward, false>, false, double>;
constexpr Function* map_backward = &map_blocks<Block<Backward, true>, true, double>;

}  // namespace gelubench::HWY_NAMESPACE::faithful_f64
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
