// GELU by cubic Hermite interpolation in a table.
//
//   gelu(x) = x (c0 + f (c1 + f (c2 + f c3))),  i = floor(32 x),  f = 32 x - i
//   gelu'(x) likewise from a table of gelu'
//
// The cubic of interval i meets Phi and its density at both ends. 4 coefficients for each of 657 intervals for float
// (10.3 KiB) on [-14.5, 6], of 1,537 for double on [-39, 9], computed from libm's erfc and exp at first use.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/cubic.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/lut/table-inl.hpp"
#include "kernels/lut/table.hpp"

#ifndef GELUBENCH_KERNELS_LUT_CUBIC_TABLE
#define GELUBENCH_KERNELS_LUT_CUBIC_TABLE
namespace gelubench {
namespace {

constexpr int per_unit = 32;

/// Coefficients of each interval, [power of f][interval]; constant at both ends.
template <class T>
struct CubicTable {
  std::array<std::array<T, lut::size<T, per_unit>>, 4> c{};
};

template <class F, class T>
const CubicTable<T>& cubic_table() {
  static const CubicTable<T> table = [] {
    CubicTable<T> t;
    constexpr double h = 1.0 / per_unit;
    for (std::size_t i = 0; i + 1 < t.c[0].size(); ++i) {
      const double x = lut::position<T, per_unit>(i);
      if (lut::vanishes<F, T>(x)) {
        for (auto& coefficients : t.c) coefficients[i] = static_cast<T>(F::far_left);
        continue;
      }
      const double value = F::value(x);
      const double rise = F::value(x + h) - value;
      const double left = h * F::slope(x);
      const double right = h * F::slope(x + h);
      t.c[0][i] = static_cast<T>(value);
      t.c[1][i] = static_cast<T>(left);
      t.c[2][i] = static_cast<T>(3 * rise - 2 * left - right);
      t.c[3][i] = static_cast<T>(left + right - 2 * rise);
    }
    t.c[0].back() = static_cast<T>(F::far_right);
    return t;
  }();
  return table;
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// The interpolated value at x, the first for NaN.
template <class D, class V, class T>
V interpolated(D d, V x, const CubicTable<T>& table) {
  const hn::RebindToSigned<D> di;
  const V scaled = hn::Mul(clamp_for_index(d, x, lut::low<T>, lut::high<T>), constant(d, per_unit));
  const V floor = hn::Floor(scaled);
  const V f = hn::Sub(scaled, floor);
  const auto i = magic_integer(d, hn::Add(floor, hn::Set(d, rounding_magic<T>)));
  const auto index = hn::Sub(i, hn::Set(di, static_cast<int>(lut::low<T> * per_unit)));
  V value = by_lanes(d, table.c[3].data(), index);
  for (std::size_t power = 3; power-- > 0;) {
    value = hn::MulAdd(value, f, by_lanes(d, table.c[power].data(), index));
  }
  return value;
}

template <class T>
struct Cubic {
  const CubicTable<T>& table = cubic_table<lut::Cdf, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return times_cdf(d, x, [&](V x) HWY_ATTR { return interpolated(d, x, table); });
  }
};

template <class T>
struct CubicGradient {
  const CubicTable<T>& table = cubic_table<lut::Gradient, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return hn::IfThenElse(hn::IsNaN(x), x, interpolated(d, off_zero(d, x), table));
  }
};

constexpr auto functions = simd_functions<Cubic, CubicGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "lut",
     .variant = "cubic",
     .formula = Formula::gelu,
     .provenance = "table of libm erfc and exp",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 1138.12, .ulp_from = -13.15, .max_abs = 4.88855e-07}},
                {DType::f32, Direction::backward, {.max_ulp = 1.34119, .ulp_from = -0.5, .max_abs = 1.18971e-07}},
                {DType::f64, Direction::forward, {.max_abs = 1.50139e-09}},
                {DType::f64, Direction::backward, {.max_abs = 8.8226e-09}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .ulp_from = -13.15, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 0.49998, .max_abs = 0.000488248}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .ulp_from = -6, .max_abs = 0.00390564}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
