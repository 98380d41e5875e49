// GELU by the nearest entry of a table.
//
//   gelu(x) = x Phi(k/128),  k = round(128 x)
//
// 2,625 entries (10.3 KiB) for Phi on [-14.5, 6], computed from libm's erfc at first use. Error x phi(x)/256 at most.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/nearest.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/lut/table.hpp"
#include "kernels/simd-inl.hpp"

#ifndef GELUBENCH_KERNELS_LUT_NEAREST_TABLE
#define GELUBENCH_KERNELS_LUT_NEAREST_TABLE
namespace gelubench {
namespace {

constexpr float entries_per_unit = 128;

/// Phi at low + i/128.
const float* nearest_table() {
  static const auto table = [] {
    std::array<float, static_cast<std::size_t>((lut::high - lut::low) * entries_per_unit) + 1> phi{};
    for (std::size_t i = 0; i < phi.size(); ++i) {
      phi[i] = static_cast<float>(lut::normal_cdf(lut::low + static_cast<double>(i) / entries_per_unit));
    }
    phi.front() = 0;
    return phi;
  }();
  return table.data();
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

struct Nearest {
  const float* table = nearest_table();

  template <class D, class V>
  V apply(D d, V x) const {
    const hn::RebindToSigned<D> di;
    const V bounded = clamp_for_index(d, x, lut::low, lut::high);
    // 1.5 * 2^23 + 128 x: the nearest integer in the low bits.
    const V shifted = hn::MulAdd(bounded, hn::Set(d, entries_per_unit), hn::Set(d, 0x1.8p23f));
    const auto first = hn::Set(di, 0x4B400000 + static_cast<int>(lut::low * entries_per_unit));
    const V phi = hn::GatherIndex(d, table, hn::Sub(hn::BitCast(di, shifted), first));
    return hn::Mul(clamp_below(d, x, lut::low), phi);
  }
};

void lut_nearest(const float* x, float* y, std::size_t n) { map<Nearest>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "lut",
                             .variant = "nearest",
                             .formula = Formula::gelu,
                             .claim = {.max_ulp = 864855, .ulp_from = -13.15f, .max_abs = 0.000947047},
                             .provenance = "table of libm erfc"},
                            GELUBENCH_PATHS(lut_nearest));

}  // namespace
}  // namespace gelubench
#endif
