// GELU by linear interpolation in a table.
//
//   gelu(x) = x (v_i + s_i f),  i = floor(64 x),  f = 64 x - i,  v_i = Phi(i/64),  s_i = Phi((i+1)/64) - v_i
//
// 1,313 values and slopes (10.3 KiB) for Phi on [-14.5, 6], computed from libm's erfc at first use.
// Error of Phi at most 0.242/64^2/8 = 7.4e-6.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/linear.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/lut/table.hpp"
#include "kernels/simd-inl.hpp"

#ifndef GELUBENCH_KERNELS_LUT_LINEAR_TABLE
#define GELUBENCH_KERNELS_LUT_LINEAR_TABLE
namespace gelubench {
namespace {

constexpr float entries_per_unit = 64;

struct LinearTable {
  static constexpr std::size_t size = static_cast<std::size_t>((lut::high - lut::low) * entries_per_unit) + 1;
  std::array<float, size> value{};
  std::array<float, size> slope{};
};

/// Phi at low + i/64 and its increase to the next entry; constant at both ends.
const LinearTable& linear_table() {
  static const LinearTable table = [] {
    LinearTable t;
    const auto phi = [](std::size_t i) {
      return lut::normal_cdf(lut::low + static_cast<double>(i) / entries_per_unit);
    };
    for (std::size_t i = 1; i + 1 < t.size; ++i) {
      t.value[i] = static_cast<float>(phi(i));
      t.slope[i] = static_cast<float>(phi(i + 1) - phi(i));
    }
    t.value.back() = 1;
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

struct Linear {
  const LinearTable& table = linear_table();

  template <class D, class V>
  V apply(D d, V x) const {
    const hn::RebindToSigned<D> di;
    const V scaled = hn::Mul(clamp_for_index(d, x, lut::low, lut::high), hn::Set(d, entries_per_unit));
    const V floor = hn::Floor(scaled);
    const V fraction = hn::Sub(scaled, floor);
    const auto index = hn::Sub(hn::ConvertTo(di, floor), hn::Set(di, static_cast<int>(lut::low * entries_per_unit)));
    const V value = hn::GatherIndex(d, table.value.data(), index);
    const V slope = hn::GatherIndex(d, table.slope.data(), index);
    return hn::Mul(clamp_below(d, x, lut::low), hn::MulAdd(slope, fraction, value));
  }
};

void lut_linear(const float* x, float* y, std::size_t n) { map<Linear>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "lut",
                             .variant = "linear",
                             .formula = Formula::gelu,
                             .claim = {.max_ulp = 86186.2, .ulp_from = -13.15f, .max_abs = 9.06862e-06},
                             .provenance = "table of libm erfc"},
                            GELUBENCH_PATHS(lut_linear));

}  // namespace
}  // namespace gelubench
#endif
