// Numbers as bit patterns, and as the hexadecimal floats in which exact values are shown.

#pragma once

#include <bit>
#include <cstdint>

#include "kernels/kernel.hpp"

namespace gelubench {

inline constexpr std::uint32_t sign_bit = 0x80000000u;
inline constexpr std::uint32_t infinity_bits = 0x7F800000u;

inline std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }
inline float float_of(std::uint32_t bits) { return std::bit_cast<float>(bits); }

/// The bit layout of a type that is stored and computed with by itself: binary32 or binary64.
template <class T>
struct BitLayout;

template <>
struct BitLayout<float> {
  using Bits = std::uint32_t;
  static constexpr int fraction_bits = 23;
  static constexpr Bits sign = sign_bit;
  static constexpr Bits infinity = infinity_bits;
};

template <>
struct BitLayout<double> {
  using Bits = std::uint64_t;
  static constexpr int fraction_bits = 52;
  static constexpr Bits sign = 0x8000000000000000u;
  static constexpr Bits infinity = 0x7FF0000000000000u;
};

}  // namespace gelubench
