// GELU correctly rounded: the same bits on every CPU and every path.
//
// First in binary64, with a relative error well below 2^-43. By rows (kernels/drivers/table_driven-inl.hpp), where
// AVX-512 is missing: Taylor's series about the next of 2,625 centers c, with r = x - c, a = c r and b = r^2,
//
//   Phi(c + r) = Phi(c) + r phi(c) (1 - a/2 + (a^2 - b)/6 - (a^3 - 3 a b)/24 + (a^4 - 6 a^2 b + 3 b^2)/120 - ...)
//
// whose terms are Hermite polynomials of c. By AVX-512: by the rows of erf/faithful near, Q(t) = phi(t) (Q/phi)(t) far,
// t = |x|, t^2 being exact (scripts/coefficients/exact_f32.sollya). If y (1 - 2^-43) and y (1 + 2^-43) round to the
// same binary32 number, that is the result. Otherwise, once in 2^18 inputs, the element is computed again in binary128,
// to 2^-90. The hardest inputs lie 10^-9 ULP from a tie (2^-54), so this decides; that first and second step are right
// for every input is established by comparing all of them with MPFR. Below 2^-60, gelu(x) is x/2 but for a bit that
// decides ties. 16-bit types: kernels/erf/exact_tables-inl.hpp.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/exact.cpp"
#include <hwy/foreach_target.h>

#include <array>
#include <cmath>

#include "kernels/drivers/domain_split-inl.hpp"
#include "kernels/drivers/subnormal-inl.hpp"
#include "kernels/drivers/table_driven-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/erf/exact_tables-inl.hpp"
#include "kernels/erf/faithful_f64-inl.hpp"
#include "kernels/erf/tables/exact_f32.hpp"
#include "kernels/erf/tables/exact_rows.hpp"

#ifndef GELUBENCH_KERNELS_ERF_EXACT_BINARY128
#define GELUBENCH_KERNELS_ERF_EXACT_BINARY128
namespace gelubench {
namespace {

__extension__ typedef __float128 Quad;

Quad sum_of(const double (&parts)[3]) { return Quad(parts[0]) + Quad(parts[1]) + Quad(parts[2]); }

/// exp(-z) for 0 <= z < 120.
Quad exp_minus(Quad z) {
  const Quad ln2 = sum_of(exact::ln2);
  const int k = static_cast<int>(static_cast<double>(z) * 1.4426950408889634 + 0.5);
  const Quad r = Quad(k) * ln2 - z;
  Quad sum = 1;
  for (int n = 28; n > 0; --n) sum = 1 + r * sum / n;
  return sum * Quad(std::ldexp(1.0, -k));
}

/// gelu(x) for 2^-60 <= |x| < 16, rounded once from binary128: relative error before that below 2^-90.
float gelu_by_binary128(float x) {
  const Quad t = std::fabs(x);
  const Quad density = exp_minus(t * t / 2) * sum_of(exact::inv_sqrt_2pi);
  Quad q;
  if (t < 5) {
    // 1/2 - phi(t) (t + t^3/3 + t^5/15 + ...), losing at most 21 bits.
    Quad term = t;
    Quad sum = t;
    for (int n = 3; n < 260; n += 2) {
      term *= t * t / n;
      sum += term;
    }
    q = Quad(0.5) - density * sum;
  } else {
    // phi(t) / (t + 1/(t + 2/(t + 3/ ...)))
    Quad tail = t;
    for (int n = 80; n > 0; --n) tail = t + n / tail;
    q = density / tail;
  }
  return static_cast<float>(x < 0 ? Quad(x) * q : Quad(x) * (1 - q));
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// A result and whether rounding it to float is not decided.
template <class V, class M>
struct Rounded {
  V y;
  M undecided;
};

/// f(x) rounded to float, f over the halves of the vector in double.
template <class F, class D, class V>
HWY_INLINE auto round_once(const F& f, D d, V x) {
#if HWY_TARGET == HWY_SCALAR
  const D half;
  const hn::Rebind<double, D> d64;
  const auto y = f(d64, Group<hn::Vec<decltype(d64)>, 1>{hn::PromoteTo(d64, x)});
#else
  const hn::Half<D> half;
  const hn::Rebind<double, decltype(half)> d64;
  const auto y = f(d64, Group<hn::Vec<decltype(d64)>, 2>{hn::PromoteTo(d64, hn::LowerHalf(half, x)),
                                                         {hn::PromoteTo(d64, hn::UpperHalf(half, x))}});
#endif
  const auto bound = hn::Set(d64, 0x1p-43);
  const auto lower_end = [&](auto y) HWY_ATTR { return hn::DemoteTo(half, hn::NegMulAdd(y, bound, y)); };
  const auto upper_end = [&](auto y) HWY_ATTR { return hn::DemoteTo(half, hn::MulAdd(y, bound, y)); };
#if HWY_TARGET == HWY_SCALAR
  const V below = lower_end(y.first);
  const V above = upper_end(y.first);
#else
  const V below = hn::Combine(d, lower_end(y.rest.first), lower_end(y.first));
  const V above = hn::Combine(d, upper_end(y.rest.first), upper_end(y.first));
#endif
  const hn::RebindToSigned<D> di;
  const auto differ = hn::RebindMask(d, hn::Not(hn::Eq(hn::BitCast(di, below), hn::BitCast(di, above))));
  return Rounded<V, decltype(differ)>{below, differ};
}

/// `rounded` with what it leaves undecided computed again.
template <class D, class V, class R>
HWY_INLINE V decided(D d, V x, const R& rounded) {
  if (HWY_LIKELY(hn::AllFalse(d, rounded.undecided))) return rounded.y;
  alignas(64) float xs[widest];
  alignas(64) float ys[widest];
  hn::Store(x, d, xs);
  hn::Store(rounded.y, d, ys);
  std::uint32_t bits = bits_of_mask(d, rounded.undecided);
  for (; bits != 0; bits &= bits - 1) {
    const int i = std::countr_zero(bits);
    ys[i] = gelu_by_binary128(xs[i]);
  }
  return hn::Load(d, ys);
}

/// x/2 rounded to nearest; ties, which there are between subnormal numbers, upwards: |gelu(x)| is a little more than
/// x/2 for x > 0, a little less than |x|/2 for x < 0. No arithmetic on subnormal numbers: see erf/faithful.
template <class D, class V>
HWY_INLINE V half_of(D d, V x) {
  const hn::RebindToSigned<D> di;
  const auto bits = hn::BitCast(di, hn::Abs(x));
  const auto up = hn::Add(hn::Set(di, 1), hn::BroadcastSignBit(hn::BitCast(di, x)));
  const auto shifted = hn::ShiftRight<1>(hn::Add(bits, up));
  return hn::CopySign(hn::BitCast(d, hn::Max(hn::Sub(bits, hn::Set(di, 1 << 23)), shifted)), x);
}

#if HWY_TARGET == HWY_AVX3

constexpr float border = 5.875f;
constexpr float tiny = 0x1p-60f;

/// round(t / width) + rounding_magic.
template <class Table, class D, class V>
HWY_INLINE V interval_sum(D d, V t) {
  return hn::MulAdd(t, hn::Set(d, Table::inverse_width), hn::Set(d, rounding_magic<double>));
}

/// The table's polynomial at t.
template <class Table, class D, class V>
HWY_INLINE V piecewise(D d, V t) {
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
  const hn::RebindToSigned<D> di;
  const V v = hn::Mul(hn::Mul(t, t), hn::Set(d, -0.5));
  const V sum = hn::MulAdd(v, hn::Set(d, Table::inverse_step), hn::Set(d, rounding_magic<double>));
  const V k = hn::Sub(sum, hn::Set(d, rounding_magic<double>));
  V r = hn::NegMulAdd(k, hn::Set(d, Table::step_high), v);
  r = hn::NegMulAdd(k, hn::Set(d, Table::step_low), r);
  V e = hn::Set(d, Table::e[std::size(Table::e) - 1]);
  for (int i = std::size(Table::e) - 1; i-- > 0;) e = hn::MulAdd(e, r, hn::Set(d, Table::e[i]));
  // The 16th part of k, floored, goes into the exponent; the rest chooses a power of two.
  const auto bits = hn::BitCast(di, sum);
  const auto exponent =
      hn::ShiftLeft<52>(hn::ShiftRight<4>(hn::Sub(bits, hn::BitCast(di, hn::Set(d, rounding_magic<double>)))));
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
          return hn::Mul(hn::Mul(x, piecewise<exact::Far>(d, t)), density(d, t));
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
          const V inside = hn::IfThenElse(below, hn::Max(x, hn::Set(d, -14.8f)), hn::Set(d, -border));
          const V tail = decided(d, inside, round_once(FarInDouble(), d, inside));
          const auto small = is_below(d, x, tiny);
          return hn::IfThenElse(below, tail, hn::IfThenElse(small, half_of(d, x), x));
        },
        x);
  }
};

constexpr Function* map_exact = near_far::map<Exact>;

#else

/// gelu(x) to 2^-43 for -14.5 <= x <= 6, the offsets of the rows given.
struct InDouble {
  const std::uint32_t* offset;

  template <class D, class V, int n>
  HWY_INLINE Group<V, n> operator()(D d, const Group<V, n>& x) const {
    const V first = one(d, x.first);
    if constexpr (n == 1)
      return {first};
    else
      return {first, InDouble{offset + hn::Lanes(d)}(d, x.rest)};
  }

 private:
  template <class D, class V>
  HWY_INLINE V one(D d, V x) const {
    const auto number = [d](double value) HWY_ATTR { return hn::Set(d, value); };
    const Row2<V> row = lookup_row(d, exact::Rows::rows, offset);
    const V magic = number(rounding_magic<double> * exact::Rows::width);
    const V c = hn::Sub(hn::Add(x, magic), magic);
    const V r = hn::Sub(x, c);
    const V a = hn::Mul(c, r);
    const V b = hn::Mul(r, r);
    V p = hn::MulAdd(a, number(1.0 / 5040), number(-1.0 / 720));
    p = hn::MulAdd(a, p, number(1.0 / 120));
    p = hn::MulAdd(a, p, number(-1.0 / 24));
    p = hn::MulAdd(a, p, number(1.0 / 6));
    p = hn::MulAdd(a, p, number(-1.0 / 2));
    V q = hn::MulAdd(a, number(1.0 / 72), number(-1.0 / 20));
    q = hn::MulAdd(a, q, number(1.0 / 8));
    q = hn::MulAdd(a, q, number(-1.0 / 6));
    q = hn::MulAdd(b, number(1.0 / 40), q);
    const V series = hn::MulAdd(b, q, hn::MulAdd(a, p, number(1.0)));
    return hn::Mul(x, hn::MulAdd(hn::Mul(r, row.c1), series, row.c0));
  }
};

struct Exact {
  using Table = exact::Rows;
  static constexpr float least = 0x1p-60f;

  template <class D, class V>
  static HWY_INLINE V at(D d, V x, const std::uint32_t* offset) {
    const V last = hn::Set(d, Table::last);
    const V inside = smaller_or_second(d, clamp_below(d, x, Table::first), last);
    const V y = decided(d, inside, round_once(InDouble{offset}, d, inside));
    return hn::IfThenElse(hn::Lt(x, last), y, x);
  }

  template <class D, class V>
  static HWY_INLINE V tiny(D d, V x) {
    return half_of(d, x);
  }
};

constexpr Function* map_exact = rows::map<Exact>;

#endif

constexpr std::array<TypedFunction, 5> functions{
    {{DType::f32, Direction::forward, map_exact},
     {DType::f16, Direction::forward, &exact_tables::map<Float16>},
     {DType::bf16, Direction::forward, &exact_tables::map<BFloat16>},
     {DType::f16, Direction::backward, exact_tables::map_backward<Float16>},
     {DType::bf16, Direction::backward, exact_tables::map_backward<BFloat16>}}};

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "exact",
     .formula = Formula::gelu,
     .provenance = "scripts/coefficients/exact_*.sollya, faithful_*_f64.sollya",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 0.5, .max_abs = 2.38419e-07}, "gelubench_gelu_exact_f32"},
                {DType::f16, Direction::forward, {.max_ulp = 0.5}, "gelubench_gelu_f16"},
                {DType::bf16, Direction::forward, {.max_ulp = 0.5}, "gelubench_gelu_bf16"},
                {DType::f16, Direction::backward, {.max_ulp = 0.5}, "gelubench_gelu_backward_f16"},
                {DType::bf16, Direction::backward, {.max_ulp = 0.5}, "gelubench_gelu_backward_bf16"}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
