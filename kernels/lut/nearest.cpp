// GELU by the nearest entry of a table.
//
//   gelu(x) = x Phi(k/128),  gelu'(x) = gelu'(k/128),  k = round(128 x)
//
// 2,625 entries of float (10.3 KiB) on [-14.5, 6], 6,145 of double on [-39, 9], computed from libm's erfc and exp at
// first use. Error of Phi at most phi(x)/256.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/nearest.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/lut/table-inl.hpp"
#include "kernels/lut/table.hpp"

#ifndef GELUBENCH_KERNELS_LUT_NEAREST_TABLE
#define GELUBENCH_KERNELS_LUT_NEAREST_TABLE
namespace gelubench {
namespace {

constexpr int per_unit = 128;

/// F at low + i/128.
template <class F, class T>
const T* nearest_table() {
  static const auto table = [] {
    std::array<T, lut::size<T, per_unit>> entries{};
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const double x = lut::position<T, per_unit>(i);
      entries[i] = static_cast<T>(lut::vanishes<F, T>(x) ? F::far_left : F::value(x));
    }
    entries.back() = static_cast<T>(F::far_right);
    return entries;
  }();
  return table.data();
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// The entry nearest to x, the first for NaN.
template <class D, class V, class T>
V nearest_entry(D d, V x, const T* table) {
  const hn::RebindToSigned<D> di;
  const V bounded = clamp_for_index(d, x, lut::low<T>, lut::high<T>);
  const V shifted = hn::MulAdd(bounded, constant(d, per_unit), hn::Set(d, rounding_magic<T>));
  const auto first = hn::Set(di, static_cast<int>(lut::low<T> * per_unit));
  return by_lanes(d, table, hn::Sub(magic_integer(d, shifted), first));
}

template <class T>
struct Nearest {
  const T* table = nearest_table<lut::Cdf, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return times_cdf(d, x, [&](V x) HWY_ATTR { return nearest_entry(d, x, table); });
  }
};

template <class T>
struct NearestGradient {
  const T* table = nearest_table<lut::Gradient, T>();

  template <class D, class V>
  V apply(D d, V x) const {
    return hn::IfThenElse(hn::IsNaN(x), x, nearest_entry(d, off_zero(d, x), table));
  }
};

constexpr auto functions = simd_functions<Nearest, NearestGradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "lut",
     .variant = "nearest",
     .formula = Formula::gelu,
     .provenance = "table of libm erfc",
     .claims = {{DType::f32, Direction::forward, {.max_ulp = 864855, .ulp_from = -13.15, .max_abs = 0.000947047}},
                {DType::f32, Direction::backward, {.max_ulp = 187281, .ulp_from = -0.5, .max_abs = 0.00311673}},
                {DType::f64, Direction::forward, {.max_abs = 0.00117966}},
                {DType::f64, Direction::backward, {.max_abs = 0.00389591}},
                {DType::f16, Direction::forward, {.max_ulp = 33.5293, .max_abs = 0.0013343}},
                {DType::bf16, Direction::forward, {.max_ulp = 1.45956, .ulp_from = -13.15, .max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 23.0232, .ulp_from = -0.5, .max_abs = 0.00334554}},
                {DType::bf16, Direction::backward, {.max_ulp = 3.23166, .ulp_from = -0.5, .max_abs = 0.0048723}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
