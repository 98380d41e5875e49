// GELU by erfc from a table of 645 pairs: an emulation with Arm Optimized Routines' vector erfcf.
//
//   gelu(x) = x/2 erfc(-x / sqrt(2))
//   erfc(z) = C - S (d - d^2 (r + d (p2 + d (p3 + d p4)))),  r = round(64 z) / 64,  d = z - r,  for 0 <= z <= 10.0625
//   C = erfc(r),  S = 2/sqrt(pi) exp(-r^2),  p2 = 1/3 - 2/3 r^2,  p3 = r (r^2/3 - 1/2),  p4 = 2/5 r^2 - 2/15 r^4 - 1/10
//   erfc(-z) = 2 - erfc(z)
//
// The pairs (5 KiB) are kept 2^47 times as large, so that none is subnormal; they are computed from libm's binary64 at
// first use, where Arm prints them. No cancellation, no exponential. What remains is the rounding of x / sqrt(2), which
// erfc amplifies by x^2.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/erfc_table.cpp"
#include <hwy/foreach_target.h>

#include <array>
#include <cmath>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

#ifndef GELUBENCH_KERNELS_ERF_ERFC_TABLE
#define GELUBENCH_KERNELS_ERF_ERFC_TABLE
namespace gelubench {
namespace {

constexpr std::size_t erfc_entries = 645;

/// 2^47 erfc(r) and 2^47 2/sqrt(pi) exp(-r^2) at r = 0, 1/64 ... 10.0625, in turns.
const float* erfc_pairs() {
  static const auto table = [] {
    std::array<float, 2 * erfc_entries> pairs{};
    for (std::size_t i = 0; i < erfc_entries; ++i) {
      const double r = static_cast<double>(i) / 64;
      pairs[2 * i] = static_cast<float>(0x1p47 * std::erfc(r));
      pairs[2 * i + 1] = static_cast<float>(0x1p47 * 0x1.20dd750429b6dp+0 * std::exp(-r * r));
    }
    return pairs;
  }();
  return table.data();
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

template <class T>
struct ErfcTable {
  static constexpr bool only_f32_inside = true;
  const float* table = erfc_pairs();

  template <class D, class V>
  V apply(D d, V x) const {
    const V z = hn::Mul(x, constant(d, -0x1.6a09e667f3bcdp-1));
    const V a = clamp_for_index(d, hn::Abs(z), 0, 10.0625);
    const V shift = constant(d, 0x1p17);  // numbers of this binade are multiples of 1/64
    const V shifted = hn::Add(a, shift);
    const V r = hn::Sub(shifted, shift);
    const hn::RebindToSigned<D> di;
    const auto i = hn::ShiftLeft<1>(hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, shift)));
    const V value = by_lanes(d, table, i);
    const V slope = by_lanes(d, table + 1, i);
    const V t = hn::Sub(a, r);
    const V r2 = hn::Mul(r, r);
    const V third = constant(d, 1.0 / 3);
    const V p2 = hn::NegMulAdd(r2, constant(d, 2.0 / 3), third);
    const V p3 = hn::Mul(r, hn::MulAdd(r2, third, constant(d, -0.5)));
    const V p4 = hn::NegMulAdd(r2, hn::MulAdd(r2, constant(d, 2.0 / 15), constant(d, -0.4)), constant(d, -0.1));
    V bend = hn::MulAdd(t, p4, p3);
    bend = hn::MulAdd(t, bend, p2);
    bend = hn::MulAdd(t, bend, r);
    const V scaled = hn::NegMulAdd(slope, hn::NegMulAdd(hn::Mul(t, t), bend, t), value);
    const auto negative = hn::Lt(z, hn::Zero(d));
    const V factor = hn::IfThenElse(negative, constant(d, -0x1p-47), constant(d, 0x1p-47));
    const V erfc = hn::MulAdd(factor, scaled, hn::IfThenElseZero(negative, constant(d, 2)));
    return hn::Mul(hn::Mul(constant(d, 0.5), x), erfc);
  }
};

constexpr auto functions = simd_functions<ErfcTable>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "erfc_table",
     .formula = Formula::gelu,
     .provenance = "emulation with Arm Optimized Routines 2023, vector erfcf (scheme and table)",
     .claims =
         {{DType::f32,
           Direction::forward,
           {.max_ulp = 198.807, .ulp_from = -13.15, .max_abs = 3.84041e-07, .special_values = false}},
          {DType::f16, Direction::forward, {.max_ulp = 0.500059, .max_abs = 0.000976292, .special_values = false}},
          {DType::bf16, Direction::forward, {.max_ulp = 0.500001, .max_abs = 0.00776872, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
