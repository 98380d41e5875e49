// Binary32 numbers as bit patterns, and as the hexadecimal floats in which exact values are shown.

#pragma once

#include <bit>
#include <cstdint>
#include <string>

namespace gelubench {

inline constexpr std::uint32_t sign_bit = 0x80000000u;
inline constexpr std::uint32_t infinity_bits = 0x7F800000u;

inline std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }
inline float float_of(std::uint32_t bits) { return std::bit_cast<float>(bits); }
inline bool is_nan_bits(std::uint32_t bits) { return (bits & ~sign_bit) > infinity_bits; }

/// "0x1.8p-3", "-0x0p+0", "inf", "nan": reads back to the same value.
std::string hex_float(double x);

}  // namespace gelubench
