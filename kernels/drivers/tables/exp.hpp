// Printed by scripts/coefficients/exp.sollya; scripts/coefficients/check compares.

#pragma once

// clang-format off
namespace gelubench::exp_numbers {

/// Degree 6, relative error 2^-28.0.
struct F32 {
  static constexpr float log2_e = 0x1.715476p0f;
  static constexpr float ln2_hi = 0x1.62e4p-1f;
  static constexpr float ln2_lo = 0x1.7f7d1cp-20f;
  alignas(64) static constexpr float coefficient[7] = {0x1p0f, 0x1p0f, 0x1.fffff8p-2f, 0x1.55548ep-3f, 0x1.555b98p-5f, 0x1.123bdp-7f, 0x1.68510ap-10f};
};

/// Degree 11, relative error 2^-57.7.
struct F64 {
  static constexpr double log2_e = 0x1.71547652b82fep0;
  static constexpr double ln2_hi = 0x1.62e42fefa4p-1;
  static constexpr double ln2_lo = -0x1.8432a1b0e2634p-43;
  alignas(64) static constexpr double coefficient[12] = {0x1p0, 0x1p0, 0x1.000000000000bp-1, 0x1.5555555555511p-3, 0x1.555555555029cp-5, 0x1.1111111122326p-7, 0x1.6c16c1852d3c4p-10, 0x1.a01a014761d7bp-13, 0x1.a01997c296aa7p-16, 0x1.71dee61e21325p-19, 0x1.28af4645c86c8p-22, 0x1.ade16d03eeda4p-26};
};

}  // namespace gelubench::exp_numbers
