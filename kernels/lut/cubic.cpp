// GELU by cubic Hermite interpolation in a table.
//
//   gelu(x) = x (c0 + f (c1 + f (c2 + f c3))),  i = floor(32 x),  f = 32 x - i
//
// The cubic of interval i meets Phi and its density at both ends. 657 intervals, 4 coefficients each (10.3 KiB), for
// Phi on [-14.5, 6], computed from libm's erfc and exp at first use.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/cubic.cpp"
#include <hwy/foreach_target.h>

#include <array>

#include "kernels/lut/table.hpp"
#include "kernels/simd-inl.hpp"

#ifndef GELUBENCH_KERNELS_LUT_CUBIC_TABLE
#define GELUBENCH_KERNELS_LUT_CUBIC_TABLE
namespace gelubench {
namespace {

constexpr float entries_per_unit = 32;

/// Coefficients of each interval, [power of f][interval]; constant at both ends.
struct CubicTable {
  static constexpr std::size_t size = static_cast<std::size_t>((lut::high - lut::low) * entries_per_unit) + 1;
  std::array<std::array<float, size>, 4> c{};
};

const CubicTable& cubic_table() {
  static const CubicTable table = [] {
    CubicTable t;
    constexpr double h = 1 / static_cast<double>(entries_per_unit);
    for (std::size_t i = 1; i + 1 < t.size; ++i) {
      const double x = lut::low + static_cast<double>(i) * h;
      const double value = lut::normal_cdf(x);
      const double rise = lut::normal_cdf(x + h) - value;
      const double left = h * lut::normal_pdf(x);
      const double right = h * lut::normal_pdf(x + h);
      t.c[0][i] = static_cast<float>(value);
      t.c[1][i] = static_cast<float>(left);
      t.c[2][i] = static_cast<float>(3 * rise - 2 * left - right);
      t.c[3][i] = static_cast<float>(left + right - 2 * rise);
    }
    t.c[0].back() = 1;
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

struct Cubic {
  const CubicTable& table = cubic_table();

  template <class D, class V>
  V apply(D d, V x) const {
    const hn::RebindToSigned<D> di;
    const V scaled = hn::Mul(clamp_for_index(d, x, lut::low, lut::high), hn::Set(d, entries_per_unit));
    const V floor = hn::Floor(scaled);
    const V f = hn::Sub(scaled, floor);
    const auto index = hn::Sub(hn::ConvertTo(di, floor), hn::Set(di, static_cast<int>(lut::low * entries_per_unit)));
    V phi = hn::GatherIndex(d, table.c[3].data(), index);
    for (std::size_t power = 3; power-- > 0;) {
      phi = hn::MulAdd(phi, f, hn::GatherIndex(d, table.c[power].data(), index));
    }
    return hn::Mul(clamp_below(d, x, lut::low), phi);
  }
};

void lut_cubic(const float* x, float* y, std::size_t n) { map<Cubic>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "lut",
                             .variant = "cubic",
                             .formula = Formula::gelu,
                             .claim = {.max_ulp = 1138.12, .ulp_from = -13.15f, .max_abs = 4.88855e-07},
                             .provenance = "table of libm erfc and exp"},
                            GELUBENCH_PATHS(lut_cubic));

}  // namespace
}  // namespace gelubench
#endif
