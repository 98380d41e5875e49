// The methods of erf/faithful in binary32, GELU within one ULP everywhere, subnormal results included, and about as
// fast everywhere; over Highway vectors of float, for near_far-inl.hpp.
//
//   gelu(x) = -t Q(t) for x < 0,  x - x Q(x) for x >= 0,  t = |x|,  Q(t) = Phi(-t)
//
// Near, up to 5.875: Q is a piecewise polynomial, S + low = c0 + r c1 + r^2 (c2 + ...). Centers are chosen where Q is a
// binary32 number to about 2^-30, so c0 is exact; r = t - center is exact; S is the rounded sum c0 + r c1 and the fused
// multiply-add gives what it lost. What is rounded in `low` is at most |r^2 c2| of a ULP of S, a sixth of one, a few
// times. On the positive side 1 - S loses a part that is added to `low` likewise. One fused multiply-add with x rounds.
// Without such an instruction the last three steps are done in binary64.
//
// Far below: t Q(t) = phi(t) exp(w(t)/2), phi the density, w near zero; the exponential is good to 2^-27 in two parts
// (kernels/density-inl.hpp) and their sum rounds. Subnormal results round a second time, by a quarter of a ULP at
// most. Far above the result is x, and x/2 below 2^-60. No operation here has a subnormal operand or result, which on
// many CPUs would cost 100 cycles: results do not depend on flush-to-zero modes, and no input is slow.
//
//   gelu'(x) = G(t) for x < 0,  1 - G(t) for x > 0,  G(t) = Q(t) - t phi(t)
//
// Near, G is a piecewise polynomial; around its zero r is the exact distance from the zero's nearest binary32 number,
// so that G stays relatively exact there. Far below, G = -t phi(t) exp(w(t)/2).
//
// Coefficients: scripts/coefficients/faithful_*.sollya.

#if defined(GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#undef GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_FAITHFUL_F32_INL_HPP
#endif

#include <iterator>

#include "kernels/density-inl.hpp"
#include "kernels/erf/faithful_far_f32.hpp"
#include "kernels/erf/faithful_near_backward_f32.hpp"
#include "kernels/erf/faithful_near_f32.hpp"
#include "kernels/near_far-inl.hpp"
#include "kernels/piecewise-inl.hpp"
#include "kernels/subnormal-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::faithful_f32 {

namespace faithful = gelubench::faithful;

#if HWY_TARGET == HWY_AVX3
using Near = faithful::Near32;
using NearBackward = faithful::NearBackward32;
#else
using Near = faithful::Near64;
using NearBackward = faithful::NearBackward64;
#endif

constexpr float border = 5.875f;
constexpr float tiny = 0x1p-60f;

/// |x| between the border and where t phi(t) is well below half the smallest subnormal number.
template <class D, class V, int n>
HWY_INLINE Group<V, n> far_magnitude(D d, const Group<V, n>& x) {
  return each([&](V x) HWY_ATTR { return hn::Max(hn::Min(hn::Abs(x), hn::Set(d, 14.8f)), hn::Set(d, border)); }, x);
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

/// The neighbour of y with an odd significand towards y + e, if y's is even and e not zero: rounding a sum to odd in
/// float leaves one right rounding to a 16-bit type, where rounding to nearest twice would not be right for ties.
template <class D, class V>
HWY_INLINE V to_odd(D d, V y, V e) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, y);
  const auto one = hn::Set(di, 1);
  // +1 or -1 in units of the magnitude.
  const auto step = hn::Or(hn::BroadcastSignBit(hn::Xor(bits, hn::BitCast(di, e))), one);
  const auto even = hn::Eq(hn::And(bits, one), hn::Zero(di));
  const auto exact = hn::Eq(hn::BitCast(di, hn::Abs(e)), hn::Zero(di));
  return hn::BitCast(d, hn::Add(bits, hn::IfThenElseZero(hn::AndNot(exact, even), step)));
}

enum class Rounding { to_nearest, to_odd };

template <Rounding rounding>
struct Forward {
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

#if HWY_TARGET != HWY_AVX3
  template <class D, class V>
  static HWY_INLINE auto row(D d, V x) {
    return row_number<Near>(d, x);
  }
#endif

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, [[maybe_unused]] const std::int32_t* row) {
    return each([&](V x, Piece<V> piece) HWY_ATTR { return product(d, x, piece.r, piece.c0, piece.c1, piece.p); }, x,
                piecewise<Near>(d, x, row));
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    return each(
        [&](V x, TwoParts<V> y) HWY_ATTR {
          const V below = hn::CopySign(divided_by_power<80>(d, hn::Add(y.high, y.low)), x);
          V half = halved(d, x);
          if constexpr (rounding == Rounding::to_odd) half = to_odd(d, half, hn::Set(d, 1.0f));
          const V other = hn::IfThenElse(is_below(d, x, tiny), half, x);
          return hn::IfThenElse(hn::Lt(x, hn::Set(d, -1.0f)), below, other);
        },
        x, far_tail<faithful::FarForward>(d, far_magnitude(d, x)));
  }

 private:
  /// x Phi(x) from the parts of Q(|x|) = c0 + r c1 + r^2 p.
  template <class D, class V>
  static HWY_INLINE V product(D d, V x, V r, V c0, V c1, V p) {
    const V curved = hn::Mul(hn::Mul(r, r), p);
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
    const auto negative = hn::Lt(x, hn::Zero(d));
    const V sum = hn::MulAdd(r, c1, c0);
    const V low = hn::Add(curved, hn::MulAdd(r, c1, hn::Sub(c0, sum)));
    const V one = hn::Set(d, 1.0f);
    const V other = hn::Sub(one, sum);
    const V other_low = hn::Sub(hn::Sub(hn::Sub(one, other), sum), low);
    const V phi = hn::IfThenElse(negative, sum, other);
    const V x_low = hn::Mul(x, hn::IfThenElse(negative, low, other_low));
    const V y = hn::MulAdd(x, phi, x_low);
    const V lost = hn::Add(hn::MulSub(x, phi, y), x_low);
#else
    const auto less = [](auto d64, auto x, auto r, auto c0, auto c1, auto curved, auto subtrahend) {
      const auto q = hn::Add(hn::MulAdd(r, c1, c0), curved);
      const auto negative = hn::Lt(x, hn::Zero(d64));
      return hn::Sub(hn::Mul(x, hn::IfThenElse(negative, q, hn::Sub(hn::Set(d64, 1.0), q))), subtrahend);
    };
    const V y = in_double(d, less, x, r, c0, c1, curved, hn::Zero(d));
    const V lost = rounding == Rounding::to_odd ? in_double(d, less, x, r, c0, c1, curved, y) : y;
#endif
    return rounding == Rounding::to_odd ? to_odd(d, y, lost) : y;
  }
};

template <Rounding rounding>
struct Backward {
  template <class D, class V>
  static HWY_INLINE auto is_far(D d, V x) {
    return is_outside(d, x, tiny, border);
  }

#if HWY_TARGET != HWY_AVX3
  template <class D, class V>
  static HWY_INLINE auto row(D d, V x) {
    return row_number<NearBackward>(d, x);
  }
#endif

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> near(D d, const Group<V, n>& x, [[maybe_unused]] const std::int32_t* row) {
    const auto pieces = piecewise<NearBackward>(d, x, row);
    return each(
        [&](V x, Piece<V> piece) HWY_ATTR {
          const V one = hn::Set(d, 1.0f);
          const auto negative = hn::Lt(x, hn::Zero(d));
          const V slope = hn::MulAdd(piece.p, piece.r, piece.c1);
          const V g = fused_mul_add(d, slope, piece.r, piece.c0);
          const V mirrored = hn::Sub(one, g);
          const V y = hn::IfThenElse(negative, g, mirrored);
          if constexpr (rounding == Rounding::to_nearest) return y;
          const V g_lost = fused_mul_add(d, slope, piece.r, hn::Sub(piece.c0, g));
          const V mirrored_lost = hn::Sub(hn::Sub(hn::Sub(one, mirrored), g), g_lost);
          return to_odd(d, y, hn::IfThenElse(negative, g_lost, mirrored_lost));
        },
        x, pieces);
  }

  template <class D, class V, int n>
  static HWY_INLINE Group<V, n> far(D d, const Group<V, n>& x) {
    const auto t = far_magnitude(d, x);
    return each(
        [&](V x, V t, TwoParts<V> density) HWY_ATTR {
          // gelu'(x) = -z below and 1 + z above.
          const V z = fused_mul_add(d, t, density.high, hn::Mul(t, density.low));
          const V below = hn::Neg(divided_by_power<80>(d, z));
          const V one = hn::Set(d, 1.0f);
          const V above = hn::MulAdd(hn::Max(z, hn::Set(d, 1.0f)), hn::Set(d, 0x1p-80f), one);
          const V positive = hn::IfThenElse(hn::Gt(x, one), above, x);
          V half = hn::Set(d, 0.5f);
          if constexpr (rounding == Rounding::to_odd) half = to_odd(d, half, x);
          const V other = hn::IfThenElse(is_below(d, x, tiny), half, positive);
          return hn::IfThenElse(hn::Lt(x, hn::Neg(one)), below, other);
        },
        x, t, far_tail<faithful::FarBackward>(d, t));
  }
};

}  // namespace gelubench::HWY_NAMESPACE::faithful_f32
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
