// The methods of erf/faithful in binary32, GELU within one ULP everywhere, subnormal results included, and about as
// fast everywhere; over Highway vectors of float.
//
// By rows (kernels/drivers/table_driven-inl.hpp), where AVX-512 is missing: 1,313 centers c, 1/64 apart, and Taylor's
// series between them. With a = c r and b = r^2, |a| up to 0.12,
//
//   Phi(c + r) = Phi(c) + r phi(c) (1 - a/2 + (a^2 - b)/6 - (a^3 - 3 a b)/24 + a^4/120 - ...)
//   gelu'(c + r) = gelu'(c) + r phi(c) (A - c^2 B)
//     A = 2 - 2 a + (7 a^2 - 4 b)/6 - (11 a^3 - 18 a b)/24 + 16 a^4/120 - ...
//     B = 1 - a/2 + a^2/6 - a^3/24 + a^4/120 - ...
//
// What is left out is below 2^-26.8 of Phi and 2^-28.3 of gelu'. A step's few roundings count at most for an eighth of
// what they would in the result, the last one for half a ULP. Next to the zero of gelu'
// kernels/drivers/gradient_zero-inl.hpp has it.
//
// By AVX-512 (kernels/drivers/domain_split-inl.hpp), which permutes whole tables in one instruction:
//
//   gelu(x) = -t Q(t) for x < 0,  x - x Q(x) for x >= 0,  t = |x|,  Q(t) = Phi(-t)
//
// Near, up to 5.875: Q is a piecewise polynomial, S + low = c0 + r c1 + r^2 (c2 + ...). Centers are chosen where Q is a
// binary32 number to about 2^-30, so c0 is exact; r = t - center is exact; S is the rounded sum c0 + r c1 and the fused
// multiply-add gives what it lost. What is rounded in `low` is at most |r^2 c2| of a ULP of S, a sixth of one, a few
// times. On the positive side 1 - S loses a part that is added to `low` likewise. One fused multiply-add with x rounds.
//
// Far below: t Q(t) = phi(t) exp(w(t)/2), phi the density, w near zero; the exponential is good to 2^-27 in two parts
// (kernels/drivers/normal_density-inl.hpp) and their sum rounds. Subnormal results round a second time, by a quarter of
// a ULP at most. Far above the result is x, and x/2 below 2^-60. No operation here has a subnormal operand or result,
// which on many CPUs would cost 100 cycles: results do not depend on flush-to-zero modes, and no input is slow.
//
//   gelu'(x) = G(t) for x < 0,  1 - G(t) for x > 0,  G(t) = Q(t) - t phi(t)
//
// Near, G is a piecewise polynomial, summed as above, and next to its zero that of gradient_zero-inl.hpp. Centers are
// where G and G' are both binary32 numbers to about 2^-29. Far below, G = -t phi(t)
// exp(w(t)/2).
//
// Coefficients: scripts/coefficients/faithful_{rows,near,near_backward,far}_f32.sollya.

#if defined(GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#undef GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#endif

#include <cstdint>
#include <iterator>

#include "kernels/drivers/domain_split-inl.hpp"
#include "kernels/drivers/gradient_zero-inl.hpp"
#include "kernels/drivers/normal_density-inl.hpp"
#include "kernels/drivers/piecewise_polynomial-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_driven-inl.hpp"
#include "kernels/erf/tables/faithful_far_f32.hpp"
#include "kernels/erf/tables/faithful_near_backward_f32.hpp"
#include "kernels/erf/tables/faithful_near_f32.hpp"
#include "kernels/erf/tables/faithful_rows_f32.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::faithful_f32 {

namespace faithful = gelubench::faithful;

#if HWY_TARGET == HWY_AVX3

constexpr float border = 5.875f;
/// Below it gelu(x) rounds to x/2, and squares of x would not be normal numbers.
constexpr float tiny = 0x1p-40f;
constexpr float vanishing = 14.8f;  // t phi(t) is well below half the smallest subnormal number

/// |x| between the border and where results vanish.
template <class D, class V, int n>
HWY_INLINE Group<V, n> far_magnitude(D d, const Group<V, n>& x) {
  return each([&](V x) HWY_ATTR { return hn::Max(hn::Min(hn::Abs(x), hn::Set(d, vanishing)), hn::Set(d, border)); }, x);
}

/// 2^80 phi(t) exp(w(t)/2), w from a table.
template <class Table, class D, class V, int n>
HWY_INLINE Group<TwoParts<V>, n> far_tail(D d, const Group<V, n>& t) {
  const hn::RebindToSigned<D> di;
  const auto sum = interval_sum<Table>(d, t);
  const auto r = from_middle<Table>(d, t, sum);
  const auto column = [&](int k) HWY_ATTR {
    return each([&](V sum) HWY_ATTR { return lookup(d, Table::w[k], hn::BitCast(di, sum)); }, sum);
  };
  constexpr int degree = std::size(Table::w) - 1;
  auto w = column(degree);
  for (int k = degree; k-- > 0;) {
    w = each([&](V w, V r, V c) HWY_ATTR { return hn::MulAdd(w, r, c); }, w, r, column(k));
  }
  return density_times_exp(d, t, w);
}

struct Forward {
  static constexpr float same_from = border;

  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int32_t*) {
    return each([&](V x, Piece<V> piece) HWY_ATTR { return product(d, x, piece.r, piece.c0, piece.c1, piece.p); }, x,
                piecewise_polynomial<faithful::Near>(d, x));
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    return each(
        [&](V x, TwoParts<V> y) HWY_ATTR {
          const V below = hn::CopySign(divided_by_power<density_scale>(d, hn::Add(y.high, y.low)), x);
          const V other = hn::IfThenElse(is_below(d, x, tiny), halved(d, x), x);
          return hn::IfThenElse(hn::Lt(x, hn::Set(d, -1.0f)), below, other);
        },
        x, far_tail<faithful::FarForward>(d, far_magnitude(d, x)));
  }

 private:
  /// x Phi(x) from the parts of Q(|x|) = c0 + r c1 + r^2 p.
  template <class D, class V>
  static HWY_INLINE V product(D d, V x, V r, V c0, V c1, V p) {
    const V curved = hn::Mul(hn::Mul(r, r), p);
    const auto negative = hn::Lt(x, hn::Zero(d));
    const V sum = hn::MulAdd(r, c1, c0);
    const V low = hn::Add(curved, hn::MulAdd(r, c1, hn::Sub(c0, sum)));
    const V one = hn::Set(d, 1.0f);
    const V other = hn::Sub(one, sum);
    const V other_low = hn::Sub(hn::Sub(hn::Sub(one, other), sum), low);
    const V phi = hn::IfThenElse(negative, sum, other);
    const V x_low = hn::Mul(x, hn::IfThenElse(negative, low, other_low));
    return hn::MulAdd(x, phi, x_low);
  }
};

struct Backward {
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, const std::int32_t*) {
    const auto pieces = piecewise_polynomial<faithful::NearBackward>(d, x);
    return each([&](V x, Piece<V> piece)
                    HWY_ATTR { return next_to_zero<gradient_zeros::Erf>(d, x, sum_of_series(d, x, piece)); },
                x, pieces);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    const auto t = far_magnitude(d, x);
    return each(
        [&](V x, V t, TwoParts<V> density) HWY_ATTR {
          // gelu'(x) = -z below and 1 + z above.
          const V z = fused_mul_add(d, t, density.high, hn::Mul(t, density.low));
          const V below = hn::Neg(divided_by_power<density_scale>(d, z));
          const V one = hn::Set(d, 1.0f);
          const V above = hn::MulAdd(hn::Max(z, hn::Set(d, 1.0f)), hn::Set(d, inverse_density_scale), one);
          const V positive = hn::IfThenElse(hn::Gt(x, one), above, x);
          const V other = hn::IfThenElse(is_below(d, x, tiny), hn::Set(d, 0.5f), positive);
          return hn::IfThenElse(hn::Lt(x, hn::Neg(one)), below, other);
        },
        x, t, far_tail<faithful::FarBackward>(d, t));
  }

 private:
  /// G = c0 + r c1 + r^2 p for x < 0 and 1 - G for x > 0, rounded once but for small parts: what the rounded sum of the
  /// first two, less one, lost is put to the third.
  template <class D, class V>
  static HWY_INLINE V sum_of_series(D d, V x, const Piece<V>& piece) {
    const hn::RebindToSigned<D> di;
    const auto negative = hn::RebindMask(d, hn::Lt(hn::BitCast(di, x), hn::Zero(di)));
    const V one_or_zero = hn::IfThenZeroElse(negative, hn::Set(d, 1.0f));
    const V sum = hn::MulAdd(piece.r, piece.c1, hn::Sub(piece.c0, one_or_zero));
    const V lost = hn::MulAdd(piece.r, piece.c1, hn::Sub(piece.c0, hn::Add(sum, one_or_zero)));
    const V g = hn::Add(sum, hn::MulAdd(piece.r, hn::Mul(piece.r, piece.p), lost));
    return hn::Xor(g, hn::AndNot(x, hn::Set(d, -0.0f)));
  }
};

constexpr Function* map = domain_split::map<Forward>;
constexpr Function* map_backward = domain_split::map_backward<Backward>;
constexpr Function* map_gated = domain_split::map_gated<Forward>;

#else

struct Forward {
  using Table = faithful::RowsForward;
  static constexpr float least = 0x1p-40f;

  template <class D, class V>
  static HWY_INLINE V at(D d, V x, const std::uint32_t* offset) {
    return table_driven::times_x<Forward>(d, x, offset);
  }

  template <class D, class V>
  static HWY_INLINE V step(D d, V r, const Row4<V>& row) {
    const auto number = [d](double value) HWY_ATTR { return constant(d, value); };
    const V a = hn::Mul(r, row.c0);
    const V b = hn::Mul(r, r);
    V p = hn::MulAdd(a, number(1.0 / 120), number(-1.0 / 24));
    p = hn::MulAdd(a, p, number(1.0 / 6));
    p = hn::MulAdd(a, p, number(-1.0 / 2));
    const V q = hn::MulAdd(a, number(1.0 / 8), number(-1.0 / 6));
    const V s = hn::MulAdd(a, p, hn::Mul(b, q));
    const V line = hn::Mul(r, row.c2);
    return hn::Add(line, hn::MulAdd(line, s, row.c3));
  }

  template <class D, class V>
  static HWY_INLINE V tiny(D d, V x) {
    return halved(d, x);
  }
};

struct Backward {
  using Table = faithful::RowsBackward;
  static constexpr float least = 0x1p-40f;

  template <class D, class V>
  static HWY_INLINE V at(D d, V x, const std::uint32_t* offset) {
    return next_to_zero<gradient_zeros::Erf>(d, x, table_driven::plain<Backward>(d, x, offset));
  }

  template <class D, class V>
  static HWY_INLINE V step(D d, V r, const Row4<V>& row) {
    const auto number = [d](double value) HWY_ATTR { return constant(d, value); };
    const V a = hn::Mul(r, row.c0);
    const V b = hn::Mul(r, r);
    const V c_squared = hn::Mul(row.c0, row.c0);
    V p = hn::MulAdd(a, number(16.0 / 120), number(-11.0 / 24));
    p = hn::MulAdd(a, p, number(7.0 / 6));
    p = hn::MulAdd(a, p, number(-2));
    V q = hn::MulAdd(a, number(1.0 / 120), number(-1.0 / 24));
    q = hn::MulAdd(a, q, number(1.0 / 6));
    q = hn::MulAdd(a, q, number(-1.0 / 2));
    const V curved = hn::Mul(b, hn::MulAdd(a, number(3.0 / 4), number(-2.0 / 3)));
    const V small = hn::MulAdd(a, hn::NegMulAdd(c_squared, q, p), curved);
    const V line = hn::Mul(r, row.c2);
    const V slope = hn::Sub(number(2), c_squared);
    const V line_low = product_low(d, r, row.c2, line);
    return fused_mul_add(d, line, slope, hn::MulAdd(line, small, hn::MulAdd(line_low, slope, row.c3)));
  }

  template <class D, class V>
  static HWY_INLINE V tiny(D d, V) {
    return constant(d, 0.5);
  }
};

constexpr Function* map = table_driven::map<Forward>;
constexpr Function* map_backward = table_driven::map_backward<Backward>;
constexpr Function* map_gated = table_driven::map_gated<Forward>;

#endif

}  // namespace gelubench::HWY_NAMESPACE::faithful_f32
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
