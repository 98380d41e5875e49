// GELU of binary32 data by a table indexed with the input rounded to binary16, as some inference engines do.
//
//   gelu(x) = T[binary16(x)]
//
// 65,536 entries, one for every binary16 number (256 KiB, binary32 results of libm's erfc), computed at first use; as
// many for gelu'. Rounding the input costs 2^-11 relative, and everything below the smallest binary16 number. Outside
// [-15, 15] the result is x or -0.
//
// ggml does so, and is itself measured by its adapter. This row answers what of that is the index: entries are kept in
// binary32, where ggml rounds them to binary16 too, x is not cut off at +-10, and there is a gradient.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/binary16.cpp"
#include <hwy/foreach_target.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/drivers/convert.hpp"
#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"
#include "kernels/lut/table.hpp"

#ifndef GELUBENCH_KERNELS_LUT_BINARY16_TABLE
#define GELUBENCH_KERNELS_LUT_BINARY16_TABLE
namespace gelubench {
namespace {

constexpr double largest_index = 15;

/// f of the binary16 number with bits i, for all i; entries of binary16 NaN and infinity are never read.
std::vector<float> tabulated(double (*f)(double)) {
  std::vector<float> table(65536);
  for (std::uint32_t bits = 0; bits < table.size(); ++bits) {
    table[bits] = static_cast<float>(f(to_float(Float16{static_cast<std::uint16_t>(bits)})));
  }
  return table;
}

const float* value_table() {
  static const std::vector<float> table = tabulated([](double x) { return x * lut::normal_cdf(x); });
  return table.data();
}

const float* gradient_table() {
  // Zeros where it is subnormal: products with dy would be slow.
  static const std::vector<float> table = tabulated([](double x) {
    const double g = lut::Gradient::value(x);
    return std::fabs(g) < std::numeric_limits<float>::min() ? std::copysign(0.0, g) : g;
  });
  return table.data();
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// The entry of x within [-15, 15], -0 below, that of 15 above and of -15 for NaN.
template <class D, class V>
V entry(D d, V x, const float* table) {
  const V bounded = clamp_for_index(d, x, -largest_index, largest_index);
  const V y = by_lanes(d, table, binary16_bits(d, bounded));
  return hn::IfThenElse(hn::Lt(x, constant(d, -largest_index)), constant(d, -0.0), y);
}

template <class T>
struct Binary16 {
  static constexpr bool only_f32_inside = true;
  const float* table = value_table();

  template <class D, class V>
  V apply(D d, V x) const {
    return hn::IfThenElse(hn::Lt(x, constant(d, largest_index)), entry(d, x, table), x);  // x where NaN
  }
};

template <class T>
struct Binary16Gradient {
  const float* table = gradient_table();

  template <class D, class V>
  V apply(D d, V x) const {
    return hn::IfThenElse(hn::IsNaN(x), x, entry(d, x, table));
  }
};

constexpr auto functions = simd_functions<Binary16, Binary16Gradient>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "lut",
     .variant = "binary16",
     .formula = Formula::gelu,
     .provenance = "binary16 index of ggml without its rounding of entries; table of libm erfc",
     .claims = {{DType::f32, Direction::forward, {.max_abs = 0.0019543}},
                {DType::f32, Direction::backward, {.max_ulp = 5873.95, .ulp_from = -0.5, .max_abs = 0.000150404}},
                {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292}},
                {DType::bf16, Direction::forward, {.max_abs = 0.00776872}},
                {DType::f16, Direction::backward, {.max_ulp = 0.49998, .max_abs = 0.000488248}},
                {DType::bf16, Direction::backward, {.max_ulp = 0.499922, .ulp_from = -13.15, .max_abs = 0.00390564}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
