// GELU by erf from a table of 513 pairs: an emulation with Arm Optimized Routines' vector erff, which Arm Compute
// Library and oneDNN use on Arm.
//
//   gelu(x) = x/2 (1 + erf(x / sqrt(2)))
//   erf(z) = E + S (d - d^2 (r + d/3)),  r = round(128 z) / 128,  d = z - r,  E = erf(r),  S = 2/sqrt(pi) exp(-r^2)
//
// For |z| up to 3.9375, beyond 1; the sign is put back. The nearest relative of the table-driven rows here: a table and
// three terms of Taylor's series, no exponential, no division. The pairs (4 KiB) are computed from libm's binary64 at
// first use, where Arm prints them. 1 + erf cancels for x < -1.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/erf/erf_table.cpp"
#include <hwy/foreach_target.h>

#include <array>
#include <cmath>

#include "kernels/drivers/simd-inl.hpp"
#include "kernels/drivers/table_lookup-inl.hpp"

#ifndef GELUBENCH_KERNELS_ERF_ERF_TABLE
#define GELUBENCH_KERNELS_ERF_ERF_TABLE
namespace gelubench {
namespace {

constexpr std::size_t erf_entries = 513;

/// erf(r) and 2/sqrt(pi) exp(-r^2) at r = 0, 1/128 ... 4, in turns.
const float* erf_pairs() {
  static const auto table = [] {
    std::array<float, 2 * erf_entries> pairs{};
    for (std::size_t i = 0; i < erf_entries; ++i) {
      const double r = static_cast<double>(i) / 128;
      pairs[2 * i] = static_cast<float>(std::erf(r));
      pairs[2 * i + 1] = static_cast<float>(0x1.20dd750429b6dp+0 * std::exp(-r * r));
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
struct ErfTable {
  static constexpr bool only_f32_inside = true;
  const float* table = erf_pairs();

  template <class D, class V>
  V apply(D d, V x) const {
    const V z = hn::Mul(x, constant(d, 0x1.6a09e667f3bcdp-1));
    const V a = clamp_for_index(d, hn::Abs(z), 0, 4);
    const V shift = constant(d, 0x1p16);  // numbers of this binade are multiples of 1/128
    const V shifted = hn::Add(a, shift);
    const V r = hn::Sub(shifted, shift);
    const hn::RebindToSigned<D> di;
    const auto i = hn::ShiftLeft<1>(hn::Sub(hn::BitCast(di, shifted), hn::BitCast(di, shift)));
    const V value = by_lanes(d, table, i);
    const V slope = by_lanes(d, table + 1, i);
    const V distance = hn::Sub(a, r);
    const V bend = hn::MulAdd(constant(d, 1.0 / 3), distance, r);
    const V terms = hn::NegMulAdd(hn::Mul(distance, distance), bend, distance);
    const V one = constant(d, 1);
    const V inside = hn::MulAdd(slope, terms, value);
    const V erf = hn::CopySign(hn::IfThenElse(hn::Gt(a, constant(d, 3.9375)), one, inside), z);
    return hn::Mul(hn::Mul(constant(d, 0.5), x), hn::Add(one, erf));
  }
};

constexpr auto functions = simd_functions<ErfTable>();

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered(
    {.method = "erf",
     .variant = "erf_table",
     .formula = Formula::gelu,
     .provenance = "emulation with Arm Optimized Routines 2023, vector erff (scheme and table)",
     .claims = {{DType::f32,
                 Direction::forward,
                 {.max_ulp = 199.178, .ulp_from = -3, .max_abs = 5.03031e-07, .special_values = false}},
                {DType::f16,
                 Direction::forward,
                 {.max_ulp = 2.08462, .ulp_from = -4.18, .max_abs = 0.000976292, .special_values = false}},
                {DType::bf16,
                 Direction::forward,
                 {.max_ulp = 0.500001, .ulp_from = -3, .max_abs = 0.00776872, .special_values = false}}}},
    GELUBENCH_PATHS(functions));

}  // namespace
}  // namespace gelubench
#endif
