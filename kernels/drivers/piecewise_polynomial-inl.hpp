// Piecewise polynomials in binary32 by tables of scripts/coefficients/near.sollya, for AVX-512.
//
//   f(t) = c0 + r (c1 + r (c2 + ...)),  r = t - center, exact,  t = |x|
//
// by 32 intervals of equal width, whose columns are permuted out of registers.

#if defined(GELUBENCH_KERNELS_DRIVERS_PIECEWISE_POLYNOMIAL_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef GELUBENCH_KERNELS_DRIVERS_PIECEWISE_POLYNOMIAL_INL_HPP
#undef GELUBENCH_KERNELS_DRIVERS_PIECEWISE_POLYNOMIAL_INL_HPP
#else
#define GELUBENCH_KERNELS_DRIVERS_PIECEWISE_POLYNOMIAL_INL_HPP
#endif

#include <iterator>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {

/// round(t / width) + rounding_magic, the number of t's interval in its low bits.
template <class Table, class D, class V, int n>
HWY_INLINE Group<V, n> interval_sum(D d, const Group<V, n>& t) {
  return each(
      [&](V t)
          HWY_ATTR { return nearest_mul_add(t, hn::Set(d, Table::inverse_width), hn::Set(d, rounding_magic<float>)); },
      t);
}

/// t less the middle of its interval, exact.
template <class Table, class D, class V, int n>
HWY_INLINE Group<V, n> from_middle(D d, const Group<V, n>& t, const Group<V, n>& sum) {
  return each(
      [&](V t, V sum) HWY_ATTR {
        const V k = hn::Sub(sum, hn::Set(d, rounding_magic<float>));
        return hn::NegMulAdd(k, hn::Set(d, Table::width), t);
      },
      t, sum);
}

/// f(|x|) = c0 + r (c1 + r p).
template <class V>
struct Piece {
  V r, c0, c1, p;
};

template <class Table, class D, class V, int n>
HWY_INLINE Group<Piece<V>, n> piecewise_polynomial(D d, const Group<V, n>& x) {
  const hn::RebindToSigned<D> di;
  const auto t = each([&](V x) HWY_ATTR { return hn::Abs(x); }, x);
  const auto sum = interval_sum<Table>(d, t);
  const auto column = [&](int k) HWY_ATTR {
    return each([&](V sum) HWY_ATTR { return lookup(d, Table::columns[k], hn::BitCast(di, sum)); }, sum);
  };
  const auto r = each([&](V t, V center) HWY_ATTR { return hn::Sub(t, center); }, t, column(0));
  const auto step = [&](const Group<V, n>& p, int k) HWY_ATTR {
    return each([&](V p, V r, V c) HWY_ATTR { return hn::MulAdd(p, r, c); }, p, r, column(k));
  };
  constexpr int last = std::size(Table::columns) - 1;
  auto p = column(last);
  for (int k = last; k-- > 3;) p = step(p, k);
  return each([&](V r, V c0, V c1, V p) HWY_ATTR { return Piece<V>{r, c0, c1, p}; }, r, column(1), column(2), p);
}

}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard, once per target
