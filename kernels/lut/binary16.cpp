// GELU of binary32 data by a table indexed with the input rounded to binary16, as some inference engines do.
//
//   gelu(x) = T[binary16(x)]
//
// 65,536 entries, one for every binary16 number (256 KiB, binary32 results of libm's erfc), computed at first use.
// Rounding the input costs 2^-11 relative, and everything below the smallest binary16 number. Outside [-15, 15] the
// result is x or -0.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lut/binary16.cpp"
#include <hwy/foreach_target.h>

#include <vector>

#include "kernels/lut/table.hpp"
#include "kernels/simd-inl.hpp"

#ifndef GELUBENCH_KERNELS_LUT_BINARY16_TABLE
#define GELUBENCH_KERNELS_LUT_BINARY16_TABLE
namespace gelubench {
namespace {

constexpr float largest_index = 15.0f;

/// gelu of the binary16 number with bits i, for all i; entries of binary16 NaN and infinity are never read.
const float* binary16_table() {
  static const std::vector<float> table = [] {
    std::vector<float> t(65536);
    for (std::uint32_t bits = 0; bits < t.size(); ++bits) {
      const int exponent = static_cast<int>(bits >> 10 & 31);
      const double significand = bits & 1023;
      const double magnitude =
          exponent == 0 ? std::ldexp(significand, -24) : std::ldexp(1024 + significand, exponent - 25);
      const double x = bits & 0x8000 ? -magnitude : magnitude;
      t[bits] = static_cast<float>(x * lut::normal_cdf(x));
    }
    return t;
  }();
  return table.data();
}

}  // namespace
}  // namespace gelubench
#endif

HWY_BEFORE_NAMESPACE();
namespace gelubench::HWY_NAMESPACE {
namespace {

/// Bits of x rounded to binary16, ties to even, for |x| <= 15.
template <class D, class V>
hn::VFromD<hn::RebindToSigned<D>> binary16_bits(D d, V x) {
  const hn::RebindToSigned<D> di;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  const hn::Rebind<hwy::float16_t, D> df16;
  const hn::Rebind<std::uint16_t, D> du16;
  return hn::PromoteTo(di, hn::BitCast(du16, hn::DemoteTo(df16, x)));
#else
  // Highway's conversion without F16C truncates. Normal numbers: round bit 13 of the significand and rebias the
  // exponent from 127 to 15. Subnormal ones: adding 1/2, whose ULP is 2^-24, rounds to multiples of 2^-24.
  const auto magnitude = hn::BitCast(di, hn::Abs(x));
  const auto odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(di, 1));
  const auto rounded = hn::ShiftRight<13>(hn::Add(hn::Add(magnitude, hn::Set(di, 0xFFF)), odd));
  const auto normal = hn::Sub(rounded, hn::Set(di, (127 - 15) << 10));
  const auto half = hn::Set(d, 0.5f);
  const auto subnormal = hn::Sub(hn::BitCast(di, hn::Add(hn::Abs(x), half)), hn::BitCast(di, half));
  const auto is_subnormal = hn::Lt(magnitude, hn::Set(di, (127 - 14) << 23));
  const auto sign = hn::And(hn::ShiftRight<16>(hn::BitCast(di, x)), hn::Set(di, 0x8000));
  return hn::Or(hn::IfThenElse(is_subnormal, subnormal, normal), sign);
#endif
}

struct Binary16 {
  const float* table = binary16_table();

  template <class D, class V>
  V apply(D d, V x) const {
    const V bounded = clamp_for_index(d, x, -largest_index, largest_index);
    const V y = hn::GatherIndex(d, table, binary16_bits(d, bounded));
    const V inside = hn::IfThenElse(hn::Lt(x, hn::Set(d, -largest_index)), hn::Set(d, -0.0f), y);
    return hn::IfThenElse(hn::Lt(x, hn::Set(d, largest_index)), inside, x);  // x where NaN
  }
};

void lut_binary16(const float* x, float* y, std::size_t n) { map<Binary16>(x, y, n); }

}  // namespace
}  // namespace gelubench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace gelubench {
namespace {

const Registered registered({.method = "lut",
                             .variant = "binary16",
                             .formula = Formula::gelu,
                             .claim = {.max_abs = 0.0019543},
                             .provenance = "table of libm erfc; ggml indexes its GELU table the same way"},
                            GELUBENCH_PATHS(lut_binary16));

}  // namespace
}  // namespace gelubench
#endif
