// GELU by linear interpolation in a table.
//
//   gelu(x) = x (v_i + s_i f),  i = floor(64 x),  f = 64 x - i,  v_i = Phi(i/64),  s_i = Phi((i+1)/64) - v_i
//   gelu'(x) likewise from a table of gelu'
//
// Values and slopes at 1,313 places for float (10.3 KiB) on [-14.5, 6], 3,073 for double on [-39, 9], computed from
// libm's erfc and exp at first use. Error of Phi at most 0.242/64^2/8 = 7.4e-6.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/linear.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/lut/table-inl.hpp"
#include "kernels/lut/table.hpp"

#ifndef GELUBENCH_KERNELS_LUT_LINEAR_TABLE
#define GELUBENCH_KERNELS_LUT_LINEAR_TABLE
namespace gelubench {
namespace {

constexpr int per_unit = 64;

template <class T>
struct LinearTable {
  std::array<T, lut::size<T, per_unit>> value{};
  std::array<T, lut::size<T, per_unit>> slope{};
};

/// F at low + i/64 and its increase to the next entry; constant at both ends.
template <class F, class T>
const LinearTable<T>& linear_table() {
  static const LinearTable<T> table = [] {
    LinearTable<T> t;
    const auto f = [](std::size_t i) { return F::value(lut::position<T, per_unit>(i)); };
    for (std::size_t i = 0; i + 1 < t.value.size(); ++i) {
      if (lut::vanishes<F, T>(lut::position<T, per_unit>(i))) {
        t.value[i] = t.slope[i] = static_cast<T>(F::far_left);
        continue;
      }
      t.value[i] = static_cast<T>(f(i));
      t.slope[i] = static_cast<T>(f(i + 1) - f(i));
    }
    t.value.back() = static_cast<T>(F::far_right);
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
V interpolated(D d, V x, const LinearTable<T>& table) {
  const hn::RebindToSigned<D> di;
  const V scaled = hn::Mul(clamp_for_index(d, x, lut::low<T>, lut::high<T>), constant(d, per_unit));
  const V floor = hn::Floor(scaled);
  const V fraction = hn::Sub(scaled, floor);
  const auto i = magic_integer(d, hn::Add(floor, hn::Set(d, rounding_magic<T>)));
  const auto index = hn::Sub(i, hn::Set(di, static_cast<int>(lut::low<T> * per_unit)));
  const V value = by_lanes(d, table.value.data(), index);
  const V slope = by_lanes(d, table.slope.data(), index);
  return hn::MulAdd(slope, fraction, value);
}

template <class T>
struct Linear {
  const LinearTable<T>& table = linear_table<lut::Cdf, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return times_cdf(d, x, [&](V x) HWY_ATTR { return interpolated(d, x, table); });
  }
};

template <class T>
struct LinearGradient {
  const LinearTable<T>& table = linear_table<lut::Gradient, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return hn::IfThenElse(hn::IsNaN(x), x, interpolated(d, off_zero(d, x), table));
  }
};

constexpr auto functions = simd_functions<Linear, LinearGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "lut",
     .variant = "linear",
     .formula = Formula::gelu,
     .provenance = "table of libm erfc",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 86186.2, .ulp_from = -13.15, .max_abs = 9.06862e-06}},
                {DType::f32, Direction::backward, {.max_ulp = 1339.58, .ulp_from = -0.5, .max_abs = 2.3863e-05}},
                {DType::f64, Direction::forward, {.max_abs = 1.11958e-05}},
                {DType::f64, Direction::backward, {.max_abs = 2.97066e-05}},
                {DType::f16, Direction::forward, {.max_ulp = 1.39629, .max_abs = 0.000979282}},
                {DType::bf16, Direction::forward, {.max_ulp = 0.504078, .ulp_from = -13.15, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 173.698, .max_abs = 0.000509338}},
                {DType::bf16, Direction::backward, {.max_ulp = 4.74887, .ulp_from = -6, .max_abs = 0.00390564}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
