// The methods of tanh/faithful, sigmoid/faithful and sigmoid/silu, functions in logistic form, within one ULP of their
// formulas, tanh's by rows within 1.1, and their gradients, over Highway vectors of float.
//
//   g(x) = x F(x),  F(x) = 1 / (1 + exp(-v(x))),  g'(x) = F (1 + x v' (1 - F))
//
// By rows (kernels/drivers/table_driven-inl.hpp), forward and gated where AVX-512 is missing, gradients everywhere. F'
// = F (1 - F) v', so with T = 1 - 2 F(c), d = v(c + r) - v(c), at most 0.21, and u = T d,
//
//   F(c + r) = F(c) + d F(c) (1 - F(c)) (1 + u/2 + u^2/6 + u^3/24 + ... + (u^2 - d^2) (1/12 + u/12 + ...))
//
// where the last bracket counts only about zero: in the tail T is 1, and the series that of exp. Gradients take only
// the series from binary32 and stay in binary64 to the last rounding, for 1 + x v' (1 - F) has a zero; next to it
// kernels/drivers/gradient_zero-inl.hpp. In tails, where rows hold 2^64 F, 1 - F is 1 either way.
//
// Forward and gated by AVX-512 (kernels/drivers/domain_split-inl.hpp), which permutes whole tables in one instruction:
//
//   g(x) = -t f(t) for x < 0,  x - x f(x) for x >= 0,  t = |x|,  f(t) = 1 / (1 + exp(v(t)))
//
// Near: t f(t) = c0 + r c1 + r^2 p, a piecewise polynomial (kernels/drivers/piecewise_polynomial-inl.hpp). Centers are
// chosen where t f(t) is a binary32 number to about 2^-30. The rounded sum of the first two terms, of x and them above
// zero, is given what it lost with the third, at most a fifth of it: one rounding counts.
//
// Far below: f(t) = e (1 - e), nearly, with e = exp(-v(t)) in two parts (kernels/drivers/normal_density-inl.hpp), the
// exponent carried in two. Far above, x less that; below 2^-60, x/2. No operation has a subnormal operand or result.
//
// A kernel gives its curve:
//
//   using Rows = ...;                                       a table for rows-inl.hpp
//   static constexpr int terms;                             of the series of exp, less the first
//   template <class D, class V> static V rise(D d, V c, V r);               v(c + r) - v(c)
//   template <class D, class V> static V slope_times_x(D d64, V x);         x v'(x), of doubles
//   using Zero = ...;                                       a table for next_to_zero()
//
//   using Near = ...;                                       a table for piecewise_polynomial()
//   static constexpr float border, last;                    where near ends, and where t f(t) is well below half the
//                                                           smallest subnormal number and exp(-v(t)) above 2^-160
//   static constexpr float same_from;                       at or above border, where g(x) rounds to x: v(x) > 18
//   template <class D, class V> static TwoParts<V> exponent(D d, V t);      -2 v(t)

#if defined(GELUBENCH_KERNELS_DRIVERS_LOGISTIC_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_LOGISTIC_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_LOGISTIC_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_LOGISTIC_INL_HPP
#endif

#include <cstdint>

#include "kernels/drivers/domain_split-inl.hpp"
#include "kernels/drivers/gradient_zero-inl.hpp"
#include "kernels/drivers/normal_density-inl.hpp"
#include "kernels/drivers/piecewise_polynomial-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_driven-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// 1/2 + u (1/6 + u (1/24 + ...)), `terms` of them.
template <int terms, class D, class V>
HWY_INLINE V exp_series(D d, V u) {
  constexpr double factorials[] = {2, 6, 24, 120, 720};
  V e = constant(d, 1 / factorials[terms - 1]);
  for (int i = terms - 1; i-- > 0;) e = hn::MulAdd(e, u, constant(d, 1 / factorials[i]));
  return e;
}

/// s of F(c + r) - F(c) = d F(c) (1 - F(c)) (1 + s), with d = v(c + r) - v(c).
template <class Curve, class D, class V>
HWY_INLINE V logistic_series(D d, V rise, V f) {
  const V u = hn::Mul(rise, hn::NegMulAdd(f, constant(d, 2), constant(d, 1)));
  const V difference = hn::MulSub(u, u, hn::Mul(rise, rise));
  const V twelfth = constant(d, 1.0 / 12);
  return hn::MulAdd(difference, hn::MulAdd(u, twelfth, twelfth), hn::Mul(u, exp_series<Curve::terms>(d, u)));
}

/// F(c + r) - F(c) and what the row's F(c) lost.
template <class Curve, class D, class V>
HWY_INLINE V logistic_step(D d, V r, const Row4<V>& row) {
  const V rise = Curve::rise(d, row.c0, r);
  const V line = hn::Mul(rise, row.c2);
  return hn::Add(line, hn::MulAdd(line, logistic_series<Curve>(d, rise, row.c1), row.c3));
}

template <class Curve>
struct LogisticBackward {
  using Table = typename Curve::Rows;
  static constexpr float least = 0x1p-40f;

  template <class D, class V>
  static HWY_INLINE V at(D d, V x, const std::uint32_t* offset) {
    const V inside = clamp_above(d, clamp_below(d, x, Table::first), Table::last);
    const Row4<V> row = lookup_row(d, Table::rows, offset);
    const V r = hn::Sub(inside, row.c0);
    const V series = logistic_series<Curve>(d, Curve::rise(d, row.c0, r), row.c1);
    const V y = in_double(
        d,
        [](auto d64, auto x, auto c, auto r, auto at_center, auto lost, auto series) HWY_ATTR {
          const auto one = hn::Set(d64, 1.0);
          const auto f_center = hn::Add(at_center, lost);
          const auto line = hn::Mul(Curve::rise(d64, c, r), hn::Mul(f_center, hn::Sub(one, f_center)));
          const auto f = hn::Add(f_center, hn::MulAdd(line, series, line));
          return hn::Mul(f, hn::MulAdd(Curve::slope_times_x(d64, x), hn::Sub(one, f), one));
        },
        inside, row.c0, r, row.c1, row.c3, series);
    return next_to_zero<typename Curve::Zero>(d, x, y);
  }

  template <class D, class V>
  static HWY_INLINE V tiny(D d, V) {
    return constant(d, 0.5);
  }
};

/// dx[i] = dy[i] g'(x[i]) for i < n.
template <class Curve>
inline constexpr Function* map_logistic_backward = table_driven::map_backward<LogisticBackward<Curve>>;

template <class Curve>
struct LogisticByRows {
  using Table = typename Curve::Rows;
  static constexpr float least = 0x1p-40f;

  template <class D, class V>
  static HWY_INLINE V at(D d, V x, const std::uint32_t* offset) {
    return table_driven::times_x<LogisticByRows>(d, x, offset);
  }

  template <class D, class V>
  static HWY_INLINE V step(D d, V r, const Row4<V>& row) {
    return logistic_step<Curve>(d, r, row);
  }

  template <class D, class V>
  static HWY_INLINE V tiny(D d, V x) {
    return halved(d, x);
  }
};

/// y[i] = g(x[i]) for i < n, by rows.
template <class Curve>
inline constexpr Function* map_logistic_rows = table_driven::map<LogisticByRows<Curve>>;

/// y[i] = u[i] g(x[i]) for i < n, by rows.
template <class Curve>
inline constexpr Function* map_logistic_rows_gated = table_driven::map_gated<LogisticByRows<Curve>>;

#if HWY_TARGET == HWY_AVX3

template <class Curve>
struct LogisticForward {
  static constexpr float tiny = 0x1p-60f;
  static constexpr float same_from = Curve::same_from;

  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, Curve::border);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int32_t*) {
    return each(
        [&](V x, Piece<V> piece) HWY_ATTR {
          // `positive` less the sum, and that less c0, are exact: the sum is at least half of x, and |c1 r| at most
          // half of c0, or c0 is 0.
          const V positive = hn::Max(x, hn::Zero(d));
          const V sum = hn::NegMulAdd(piece.r, piece.c1, hn::Sub(positive, piece.c0));
          const V lost = hn::NegMulAdd(piece.r, piece.c1, hn::Sub(hn::Sub(positive, sum), piece.c0));
          const V y = hn::Add(sum, hn::NegMulAdd(piece.r, hn::Mul(piece.r, piece.p), lost));
          return hn::CopySign(y, x);
        },
        x, piecewise_polynomial<typename Curve::Near>(d, x));
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    const auto t = each(
        [&](V x) HWY_ATTR { return hn::Max(hn::Min(hn::Abs(x), hn::Set(d, Curve::last)), hn::Set(d, Curve::border)); },
        x);
    const auto e = exp_half(d, each([&](V t) HWY_ATTR { return Curve::exponent(d, t); }, t));
    return each(
        [&](V x, V t, TwoParts<V> e) HWY_ATTR {
          const V unscale = hn::Set(d, inverse_density_scale);
          const V one = hn::Set(d, 1.0f);
          const V sum = hn::Add(e.high, e.low);
          // Below 2^-80 of e its square counts for nothing, and would be a subnormal number.
          const V squared = hn::Mul(hn::Mul(hn::IfThenElseZero(hn::Gt(sum, one), sum), unscale), sum);
          const V z = fused_mul_add(d, t, e.high, hn::Mul(t, hn::Sub(e.low, squared)));
          const V below = hn::CopySign(divided_by_power<density_scale>(d, z), x);
          const auto is_tiny = is_below(d, x, tiny);
          const V above = hn::NegMulAdd(hn::Max(z, one), unscale, hn::IfThenZeroElse(is_tiny, x));
          const V other = hn::IfThenElse(is_tiny, halved(d, x), above);
          return hn::IfThenElse(hn::Lt(x, hn::Set(d, -1.0f)), below, other);
        },
        x, t, e);
  }
};

/// y[i] = g(x[i]) for i < n.
template <class Curve>
inline constexpr Function* map_logistic = domain_split::map<LogisticForward<Curve>>;

/// y[i] = u[i] g(x[i]) for i < n.
template <class Curve>
inline constexpr Function* map_logistic_gated = domain_split::map_gated<LogisticForward<Curve>>;

#else

template <class Curve>
inline constexpr Function* map_logistic = map_logistic_rows<Curve>;

template <class Curve>
inline constexpr Function* map_logistic_gated = map_logistic_rows_gated<Curve>;

#endif

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
