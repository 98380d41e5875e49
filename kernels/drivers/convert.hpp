// binary16 and bfloat16 to and from binary32, one number at a time, in integer arithmetic: for scalar kernels.
//
// Widening is exact. Narrowing rounds to nearest, ties to even; NaN stays NaN and becomes quiet.

#pragma once

#include <bit>
#include <cstdint>

#include "kernels/kernel.hpp"

namespace gelubench {

inline float to_float(BFloat16 x) { return std::bit_cast<float>(std::uint32_t{x.bits} << 16); }

inline float to_float(Float16 x) {
  const std::uint32_t sign = (x.bits & 0x8000u) << 16;
  const std::uint32_t magnitude = x.bits & 0x7FFFu;
  if (magnitude >= 0x7C00) return std::bit_cast<float>(sign | 0x7F800000u | magnitude << 13);
  if (magnitude >= 0x0400) return std::bit_cast<float>(sign | ((magnitude << 13) + ((127u - 15u) << 23)));
  // Subnormal: so many times 2^-24.
  const float value = static_cast<float>(magnitude) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
}

inline BFloat16 to_bfloat16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return {static_cast<std::uint16_t>(bits >> 16 | 0x40)};
  return {static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)};
}

inline Float16 to_float16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = bits >> 16 & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
  std::uint32_t half = 0;
  if (magnitude > 0x7F800000u) {
    half = 0x7E00 | (magnitude >> 13 & 0x1FF);
  } else if (magnitude >= 0x477FF000u) {  // 65520, halfway between the largest number and 2^16
    half = 0x7C00;
  } else if (magnitude >= 0x38800000u) {  // 2^-14
    half = (magnitude - ((127u - 15u) << 23) + 0xFFF + (magnitude >> 13 & 1)) >> 13;
  } else if (magnitude > 0x33000000u) {  // 2^-25, a tie that goes to zero
    const std::uint32_t shift = 126 - (magnitude >> 23);
    const std::uint32_t significand = (magnitude & 0x7FFFFFu) | 0x800000u;
    half = (significand + (1u << (shift - 1)) - 1 + (significand >> shift & 1)) >> shift;
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

}  // namespace gelubench
