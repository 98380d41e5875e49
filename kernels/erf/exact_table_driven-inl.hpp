// The first step of erf/exact in binary32 where AVX-512 is missing: gelu(x) in binary64, to 2^-43.
//
// x Phi(x) for -14.5 <= x < 6, by Taylor's series about the next of 2,625 centers c, 1/128 apart: with r = x - c, exact
// and at most 1/256, a = c r and b = r^2,
//
//   Phi(c + r) = Phi(c) + r phi(c) (1 - He1/2! + He2/3! - He3/4! + He4/5! - He5/6! + He6/7!)
//
// with Hermite's polynomials r^n He_n(c): He1 = a, He2 = a^2 - b, He3 = a^3 - 3 a b, He4 = a^4 - 6 a^2 b + 3 b^2,
// He5 = a^5 - 10 a^3 b + ..., He6 = a^6 - .... Sorted by powers of b, without terms below the error,
//
//   1 + a p(a) + b (q(a) + 3/5! b)
//   p(a) = -1/2! + a/3! - a^2/4! + a^3/5! - a^4/6! + a^5/7!
//   q(a) = -1/3! + 3/4! a - 6/5! a^2 + 10/6! a^3
//
// x >= 6: x, to which gelu(x) rounds; |x| < 2^-60: x/2. Rows {Phi(c), phi(c)}: scripts/coefficients/exact_rows.sollya,
// which also finds what the series leaves, 2^-44.2 of Phi(x).

#if defined(GELUBENCH_KERNELS_ERF_EXACT_TABLE_DRIVEN_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_ERF_EXACT_TABLE_DRIVEN_INL_HPP
#undef GELUBENCH_KERNELS_ERF_EXACT_TABLE_DRIVEN_INL_HPP
#else
#define GELUBENCH_KERNELS_ERF_EXACT_TABLE_DRIVEN_INL_HPP
#endif

#include <cstdint>

#include "kernels/drivers/table_driven-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/erf/exact_rounding-inl.hpp"
#include "kernels/erf/tables/exact_rows.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE::exact_f32 {

#if HWY_TARGET != HWY_AVX3

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
    V q = hn::MulAdd(a, number(10.0 / 720), number(-6.0 / 120));
    q = hn::MulAdd(a, q, number(3.0 / 24));
    q = hn::MulAdd(a, q, number(-1.0 / 6));
    q = hn::MulAdd(b, number(3.0 / 120), q);
    const V series = hn::MulAdd(b, q, hn::MulAdd(a, p, number(1.0)));
    return hn::Mul(x, hn::MulAdd(hn::Mul(r, row.c1), series, row.c0));
  }
};

struct Exact {
  using Table = exact::Rows;
  static constexpr float least = exact_f32::tiny;

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

inline constexpr Function* map = table_driven::map<Exact>;

#endif  // no AVX-512

}  // namespace gelubench::HWY_NAMESPACE::exact_f32
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
